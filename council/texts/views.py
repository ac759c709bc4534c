"""The review queue: what has to be translated and approved, and the page where it is done."""

from datetime import date

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.clock import today
from council.database import db
from council.languages.choice import current_interface
from council.languages.formatting import format_day, language_name
from council.languages.registry import Language, UnknownLanguage, find
from council.refusals import Refusal
from council.texts import operations, queries
from council.texts.forms import NameReviewerForm, TranslateForm
from council.texts.models import Text, TextRevision
from council.texts.passages import (
    Coverage,
    PassageStanding,
    ShownPassage,
    coverage,
    newest_revisions,
    passages,
)
from council.texts.queries import TextRow
from council.texts.registry import places
from council.texts.rules import can_approve, may_approve_into

bp = Blueprint("texts", __name__)

A_PAGE = 50


@bp.get("/councils/<council_id>/translations")
@declares(Action.SEE_TEXTS)
def review_queue(council_id: str) -> str:
    """Texts and the languages that they are needed in, the most urgent first."""
    languages = queries.languages_to_translate_into(council_id)
    named = queries.languages_named_for(g.person.id, council_id)
    chosen = request.args.get("language")
    everything = request.args.get("show") == "all"
    rows = queries.text_rows(council_id, languages, everything=everything)
    left = {tag: sum(not row.cells[tag].is_settled for row in rows) for tag in languages}
    if chosen in languages and not everything:
        rows = [row for row in rows if not row.cells[chosen].is_settled]
    shown, after = _one_page(rows)
    return render_template(
        "texts/review_queue.html",
        languages=languages,
        chosen=chosen if chosen in languages else None,
        everything=everything,
        rows=shown,
        words=passages([row.text_id for row in shown], current_interface().shown.tag),
        left=left,
        after=after,
        today=today(g.council.time_zone),
        may_name=visitor_may(Action.INVITE_PEOPLE),
        approves={tag for tag in languages if may_approve_into(tag, g.roles, named)},
        cell_of=cell_of,
        signs=[cell_of(cell) for cell in _ALL_CELLS],
        due_words=due_words,
    )


# Every way in which a text can stand in a language, for the legend.
_ALL_CELLS = (
    Coverage(PassageStanding.APPROVED),
    Coverage(PassageStanding.STALE),
    Coverage(PassageStanding.MISSING, PassageStanding.DRAFT),
    Coverage(PassageStanding.MISSING, PassageStanding.MACHINE),
    Coverage(PassageStanding.MISSING),
    Coverage(PassageStanding.ORIGINAL),
)


def cell_of(coverage: Coverage) -> dict[str, str]:
    """How a text stands in a language, as a cell of a board shows it."""
    waiting, in_use = coverage.waiting, coverage.in_use
    if waiting is None and in_use is PassageStanding.ORIGINAL:
        return {"sign": "message-circle", "word": _("Original"), "tone": "quiet"}
    if waiting is None and in_use is PassageStanding.APPROVED:
        return {"sign": "circle-check", "word": _("Approved"), "tone": "approved"}
    if waiting is None and in_use is PassageStanding.STALE:
        return {"sign": "history", "word": _("Original changed since"), "tone": "attention"}
    if waiting is None:
        return {"sign": "circle-dashed", "word": _("Missing"), "tone": "late"}
    if waiting is PassageStanding.MACHINE:
        return {"sign": "robot", "word": _("Machine text"), "tone": "attention"}
    return {"sign": "pencil", "word": _("Draft to approve"), "tone": "attention"}


def due_words(due_on: date | None, today: date) -> str:
    """By when a text is needed, and how late it is if that has passed."""
    if due_on is None:
        return ""
    late = (today - due_on).days
    if late > 0:
        return str(ngettext("Needed %(num)s day ago", "Needed %(num)s days ago", late))
    return str(_("Needed by %(day)s", day=format_day(due_on, weekday=False)))


def _one_page(rows: list[TextRow]) -> tuple[list[TextRow], str | None]:
    """The rows after the one named in the address, and the next to go on from if there are more."""
    day, _dot, last = request.args.get("after", "").partition(".")
    start = next((place + 1 for place, row in enumerate(rows) if row.text_id == last), None)
    if start is None:
        # It is settled by now, so the rest of its day comes again rather than not at all.
        start = next((place for place, row in enumerate(rows) if row.day >= day), 0)
    page = rows[start : start + A_PAGE]
    if len(rows) <= start + A_PAGE:
        return page, None
    return page, f"{page[-1].day}.{page[-1].text_id}"


@bp.route("/councils/<council_id>/translations/<text_id>/<language_tag>", methods=["GET", "POST"])
@declares(Action.TRANSLATE)
def translate(council_id: str, text_id: str, language_tag: str) -> ResponseReturnValue:
    """The original and its translation side by side, to write, correct or approve."""
    text, language = _text_and_language(council_id, text_id, language_tag)
    form = TranslateForm()
    if form.validate_on_submit():
        try:
            operations.add_translation(
                _revision_before_them(text, form),
                language.tag,
                form.words.data,
                by=g.person,
                machine=form.machine.data,
                after=form.after.data,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The translation is saved. Somebody else can approve it now."), "done")
            return redirect(_here(text, language), 303)
    return _translate_page(text, language, form)


def _revision_before_them(text: Text, form: TranslateForm) -> TextRevision:
    """The words that the person was translating, which may be the newest no more."""
    wanted = form.revision_id.data
    return next((one for one in text.revisions if one.id == wanted), None) or abort(400)


def _translate_page(text: Text, language: Language, form: TranslateForm) -> ResponseReturnValue:
    place = places({text.kind: [text.id]}).get(text.id)
    if place is None:
        abort(404)
    revision = newest_revisions([text.id])[text.id]
    cell = coverage([text.id], [language.tag])[text.id][language.tag]
    versions = list(db.session.scalars(queries.translations_of(text.id, language.tag)))
    latest = next((one for one in versions if one.revision_id == revision.id), None)
    waiting = next((one for one in versions if one.id == cell.waiting_id), None)
    in_use = queries.translation_in_use(text.id, language.tag)
    current = waiting or in_use
    named = queries.languages_named_for(g.person.id, g.council.id)
    if not form.is_submitted():
        form.words.data = current.words if current else ""
    if not form.is_submitted() or form.form_errors:
        # What was typed stays; from now on it is written beside what stands on this page.
        form.revision_id.data = revision.id
        form.after.now_sees(latest.number if latest else 0)
    standing = cell.waiting or cell.in_use
    page = render_template(
        "texts/translate.html",
        form=form,
        text=text,
        place=place,
        to=language,
        original=ShownPassage(revision.words, find(text.source_language), PassageStanding.ORIGINAL),
        translation=ShownPassage(current.words if current else "", language, standing),
        waiting=waiting,
        in_use=in_use,
        cell=cell,
        approvable=waiting is not None and can_approve(g.person, g.roles, waiting, named),
        is_own=waiting is not None and waiting.entered_by_id == g.person.id,
        versions=versions,
        revisions=list(db.session.scalars(queries.revisions_of(text.id))),
        due_words=due_words,
        today=today(g.council.time_zone),
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/translations/<text_id>/<language_tag>/approve")
@declares(Action.APPROVE_TRANSLATION)
def approve_translation(council_id: str, text_id: str, language_tag: str) -> ResponseReturnValue:
    """Approve the translation that the person has just read."""
    text, language = _text_and_language(council_id, text_id, language_tag)
    translation = queries.translation_in_council(request.form.get("translation_id", ""), council_id)
    if translation is None or (translation.revision.text_id, translation.language) != (
        text.id,
        language.tag,
    ):
        abort(404)
    named = queries.languages_named_for(g.person.id, council_id)
    if not can_approve(g.person, g.roles, translation, named):
        abort(403)
    operations.approve_translation(translation, by=g.person)
    into = language_name(language.tag)
    place = places({text.kind: [text.id]}).get(text.id)
    flash(
        _("Approved. From now on families read this in %(language)s.", language=into)
        if place is None or place.for_families
        else _("Approved. From now on the council reads this in %(language)s.", language=into),
        "done",
    )
    return redirect(url_for("texts.review_queue", council_id=council_id), 303)


@bp.route("/councils/<council_id>/translations/reviewers", methods=["GET", "POST"])
@declares(Action.INVITE_PEOPLE)
def name_reviewer(council_id: str) -> ResponseReturnValue:
    """Who may approve translations into which language, besides the coordinators."""
    form = NameReviewerForm()
    leaders = list(db.session.scalars(queries.leaders_of(council_id)))
    form.person_id.choices = [(person.id, person.name) for person in leaders]
    if form.validate_on_submit():
        person = next(one for one in leaders if one.id == form.person_id.data)
        try:
            operations.name_reviewer(g.council, person, form.language.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _(
                    "%(name)s can now approve translations into %(language)s.",
                    name=person.name,
                    language=language_name(form.language.data),
                ),
                "done",
            )
            return redirect(url_for("texts.name_reviewer", council_id=council_id), 303)
    page = render_template(
        "texts/name_reviewer.html",
        form=form,
        leaders=leaders,
        reviewers=list(db.session.scalars(queries.named_reviewers(council_id))),
        sees_texts=visitor_may(Action.SEE_TEXTS),
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/translations/reviewers/<person_id>/<language_tag>/release")
@declares(Action.INVITE_PEOPLE)
def release_reviewer(council_id: str, person_id: str, language_tag: str) -> ResponseReturnValue:
    """Name somebody no longer."""
    reviewer = queries.reviewer_in_council(council_id, person_id, language_tag)
    if reviewer is None:
        abort(404)
    operations.release_reviewer(reviewer, by=g.person)
    flash(_("They no longer approve translations into this language."), "done")
    return redirect(url_for("texts.name_reviewer", council_id=council_id), 303)


def _text_and_language(council_id: str, text_id: str, language_tag: str) -> tuple[Text, Language]:
    """A text of this council, and a language that it can be put into."""
    text = queries.text_in_council(text_id, council_id)
    try:
        language = find(language_tag)
    except UnknownLanguage:
        abort(404)
    if text is None or not language.written or language.tag == text.source_language:
        abort(404)
    return text, language


def _here(text: Text, language: Language) -> str:
    return url_for(
        "texts.translate",
        council_id=g.council.id,
        text_id=text.id,
        language_tag=language.tag,
    )
