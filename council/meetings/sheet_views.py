"""Printing what lies on the table at a meeting: a sheet to sign in, and one for speakers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.languages.choice import current_interface
from council.languages.formatting import format_moment
from council.meetings.models import Meeting
from council.meetings.queries import meeting_visible_to
from council.meetings.sheets import sign_in_sheets, speaker_sheets
from council.printing.document import Document
from council.texts.passages import passage
from council.texts.sheet_forms import SheetForm, asked, offered, sheet_page
from council.texts.sheet_pages import print_sheet, sheet_response
from council.texts.sheets import SheetStyle

bp = Blueprint("sheets", __name__)

ROOT = "/councils/<council_id>/meetings/<meeting_id>/sheets"


def _meeting_or_404(meeting_id: str) -> Meeting:
    return meeting_visible_to(g.council.id, meeting_id, g.roles) or abort(404)


@bp.get(ROOT)
@declares(Action.SEE_MEETINGS)
def choose_sheets(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Choose the languages of the sheets that lie on the table."""
    return _choosing(_meeting_or_404(meeting_id), offered(g.council))


def _choosing(meeting: Meeting, form: SheetForm) -> ResponseReturnValue:
    here: dict[str, Any] = {"council_id": meeting.council_id, "meeting_id": meeting.id}
    title = passage(meeting.title_id, current_interface().asked.tag)
    return sheet_page(
        form,
        {
            _("Open the sign-in sheet"): url_for("sheets.print_sign_in_sheet", **here),
            _("Open the sheet for speakers"): url_for("sheets.print_speaker_sheet", **here),
        },
        title=_("Sheets for the table"),
        lead=_("Nobody has to sign in. Whoever wants to speak can write down any name."),
        about=title.shown(),
        when=format_moment(meeting.starts_at, meeting.time_zone),
        back=url_for("meetings.show_meeting", **here),
        back_label=_("Back to the meeting"),
    )


@bp.get(f"{ROOT}/sign-in.pdf")
@declares(Action.SEE_MEETINGS)
def print_sign_in_sheet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """A sheet for those who want it written down that they came."""
    return _printed(_meeting_or_404(meeting_id), sign_in_sheets, "sign-in")


@bp.get(f"{ROOT}/speakers.pdf")
@declares(Action.SEE_MEETINGS)
def print_speaker_sheet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """A sheet for those who want to speak."""
    return _printed(_meeting_or_404(meeting_id), speaker_sheets, "speakers")


def _printed(
    meeting: Meeting, sheets: Callable[[Meeting, SheetStyle], list[Document]], name: str
) -> ResponseReturnValue:
    form = asked(g.council)
    style = form.chosen()
    if style is None:
        return _choosing(meeting, form)
    pdf = print_sheet(*sheets(meeting, style))
    return sheet_response(pdf, name, meeting.held_on.isoformat(), *style.tags)
