"""Agendas as they were posted, and since when each item has stood so."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_

from council.councils.models import Council
from council.councils.presets import preset_of
from council.database import db
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.rules import first_good_posting, in_time, posted_since
from council.texts.models import TextRevision
from council.texts.passages import Passage, passages_as_approved


def postings_of(meeting: Meeting) -> Sequence[Posting]:
    """Every version of the agenda that was posted, the first one first."""
    return db.session.scalars(
        select(Posting).where(Posting.meeting_id == meeting.id).order_by(Posting.version)
    ).all()


def posting_hours(council: Council) -> int | None:
    """The hours for which this council's agendas must stand posted; None where no rule is known."""
    return preset_of(council.preset).posting_hours


def was_posted_in_time(meeting: Meeting) -> bool:
    """Whether date, time and place stood posted, as they are now, for the hours asked for."""
    good = first_good_posting(postings_of(meeting), meeting)
    return in_time(
        good.posted_at if good else None, meeting.starts_at, posting_hours(meeting.council)
    )


def items_posted_since(meeting: Meeting, items: Iterable[AgendaItem]) -> dict[str, datetime | None]:
    """Since when each item has stood posted as it is (kind, words, date, time and place)."""
    wanted = list(items)
    postings = postings_of(meeting)
    revisions = _revisions_at({item.title_id for item in wanted}, meeting.starts_at)
    return {
        item.id: posted_since(item, revisions.get(item.title_id, ""), postings, meeting)
        for item in wanted
    }


def item_was_posted_in_time(item: AgendaItem) -> bool:
    """Whether the council may act on this item: it stood posted for the hours asked for.

    A motion on another one needs a finding of need (Cal. Ed. Code 35147).
    """
    since = items_posted_since(item.meeting, [item])[item.id]
    return in_time(since, item.meeting.starts_at, posting_hours(item.meeting.council))


def _revisions_at(text_ids: Iterable[str], moment: datetime) -> dict[str, str]:
    """The revision that was the newest at this moment, by text; later corrections do not count."""
    numbered = (
        select(TextRevision.text_id, func.max(TextRevision.number))
        .where(TextRevision.text_id.in_(list(text_ids)), TextRevision.written_at <= moment)
        .group_by(TextRevision.text_id)
    )
    found = db.session.execute(
        select(TextRevision.text_id, TextRevision.id).where(
            tuple_(TextRevision.text_id, TextRevision.number).in_(numbered)
        )
    )
    return dict(found.all())


def passages_as_posted(posting: Posting, language: str) -> dict[str, Passage]:
    """The words of a posted agenda, by text: the revisions that were posted, as its reader's words.

    Approved translations of those very revisions, and the original where there is none.
    """
    revision_ids = [item["title_revision_id"] for item in posting.snapshot["items"]]
    revision_ids.append(posting.snapshot["title_revision_id"])
    posted = select(TextRevision.text_id, TextRevision.id).where(TextRevision.id.in_(revision_ids))
    return passages_as_approved(posted, language)
