"""Founding the district, its schools and its councils."""

import secrets
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import lazy_gettext as _l

from council import clock
from council.councils.models import (
    Council,
    District,
    FamilyJoined,
    Membership,
    Office,
    School,
    Seat,
)
from council.councils.presets import PRESETS
from council.councils.queries import council_at_door, seat_of, the_district
from council.database import ID_ALPHABET, db
from council.history.operations import record
from council.languages.chosen import written_language
from council.people.models import Family, Person
from council.printing.document import Paper
from council.refusals import Refusal

# Short enough to type from paper, and no number that could be counted on.
DOOR_LENGTH = 8


def found_district(name: str, time_zone: str, *, by: Person | None) -> District:
    """The one district that this installation serves."""
    if the_district() is not None:
        raise Refusal(_l("This installation serves a district already."), field="district")
    district = District(
        name=_named(name, "district"), time_zone=_known_zone(time_zone, "time_zone")
    )
    db.session.add(district)
    record("district_founded", district, council_id=None, by_id=by.id if by else None)
    db.session.flush()
    return district


def open_school(name: str, *, address: str = "", by: Person | None) -> School:
    """A school of the district."""
    school = School(name=_named(name, "school"), address=address)
    db.session.add(school)
    record("school_opened", school, council_id=None, by_id=by.id if by else None)
    db.session.flush()
    return school


def found_council(
    name: str,
    *,
    preset: str,
    school: School | None,
    time_zone: str,
    language: str = "en",
    paper: Paper = Paper.LETTER,
    by: Person | None,
) -> Council:
    """A council of a school, or of the whole district, with the duties of its preset."""
    if preset not in PRESETS:
        raise Refusal(
            _l(
                "There is no such kind of council. Choose one of: %(kinds)s.",
                kinds=", ".join(PRESETS),
            ),
            field="preset",
        )
    written = written_language(language)
    council = Council(
        name=_named(name, "council"),
        preset=preset,
        time_zone=_known_zone(time_zone, "time_zone"),
        language=written.tag,
        paper=paper,
        school_id=school.id if school else None,
        door=_new_door(),
    )
    db.session.add(council)
    db.session.flush()
    record("council_founded", council, council_id=council.id, by_id=by.id if by else None)
    return council


def choose_paper(council: Council, paper: Paper, *, by: Person) -> None:
    """What the council prints on from now; what was printed or sent before keeps its paper."""
    if paper is council.paper:
        return
    record(
        "paper_chosen",
        council,
        council_id=council.id,
        by_id=by.id,
        detail={"from": council.paper.value, "to": paper.value},
    )
    council.paper = paper
    db.session.flush()


def join_council(family: Family, council: Council, *, by: Person | None) -> FamilyJoined:
    """The family belongs to this council from today."""
    joined = FamilyJoined(
        council_id=council.id, family_id=family.id, joined_on=clock.today(council.time_zone)
    )
    db.session.add(joined)
    record("family_joined", family, council_id=council.id, by_id=by.id if by else None)
    db.session.flush()
    return joined


def leave_council(family: Family, council: Council, *, by: Person) -> None:
    """The family belongs to this council no longer; what it raised stays where it is."""
    joined = db.session.get(FamilyJoined, (council.id, family.id))
    if joined is None:
        raise Refusal(_l("This family does not belong to the council any more."))
    db.session.delete(joined)
    record("family_left", family, council_id=council.id, by_id=by.id)
    db.session.flush()


def seat_member(
    person: Person,
    council: Council,
    seat: Seat,
    *,
    office: Office | None = None,
    started_on: date | None = None,
    by: Person | None,
) -> Membership:
    """A person takes a seat on the council; one who has a seat already keeps it or changes it."""
    today = clock.today(council.time_zone)
    held = seat_of(person, council)
    if held is not None and held.seat is seat:
        if office is not None:
            held.office = office
            db.session.flush()
        return held
    if held is not None:
        # A seat for somebody else is another seat: the first ends when the second begins.
        held.ended_on = max(held.started_on, today)
    membership = Membership(
        council_id=council.id,
        person_id=person.id,
        seat=seat,
        office=office,
        started_on=started_on or today,
    )
    db.session.add(membership)
    db.session.flush()
    record("member_seated", membership, council_id=council.id, by_id=by.id if by else None)
    return membership


def end_membership(membership: Membership, *, by: Person) -> None:
    """A member's time on the council ends today."""
    if membership.ended_on is not None:
        raise Refusal(_l("This membership has ended already."))
    today = clock.today(membership.council.time_zone)
    if membership.started_on > today:
        raise Refusal(_l("This membership has not begun yet."))
    membership.ended_on = today
    record("membership_ended", membership, council_id=membership.council_id, by_id=by.id)
    db.session.flush()


def _named(name: str, field: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 160:
        raise Refusal(_l("A name has at least one letter, and at most 160."), field=field)
    return name


def _known_zone(name: str, field: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(
            _l("There is no such time zone. One is America/Los_Angeles."), field=field
        ) from None


def _new_door() -> str:
    while True:
        door = "".join(secrets.choice(ID_ALPHABET) for _letter in range(DOOR_LENGTH))
        if council_at_door(door) is None:
            return door
