"""A meeting's agenda as it is being worked on, and the themes that could go on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from council.concerns.count_queries import working_counts
from council.concerns.models import Theme
from council.database import db
from council.meetings.models import AgendaItem, Meeting
from council.meetings.rules import facts_as_posted, with_start_times
from council.rounds.queries import ranking_of_themes
from council.texts.passages import newest_revisions


def agenda_of(meeting: Meeting) -> Sequence[AgendaItem]:
    """The meeting's agenda as it is being worked on, in order."""
    return db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    ).all()


def agenda_item_of(meeting: Meeting, item_id: str) -> AgendaItem | None:
    """One item of this meeting's agenda."""
    return db.session.scalars(
        select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id)
    ).one_or_none()


def agenda_snapshot(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """What a posting keeps: date, time, place and each item, with the revision of its words."""
    revisions = newest_revisions([meeting.title_id, *(item.title_id for item in items)])
    return facts_as_posted(meeting) | {
        "title_revision_id": revisions[meeting.title_id].id,
        "items": [
            {
                "id": item.id,
                "kind": item.kind.value,
                "title_id": item.title_id,
                "title_revision_id": revisions[item.title_id].id,
                "minutes": item.minutes,
                "starts_at": begins.isoformat(),
                "theme_id": item.theme_id,
                "recommendation_id": item.recommendation_id,
                "topic": item.topic,
            }
            for begins, item in with_start_times(meeting.starts_at, items)
        ],
    }


@dataclass(frozen=True)
class ThemeForAgenda:
    """A theme that could go on an agenda, with what speaks for it."""

    theme_id: str
    title_id: str
    concerns: int
    dots: int | None  # of the latest priority round that closed, if there was one


def themes_for_agenda(meeting: Meeting) -> list[ThemeForAgenda]:
    """The council's themes that are not on this agenda, those that matter most to families first.

    What matters is the dots of the latest priority round, or the number of concerns before one.
    """
    on_it = select(AgendaItem.theme_id).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.theme_id.is_not(None)
    )
    titles = dict(
        db.session.execute(
            select(Theme.id, Theme.title_id).where(
                Theme.council_id == meeting.council_id, Theme.id.not_in(on_it)
            )
        ).all()
    )
    dots = dict(ranking_of_themes(meeting.council_id))
    concerns = working_counts(titles)
    themes = [
        ThemeForAgenda(theme_id, title_id, sum(concerns[theme_id].values()), dots.get(theme_id))
        for theme_id, title_id in titles.items()
    ]
    return sorted(themes, key=lambda each: (-(each.dots or 0), -each.concerns, each.theme_id))
