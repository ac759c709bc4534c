"""Writing history, in the same transaction as what it tells of."""

from datetime import UTC, date, datetime, time

from council import clock
from council.database import Identified, db
from council.history.models import HistoryEntry


def record(
    event: str,
    subject: Identified,
    *,
    council_id: str | None,
    by_id: str | None,
    on: date | None = None,
    detail: dict[str, str | int | bool | list[str] | None] | None = None,
) -> HistoryEntry:
    """Write down that something happened to a thing; without a person only the day is kept.

    `event` is past tense (`concern_raised`); `detail` holds ids, field names and moves only. `on`
    is the day in the council's zone where that is kept too: two days that differ would tell more.
    """
    if not subject.id:
        db.session.flush()  # a new thing gets its id when it is first written
    moment = clock.now()
    if by_id is None:
        moment = datetime.combine(on or moment.date(), time.min, UTC)
    entry = HistoryEntry(
        council_id=council_id,
        at=moment,
        person_id=by_id,
        subject_kind=type(subject).__name__,
        subject_id=subject.id,
        event=event,
        detail=detail or {},
    )
    db.session.add(entry)
    return entry
