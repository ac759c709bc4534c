"""The states of a priority round and the moves between them."""

from enum import StrEnum


class RoundState(StrEnum):
    """Whether families can vote."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class RoundMove(StrEnum):
    """What a leader does with a round."""

    OPEN = "open"
    CLOSE = "close"


ROUND_MOVES: dict[tuple[RoundState, RoundMove], RoundState] = {
    (RoundState.DRAFT, RoundMove.OPEN): RoundState.OPEN,
    (RoundState.OPEN, RoundMove.CLOSE): RoundState.CLOSED,
}
