"""The pages of minutes, as each person finds them."""

import pytest

from council.meetings.minutes_operations import write_minutes
from council.meetings.minutes_queries import minutes_of, newest_minutes
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from tests.factories.meetings import meeting_in_state
from tests.factories.packets import translate
from tests.factories.recommendations import a_theme, voted_on
from tests.factories.school import Cast
from tests.factories.words import SAID, a_held_meeting, some_minutes
from tests.pages import Visitor
from tests.visitors import PEOPLE, status_for

READERS = {"leader", "coordinator", "administrator", "member"}
WRITERS = {"leader", "coordinator"}
DRAFT = "Not read by anybody yet."


def place(cast: Cast, meeting: Meeting, page: str = "") -> str:
    return f"/councils/{cast.council.id}/meetings/{meeting.id}/minutes{page}"


@pytest.mark.parametrize("who", PEOPLE)
def test_approved_minutes_are_read_by_the_council_and_drafts_by_those_who_write(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    meeting = a_held_meeting(cast)
    some_minutes(cast, meeting)
    some_minutes(cast, meeting, DRAFT, approved=False)
    visitor.as_person(getattr(cast, who))
    page = visitor.get(place(cast, meeting), status=status_for(who, READERS, 200))
    if who in READERS:
        assert "The principal will call the company." in page.text
        assert "Approved by Carmen Coordinator" in page.text
        assert (DRAFT in page.html) is (who in WRITERS)
    visitor.get(place(cast, meeting, "/write"), status=status_for(who, WRITERS, 200))
    url = place(cast, meeting, "/approve")
    visitor.post(url, {"seen": "x"}, status=status_for(who, {"coordinator"}, 303))
    found = minutes_of(meeting)
    assert found is not None and newest_minutes(meeting) != found.revision_id


@pytest.mark.parametrize("state", [each for each in MeetingState if each != MeetingState.HELD])
def test_a_meeting_that_did_not_take_place_has_no_minutes(
    cast: Cast, visitor: Visitor, state: MeetingState
) -> None:
    meeting = meeting_in_state(cast, state)
    visitor.as_person(cast.coordinator)
    for page in ("", "/write"):
        visitor.get(place(cast, meeting, page), status=404)
    visitor.post(place(cast, meeting, "/approve"), status=404)
    here = place(cast, meeting).removesuffix("/minutes")
    assert place(cast, meeting) not in visitor.get(here).html


def test_minutes_are_written_with_the_votes_beside_them_and_approved(
    cast: Cast, visitor: Visitor
) -> None:
    vote = voted_on(cast, a_theme(cast, "Buses")).motions[0]
    meeting = vote.meeting
    home = f"/councils/{cast.council.id}"
    visitor.as_person(cast.leader)
    assert "has no minutes yet" in visitor.get(home).text
    page = visitor.get(place(cast, meeting, "/write"))
    assert page.value_of("language") == "en" and "Adopted" in page.text
    typed = {"words": SAID, "language": "en", "seen": page.value_of("seen")}
    page = visitor.follow(visitor.post(place(cast, meeting, "/write"), typed))
    assert "Minutes to approve" in page.text and "Approve the minutes" not in page.text
    assert "has no minutes yet" not in visitor.get(home).text
    visitor.as_person(cast.coordinator)
    assert "wait for your approval" in visitor.get(home).text
    page = visitor.get(f"{home}/meetings/{meeting.id}")
    assert page.soup.select(f'.action-bar a[href="{place(cast, meeting)}"]')
    page = visitor.get(place(cast, meeting))
    seen = page.value_of("seen")
    page = visitor.follow(visitor.post(place(cast, meeting, "/approve"), {"seen": seen}))
    assert "Minutes approved" in page.text
    page = visitor.as_person(cast.member).get(place(cast, meeting))
    decided, said = page.html.index("What was decided"), page.html.index("What was said")
    assert decided < page.html.index("Adopted") < said < page.html.index("Families told")
    assert "wait for your approval" not in visitor.as_person(cast.coordinator).get(home).text


def test_minutes_are_read_in_the_reader_s_language(cast: Cast, visitor: Visitor) -> None:
    meeting = a_held_meeting(cast)
    revision = some_minutes(cast, meeting)
    translate(cast, revision.text_id, "es", "Las familias hablaron de autobuses.")
    page = visitor.as_person(cast.member).get(place(cast, meeting) + "?lang=es")
    assert "Las familias hablaron de autobuses." in page.text and "Families told" not in page.text
    page = visitor.as_person(cast.coordinator).get(place(cast, meeting) + "?lang=en")
    assert "2 of 3 languages" in page.text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "Write something first."), ("w" * 8001, "Field cannot be longer than 8000 characters.")],
)
def test_minutes_that_cannot_be_kept_get_a_message(
    cast: Cast, visitor: Visitor, words: str, sentence: str
) -> None:
    meeting = a_held_meeting(cast)
    visitor.as_person(cast.leader)
    typed = {"words": words, "language": "so", "seen": ""}
    page = visitor.post(place(cast, meeting, "/write"), typed, status=422)
    assert sentence in page.error_of("words")
    assert (page.value_of("words"), page.value_of("language")) == (words, "so")
    page = visitor.post(place(cast, meeting, "/write"), typed | {"language": "xx"}, status=422)
    assert newest_minutes(meeting) is None


def test_minutes_that_somebody_changed_meanwhile_are_not_overwritten(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_held_meeting(cast)
    visitor.as_person(cast.coordinator)
    read = some_minutes(cast, meeting, approved=False)
    seen = visitor.get(place(cast, meeting, "/write")).value_of("seen")
    write_minutes(meeting, "Theirs.", language="en", by=cast.leader)
    mine = {"words": "Mine.", "language": "en", "seen": seen}
    page = visitor.post(place(cast, meeting, "/write"), mine, status=422)
    assert "Somebody else has changed this" in page.error_of("words")
    assert page.value_of("words") == "Mine."
    refused = visitor.post(place(cast, meeting, "/approve"), {"seen": read.id})
    assert "Read the new words first." in visitor.follow(refused).text
    assert minutes_of(meeting) is None
