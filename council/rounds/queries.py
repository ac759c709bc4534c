"""Rounds and their results, which nobody sees before the round is closed."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from council.access.models import Purpose, Ticket
from council.concerns.models import Theme
from council.database import db
from council.refusals import Refusal
from council.rounds.models import Ballot, BallotDots, PriorityRound, RoundOption
from council.rounds.states import RoundState


@dataclass(frozen=True)
class Result:
    """How many dots a theme got and its place; themes with as many dots share a place."""

    theme_id: str
    dots: int
    place: int
    tied: bool


@dataclass(frozen=True)
class Turnout:
    """How many ballots came in and how many tickets are still out; never how the dots fell."""

    ballots: int
    on_paper: int
    tickets_out: int


def rounds_of(council_id: str) -> Select[PriorityRound]:
    """The rounds of a council, the latest first."""
    return (
        select(PriorityRound)
        .where(PriorityRound.council_id == council_id)
        .order_by(PriorityRound.drafted_at.desc(), PriorityRound.id)
    )


def round_of(council_id: str, round_id: str) -> PriorityRound | None:
    """One round of this council, with its options and their themes."""
    return db.session.scalars(
        select(PriorityRound)
        .where(PriorityRound.council_id == council_id, PriorityRound.id == round_id)
        .options(selectinload(PriorityRound.options).joinedload(RoundOption.theme))
    ).one_or_none()


def results(round_: PriorityRound) -> list[Result]:
    """The themes by their dots, ties shown as ties; refused while families still vote."""
    if round_.state is not RoundState.CLOSED:
        raise Refusal("results stay hidden until the round is closed")
    counted = db.session.execute(
        select(RoundOption.theme_id, func.coalesce(func.sum(BallotDots.dots), 0))
        .outerjoin(BallotDots, BallotDots.option_id == RoundOption.id)
        .where(RoundOption.round_id == round_.id)
        .group_by(RoundOption.id, RoundOption.theme_id, RoundOption.position)
        .order_by(func.coalesce(func.sum(BallotDots.dots), 0).desc(), RoundOption.position)
    ).all()
    every = [int(dots) for _, dots in counted]
    return [
        Result(
            theme_id,
            int(dots),
            place=1 + sum(other > dots for other in every),
            tied=every.count(int(dots)) > 1,
        )
        for theme_id, dots in counted
    ]


def turnout(round_: PriorityRound) -> Turnout:
    """How the vote is coming along."""
    ballots, on_paper = db.session.execute(
        select(func.count(Ballot.id), func.count(Ballot.entered_by_id)).where(
            Ballot.round_id == round_.id
        )
    ).one()
    out = db.session.scalar(
        select(func.count(Ticket.id)).where(
            Ticket.purpose == Purpose.VOTE,
            Ticket.subject_id == round_.id,
            Ticket.used_on.is_(None),
        )
    )
    return Turnout(ballots, on_paper, out or 0)


def last_closed_round(council_id: str) -> PriorityRound | None:
    """The round whose result is the council's present order of priorities."""
    return db.session.scalars(
        select(PriorityRound)
        .where(PriorityRound.council_id == council_id, PriorityRound.state == RoundState.CLOSED)
        .order_by(PriorityRound.closed_at.desc())
        .limit(1)
    ).one_or_none()


def ranking_of_themes(council_id: str) -> list[tuple[str, int]]:
    """Theme ids with their dots in the last closed round, the most wanted first."""
    last = last_closed_round(council_id)
    return [(result.theme_id, result.dots) for result in results(last)] if last else []


def themes_to_vote_on(council_id: str) -> Select[Theme]:
    """The themes whose summary is approved, so that families can be asked about them."""
    return (
        select(Theme)
        .where(Theme.council_id == council_id, Theme.summary_approved_revision_id.is_not(None))
        .order_by(Theme.started_at.desc(), Theme.id)
    )


def open_rounds(council_id: str) -> Select[PriorityRound]:
    """The rounds in which families are voting now."""
    return rounds_of(council_id).where(PriorityRound.state == RoundState.OPEN)
