"""The pages of minutes: what was said and agreed at a meeting, written, approved and read."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.forms import do_or_say_why_not
from council.meetings import minutes_operations
from council.meetings.agenda_queries import agenda_of
from council.meetings.forms import LONGEST_MINUTES, WriteWordsForm
from council.meetings.loading import language_of_page, meeting_or_404, reach
from council.meetings.minutes_queries import approved_minutes, minutes_of, newest_minutes
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from council.recommendations.models import Motion
from council.recommendations.queries import motions_at
from council.refusals import Refusal
from council.texts.passages import Passage, passage, passages

bp = Blueprint("minutes", __name__)


def _held_meeting_or_404(meeting_id: str) -> Meeting:
    """A meeting that was held: of another there are no minutes."""
    meeting = meeting_or_404(meeting_id)
    if meeting.state is not MeetingState.HELD:
        abort(404)
    return meeting


def _to_minutes(meeting: Meeting) -> ResponseReturnValue:
    return redirect(
        url_for("minutes.show_minutes", council_id=meeting.council_id, meeting_id=meeting.id), 303
    )


def _titles(motions: Sequence[Motion]) -> dict[str, Passage]:
    return passages([motion.recommendation.title_id for motion in motions], language_of_page())


@bp.get("/councils/<council_id>/meetings/<meeting_id>/minutes")
@declares(Action.SEE_MEETINGS)
def show_minutes(council_id: str, meeting_id: str) -> str:
    """What was decided and said at a meeting; drafts only for those who work on them."""
    meeting = _held_meeting_or_404(meeting_id)
    approved = minutes_of(meeting)
    newest = newest_minutes(meeting) if visitor_may(Action.WRITE_MINUTES) else None
    motions = motions_at(meeting.id)
    return render_template(
        "meetings/show_minutes.html",
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        approved=approved,
        words=approved_minutes([meeting.id], language_of_page()).get(meeting.id),
        newest=newest,
        waits=newest is not None and (approved is None or approved.revision_id != newest.id),
        reach=reach([approved.text_id]) if approved and visitor_may(Action.SEE_TEXTS) else {},
        motions=motions,
        titles=_titles(motions),
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/minutes/write", methods=["GET", "POST"])
@declares(Action.WRITE_MINUTES)
def write_minutes(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Write down what was said, with the agenda and the recorded votes beside it."""
    meeting = _held_meeting_or_404(meeting_id)
    newest = newest_minutes(meeting)
    form = WriteWordsForm(LONGEST_MINUTES)
    if request.method == "GET":
        form.now_sees(newest, meeting.council.language)
    if form.validate_on_submit():
        try:
            minutes_operations.write_minutes(
                meeting,
                form.words.data,
                language=form.language.data,
                by=g.person,
                seen=form.seen.data or "",
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The minutes are saved. The coordinator approves them."), "done")
            return _to_minutes(meeting)
    items = agenda_of(meeting)
    motions = motions_at(meeting.id)
    page = render_template(
        "meetings/write_minutes.html",
        form=form,
        meeting=meeting,
        newest=newest,
        most=LONGEST_MINUTES,
        title=passage(meeting.title_id, language_of_page()),
        items=items,
        words_of_items=passages([item.title_id for item in items], language_of_page()),
        motions=motions,
        titles=_titles(motions),
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/meetings/<meeting_id>/minutes/approve")
@declares(Action.APPROVE_MINUTES)
def approve_minutes(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Approve the minutes as they were read: members and packets get them from now on."""
    meeting = _held_meeting_or_404(meeting_id)
    seen = request.form.get("seen", "")
    do_or_say_why_not(
        lambda: minutes_operations.approve_minutes(meeting, by=g.person, seen=seen),
        done=_("Approved. The next packet holds these minutes."),
    )
    return _to_minutes(meeting)
