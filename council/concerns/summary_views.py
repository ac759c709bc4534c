"""The summary of a theme: written with its concerns beside it, and approved."""

from collections.abc import Mapping

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.concerns import queries, summary_operations, summary_queries
from council.concerns.forms import WriteSummaryForm
from council.concerns.loading import bp, language_of_page, page_of_theme, readings_for, theme_or_404
from council.concerns.rules import MOST_CHARACTERS
from council.forms import do_or_say_why_not
from council.languages.registry import find
from council.refusals import Refusal
from council.texts.passages import Passage, PassageStanding, ShownPassage, passages


@bp.route("/councils/<council_id>/themes/<theme_id>/summary", methods=["GET", "POST"])
@declares(Action.WRITE_SUMMARY)
def write_summary(council_id: str, theme_id: str) -> ResponseReturnValue:
    """Say what the concerns have in common, with the concerns beside it to write from."""
    theme = theme_or_404(theme_id)
    newest = summary_queries.newest_summary(theme)
    form = WriteSummaryForm()
    if request.method == "GET":
        form.now_sees(newest, language_of_page())
    if form.validate_on_submit():
        try:
            summary_operations.write_summary(
                theme,
                form.words.data,
                language=form.language.data,
                by=g.person,
                seen=form.seen.data or "",
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The summary is saved. Another coordinator approves it."), "done")
            return redirect(page_of_theme(theme), 303)
    lines, _more = queries.concern_lines(g.person, g.roles, g.council, theme=theme)
    readings = readings_for(lines)
    page = render_template(
        "concerns/write_summary.html",
        theme=theme,
        form=form,
        newest=newest,
        title=passages([theme.title_id], language_of_page(), unapproved=True)[theme.title_id],
        said=[(line, said) for line in lines if (said := _said(line, readings)) is not None],
        page=page_of_theme(theme),
        most=MOST_CHARACTERS,
    )
    return page, 422 if form.errors else 200


def _said(line: queries.ConcernLine, readings: Mapping[str, Passage]) -> ShownPassage | None:
    """What this person reads of a concern in a list, if anything."""
    if line.words:
        return ShownPassage(line.words, find(line.language), PassageStanding.ORIGINAL)
    if line.id in readings:
        return readings[line.id].shown(_("Short summary by the coordinator"))
    return None


@bp.post("/councils/<council_id>/themes/<theme_id>/summary/approve")
@declares(Action.APPROVE_SUMMARY)
def approve_summary(council_id: str, theme_id: str) -> ResponseReturnValue:
    """Approve the summary as it was read: packets and families get it from now on."""
    theme = theme_or_404(theme_id)
    seen = request.form.get("seen", "")
    do_or_say_why_not(
        lambda: summary_operations.approve_summary(theme, by=g.person, seen=seen),
        done=_("Approved. Packets and families read this summary from now on."),
    )
    return redirect(page_of_theme(theme), 303)
