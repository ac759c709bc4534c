"""States as data: a table says which move leads where, one function applies it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from council.refusals import Refusal

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


class MoveNotAllowed(Refusal):
    """A thing in this state cannot make this move, mostly because someone else moved it first."""

    def __init__(self, state: StrEnum, move: StrEnum) -> None:
        super().__init__(
            _l("This has changed in the meantime, and that step is no longer possible. Look again.")
        )
        self.state = state
        self.move = move


def apply_move(moves: Mapping[tuple[S, M], S], state: S, move: M) -> S:
    """The state that a move leads to; raises MoveNotAllowed where the table has none."""
    try:
        return moves[state, move]
    except KeyError:
        raise MoveNotAllowed(state, move) from None


def moves_from(moves: Mapping[tuple[S, M], S], state: S) -> frozenset[M]:
    """The moves that a thing in this state can make."""
    return frozenset(move for (source, move) in moves if source is state)
