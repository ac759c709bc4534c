"""What happened to a concern or a theme, in sentences for those who work on it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from council.concerns.queries import history_with_names
from council.languages.formatting import format_day, format_moment


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
        "raiser_shown": _("Looked at who raised it"),
        "theme_started": _("Started the theme"),
        "theme_renamed": _("Gave it another title"),
        "concerns_added": _("Put concerns under it"),
        "concern_removed": _("Took a concern out of it"),
        "summary_written": _("Wrote the summary"),
        "summary_approved": _("Approved the summary"),
    }


def history_lines(kind: str, subject_id: str, zone: str) -> list[HistoryLine]:
    """The history of one thing, the latest first; what families did carries the day only."""
    sentences = _sentences()
    return [
        HistoryLine(
            what=sentences[entry.event],
            who=name,
            when=format_moment(entry.at, zone, weekday=False)
            if entry.person_id
            else format_day(entry.at.date(), weekday=False),
            iso=entry.at.isoformat() if entry.person_id else entry.at.date().isoformat(),
        )
        for entry, name in history_with_names(kind, subject_id)
    ]
