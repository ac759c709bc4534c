"""What a person may do with this one recommendation, beside what their role lets them do."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from council.access.actions import Action, Role, may
from council.councils.models import Office
from council.recommendations.states import (
    HAS_ANSWER,
    MOVES,
    Disposition,
    RecommendationMove,
    RecommendationState,
)

if TYPE_CHECKING:
    from council.people.models import Person
    from council.recommendations.models import Recommendation

# These answers promise something, so they name at least one step.
PROMISES = frozenset({Disposition.ACCEPTED, Disposition.PARTLY_ACCEPTED})

# Those who write recommendations see them before the council proposes them.
WRITES = frozenset({Role.PARENT_LEADER, Role.COORDINATOR})


def _can_move(recommendation: "Recommendation", move: RecommendationMove) -> bool:
    return (recommendation.state, move) in MOVES


def can_edit(roles: frozenset[Role], recommendation: "Recommendation") -> bool:
    """A leader or coordinator writes on while it is a draft."""
    return (
        may(roles, Action.DRAFT_RECOMMENDATION)
        and recommendation.state is RecommendationState.DRAFT
    )


def can_withdraw(roles: frozenset[Role], recommendation: "Recommendation") -> bool:
    """Before the vote a leader or coordinator takes it back; after it, a coordinator."""
    action = (
        Action.SEND_RECOMMENDATION
        if recommendation.state is RecommendationState.ADOPTED
        else Action.DRAFT_RECOMMENDATION
    )
    return may(roles, action) and _can_move(recommendation, RecommendationMove.WITHDRAW)


def may_record_motions(roles: frozenset[Role], offices: Collection[Office]) -> bool:
    """A coordinator writes down how the council voted, or a leader who is its secretary."""
    return Role.COORDINATOR in roles or (
        Role.PARENT_LEADER in roles and Office.SECRETARY in offices
    )


def can_record_motion(
    roles: frozenset[Role], offices: Collection[Office], recommendation: "Recommendation"
) -> bool:
    """The same, on what the council has been proposed."""
    return may_record_motions(roles, offices) and _can_move(
        recommendation, RecommendationMove.ADOPT
    )


def can_send(roles: frozenset[Role], recommendation: "Recommendation") -> bool:
    """A coordinator sends what the council has adopted to somebody who answers for the school."""
    return may(roles, Action.SEND_RECOMMENDATION) and _can_move(
        recommendation, RecommendationMove.SEND
    )


def is_addressed_to(
    person: "Person", roles: frozenset[Role], recommendation: "Recommendation"
) -> bool:
    """Only the administrator whom it was sent or handed on to answers for the school."""
    return may(roles, Action.ANSWER_RECOMMENDATION) and recommendation.addressee_id == person.id


def can_answer(person: "Person", roles: frozenset[Role], recommendation: "Recommendation") -> bool:
    """The addressee answers, or hands it on, until it is answered."""
    return is_addressed_to(person, roles, recommendation) and _can_move(
        recommendation, RecommendationMove.ANSWER
    )


def can_report(person: "Person", roles: frozenset[Role], recommendation: "Recommendation") -> bool:
    """The addressee says how the promised steps come along."""
    return is_addressed_to(person, roles, recommendation) and (
        recommendation.state in (RecommendationState.ANSWERED, RecommendationState.IN_PROGRESS)
    )


def can_tell(roles: frozenset[Role], recommendation: "Recommendation") -> bool:
    """A coordinator tells the families who asked what the school has answered."""
    return may(roles, Action.SEND_RECOMMENDATION) and recommendation.state in HAS_ANSWER


def can_be_spoken_for(recommendation: "Recommendation") -> bool:
    """Whoever speaks for it speaks for the council, to which it has been proposed."""
    return recommendation.state not in (
        RecommendationState.DRAFT,
        RecommendationState.REJECTED,
        RecommendationState.WITHDRAWN,
    )
