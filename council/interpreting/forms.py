"""What is typed to keep the directory, to ask for interpreters and to offer them bookings."""

from collections.abc import Iterable
from datetime import datetime

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import CouncilForm
from council.interpreting.models import Interpreter
from council.interpreting.operations import InterpreterFacts
from council.interpreting.states import Credential, Modality, Mode
from council.languages.formatting import language_name
from council.languages.registry import signed_languages, spoken_languages
from council.meetings.rules import moment_on_wall_clock

COUNTRY = "US"

MODES = {
    Mode.SIMULTANEOUS: _l("Simultaneous: while others speak, with headsets"),
    Mode.CONSECUTIVE: _l("Consecutive: after each speaker"),
    Mode.WHISPERED: _l("Whispered, for one or two people"),
    Mode.SIGHT: _l("Reading papers aloud in another language"),
}
MODALITIES = {
    Modality.ON_SITE: _l("In the room"),
    Modality.VIDEO: _l("By video"),
    Modality.PHONE: _l("By phone"),
}
CREDENTIALS = {
    Credential.CERTIFIED: _l("Certified interpreter"),
    Credential.QUALIFIED: _l("Qualified interpreter"),
    Credential.BILINGUAL_STAFF: _l("Bilingual staff, not an interpreter"),
}
CREDENTIAL_HELP = {
    Credential.CERTIFIED: _l("Holds a state, court, medical or sign language certificate."),
    Credential.QUALIFIED: _l("Was tested in both languages and trained to interpret."),
    Credential.BILINGUAL_STAFF: _l(
        "Can welcome and help families. Is never booked to interpret: speaking two languages is"
        " not interpreting."
    ),
}


def language_choices(*, without: Iterable[str] = ()) -> list[SelectChoice]:
    """Every language that can be spoken or signed, by its name in the page's language."""
    left_out = set(without)
    return [
        SelectChoice(language.tag, language_name(language.tag))
        for language in (*spoken_languages(), *signed_languages())
        if language.tag not in left_out
    ]


class PairForm(CouncilForm):
    """Two languages between which somebody interprets."""

    class Meta(CouncilForm.Meta):
        """Part of another form, which carries the token."""

        csrf = False

    one = SelectField(_l("Between"), [Optional()])
    other = SelectField(_l("and"), [Optional()])
    ways = SelectField(
        _l("Direction"),
        choices=[
            SelectChoice("both", _l("Both ways")),
            SelectChoice("there", _l("Only from the first into the second")),
        ],
        default="both",
    )


# Rows for pairs that a form offers beyond those that are filled in.
SPARE_PAIRS = 2
MOST_PAIRS = 12


class InterpreterForm(CouncilForm):
    """What the directory says of an interpreter."""

    name = StringField(_l("Name"), [DataRequired(), Length(max=120)])
    email = EmailField(_l("E-mail address"), [Optional(), Email(), Length(max=254)])
    phone = TelField(_l("Phone number"), [Optional(), Length(max=30)])
    credential = RadioField(_l("What shows that they can interpret"), [InputRequired()])
    modalities = SelectMultipleField(
        _l("How they can be there"),
        [InputRequired()],
        choices=[SelectChoice(modality.value, words) for modality, words in MODALITIES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    pairs = FieldList(
        FormField(PairForm), _l("Languages"), min_entries=SPARE_PAIRS, max_entries=MOST_PAIRS
    )
    pay = StringField(_l("Pay, as agreed"), [Optional(), Length(max=120)])
    attested_adult_and_unrelated = BooleanField(
        _l("They are an adult, and not related to the families they interpret for")
    )
    active = BooleanField(_l("Can be asked"), default=True)

    def offer_choices(self) -> None:
        """Credentials with what they mean, and the languages of the registry."""
        self.credential.choices = [
            SelectChoice(credential.value, words, {"help": CREDENTIAL_HELP[credential]})
            for credential, words in CREDENTIALS.items()
        ]
        languages = [SelectChoice("", "—"), *language_choices()]
        for entry in self.pairs:
            entry.form.one.choices = entry.form.other.choices = languages

    def validate_phone(self, field: Field) -> None:
        """A number that can be dialled, kept in its international form."""
        if field.data:
            field.data = _dialled(field.data)

    def facts(self) -> InterpreterFacts:
        """What was typed; a pair that works both ways is two directed ones."""
        pairs: list[tuple[str, str]] = []
        for entry in self.pairs.data:
            if entry["one"] and entry["other"]:
                pairs.append((entry["one"], entry["other"]))
                if entry["ways"] == "both":
                    pairs.append((entry["other"], entry["one"]))
        return InterpreterFacts(
            name=self.name.data,
            email=self.email.data or None,
            phone=self.phone.data or None,
            credential=Credential(self.credential.data),
            attested_adult_and_unrelated=bool(self.attested_adult_and_unrelated.data),
            modalities=tuple(Modality(value) for value in self.modalities.data),
            pairs=tuple(pairs),
            pay=self.pay.data or "",
        )


def _dialled(typed: str) -> str:
    try:
        number = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("This is not a phone number that can be dialled.")) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This is not a phone number that can be dialled."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def pairs_typed(interpreter: Interpreter, home: str) -> list[dict[str, str]]:
    """An interpreter's pairs as pages show them: both ways in one row, the home language second."""
    ways = {(pair.from_language, pair.into_language) for pair in interpreter.pairs}
    rows: list[dict[str, str]] = []
    for one, other in sorted(ways, key=lambda way: (way[0] == home, way)):
        both = (other, one) in ways
        if both and any((row["one"], row["other"]) == (other, one) for row in rows):
            continue
        rows.append({"one": one, "other": other, "ways": "both" if both else "there"})
    return rows


class RequestInterpreterForm(CouncilForm):
    """What a meeting needs in one language."""

    language = SelectField(_l("Language of the families"), [InputRequired()])
    mode = RadioField(
        _l("How to interpret"),
        [InputRequired()],
        choices=[SelectChoice(mode.value, words) for mode, words in MODES.items()],
        default=Mode.SIMULTANEOUS.value,
    )
    modality = RadioField(
        _l("How the interpreter is there"),
        [InputRequired()],
        choices=[SelectChoice(modality.value, words) for modality, words in MODALITIES.items()],
        default=Modality.ON_SITE.value,
    )
    relay_language = SelectField(_l("By way of a third language"), [Optional()])
    note = TextAreaField(_l("What the interpreter should know"), [Optional(), Length(max=500)])

    def offer_languages(self, meeting_language: str) -> None:
        """Every language but the meeting's own."""
        languages = language_choices(without=[meeting_language])
        self.language.choices = [SelectChoice("", "—"), *languages]
        self.relay_language.choices = [SelectChoice("", _("No, directly")), *languages]


class OfferBookingForm(CouncilForm):
    """By when an interpreter should answer, and how long they are on the way."""

    answer_on = DateField(_l("Answer by, day"), [InputRequired()])
    answer_at = TimeField(_l("Time"), [InputRequired()])
    travel_minutes = IntegerField(
        _l("Minutes on the way, each way"), [InputRequired(), NumberRange(0, 480)]
    )

    def answer_by(self, zone: str) -> datetime:
        """The moment that was typed; Refusal if clocks skip it."""
        return moment_on_wall_clock(
            self.answer_on.data, self.answer_at.data, zone, field="answer_at"
        ).moment


class ReasonForm(CouncilForm):
    """Why something does not take place."""

    reason = TextAreaField(_l("Why?"), [DataRequired(), Length(max=500)])


class SettleBookingForm(CouncilForm):
    """Whether the interpreter came, and for how long they served."""

    came = RadioField(
        _l("Did the interpreter come?"),
        [InputRequired()],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No, nobody came"))],
    )
    minutes_served = IntegerField(_l("Minutes served"), [Optional(), NumberRange(1, 1440)])


class AnswerOfferForm(CouncilForm):
    """What an interpreter answers to an offer."""

    reason = TextAreaField(_l("Why can you not come?"), [Optional(), Length(max=500)])
