"""Who holds which role where."""

from sqlalchemy import Select, or_, select

from council.access.actions import Action, ROLES_THAT_MAY, Role
from council.access.models import RoleHeld
from council.councils.models import Council
from council.database import db
from council.people.models import Person


def council_by_id(council_id: str) -> Council | None:
    """The council with this id."""
    return db.session.get(Council, council_id)


def roles_of(person: Person, council_id: str | None) -> frozenset[Role]:
    """What this person is to this council; a district admin is that to every one."""
    held = select(RoleHeld.role).where(
        RoleHeld.person_id == person.id,
        or_(RoleHeld.council_id == council_id, RoleHeld.council_id.is_(None)),
    )
    return frozenset(db.session.scalars(held))


def councils_of(person: Person) -> Select[Council]:
    """The councils in which this person holds a role; all of them for a district admin."""
    mine = select(RoleHeld.council_id).where(RoleHeld.person_id == person.id)
    everywhere = (
        select(RoleHeld.id)
        .where(RoleHeld.person_id == person.id, RoleHeld.role == Role.DISTRICT_ADMIN)
        .exists()
    )
    return select(Council).where(or_(Council.id.in_(mine), everywhere)).order_by(Council.name)


def people_who_may(action: Action, council_id: str) -> Select[Person]:
    """The people whose role in this council lets them do this."""
    return (
        select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.council_id == council_id, RoleHeld.role.in_(ROLES_THAT_MAY[action]))
        .distinct()
        .order_by(Person.name)
    )
