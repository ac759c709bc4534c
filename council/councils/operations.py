"""Founding the district, its schools and its councils."""

import secrets
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import lazy_gettext as _l

from council.councils.models import Council, District, School
from council.councils.presets import PRESETS
from council.councils.queries import council_at_door, the_district
from council.database import ID_ALPHABET, db
from council.history.operations import record
from council.languages.registry import UnknownLanguage, find
from council.people.models import Person
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
    try:
        written = find(language)
    except UnknownLanguage:
        written = None
    if written is None or not written.written:
        raise Refusal(_l("Choose a written language of the list."), field="language")
    council = Council(
        name=_named(name, "council"),
        preset=preset,
        time_zone=_known_zone(time_zone, "time_zone"),
        language=written.tag,
        school_id=school.id if school else None,
        door=_new_door(),
    )
    db.session.add(council)
    db.session.flush()
    record("council_founded", council, council_id=council.id, by_id=by.id if by else None)
    return council


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
