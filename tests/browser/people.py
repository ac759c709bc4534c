"""A small council on an empty database: who walks the chain, made as an installation makes them."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from council.access.actions import Role
from council.access.operations import accept_invitation, invite_person, send_invitation
from council.councils.models import Council, Seat
from council.councils.operations import (
    found_council,
    found_district,
    join_council,
    open_school,
    seat_member,
)
from council.interpreting.operations import InterpreterFacts, add_interpreter
from council.interpreting.states import Credential, Modality
from council.people.models import ContactChannel, Person
from council.people.operations import FamilyFacts, add_family

ZONE = "America/Los_Angeles"


@dataclass(frozen=True)
class Cast:
    """Ids of those who walk: the council's door, and whom a persona button steps into."""

    council: str
    door: str
    leader: str
    member: str
    coordinator: str
    second_coordinator: str
    administrator: str


def make_cast(language: str, interface: str) -> Cast:
    """A council whose families speak one language, and whose staff read Council in another."""
    district = found_district("Demo Unified School District", ZONE, by=None)
    school = open_school("Alder Elementary", address="100 Alder Avenue, Demo City", by=None)
    council = found_council(
        "Alder Elementary ELAC",
        preset="ca_elac",
        school=school,
        time_zone=district.time_zone,
        by=None,
    )
    carmen = _person("Carmen Coordinator", council, {Role.COORDINATOR}, interface)
    devi = _person("Devi Coordinator", council, {Role.COORDINATOR}, interface)
    paula = _person("Paula Principal", council, {Role.ADMINISTRATOR}, interface)
    leyla = _person("Leyla Leader", council, {Role.PARENT_LEADER}, interface)
    mei = _person("Mei Member", council, {Role.MEMBER}, interface)
    for person in (leyla, mei):
        seat_member(person, council, Seat.PARENT, by=carmen)
    for number in (1, 2, 3):
        family = add_family(
            FamilyFacts(
                name=f"Demo family {number}",
                spoken_language=language,
                written_language=language,
                channel=ContactChannel.EMAIL,
                email=f"family{number}@example.org",
            ),
            council_id=council.id,
            by=carmen,
        )
        join_council(family, council, by=carmen)
    add_interpreter(
        InterpreterFacts(
            name="Ines Interpreter",
            email="ines.interpreter@example.org",
            phone=None,
            credential=Credential.CERTIFIED,
            attested_adult_and_unrelated=True,
            modalities=(Modality.ON_SITE,),
            pairs=((language, "en"), ("en", language)),
            pay="$55 an hour",
        ),
        by=carmen,
    )
    return Cast(
        council=council.id,
        door=council.door,
        leader=leyla.id,
        member=mei.id,
        coordinator=carmen.id,
        second_coordinator=devi.id,
        administrator=paula.id,
    )


def _person(name: str, council: Council, roles: Collection[Role], language: str) -> Person:
    """Somebody who was invited and accepted, with a password that nobody knows."""
    person = invite_person(
        council,
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        roles=roles,
        language=language,
        by=None,
    )
    accept_invitation(send_invitation(person, council, by=None), secrets.token_urlsafe(24))
    return person
