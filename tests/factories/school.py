"""A district with two councils and the same few demo people in every test."""

from dataclasses import dataclass
from datetime import date

from council.access.actions import Role
from council.access.models import Account, RoleHeld
from council.councils.models import Council, District, FamilyJoined, Membership, School, Seat
from council.database import db, new_id
from council.people.models import ContactChannel, Family, Person


@dataclass(frozen=True)
class Cast:
    """Who is who: one council, and the people of another that must never see into it."""

    council: Council
    leader: Person  # Leyla, parent leader, speaks Spanish
    coordinator: Person  # Carmen
    second_coordinator: Person  # Devi, who approves what Carmen translated
    administrator: Person  # Paula, the principal
    member: Person  # Mei, a member
    district_admin: Person  # Dana
    other_council: Council
    other_coordinator: Person  # Omar, of the other council only
    family: Family  # writes Spanish, reads e-mail
    somali_family: Family  # wants to be called


def a_person(name: str, council: Council | None = None, role: Role | None = None) -> Person:
    """A person with an account, and with this role in this council."""
    person = Person(name=name, email=f"{name.split()[0].lower()}@example.org")
    db.session.add(person)
    db.session.flush()
    db.session.add(Account(email=person.email, fs_uniquifier=new_id(), person_id=person.id))
    if role is not None:
        db.session.add(
            RoleHeld(person_id=person.id, council_id=council.id if council else None, role=role)
        )
    db.session.flush()
    return person


def a_council(name: str, preset: str = "ca_elac", zone: str = "America/Los_Angeles") -> Council:
    """A council of a school with the same name."""
    school = School(name=name.removesuffix(" council"))
    db.session.add(school)
    db.session.flush()
    council = Council(
        name=name, preset=preset, time_zone=zone, school_id=school.id, door=new_id()[:8]
    )
    db.session.add(council)
    db.session.flush()
    return council


def a_family(
    council: Council,
    language: str = "es",
    *,
    name: str = "Demo family",
    channel: ContactChannel = ContactChannel.EMAIL,
    email: str | None = "family@example.org",
    phone: str | None = None,
) -> Family:
    """A family that belongs to the council."""
    family = Family(
        name=name,
        spoken_language=language,
        written_language=language,
        channel=channel,
        email=email,
        phone=phone,
    )
    db.session.add(family)
    db.session.flush()
    db.session.add(
        FamilyJoined(council_id=council.id, family_id=family.id, joined_on=date(2026, 8, 20))
    )
    db.session.flush()
    return family


def a_cast() -> Cast:
    """The whole cast, freshly made."""
    db.session.add(District(name="Demo Unified", time_zone="America/Los_Angeles"))
    council = a_council("Alder Elementary council")
    other = a_council("Birch Middle council")
    member = a_person("Mei Member", council, Role.MEMBER)
    db.session.add(
        Membership(
            council_id=council.id,
            person_id=member.id,
            seat=Seat.PARENT,
            started_on=date(2026, 8, 20),
        )
    )
    return Cast(
        council=council,
        leader=a_person("Leyla Leader", council, Role.PARENT_LEADER),
        coordinator=a_person("Carmen Coordinator", council, Role.COORDINATOR),
        second_coordinator=a_person("Devi Coordinator", council, Role.COORDINATOR),
        administrator=a_person("Paula Principal", council, Role.ADMINISTRATOR),
        member=member,
        district_admin=a_person("Dana District", None, Role.DISTRICT_ADMIN),
        other_council=other,
        other_coordinator=a_person("Omar Other", other, Role.COORDINATOR),
        family=a_family(council, "es"),
        somali_family=a_family(
            council,
            "so",
            name="Demo family so",
            channel=ContactChannel.CALL,
            email=None,
            phone="+14155550101",
        ),
    )
