"""Meetings and what they need, for those who may see it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from council import clock
from council.access.actions import Role
from council.database import db
from council.meetings.models import Meeting
from council.meetings.states import MeetingState

PAGE = 50
# Those who prepare meetings see them, and their agendas, before they are posted.
PREPARE = frozenset({Role.COORDINATOR, Role.PARENT_LEADER})


def meetings_visible_to(council_id: str, roles: frozenset[Role]) -> Select[Meeting]:
    """The council's meetings; those not yet posted only for the people who prepare them."""
    meetings = select(Meeting).where(Meeting.council_id == council_id)
    if not roles & PREPARE:
        meetings = meetings.where(Meeting.postings.any())
    return meetings


def meeting_visible_to(council_id: str, meeting_id: str, roles: frozenset[Role]) -> Meeting | None:
    """One of the council's meetings, with its council, if these roles may see it."""
    return db.session.scalars(
        meetings_visible_to(council_id, roles)
        .where(Meeting.id == meeting_id)
        .options(joinedload(Meeting.council))
    ).one_or_none()


def upcoming_meetings(council_id: str, roles: frozenset[Role], now: datetime) -> Select[Meeting]:
    """Meetings that are not over, the next one first."""
    return (
        meetings_visible_to(council_id, roles)
        .where(Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def past_meetings(
    council_id: str,
    roles: frozenset[Role],
    now: datetime,
    before: tuple[datetime, str] | None = None,
) -> Sequence[Meeting]:
    """Meetings that are over, the latest first: a page, and one more to tell if there are more."""
    meetings = meetings_visible_to(council_id, roles).where(Meeting.ends_at <= now)
    if before is not None:
        meetings = meetings.where(
            or_(
                Meeting.starts_at < before[0],
                and_(Meeting.starts_at == before[0], Meeting.id < before[1]),
            )
        )
    return db.session.scalars(
        meetings.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(PAGE + 1)
    ).all()


def next_meeting(council_id: str, now: datetime) -> Meeting | None:
    """The council's next meeting that was not cancelled."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.ends_at > now,
            Meeting.state.in_((MeetingState.DRAFT, MeetingState.POSTED)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    ).one_or_none()


def meetings_to_post(council_id: str, until: datetime) -> Sequence[Meeting]:
    """Meetings before this moment whose agenda was not posted yet, the next one first."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state == MeetingState.DRAFT,
            Meeting.starts_at > clock.now(),
            Meeting.starts_at <= until,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def meetings_to_mark_as_held(council_id: str, now: datetime) -> Sequence[Meeting]:
    """Posted meetings that are over and of which nobody has said yet that they took place."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state == MeetingState.POSTED,
            Meeting.ends_at <= now,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def last_meetings_held(council_ids: Iterable[str]) -> dict[str, datetime]:
    """When each of these councils last met."""
    return dict(
        db.session.execute(
            select(Meeting.council_id, func.max(Meeting.starts_at))
            .where(Meeting.council_id.in_(set(council_ids)), Meeting.state == MeetingState.HELD)
            .group_by(Meeting.council_id)
        ).all()
    )
