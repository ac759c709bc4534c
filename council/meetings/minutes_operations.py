"""Writing what was said and agreed at a meeting, and approving it."""

from flask_babel import lazy_gettext as _l

from council import clock
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.languages.registry import UnknownLanguage, find
from council.meetings.minutes_queries import newest_minutes
from council.meetings.models import Meeting, Minutes, MinutesApproval
from council.meetings.states import MeetingState
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import revise_text, write_text
from council.texts.passages import newest_revisions

MINUTES = "minutes"


def write_minutes(
    meeting: Meeting, words: str, *, language: str, by: Person, seen: str | None = None
) -> TextRevision:
    """Write down what was said and agreed at a meeting that was held.

    Approved minutes stay in use until these words are approved. `seen` is the revision that the
    writer had before them ("" for none): if somebody has written since, it is refused.
    """
    if not words.strip():
        raise Refusal(_l("Write the minutes first."), field="words")
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    if meeting.state is not MeetingState.HELD:
        raise Refusal(_l("Minutes are written of meetings that were held."))
    newest = newest_minutes(meeting)
    refuse_if_changed(newest, seen)
    if newest is None:
        revision = write_first(meeting.council, words, MINUTES, language, by)
        db.session.add(Minutes(meeting_id=meeting.id, text_id=revision.text_id))
        db.session.flush()
    else:
        revision = write_again(newest, words, language, by)
        if revision is newest:
            return newest
    _record_minutes("minutes_written", meeting, revision, by)
    return revision


def approve_minutes(meeting: Meeting, *, by: Person, seen: str | None = None) -> TextRevision:
    """A coordinator approves the minutes, their own too: members and packets read them from now on.

    `seen` is the revision that the coordinator read; if it is not the newest, it is refused.
    """
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    revision = newest_minutes(meeting)
    if revision is None:
        raise Refusal(_l("There are no minutes yet."))
    if seen is not None and seen != revision.id:
        raise Refusal(
            _l("Somebody has changed these minutes in the meantime. Read the new words first.")
        )
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
        _record_minutes("minutes_approved", meeting, revision, by)
    return revision


def _record_minutes(event: str, meeting: Meeting, revision: TextRevision, by: Person) -> None:
    record(
        event,
        meeting,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )


def refuse_if_changed(newest: TextRevision | None, seen: str | None) -> None:
    """Nobody writes over words that they did not have before them."""
    if seen is not None and seen != (newest.id if newest else ""):
        raise Refusal(
            _l(
                "Somebody else has changed this in the meantime. Your words are still here; open"
                " the page in another tab to compare."
            ),
            field="words",
        )


def write_first(council: Council, words: str, kind: str, language: str, by: Person) -> TextRevision:
    """Write words where none stood, in a language that people read."""
    try:
        written = find(language)
    except UnknownLanguage:
        written = None
    if written is None or not written.written:
        raise Refusal(_l("Choose a written language of the list."), field="language")
    text = write_text(words, kind=kind, language=written.tag, council=council, by=by)
    return newest_revisions([text.id])[text.id]


def write_again(newest: TextRevision, words: str, language: str, by: Person) -> TextRevision:
    """Give words their next revision, in the language that they were begun in."""
    if language != newest.text.source_language:
        raise Refusal(_l("Keep to the language that this was first written in."), field="language")
    return revise_text(newest.text, words, by=by)
