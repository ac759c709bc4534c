"""What a family fills in to raise a concern, with every message in the languages of families."""

from collections.abc import Iterable
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from council.concerns.rules import MOST_CHARACTERS
from council.concerns.states import Consent
from council.concerns.wording import ASKED_IN_ORDER, consent_help, consent_title
from council.forms import CouncilForm
from council.languages.registry import Language, UnknownLanguage, all_languages, find
from council.people.forms import PhoneNumber


class Step(StrEnum):
    """The pages of the intake, in their order."""

    WORDS = "words"
    CONSENT = "consent"
    CONTACT = "contact"
    CHECK = "check"


STEPS = list(Step)
FIELDS = {
    Step.WORDS: ("words", "language", "variant"),
    Step.CONSENT: ("consent",),
    Step.CONTACT: ("name", "email", "phone"),
    Step.CHECK: (),
}


class NotTooLong:
    """Says how long the words are and how long they can be, in one sentence."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: CouncilForm, field: Field) -> None:
        """Refuse words that are too long; they stay in the field."""
        count = len(field.data or "")
        if count > self.most:
            raise ValidationError(
                _(
                    "This has %(count)s characters. Make it %(most)s or fewer.",
                    count=count,
                    most=self.most,
                )
            )


class KnownLanguage:
    """The language has to be one of the registry."""

    field_flags = {"required": True}

    def __call__(self, form: CouncilForm, field: Field) -> None:
        """Refuse a language that nobody here knows."""
        try:
            field.data = find(field.data or "").tag
        except UnknownLanguage:
            raise ValidationError(_("Choose a language from the list.")) from None


def language_choices(first: Iterable[str] = ()) -> list[SelectChoice]:
    """Every language by its own name, some of them first."""
    tags = list(first)
    languages = [find(tag) for tag in tags]
    languages += [language for language in all_languages() if language.tag not in tags]
    return [language_choice(language) for language in languages]


def language_choice(language: Language) -> SelectChoice:
    """One language by its own name, marked as being in it."""
    tongue = {"lang": language.tag, "dir": str(language.direction)}
    return SelectChoice(value=language.tag, label=language.own_name, render_kw=tongue)


def consent_choices() -> list[SelectChoice]:
    """How far a concern may go, each with who will read what."""
    return [
        SelectChoice(
            value=consent.value,
            label=consent_title(consent),
            render_kw={"icon": _ICONS[consent], "help": consent_help(consent)},
        )
        for consent in ASKED_IN_ORDER
    ]


_ICONS = {
    Consent.SUMMARY: "users-group",
    Consent.PUBLIC: "world",
    Consent.PRIVATE: "lock",
}


class RaiseConcernForm(CouncilForm):
    """A concern, how far it may go, and, if the family wants that, whom to tell."""

    step = HiddenField("")
    slip = HiddenField("")
    words = TextAreaField(
        _l("Your concern"),
        [DataRequired(_l("Write your concern here first.")), NotTooLong(MOST_CHARACTERS)],
    )
    language = SelectField(
        _l("The language you write in"), [KnownLanguage()], validate_choice=False
    )
    variant = StringField(_l("Which kind of it, if it has several"), [Length(max=80)])
    consent = RadioField(
        _l("Who may read it"),
        [DataRequired(_l("Choose one of these."))],
        default=Consent.SUMMARY.value,
    )
    name = StringField(_l("Your name"), [Length(max=120)])
    email = EmailField(
        _l("Your e-mail address"),
        [
            Optional(),
            Length(max=254),
            Email(_l("Write an address such as name@example.org.")),
        ],
    )
    phone = TelField(_l("Your phone number"), [Optional(), PhoneNumber()])

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = language_choices()
        self.consent.choices = consent_choices()

    @property
    def here(self) -> Step:
        """The page that was filled in."""
        try:
            return Step(self.step.data or "")
        except ValueError:
            return Step.WORDS

    def first_wrong_step(self, upto: Step) -> Step | None:
        """The first page up to this one that has to be mended; later ones are not looked at."""
        self.validate()
        looked_at = STEPS[: STEPS.index(upto) + 1]
        for step in STEPS:
            for name in FIELDS[step]:
                if step not in looked_at:
                    self[name].errors = []
        return next(
            (step for step in looked_at if any(self[name].errors for name in FIELDS[step])), None
        )

    def step_of(self, field: str | None) -> Step:
        """The page that a field is on."""
        return next((step for step in STEPS if field in FIELDS[step]), Step.CHECK)

    def kept_fields(self, shown: Step) -> list[Field]:
        """The fields of the other pages, which this page carries along unseen."""
        return [self[name] for step in STEPS if step is not shown for name in FIELDS[step]]
