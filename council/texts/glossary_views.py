"""The district's glossary: its terms in plain words, and the languages that they are read in."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action, may
from council.access.guard import declares, signed_in
from council.access.queries import councils_of
from council.database import db
from council.forms import tidy
from council.languages.choice import current_interface
from council.languages.formatting import format_moment
from council.languages.registry import find
from council.people.queries import history_with_names
from council.refusals import Refusal
from council.texts import glossary_operations, glossary_queries
from council.texts.forms import LONGEST_TERM, ReviseTermForm, TermForm
from council.texts.glossary_queries import GlossaryEntry
from council.texts.models import GlossaryTerm
from council.texts.passages import Passage, PassageStanding, coverage, passages
from council.texts.queries import languages_to_translate_into
from council.texts.rules import key_of_term
from council.texts.views import cell_of

bp = Blueprint("glossary", __name__)

A_PAGE = 50


def _language() -> str:
    return current_interface().asked.tag


def _term_or_404(term_id: str) -> GlossaryTerm:
    return glossary_queries.term_by_id(term_id) or abort(404)


def _to_term(term: GlossaryTerm) -> ResponseReturnValue:
    return redirect(url_for("glossary.show_term", council_id=g.council.id, term_id=term.id), 303)


@bp.get("/councils/<council_id>/glossary")
@declares(Action.SEE_GLOSSARY)
def list_terms(council_id: str) -> str:
    """The terms of the district by their letters, those that are looked for, or those retired."""
    retired = request.args.get("show") == "retired"
    typed = str(tidy(request.args.get("q", "")))[:LONGEST_TERM]
    looked_for = key_of_term(typed)
    entries = glossary_queries.retired_terms() if retired else glossary_queries.glossary_terms()
    total = len(entries)
    if looked_for:
        entries = _matching(entries, looked_for)
    after = request.args.get("after")
    start = next((place + 1 for place, each in enumerate(entries) if each.id == after), 0)
    shown = entries[start : start + A_PAGE]
    languages = languages_to_translate_into(council_id)
    cells = coverage([each.meaning_id for each in shown], languages)
    return render_template(
        "texts/list_terms.html",
        entries=shown,
        total=total,
        retired=retired,
        looked_for=typed,
        words=_words(shown),
        languages=languages,
        # The languages in which each meaning can be read as it is now, and those it waits in.
        readable={
            each.id: [tag for tag in languages if cells[each.meaning_id][tag].is_current]
            for each in shown
        },
        waiting={
            each.id
            for each in shown
            if any(cells[each.meaning_id][tag].waiting for tag in languages)
        },
        next_key=shown[-1].id if len(entries) > start + A_PAGE else None,
        is_first_page=start == 0,
    )


def _words(entries: list[GlossaryEntry]) -> dict[str, Passage]:
    """Both texts of each entry as the visitor reads them."""
    ids = [text_id for each in entries for text_id in (each.term_id, each.meaning_id)]
    return passages(ids, _language())


def _matching(entries: list[GlossaryEntry], looked_for: str) -> list[GlossaryEntry]:
    """The entries in which this stands, as they were written or as the visitor reads them."""
    words = _words(entries)
    return [
        each
        for each in entries
        if any(
            looked_for in key_of_term(said)
            for said in (
                each.term,
                each.meaning,
                words[each.term_id].words,
                words[each.meaning_id].words,
            )
        )
    ]


@bp.route("/councils/<council_id>/glossary/add", methods=["GET", "POST"])
@declares(Action.KEEP_GLOSSARY)
def add_term(council_id: str) -> ResponseReturnValue:
    """Explain a further term."""
    form = TermForm()
    if request.method == "GET":
        form.language.data = g.council.language
    if form.validate_on_submit():
        try:
            term = glossary_operations.add_term(
                form.term.data, form.meaning.data, language=form.language.data, by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The term is in the glossary. Have it translated now."), "done")
            return _to_term(term)
    page = render_template("texts/keep_term.html", form=form, term=None, language_of_term=None)
    return page, 422 if form.errors else 200


@bp.get("/councils/<council_id>/glossary/<term_id>")
@declares(Action.SEE_GLOSSARY)
def show_term(council_id: str, term_id: str) -> str:
    """One term: what it means, how far it is translated, and what happened to it."""
    term = _term_or_404(term_id)
    ids = [term.term_id, term.meaning_id]
    languages = languages_to_translate_into(council_id)
    cells = coverage(ids, languages)
    of_meaning = cells[term.meaning_id].values()
    words = passages(ids, _language())
    meaning = words[term.meaning_id]
    return render_template(
        "texts/show_term.html",
        term=term,
        name=words[term.term_id],
        meaning=meaning,
        original=passages([term.meaning_id], term.language)[term.meaning_id]
        if meaning.standing is PassageStanding.STALE
        else None,
        cells={
            tag: (cell_of(cells[term.term_id][tag]), cell_of(cells[term.meaning_id][tag]))
            for tag in languages
            if tag != term.language
        },
        readable=sum(cell.is_current for cell in of_meaning),
        waiting=any(cell.waiting for cell in of_meaning),
        all=len(languages),
        history=_history(term),
    )


_EVENTS = {
    "term_added": lambda: _("Added to the glossary"),
    "term_revised": lambda: _("Revised"),
    "term_retired": lambda: _("Retired"),
    "term_brought_back": lambda: _("Brought back"),
}


def _history(term: GlossaryTerm) -> list[dict[str, str | None]]:
    zone = g.council.time_zone
    return [
        {
            "what": _EVENTS[entry.event](),
            "who": name,
            "when": format_moment(entry.at, zone),
            "iso": entry.at.isoformat(),
        }
        for entry, name in history_with_names("GlossaryTerm", term.id)
    ]


@bp.route("/councils/<council_id>/glossary/<term_id>/revise", methods=["GET", "POST"])
@declares(Action.KEEP_GLOSSARY)
def revise_term(council_id: str, term_id: str) -> ResponseReturnValue:
    """Give a term or its meaning better words."""
    term = _term_or_404(term_id)
    form = ReviseTermForm()
    if request.method == "GET":
        now = passages([term.term_id, term.meaning_id], term.language)
        form.term.data = now[term.term_id].words
        form.meaning.data = now[term.meaning_id].words
        form.seen.data = glossary_operations.seen_of_term(term)
    if form.validate_on_submit():
        try:
            glossary_operations.revise_term(
                term, form.term.data, form.meaning.data, by=g.person, seen=form.seen.data or ""
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The term is revised."), "done")
            return _to_term(term)
    page = render_template(
        "texts/keep_term.html", form=form, term=term, language_of_term=find(term.language)
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/glossary/<term_id>/retire")
@declares(Action.KEEP_GLOSSARY)
def retire_term(council_id: str, term_id: str) -> ResponseReturnValue:
    """Explain the term no more."""
    term = _term_or_404(term_id)
    glossary_operations.retire_term(term, by=g.person)
    flash(_("The term is retired. Packets that were issued keep it."), "done")
    return _to_term(term)


@bp.post("/councils/<council_id>/glossary/<term_id>/bring-back")
@declares(Action.KEEP_GLOSSARY)
def bring_term_back(council_id: str, term_id: str) -> ResponseReturnValue:
    """Explain a retired term again."""
    term = _term_or_404(term_id)
    glossary_operations.bring_term_back(term, by=g.person)
    flash(_("The term is in the glossary again."), "done")
    return _to_term(term)


@bp.get("/glossary/<term_id>")
@signed_in
def find_term(term_id: str) -> ResponseReturnValue:
    """The page of a term in the first of the visitor's councils that lets them read it."""
    term = _term_or_404(term_id)
    theirs = (
        council.id
        for council in db.session.scalars(councils_of(g.person))
        if may(
            frozenset(role for held_in, role in g.held if held_in in (council.id, None)),
            Action.SEE_GLOSSARY,
        )
    )
    council_id = next(theirs, None) or abort(403)
    return redirect(url_for("glossary.show_term", council_id=council_id, term_id=term.id), 303)
