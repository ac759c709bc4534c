"""Planning a meeting, moving it, calling it off and marking it as held."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from council.database import db
from council.meetings import operations
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from council.texts.passages import passage
from tests.factories.meetings import (
    a_meeting,
    a_posted_meeting,
    at,
    facts,
    place,
)
from tests.factories.school import Cast
from tests.pages import Visitor

FORM = {
    "title": "January meeting",
    "held_on": "2027-01-12",
    "from_time": "17:30",
    "minutes": "90",
    "place": "Library",
    "online_link": "",
}


def test_a_coordinator_schedules_a_meeting(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)

    page = visitor.follow(visitor.post(place(cast, page="/schedule"), FORM))

    assert page.title == "January meeting"
    assert "Tuesday, January 12, 2027" in page.text
    meeting = db.session.scalars(select(Meeting)).one()
    assert meeting.starts_at == datetime(2027, 1, 13, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"held_on": "2026-11-23"}, "held_on", "This time is over"),
        ({"held_on": "2027-03-14", "from_time": "02:30"}, "from_time", "does not exist"),
        ({"held_on": "nonsense"}, "held_on", "Not a valid date"),
        ({"from_time": "25:99"}, "from_time", "Not a valid time"),
        ({"title": ""}, "title", "required"),
        ({"title": "x" * 161}, "title", "160"),
        ({"minutes": "3"}, "minutes", "between"),
        ({"minutes": "many"}, "minutes", "integer"),
        ({"place": ""}, "place", "Say where"),
        ({"online_link": "meet here"}, "online_link", "not a whole link"),
        ({"online_link": "javascript:alert(1)"}, "online_link", "not a whole link"),
    ],
)
def test_what_cannot_be_scheduled_is_explained_with_everything_kept(
    cast: Cast, visitor: Visitor, changes: dict[str, str], field: str, sentence: str
) -> None:
    visitor.as_person(cast.coordinator)
    form = FORM | {"online_link": "https://meet.example.org/a"} | changes
    if changes.get("place") == "":
        form["online_link"] = ""

    page = visitor.post(place(cast, page="/schedule"), form, status=422)

    assert sentence in page.error_of(field)
    for name, value in form.items():
        assert page.value_of(name) == value
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_time_that_happens_twice_is_taken_once_and_said(cast: Cast, visitor: Visitor) -> None:
    with at(datetime(2026, 10, 1, 12, 0, tzinfo=UTC)):
        visitor.as_person(cast.coordinator)
        made = visitor.post(
            place(cast, page="/schedule"), FORM | {"held_on": "2026-11-01", "from_time": "01:30"}
        )
        page = visitor.follow(made)

    assert "happens twice" in page.text
    assert db.session.scalars(select(Meeting)).one().starts_at.hour == 8


def test_control_characters_do_not_reach_the_title(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)

    visitor.post(place(cast, page="/schedule"), FORM | {"title": "  Winter\x00\u202e meeting "})

    meeting = db.session.scalars(select(Meeting)).one()
    assert passage(meeting.title_id, "en").words == "Winter meeting"


def test_a_stale_form_keeps_what_was_typed_and_shows_what_stands_now(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)
    seen = visitor.get(place(cast, meeting, "/edit")).value_of("version")
    operations.edit_meeting(
        meeting, facts(place="Gym"), version=meeting.version, by=cast.second_coordinator
    )
    form = FORM | {"held_on": "2026-12-01", "place": "Cafeteria", "version": seen}

    page = visitor.post(place(cast, meeting, "/edit"), form, status=422)

    assert "Someone else changed this meeting" in page.text
    assert "Gym" in page.text
    assert page.value_of("place") == "Cafeteria"
    db.session.refresh(meeting)
    assert meeting.place == "Gym"

    visitor.post(place(cast, meeting, "/edit"), form | {"version": page.value_of("version")})
    db.session.refresh(meeting)
    assert meeting.place == "Cafeteria"


@pytest.mark.parametrize("version", ["", "x", "0", "99", "٣"])
def test_a_form_without_the_version_that_was_seen_saves_nothing(
    cast: Cast, visitor: Visitor, version: str
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)

    visitor.post(place(cast, meeting, "/edit"), FORM | {"version": version}, status=422)

    db.session.refresh(meeting)
    assert meeting.held_on == date(2026, 12, 1)


def test_a_meeting_is_cancelled_with_its_reason(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(place(cast, meeting, "/cancel"), {"reason": " "}, status=422)
    assert "required" in page.error_of("reason")

    done = visitor.post(place(cast, meeting, "/cancel"), {"reason": "The library is flooded."})

    page = visitor.follow(done)
    assert "The library is flooded." in page.text
    assert "Change time or place" not in page.text


def test_a_meeting_is_held_once_it_began(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(place(cast, meeting, "/hold"), status=409)
    assert "not begun" in page.text

    with at(meeting.ends_at + timedelta(minutes=1)):
        visitor.as_person(cast.coordinator)
        assert "Did the meeting take place?" in visitor.get(place(cast, meeting)).text
        visitor.post(place(cast, meeting, "/hold"))

    assert meeting.state is MeetingState.HELD
