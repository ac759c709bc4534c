"""The pages of minutes: what was said and agreed at a meeting, written, approved and read."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.languages.choice import current_interface
from council.meetings import operations
from council.meetings.forms import LONGEST_MINUTES, WriteWordsForm
from council.meetings.minutes import approved_minutes, minutes_of, newest_minutes, words_of_council
from council.meetings.models import Meeting
from council.meetings.queries import agenda_of, meeting_visible_to
from council.meetings.states import MeetingState, WordsAbout
from council.recommendations.models import Motion
from council.recommendations.queries import motions_at
from council.refusals import Refusal
from council.texts.passages import Passage, coverage, newest_revisions, passage, passages
from council.texts.queries import languages_to_translate_into

bp = Blueprint("minutes", __name__)


def _language() -> str:
    return current_interface().asked.tag


def _meeting_or_404(meeting_id: str) -> Meeting:
    """A meeting that was held: of another there are no minutes."""
    meeting = meeting_visible_to(g.council.id, meeting_id, g.roles)
    if meeting is None or meeting.state is not MeetingState.HELD:
        abort(404)
    return meeting


def _to_minutes(meeting: Meeting) -> ResponseReturnValue:
    return redirect(
        url_for("minutes.show_minutes", council_id=meeting.council_id, meeting_id=meeting.id), 303
    )


def _titles(motions: Sequence[Motion]) -> dict[str, Passage]:
    return passages([motion.recommendation.title_id for motion in motions], _language())


def _reach(text_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """In how many of the council's languages each text can be read as it is now, by text."""
    languages = languages_to_translate_into(g.council.id)
    return {
        text_id: (sum(cell.is_current for cell in cells.values()), len(languages))
        for text_id, cells in coverage(text_ids, languages).items()
    }


@bp.get("/councils/<council_id>/meetings/<meeting_id>/minutes")
@declares(Action.SEE_MEETINGS)
def show_minutes(council_id: str, meeting_id: str) -> str:
    """What was decided and said at a meeting; drafts only for those who work on them."""
    meeting = _meeting_or_404(meeting_id)
    approved = minutes_of(meeting)
    newest = newest_minutes(meeting) if visitor_may(Action.WRITE_MINUTES) else None
    motions = motions_at(meeting.id)
    return render_template(
        "meetings/show_minutes.html",
        meeting=meeting,
        title=passage(meeting.title_id, _language()),
        approved=approved,
        words=approved_minutes([meeting.id], _language())[approved.text_id] if approved else None,
        newest=newest,
        waits=newest is not None and (approved is None or approved.revision_id != newest.id),
        reach=_reach([approved.text_id]) if approved and visitor_may(Action.SEE_TEXTS) else {},
        motions=motions,
        titles=_titles(motions),
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/minutes/write", methods=["GET", "POST"])
@declares(Action.WRITE_MINUTES)
def write_minutes(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Write down what was said, with the agenda and the recorded votes beside it."""
    meeting = _meeting_or_404(meeting_id)
    newest = newest_minutes(meeting)
    form = WriteWordsForm(LONGEST_MINUTES)
    if request.method == "GET":
        form.now_sees(newest, meeting.council.language)
    if form.validate_on_submit():
        try:
            operations.write_minutes(
                meeting,
                form.words.data,
                language=form.language.data,
                by=g.person,
                seen=form.seen.data or "",
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The minutes are saved. The coordinator approves them."), "done")
            return _to_minutes(meeting)
    items = agenda_of(meeting)
    motions = motions_at(meeting.id)
    page = render_template(
        "meetings/write_minutes.html",
        form=form,
        meeting=meeting,
        newest=newest,
        most=LONGEST_MINUTES,
        title=passage(meeting.title_id, _language()),
        items=items,
        words_of_items=passages([item.title_id for item in items], _language()),
        motions=motions,
        titles=_titles(motions),
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/meetings/<meeting_id>/minutes/approve")
@declares(Action.APPROVE_MINUTES)
def approve_minutes(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Approve the minutes as they were read: members and packets get them from now on."""
    meeting = _meeting_or_404(meeting_id)
    try:
        operations.approve_minutes(meeting, by=g.person, seen=request.form.get("seen", ""))
    except Refusal as refusal:
        flash(str(refusal), "late")
    else:
        flash(_("Approved. The next packet holds these minutes."), "done")
    return _to_minutes(meeting)


# ---- what the council says in every packet


@bp.get("/councils/<council_id>/meetings/words")
@declares(Action.SEE_MEETINGS)
def show_council_words(council_id: str) -> str:
    """How the council meets, and what it asks partners for, as every packet says it."""
    said = words_of_council(council_id)
    found = passages([words.text_id for words in said.values()], _language())
    return render_template(
        "meetings/show_council_words.html",
        said={about: found[words.text_id] for about, words in said.items()},
        reach=_reach(found) if visitor_may(Action.SEE_TEXTS) else {},
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
            operations.write_council_words(
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
            return redirect(url_for("minutes.show_council_words", council_id=council_id), 303)
    page = render_template(
        "meetings/write_council_words.html", form=form, kind=kind, kinds=WordsAbout, newest=newest
    )
    return page, 422 if form.errors else 200
