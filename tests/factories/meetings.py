"""Meetings at each place of their way, and a clock that stands still around them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

from council import clock
from council.meetings import agenda_operations, operations, posting_operations, reply_operations
from council.meetings.models import AgendaItem, Meeting, Reply
from council.meetings.operations import MeetingFacts
from council.meetings.reply_operations import Answer
from council.meetings.states import ItemKind, MeetingState
from council.people.models import Family
from tests.factories.school import Cast

# A Tuesday, nine in the morning in Los Angeles.
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What happens inside happens at this moment."""
    with time_machine.travel(moment, tick=False):
        yield


def facts(**changes: object) -> MeetingFacts:
    """A meeting on Tuesday in a week, half past five in the evening, in the library."""
    usual: dict[str, object] = {
        "title": "December meeting",
        "held_on": date(2026, 12, 1),
        "from_time": time(17, 30),
        "minutes": 90,
        "place": "Library",
        "online_link": "",
    }
    return MeetingFacts(**(usual | changes))  # type: ignore[arg-type]


def a_meeting(cast: Cast, *, hours: float | None = None, **changes: object) -> Meeting:
    """A meeting that Carmen scheduled; `hours` says how far away it is."""
    if hours is not None:
        zone = ZoneInfo(cast.council.time_zone)
        local = (clock.now() + timedelta(hours=hours)).astimezone(zone)
        changes |= {"held_on": local.date(), "from_time": local.time()}
    return operations.schedule_meeting(cast.council, facts(**changes), by=cast.coordinator)


def an_item(
    cast: Cast,
    meeting: Meeting,
    title: str = "Buses",
    *,
    kind: ItemKind = ItemKind.DISCUSSION,
    minutes: int = 15,
) -> AgendaItem:
    """An item that Carmen put on the agenda."""
    return agenda_operations.add_item(
        meeting, title, kind=kind, minutes=minutes, by=cast.coordinator
    )


def a_posted_meeting(cast: Cast, *, invite: bool = False, **changes: object) -> Meeting:
    """A meeting with two items, whose agenda is posted."""
    meeting = a_meeting(cast, **changes)  # type: ignore[arg-type]
    an_item(cast, meeting, "Welcome", kind=ItemKind.INFORMATION, minutes=10)
    an_item(cast, meeting, "Buses that come late", kind=ItemKind.ACTION, minutes=30)
    posting_operations.post_agenda(meeting, invite=invite, by=cast.coordinator)
    return meeting


def meeting_in_state(cast: Cast, state: MeetingState) -> Meeting:
    """A meeting that came to this state on the usual way."""
    if state is MeetingState.DRAFT:
        meeting = a_meeting(cast)
        an_item(cast, meeting)
        return meeting
    meeting = a_posted_meeting(cast)
    if state is MeetingState.HELD:
        with at(meeting.starts_at + timedelta(minutes=5)):
            operations.hold_meeting(meeting, by=cast.coordinator)
    elif state is MeetingState.CANCELLED:
        operations.cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)
    return meeting


def a_reply(
    cast: Cast, meeting: Meeting, family: Family, language: str | None = None, **more: object
) -> Reply:
    """A family's yes, which it told Carmen on the phone."""
    answer = Answer(coming=True, interpreter_language=language, **more)  # type: ignore[arg-type]
    return reply_operations.record_reply(meeting, family, answer, by=cast.coordinator)


def place(cast: Cast, meeting: Meeting | None = None, page: str = "") -> str:
    """The address of a page about a council's meetings, or about one of them."""
    here = f"/councils/{cast.council.id}/meetings"
    return here + (f"/{meeting.id}{page}" if meeting else page)
