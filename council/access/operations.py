"""Setting up, inviting people, and giving roles."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council import clock
from council.access.actions import Role
from council.access.models import Purpose, RoleHeld, Ticket
from council.access.tickets import issue_ticket
from council.councils.operations import found_council, found_district, open_school
from council.database import db
from council.history.operations import record
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
    name, email = " ".join(admin_name.split()), admin_email.strip()
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
