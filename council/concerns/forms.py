"""What leaders and coordinators fill in about concerns and themes."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from council.concerns.family_forms import (
    KnownLanguage,
    NotTooLong,
    consent_choices,
    language_choice,
)
from council.concerns.rules import MOST_CHARACTERS, MOST_OF_A_READING
from council.concerns.states import Arrival, Consent
from council.forms import CouncilForm
from council.languages.registry import UnknownLanguage, all_languages, find, written_languages
from council.people.forms import PhoneNumber
from council.people.models import Family
from council.texts.forms import WordsForm

ANOTHER = "another"
MOST_OF_A_TITLE = 160


def _written_choices() -> list[SelectChoice]:
    return [language_choice(language) for language in written_languages()]


class ChosenLanguage:
    """One of the large choices, or another language that the registry holds."""

    field_flags = {"required": True}

    def __call__(self, form: "LogConcernForm", field: RadioField) -> None:
        """Refuse a missing or unknown language."""
        chosen = form.chosen_language
        if not chosen:
            raise ValidationError(_("Choose the language that the family used."))
        try:
            find(chosen)
        except UnknownLanguage:
            raise ValidationError(_("Choose a language from the list.")) from None


class LogConcernForm(CouncilForm):
    """A concern that a family said aloud or handed over on paper."""

    slip = HiddenField("")
    language = RadioField(_l("Language of the words"), [ChosenLanguage()], validate_choice=False)
    other_language = SelectField(_l("Another language"), validate_choice=False)
    variant = StringField(_l("Variant, if the family names one"), [Length(max=80)])
    words = TextAreaField(
        _l("What the family said"),
        [DataRequired(_l("Write down what the family said.")), NotTooLong(MOST_CHARACTERS)],
    )
    arrival = RadioField(_l("How it reached you"), [DataRequired()], default=Arrival.SPOKEN.value)
    consent = RadioField(_l("How far it may go"), [DataRequired()], default=Consent.SUMMARY.value)
    read_back = BooleanField(
        _l("I read this back to the family, and they agreed to it"),
        [InputRequired(_l("Read it back to the family first, and write down what they agree to."))],
    )
    family = SelectField(_l("A family of the council"), default="")
    name = StringField(_l("Name"), [Length(max=120)])
    email = EmailField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=254),
            Email(_l("Write an address such as name@example.org.")),
        ],
    )
    phone = TelField(_l("Phone"), [Optional(), PhoneNumber()])

    def __init__(self, frequent: Sequence[str], families: Iterable[Family] = ()) -> None:
        super().__init__()
        self.language.choices = [language_choice(find(tag)) for tag in frequent]
        self.language.choices.append(
            SelectChoice(value=ANOTHER, label=_("Another language"), render_kw={})
        )
        rest = [each for each in all_languages() if each.tag not in frequent]
        self.other_language.choices = [
            SelectChoice(value="", label=_("Choose from the list"), render_kw={}),
            *(language_choice(each) for each in rest),
        ]
        self.arrival.choices = arrival_choices()
        self.consent.choices = consent_choices()
        self.family.choices = [
            SelectChoice(value="", label=_("Nobody in particular"), render_kw={}),
            *(
                SelectChoice(value=each.id, label=each.name, render_kw={"dir": "auto"})
                for each in families
            ),
        ]

    @property
    def chosen_language(self) -> str:
        """What was chosen; the list counts only where none of the large choices was taken."""
        picked = self.language.data or ANOTHER
        return str((self.other_language.data or "") if picked == ANOTHER else picked)


def arrival_choices() -> list[SelectChoice]:
    """How a concern reaches a council by way of a leader."""
    return [
        SelectChoice(value=Arrival.SPOKEN.value, label=_("Said aloud"), render_kw={"icon": "ear"}),
        SelectChoice(value=Arrival.PHONE.value, label=_("By phone"), render_kw={"icon": "phone"}),
        SelectChoice(value=Arrival.PAPER.value, label=_("On paper"), render_kw={"icon": "notes"}),
        SelectChoice(
            value=Arrival.GATHERING.value,
            label=_("At a gathering"),
            render_kw={"icon": "users-group"},
        ),
    ]


class WriteReadingForm(WordsForm):
    """What a concern says, in words that anybody could have said."""

    words = TextAreaField(
        _l("Short summary"),
        [
            DataRequired(_l("Write the short summary first.")),
            NotTooLong(MOST_OF_A_READING),
        ],
    )


class CloseConcernForm(CouncilForm):
    """Why the council does not take a concern further."""

    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Write the reason, so that the family learns it."))]
    )
    language = SelectField(_l("Language of the reason"), [KnownLanguage()], validate_choice=False)

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = _written_choices()


class StartThemeForm(CouncilForm):
    """A name for what several concerns have in common."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Give the theme a title.")), NotTooLong(MOST_OF_A_TITLE)],
    )
    language = SelectField(_l("Language of the title"), [KnownLanguage()], validate_choice=False)

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = _written_choices()


class RenameThemeForm(CouncilForm):
    """Another title for a theme, in the language it was started in."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Give the theme a title.")), NotTooLong(MOST_OF_A_TITLE)],
    )


class WriteSummaryForm(WordsForm):
    """What the concerns under a theme have in common."""

    words = TextAreaField(
        _l("Summary"),
        [DataRequired(_l("Write the summary first.")), NotTooLong(MOST_CHARACTERS)],
    )
    language = SelectField(_l("Language of the summary"), [KnownLanguage()], validate_choice=False)

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = _written_choices()


class GroupConcernsForm(CouncilForm):
    """Which concerns come under a theme."""

    concerns = SelectMultipleField(
        _l("Concerns"),
        [DataRequired(_l("Choose at least one concern."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        invalid_choice_message=_l(
            "One of these concerns is no longer in this list. Somebody may have moved it."
        ),
    )


class PlaceConcernForm(CouncilForm):
    """Which theme a concern comes under."""

    theme = SelectField(_l("Theme"), [DataRequired(_l("Choose a theme."))])
