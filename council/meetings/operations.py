"""Scheduling meetings, moving them, calling them off, and saying that they took place."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from flask_babel import lazy_gettext as _l

from council import clock
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.meetings.agenda_operations import refuse_if_settled, take_off
from council.meetings.agenda_queries import agenda_of
from council.meetings.models import Meeting
from council.meetings.registry import tell_of_change
from council.meetings.reply_queries import invited_families
from council.meetings.rules import moment_on_wall_clock
from council.meetings.states import MOVES, MeetingChange, MeetingMove, MeetingState
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import revise_text, write_text
from council.texts.passages import newest_revisions

MEETING_TITLE = "meeting_title"


@dataclass(frozen=True)
class MeetingFacts:
    """When and where a meeting is, as the coordinator types it: the clock on the wall."""

    title: str
    held_on: date
    from_time: time
    minutes: int
    place: str
    online_link: str


def schedule_meeting(council: Council, facts: MeetingFacts, *, by: Person) -> Meeting:
    """Plan a meeting by the council's own clocks; families hear of it when it is posted."""
    title = write_text(
        facts.title, kind=MEETING_TITLE, language=council.language, council=council, by=by
    )
    meeting = Meeting(council_id=council.id, title_id=title.id, time_zone=council.time_zone)
    meeting.council = council
    _set_time_and_place(meeting, facts)
    db.session.add(meeting)
    db.session.flush()
    record("meeting_scheduled", meeting, council_id=council.id, by_id=by.id)
    return meeting


def _set_time_and_place(meeting: Meeting, facts: MeetingFacts) -> None:
    if not facts.place and not facts.online_link:
        raise Refusal(_l("Say where the meeting is: a place, a link, or both."), field="place")
    begins = moment_on_wall_clock(
        facts.held_on, facts.from_time, meeting.time_zone, field="from_time"
    ).moment
    if begins != meeting.starts_at and begins <= clock.now():
        raise Refusal(_l("This time is over. Choose one that is still to come."), field="held_on")
    meeting.held_on, meeting.from_time = facts.held_on, facts.from_time
    meeting.minutes = facts.minutes
    meeting.starts_at, meeting.ends_at = begins, begins + timedelta(minutes=facts.minutes)
    meeting.place, meeting.online_link = facts.place, facts.online_link


def edit_meeting(meeting: Meeting, facts: MeetingFacts, *, version: int, by: Person) -> None:
    """Change when or where a meeting is, or its title; whoever planned for it is told.

    `version` is that of the meeting as the editor saw it: another one since is not overwritten.
    """
    refuse_if_settled(meeting)
    if meeting.version != version:
        raise Refusal(
            _l(
                "Someone else changed this meeting while you were editing it. Compare what it says"
                " now with what you typed, then save again to keep yours."
            ),
            field="version",
        )
    before = (meeting.starts_at, meeting.ends_at), (meeting.place, meeting.online_link)
    _set_time_and_place(meeting, facts)
    after = (meeting.starts_at, meeting.ends_at), (meeting.place, meeting.online_link)
    title = db.session.get_one(Text, meeting.title_id)
    retitled = newest_revisions([title.id])[title.id].words != facts.title
    if retitled:
        revise_text(title, facts.title, by=by)
    if before == after:
        if retitled:
            record("meeting_renamed", meeting, council_id=meeting.council_id, by_id=by.id)
        return
    db.session.flush()
    change = MeetingChange.MOVED if before[0] != after[0] else MeetingChange.RELOCATED
    record(
        f"meeting_{change.value}",
        meeting,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"from": before[0][0].isoformat(), "to": after[0][0].isoformat()},
    )
    tell_of_change(meeting, change, by)
    _tell_invited(meeting, "meeting_moved")


def cancel_meeting(meeting: Meeting, reason: str, *, by: Person) -> None:
    """Call a meeting off; interpreters and invited families are told, and themes come off it."""
    meeting.state = apply_move(MOVES, meeting.state, MeetingMove.CANCEL)
    meeting.cancelled_reason = reason
    db.session.flush()
    record("meeting_cancelled", meeting, council_id=meeting.council_id, by_id=by.id)
    tell_of_change(meeting, MeetingChange.CANCELLED, by)
    _tell_invited(meeting, "meeting_cancelled")
    take_off({item.theme_id for item in agenda_of(meeting) if item.theme_id}, meeting, by)


def hold_meeting(meeting: Meeting, *, by: Person) -> None:
    """Say that a meeting took place."""
    state = apply_move(MOVES, meeting.state, MeetingMove.HOLD)
    if clock.now() < meeting.starts_at:
        raise Refusal(_l("The meeting has not begun yet."))
    meeting.state = state
    db.session.flush()
    record("meeting_held", meeting, council_id=meeting.council_id, by_id=by.id)


def _tell_invited(meeting: Meeting, kind: str) -> None:
    if meeting.state is MeetingState.DRAFT or meeting.ends_at <= clock.now():
        return
    for family in invited_families(meeting):
        owe(kind, meeting, council_id=meeting.council_id, to=family)
