"""What packets repeat: terms of the glossary, minutes, and what a council says each time."""

from council.meetings.minutes_operations import approve_minutes, write_minutes
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from council.texts.glossary_operations import add_term
from council.texts.models import GlossaryTerm, TextRevision
from tests.factories.meetings import meeting_in_state
from tests.factories.school import Cast

LEARNER = "English learner"
MEANS = "A student who is still learning English."
SAID = "Families told of late buses.\n\nThe principal will call the company."


def a_term(
    cast: Cast, term: str = LEARNER, meaning: str = MEANS, *, language: str = "en"
) -> GlossaryTerm:
    """A term that Carmen explains."""
    return add_term(term, meaning, language=language, by=cast.coordinator)


def some_minutes(
    cast: Cast, meeting: Meeting, words: str = SAID, *, approved: bool = True
) -> TextRevision:
    """Minutes that Leyla wrote, and that Carmen has approved unless it is said otherwise."""
    revision = write_minutes(meeting, words, language="en", by=cast.leader)
    if approved:
        approve_minutes(meeting, by=cast.coordinator)
    return revision


def a_held_meeting(cast: Cast) -> Meeting:
    """A meeting that took place."""
    return meeting_in_state(cast, MeetingState.HELD)
