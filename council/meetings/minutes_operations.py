"""Writing what was said and agreed at a meeting, and approving it."""

from flask_babel import lazy_gettext as _l

from council import clock
from council.database import db
from council.meetings.minutes_queries import newest_minutes
from council.meetings.models import Meeting, Minutes, MinutesApproval
from council.meetings.states import MeetingState
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import (
    record_words,
    words_to_approve,
    write_words,
)

MINUTES = "minutes"


def write_minutes(
    meeting: Meeting, words: str, *, language: str, by: Person, seen: str | None = None
) -> TextRevision:
    """Write down what was said and agreed at a meeting that was held.

    Approved minutes stay in use until these words are approved. `seen` is as in `write_words`.
    """
    if not words.strip():
        raise Refusal(_l("Write the minutes first."), field="words")
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    if meeting.state is not MeetingState.HELD:
        raise Refusal(_l("Minutes are written of meetings that were held."))
    newest = newest_minutes(meeting)
    revision = write_words(
        newest, words, kind=MINUTES, language=language, council=meeting.council, by=by, seen=seen
    )
    if newest is None:
        db.session.add(Minutes(meeting_id=meeting.id, text_id=revision.text_id))
        db.session.flush()
    if revision is not newest:
        record_words("minutes_written", meeting, revision, by=by)
    return revision


def approve_minutes(meeting: Meeting, *, by: Person, seen: str | None = None) -> TextRevision:
    """A coordinator approves the minutes, their own too: members and packets read them from now on.

    `seen` is as in `words_to_approve`.
    """
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    revision = words_to_approve(newest_minutes(meeting), seen)
    if db.session.get(MinutesApproval, revision.id) is None:
        db.session.add(
            MinutesApproval(
                revision_id=revision.id,
                meeting_id=meeting.id,
                approved_by_id=by.id,
                approved_at=clock.now(),
            )
        )
        db.session.flush()
        record_words("minutes_approved", meeting, revision, by=by)
    return revision
