"""What a meeting's page says: its way from plan to packet, how far away it is, its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from council.history.models import HistoryEntry
from council.languages.choice import current_interface
from council.languages.formatting import format_day, format_moment, format_time
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.rules import PostingClock, PostingStanding
from council.meetings.states import MeetingState

if TYPE_CHECKING:
    from council.refusals import Sentence

EVENTS: Mapping[str, "Sentence"] = {
    "meeting_scheduled": _l("Scheduled"),
    "meeting_moved": _l("Moved to another time"),
    "meeting_relocated": _l("Moved to another place"),
    "meeting_renamed": _l("Given another title"),
    "meeting_cancelled": _l("Cancelled"),
    "meeting_held": _l("Marked as held"),
    "minutes_written": _l("Wrote the minutes"),
    "minutes_approved": _l("Approved the minutes"),
    "agenda_posted": _l("Agenda posted"),
    "agenda_item_added": _l("Added to the agenda"),
    "agenda_item_changed": _l("Changed an agenda item"),
    "agenda_item_moved": _l("Changed the order of the agenda"),
    "agenda_item_removed": _l("Taken off the agenda"),
}


@dataclass(frozen=True)
class Knot:
    """One knot on the thread."""

    label: str
    state: str
    href: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Readiness:
    """How far a meeting is prepared, counted."""

    items: int
    agenda_minutes: int
    clock: PostingClock
    changed_since_posting: bool
    languages_wanted: int
    languages_covered: int
    packets: int
    minutes: bool  # a coordinator has approved some

    @property
    def languages_missing(self) -> int:
        """Languages that are wanted at the meeting and not covered yet."""
        return self.languages_wanted - self.languages_covered


def thread_of(meeting: Meeting, ready: Readiness, now: datetime, *, staff: bool) -> list[Knot]:
    """The meeting's way: scheduled, agenda, posted, interpreters, packet, held, minutes."""
    knots = [
        Knot(_("Scheduled"), "done", "#meeting", format_day(meeting.held_on, weekday=False)),
        _agenda_knot(meeting, ready),
        _posting_knot(meeting, ready),
    ]
    if staff:
        knots.append(_interpreters_knot(meeting, ready, now))
        knots.append(_packet_knot(meeting, ready))
    knots.append(_held_knot(meeting, now))
    if meeting.state is MeetingState.HELD:
        knots.append(Knot(_("Meeting minutes"), "done" if ready.minutes else "next", "#minutes"))
    if meeting.state is MeetingState.CANCELLED:
        knots = [knot for knot in knots[:-1] if knot.state == "done"]
        knots.append(Knot(_("Cancelled"), "stopped"))
    return _with_one_here(knots, has_begun=now >= meeting.starts_at)


def _with_one_here(knots: list[Knot], *, has_begun: bool) -> list[Knot]:
    """The first knot that is still to come is where the meeting is now, unless one is late."""
    if any(knot.state in ("late", "stopped", "here") for knot in knots):
        return knots
    for place, knot in enumerate(knots):
        # The last one is the meeting itself, which nobody can bring nearer.
        if knot.state == "next" and (has_begun or place < len(knots) - 1):
            knots[place] = Knot(knot.label, "here", knot.href, knot.detail)
            break
    return knots


def _agenda_knot(meeting: Meeting, ready: Readiness) -> Knot:
    if not ready.items:
        return Knot(_("Agenda"), "next", "#agenda", _("Nothing on it yet"))
    items = ngettext("%(num)s item", "%(num)s items", ready.items)
    return Knot(_("Agenda"), "done", "#agenda", items)


def _posting_knot(meeting: Meeting, ready: Readiness) -> Knot:
    return Knot(_("Posted"), _posting_state(ready), "#posting", posting_words(ready.clock, meeting))


def _posting_state(ready: Readiness) -> str:
    standing = ready.clock.standing
    if standing is PostingStanding.TOO_LATE:
        return "late"
    return "done" if ready.clock.posted_at is not None else "next"


def posting_words(clock: PostingClock, meeting: Meeting) -> str:
    """How the agenda stands against the clock, in a few words."""
    hours = clock.hours_before
    if hours is not None:
        if (days := clock.days_before) is not None:
            return str(ngettext("Posted %(num)s day before", "Posted %(num)s days before", days))
        return str(ngettext("Posted %(num)s hour before", "Posted %(num)s hours before", hours))
    if clock.due_at is None:
        return str(_("Not posted yet"))
    due = short_moment(clock.due_at, meeting.time_zone)
    if clock.standing is PostingStanding.TOO_LATE:
        return str(_("Was to be posted by %(time)s", time=due))
    return str(_("To be posted by %(time)s", time=due))


def _interpreters_knot(meeting: Meeting, ready: Readiness, now: datetime) -> Knot:
    label = _("Interpreters")
    if not ready.languages_wanted:
        return Knot(label, "next", "#languages", _("Nobody has asked for one yet"))
    detail = _(
        "%(covered)s of %(wanted)s languages",
        covered=ready.languages_covered,
        wanted=ready.languages_wanted,
    )
    if not ready.languages_missing:
        return Knot(label, "done", "#languages", detail)
    soon = meeting.starts_at - now < timedelta(days=3)
    return Knot(label, "late" if soon else "next", "#languages", detail)


def _packet_knot(meeting: Meeting, ready: Readiness) -> Knot:
    if ready.packets:
        issued = ngettext("%(num)s issued", "%(num)s issued", ready.packets)
        return Knot(_("Packet"), "done", "#packets", issued)
    return Knot(_("Packet"), "next", "#packets")


def _held_knot(meeting: Meeting, now: datetime) -> Knot:
    if meeting.state is MeetingState.HELD:
        return Knot(_("Held"), "done")
    today = now.astimezone(ZoneInfo(meeting.time_zone)).date()
    return Knot(_("Held"), "next", None, days_until(meeting, today))


def days_until(meeting: Meeting, today: date) -> str:
    """How far away the meeting is, in days."""
    days = (meeting.held_on - today).days
    if days < 0:
        return str(_("Is over"))
    if days == 0:
        return str(_("Today"))
    if days == 1:
        return str(_("Tomorrow"))
    return str(ngettext("In %(num)s day", "In %(num)s days", days))


def zone_name(zone: str) -> str:
    """What people call a time zone, such as Pacific Time."""
    locale = current_interface().formatting_locale
    return str(dates.get_timezone_name(ZoneInfo(zone), zone_variant="generic", locale=locale))


@dataclass(frozen=True)
class Leaf:
    """A day as it stands on a leaf of a calendar."""

    month: str
    weekday: str


def short_moment(moment: datetime, zone: str) -> str:
    """A day and a time of these weeks, such as Tue, Nov 24, 6:05 PM."""
    local = moment.astimezone(ZoneInfo(zone))
    locale = current_interface().formatting_locale
    day = dates.format_skeleton("MMMEd", local, locale=locale)
    pattern = str(dates.get_datetime_format("short", locale=locale))
    words = pattern.replace("'", "").replace("{0}", format_time(local, zone))
    return words.replace("{1}", day)


def leaf(day: date) -> Leaf:
    """The short names of a day's month and weekday."""
    locale = current_interface().formatting_locale
    return Leaf(
        dates.format_date(day, "LLL", locale=locale), dates.format_date(day, "ccc", locale=locale)
    )


def changed_since(posting: Posting | None, now_snapshot: object) -> bool:
    """Whether what was posted last is no longer what the meeting's agenda says."""
    return posting is not None and posting.snapshot != now_snapshot


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened, as the macro of histories takes it."""

    what: str
    who: str | None
    when: str
    iso: str


def history_lines(
    entries: Sequence[tuple[HistoryEntry, str | None]],
    events: Mapping[str, "Sentence"],
    zone: str,
) -> list[HistoryLine]:
    """What happened, in words; somebody without an account leaves the day only.

    The same done several times in a row by the same person is one line.
    """
    lines: list[HistoryLine] = []
    known = [(entry, name) for entry, name in entries if entry.event in events]
    for (_event, name), run in groupby(known, key=lambda each: (each[0].event, each[1])):
        same = [entry for entry, _name in run]
        entry = same[0]
        if entry.person_id is None:
            when, iso = format_day(entry.at.date()), entry.at.date().isoformat()
        else:
            when, iso = format_moment(entry.at, zone), entry.at.isoformat()
        what = str(events[entry.event])
        if len(same) > 1:
            what = _("%(what)s, %(count)s times", what=what, count=len(same))
        lines.append(HistoryLine(what, name, when, iso))
    return lines


def total_minutes(items: Sequence[AgendaItem]) -> int:
    """The minutes that the agenda asks for."""
    return sum(item.minutes for item in items)
