"""What meetings give to the rest of the house: invitations, their messages, places of texts."""

from collections.abc import Iterable
from datetime import date

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council import clock
from council.database import db
from council.languages.registry import find, reading_language
from council.meetings import family_messages, family_views, minutes_views, sheet_views
from council.meetings.agenda_operations import ITEM_TITLE
from council.meetings.council_words_operations import COUNCIL_WORDS
from council.meetings.minutes_operations import MINUTES
from council.meetings.minutes_queries import meetings_of_approved_texts
from council.meetings.models import AgendaItem, CouncilWords, Meeting
from council.meetings.operations import MEETING_TITLE
from council.meetings.queries import last_meetings_held, next_meeting
from council.meetings.reply_queries import written_languages_of_families
from council.meetings.states import CHANGEABLE, WordsAbout
from council.notices.registry import renders
from council.texts.registry import TextPlace, describes, names_languages


def register(app: Flask) -> None:
    """Let families answer invitations, write what they are told, and open the pages of minutes."""
    app.register_blueprint(family_views.bp)
    app.register_blueprint(minutes_views.bp)
    app.register_blueprint(sheet_views.bp)
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


@describes(MINUTES)
def describe_minutes(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where minutes stand once they are approved; the packet of the next meeting needs them."""
    found = db.session.execute(meetings_of_approved_texts(text_ids)).all()
    due = _next_meetings(meeting.council_id for _text_id, meeting in found)
    # Only those of the last meeting are read at the next one.
    last = last_meetings_held(meeting.council_id for _text_id, meeting in found)
    return {
        text_id: TextPlace(
            _l("Minutes of a meeting"),
            url_for("minutes.show_minutes", council_id=meeting.council_id, meeting_id=meeting.id),
            due[meeting.council_id] if meeting.starts_at == last[meeting.council_id] else None,
        )
        for text_id, meeting in found
    }


@describes(*COUNCIL_WORDS.values())
def describe_council_words(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where stands what a council says in every packet, and so in the next one."""
    found = db.session.scalars(select(CouncilWords).where(CouncilWords.text_id.in_(text_ids))).all()
    due = _next_meetings(words.council_id for words in found)
    labels = {
        WordsAbout.HOW_WE_MEET: _l("How we meet"),
        WordsAbout.ASKED_OF_PARTNERS: _l("What we ask partners for"),
    }
    return {
        words.text_id: TextPlace(
            labels[words.about],
            url_for("meetings.show_council_words", council_id=words.council_id),
            due[words.council_id],
        )
        for words in found
    }


def _next_meetings(council_ids: Iterable[str]) -> dict[str, date | None]:
    """The day of each council's next meeting."""
    meetings = {each: next_meeting(each, clock.now()) for each in set(council_ids)}
    return {each: meeting.held_on if meeting else None for each, meeting in meetings.items()}


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
