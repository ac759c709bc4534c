"""An agenda line by line as pages show it, from the working agenda or from a posted one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from council.meetings.loading import language_of_page
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.posting_queries import items_posted_since, passages_as_posted, posting_hours
from council.meetings.rules import in_time, with_start_times
from council.meetings.states import ItemKind, MeetingState
from council.texts.passages import Passage, passages


@dataclass(frozen=True)
class AgendaLine:
    """One line of an agenda as a page shows it, from the working agenda or from a posted one."""

    begins: datetime
    words: Passage
    kind: ItemKind
    minutes: int
    topic: str | None
    theme_id: str | None
    recommendation_id: str | None
    item_id: str
    in_time: bool | None  # None where it does not matter: nobody votes on it


def working_lines(meeting: Meeting, items: Sequence[AgendaItem]) -> list[AgendaLine]:
    """The agenda as it is being worked on, with what was posted in time."""
    words = passages([item.title_id for item in items], language_of_page())
    hours = posting_hours(meeting.council)
    posted = items_posted_since(meeting, items) if meeting.state is not MeetingState.DRAFT else {}
    return [
        AgendaLine(
            begins=begins,
            words=words[item.title_id],
            kind=item.kind,
            minutes=item.minutes,
            topic=item.topic,
            theme_id=item.theme_id,
            recommendation_id=item.recommendation_id,
            item_id=item.id,
            in_time=in_time(posted[item.id], meeting.starts_at, hours)
            if item.kind is ItemKind.ACTION and posted
            else None,
        )
        for begins, item in with_start_times(meeting.starts_at, items)
    ]


def posted_lines(posting: Posting) -> list[AgendaLine]:
    """The agenda as it was posted, whatever changed later."""
    words = passages_as_posted(posting, language_of_page())
    return [
        AgendaLine(
            begins=datetime.fromisoformat(item["starts_at"]),
            words=words[item["title_id"]],
            kind=ItemKind(item["kind"]),
            minutes=item["minutes"],
            topic=item["topic"],
            theme_id=item["theme_id"],
            recommendation_id=item["recommendation_id"],
            item_id=item["id"],
            in_time=None,
        )
        for item in posting.snapshot["items"]
    ]
