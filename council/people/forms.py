"""What is written down about a family."""

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError

from council.forms import CouncilForm
from council.languages.formatting import language_name
from council.languages.registry import (
    Language,
    signed_languages,
    spoken_languages,
    written_languages,
)
from council.people.models import ContactChannel, Family
from council.people.operations import FamilyFacts

# Numbers that are written without a country are of this one.
COUNTRY = "US"

CHANNELS = {
    ContactChannel.EMAIL: (_l("By e-mail"), "mail"),
    ContactChannel.TEXT_MESSAGE: (_l("By text message"), "message-circle"),
    ContactChannel.CALL: (_l("By a call"), "phone"),
    ContactChannel.LETTER: (_l("By a letter"), "printer"),
    ContactChannel.IN_PERSON: (_l("In person"), "users"),
}


class PhoneNumber:
    """A number that can be called, in any script's digits; kept as E.164."""

    def __call__(self, form: CouncilForm, field: Field) -> None:
        """Refuse what is no phone number."""
        try:
            number = phonenumbers.parse(field.data, COUNTRY)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("Write a phone number with its area code."))
        field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class FamilyForm(CouncilForm):
    """A family: its languages, and how it wants to be reached."""

    version = HiddenField()
    name = StringField(
        _l("How the family is called"),
        [DataRequired(_l("Write how this family is called.")), Length(max=120)],
        render_kw={"dir": "auto", "autocomplete": "off"},
    )
    spoken_language = SelectField(
        _l("Language that they speak"), [InputRequired(_l("Choose the language that they speak."))]
    )
    spoken_variant = StringField(
        _l("Variant of it"),
        [Length(max=80)],
        render_kw={"dir": "auto", "autocomplete": "off"},
    )
    written_language = SelectField(
        _l("Language that they read"), [InputRequired(_l("Choose the language that they read."))]
    )
    signed_language = SelectField(_l("Sign language"), [Optional()])
    channel = RadioField(
        _l("How they want to be told things"),
        [InputRequired(_l("Choose how they want to be reached."))],
    )
    email = EmailField(
        _l("E-mail"),
        [Optional(), Length(max=254), Email(_l("This is no e-mail address."))],
        render_kw={"dir": "ltr", "autocomplete": "off"},
    )
    phone = TelField(
        _l("Phone"), [Optional(), PhoneNumber()], render_kw={"dir": "ltr", "autocomplete": "off"}
    )
    large_print = BooleanField(_l("They need large print"))
    read_aloud = BooleanField(_l("They would rather hear it than read it"))

    def __init__(self, family: Family | None = None) -> None:
        super().__init__(obj=family)
        # Nothing is chosen beforehand: a language that nobody chose would look like an answer.
        none_yet = SelectChoice("", _("Choose one"))
        self.spoken_language.choices = [none_yet, *_choices(spoken_languages())]
        self.written_language.choices = [none_yet, *_choices(written_languages())]
        self.signed_language.choices = [
            SelectChoice("", _("None")),
            *_choices(signed_languages()),
        ]
        self.channel.choices = [
            SelectChoice(value=channel.value, label=str(label), render_kw={"icon": sign})
            for channel, (label, sign) in CHANNELS.items()
        ]

    def facts(self) -> FamilyFacts:
        """What was filled in."""
        return FamilyFacts(
            name=self.name.data,
            spoken_language=self.spoken_language.data,
            spoken_variant=self.spoken_variant.data or "",
            written_language=self.written_language.data,
            signed_language=self.signed_language.data or None,
            channel=ContactChannel(self.channel.data),
            email=self.email.data or None,
            phone=self.phone.data or None,
            large_print=self.large_print.data,
            read_aloud=self.read_aloud.data,
        )


def _choices(languages: tuple[Language, ...]) -> list[SelectChoice]:
    named = sorted((language_name(each.tag), each.tag) for each in languages)
    return [SelectChoice(tag, name) for name, tag in named]
