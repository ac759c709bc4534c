"""Planning a meeting, changing when or where it is, calling it off, marking it as held."""

from flask import flash, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.meetings import operations
from council.meetings.forms import CancelMeetingForm, MeetingForm
from council.meetings.loading import bp, language_of_page, meeting_or_404, to_meeting
from council.meetings.models import Meeting
from council.meetings.rules import moment_on_wall_clock
from council.refusals import Refusal
from council.texts.passages import passage


@bp.route("/councils/<council_id>/meetings/schedule", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def schedule_meeting(council_id: str) -> ResponseReturnValue:
    """Plan a meeting on the council's own clock."""
    form = MeetingForm()
    if form.validate_on_submit():
        try:
            meeting = operations.schedule_meeting(g.council, form.facts(), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("The meeting is scheduled. Families hear of it when you post the agenda."), "done"
            )
            _say_if_twice(meeting)
            return to_meeting(meeting)
    return (
        render_template("meetings/schedule_meeting.html", form=form),
        422 if form.errors else 200,
    )


def _say_if_twice(meeting: Meeting) -> None:
    moment = moment_on_wall_clock(
        meeting.held_on, meeting.from_time, meeting.time_zone, field="from_time"
    )
    if moment.happens_twice:
        flash(
            _(
                "Clocks go back that night, and this time happens twice. The meeting is at the"
                " first of the two."
            ),
            "attention",
        )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/edit", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def edit_meeting(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Change when or where a meeting is; whoever planned for it is told."""
    meeting = meeting_or_404(meeting_id)
    title = passage(meeting.title_id, meeting.council.language)
    form = MeetingForm(obj=meeting, title=title.words)
    changed_by_other = False
    if form.validate_on_submit():
        try:
            operations.edit_meeting(meeting, form.facts(), version=form.seen_version(), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
            if refusal.field == "version":
                changed_by_other = True
                # What stands there now has been seen; saving once more keeps what was typed.
                form.version.data = form.version.raw_data = str(meeting.version)
        else:
            flash(_("The meeting has been changed."), "done")
            _say_if_twice(meeting)
            return to_meeting(meeting)
    return (
        render_template(
            "meetings/edit_meeting.html",
            form=form,
            meeting=meeting,
            title=title,
            changed_by_other=changed_by_other,
        ),
        422 if form.errors else 200,
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/cancel", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def cancel_meeting(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Call a meeting off, with the reason that families and interpreters are told."""
    meeting = meeting_or_404(meeting_id)
    form = CancelMeetingForm()
    if form.validate_on_submit():
        try:
            operations.cancel_meeting(meeting, form.reason.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The meeting is cancelled. Everyone who planned for it is told."), "done")
            return to_meeting(meeting)
    return (
        render_template(
            "meetings/cancel_meeting.html",
            form=form,
            meeting=meeting,
            title=passage(meeting.title_id, language_of_page()),
        ),
        422 if form.errors else 200,
    )


@bp.post("/councils/<council_id>/meetings/<meeting_id>/hold")
@declares(Action.SCHEDULE_MEETING)
def hold_meeting(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Say that a meeting took place."""
    meeting = meeting_or_404(meeting_id)
    operations.hold_meeting(meeting, by=g.person)
    flash(_("The meeting is marked as held."), "done")
    return to_meeting(meeting)
