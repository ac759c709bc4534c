"""The people of the demonstration, and its districts, schools and councils. All are made up."""

import itertools
import random
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from council.access.actions import Role
from council.access.operations import accept_invitation, invite_person, send_invitation
from council.councils.models import Council, Office, Seat
from council.councils.operations import (
    found_council,
    found_district,
    join_council,
    open_school,
    seat_member,
)
from council.demo.families import GROUPS
from council.interpreting.models import Interpreter
from council.interpreting.operations import InterpreterFacts, add_interpreter
from council.interpreting.states import Credential, Modality
from council.languages.registry import find
from council.people.models import ContactChannel, Family, Person
from council.people.operations import FamilyFacts, add_family
from council.texts.operations import name_reviewer

ZONE = "America/Los_Angeles"

# Telephone numbers that no one has: 555-0100 to 555-0199 are kept for fiction.
NUMBERS = (f"+1415555{number:04d}" for number in itertools.cycle(range(100, 200)))

# How families of the demonstration want to be told things, in turn.
CHANNELS = (
    ContactChannel.EMAIL,
    ContactChannel.CALL,
    ContactChannel.EMAIL,
    ContactChannel.TEXT_MESSAGE,
    ContactChannel.LETTER,
)


@dataclass(frozen=True)
class _Interprets:
    """An interpreter of the demonstration: pairs of languages, credential, ways of being there."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    credential: Credential
    modalities: tuple[Modality, ...]


_ON_SITE, _VIDEO, _PHONE = Modality.ON_SITE, Modality.VIDEO, Modality.PHONE
INTERPRETERS = (
    _Interprets("Ines", (("es", "en"),), Credential.CERTIFIED, (_ON_SITE, _VIDEO)),
    _Interprets("Ruben", (("es", "en"),), Credential.QUALIFIED, (_ON_SITE, _VIDEO, _PHONE)),
    _Interprets("Idris", (("ar", "en"),), Credential.QUALIFIED, (_ON_SITE, _VIDEO)),
    _Interprets("Safia", (("so", "en"),), Credential.QUALIFIED, (_ON_SITE, _PHONE)),
    _Interprets("Lan", (("vi", "en"),), Credential.CERTIFIED, (_VIDEO, _PHONE)),
    _Interprets("Wen", (("cmn", "en"), ("yue", "en")), Credential.QUALIFIED, (_ON_SITE,)),
    _Interprets("Farid", (("fa-AF", "en"),), Credential.QUALIFIED, (_PHONE,)),
    _Interprets("Mateo", (("mam", "es"),), Credential.QUALIFIED, (_VIDEO, _PHONE)),
    _Interprets("Berta", (("es", "en"),), Credential.BILINGUAL_STAFF, (_ON_SITE,)),
)


@dataclass(frozen=True)
class Cast:
    """Who is who in the story."""

    school_council: Council
    district_council: Council
    leader: Person
    arabic_leader: Person
    coordinator: Person
    second_coordinator: Person
    administrator: Person
    members: tuple[Person, ...]
    district_leader: Person
    district_coordinator: Person
    second_district_coordinator: Person
    superintendent: Person
    families: dict[str, list[Family]]
    interpreters: dict[str, Interpreter]

    def leader_of(self, council: Council) -> Person:
        """The parent leader who gathers what families say to this council."""
        return self.leader if council == self.school_council else self.district_leader

    def coordinator_of(self, council: Council) -> Person:
        """The coordinator whose desk this council is."""
        return self.coordinator if council == self.school_council else self.district_coordinator

    def translators(self, council_id: str | None, language: str) -> tuple[Person, Person]:
        """Who writes into this language, and who else approves it; for the district, the school."""
        if council_id == self.district_council.id:
            return self.district_coordinator, self.second_district_coordinator
        writer = self.arabic_leader if language == "ar" else self.coordinator
        return writer, self.second_coordinator


def make_cast(lot: random.Random) -> Cast:
    """Found the district and its two councils, and bring everybody in."""
    district = found_district("Demo Unified School District", ZONE, by=None)
    school = open_school("Alder Elementary", address="100 Alder Avenue, Demo City", by=None)
    at_school = found_council(
        "Alder Elementary ELAC", preset="ca_elac", school=school, time_zone=ZONE, by=None
    )
    in_district = found_council(
        "Demo Unified DELAC", preset="ca_delac", school=None, time_zone=district.time_zone, by=None
    )
    dana = _person("Dana District", None, {Role.DISTRICT_ADMIN}, "District admin", None)
    carmen = _person("Carmen Coordinator", at_school, {Role.COORDINATOR}, "Family liaison", dana)
    dora = _person("Dora Coordinator", in_district, {Role.COORDINATOR}, "Family office", dana)
    cast = Cast(
        school_council=at_school,
        district_council=in_district,
        leader=_person(
            "Leyla Leader", at_school, {Role.PARENT_LEADER}, "Parent leader", carmen, language="es"
        ),
        arabic_leader=_person(
            "Amal Leader", at_school, {Role.PARENT_LEADER}, "Parent leader", carmen, language="ar"
        ),
        coordinator=carmen,
        second_coordinator=_person(
            "Devi Coordinator", at_school, {Role.COORDINATOR}, "Translation office", carmen
        ),
        administrator=_person(
            "Paula Principal", at_school, {Role.ADMINISTRATOR}, "Principal", carmen
        ),
        members=tuple(
            _person(f"{name} Member", at_school, {Role.MEMBER}, "", carmen, seat=Seat.PARENT)
            for name in ("Mei", "Hodan", "Tomasa", "Khanh", "Zahra")
        ),
        district_leader=_person(
            "Rosa Leader", in_district, {Role.PARENT_LEADER}, "Parent leader", dora, language="es"
        ),
        district_coordinator=dora,
        second_district_coordinator=_person(
            "Emil Coordinator", in_district, {Role.COORDINATOR}, "Translation office", dora
        ),
        superintendent=_person(
            "Sam Superintendent", in_district, {Role.ADMINISTRATOR}, "Superintendent", dora
        ),
        families={
            at_school.id: _families(at_school, carmen, lot),
            in_district.id: _families(in_district, dora, lot),
        },
        interpreters={one.name: _interpreter(one, by=carmen) for one in INTERPRETERS},
    )
    seat_member(cast.leader, at_school, Seat.PARENT, office=Office.SECRETARY, by=carmen)
    seat_member(cast.arabic_leader, at_school, Seat.PARENT, office=Office.CHAIR, by=carmen)
    seat_member(cast.district_leader, in_district, Seat.PARENT, office=Office.CHAIR, by=dora)
    name_reviewer(at_school, cast.arabic_leader, "ar", by=carmen)
    return cast


def _person(
    name: str,
    council: Council | None,
    roles: Collection[Role],
    title: str,
    by: Person | None,
    *,
    language: str = "en",
    seat: Seat | None = None,
) -> Person:
    """Somebody who was invited and accepted, with a password that nobody knows."""
    person = invite_person(
        council,
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        roles=roles,
        seat=seat,
        language=language,
        title=title,
        by=by,
    )
    accept_invitation(send_invitation(person, council, by=by), secrets.token_urlsafe(24))
    return person


def _families(council: Council, by: Person, lot: random.Random) -> list[Family]:
    families = []
    count = itertools.count(1)
    channels = itertools.cycle(CHANNELS)
    for group in GROUPS:
        size = group.at_school if council.school_id else group.in_district
        for _family in range(size):
            number, channel = next(count), next(channels)
            family = add_family(
                FamilyFacts(
                    name=f"Demo family {number:02d}, {find(group.spoken).english_name}",
                    spoken_language=group.spoken,
                    spoken_variant=group.variant,
                    written_language=group.written,
                    channel=channel,
                    email=f"family{number:02d}@example.org"
                    if channel is ContactChannel.EMAIL
                    else None,
                    phone=next(NUMBERS) if channel is not ContactChannel.LETTER else None,
                    large_print=lot.random() < 0.1,
                    read_aloud=lot.random() < 0.1,
                ),
                council_id=council.id,
                by=by,
            )
            join_council(family, council, by=by)
            families.append(family)
    return families


def _interpreter(one: _Interprets, *, by: Person) -> Interpreter:
    staff = one.credential is Credential.BILINGUAL_STAFF
    return add_interpreter(
        InterpreterFacts(
            name=f"{one.name} {'Bilingual' if staff else 'Interpreter'}",
            email=f"{one.name.lower()}.interpreter@example.org",
            phone=next(NUMBERS),
            credential=one.credential,
            attested_adult_and_unrelated=True,
            modalities=one.modalities,
            pairs=tuple(
                pair for here, there in one.pairs for pair in ((here, there), (there, here))
            ),
            pay="" if staff else "$55 an hour, two hours at least",
        ),
        by=by,
    )
