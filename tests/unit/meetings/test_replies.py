"""Families say whether they come and what they need; the coordinator counts what to prepare."""

from datetime import timedelta

import pytest

from council.access.models import Purpose, Ticket
from council.database import db
from council.history.models import HistoryEntry
from council.meetings import operations, posting_operations, reply_operations
from council.meetings.reply_operations import Answer
from council.meetings.reply_queries import (
    invited_families,
    languages_needed,
    replies_to,
    reply_ticket,
    reply_totals,
)
from council.meetings.states import Aid, MeetingState, Support
from council.notices.models import OutboxMessage
from council.refusals import Refusal
from tests.factories.meetings import (
    a_posted_meeting,
    a_reply,
    at,
    facts,
    meeting_in_state,
)
from tests.factories.school import Cast, a_family
from tests.queries import count_queries


def owed(kind: str) -> list[OutboxMessage]:
    return list(db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == kind)))


def test_a_family_says_what_it_needs(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    reply = a_reply(
        cast,
        meeting,
        cast.somali_family,
        "so",
        people=3,
        aids=[Aid.CAPTIONING],
        supports=[Support.CHILDCARE, Support.FOOD],
    )

    assert (reply.coming, reply.people, reply.interpreter_language) == (True, 3, "so")
    assert (reply.aids, reply.supports) == (["captioning"], ["childcare", "food"])


def test_a_later_answer_replaces_an_earlier_one(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    a_reply(cast, meeting, cast.family, "es", people=4, supports=[Support.FOOD])

    reply_operations.record_reply(meeting, cast.family, Answer(coming=False), by=None)

    (reply,) = replies_to(meeting)
    assert (reply.coming, reply.people, reply.interpreter_language) == (False, 0, None)
    assert reply.supports == []


def test_what_a_family_answers_by_its_link_leaves_the_day_only(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    reply_operations.record_reply(meeting, cast.family, Answer(coming=True), by=None)

    entry = db.session.scalars(
        db.select(HistoryEntry).where(HistoryEntry.event == "reply_recorded")
    ).one()
    assert (entry.at.hour, entry.at.minute, entry.person_id) == (0, 0, None)


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_a_meeting_that_does_not_take_place_any_more_takes_no_replies(
    cast: Cast, state: MeetingState
) -> None:
    meeting = meeting_in_state(cast, state)

    with pytest.raises(Refusal):
        a_reply(cast, meeting, cast.family)


def test_a_meeting_takes_no_replies_once_it_is_over(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    with at(meeting.ends_at), pytest.raises(Refusal, match="over"):
        a_reply(cast, meeting, cast.family)


def test_replies_are_counted_for_the_coordinator(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    third = a_family(cast.council, "ar", name="Demo family ar")
    a_reply(cast, meeting, cast.family, "es", people=2, supports=[Support.FOOD])
    a_reply(cast, meeting, cast.somali_family, "so", people=3, supports=[Support.FOOD])
    reply_operations.record_reply(meeting, third, Answer(coming=False), by=cast.coordinator)

    totals = reply_totals(replies_to(meeting))

    assert (totals.coming, totals.not_coming, totals.people) == (2, 1, 5)
    assert totals.supports == {Support.FOOD: 2}
    assert totals.aids == {}


def test_languages_come_from_replies_and_from_what_families_speak(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    a_family(cast.council, "es", name="Second Spanish family")
    a_family(cast.council, "en", name="English family")
    a_reply(cast, meeting, cast.somali_family, "so")

    found = {
        need.language: (need.families, need.asked)
        for need in languages_needed(cast.council, [meeting])[meeting.id]
    }

    assert found == {"so": (1, 1), "es": (2, 0)}


def test_sign_language_is_needed_like_any_other(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    cast.family.signed_language = "mfs"
    a_reply(cast, meeting, cast.family, None, aids=[Aid.SIGN_LANGUAGE])
    a_reply(cast, meeting, cast.somali_family, None, aids=[Aid.SIGN_LANGUAGE])

    asked = {
        need.language: need.asked
        for need in languages_needed(cast.council, [meeting])[meeting.id]
        if need.asked
    }

    assert asked == {"mfs": 1, "ase": 1}


def test_a_family_that_stays_away_needs_no_interpreter(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    a_reply(cast, meeting, cast.somali_family, "so")
    reply_operations.record_reply(meeting, cast.somali_family, Answer(coming=False), by=None)

    asked = [n.asked for n in languages_needed(cast.council, [meeting])[meeting.id]]

    assert not any(asked)


def test_families_of_another_council_are_not_counted(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    a_family(cast.other_council, "vi", name="Family of Birch")

    languages = [n.language for n in languages_needed(cast.council, [meeting])[meeting.id]]

    assert "vi" not in languages


def test_needs_of_many_meetings_take_as_many_queries_as_those_of_one(cast: Cast) -> None:
    meetings = [a_posted_meeting(cast, hours=100 + 24 * n) for n in range(4)]
    for meeting in meetings:
        a_reply(cast, meeting, cast.somali_family, "so")

    with count_queries() as one:
        languages_needed(cast.council, meetings[:1])
    with count_queries() as many:
        languages_needed(cast.council, meetings)

    assert len(many) == len(one)


def test_each_family_is_invited_once_with_a_link_of_its_own(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True)

    assert {m.family_id for m in owed("meeting_posted") if m.family_id} == {
        cast.family.id,
        cast.somali_family.id,
    }
    tickets = db.session.scalars(db.select(Ticket).where(Ticket.purpose == Purpose.REPLY)).all()
    assert sorted(str(t.family_id) for t in tickets) == sorted(
        [cast.family.id, cast.somali_family.id]
    )
    assert {f.id for f in invited_families(meeting)} == {cast.family.id, cast.somali_family.id}


def test_members_are_invited_too_without_a_link(cast: Cast) -> None:
    a_posted_meeting(cast, invite=True)

    assert [m.person_id for m in owed("meeting_posted") if m.person_id] == [cast.member.id]


def test_invited_again_a_family_keeps_its_link(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    before = reply_ticket(meeting.id, cast.family.id)

    posting_operations.post_agenda(meeting, invite=True, by=cast.coordinator)

    assert reply_ticket(meeting.id, cast.family.id) == before
    assert len([m for m in owed("meeting_posted") if m.family_id == cast.family.id]) == 2


def test_a_link_works_until_the_meeting_however_far_away_it_is(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True, hours=24 * 200)

    ticket = reply_ticket(meeting.id, cast.family.id)

    assert ticket is not None
    assert ticket.expires_at >= meeting.ends_at


def test_invited_families_are_told_when_a_meeting_moves_or_is_cancelled(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True)

    later = facts(held_on=facts().held_on + timedelta(days=1))
    operations.edit_meeting(meeting, later, version=meeting.version, by=cast.coordinator)
    assert len(owed("meeting_moved")) == 2

    operations.cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)
    assert len(owed("meeting_cancelled")) == 2


def test_families_that_were_not_invited_are_told_nothing(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    operations.cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)

    assert owed("meeting_cancelled") == []


def test_another_title_is_no_move(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True)

    operations.edit_meeting(
        meeting, facts(title="Winter meeting"), version=meeting.version, by=cast.coordinator
    )

    assert owed("meeting_moved") == []
