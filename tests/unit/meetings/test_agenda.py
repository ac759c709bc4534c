"""What is on an agenda: items in their order, and themes with their concerns."""

import pytest

from council.concerns.states import ConcernState
from council.meetings import agenda_operations, operations
from council.meetings.states import ItemKind, ItemMove
from council.refusals import Refusal
from tests.factories.concerns import a_theme, raised
from tests.factories.meetings import (
    a_meeting,
    an_item,
)
from tests.factories.school import Cast


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
