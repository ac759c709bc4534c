"""Priority rounds: three dots each, once each, hidden until closed, ties shown."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, inspect, select

from council import clock
from council.access.models import Purpose, Ticket
from council.access.tickets import TicketRefused, issue_ticket, ticket_number
from council.concerns.theme_operations import start_theme
from council.database import db
from council.history.models import HistoryEntry
from council.moves import MoveNotAllowed, apply_move
from council.notices.models import OutboxMessage
from council.refusals import Refusal
from council.rounds.models import Ballot, PriorityRound
from council.rounds.operations import (
    cast_ballot,
    close_round,
    draft_round,
    enter_paper_ballot,
    invite_families,
    make_paper_tickets,
    open_round,
)
from council.rounds.queries import ranking_of_themes, results, turnout
from council.rounds.states import ROUND_MOVES, RoundMove, RoundState
from tests.factories.rounds import a_round, a_theme
from tests.factories.school import Cast

EXPECTED = {
    (RoundState.DRAFT, RoundMove.OPEN): RoundState.OPEN,
    (RoundState.OPEN, RoundMove.CLOSE): RoundState.CLOSED,
}


@pytest.mark.parametrize(("state", "move"), list(product(RoundState, RoundMove)))
def test_a_round_makes_its_moves_and_no_others(state: RoundState, move: RoundMove) -> None:
    if (state, move) in EXPECTED:
        assert apply_move(ROUND_MOVES, state, move) is EXPECTED[state, move]
    else:
        with pytest.raises(MoveNotAllowed):
            apply_move(ROUND_MOVES, state, move)


def vote(round_: PriorityRound, *dots: int) -> Ballot:
    ticket = issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=round_.council_id)
    given = {option.id: count for option, count in zip(round_.options, dots, strict=False)}
    return cast_ballot(ticket, given)


def test_results_order_themes_by_dots_and_show_ties(cast: Cast) -> None:
    round_ = a_round(cast)
    vote(round_, 1, 2, 0)
    vote(round_, 0, 1, 2)
    vote(round_, 0, 0, 1)
    close_round(round_, by=cast.leader)
    found = results(round_)
    assert [(result.dots, result.place, result.tied) for result in found] == [
        (3, 1, True),
        (3, 1, True),
        (1, 3, False),
    ]
    assert ranking_of_themes(cast.council.id)[2] == (round_.options[0].theme_id, 1)


def test_results_stay_hidden_while_families_vote(cast: Cast) -> None:
    round_ = a_round(cast)
    vote(round_, 3)
    with pytest.raises(Refusal):
        results(round_)
    assert ranking_of_themes(cast.council.id) == []
    assert turnout(round_).ballots == 1


@pytest.mark.parametrize("dots", [(2, 2), (4,), (0, 0, 0), (-1, 2), (3, 3, 3)])
def test_a_ballot_has_one_to_three_dots(cast: Cast, dots: tuple[int, ...]) -> None:
    round_ = a_round(cast)
    with pytest.raises(Refusal):
        vote(round_, *dots)


def test_a_ballot_cannot_name_what_is_not_on_it(cast: Cast) -> None:
    round_ = a_round(cast)
    ticket = issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=round_.council_id)
    with pytest.raises(Refusal):
        cast_ballot(ticket, {"0" * 12: 1})


def test_a_ticket_votes_once(cast: Cast) -> None:
    round_ = a_round(cast)
    ticket = issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=round_.council_id)
    cast_ballot(ticket, {round_.options[0].id: 1})
    with pytest.raises(TicketRefused):
        cast_ballot(ticket, {round_.options[0].id: 1})


def test_a_paper_ballot_counts_once_on_paper_or_by_phone(cast: Cast) -> None:
    round_ = a_round(cast)
    by_paper, by_phone = make_paper_tickets(round_, 2, by=cast.coordinator)
    dots = {round_.options[1].id: 3}
    enter_paper_ballot(round_, dots, ticket_number(by_paper), by=cast.coordinator)
    cast_ballot(by_phone, dots)
    for ticket in (by_paper, by_phone):
        with pytest.raises(TicketRefused) as refused:
            enter_paper_ballot(round_, dots, ticket_number(ticket), by=cast.coordinator)
        assert refused.value.field == "number"
    assert (turnout(round_).ballots, turnout(round_).on_paper) == (2, 1)


def test_a_number_of_another_vote_is_refused(cast: Cast) -> None:
    round_, other = a_round(cast), a_round(cast, "Parking", "Safety")
    (ticket,) = make_paper_tickets(other, 1, by=cast.coordinator)
    with pytest.raises(TicketRefused):
        enter_paper_ballot(
            round_, {round_.options[0].id: 1}, ticket_number(ticket), by=cast.coordinator
        )


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.CLOSED])
def test_nobody_votes_before_a_round_opens_or_after_it_closes(
    cast: Cast, state: RoundState
) -> None:
    round_ = a_round(cast, opened=state is RoundState.CLOSED)
    if state is RoundState.CLOSED:
        close_round(round_, by=cast.leader)
    with pytest.raises(Refusal):
        vote(round_, 1)
    with pytest.raises(Refusal):
        make_paper_tickets(round_, 1, by=cast.leader)


def test_a_round_needs_two_themes_with_approved_summaries(cast: Cast) -> None:
    approved = a_theme(cast, "Buses")
    unapproved = start_theme(cast.council, "Lunch", language="en", by=cast.leader)
    for themes in ([approved], [approved, unapproved]):
        with pytest.raises(Refusal) as refused:
            draft_round(
                cast.council,
                "What first?",
                "en",
                themes,
                responder=cast.administrator,
                respond_by=clock.today(cast.council.time_zone) + timedelta(days=9),
                within_power="Times",
                by=cast.leader,
            )
        assert refused.value.field == "themes"


def test_a_round_does_not_open_after_the_day_of_its_answer(cast: Cast) -> None:
    round_ = a_round(cast, opened=False)
    round_.respond_by = clock.today(cast.council.time_zone) - timedelta(days=2)
    with pytest.raises(Refusal):
        open_round(round_, by=cast.leader)
    assert round_.state is RoundState.DRAFT


def test_every_family_is_owed_its_own_ticket(cast: Cast) -> None:
    round_ = a_round(cast)
    assert invite_families(round_, by=cast.leader) == 2
    messages = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "vote_invited")
    ).all()
    assert {message.family_id for message in messages} == {cast.family.id, cast.somali_family.id}
    assert len({message.subject_id for message in messages}) == 2


def test_a_ballot_keeps_nothing_that_tells_whose_it_is(cast: Cast) -> None:
    columns = {column.key for column in inspect(Ballot).columns}
    assert columns == {"id", "round_id", "entered_by_id"}
    round_ = a_round(cast)
    before = db.session.scalar(select(func.count(HistoryEntry.id)))
    ballot = vote(round_, 1)
    assert db.session.scalar(select(func.count(HistoryEntry.id))) == before
    ticket = db.session.scalars(select(Ticket).where(Ticket.used_on.is_not(None))).one()
    assert ballot.id != ticket.id and ticket.family_id is None
