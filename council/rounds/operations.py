"""Drafting, opening and closing a round, and taking ballots."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from council import clock
from council.access.models import Purpose, Ticket
from council.access.tickets import issue_ticket, look_at_number, use_up_ticket
from council.concerns.models import Theme
from council.councils.models import Council
from council.councils.queries import families_of
from council.database import db
from council.history.operations import record
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Person
from council.refusals import Refusal
from council.rounds.models import Ballot, BallotDots, PriorityRound, RoundOption
from council.rounds.rules import dots_left, is_ready_to_listen
from council.rounds.states import ROUND_MOVES, RoundMove, RoundState
from council.texts.operations import write_text

MOST_PAPER_TICKETS = 100


def draft_round(
    council: Council,
    question: str,
    language: str,
    themes: Sequence[Theme],
    *,
    responder: Person,
    respond_by: date,
    within_power: str,
    by: Person,
) -> PriorityRound:
    """Prepare a vote on themes whose summaries are approved, with who will answer and by when."""
    if len(themes) < 2:
        raise Refusal(_l("A vote needs at least two themes to choose from."), field="themes")
    if any(theme.summary_approved_revision_id is None for theme in themes):
        raise Refusal(
            _l("Families vote on summaries. Approve the summary of each theme first."),
            field="themes",
        )
    if respond_by < clock.today(council.time_zone):
        raise Refusal(_l("The day of the answer must still be to come."), field="respond_by")
    text = write_text(question, kind="round_question", language=language, council=council, by=by)
    round_ = PriorityRound(
        council_id=council.id,
        question_id=text.id,
        responder_id=responder.id,
        respond_by=respond_by,
        within_power=within_power,
        drafted_at=clock.now(),
    )
    round_.options = [
        RoundOption(theme_id=theme.id, position=position) for position, theme in enumerate(themes)
    ]
    db.session.add(round_)
    db.session.flush()
    record("round_drafted", round_, council_id=council.id, by_id=by.id)
    return round_


def open_round(round_: PriorityRound, *, by: Person) -> None:
    """Let families vote; refused while nobody is ready to listen to what they say."""
    if not is_ready_to_listen(round_, clock.now().date()):
        raise Refusal(
            _l("Before families are asked, say who will answer, by when, and what they can change.")
        )
    round_.state = apply_move(ROUND_MOVES, round_.state, RoundMove.OPEN)
    round_.opened_at = clock.now()
    db.session.flush()
    record("round_opened", round_, council_id=round_.council_id, by_id=by.id)


def invite_families(round_: PriorityRound, *, by: Person) -> int:
    """Owe each family of the council a message with its ticket to vote; how many there are."""
    _must_be_open(round_)
    families = list(db.session.scalars(families_of(round_.council_id)))
    for family in families:
        ticket = _ticket_to_vote(round_)
        owe("vote_invited", ticket, council_id=round_.council_id, to=family)
    record(
        "families_invited_to_vote",
        round_,
        council_id=round_.council_id,
        by_id=by.id,
        detail={"families": len(families)},
    )
    return len(families)


def make_paper_tickets(round_: PriorityRound, count: int, *, by: Person) -> list[Ticket]:
    """Tickets to print on paper ballots: with a code to scan, or to fill in and hand back."""
    _must_be_open(round_)
    if not 1 <= count <= MOST_PAPER_TICKETS:
        raise Refusal(
            _l("Print between 1 and %(most)s ballots at a time.", most=MOST_PAPER_TICKETS),
            field="count",
        )
    tickets = [_ticket_to_vote(round_) for _ in range(count)]
    record(
        "paper_tickets_made",
        round_,
        council_id=round_.council_id,
        by_id=by.id,
        detail={"tickets": count},
    )
    return tickets


def cast_ballot(ticket: Ticket, dots: Mapping[str, int]) -> Ballot:
    """Take a family's dots, by option; its ticket is used up, and nothing ties the two together."""
    round_ = db.session.get_one(PriorityRound, ticket.subject_id)
    _must_be_open(round_)
    ballot = _count_in(round_, dots)
    use_up_ticket(ticket)
    return ballot


def enter_paper_ballot(
    round_: PriorityRound, dots: Mapping[str, int], number: str, *, by: Person
) -> Ballot:
    """Count a paper ballot in; its printed number is used up, so that it counts only once."""
    _must_be_open(round_)
    ticket = look_at_number(number, Purpose.VOTE, round_.id)
    ballot = _count_in(round_, dots)
    ballot.entered_by_id = by.id
    use_up_ticket(ticket)
    # The entry names the round, not the ballot: the coordinator's clock must not open it either.
    record("paper_ballot_entered", round_, council_id=round_.council_id, by_id=by.id)
    return ballot


def close_round(round_: PriorityRound, *, by: Person) -> None:
    """End the vote; only now does anybody see how the dots fell."""
    round_.state = apply_move(ROUND_MOVES, round_.state, RoundMove.CLOSE)
    round_.closed_at = clock.now()
    db.session.flush()
    record("round_closed", round_, council_id=round_.council_id, by_id=by.id)


def _ticket_to_vote(round_: PriorityRound) -> Ticket:
    return issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=round_.council_id)


def _must_be_open(round_: PriorityRound) -> None:
    if round_.state is RoundState.DRAFT:
        raise Refusal(_l("This vote has not been opened yet."))
    if round_.state is RoundState.CLOSED:
        raise Refusal(_l("This vote is over."))


def _count_in(round_: PriorityRound, dots: Mapping[str, int]) -> Ballot:
    given = {option: count for option, count in dots.items() if count}
    if not set(given) <= {option.id for option in round_.options}:
        raise Refusal(_l("This is not on the ballot."))
    if not given:
        raise Refusal(_l("Give at least one dot."), field="dots")
    if min(given.values()) < 0:
        raise Refusal(_l("This is not on the ballot."))
    if (left := dots_left(given)) < 0:
        raise Refusal(
            lazy_ngettext(
                "You gave one dot too many. Take one away.",
                "You gave %(num)s dots too many. Take some away.",
                -left,
            ),
            field="dots",
        )
    ballot = Ballot(round_id=round_.id)
    ballot.dots = [BallotDots(option_id=option, dots=count) for option, count in given.items()]
    db.session.add(ballot)
    db.session.flush()
    return ballot
