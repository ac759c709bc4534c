"""Who must hear when a meeting moves, changes its place or is cancelled."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from council.meetings.states import MeetingChange

if TYPE_CHECKING:
    from council.meetings.models import Meeting
    from council.people.models import Person

Listener = Callable[["Meeting", MeetingChange, "Person"], None]

_listeners: list[Listener] = []


def when_meeting_changes(listener: Listener) -> Listener:
    """Call this whenever a meeting changes, in the transaction of the change.

    A listener that refuses (raises Refusal) keeps the meeting as it was.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_of_change(meeting: "Meeting", change: MeetingChange, by: "Person") -> None:
    """Tell everybody who planned for the meeting as it was."""
    for listener in _listeners:
        listener(meeting, change, by)
