"""Pages of priority rounds: prepare, open, vote, count paper in, close, read the result."""

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields import SelectChoice

from council.access.actions import Action
from council.access.guard import declares, public
from council.access.models import Purpose
from council.access.queries import council_by_id, people_who_may
from council.access.tickets import TicketRefused, still_good, ticket_behind
from council.concerns.summary_queries import approved_summaries, themes_with_summary
from council.database import db
from council.languages.choice import current_interface, family_page
from council.refusals import Refusal
from council.rounds import operations
from council.rounds.ballot import paper_ballots
from council.rounds.forms import (
    BallotForm,
    DraftRoundForm,
    PaperBallotForm,
    PaperTicketsForm,
    form_with_options,
)
from council.rounds.models import PriorityRound
from council.rounds.queries import results, round_of, rounds_of, turnout
from council.rounds.rules import DOTS
from council.rounds.states import RoundState
from council.texts.passages import Passage, passages
from council.texts.sheet_pages import print_each_page_alone, sheet_response

bp = Blueprint("rounds", __name__)

# A result of so few ballots is told to families as an order, not in numbers.
FEWEST_BALLOTS_TO_COUNT = 10


def _round_or_404(round_id: str) -> PriorityRound:
    round_ = round_of(g.council.id, round_id)
    if round_ is None:
        abort(404)
    return round_


def _words_of(round_: PriorityRound) -> tuple[Passage, dict[str, Passage], dict[str, Passage]]:
    """The question, and each theme's title and approved summary, in the reader's language."""
    tag = current_interface().asked.tag
    titles = {option.theme_id: option.theme.title_id for option in round_.options}
    found = passages([round_.question_id, *titles.values()], tag)
    return (
        found[round_.question_id],
        {theme: found[title] for theme, title in titles.items()},
        approved_summaries(list(titles), tag),
    )


def _paper_form() -> PaperTicketsForm:
    form = PaperTicketsForm(formdata=None)
    form.offer(g.council)
    form.suggest(g.council)
    return form


def _options(round_: PriorityRound, titles: dict[str, Passage]) -> dict[str, str]:
    return {option.id: titles[option.theme_id].words for option in round_.options}


@bp.get("/councils/<council_id>/rounds")
@declares(Action.SEE_ROUNDS)
def list_rounds(council_id: str) -> str:
    """The council's rounds, the latest first."""
    rounds = list(db.session.scalars(rounds_of(council_id)))
    questions = passages([round_.question_id for round_ in rounds], current_interface().asked.tag)
    return render_template("rounds/list_rounds.html", rounds=rounds, questions=questions)


@bp.route("/councils/<council_id>/rounds/new", methods=["GET", "POST"])
@declares(Action.RUN_ROUND)
def draft_round(council_id: str) -> ResponseReturnValue:
    """Prepare a vote on themes."""
    themes = list(db.session.scalars(themes_with_summary(g.council)))
    titles = passages([theme.title_id for theme in themes], current_interface().asked.tag)
    people = list(db.session.scalars(people_who_may(Action.ANSWER_RECOMMENDATION, council_id)))
    form = DraftRoundForm(language=current_interface().shown.tag)
    form.themes.choices = [SelectChoice(theme.id, titles[theme.title_id].words) for theme in themes]
    form.responder.choices = [
        SelectChoice(person.id, f"{person.name}, {person.title}" if person.title else person.name)
        for person in people
    ]
    if form.validate_on_submit():
        try:
            round_ = operations.draft_round(
                g.council,
                form.question.data,
                current_interface().shown.tag,
                [theme for theme in themes if theme.id in form.themes.data],
                responder=next(p for p in people if p.id == form.responder.data),
                respond_by=form.respond_by.data,
                within_power=form.within_power.data,
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The vote is prepared. Open it when families can start."), "done")
            return redirect(
                url_for("rounds.show_round", council_id=council_id, round_id=round_.id), 303
            )
    page = render_template(
        "rounds/draft_round.html", form=form, enough=len(themes) > 1, people=people
    )
    return page, 422 if form.errors else 200


@bp.get("/councils/<council_id>/rounds/<round_id>")
@declares(Action.SEE_ROUNDS)
def show_round(council_id: str, round_id: str) -> str:
    """A round: its question and themes, how the vote comes along, and the result once closed."""
    round_ = _round_or_404(round_id)
    question, titles, summaries = _words_of(round_)
    return render_template(
        "rounds/show_round.html",
        round=round_,
        question=question,
        titles=titles,
        summaries=summaries,
        turnout=turnout(round_),
        results=results(round_) if round_.state is RoundState.CLOSED else None,
        paper=_paper_form(),
    )


@bp.post("/councils/<council_id>/rounds/<round_id>/open")
@declares(Action.RUN_ROUND)
def open_round(council_id: str, round_id: str) -> ResponseReturnValue:
    """Let families vote."""
    operations.open_round(_round_or_404(round_id), by=g.person)
    flash(_("The vote is open. Results stay hidden until you close it."), "done")
    return _back_to(round_id)


@bp.post("/councils/<council_id>/rounds/<round_id>/invite")
@declares(Action.RUN_ROUND)
def invite_families(council_id: str, round_id: str) -> ResponseReturnValue:
    """Send each family its own link to vote."""
    count = operations.invite_families(_round_or_404(round_id), by=g.person)
    flash(
        ngettext(
            "%(num)s family is told, in its language.",
            "%(num)s families are told, each in its language.",
            count,
        ),
        "done",
    )
    return _back_to(round_id)


@bp.post("/councils/<council_id>/rounds/<round_id>/close")
@declares(Action.RUN_ROUND)
def close_round(council_id: str, round_id: str) -> ResponseReturnValue:
    """End the vote and show how the dots fell."""
    operations.close_round(_round_or_404(round_id), by=g.person)
    flash(_("The vote is closed. This is what families want most."), "done")
    return _back_to(round_id)


@bp.post("/councils/<council_id>/rounds/<round_id>/paper-ballots")
@declares(Action.RUN_ROUND)
def print_paper_ballots(council_id: str, round_id: str) -> ResponseReturnValue:
    """New paper ballots to print, each with a square to scan and a number."""
    round_ = _round_or_404(round_id)
    form = PaperTicketsForm(paper=g.council.paper.value)
    form.offer(g.council)
    style = form.chosen()
    if style is None:
        flash(next(str(error) for errors in form.errors.values() for error in errors), "late")
        return _back_to(round_id)
    tickets = operations.make_paper_tickets(round_, form.count.data, by=g.person)
    pdf = print_each_page_alone(paper_ballots(g.council, round_, tickets, style))
    return sheet_response(pdf, "ballots", *style.tags)


@bp.route("/councils/<council_id>/rounds/<round_id>/paper", methods=["GET", "POST"])
@declares(Action.ENTER_PAPER_BALLOT)
def enter_paper_ballot(council_id: str, round_id: str) -> ResponseReturnValue:
    """Count a ballot in that came back on paper."""
    round_ = _round_or_404(round_id)
    question, titles, _ignored = _words_of(round_)
    form = form_with_options(PaperBallotForm, _options(round_, titles))
    if form.validate_on_submit():
        try:
            operations.enter_paper_ballot(round_, form.given(), form.number.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The ballot is counted in. Enter the next one."), "done")
            return redirect(request.path, 303)
    page = render_template(
        "rounds/enter_paper_ballot.html",
        form=form,
        round=round_,
        question=question,
        titles=titles,
        most=DOTS,
    )
    return page, 422 if form.errors else 200


@bp.route("/vote/<token>", methods=["GET", "POST"])
@public
@family_page
def vote(token: str) -> ResponseReturnValue:
    """A family's ballot: looking at it changes nothing, sending it uses the ticket up."""
    try:
        ticket = ticket_behind(token, Purpose.VOTE)
        round_ = round_of(ticket.council_id or "", ticket.subject_id or "")
        if round_ is None:
            abort(404)
        if round_.state is not RoundState.CLOSED:
            still_good(ticket)
    except TicketRefused as refusal:
        return render_template("rounds/vote_refused.html", sentence=refusal.sentence), 410
    question, titles, summaries = _words_of(round_)
    council = council_by_id(round_.council_id)
    if round_.state is RoundState.CLOSED:
        outcome = results(round_)
        return render_template(
            "rounds/vote_over.html",
            council=council,
            question=question,
            titles=titles,
            results=outcome,
            numbers=turnout(round_).ballots >= FEWEST_BALLOTS_TO_COUNT,
        )
    form = form_with_options(BallotForm, _options(round_, titles))
    if form.validate_on_submit():
        try:
            operations.cast_ballot(ticket, form.given())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("rounds.voted"), 303)
    page = render_template(
        "rounds/vote.html",
        council=council,
        form=form,
        round=round_,
        question=question,
        titles=titles,
        summaries=summaries,
        most=DOTS,
    )
    return page, 422 if form.errors else 200


@bp.get("/voted")
@public
@family_page
def voted() -> str:
    """Thanks, and what happens next."""
    return render_template("rounds/voted.html")


def _back_to(round_id: str) -> ResponseReturnValue:
    return redirect(url_for("rounds.show_round", council_id=g.council.id, round_id=round_id), 303)
