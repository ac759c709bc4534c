"""Minutes are drafts until a coordinator approves them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from council import clock
from council.database import db
from council.history.models import HistoryEntry
from council.meetings.minutes_operations import approve_minutes, write_minutes
from council.meetings.minutes_queries import (
    approved_minutes,
    meetings_with_minutes_to_approve,
    meetings_without_minutes,
    minutes_of,
    newest_minutes,
)
from council.meetings.models import MinutesApproval
from council.meetings.states import MeetingState
from council.refusals import Refusal
from council.texts.passages import PassageStanding
from council.texts.queries import text_rows
from tests.factories.meetings import a_posted_meeting, meeting_in_state
from tests.factories.packets import translate
from tests.factories.school import Cast
from tests.factories.words import SAID, a_held_meeting, some_minutes

LATER = "Families told of late buses, and of cold ones."


@pytest.mark.parametrize("state", [each for each in MeetingState if each != MeetingState.HELD])
def test_there_are_minutes_only_of_what_took_place(cast: Cast, state: MeetingState) -> None:
    meeting = meeting_in_state(cast, state)
    with pytest.raises(Refusal, match="meetings that were held"):
        some_minutes(cast, meeting)
    assert newest_minutes(meeting) is None


def test_minutes_are_read_once_a_coordinator_has_approved_them(cast: Cast) -> None:
    meeting = a_held_meeting(cast)
    with pytest.raises(Refusal, match="Nothing is written yet"):
        approve_minutes(meeting, by=cast.coordinator)
    revision = some_minutes(cast, meeting, approved=False)
    assert minutes_of(meeting) is None and approved_minutes([meeting.id], "en") == {}
    approve_minutes(meeting, by=cast.coordinator, seen=revision.id)
    found = minutes_of(meeting)
    assert found is not None
    assert (found.text_id, found.revision_id) == (revision.text_id, revision.id)
    assert found.approved_by == cast.coordinator.name
    said = approved_minutes([meeting.id], "en")[meeting.id]
    assert (said.words, said.standing) == (SAID, PassageStanding.ORIGINAL)


def test_a_coordinator_who_wrote_the_minutes_may_finish_them(cast: Cast) -> None:
    meeting = a_held_meeting(cast)
    write_minutes(meeting, SAID, language="en", by=cast.coordinator)
    approve_minutes(meeting, by=cast.coordinator)
    approve_minutes(meeting, by=cast.second_coordinator)
    (approval,) = db.session.scalars(select(MinutesApproval))
    assert approval.approved_by_id == cast.coordinator.id


def test_what_was_approved_stays_in_use_until_later_words_are(cast: Cast) -> None:
    meeting = a_held_meeting(cast)
    first = some_minutes(cast, meeting)
    translate(cast, first.text_id, "es", "Las familias hablaron de autobuses.")
    some_minutes(cast, meeting, LATER, approved=False)
    for language, standing in (
        ("en", PassageStanding.ORIGINAL),
        ("es", PassageStanding.APPROVED),
        ("so", PassageStanding.MISSING),
    ):
        said = approved_minutes([meeting.id], language)[meeting.id]
        assert said.standing is standing and LATER not in said.words
    translate(cast, first.text_id, "so", "Warbixin aan weli la ansixin.")
    assert approved_minutes([meeting.id], "so")[meeting.id].words == SAID
    approve_minutes(meeting, by=cast.coordinator)
    said = approved_minutes([meeting.id], "es")[meeting.id]
    assert said.standing is PassageStanding.STALE
    assert approved_minutes([meeting.id], "so")[meeting.id].standing is PassageStanding.APPROVED
    assert approved_minutes([meeting.id], "en")[meeting.id].words == LATER


def test_of_two_who_write_at_once_the_second_reads_again(cast: Cast) -> None:
    meeting = a_held_meeting(cast)
    first = write_minutes(meeting, SAID, language="en", by=cast.leader, seen="")
    for seen in ("", "0" * 12):
        with pytest.raises(Refusal, match="Somebody else has changed this"):
            write_minutes(meeting, LATER, language="en", by=cast.coordinator, seen=seen)
    write_minutes(meeting, LATER, language="en", by=cast.leader, seen=first.id)
    with pytest.raises(Refusal, match="Read the new words first"):
        approve_minutes(meeting, by=cast.coordinator, seen=first.id)
    assert minutes_of(meeting) is None


@pytest.mark.parametrize(
    ("words", "language", "field"),
    [(" \n", "en", "words"), (SAID, "ase", "language"), (SAID, "xx", "language")],
)
def test_minutes_that_nobody_could_read_are_refused(
    cast: Cast, words: str, language: str, field: str
) -> None:
    meeting = a_held_meeting(cast)
    with pytest.raises(Refusal) as refused:
        write_minutes(meeting, words, language=language, by=cast.leader)
    assert refused.value.field == field


def test_minutes_keep_to_the_language_that_they_were_begun_in(cast: Cast) -> None:
    meeting = a_held_meeting(cast)
    some_minutes(cast, meeting)
    with pytest.raises(Refusal, match="Keep to the language"):
        write_minutes(meeting, "Lo que se dijo.", language="es", by=cast.leader)


def test_the_same_words_again_are_nothing_new(cast: Cast) -> None:
    meeting = a_held_meeting(cast)
    first = some_minutes(cast, meeting)
    assert some_minutes(cast, meeting) == first
    events = [entry.event for entry in db.session.scalars(select(HistoryEntry))]
    assert (events.count("minutes_written"), events.count("minutes_approved")) == (1, 1)


def test_minutes_wait_to_be_written_and_then_to_be_approved(cast: Cast) -> None:
    council, since = cast.council.id, clock.now() - timedelta(days=30)
    meeting = a_held_meeting(cast)
    a_posted_meeting(cast)
    assert meetings_without_minutes(council, since) == [meeting]
    assert meetings_without_minutes(council, meeting.starts_at + timedelta(minutes=1)) == []
    assert meetings_without_minutes(cast.other_council.id, since) == []
    some_minutes(cast, meeting, approved=False)
    assert meetings_without_minutes(council, since) == []
    assert meetings_with_minutes_to_approve(council) == [meeting]
    assert meetings_with_minutes_to_approve(cast.other_council.id) == []
    approve_minutes(meeting, by=cast.coordinator)
    assert meetings_with_minutes_to_approve(council) == []
    some_minutes(cast, meeting, LATER, approved=False)
    assert meetings_with_minutes_to_approve(council) == [meeting]


def test_only_approved_minutes_are_to_be_translated_the_last_before_the_next_meeting(
    app: Flask, cast: Cast
) -> None:
    earlier, last = a_held_meeting(cast), a_held_meeting(cast)
    last.starts_at += timedelta(days=1)
    last.ends_at += timedelta(days=1)
    coming = a_posted_meeting(cast, hours=24 * 30)
    texts = {
        meeting.id: some_minutes(cast, meeting, approved=False).text_id
        for meeting in (earlier, last)
    }

    def asked_for() -> dict[str, object]:
        with app.test_request_context():
            rows = text_rows(cast.council.id, ["es"])
        return {row.text_id: row.place.due_on for row in rows if row.text_id in texts.values()}

    assert asked_for() == {}
    for meeting in (earlier, last):
        approve_minutes(meeting, by=cast.coordinator)
    assert asked_for() == {texts[earlier.id]: None, texts[last.id]: coming.held_on}
    some_minutes(cast, last, LATER, approved=False)
    assert asked_for() == {texts[earlier.id]: None}
