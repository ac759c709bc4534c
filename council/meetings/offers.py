"""What meetings give to the rest of the house: invitations, their messages, places of texts."""

from collections.abc import Iterable
from datetime import date

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council import clock
from council.database import db
from council.languages.registry import find, reading_language
from council.meetings import family_messages, family_views
from council.meetings.models import AgendaItem, Meeting
from council.meetings.operations import ITEM_TITLE, MEETING_TITLE
from council.meetings.queries import written_languages_of_families
from council.meetings.states import CHANGEABLE
from council.notices.registry import renders
from council.texts.registry import TextPlace, describes, names_languages


def register(app: Flask) -> None:
    """Let families answer invitations, and write what they are told of meetings."""
    app.register_blueprint(family_views.bp)
    renders("meeting_posted", about=_l("An invitation to a meeting"))(
        family_messages.render_meeting_posted
    )
    renders("meeting_moved", about=_l("A meeting has moved"))(family_messages.render_meeting_moved)
    renders("meeting_cancelled", about=_l("A meeting is cancelled"))(
        family_messages.render_meeting_cancelled
    )


@describes(MEETING_TITLE)
def describe_meeting_titles(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where titles of meetings stand; they are needed until the meeting."""
    meetings = db.session.scalars(select(Meeting).where(Meeting.title_id.in_(text_ids)))
    return {
        meeting.title_id: TextPlace(
            _l("Title of a meeting"), _page_of(meeting), _needed_by(meeting)
        )
        for meeting in meetings
    }


@describes(ITEM_TITLE)
def describe_item_titles(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where titles of agenda items stand; those taken off the agenda are asked for no more."""
    found = db.session.execute(
        select(AgendaItem.title_id, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.title_id.in_(text_ids))
    )
    return {
        title_id: TextPlace(_l("Agenda item"), _page_of(meeting) + "#agenda", _needed_by(meeting))
        for title_id, meeting in found
    }


@names_languages
def languages_of_families(council_id: str) -> Iterable[str]:
    """The council's families read agendas and invitations in their own languages."""
    for tag in written_languages_of_families(council_id):
        yield reading_language(find(tag)).tag


def _page_of(meeting: Meeting) -> str:
    return url_for("meetings.show_meeting", council_id=meeting.council_id, meeting_id=meeting.id)


def _needed_by(meeting: Meeting) -> date | None:
    is_to_come = meeting.state in CHANGEABLE and meeting.ends_at > clock.now()
    return meeting.held_on if is_to_come else None
