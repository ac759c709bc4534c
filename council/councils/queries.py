"""The district's councils, and the families and members of each."""

from sqlalchemy import Select, or_, select

from council import clock
from council.councils.models import Council, District, FamilyJoined, Membership
from council.database import db
from council.people.models import Family, Person


def the_district() -> District | None:
    """The district that this installation serves, once it has been set up."""
    return db.session.scalars(select(District)).one_or_none()


def council_at_door(door: str) -> Council | None:
    """The council whose paper carries this link."""
    return db.session.scalars(select(Council).where(Council.door == door.lower())).one_or_none()


def families_of(council_id: str) -> Select[Family]:
    """The families that belong to a council, by name."""
    return (
        select(Family)
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council_id)
        .order_by(Family.name, Family.id)
    )


def members_of(council: Council) -> Select[Membership]:
    """Who sits on the council today."""
    today = clock.today(council.time_zone)
    return (
        select(Membership)
        .join(Person, Membership.person_id == Person.id)
        .where(
            Membership.council_id == council.id,
            Membership.started_on <= today,
            or_(Membership.ended_on.is_(None), Membership.ended_on >= today),
        )
        .order_by(Person.name, Membership.id)
    )
