"""What is typed to sign in by link, to choose a password, to invite people and to set up."""

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.proxies import _security
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    EqualTo,
    InputRequired,
    Length,
    Optional,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from council.access.actions import Role
from council.access.wording import ROLE_NAMES, WHAT_ROLES_DO
from council.councils.models import Seat
from council.councils.presets import PRESETS
from council.forms import CouncilForm
from council.languages.formatting import language_name
from council.languages.registry import Area, interface_languages

COUNCIL_ROLES = (Role.MEMBER, Role.PARENT_LEADER, Role.COORDINATOR, Role.ADMINISTRATOR)

SEAT_NAMES = {
    Seat.PARENT: _l("Parents"),
    Seat.STAFF: _l("Staff"),
    Seat.COMMUNITY: _l("The community"),
}

# Those that schools of the United States keep, under the names that people know.
TIME_ZONES: tuple[tuple[str, LazyString], ...] = (
    ("America/New_York", _l("Eastern time")),
    ("America/Chicago", _l("Central time")),
    ("America/Denver", _l("Mountain time")),
    ("America/Phoenix", _l("Arizona time")),
    ("America/Los_Angeles", _l("Pacific time")),
    ("America/Anchorage", _l("Alaska time")),
    ("Pacific/Honolulu", _l("Hawaii time")),
    ("America/Puerto_Rico", _l("Atlantic time")),
    ("Pacific/Guam", _l("Guam time")),
)


def email_field(*validators: object, label: LazyString | None = None) -> EmailField:
    """A field for an e-mail address, which is written from the left in every language."""
    return EmailField(
        label or _l("E-mail"),
        [*validators, Length(max=254), Email(_l("This is no e-mail address."))],
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )


class AskForLinkForm(CouncilForm):
    """The address that a link is sent to."""

    email = email_field(DataRequired(_l("Write your e-mail address.")))


class ConsumeForm(CouncilForm):
    """Nothing but the button that uses a link up: a GET, which mail scanners make too, does not."""


class PasswordForm(CouncilForm):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        [DataRequired(_l("Write a password."))],
        render_kw={"autocomplete": "new-password", "dir": "ltr"},
    )
    password_confirm = PasswordField(
        _l("New password, once more"),
        [
            InputRequired(_l("Write the password once more.")),
            EqualTo("password", _l("The two passwords are not the same.")),
        ],
        render_kw={"autocomplete": "new-password", "dir": "ltr"},
    )

    def validate_password(self, field: Field) -> None:
        """Refuse a short password."""
        problems, normal = _security.password_util.validate(field.data, True)
        if problems:
            raise ValidationError(problems[0])
        self.chosen: str = normal


class AccountForm(CouncilForm):
    """How one is called, and in which language one is written to."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Write your name.")), Length(max=120)],
        render_kw={"autocomplete": "name", "dir": "auto"},
    )
    language = SelectField(_l("Language of your messages and pages"), [InputRequired()])

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.language.choices = [
            SelectChoice(
                value=each.tag,
                label=each.own_name,
                render_kw={"lang": each.tag, "dir": str(each.direction)},
            )
            for each in interface_languages(Area.STAFF)
        ]
        here = self.language.data
        if here and here not in {choice.value for choice in self.language.choices}:
            self.language.choices.append(SelectChoice(here, language_name(here)))


class InvitePersonForm(CouncilForm):
    """Who is invited, as what, and for whom they sit."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Write the name of this person.")), Length(max=120)],
        render_kw={"dir": "auto", "autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail"),
        [Optional(), Length(max=254), Email(_l("This is no e-mail address."))],
        render_kw={"autocomplete": "off", "dir": "ltr"},
    )
    title = StringField(
        _l("Position"), [Length(max=120)], render_kw={"dir": "auto", "autocomplete": "off"}
    )
    language = SelectField(_l("Language of their messages"), [InputRequired()])
    roles = SelectMultipleField(
        _l("Roles"),
        [InputRequired(_l("Choose at least one role."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    seat = SelectField(_l("Seat on the council"), [Optional()])

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.language.choices = [
            SelectChoice(each.tag, language_name(each.tag))
            for each in interface_languages(Area.STAFF)
        ]
        self.roles.choices = role_choices(COUNCIL_ROLES)
        self.seat.choices = seat_choices()


class InviteAdminForm(CouncilForm):
    """Who is to look after the district too."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Write the name of this person.")), Length(max=120)],
        render_kw={"dir": "auto", "autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail"),
        [
            DataRequired(_l("Write the e-mail address of this person.")),
            Length(max=254),
            Email(_l("This is no e-mail address.")),
        ],
        render_kw={"autocomplete": "off", "dir": "ltr"},
    )


class GiveRoleForm(CouncilForm):
    """One more role for somebody."""

    role = SelectField(_l("Another role"), [InputRequired()])

    def offer(self, held: Iterable[Role]) -> None:
        """Offer the roles that are not held yet."""
        have = set(held)
        self.role.choices = [
            SelectChoice(role.value, str(ROLE_NAMES[role]))
            for role in COUNCIL_ROLES
            if role not in have
        ]


class SeatForm(CouncilForm):
    """For whom somebody sits on the council."""

    seat = SelectField(_l("Seat on the council"), [InputRequired()])

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.seat.choices = seat_choices()[1:]


class FirstAdminForm(PasswordForm):
    """Everything that an empty installation needs, on one page."""

    district = StringField(
        _l("Name of the district"),
        [DataRequired(_l("Write the name of the district.")), Length(max=160)],
        render_kw={"dir": "auto"},
    )
    time_zone = SelectField(_l("Time zone"), [InputRequired(_l("Choose the time zone."))])
    school = StringField(
        _l("Name of the first school"),
        [DataRequired(_l("Write the name of a school.")), Length(max=160)],
        render_kw={"dir": "auto"},
    )
    council = StringField(
        _l("Name of its council"),
        [DataRequired(_l("Write the name of the council.")), Length(max=160)],
        render_kw={"dir": "auto"},
    )
    preset = RadioField(
        _l("Kind of council"), [InputRequired(_l("Choose what kind of council it is."))]
    )
    admin_name = StringField(
        _l("Your name"),
        [DataRequired(_l("Write your name.")), Length(max=120)],
        render_kw={"autocomplete": "name", "dir": "auto"},
    )
    admin_email = email_field(
        DataRequired(_l("Write your e-mail address.")), label=_l("Your e-mail")
    )
    understood = BooleanField(
        _l("I know that these rules are a start and no legal advice"),
        [InputRequired(_l("Read this and tick it."))],
    )

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        self.time_zone.choices = [SelectChoice("", _("Choose one")), *time_zone_choices()]
        self.preset.choices = preset_choices()


def time_zone_choices(also: str | None = None) -> list[SelectChoice]:
    """The time zones of the country, and one more that is kept already."""
    known = [SelectChoice(zone, f"{name} ({zone})") for zone, name in TIME_ZONES]
    if also and also not in {choice.value for choice in known}:
        known.append(SelectChoice(also, also))
    return known


def preset_choices() -> list[SelectChoice]:
    """Every kind of council, with the source of its rules."""
    return [
        SelectChoice(
            value=preset.key,
            label=str(preset.name),
            render_kw={"help": preset.citation or _("No rules but the council’s own.")},
        )
        for preset in PRESETS.values()
    ]


def role_choices(roles: Iterable[Role]) -> list[SelectChoice]:
    """Roles, each with what it lets somebody do."""
    return [
        SelectChoice(
            value=role.value,
            label=str(ROLE_NAMES[role]),
            render_kw={"help": str(WHAT_ROLES_DO[role])},
        )
        for role in roles
    ]


def seat_choices() -> list[SelectChoice]:
    """For whom a member can sit, and that somebody has no seat."""
    seats = [SelectChoice(seat.value, str(name)) for seat, name in SEAT_NAMES.items()]
    return [SelectChoice("", _("No seat")), *seats]
