"""What families are told of meetings, in the languages of families."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from council.access.tickets import ticket_token
from council.addresses import address_of
from council.database import db
from council.languages.formatting import format_moment
from council.languages.registry import find
from council.meetings.models import Meeting
from council.meetings.posting_queries import passages_as_posted, postings_of
from council.meetings.reply_queries import reply_ticket
from council.meetings.states import MeetingState
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered, Words
from council.texts.passages import Passage, PassageStanding, passage

Paragraphs = list[str | Words]


def render_meeting_posted(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Invites a family, or a member, with the agenda and a link to answer."""
    meeting = db.session.get(Meeting, subject_id)
    if meeting is None or meeting.state is MeetingState.CANCELLED:
        return None
    body: Paragraphs = [
        _("You are invited to a meeting of our council:"),
        passage(meeting.title_id, message.language),
        when(meeting),
        *where(meeting),
    ]
    postings = postings_of(meeting)
    if postings:
        words = passages_as_posted(postings[-1], message.language)
        body.append(_("This is what we will talk about:"))
        body += [words[item["title_id"]] for item in postings[-1].snapshot["items"]]
    link = _link(meeting, message)
    if link is not None:
        body += [
            _(
                "Tell us whether you come, and whether you need an interpreter, childcare, a ride"
                " or something else. Interpreters cost you nothing."
            ),
            link,
        ]
    return Rendered(_("You are invited to a meeting"), body)


def render_meeting_moved(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells a family that was invited when and where the meeting is now."""
    meeting = db.session.get(Meeting, subject_id)
    if meeting is None or meeting.state is MeetingState.CANCELLED:
        return None
    body: Paragraphs = [
        _("A meeting to which you are invited has changed:"),
        passage(meeting.title_id, message.language),
        _("It is now:"),
        when(meeting),
        *where(meeting),
    ]
    link = _link(meeting, message)
    if link is not None:
        body += [_("Tell us whether you can come then:"), link]
    return Rendered(_("The meeting has changed"), body)


def render_meeting_cancelled(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells a family that was invited that the meeting does not take place, and why."""
    meeting = db.session.get(Meeting, subject_id)
    if meeting is None or meeting.state is not MeetingState.CANCELLED:
        return None
    return Rendered(
        _("The meeting is cancelled"),
        [
            _("This meeting does not take place:"),
            passage(meeting.title_id, message.language),
            when(meeting),
            _("The reason:"),
            in_the_councils_language(meeting, meeting.cancelled_reason),
        ],
    )


def when(meeting: Meeting) -> str:
    """The day and the time of a meeting, on the clocks of its place."""
    return format_moment(meeting.starts_at, ZoneInfo(meeting.time_zone))


def where(meeting: Meeting) -> Paragraphs:
    """The place, as the council writes it, and the link to join from elsewhere."""
    lines: Paragraphs = []
    if meeting.place:
        lines.append(in_the_councils_language(meeting, meeting.place))
    if meeting.online_link:
        lines += [_("Join online:"), meeting.online_link]
    return lines


def in_the_councils_language(meeting: Meeting, words: str) -> Passage:
    """Words that the coordinator typed, in the language that the council works in."""
    language = find(meeting.council.language).tag
    return Passage("", "", words, language, PassageStanding.ORIGINAL)


def _link(meeting: Meeting, message: OutboxMessage) -> str | None:
    if message.family_id is None:
        return None
    ticket = reply_ticket(meeting.id, message.family_id)
    if ticket is None:
        return None
    return address_of(
        "invitations.show_invitation", token=ticket_token(ticket), lang=message.language
    )
