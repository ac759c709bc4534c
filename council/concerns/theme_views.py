"""Themes: what stands under each, and putting concerns there."""

from collections.abc import Mapping

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.concerns import (
    count_queries,
    queries,
    summary_queries,
    theme_operations,
    theme_queries,
)
from council.concerns.forms import GroupConcernsForm, RenameThemeForm, StartThemeForm
from council.concerns.history import history_of_theme
from council.concerns.loading import (
    after_in_address,
    bp,
    chosen_language,
    concern_to_work_on_or_404,
    language_of_page,
    page_of_theme,
    readings_for,
    theme_or_404,
    understood,
)
from council.concerns.models import Concern
from council.concerns.rules import can_approve_summary
from council.concerns.states import ConcernState
from council.concerns.wording import state_words
from council.database import db
from council.forms import do_or_say_why_not
from council.languages.choice import current_interface
from council.languages.registry import find
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.passages import Passage, ShownPassage, passages
from council.thread.knots import thread_of_theme


@bp.get("/councils/<council_id>/themes")
@declares(Action.SEE_THEMES)
def list_themes(council_id: str) -> str:
    """The council's themes, with how many concerns stand behind each."""
    after = request.args.get("after")
    themes, more = theme_queries.page_of_themes(g.council, after=after)
    ids = [theme.id for theme in themes]
    works = visitor_may(Action.GROUP_CONCERNS)
    return render_template(
        "concerns/list_themes.html",
        themes=themes,
        titles=passages([theme.title_id for theme in themes], language_of_page(), unapproved=works),
        summaries=summary_queries.approved_summaries(ids, language_of_page()),
        waiting=summary_queries.themes_waiting(ids),
        counts=count_queries.working_counts(ids) if works else count_queries.public_counts_of(ids),
        works=works,
        to_group=queries.how_many(queries.concerns_to_group(g.person, g.roles, g.council))
        if works
        else 0,
        next_key=themes[-1].id if more else None,
        first=after is None,
    )


@bp.route("/councils/<council_id>/themes/start", methods=["GET", "POST"])
@declares(Action.GROUP_CONCERNS)
def start_theme(council_id: str) -> ResponseReturnValue:
    """Give a name to what several concerns have in common; with `concern`, it comes under it."""
    wanted = request.args.get("concern")
    concern = concern_to_work_on_or_404(wanted) if wanted else None
    form = StartThemeForm()
    if request.method == "GET":
        form.language.data = language_of_page()
    if form.validate_on_submit():
        try:
            theme = theme_operations.start_theme(
                g.council, form.title.data, language=form.language.data, by=g.person
            )
            if concern is not None:
                theme_operations.group_concerns(theme, [concern], by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The theme is started."), "done")
            if concern is not None:
                return redirect(page_of_theme(theme), 303)
            return redirect(
                url_for("concerns.group_concerns", council_id=council_id, theme_id=theme.id), 303
            )
    page = render_template(
        "concerns/start_theme.html",
        form=form,
        said=None if concern is None else understood([concern])[concern.id],
    )
    return page, 422 if form.errors else 200


@bp.get("/councils/<council_id>/themes/<theme_id>")
@declares(Action.SEE_THEMES)
def show_theme(council_id: str, theme_id: str) -> str:
    """One theme: its summary, the concerns behind it, and where it stands."""
    theme = theme_or_404(theme_id)
    language = language_of_page()
    works = visitor_may(Action.GROUP_CONCERNS)
    newest = summary_queries.newest_summary(theme) if works else None
    lines, more = (
        queries.concern_lines(g.person, g.roles, g.council, theme=theme, after=after_in_address())
        if works
        else ([], False)
    )
    counts = (
        count_queries.working_counts([theme.id])[theme.id]
        if works
        else count_queries.public_counts(theme)
    )
    readings = readings_for(lines)
    # Who does not work on concerns reads the short summaries alone, without language and day.
    heard, more_heard = (
        ({}, False)
        if works
        else theme_queries.readings_of_theme(theme, language, after=request.args.get("after"))
    )
    return render_template(
        "concerns/show_theme.html",
        theme=theme,
        title=passages([theme.title_id], language, unapproved=works)[theme.title_id],
        summary=summary_queries.approved_summaries([theme.id], language).get(theme.id),
        newest=newest,
        approves=newest is not None
        and newest.id != theme.summary_approved_revision_id
        and visitor_may(Action.APPROVE_SUMMARY)
        and can_approve_summary(g.person, newest),
        approver=queries.name_of(theme.summary_approved_by_id),
        lines=lines,
        readings=readings,
        removable={line.id for line in lines if _can_leave(line, readings)},
        next_key=lines[-1].key if more else None,
        heard=heard,
        next_heard=list(heard)[-1] if more_heard else None,
        counts=counts,
        works=works,
        knots=thread_of_theme(theme, current_interface().shown, roles=g.roles),
        history=history_of_theme(theme, g.council.time_zone) if works else [],
    )


def _can_leave(line: queries.ConcernLine, readings: Mapping[str, Passage]) -> bool:
    """Whether a concern can be taken out of a theme by whoever knows what it says."""
    if line.words is None and line.id not in readings:
        return False
    return len(line.title_ids) > 1 or line.state in (ConcernState.GROUPED, ConcernState.CLOSED)


@bp.route("/councils/<council_id>/themes/<theme_id>/rename", methods=["GET", "POST"])
@declares(Action.GROUP_CONCERNS)
def rename_theme(council_id: str, theme_id: str) -> ResponseReturnValue:
    """Give a theme another title."""
    theme = theme_or_404(theme_id)
    source = db.session.get_one(Text, theme.title_id).source_language
    form = RenameThemeForm()
    if request.method == "GET":
        form.title.data = passages([theme.title_id], source)[theme.title_id].words
    if form.validate_on_submit():
        try:
            theme_operations.rename_theme(theme, form.title.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The theme has its new title."), "done")
            return redirect(page_of_theme(theme), 303)
    page = render_template(
        "concerns/rename_theme.html",
        theme=theme,
        form=form,
        source=find(source),
        page=page_of_theme(theme),
    )
    return page, 422 if form.errors else 200


@bp.route("/councils/<council_id>/themes/<theme_id>/concerns", methods=["GET", "POST"])
@declares(Action.GROUP_CONCERNS)
def group_concerns(council_id: str, theme_id: str) -> ResponseReturnValue:
    """Choose concerns that come under this theme, the ones under no theme yet first."""
    theme = theme_or_404(theme_id)
    found = theme_queries.concerns_for_theme(g.person, g.roles, theme, g.council)
    language = chosen_language()
    if language is not None:
        found = found.where(Concern.language == language)
    offered = list(db.session.scalars(found.limit(queries.A_PAGE + 1)))
    more, offered = len(offered) > queries.A_PAGE, offered[: queries.A_PAGE]
    form = GroupConcernsForm()
    said = understood(offered)
    form.concerns.choices = [
        SelectChoice(
            value=each.id,
            label=said[each.id].words,
            render_kw=_concern_attributes(each, said[each.id]),
        )
        for each in offered
    ]
    if form.validate_on_submit():
        chosen = [each for each in offered if each.id in form.concerns.data]
        try:
            theme_operations.group_concerns(theme, chosen, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                ngettext(
                    "%(num)s concern is under this theme now.",
                    "%(num)s concerns are under this theme now.",
                    len(chosen),
                ),
                "done",
            )
            return redirect(page_of_theme(theme), 303)
    page = render_template(
        "concerns/group_concerns.html",
        theme=theme,
        form=form,
        title=passages([theme.title_id], language_of_page(), unapproved=True)[theme.title_id],
        languages=queries.languages_of_concerns(g.person, g.roles, g.council),
        chosen=language,
        more=more,
        page=page_of_theme(theme),
    )
    return page, 422 if form.errors else 200


def _concern_attributes(concern: Concern, said: ShownPassage) -> dict[str, str]:
    about = [state_words(concern.state), find(concern.language).own_name, said.note]
    return {
        "lang": said.language.tag,
        "dir": str(said.language.direction),
        "help": " · ".join(filter(None, about)),
    }


@bp.post("/councils/<council_id>/themes/<theme_id>/concerns/<concern_id>/remove")
@declares(Action.GROUP_CONCERNS)
def ungroup_concern(council_id: str, theme_id: str, concern_id: str) -> ResponseReturnValue:
    """Take a concern out of a theme."""
    theme = theme_or_404(theme_id)
    concern = concern_to_work_on_or_404(concern_id)
    do_or_say_why_not(
        lambda: theme_operations.ungroup_concern(theme, concern, by=g.person),
        done=_("The concern is no longer under this theme."),
    )
    return redirect(page_of_theme(theme), 303)
