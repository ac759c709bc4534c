"""Setting up, inviting people, giving roles, and the links that sign people in."""

import secrets
from collections.abc import Collection
from datetime import UTC, timedelta

from flask_babel import lazy_gettext as _l
from flask_security.utils import hash_password
from sqlalchemy import delete, func, select, update

from council import clock
from council.access.actions import Role
from council.access.models import Account, LimitCounter, LinkAsked, Purpose, RoleHeld, Ticket
from council.access.queries import (
    account_of,
    account_with_email,
    can_reset_second_factor,
    coordinators_besides,
    district_admins,
)
from council.access.tickets import issue_ticket, use_up_ticket
from council.councils.models import Council, Seat
from council.councils.operations import found_council, found_district, open_school, seat_member
from council.database import db
from council.history.operations import record
from council.jobs import hand_over
from council.languages.chosen import written_language
from council.notices.operations import owe
from council.people.models import Person
from council.people.queries import is_empty_installation
from council.refusals import Refusal


def set_up_installation(
    *,
    district: str,
    time_zone: str,
    school: str,
    council: str,
    preset: str,
    admin_name: str,
    admin_email: str,
    language: str = "en",
) -> Ticket:
    """The district, its first school and council, and the first admin; returns their invitation.

    Once there is anybody, this is refused.
    """
    if not is_empty_installation():
        raise Refusal(_l("This installation has been set up already."))
    founded = found_district(district, time_zone, by=None)
    found_council(
        council,
        preset=preset,
        school=open_school(school, by=None),
        time_zone=founded.time_zone,
        language=language,
        by=None,
    )
    name, email = " ".join(admin_name.split()), admin_email.strip().lower()
    if not 1 <= len(name) <= 120:
        raise Refusal(_l("Write the name of the first admin."), field="admin_name")
    if "@" not in email.strip("@") or len(email) > 254:
        raise Refusal(_l("This is no e-mail address."), field="admin_email")
    admin = Person(name=name, email=email, language=language)
    db.session.add(admin)
    db.session.flush()
    db.session.add(RoleHeld(person_id=admin.id, council_id=None, role=Role.DISTRICT_ADMIN))
    record("first_admin_invited", admin, council_id=None, by_id=None)
    ticket = issue_ticket(Purpose.INVITATION, subject_id=admin.id)
    db.session.flush()
    return ticket


def first_admin_ticket() -> Ticket:
    """The link that sets up an empty installation; the same one as long as it opens anything."""
    ticket = db.session.scalars(
        select(Ticket).where(
            Ticket.purpose == Purpose.FIRST_ADMIN,
            Ticket.used_on.is_(None),
            Ticket.expires_at > clock.now() + timedelta(hours=1),
        )
    ).first()
    return ticket or issue_ticket(Purpose.FIRST_ADMIN)


# ---- people and their roles ---------------------------------------------------------------------


def invite_person(
    council: Council | None,
    *,
    name: str,
    email: str,
    roles: Collection[Role],
    seat: Seat | None = None,
    language: str = "en",
    title: str = "",
    by: Person | None,
) -> Person:
    """Somebody is asked to join a council with these roles; without a council, the district.

    Who has no address can be a member with a seat, but cannot sign in. Somebody who has an account
    here already only gets the roles, and is told of them.
    """
    name, email = " ".join(name.split()), email.strip().lower()
    _refuse_unfit(council, name, email, roles)
    person = _known_by(email) if email else None
    if person is None:
        person = Person(name=name, email=email or None, language=language, title=title)
        db.session.add(person)
        db.session.flush()
    for role in roles:
        _hold(person, council, role, by=by)
    if seat is not None and council is not None:
        seat_member(person, council, seat, by=by)
    if email:
        account = _account_for(person)
        if account.password:
            _tell_of_roles(person, council)
        else:
            send_invitation(person, council, by=by)
    return person


def _refuse_unfit(council: Council | None, name: str, email: str, roles: Collection[Role]) -> None:
    if not 1 <= len(name) <= 120:
        raise Refusal(_l("Write the name of this person."), field="name")
    if not roles:
        raise Refusal(_l("Choose at least one role."), field="roles")
    if (Role.DISTRICT_ADMIN in roles) != (council is None) or (council is None and len(roles) > 1):
        raise Refusal(_l("This role is not held in a council."), field="roles")
    if email and ("@" not in email.strip("@") or len(email) > 254):
        raise Refusal(_l("This is no e-mail address."), field="email")
    if not email and set(roles) != {Role.MEMBER}:
        raise Refusal(
            _l("Everybody but a member needs an e-mail address to sign in."), field="email"
        )


def _known_by(email: str) -> Person | None:
    return db.session.scalars(select(Person).where(func.lower(Person.email) == email)).one_or_none()


def _account_for(person: Person) -> Account:
    account = account_of(person.id)
    if account is None:
        account = Account(
            email=(person.email or "").lower(), person=person, fs_uniquifier=_new_session_key()
        )
        db.session.add(account)
        db.session.flush()
    return account


def _new_session_key() -> str:
    return secrets.token_hex(32)


def send_invitation(person: Person, council: Council | None, *, by: Person | None) -> Ticket:
    """The person is sent a link with which to choose a password; older links open nothing more."""
    account = _account_for(person)
    if account.password:
        raise Refusal(_l("This person has a password already and can sign in."))
    _void(Purpose.INVITATION, person)
    council_id = council.id if council else None
    ticket = issue_ticket(Purpose.INVITATION, subject_id=person.id, council_id=council_id)
    record("person_invited", person, council_id=council_id, by_id=by.id if by else None)
    owe("person_invited", ticket, council_id=council_id, to=person)
    return ticket


def _void(purpose: Purpose, person: Person) -> None:
    db.session.execute(
        update(Ticket)
        .where(Ticket.purpose == purpose, Ticket.subject_id == person.id, Ticket.used_on.is_(None))
        .values(used_on=clock.now().astimezone(UTC).date())
        .execution_options(synchronize_session="fetch")
    )


def accept_invitation(ticket: Ticket, password: str) -> Account:
    """The invited person has chosen a password (as `hash_password` takes it) and can sign in."""
    person = _subject_of(ticket)
    use_up_ticket(ticket)
    account = _account_for(person)
    if account.password:
        raise Refusal(_l("You have a password already. Sign in with it."))
    account.password = hash_password(password)
    account.fs_uniquifier = _new_session_key()
    record("invitation_accepted", person, council_id=ticket.council_id, by_id=person.id)
    db.session.flush()
    return account


def _subject_of(ticket: Ticket) -> Person:
    person = db.session.get(Person, ticket.subject_id or "")
    if person is None:
        raise Refusal(_l("This link belongs to somebody who is no longer here."))
    return person


def give_role(person: Person, council: Council | None, role: Role, *, by: Person) -> None:
    """A person may do more in the council from now on, and is told so."""
    if role is not Role.MEMBER and person.email is None:
        raise Refusal(
            _l("Everybody but a member needs an e-mail address to sign in."), field="role"
        )
    if not _hold(person, council, role, by=by):
        raise Refusal(_l("This person holds that role already."), field="role")
    if person.email is not None and _account_for(person).password:
        _tell_of_roles(person, council)


def _hold(person: Person, council: Council | None, role: Role, *, by: Person | None) -> bool:
    """Whether the role is new to the person."""
    if (role is Role.DISTRICT_ADMIN) != (council is None):
        raise Refusal(_l("This role is not held in a council."), field="role")
    council_id = council.id if council else None
    if _held(person, council_id, role) is not None:
        return False
    db.session.add(RoleHeld(person_id=person.id, council_id=council_id, role=role))
    record(
        "role_given",
        person,
        council_id=council_id,
        by_id=by.id if by else None,
        detail={"role": role.value},
    )
    db.session.flush()
    return True


def _held(person: Person, council_id: str | None, role: Role) -> RoleHeld | None:
    return db.session.scalars(
        select(RoleHeld).where(
            RoleHeld.person_id == person.id,
            RoleHeld.council_id == council_id,
            RoleHeld.role == role,
        )
    ).one_or_none()


def _tell_of_roles(person: Person, council: Council | None) -> None:
    if council is not None:
        owe("role_given", council, council_id=council.id, to=person)


def take_role(person: Person, council: Council | None, role: Role, *, by: Person) -> None:
    """A person holds this role no longer, and loses at once what it opened.

    A council keeps at least one coordinator, and the district at least one admin.
    """
    council_id = council.id if council else None
    held = _held(person, council_id, role)
    if held is None:
        raise Refusal(_l("This person does not hold that role any more."))
    if (
        council is not None
        and role is Role.COORDINATOR
        and not coordinators_besides(person.id, council.id)
    ):
        raise Refusal(_l("A council needs a coordinator. Give the role to somebody else first."))
    if role is Role.DISTRICT_ADMIN and len(list(db.session.scalars(district_admins()))) < 2:
        raise Refusal(_l("The district needs an admin. Invite another one first."))
    db.session.delete(held)
    record("role_taken", person, council_id=council_id, by_id=by.id, detail={"role": role.value})
    db.session.flush()


def reset_second_factor(person: Person, council: Council, *, by: Person) -> None:
    """Somebody has lost their app and their recovery codes: what was connected opens nothing more.

    They are signed out and told; at their next sign-in staff connect an app anew.
    """
    if not can_reset_second_factor(by, person, council):
        raise Refusal(
            _l("This person works beyond this council, so only a district admin can do that.")
        )
    account = account_of(person.id)
    if account is None or not account.has_second_factor:
        raise Refusal(_l("This person has connected no app."))
    account.tf_primary_method = account.tf_totp_secret = None
    account.mf_recovery_codes = account.totp_counter = None
    account.fs_uniquifier = _new_session_key()
    record("second_factor_reset", person, council_id=council.id, by_id=by.id)
    owe("second_factor_reset", person, council_id=council.id, to=person)


# ---- links by mail ------------------------------------------------------------------------------


def ask_for_link(purpose: Purpose, email: str) -> None:
    """Somebody typed an address to sign in without a password, or to choose a new one.

    The same is done for every address; the worker looks who it belongs to.
    """
    asked = LinkAsked(purpose=purpose, email=email.strip().lower())
    db.session.add(asked)
    db.session.flush()
    hand_over("answer_link_asked", asked.id)


def answer_link_asked(asked: LinkAsked) -> Ticket | None:
    """Send the link, if an account here has the address, and forget that it was asked for."""
    account = account_with_email(asked.email)
    db.session.delete(asked)
    db.session.flush()
    if account is None or not account.active:
        return None
    _void(asked.purpose, account.person)
    ticket = issue_ticket(asked.purpose, subject_id=account.person_id)
    kind = {
        Purpose.SIGN_IN: "sign_in_link_asked",
        Purpose.NEW_PASSWORD: "new_password_asked",
    }[asked.purpose]
    owe(kind, ticket, council_id=None, to=account.person)
    return ticket


def sign_in_by_link(ticket: Ticket) -> Account:
    """The account that a link signs in, which opens nothing more; it is not enough for staff."""
    person = _subject_of(ticket)
    account = account_of(person.id)
    if account is None or not account.active:
        raise Refusal(_l("This link belongs to somebody who is no longer here."))
    if account.owes_second_factor or account.has_second_factor:
        raise Refusal(_l("Your role asks for a password and a code of an app. Sign in with both."))
    use_up_ticket(ticket)
    record("signed_in_by_link", person, council_id=None, by_id=person.id)
    db.session.flush()
    return account


def choose_new_password(ticket: Ticket, password: str) -> Account:
    """Whoever holds the link has chosen a new password; every device is signed out."""
    person = _subject_of(ticket)
    account = account_of(person.id)
    if account is None or not account.active:
        raise Refusal(_l("This link belongs to somebody who is no longer here."))
    use_up_ticket(ticket)
    account.password = hash_password(password)
    account.fs_uniquifier = _new_session_key()
    note_password_changed(account)
    db.session.flush()
    return account


def note_password_changed(account: Account) -> None:
    """The person is told that their password was changed, in case it was not them."""
    record("password_changed", account.person, council_id=None, by_id=account.person_id)
    owe("password_changed", account.person, council_id=None, to=account.person)


# ---- one's own account --------------------------------------------------------------------------


def change_account(person: Person, *, name: str, language: str, by: Person) -> None:
    """A person changes how they are called here, and the language of their messages."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise Refusal(_l("Write your name."), field="name")
    known = written_language(language)
    changed = [
        field
        for field, new in (("name", name), ("language", known.tag))
        if getattr(person, field) != new
    ]
    person.name, person.language = name, known.tag
    if changed:
        record("account_changed", person, council_id=None, by_id=by.id, detail={"fields": changed})
    db.session.flush()


def sign_out_everywhere(account: Account) -> None:
    """Every device on which this account is signed in has to sign in again."""
    account.fs_uniquifier = _new_session_key()
    record("signed_out_everywhere", account.person, council_id=None, by_id=account.person_id)
    db.session.flush()


# ---- housekeeping -------------------------------------------------------------------------------


def forget_old_counters() -> None:
    """Counters of limits whose time is over are forgotten."""
    db.session.execute(
        delete(LimitCounter).where(LimitCounter.expires_at <= int(clock.now().timestamp()))
    )
