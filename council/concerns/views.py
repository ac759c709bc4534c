"""Concerns and themes for those who work on them: leaders and coordinators, and who may look on."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from wtforms import SelectChoice

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.concerns import handover, operations, queries
from council.concerns.careful import BEGINNINGS, sounds_like_status
from council.concerns.codes import written
from council.concerns.forms import (
    CloseConcernForm,
    GroupConcernsForm,
    LogConcernForm,
    PlaceConcernForm,
    RenameThemeForm,
    StartThemeForm,
    WriteReadingForm,
    WriteSummaryForm,
)
from council.concerns.history import history_of_concern, history_of_theme
from council.concerns.models import Concern, ConcernRaiser, Theme
from council.concerns.operations import AlreadySent
from council.concerns.rules import (
    MOST_CHARACTERS,
    MOST_OF_A_READING,
    can_approve_summary,
    can_close,
    can_group,
    can_have_reading,
    can_read_words,
)
from council.concerns.sheet import concern_sheets
from council.concerns.states import Arrival, ConcernState, Consent
from council.concerns.wording import (
    arrival_words,
    consent_words,
    reading_badge,
    state_badge,
    state_words,
)
from council.councils.models import Council
from council.database import db
from council.languages.choice import current_interface, in_language
from council.languages.registry import (
    Area,
    UnknownLanguage,
    all_languages,
    find,
    interface_languages,
)
from council.people.models import Family
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.passages import Passage, PassageStanding, ShownPassage, passages
from council.texts.sheet_forms import SheetForm, asked, offered, sheet_page
from council.texts.sheets import print_sheet, sheet_response
from council.thread.knots import thread_of_concern, thread_of_theme

bp = Blueprint("concerns", __name__)


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {
        "arrival_words": arrival_words,
        "consent_words": consent_words,
        "reading_badge": reading_badge,
        "state_badge": state_badge,
        "state_words": state_words,
    }


def _language_of_page() -> str:
    return current_interface().shown.tag


# ---- concerns ------------------------------------------------------------------------------------


@bp.get("/councils/<council_id>/concerns")
@declares(Action.SEE_CONCERNS)
def list_concerns(council_id: str) -> str:
    """The council's concerns, the latest day first; words only for those who may read them."""
    state = _chosen_state()
    language = _chosen_language()
    theme = _theme_or_404(request.args["theme"]) if request.args.get("theme") else None
    lines, more = queries.concern_lines(
        g.person,
        g.roles,
        g.council,
        state=state,
        language=language,
        theme=theme,
        after=_after(),
    )
    title_ids = {title_id for line in lines for title_id in line.title_ids}
    if theme is not None:
        title_ids.add(theme.title_id)
    here = {"state": state, "language": language, "theme": theme.id if theme else None}
    return render_template(
        "concerns/list_concerns.html",
        lines=lines,
        readings=_readings_for(lines),
        to_summarise=_to_summarise(),
        titles=passages(title_ids, _language_of_page(), unapproved=True),
        states=list(ConcernState),
        state=state,
        chosen=language,
        languages=queries.languages_of_concerns(g.person, g.roles, g.council),
        theme=theme,
        here=here,
        filtered=bool(state or language or theme or request.args.get("after")),
        next_key=lines[-1].key if more else None,
    )


def _readings_for(lines: Iterable[queries.ConcernLine]) -> dict[str, Passage]:
    """What this person reads of the concerns whose own words are not theirs to read."""
    unread = [line.id for line in lines if line.words is None]
    return queries.approved_readings(unread, _language_of_page()) if unread else {}


def _to_summarise() -> int:
    """How many concerns wait for the coordinator's short summary."""
    if not visitor_may(Action.APPROVE_READING):
        return 0
    return queries.how_many(queries.concerns_without_reading(g.council))


def _chosen_state() -> ConcernState | None:
    try:
        return ConcernState(request.args.get("state", ""))
    except ValueError:
        return None


def _chosen_language() -> str | None:
    try:
        return find(request.args.get("language", "")).tag
    except UnknownLanguage:
        return None


def _after() -> tuple[date, str] | None:
    day, _underscore, concern_id = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(day), concern_id
    except ValueError:
        return None


@bp.route("/councils/<council_id>/concerns/log", methods=["GET", "POST"])
@declares(Action.LOG_CONCERN)
def log_concern(council_id: str) -> ResponseReturnValue:
    """Write down what a family said, while they are there."""
    families = _families_to_pick()
    form = LogConcernForm(_frequent_languages(g.council), families.values())
    if form.validate_on_submit():
        code = handover.code_on(form.slip.data)
        try:
            concern, code = operations.log_concern(
                g.council,
                form.words.data,
                language=form.chosen_language,
                variant=form.variant.data or "",
                arrival=Arrival(form.arrival.data),
                consent=Consent(form.consent.data),
                read_back=form.read_back.data,
                family=families.get(form.family.data or ""),
                name=form.name.data or "",
                email=form.email.data or None,
                phone=form.phone.data or None,
                code=code,
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        except AlreadySent:
            return _hand_over(queries.concern_by_code(code), code)
        else:
            flash(_("Written down. Hand over the code."), "done")
            return _hand_over(concern, code)
    if not form.slip.data:
        form.slip.data = handover.draw_slip()
    page = render_template("concerns/log_concern.html", form=form, most=MOST_CHARACTERS)
    return page, 422 if form.errors else 200


def _families_to_pick() -> dict[str, Family]:
    """Only a coordinator sees the council's list of families."""
    if not visitor_may(Action.SEE_FAMILIES):
        return {}
    return {each.id: each for each in db.session.scalars(queries.families_of(g.council))}


def _frequent_languages(council: Council) -> list[str]:
    """The languages of the council's own families as large choices; the registry's first else."""
    most = 6
    tags = queries.frequent_languages(council, most)
    return tags or [language.tag for language in all_languages()[:most]]


def _hand_over(concern: Concern | None, code: str) -> ResponseReturnValue:
    if concern is None:
        abort(404)
    handover.keep_code(code, concern.id)
    return redirect(
        url_for("concerns.show_code", council_id=concern.council_id, concern_id=concern.id), 303
    )


@bp.get("/councils/<council_id>/concerns/<concern_id>/code")
@declares(Action.LOG_CONCERN)
def show_code(council_id: str, concern_id: str) -> ResponseReturnValue:
    """The code on a slip in the family's language, to print and hand over."""
    concern = _concern_or_404(concern_id)
    code = handover.code_kept(concern.id)
    if code is None:
        return redirect(_page_of(concern), 303)
    return render_template(
        "concerns/show_code.html",
        concern=concern,
        slip=_slip(concern, code),
        page=_page_of(concern),
    )


def _slip(concern: Concern, code: str) -> Markup:
    """The slip in the family's language, or in the one that stands in for it."""
    asked = find(concern.language)
    with in_language(asked) as interface:
        words = render_template(
            "family/slip.html",
            council=concern.council,
            code=written(code),
            look_up=handover.look_up_address(asked),
            slip_language=interface.shown,
        )
    return Markup(words)  # noqa: S704 (a template of ours has escaped it)


@bp.post("/councils/<council_id>/concerns/<concern_id>/code/close")
@declares(Action.LOG_CONCERN)
def put_code_away(council_id: str, concern_id: str) -> ResponseReturnValue:
    """The code has been handed over; this device shows it no more."""
    concern = _concern_or_404(concern_id)
    handover.put_code_away()
    flash(_("The code is no longer shown. Nobody can show it again."), "done")
    return redirect(_page_of(concern), 303)


@bp.get("/councils/<council_id>/concerns/door")
@declares(Action.LOG_CONCERN)
def print_door(council_id: str) -> str:
    """A poster with the council's door, in all languages of families."""
    invitations = []
    for language in interface_languages(Area.FAMILY):
        with in_language(language):
            invitations.append((language, _("Tell your council what concerns you")))
    return render_template(
        "concerns/print_door.html",
        door=handover.door_address(g.council),
        invitations=invitations,
    )


@bp.get("/councils/<council_id>/concerns/sheet")
@declares(Action.LOG_CONCERN)
def choose_concern_sheet(council_id: str) -> ResponseReturnValue:
    """Choose the languages of a sheet on which families write a concern themselves."""
    return _concern_sheet_page(offered(g.council))


def _concern_sheet_page(form: SheetForm) -> ResponseReturnValue:
    return sheet_page(
        form,
        {
            _("Open the sheet to print"): url_for(
                "concerns.print_concern_sheet", council_id=g.council.id
            )
        },
        title=_("Sheet to write a concern on"),
        lead=_(
            "Families write on it in their own language and hand it in. You then write it down"
            " here as it came: on paper."
        ),
        back=url_for("concerns.list_concerns", council_id=g.council.id),
        back_label=_("Concerns"),
    )


@bp.get("/councils/<council_id>/concerns/sheet.pdf")
@declares(Action.LOG_CONCERN)
def print_concern_sheet(council_id: str) -> ResponseReturnValue:
    """An empty sheet on which a family writes its concern."""
    form = asked(g.council)
    style = form.chosen()
    if style is None:
        return _concern_sheet_page(form)
    pdf = print_sheet(*concern_sheets(g.council, style))
    return sheet_response(pdf, "concern-sheet", *style.tags)


@bp.get("/councils/<council_id>/concerns/<concern_id>")
@declares(Action.SEE_CONCERNS)
def show_concern(council_id: str, concern_id: str) -> ResponseReturnValue:
    """One concern: what the family said, where it stands, and what can be done next."""
    return _concern_page(_concern_to_work_on_or_404(concern_id), PlaceConcernForm())


@bp.post("/councils/<council_id>/concerns/<concern_id>/who")
@declares(Action.SEE_WHO_RAISED)
def show_who_raised(council_id: str, concern_id: str) -> ResponseReturnValue:
    """Who raised a concern, shown once; that somebody looked is written down."""
    concern = _concern_or_404(concern_id)
    raiser = operations.show_who_raised(concern, by=g.person)
    return _concern_page(concern, PlaceConcernForm(), raiser=raiser)


def _concern_page(
    concern: Concern, form: PlaceConcernForm, *, raiser: ConcernRaiser | None = None
) -> ResponseReturnValue:
    if not can_read_words(g.person, g.roles, concern):
        return _reading_page(concern, form)
    groups = visitor_may(Action.GROUP_CONCERNS) and can_group(concern)
    under = {theme.id for theme in concern.themes}
    themes = list(db.session.scalars(queries.themes_of(g.council))) if groups else []
    text_ids = [theme.title_id for theme in (*themes, *concern.themes)]
    newest = operations.newest_reading(concern)
    if concern.closed_reason_id is not None:
        text_ids.append(concern.closed_reason_id)
    words = passages(text_ids, _language_of_page(), unapproved=True)
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
        reading=queries.approved_readings([concern.id], _language_of_page()).get(concern.id),
        summarises=visitor_may(Action.WRITE_READING) and can_have_reading(concern),
        approves=visitor_may(Action.APPROVE_READING),
        words=words,
        knots=thread_of_concern(concern, current_interface().shown, roles=g.roles),
        history=history_of_concern(concern),
    )
    return page, 422 if form.errors else 200


def _reading_page(concern: Concern, form: PlaceConcernForm) -> ResponseReturnValue:
    """The same for a leader who knows a concern by its short summary alone: none of its words."""
    language = _language_of_page()
    themes = list(db.session.scalars(queries.themes_of(g.council))) if can_group(concern) else []
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
        reading=queries.approved_readings([concern.id], language)[concern.id],
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
    concern = _concern_to_work_on_or_404(concern_id)
    themes = list(db.session.scalars(queries.themes_of(g.council)))
    form = PlaceConcernForm()
    titles = passages([theme.title_id for theme in themes], _language_of_page())
    form.theme.choices = _theme_choices(themes, titles)
    if not form.validate_on_submit():
        return _concern_page(concern, form)
    theme = next(theme for theme in themes if theme.id == form.theme.data)
    try:
        operations.group_concerns(theme, [concern], by=g.person)
    except Refusal as refusal:
        form.refuse(refusal)
        return _concern_page(_concern_to_work_on_or_404(concern_id), form)
    flash(_("The concern is under the theme now."), "done")
    return redirect(_page_of(concern), 303)


# ---- what others read of a concern ---------------------------------------------------------------


@bp.get("/councils/<council_id>/concerns/summaries")
@declares(Action.APPROVE_READING)
def next_reading(council_id: str) -> ResponseReturnValue:
    """On to the next concern that waits for its short summary, or after one that was left."""
    left = _concern_or_404(request.args["after"]) if request.args.get("after") else None
    waiting = queries.concerns_without_reading(g.council, after=left)
    concern = db.session.scalars(waiting.limit(1)).one_or_none()
    if concern is not None:
        return redirect(_writing_of(concern, one_by_one="yes"), 303)
    if left is not None and _to_summarise():
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
    concern = _concern_or_404(concern_id)
    if not can_have_reading(concern):
        flash(_("Nobody else reads of this concern, so it needs no short summary."), "attention")
        return redirect(_page_of(concern), 303)
    one_by_one = visitor_may(Action.APPROVE_READING) and bool(request.args.get("one_by_one"))
    newest = operations.newest_reading(concern)
    form = WriteReadingForm()
    if request.method == "GET":
        form.words.data = newest.words if newest else ""
        form.seen.data = newest.id if newest else ""
    if form.validate_on_submit():
        try:
            operations.write_reading(
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
        left=_to_summarise() if one_by_one else 0,
        page=_page_of(concern),
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
    return redirect(_page_of(concern), 303)


@bp.route("/councils/<council_id>/concerns/<concern_id>/close", methods=["GET", "POST"])
@declares(Action.CLOSE_CONCERN)
def close_concern(council_id: str, concern_id: str) -> ResponseReturnValue:
    """Close a concern with the reason that the family reads."""
    concern = _concern_or_404(concern_id)
    form = CloseConcernForm()
    if request.method == "GET":
        form.language.data = _language_of_page()
    if form.validate_on_submit():
        try:
            operations.close_concern(
                concern, form.reason.data, language=form.language.data, by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The concern is closed. The family reads the reason with its code."), "done")
            return redirect(_page_of(concern), 303)
    page = render_template(
        "concerns/close_concern.html",
        concern=concern,
        form=form,
        page=_page_of(concern),
        most=MOST_CHARACTERS,
    )
    return page, 422 if form.errors else 200


def _concern_or_404(concern_id: str) -> Concern:
    """A concern whose words this person may read, in this council."""
    concern = db.session.scalar(
        queries.concerns_visible_to(g.person, g.roles, g.council).where(Concern.id == concern_id)
    )
    if concern is None:
        abort(404)
    return concern


def _concern_to_work_on_or_404(concern_id: str) -> Concern:
    """The same, or one that a leader knows by its short summary, whose words must not be shown."""
    concern = db.session.scalar(
        queries.concerns_to_work_on(g.person, g.roles, g.council).where(Concern.id == concern_id)
    )
    if concern is None:
        abort(404)
    return concern


def _page_of(concern: Concern) -> str:
    return url_for("concerns.show_concern", council_id=concern.council_id, concern_id=concern.id)


# ---- themes --------------------------------------------------------------------------------------


@bp.get("/councils/<council_id>/themes")
@declares(Action.SEE_THEMES)
def list_themes(council_id: str) -> str:
    """The council's themes, with how many concerns stand behind each."""
    after = request.args.get("after")
    themes, more = queries.page_of_themes(g.council, after=after)
    ids = [theme.id for theme in themes]
    works = visitor_may(Action.GROUP_CONCERNS)
    return render_template(
        "concerns/list_themes.html",
        themes=themes,
        titles=passages(
            [theme.title_id for theme in themes], _language_of_page(), unapproved=works
        ),
        summaries=queries.approved_summaries(ids, _language_of_page()),
        waiting=queries.themes_waiting(ids),
        counts=queries.working_counts(ids) if works else queries.public_counts_of(ids),
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
    concern = _concern_to_work_on_or_404(wanted) if wanted else None
    form = StartThemeForm()
    if request.method == "GET":
        form.language.data = _language_of_page()
    if form.validate_on_submit():
        try:
            theme = operations.start_theme(
                g.council, form.title.data, language=form.language.data, by=g.person
            )
            if concern is not None:
                operations.group_concerns(theme, [concern], by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The theme is started."), "done")
            if concern is not None:
                return redirect(_page_of_theme(theme), 303)
            return redirect(
                url_for("concerns.group_concerns", council_id=council_id, theme_id=theme.id), 303
            )
    page = render_template(
        "concerns/start_theme.html",
        form=form,
        said=None if concern is None else _understood([concern])[concern.id],
    )
    return page, 422 if form.errors else 200


def _understood(concerns: Iterable[Concern]) -> dict[str, ShownPassage]:
    """Each concern in its family's words, or in a short summary for whoever may not read those."""
    concerns = list(concerns)
    unread = [each.id for each in concerns if not can_read_words(g.person, g.roles, each)]
    readings = queries.approved_readings(unread, _language_of_page()) if unread else {}
    return {
        each.id: readings[each.id].shown(_("Short summary by the coordinator"))
        if each.id in readings
        else ShownPassage(each.words, find(each.language), PassageStanding.ORIGINAL)
        for each in concerns
    }


@bp.get("/councils/<council_id>/themes/<theme_id>")
@declares(Action.SEE_THEMES)
def show_theme(council_id: str, theme_id: str) -> str:
    """One theme: its summary, the concerns behind it, and where it stands."""
    theme = _theme_or_404(theme_id)
    language = _language_of_page()
    works = visitor_may(Action.GROUP_CONCERNS)
    newest = operations.newest_summary(theme) if works else None
    lines, more = (
        queries.concern_lines(g.person, g.roles, g.council, theme=theme, after=_after())
        if works
        else ([], False)
    )
    counts = queries.working_counts([theme.id])[theme.id] if works else queries.public_counts(theme)
    readings = _readings_for(lines)
    # Who does not work on concerns reads the short summaries alone, without language and day.
    heard, more_heard = (
        ({}, False)
        if works
        else queries.readings_of_theme(theme, language, after=request.args.get("after"))
    )
    return render_template(
        "concerns/show_theme.html",
        theme=theme,
        title=passages([theme.title_id], language, unapproved=works)[theme.title_id],
        summary=queries.approved_summaries([theme.id], language).get(theme.id),
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
    theme = _theme_or_404(theme_id)
    source = db.session.get_one(Text, theme.title_id).source_language
    form = RenameThemeForm()
    if request.method == "GET":
        form.title.data = passages([theme.title_id], source)[theme.title_id].words
    if form.validate_on_submit():
        try:
            operations.rename_theme(theme, form.title.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The theme has its new title."), "done")
            return redirect(_page_of_theme(theme), 303)
    page = render_template(
        "concerns/rename_theme.html",
        theme=theme,
        form=form,
        source=find(source),
        page=_page_of_theme(theme),
    )
    return page, 422 if form.errors else 200


@bp.route("/councils/<council_id>/themes/<theme_id>/concerns", methods=["GET", "POST"])
@declares(Action.GROUP_CONCERNS)
def group_concerns(council_id: str, theme_id: str) -> ResponseReturnValue:
    """Choose concerns that come under this theme, the ones under no theme yet first."""
    theme = _theme_or_404(theme_id)
    found = queries.concerns_for_theme(g.person, g.roles, theme, g.council)
    language = _chosen_language()
    if language is not None:
        found = found.where(Concern.language == language)
    offered = list(db.session.scalars(found.limit(queries.A_PAGE + 1)))
    more, offered = len(offered) > queries.A_PAGE, offered[: queries.A_PAGE]
    form = GroupConcernsForm()
    said = _understood(offered)
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
            operations.group_concerns(theme, chosen, by=g.person)
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
            return redirect(_page_of_theme(theme), 303)
    page = render_template(
        "concerns/group_concerns.html",
        theme=theme,
        form=form,
        title=passages([theme.title_id], _language_of_page(), unapproved=True)[theme.title_id],
        languages=queries.languages_of_concerns(g.person, g.roles, g.council),
        chosen=language,
        more=more,
        page=_page_of_theme(theme),
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
    theme = _theme_or_404(theme_id)
    concern = _concern_to_work_on_or_404(concern_id)
    try:
        operations.ungroup_concern(theme, concern, by=g.person)
    except Refusal as refusal:
        flash(str(refusal), "late")
    else:
        flash(_("The concern is no longer under this theme."), "done")
    return redirect(_page_of_theme(theme), 303)


@bp.route("/councils/<council_id>/themes/<theme_id>/summary", methods=["GET", "POST"])
@declares(Action.WRITE_SUMMARY)
def write_summary(council_id: str, theme_id: str) -> ResponseReturnValue:
    """Say what the concerns have in common, with the concerns beside it to write from."""
    theme = _theme_or_404(theme_id)
    newest = operations.newest_summary(theme)
    form = WriteSummaryForm()
    if request.method == "GET":
        form.words.data = newest.words if newest else ""
        form.seen.data = newest.id if newest else ""
        form.language.data = newest.text.source_language if newest else _language_of_page()
    if form.validate_on_submit():
        try:
            operations.write_summary(
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
            return redirect(_page_of_theme(theme), 303)
    lines, _more = queries.concern_lines(g.person, g.roles, g.council, theme=theme)
    readings = _readings_for(lines)
    page = render_template(
        "concerns/write_summary.html",
        theme=theme,
        form=form,
        newest=newest,
        title=passages([theme.title_id], _language_of_page(), unapproved=True)[theme.title_id],
        said=[(line, said) for line in lines if (said := _said(line, readings)) is not None],
        page=_page_of_theme(theme),
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
    theme = _theme_or_404(theme_id)
    try:
        operations.approve_summary(theme, by=g.person, seen=request.form.get("seen", ""))
    except Refusal as refusal:
        flash(str(refusal), "late")
    else:
        flash(_("Approved. Packets and families read this summary from now on."), "done")
    return redirect(_page_of_theme(theme), 303)


def _theme_or_404(theme_id: str) -> Theme:
    theme = db.session.scalar(queries.themes_of(g.council).where(Theme.id == theme_id))
    if theme is None:
        abort(404)
    return theme


def _page_of_theme(theme: Theme) -> str:
    return url_for("concerns.show_theme", council_id=theme.council_id, theme_id=theme.id)
