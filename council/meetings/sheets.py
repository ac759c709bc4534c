"""Sheets that lie on the table at a meeting: who came, and who wants to speak. Nobody has to sign.

They ask for nothing that could expose a family: no address, no status, not even a real name.
"""

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import gettext as _

from council.languages.formatting import format_day, format_time
from council.meetings.models import Meeting
from council.printing.document import Document, TextSize
from council.texts.printed import passages_on_paper
from council.texts.sheets import Sheet, SheetStyle

# So many rows to fill in at most, and so many at least. What a sheet has room for lies between.
MOST_ROWS = 22
FEWEST_ROWS = {TextSize.REGULAR: 12, TextSize.LARGE: 5}


def sign_in_phrases() -> dict[str, str]:
    """What the sheet says on which people write that they came."""
    return {
        "sign_in": _("Sign-in sheet"),
        "sheet_about": _("Signing is optional. You may stay and speak without it."),
        "sheet_name": _("Name"),
        "sheet_from": _("Family, staff or guest"),
    }


def speaker_phrases() -> dict[str, str]:
    """What the sheet says on which people write that they want to speak."""
    return {
        "speakers": _("If you want to speak"),
        "speakers_about": _(
            "Write yourself down before the meeting begins. You can speak in your own language."
        ),
        "speakers_name": _("Name, or how we should call you"),
        "speakers_about_what": _("What you want to speak about"),
        "speakers_language": _("Your language"),
    }


def sign_in_sheets(meeting: Meeting, style: SheetStyle) -> list[Document]:
    """A sheet for those who want it written down that they came; the roomiest first."""
    return _sheets(meeting, style, sign_in_phrases, "sign_in", "sheet_about")


def speaker_sheets(meeting: Meeting, style: SheetStyle) -> list[Document]:
    """A sheet for those who want to speak, with the language that they speak in."""
    return _sheets(meeting, style, speaker_phrases, "speakers", "speakers_about")


def _sheets(
    meeting: Meeting,
    style: SheetStyle,
    phrases: Callable[[], dict[str, str]],
    title: str,
    about: str,
) -> list[Document]:
    (meeting_title,) = passages_on_paper([meeting.title_id], style.tags).values()
    sheet = Sheet(meeting.council, style, phrases, [meeting_title])
    when = sheet.says(_when, meeting.held_on, meeting.starts_at, meeting.time_zone)
    fewest = FEWEST_ROWS[style.layout.text_size]
    return [
        sheet.document(
            "meetings/printed/sheet.html",
            title=title,
            on=meeting.held_on,
            about=sheet.said(sheet.says(_of_day, meeting.held_on)),
            key=title,
            lead=about,
            rows=rows,
            meeting_title=meeting_title,
            when=when,
        )
        for rows in range(MOST_ROWS, fewest - 1, -1)
    ]


def _of_day(day: date) -> str:
    return format_day(day, weekday=False)


def _when(day: date, begins: datetime, zone: str) -> str:
    return f"{format_day(day)} · {format_time(begins, zone)}"
