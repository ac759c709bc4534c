"""What was written down of meetings, approved and still to approve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from council.database import db
from council.meetings.models import Meeting, Minutes, MinutesApproval
from council.meetings.states import MeetingState
from council.texts.models import TextRevision
from council.texts.passages import Passage, is_newest_of, newest_revisions, passages_as_approved


@dataclass(frozen=True)
class ApprovedMinutes:
    """The minutes of a meeting as members and packets may read them."""

    text_id: str
    revision_id: str
    approved_by: str
    approved_at: datetime


def minutes_of(meeting: Meeting) -> ApprovedMinutes | None:
    """The newest minutes of this meeting that a coordinator has approved."""
    found = db.session.execute(
        select(MinutesApproval, TextRevision.text_id)
        .join(TextRevision, TextRevision.id == MinutesApproval.revision_id)
        .where(MinutesApproval.meeting_id == meeting.id)
        .options(joinedload(MinutesApproval.approved_by))
        .order_by(TextRevision.number.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    approval, text_id = found
    return ApprovedMinutes(
        text_id, approval.revision_id, approval.approved_by.name, approval.approved_at
    )


def approved_minutes(meeting_ids: Iterable[str], language: str) -> dict[str, Passage]:
    """What a reader of this language gets of each meeting's minutes; two queries.

    Only revisions that a coordinator has approved count, and translations of them.
    """
    approved = select(MinutesApproval.meeting_id, MinutesApproval.revision_id).where(
        MinutesApproval.meeting_id.in_(list(meeting_ids))
    )
    return passages_as_approved(approved, language)


def newest_minutes(meeting: Meeting) -> TextRevision | None:
    """The minutes as they were last written, approved or not."""
    text_id = db.session.scalar(select(Minutes.text_id).where(Minutes.meeting_id == meeting.id))
    return newest_revisions([text_id])[text_id] if text_id else None


def meetings_without_minutes(council_id: str, since: datetime) -> Sequence[Meeting]:
    """Meetings held since then of which nobody has written minutes, the first one first."""
    written = select(Minutes.meeting_id).where(Minutes.meeting_id == Meeting.id)
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state == MeetingState.HELD,
            Meeting.starts_at >= since,
            ~written.exists(),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def meetings_with_minutes_to_approve(council_id: str) -> Sequence[Meeting]:
    """Meetings whose newest minutes nobody has approved, the first one first."""
    return db.session.scalars(
        select(Meeting)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(TextRevision, is_newest_of(Minutes.text_id))
        .where(Meeting.council_id == council_id, ~_approved())
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def meetings_of_approved_texts(text_ids: Sequence[str]) -> Select[str, Meeting]:
    """The meetings of these minutes, where their newest words are approved."""
    return (
        select(Minutes.text_id, Meeting)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(TextRevision, is_newest_of(Minutes.text_id))
        .where(Minutes.text_id.in_(text_ids), _approved())
    )


def _approved() -> ColumnElement[bool]:
    approval = select(MinutesApproval.revision_id)
    return approval.where(MinutesApproval.revision_id == TextRevision.id).exists()
