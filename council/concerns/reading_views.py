"""Short summaries of concerns, written one by one or one after the other."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.concerns import reading_operations, reading_queries
from council.concerns.careful import BEGINNINGS, sounds_like_status
from council.concerns.forms import WriteReadingForm
from council.concerns.loading import bp, concern_or_404, page_of, to_summarise
from council.concerns.models import Concern
from council.concerns.rules import MOST_OF_A_READING, can_have_reading
from council.database import db
from council.languages.registry import find
from council.refusals import Refusal


@bp.get("/councils/<council_id>/concerns/summaries")
@declares(Action.APPROVE_READING)
def next_reading(council_id: str) -> ResponseReturnValue:
    """On to the next concern that waits for its short summary, or after one that was left."""
    left = concern_or_404(request.args["after"]) if request.args.get("after") else None
    waiting = reading_queries.concerns_without_reading(g.council, after=left)
    concern = db.session.scalars(waiting.limit(1)).one_or_none()
    if concern is not None:
        return redirect(_writing_of(concern, one_by_one="yes"), 303)
    if left is not None and to_summarise():
        flash(_("That was the last one. Those that you left for later still wait."), "attention")
    else:
        flash(_("Every concern that the council works on has its short summary."), "done")
    return redirect(url_for("concerns.list_concerns", council_id=council_id), 303)


def _writing_of(concern: Concern, one_by_one: str) -> str:
    return url_for(
        "concerns.write_reading",
        council_id=concern.council_id,
        concern_id=concern.id,
        one_by_one=one_by_one,
    )


@bp.route("/councils/<council_id>/concerns/<concern_id>/summary", methods=["GET", "POST"])
@declares(Action.WRITE_READING)
def write_reading(council_id: str, concern_id: str) -> ResponseReturnValue:
    """Say beside a family's words what others may read, alone or one concern after the other."""
    concern = concern_or_404(concern_id)
    if not can_have_reading(concern):
        flash(_("Nobody else reads of this concern, so it needs no short summary."), "attention")
        return redirect(page_of(concern), 303)
    one_by_one = visitor_may(Action.APPROVE_READING) and bool(request.args.get("one_by_one"))
    newest = reading_queries.newest_reading(concern)
    form = WriteReadingForm()
    if request.method == "GET":
        form.now_sees(newest, g.council.language)
    if form.validate_on_submit():
        try:
            reading_operations.write_reading(
                concern, form.words.data, by=g.person, seen=form.seen.data or ""
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _after_reading(concern, one_by_one)
    page = render_template(
        "concerns/write_reading.html",
        concern=concern,
        form=form,
        newest=newest,
        waits=newest is not None and newest.id != concern.reading_approved_revision_id,
        approves=visitor_may(Action.APPROVE_READING),
        one_by_one=one_by_one,
        left=to_summarise() if one_by_one else 0,
        page=page_of(concern),
        written_in=find(newest.text.source_language if newest else g.council.language),
        most=MOST_OF_A_READING,
        beginnings=BEGINNINGS,
        careful=sounds_like_status(form.words.data or ""),
    )
    return page, 422 if form.errors else 200


def _after_reading(concern: Concern, one_by_one: bool) -> ResponseReturnValue:
    if one_by_one:
        flash(_("Saved."), "done")
        return redirect(
            url_for("concerns.next_reading", council_id=concern.council_id, after=concern.id),
            303,
        )
    if visitor_may(Action.APPROVE_READING):
        flash(_("Saved. The council reads this instead of the words."), "done")
    else:
        flash(_("Saved. The coordinator approves it."), "done")
    return redirect(page_of(concern), 303)
