"""How a family answers an invitation: by its own link, without an account."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from council import clock
from council.access.guard import public
from council.access.models import Purpose
from council.access.tickets import TicketRefused, look_at_ticket
from council.database import db
from council.languages.choice import current_interface, family_page
from council.meetings import reply_operations
from council.meetings.family_forms import AIDS, SUPPORTS, ReplyForm
from council.meetings.models import Meeting, Reply
from council.meetings.posting_queries import passages_as_posted, postings_of
from council.meetings.reply_operations import Answer
from council.meetings.reply_queries import reply_of
from council.meetings.states import MeetingState
from council.people.models import Family
from council.refusals import Refusal
from council.texts.passages import passages

bp = Blueprint("invitations", __name__)


@dataclass(frozen=True)
class Invitation:
    """A meeting and the family that the link was made for."""

    token: str
    meeting: Meeting
    family: Family

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.meeting.state is MeetingState.POSTED and self.meeting.ends_at > clock.now()


def _invitation(token: str) -> Invitation:
    ticket = look_at_ticket(token, Purpose.REPLY)
    return Invitation(
        token,
        db.session.get_one(Meeting, ticket.subject_id),
        db.session.get_one(Family, ticket.family_id),
    )


def _refused(refusal: TicketRefused) -> ResponseReturnValue:
    return render_template("meetings/family_refused.html", sentence=refusal.sentence), 410


def _show(invitation: Invitation, reply: Reply | None) -> str:
    language = current_interface().asked.tag
    meeting = invitation.meeting
    posting = postings_of(meeting)[-1]
    words = passages_as_posted(posting, language)
    return render_template(
        "meetings/family_invitation.html",
        invitation=invitation,
        meeting=meeting,
        title=passages([meeting.title_id], language)[meeting.title_id],
        items=posting.snapshot["items"],
        words_of=words,
        moment=datetime.fromisoformat,
        reply=reply,
        aids=AIDS,
        supports=SUPPORTS,
    )


@bp.get("/reply/<token>")
@public
@family_page
def show_invitation(token: str) -> ResponseReturnValue:
    """The meeting and its agenda, in the family's language, and what the family answered."""
    try:
        invitation = _invitation(token)
    except TicketRefused as refusal:
        return _refused(refusal)
    return _show(invitation, reply_of(invitation.meeting, invitation.family.id))


@bp.post("/reply/<token>")
@public
@family_page
def stay_away(token: str) -> ResponseReturnValue:
    """The family says that it does not come."""
    try:
        invitation = _invitation(token)
    except TicketRefused as refusal:
        return _refused(refusal)
    if invitation.is_open:
        reply_operations.record_reply(
            invitation.meeting, invitation.family, Answer(coming=False), by=None
        )
    return redirect(url_for("invitations.show_invitation", token=token), 303)


@bp.route("/reply/<token>/coming", methods=["GET", "POST"])
@public
@family_page
def come(token: str) -> ResponseReturnValue:
    """The family says that it comes, how many, and what they need to take part."""
    try:
        invitation = _invitation(token)
    except TicketRefused as refusal:
        return _refused(refusal)
    if not invitation.is_open:
        return redirect(url_for("invitations.show_invitation", token=token), 303)
    form = _reply_form(invitation)
    if form.validate_on_submit():
        try:
            reply_operations.record_reply(
                invitation.meeting, invitation.family, form.answer(coming=True), by=None
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("invitations.show_invitation", token=token), 303)
    page = render_template("meetings/family_come.html", form=form, invitation=invitation)
    return page, 422 if form.errors else 200


def _reply_form(invitation: Invitation) -> ReplyForm:
    family, meeting = invitation.family, invitation.meeting
    reply = reply_of(meeting, family.id)
    if reply is not None and reply.coming:
        form = ReplyForm(obj=reply)
    else:
        spoken = family.signed_language or family.spoken_language
        form = ReplyForm(
            interpreter_language="" if spoken == meeting.council.language else spoken,
            aids=["large_print"] if family.large_print else [],
        )
    form.offer_languages(
        meeting.council.language,
        [tag for tag in (family.spoken_language, family.signed_language) if tag],
    )
    return form
