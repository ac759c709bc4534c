"""What happened to a concern or a theme, in sentences for those who work on it."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from council.concerns.models import Concern, Theme
from council.history.models import HistoryEntry
from council.languages.formatting import format_day, format_moment
from council.people.queries import history_with_names


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened, as the macro `history_list` shows it."""

    what: str
    who: str | None
    when: str
    iso: str


def _sentences() -> dict[str, str]:
    return {
        "concern_raised": _("The family raised it"),
        "concern_logged": _("Written down for the family, and read back to it"),
        "concern_grouped": _("Put under a theme"),
        "concern_ungrouped": _("Taken out of a theme"),
        "concern_put_on_agenda": _("Put on the agenda of a meeting"),
        "concern_taken_off_agenda": _("Taken off the agenda"),
        "concern_taken_into_recommendation": _("Taken into a recommendation"),
        "concern_dropped_from_recommendation": _("Left out of the recommendation"),
        "concern_answered": _("Answered by the school"),
        "concern_closed": _("Closed with a reason"),
        "concern_withdrawn": _("Taken back by the family; its words were erased"),
        "reading_written": _("Wrote its short summary"),
        "reading_approved": _("Approved its short summary"),
        "raiser_shown": _("Looked at who raised it"),
        "theme_started": _("Started the theme"),
        "theme_renamed": _("Gave it another title"),
        "concerns_added": _("Put concerns under it"),
        "concern_removed": _("Took a concern out of it"),
        "summary_written": _("Wrote the summary"),
        "summary_approved": _("Approved the summary"),
    }


def history_of_concern(concern: Concern) -> list[HistoryLine]:
    """The history of a concern, the latest first; what its family did carries the day only.

    A day has no place among moments, but a family raises its concern before anything else.
    """
    entries = history_with_names("Concern", concern.id)
    entries.sort(key=lambda row: row[0].event == "concern_raised")
    return [
        _line(entry, name, concern.council.time_zone, concern.raised_on) for entry, name in entries
    ]


def history_of_theme(theme: Theme, zone: str) -> list[HistoryLine]:
    """The history of a theme, the latest first."""
    return [_line(entry, name, zone) for entry, name in history_with_names("Theme", theme.id)]


def _line(
    entry: HistoryEntry, name: str | None, zone: str, raised_on: date | None = None
) -> HistoryLine:
    what = _sentences()[entry.event]
    if entry.person_id is not None:
        return HistoryLine(
            what, name, format_moment(entry.at, zone, weekday=False), entry.at.isoformat()
        )
    day = raised_on if raised_on and entry.event == "concern_raised" else entry.at.date()
    return HistoryLine(what, name, format_day(day, weekday=False), day.isoformat())
