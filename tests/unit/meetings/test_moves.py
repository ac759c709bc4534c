"""Every move of a meeting from every state, and what goes with it."""

from datetime import timedelta

import pytest

from council.concerns.states import ConcernState
from council.meetings import agenda_operations, operations, posting_operations
from council.meetings.models import Meeting
from council.meetings.states import MOVES, ItemKind, ItemMove, MeetingMove, MeetingState
from council.moves import MoveNotAllowed
from council.refusals import Refusal
from tests.factories.concerns import a_theme, raised
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


def test_items_keep_their_order_and_move_by_one_place(cast: Cast) -> None:
    meeting = a_meeting(cast)
    first, second, third = (an_item(cast, meeting, title) for title in ("One", "Two", "Three"))

    agenda_operations.move_item(third, ItemMove.UP, by=cast.coordinator)
    agenda_operations.move_item(first, ItemMove.DOWN, by=cast.coordinator)

    assert [item.id for item in operations.agenda_of(meeting)] == [third.id, first.id, second.id]


@pytest.mark.parametrize(("place", "move"), [(0, ItemMove.UP), (1, ItemMove.DOWN)])
def test_an_item_at_the_end_stays_where_it_is(cast: Cast, place: int, move: ItemMove) -> None:
    meeting = a_meeting(cast)
    items = [an_item(cast, meeting, title) for title in ("One", "Two")]

    agenda_operations.move_item(items[place], move, by=cast.coordinator)

    assert [item.id for item in operations.agenda_of(meeting)] == [item.id for item in items]


def test_an_item_added_after_one_was_removed_gets_a_place_of_its_own(cast: Cast) -> None:
    meeting = a_meeting(cast)
    items = [an_item(cast, meeting, title) for title in ("One", "Two", "Three")]
    agenda_operations.remove_item(items[0], by=cast.coordinator)

    fourth = an_item(cast, meeting, "Four")

    assert [item.id for item in operations.agenda_of(meeting)] == [
        items[1].id,
        items[2].id,
        fourth.id,
    ]


def test_a_theme_on_the_agenda_takes_its_concerns_with_it(cast: Cast) -> None:
    concern = raised(cast)
    theme = a_theme(cast, concern)
    meeting = a_meeting(cast)

    item = agenda_operations.add_theme(meeting, theme, by=cast.coordinator)

    assert concern.state is ConcernState.ON_AGENDA
    assert item.title_id == theme.title_id

    agenda_operations.remove_item(item, by=cast.coordinator)
    assert concern.state is ConcernState.GROUPED


def test_a_theme_is_on_an_agenda_only_once(cast: Cast) -> None:
    theme = a_theme(cast, raised(cast))
    meeting = a_meeting(cast)
    agenda_operations.add_theme(meeting, theme, by=cast.coordinator)

    with pytest.raises(Refusal, match="already"):
        agenda_operations.add_theme(meeting, theme, by=cast.coordinator)


def test_a_theme_that_another_meeting_has_too_stays_on_the_agenda(cast: Cast) -> None:
    concern = raised(cast)
    theme = a_theme(cast, concern)
    first, second = a_meeting(cast), a_meeting(cast, hours=500)
    agenda_operations.add_theme(first, theme, by=cast.coordinator)
    agenda_operations.add_theme(second, theme, by=cast.coordinator)

    operations.cancel_meeting(first, "The library is flooded.", by=cast.coordinator)
    assert concern.state is ConcernState.ON_AGENDA

    operations.cancel_meeting(second, "The library is flooded.", by=cast.coordinator)
    assert concern.state is ConcernState.GROUPED


def test_a_topic_of_another_kind_of_council_is_refused(cast: Cast) -> None:
    meeting = a_meeting(cast)

    with pytest.raises(Refusal, match="not a topic"):
        agenda_operations.add_item(
            meeting,
            "Plan",
            kind=ItemKind.DISCUSSION,
            minutes=10,
            topic="master_plan",
            by=cast.coordinator,
        )


def test_the_title_of_a_theme_is_not_changed_on_the_agenda(cast: Cast) -> None:
    theme = a_theme(cast, raised(cast), title="Buses that come late")
    item = agenda_operations.add_theme(a_meeting(cast), theme, by=cast.coordinator)

    agenda_operations.edit_item(
        item,
        title="Something else",
        kind=ItemKind.ACTION,
        minutes=20,
        topic=None,
        by=cast.coordinator,
    )

    assert operations.newest_revisions([item.title_id])[item.title_id].words == (
        "Buses that come late"
    )
    assert (item.kind, item.minutes) == (ItemKind.ACTION, 20)
