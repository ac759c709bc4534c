"""The district's councils, and the families and members of each."""

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.orm import joinedload

from council import clock
from council.councils.models import Council, District, FamilyJoined, Membership, School
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


def family_of(council_id: str, family_id: str) -> Family | None:
    """A family that belongs to this council."""
    return db.session.scalars(families_of(council_id).where(Family.id == family_id)).one_or_none()


def families_after(council_id: str, family_id: str | None, most: int) -> Select[Family]:
    """One page of a council's families by name, from behind this one, and one more if there are."""
    wanted = families_of(council_id).limit(most + 1)
    if family_id is None:
        return wanted
    last = select(Family.name, Family.id).where(Family.id == family_id).subquery()
    return wanted.join(last, tuple_(Family.name, Family.id) > tuple_(last.c.name, last.c.id))


def seat_of(person: Person, council: Council) -> Membership | None:
    """The seat that a person has taken on the council and not given back."""
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.council_id == council.id,
            Membership.person_id == person.id,
            Membership.ended_on.is_(None),
        )
        .order_by(Membership.started_on.desc(), Membership.id)
        .limit(1)
    ).one_or_none()


def seats_of(council_id: str, people: list[str]) -> dict[str, Membership]:
    """The seat of each of these people who has one on the council."""
    found = db.session.scalars(
        select(Membership).where(
            Membership.council_id == council_id,
            Membership.person_id.in_(people),
            Membership.ended_on.is_(None),
        )
    )
    return {membership.person_id: membership for membership in found}


def schools() -> Select[School]:
    """The schools of the district, by name."""
    return select(School).order_by(School.name, School.id)


def councils() -> Select[Council]:
    """The councils of the district with their schools, by name."""
    return select(Council).options(joinedload(Council.school)).order_by(Council.name, Council.id)


def school_with_id(school_id: str) -> School | None:
    """A school of the district."""
    return db.session.get(School, school_id)


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
