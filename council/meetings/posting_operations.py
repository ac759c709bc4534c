"""Posting a meeting's agenda, and inviting families and members with it."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from council import clock
from council.access.models import Purpose
from council.access.tickets import issue_ticket
from council.councils.queries import families_of
from council.database import db
from council.history.operations import record
from council.meetings.agenda_operations import lock_agenda
from council.meetings.agenda_queries import agenda_of, agenda_snapshot
from council.meetings.models import Meeting, Posting
from council.meetings.reply_queries import members_without_invitation, reply_ticket
from council.meetings.states import MOVES, MeetingMove
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Person
from council.refusals import Refusal


def post_agenda(meeting: Meeting, *, invite: bool, by: Person) -> Posting:
    """Post the agenda as it is now: kept word for word as a version, from which the clock counts.

    With `invite` each family of the council is owed an invitation in its own language, with a
    link to answer it.
    """
    lock_agenda(meeting)
    state = apply_move(MOVES, meeting.state, MeetingMove.POST)
    if meeting.starts_at <= clock.now():
        raise Refusal(_l("The meeting has begun, so its agenda cannot be posted any more."))
    items = agenda_of(meeting)
    if not items:
        raise Refusal(_l("There is nothing on the agenda yet. Add at least one item."))
    last = db.session.scalar(
        select(func.max(Posting.version)).where(Posting.meeting_id == meeting.id)
    )
    posting = Posting(
        meeting_id=meeting.id,
        version=(last or 0) + 1,
        posted_at=clock.now(),
        posted_by_id=by.id,
        snapshot=agenda_snapshot(meeting, items),
    )
    db.session.add(posting)
    meeting.state = state
    db.session.flush()
    record(
        "agenda_posted",
        meeting,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"version": posting.version},
    )
    if invite:
        _invite(meeting)
    return posting


def _invite(meeting: Meeting) -> None:
    for family in db.session.scalars(families_of(meeting.council_id)):
        ticket = reply_ticket(meeting.id, family.id)
        if ticket is None or ticket.expires_at < meeting.ends_at:
            ticket = issue_ticket(
                Purpose.REPLY,
                subject_id=meeting.id,
                council_id=meeting.council_id,
                family_id=family.id,
            )
            # However early the invitation, it can be answered until the meeting.
            ticket.expires_at = max(ticket.expires_at, meeting.ends_at)
        owe("meeting_posted", meeting, council_id=meeting.council_id, to=family)
    for member in members_without_invitation(meeting.council_id, meeting.held_on):
        owe("meeting_posted", meeting, council_id=meeting.council_id, to=member)
