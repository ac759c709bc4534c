"""Who comes to a meeting, and writing down what a family said on the phone."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council import clock
from council.access.actions import Action
from council.access.guard import declares
from council.councils.queries import families_of
from council.database import db
from council.meetings import reply_operations
from council.meetings.family_forms import AIDS, SUPPORTS
from council.meetings.forms import EnterReplyForm
from council.meetings.loading import bp, language_of_page, meeting_or_404
from council.meetings.queries import PAGE
from council.meetings.reply_queries import replies_to, reply_totals
from council.meetings.rules import can_change
from council.refusals import Refusal
from council.texts.passages import passage


@bp.get("/councils/<council_id>/meetings/<meeting_id>/replies")
@declares(Action.SEE_NEEDS)
def list_replies(council_id: str, meeting_id: str) -> str:
    """Who comes to a meeting and what they need to take part, a page of families at a time."""
    meeting = meeting_or_404(meeting_id)
    replies = replies_to(meeting)
    after = request.args.get("after")
    start = next((place + 1 for place, each in enumerate(replies) if each.id == after), 0)
    shown = replies[start : start + PAGE]
    return render_template(
        "meetings/list_replies.html",
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        replies=shown,
        totals=reply_totals(replies),
        is_first_page=start == 0,
        next_key=shown[-1].id if len(replies) > start + PAGE else None,
        aids=AIDS,
        supports=SUPPORTS,
        can_enter=can_change(meeting) and meeting.ends_at > clock.now(),
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/replies/enter", methods=["GET", "POST"])
@declares(Action.SEE_NEEDS)
def enter_reply(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Write down what a family said on the phone or at the door."""
    meeting = meeting_or_404(meeting_id)
    families = db.session.scalars(families_of(council_id)).all()
    form = EnterReplyForm()
    form.offer_families(families)
    form.offer_languages(
        meeting.council.language, sorted({family.spoken_language for family in families})
    )
    if form.validate_on_submit():
        family = next(each for each in families if each.id == form.family.data)
        try:
            reply_operations.record_reply(
                meeting, family, form.answer(coming=form.coming.data == "yes"), by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The reply is recorded."), "done")
            return redirect(
                url_for("meetings.list_replies", council_id=council_id, meeting_id=meeting_id), 303
            )
    page = render_template(
        "meetings/enter_reply.html",
        form=form,
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
    )
    return page, 422 if form.errors else 200
