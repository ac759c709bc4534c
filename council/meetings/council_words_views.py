"""Pages of what the council says in every packet."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.meetings import council_words_operations
from council.meetings.council_words_queries import words_of_council
from council.meetings.forms import WriteWordsForm
from council.meetings.loading import bp, language_of_page, reach
from council.meetings.states import WordsAbout
from council.refusals import Refusal
from council.texts.passages import newest_revisions, passages


@bp.get("/councils/<council_id>/meetings/words")
@declares(Action.SEE_MEETINGS)
def show_council_words(council_id: str) -> str:
    """How the council meets, and what it asks partners for, as every packet says it."""
    said = words_of_council(council_id)
    found = passages([words.text_id for words in said.values()], language_of_page())
    return render_template(
        "meetings/show_council_words.html",
        said={about: found[words.text_id] for about, words in said.items()},
        reach=reach(found) if visitor_may(Action.SEE_TEXTS) else {},
        kinds=WordsAbout,
    )


@bp.route("/councils/<council_id>/meetings/words/<about>", methods=["GET", "POST"])
@declares(Action.WRITE_COUNCIL_WORDS)
def write_council_words(council_id: str, about: str) -> ResponseReturnValue:
    """Write how the council meets, or what it asks partners for."""
    try:
        kind = WordsAbout(about)
    except ValueError:
        abort(404)
    said = words_of_council(council_id).get(kind)
    newest = newest_revisions([said.text_id])[said.text_id] if said else None
    form = WriteWordsForm()
    if request.method == "GET":
        form.now_sees(newest, g.council.language)
    if form.validate_on_submit():
        try:
            council_words_operations.write_council_words(
                g.council,
                kind,
                form.words.data,
                language=form.language.data,
                by=g.person,
                seen=form.seen.data or "",
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved. The next packet says it. Have it translated now."), "done")
            return redirect(url_for("meetings.show_council_words", council_id=council_id), 303)
    page = render_template(
        "meetings/write_council_words.html", form=form, kind=kind, kinds=WordsAbout, newest=newest
    )
    return page, 422 if form.errors else 200
