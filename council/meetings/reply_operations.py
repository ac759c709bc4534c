"""What families answer to an invitation."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from council import clock
from council.database import db
from council.history.operations import record
from council.languages.registry import find
from council.meetings.models import Meeting, Reply
from council.meetings.reply_queries import reply_of
from council.meetings.states import CHANGEABLE, Aid, MeetingState, Support
from council.people.models import Family, Person
from council.refusals import Refusal


@dataclass(frozen=True)
class Answer:
    """What a family answers to an invitation."""

    coming: bool
    people: int = 1
    interpreter_language: str | None = None
    aids: Sequence[Aid] = ()
    supports: Sequence[Support] = ()


def record_reply(meeting: Meeting, family: Family, answer: Answer, *, by: Person | None) -> Reply:
    """Write down whether a family comes and what it needs; a later answer replaces an earlier one.

    `by` is the coordinator whom the family told, or nobody when it answered by its own link.
    """
    if meeting.state is MeetingState.CANCELLED:
        raise Refusal(_l("This meeting was cancelled."))
    if meeting.state not in CHANGEABLE or meeting.ends_at <= clock.now():
        raise Refusal(_l("This meeting is over."))
    reply = reply_of(meeting, family.id)
    if reply is None:
        reply = Reply(meeting_id=meeting.id, family_id=family.id)
        db.session.add(reply)
    language = answer.interpreter_language if answer.coming else None
    if language:
        language = find(language).tag
    reply.coming = answer.coming
    reply.people = answer.people if answer.coming else 0
    reply.interpreter_language = language
    reply.aids = [aid.value for aid in answer.aids] if answer.coming else []
    reply.supports = [support.value for support in answer.supports] if answer.coming else []
    reply.replied_on = clock.today(meeting.time_zone)
    db.session.flush()
    record(
        "reply_recorded",
        reply,
        council_id=meeting.council_id,
        by_id=by.id if by else None,
        detail={"meeting": meeting.id},
    )
    return reply
