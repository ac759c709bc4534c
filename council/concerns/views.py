"""Concerns for those who work on them: the list, one concern, who raised it, and closing it."""

from collections.abc import Iterable

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.concerns import (
    intake_views,
    operations,
    queries,
    reading_queries,
    reading_views,
    sheet_views,
    summary_views,
    theme_operations,
    theme_queries,
    theme_views,
)
from council.concerns.forms import CloseConcernForm, PlaceConcernForm
from council.concerns.history import history_of_concern
from council.concerns.loading import (
    after_in_address,
    bp,
    chosen_language,
    concern_or_404,
    concern_to_work_on_or_404,
    language_of_page,
    page_of,
    readings_for,
    theme_or_404,
    to_summarise,
)
from council.concerns.models import Concern, ConcernRaiser, Theme
from council.concerns.rules import (
    MOST_CHARACTERS,
    can_close,
    can_group,
    can_have_reading,
    can_read_words,
)
from council.concerns.states import ConcernState
from council.database import db
from council.languages.choice import current_interface
from council.refusals import Refusal
from council.texts.passages import Passage, passages
from council.thread.knots import thread_of_concern

# The pages of other subjects in this room belong to the same blueprint.
__all__ = [
    "bp",
    "intake_views",
    "reading_views",
    "sheet_views",
    "summary_views",
    "theme_views",
]


@bp.get("/councils/<council_id>/concerns")
@declares(Action.SEE_CONCERNS)
def list_concerns(council_id: str) -> str:
    """The council's concerns, the latest day first; words only for those who may read them."""
    state = _chosen_state()
    language = chosen_language()
    theme = theme_or_404(request.args["theme"]) if request.args.get("theme") else None
    lines, more = queries.concern_lines(
        g.person,
        g.roles,
        g.council,
        state=state,
        language=language,
        theme=theme,
        after=after_in_address(),
    )
    title_ids = {title_id for line in lines for title_id in line.title_ids}
    if theme is not None:
        title_ids.add(theme.title_id)
    here = {"state": state, "language": language, "theme": theme.id if theme else None}
    return render_template(
        "concerns/list_concerns.html",
        lines=lines,
        readings=readings_for(lines),
        to_summarise=to_summarise(),
        titles=passages(title_ids, language_of_page(), unapproved=True),
        states=list(ConcernState),
        state=state,
        chosen=language,
        languages=queries.languages_of_concerns(g.person, g.roles, g.council),
        theme=theme,
        here=here,
        filtered=bool(state or language or theme or request.args.get("after")),
        next_key=lines[-1].key if more else None,
    )


def _chosen_state() -> ConcernState | None:
    try:
        return ConcernState(request.args.get("state", ""))
    except ValueError:
        return None


@bp.get("/councils/<council_id>/concerns/<concern_id>")
@declares(Action.SEE_CONCERNS)
def show_concern(council_id: str, concern_id: str) -> ResponseReturnValue:
    """One concern: what the family said, where it stands, and what can be done next."""
    return _concern_page(concern_to_work_on_or_404(concern_id), PlaceConcernForm())


@bp.post("/councils/<council_id>/concerns/<concern_id>/who")
@declares(Action.SEE_WHO_RAISED)
def show_who_raised(council_id: str, concern_id: str) -> ResponseReturnValue:
    """Who raised a concern, shown once; that somebody looked is written down."""
    concern = concern_or_404(concern_id)
    raiser = operations.show_who_raised(concern, by=g.person)
    return _concern_page(concern, PlaceConcernForm(), raiser=raiser)


def _concern_page(
    concern: Concern, form: PlaceConcernForm, *, raiser: ConcernRaiser | None = None
) -> ResponseReturnValue:
    if not can_read_words(g.person, g.roles, concern):
        return _reading_page(concern, form)
    groups = visitor_may(Action.GROUP_CONCERNS) and can_group(concern)
    under = {theme.id for theme in concern.themes}
    themes = list(db.session.scalars(theme_queries.themes_of(g.council))) if groups else []
    text_ids = [theme.title_id for theme in (*themes, *concern.themes)]
    newest = reading_queries.newest_reading(concern)
    if concern.closed_reason_id is not None:
        text_ids.append(concern.closed_reason_id)
    words = passages(text_ids, language_of_page(), unapproved=True)
    form.theme.choices = _theme_choices((theme for theme in themes if theme.id not in under), words)
    page = render_template(
        "concerns/show_concern.html",
        concern=concern,
        form=form,
        groups=groups,
        closes=visitor_may(Action.CLOSE_CONCERN) and can_close(concern),
        has_raiser=queries.says_who_raised(concern),
        may_see_who=visitor_may(Action.SEE_WHO_RAISED),
        raiser=raiser,
        newest_reading=newest,
        reading=reading_queries.approved_readings([concern.id], language_of_page()).get(concern.id),
        summarises=visitor_may(Action.WRITE_READING) and can_have_reading(concern),
        approves=visitor_may(Action.APPROVE_READING),
        words=words,
        knots=thread_of_concern(concern, current_interface().shown, roles=g.roles),
        history=history_of_concern(concern),
    )
    return page, 422 if form.errors else 200


def _reading_page(concern: Concern, form: PlaceConcernForm) -> ResponseReturnValue:
    """The same for a leader who knows a concern by its short summary alone: none of its words."""
    language = language_of_page()
    themes = (
        list(db.session.scalars(theme_queries.themes_of(g.council))) if can_group(concern) else []
    )
    titles = passages([theme.title_id for theme in themes], language, unapproved=True)
    under = {theme.id for theme in concern.themes}
    form.theme.choices = _theme_choices(
        (theme for theme in themes if theme.id not in under), titles
    )
    page = render_template(
        "concerns/show_reading.html",
        concern_id=concern.id,
        spoken=concern.language,
        state=concern.state,
        raised_on=concern.raised_on,
        groups=can_group(concern),
        form=form,
        reading=reading_queries.approved_readings([concern.id], language)[concern.id],
        knots=thread_of_concern(concern, current_interface().shown, roles=g.roles),
    )
    return page, 422 if form.errors else 200


def _theme_choices(themes: Iterable[Theme], words: dict[str, Passage]) -> list[SelectChoice]:
    choices = [SelectChoice(value="", label=_("Choose a theme"), render_kw={})]
    for theme in themes:
        title = words[theme.title_id].shown()
        tongue = {"lang": title.language.tag, "dir": str(title.language.direction)}
        choices.append(SelectChoice(value=theme.id, label=title.words, render_kw=tongue))
    return choices


@bp.post("/councils/<council_id>/concerns/<concern_id>/theme")
@declares(Action.GROUP_CONCERNS)
def place_concern(council_id: str, concern_id: str) -> ResponseReturnValue:
    """Put one concern under a theme."""
    concern = concern_to_work_on_or_404(concern_id)
    themes = list(db.session.scalars(theme_queries.themes_of(g.council)))
    form = PlaceConcernForm()
    titles = passages([theme.title_id for theme in themes], language_of_page())
    form.theme.choices = _theme_choices(themes, titles)
    if not form.validate_on_submit():
        return _concern_page(concern, form)
    theme = next(theme for theme in themes if theme.id == form.theme.data)
    try:
        theme_operations.group_concerns(theme, [concern], by=g.person)
    except Refusal as refusal:
        form.refuse(refusal)
        return _concern_page(concern_to_work_on_or_404(concern_id), form)
    flash(_("The concern is under the theme now."), "done")
    return redirect(page_of(concern), 303)


@bp.route("/councils/<council_id>/concerns/<concern_id>/close", methods=["GET", "POST"])
@declares(Action.CLOSE_CONCERN)
def close_concern(council_id: str, concern_id: str) -> ResponseReturnValue:
    """Close a concern with the reason that the family reads."""
    concern = concern_or_404(concern_id)
    form = CloseConcernForm()
    if request.method == "GET":
        form.language.data = language_of_page()
    if form.validate_on_submit():
        try:
            operations.close_concern(
                concern, form.reason.data, language=form.language.data, by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The concern is closed. The family reads the reason with its code."), "done")
            return redirect(page_of(concern), 303)
    page = render_template(
        "concerns/close_concern.html",
        concern=concern,
        form=form,
        page=page_of(concern),
        most=MOST_CHARACTERS,
    )
    return page, 422 if form.errors else 200
