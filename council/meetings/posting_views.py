"""Posting an agenda, and reading it as it was posted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import abort, flash, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council import clock
from council.access.actions import Action
from council.access.guard import declares
from council.councils.presets import preset_of
from council.councils.queries import families_of
from council.database import db
from council.meetings import posting_operations
from council.meetings.agenda_lines import posted_lines, working_lines
from council.meetings.agenda_queries import agenda_of
from council.meetings.forms import ITEM_KINDS, PostAgendaForm
from council.meetings.loading import bp, language_of_page, meeting_or_404, to_meeting
from council.meetings.models import Meeting
from council.meetings.posting_queries import passages_as_posted, posting_hours, postings_of
from council.meetings.rules import PostingClock, PostingStanding, first_good_posting, posting_clock
from council.meetings.states import ItemKind, MeetingState
from council.refusals import Refusal
from council.texts.passages import passage


@bp.route("/councils/<council_id>/meetings/<meeting_id>/post", methods=["GET", "POST"])
@declares(Action.POST_AGENDA)
def post_agenda(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Look at the agenda once more, with the clock, and post it."""
    meeting = meeting_or_404(meeting_id)
    form = PostAgendaForm(data={"invite": meeting.state is MeetingState.DRAFT})
    if form.validate_on_submit():
        try:
            posting = posting_operations.post_agenda(meeting, invite=form.invite.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("The agenda is posted, as version %(version)s.", version=posting.version), "done"
            )
            return to_meeting(meeting)
    items = agenda_of(meeting)
    now = clock.now()
    page = render_template(
        "meetings/post_agenda.html",
        form=form,
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        lines=working_lines(meeting, items),
        kinds=ITEM_KINDS,
        topics=preset_of(meeting.council.preset).topics,
        preset=preset_of(meeting.council.preset),
        if_posted_now=_clock_if_posted_now(meeting, now),
        has_action=any(item.kind is ItemKind.ACTION for item in items),
        late=PostingStanding.LATE,
        postings=postings_of(meeting),
        families=len(db.session.scalars(families_of(meeting.council_id)).all()),
    )
    return page, 422 if form.errors else 200


def _clock_if_posted_now(meeting: Meeting, now: datetime) -> PostingClock:
    good = first_good_posting(postings_of(meeting), meeting)
    return posting_clock(
        meeting.starts_at, good.posted_at if good else now, posting_hours(meeting.council), now
    )


@bp.get("/councils/<council_id>/meetings/<meeting_id>/postings/<int:version>")
@declares(Action.SEE_MEETINGS)
def show_posting(council_id: str, meeting_id: str, version: int) -> str:
    """The agenda as it was posted, whatever changed later."""
    meeting = meeting_or_404(meeting_id)
    postings = postings_of(meeting)
    posting = next((each for each in postings if each.version == version), None)
    if posting is None:
        abort(404)
    snapshot: Mapping[str, Any] = posting.snapshot
    starts_at = datetime.fromisoformat(snapshot["starts_at"])
    return render_template(
        "meetings/show_posting.html",
        meeting=meeting,
        posting=posting,
        postings=postings,
        snapshot=snapshot,
        title=passages_as_posted(posting, language_of_page())[snapshot["title_id"]],
        starts_at=starts_at,
        lines=posted_lines(posting),
        kinds=ITEM_KINDS,
        topics=preset_of(meeting.council.preset).topics,
        clock=posting_clock(
            starts_at, posting.posted_at, posting_hours(meeting.council), clock.now()
        ),
    )
