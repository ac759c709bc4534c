"""What all pages of meetings share: the meeting that is asked for, and the way back to it."""

from collections.abc import Iterable

from flask import Blueprint, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue

from council.languages.choice import current_interface
from council.meetings.models import Meeting
from council.meetings.queries import meeting_visible_to
from council.texts.passages import coverage
from council.texts.queries import languages_to_translate_into

bp = Blueprint("meetings", __name__)


def language_of_page() -> str:
    """The language that the reader of this page asked for."""
    return current_interface().asked.tag


def meeting_or_404(meeting_id: str) -> Meeting:
    """The meeting that is asked for, if it is this council's and the visitor may see it."""
    meeting = meeting_visible_to(g.council.id, meeting_id, g.roles)
    if meeting is None:
        abort(404)
    return meeting


def to_meeting(meeting: Meeting) -> ResponseReturnValue:
    """On to the meeting's own page."""
    return redirect(
        url_for(
            "meetings.show_meeting",
            council_id=meeting.council_id,
            meeting_id=meeting.id,
        ),
        303,
    )


def reach(text_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """In how many of the council's languages each text can be read as it is now, by text."""
    languages = languages_to_translate_into(g.council.id)
    return {
        text_id: (sum(cell.is_current for cell in cells.values()), len(languages))
        for text_id, cells in coverage(text_ids, languages).items()
    }
