"""Who holds which role where."""

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from council import clock
from council.access.actions import ROLES_THAT_MAY, Action, Role
from council.access.models import Account, LinkAsked, Purpose, RoleHeld, Ticket
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


def roles_anywhere(person: Person) -> frozenset[Role]:
    """What this person is to any council of the district."""
    return frozenset(role for _council, role in db.session.execute(roles_held_by(person)))


def roles_held_by(person: Person) -> Select[str | None, Role]:
    """Every role of this person, each with its council; a district admin's is of none."""
    return select(RoleHeld.council_id, RoleHeld.role).where(RoleHeld.person_id == person.id)


def roles_by_council(person: Person) -> Select[RoleHeld, Council]:
    """Every role of this person with the council that it is held in, by the council's name."""
    return (
        select(RoleHeld, Council)
        .outerjoin(Council, Council.id == RoleHeld.council_id)
        .where(RoleHeld.person_id == person.id)
        .order_by(Council.name, RoleHeld.role)
    )


def account_of(person_id: str) -> Account | None:
    """How this person signs in, if they can."""
    return db.session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()


def account_with_email(email: str) -> Account | None:
    """The account with this address, however it is capitalised."""
    return db.session.scalars(
        select(Account).where(func.lower(Account.email) == email.strip().lower())
    ).one_or_none()


def person_of(council_id: str, person_id: str) -> Person | None:
    """Somebody who holds a role in this council."""
    held = select(RoleHeld.id).where(
        RoleHeld.person_id == person_id, RoleHeld.council_id == council_id
    )
    return db.session.scalars(
        select(Person).where(Person.id == person_id, held.exists())
    ).one_or_none()


def roles_in(council_id: str, people: list[str]) -> dict[str, list[Role]]:
    """What each of these people is to this council."""
    found = db.session.execute(
        select(RoleHeld.person_id, RoleHeld.role)
        .where(RoleHeld.council_id == council_id, RoleHeld.person_id.in_(people))
        .order_by(RoleHeld.role)
    )
    roles: dict[str, list[Role]] = {person: [] for person in people}
    for person_id, role in found:
        roles[person_id].append(role)
    return roles


def can_reset_second_factor(by: Person, person: Person, council: Council) -> bool:
    """Whether one may disconnect another's lost app.

    A district admin may; a coordinator for those who hold roles in this council and nowhere else,
    since what they opened elsewhere is not the coordinator's to loosen. Nobody does it to
    themselves: whoever is signed in connects another app on their own page.
    """
    if by.id == person.id:
        return False
    mine = roles_of(by, council.id)
    if Role.DISTRICT_ADMIN in mine:
        return True
    theirs = {council_id for council_id, _role in db.session.execute(roles_held_by(person))}
    return Role.COORDINATOR in mine and theirs == {council.id}


def has_coordinator(council_id: str) -> bool:
    """Whether anybody was made coordinator of this council yet."""
    held = select(RoleHeld.id).where(
        RoleHeld.council_id == council_id, RoleHeld.role == Role.COORDINATOR
    )
    return bool(db.session.scalar(select(held.exists())))


def people_without_password(people: list[str]) -> frozenset[str]:
    """Those of these people who were invited and have not chosen a password yet."""
    return frozenset(
        db.session.scalars(
            select(Account.person_id).where(
                Account.person_id.in_(people), Account.password.is_(None)
            )
        )
    )


def people_after(council_id: str, person_id: str | None, most: int) -> Select[Person]:
    """One page of the people with a role in the council, by name, from behind this one."""
    held = select(RoleHeld.person_id).where(RoleHeld.council_id == council_id)
    wanted = (
        select(Person).where(Person.id.in_(held)).order_by(Person.name, Person.id).limit(most + 1)
    )
    if person_id is None:
        return wanted
    last = select(Person.name, Person.id).where(Person.id == person_id).subquery()
    return wanted.join(last, tuple_(Person.name, Person.id) > tuple_(last.c.name, last.c.id))


def links_asked() -> Select[LinkAsked]:
    """The links that somebody asked for and that have not been sent yet."""
    return select(LinkAsked).order_by(LinkAsked.id)


def newest_ticket(purpose: Purpose, council_id: str | None = None) -> Ticket | None:
    """The ticket of this kind that opens its thing for the longest time yet."""
    wanted = select(Ticket).where(
        Ticket.purpose == purpose, Ticket.used_on.is_(None), Ticket.expires_at > clock.now()
    )
    if council_id is not None:
        wanted = wanted.where(Ticket.council_id == council_id)
    return db.session.scalars(
        wanted.order_by(Ticket.expires_at.desc(), Ticket.id).limit(1)
    ).one_or_none()


def role_holders() -> Select[RoleHeld]:
    """Everybody who holds a role and has an account, with the council that it is held in."""
    return (
        select(RoleHeld)
        .join(Person, Person.id == RoleHeld.person_id)
        .join(Account, Account.person_id == Person.id)
        .outerjoin(Council, Council.id == RoleHeld.council_id)
        .options(joinedload(RoleHeld.person), joinedload(RoleHeld.council))
        .order_by(Council.name, Person.name, RoleHeld.role)
    )


def coordinators_besides(person_id: str, council_id: str) -> int:
    """How many others coordinate this council."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(RoleHeld)
            .where(
                RoleHeld.council_id == council_id,
                RoleHeld.role == Role.COORDINATOR,
                RoleHeld.person_id != person_id,
            )
        )
        or 0
    )


def district_admins() -> Select[Person]:
    """The people who look after the whole district."""
    return (
        select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.role == Role.DISTRICT_ADMIN)
        .order_by(Person.name)
    )


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
