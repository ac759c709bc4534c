"""The clock on the wall and the clock of posting, and what may be done to a meeting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from council.meetings.states import CHANGEABLE
from council.refusals import Refusal

if TYPE_CHECKING:
    from council.meetings.models import AgendaItem, Meeting, Posting


@dataclass(frozen=True)
class WallClockMoment:
    """The moment that a clock on the wall names, and whether it names a second one too."""

    moment: datetime
    happens_twice: bool


def moment_on_wall_clock(day: date, at: time, zone: str, *, field: str) -> WallClockMoment:
    """The moment when clocks in this zone show this day and time.

    A time that daylight saving skips is refused; of one that happens twice the first is taken.
    """
    local = datetime.combine(day, at.replace(second=0, microsecond=0), ZoneInfo(zone))
    moment = local.replace(fold=0).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refusal(
            _l(
                "Clocks go forward that night, and this time does not exist. Choose an earlier or"
                " a later one."
            ),
            field=field,
        )
    return WallClockMoment(moment, local.replace(fold=1).astimezone(UTC) != moment)


class PostingStanding(StrEnum):
    """How an agenda stands against the clock of posting."""

    NO_RULE = "no_rule"  # the council's preset names no number of hours
    TO_DO = "to_do"  # there is still time
    TOO_LATE = "too_late"  # not posted, and the time for it is over
    IN_TIME = "in_time"
    LATE = "late"  # posted, but after the time for it


@dataclass(frozen=True)
class PostingClock:
    """Hours between posting and the start, elapsed ones, whatever clocks on walls do between.

    Seventy-two of them in California's Greene Act (Cal. Ed. Code 35147).
    """

    required_hours: int | None
    due_at: datetime | None
    posted_at: datetime | None
    starts_at: datetime
    standing: PostingStanding

    @property
    def hours_before(self) -> int | None:
        """Whole hours that the agenda stood posted before the meeting; none if not posted."""
        if self.posted_at is None:
            return None
        return int((self.starts_at - self.posted_at) / timedelta(hours=1))

    @property
    def days_before(self) -> int | None:
        """Whole days that it stood posted, where they are so many that nobody counts hours."""
        hours = self.hours_before
        return hours // 24 if hours is not None and hours >= 24 * 7 else None


def posting_clock(
    starts_at: datetime, posted_at: datetime | None, required_hours: int | None, now: datetime
) -> PostingClock:
    """How the posting of an agenda stands against the hours that it must stand posted."""
    if required_hours is None:
        standing = PostingStanding.NO_RULE
        return PostingClock(None, None, posted_at, starts_at, standing)
    due_at = starts_at - timedelta(hours=required_hours)
    if posted_at is not None:
        standing = PostingStanding.IN_TIME if posted_at <= due_at else PostingStanding.LATE
    else:
        standing = PostingStanding.TO_DO if now <= due_at else PostingStanding.TOO_LATE
    return PostingClock(required_hours, due_at, posted_at, starts_at, standing)


Item = TypeVar("Item", bound="AgendaItem")


def with_start_times(starts_at: datetime, items: Iterable[Item]) -> Iterator[tuple[datetime, Item]]:
    """Each agenda item with the moment at which it begins, if those before keep their minutes."""
    begins = starts_at
    for item in items:
        yield begins, item
        begins += timedelta(minutes=item.minutes)


def facts_as_posted(meeting: "Meeting") -> dict[str, str | int]:
    """What a posted agenda says of the meeting itself: date, time and place."""
    return {
        "title_id": meeting.title_id,
        "held_on": meeting.held_on.isoformat(),
        "from_time": meeting.from_time.isoformat(timespec="minutes"),
        "minutes": meeting.minutes,
        "time_zone": meeting.time_zone,
        "starts_at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "online_link": meeting.online_link,
    }


# Where these differ, a posted agenda no longer tells when and where the meeting is.
_WHEN_AND_WHERE = ("starts_at", "place", "online_link")


def still_tells_when_and_where(posting: "Posting", meeting: "Meeting") -> bool:
    """Whether this posted version has the meeting's date, time and place as they are now."""
    now = facts_as_posted(meeting)
    return all(posting.snapshot[name] == now[name] for name in _WHEN_AND_WHERE)


def first_good_posting(postings: Sequence["Posting"], meeting: "Meeting") -> "Posting | None":
    """The earliest version from which on date, time and place stood posted as they are now."""
    good = None
    for posting in sorted(postings, key=lambda each: each.version, reverse=True):
        if not still_tells_when_and_where(posting, meeting):
            break
        good = posting
    return good


def posted_since(
    item: "AgendaItem", revision_id: str, postings: Sequence["Posting"], meeting: "Meeting"
) -> datetime | None:
    """Since when the item has stood posted with these words and this kind; None if it does not."""
    since = None
    for posting in sorted(postings, key=lambda each: each.version, reverse=True):
        as_posted = next((i for i in posting.snapshot["items"] if i["id"] == item.id), None)
        if (
            as_posted is None
            or as_posted["kind"] != item.kind.value
            or as_posted["title_revision_id"] != revision_id
            or not still_tells_when_and_where(posting, meeting)
        ):
            break
        since = posting.posted_at
    return since


def in_time(posted_at: datetime | None, starts_at: datetime, required_hours: int | None) -> bool:
    """Whether this stood posted for the hours that the council's rules ask for."""
    if posted_at is None or posted_at > starts_at:
        return False
    return required_hours is None or starts_at - posted_at >= timedelta(hours=required_hours)


def can_change(meeting: "Meeting") -> bool:
    """Whether the meeting can still change: it was neither held nor cancelled."""
    return meeting.state in CHANGEABLE
