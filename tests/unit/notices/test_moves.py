"""Every move of a message from every state."""

import pytest

from council.moves import MoveNotAllowed, apply_move
from council.notices.states import MOVES, MessageMove, MessageState

_S, _M = MessageState, MessageMove

ALLOWED = {
    (_S.WAITING, _M.SEND): _S.SENT,
    (_S.WAITING, _M.TICK_OFF): _S.DONE,
    (_S.WAITING, _M.GIVE_UP): _S.FAILED,
    (_S.WAITING, _M.LOSE_SUBJECT): _S.GONE,
    (_S.FAILED, _M.TICK_OFF): _S.DONE,
    (_S.FAILED, _M.TRY_AGAIN): _S.WAITING,
    (_S.DONE, _M.PUT_BACK): _S.WAITING,
}


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("move", MessageMove)
def test_message_moves_only_as_the_table_says(state: MessageState, move: MessageMove) -> None:
    if (state, move) in ALLOWED:
        assert apply_move(MOVES, state, move) is ALLOWED[state, move]
    else:
        with pytest.raises(MoveNotAllowed):
            apply_move(MOVES, state, move)
