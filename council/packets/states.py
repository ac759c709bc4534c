"""What can be printed of a packet, and how far its printing is."""

from enum import StrEnum


class PrintKind(StrEnum):
    """What of a packet is printed."""

    PACKET = "packet"
    HANDOUT = "handout"  # what matters most, on a sheet


class PrintState(StrEnum):
    """Where a file that somebody asked for stands."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"


class PrintMove(StrEnum):
    """What the worker does with a file, and whoever asks for it."""

    TAKE = "take"
    FINISH = "finish"
    FAIL = "fail"
    ASK_AGAIN = "ask_again"


MOVES: dict[tuple[PrintState, PrintMove], PrintState] = {
    (PrintState.WAITING, PrintMove.TAKE): PrintState.PRINTING,
    # The worker that had taken it is gone.
    (PrintState.PRINTING, PrintMove.TAKE): PrintState.PRINTING,
    (PrintState.PRINTING, PrintMove.FINISH): PrintState.DONE,
    (PrintState.PRINTING, PrintMove.FAIL): PrintState.FAILED,
    (PrintState.FAILED, PrintMove.ASK_AGAIN): PrintState.WAITING,
}

# While a file is one of these, something is still to come.
UNDER_WAY = (PrintState.WAITING, PrintState.PRINTING)
