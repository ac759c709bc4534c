"""Every move of a meeting from every state, and what goes with it."""

from datetime import timedelta

import pytest

from council.meetings import operations, posting_operations
from council.meetings.models import Meeting
from council.meetings.states import MOVES, MeetingMove, MeetingState
from council.moves import MoveNotAllowed
from council.refusals import Refusal
from tests.factories.meetings import (
    a_meeting,
    a_posted_meeting,
    an_item,
    at,
    facts,
    meeting_in_state,
)
from tests.factories.school import Cast


def make(move: MeetingMove, meeting: Meeting, cast: Cast) -> None:
    if move is MeetingMove.POST:
        posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)
    elif move is MeetingMove.HOLD:
        with at(meeting.starts_at + timedelta(minutes=1)):
            operations.hold_meeting(meeting, by=cast.coordinator)
    else:
        operations.cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("move", MeetingMove)
def test_each_move_leads_where_the_table_says(
    cast: Cast, state: MeetingState, move: MeetingMove
) -> None:
    meeting = meeting_in_state(cast, state)

    if (state, move) in MOVES:
        make(move, meeting, cast)
        assert meeting.state is MOVES[state, move]
    else:
        with pytest.raises(Refusal):
            make(move, meeting, cast)
        assert meeting.state is state


def test_a_meeting_is_not_held_before_it_begins(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    with pytest.raises(Refusal, match="not begun"):
        operations.hold_meeting(meeting, by=cast.coordinator)


def test_a_draft_cannot_be_held(cast: Cast) -> None:
    meeting = a_meeting(cast)

    with at(meeting.ends_at), pytest.raises(MoveNotAllowed):
        operations.hold_meeting(meeting, by=cast.coordinator)


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_a_meeting_that_is_over_or_cancelled_stays_as_it_is(
    cast: Cast, state: MeetingState
) -> None:
    meeting = meeting_in_state(cast, state)

    with pytest.raises(Refusal, match="stays as it is"):
        operations.edit_meeting(
            meeting, facts(place="Gym"), version=meeting.version, by=cast.coordinator
        )
    with pytest.raises(Refusal, match="stays as it is"):
        an_item(cast, meeting)


def test_somebody_elses_change_is_not_overwritten(cast: Cast) -> None:
    meeting = a_meeting(cast)
    seen = meeting.version
    operations.edit_meeting(meeting, facts(place="Gym"), version=seen, by=cast.second_coordinator)

    with pytest.raises(Refusal, match="Someone else changed") as refused:
        operations.edit_meeting(
            meeting, facts(place="Cafeteria"), version=seen, by=cast.coordinator
        )

    assert refused.value.field == "version"
    assert meeting.place == "Gym"


def test_a_meeting_cannot_be_moved_into_the_past(cast: Cast) -> None:
    meeting = a_meeting(cast)

    with pytest.raises(Refusal, match="is over"):
        operations.edit_meeting(
            meeting,
            facts(held_on=facts().held_on - timedelta(days=30)),
            version=meeting.version,
            by=cast.coordinator,
        )


def test_the_place_of_a_meeting_that_has_begun_can_be_corrected(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    with at(meeting.starts_at + timedelta(minutes=5)):
        operations.edit_meeting(
            meeting, facts(place="Gym"), version=meeting.version, by=cast.coordinator
        )

    assert meeting.place == "Gym"
