"""What people are told of their accounts: links, roles, and changes of their password."""

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import password_changed

from council.access import operations
from council.access.models import Account, Purpose, Ticket
from council.access.queries import council_by_id, roles_of
from council.access.tickets import ticket_token
from council.access.wording import ROLE_NAMES
from council.addresses import address_of
from council.councils.models import Council
from council.councils.queries import the_district
from council.database import db
from council.languages.formatting import isolate_in_text
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered, renders
from council.people.models import Person


def register(app: Flask) -> None:
    """Let the outbox write these messages, and tell people when their password was changed."""
    renders("person_invited", about=_l("An invitation"))(render_person_invited)
    renders("role_given", about=_l("A new role"))(render_role_given)
    renders("sign_in_link_asked", about=_l("A link to sign in"))(render_sign_in_link_asked)
    renders("new_password_asked", about=_l("A link to choose a new password"))(
        render_new_password_asked
    )
    renders("password_changed", about=_l("A changed password"))(render_password_changed)
    renders("second_factor_reset", about=_l("A disconnected app"))(render_second_factor_reset)
    password_changed.connect(_tell_of_password, app)


def _tell_of_password(app: Flask, user: Account, **_more: object) -> None:
    operations.note_password_changed(user)


def _good_ticket(ticket_id: str, purpose: Purpose) -> Ticket | None:
    ticket = db.session.get(Ticket, ticket_id)
    return ticket if ticket is not None and ticket.purpose is purpose else None


def _place(council_id: str | None) -> str:
    council = council_by_id(council_id) if council_id else None
    if council is not None:
        return council.name
    district = the_district()
    return district.name if district is not None else ""


def render_person_invited(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Asks somebody to choose a password, with the link."""
    ticket = _good_ticket(subject_id, Purpose.INVITATION)
    if ticket is None:
        return None
    place = isolate_in_text(_place(ticket.council_id))
    return Rendered(
        _("You are invited to work with %(place)s", place=place),
        [
            _("You are invited to work with %(place)s.", place=place),
            _("Open this link and choose a password. It works once, for two weeks."),
            address_of("access.accept_invitation", token=ticket_token(ticket)),
            _("If you do not know why you get this, do nothing. Nothing happens then."),
        ],
    )


def render_role_given(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells somebody who has an account what they are to a council now."""
    council = db.session.get(Council, subject_id)
    if council is None or message.person is None:
        return None
    roles = roles_of(message.person, council.id)
    if not roles:
        return None
    names = [str(name) for role, name in ROLE_NAMES.items() if role in roles]
    return Rendered(
        _("Your role in %(place)s", place=isolate_in_text(council.name)),
        [
            _("These are your roles in %(place)s now:", place=isolate_in_text(council.name)),
            "\n".join(names),
            _("Sign in here:"),
            address_of("today.council_home", council_id=council.id),
        ],
    )


def render_sign_in_link_asked(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """The link that signs somebody in."""
    ticket = _good_ticket(subject_id, Purpose.SIGN_IN)
    if ticket is None:
        return None
    return Rendered(
        _("Your link to sign in"),
        [
            _("Somebody, most likely you, asked for a link to sign in."),
            _("It works once, for half an hour:"),
            address_of("access.open_sign_in_link", token=ticket_token(ticket)),
            _("If it was not you, do nothing. Nobody is signed in then."),
        ],
    )


def render_new_password_asked(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """The link with which somebody chooses a new password."""
    ticket = _good_ticket(subject_id, Purpose.NEW_PASSWORD)
    if ticket is None:
        return None
    return Rendered(
        _("Choose a new password"),
        [
            _("Somebody, most likely you, asked to choose a new password."),
            _("This link works once, for two hours:"),
            address_of("access.choose_password", token=ticket_token(ticket)),
            _("If it was not you, do nothing. Your password stays as it is."),
        ],
    )


def render_password_changed(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells somebody that their password is another one now."""
    if db.session.get(Person, subject_id) is None:
        return None
    return Rendered(
        _("Your password was changed"),
        [
            _("The password of your account was changed, and other devices were signed out."),
            _("If it was not you, choose a new password at once, and tell your coordinator:"),
            address_of("access.ask_for_password"),
        ],
    )


def render_second_factor_reset(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells somebody that the app that they had lost opens their account no longer."""
    if db.session.get(Person, subject_id) is None:
        return None
    return Rendered(
        _("Your app was disconnected"),
        [
            _(
                "The app that showed your codes was disconnected from your account, and so were"
                " your recovery codes. You were signed out."
            ),
            _("Sign in with your password and connect another app:"),
            address_of("security.login"),
            _("If you did not ask for this, tell your coordinator or the district at once."),
        ],
    )
