"""What becomes of a message that the council owes somebody."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"  # for the program, or on the worklist of a person
    SENT = "sent"  # by the program
    DONE = "done"  # ticked off: called, handed over, posted
    FAILED = "failed"  # the program gave up; it is on the worklist with the reason


class MessageMove(StrEnum):
    """What happens to a message."""

    SEND = "send"
    TICK_OFF = "tick_off"
    GIVE_UP = "give_up"


MOVES: dict[tuple[MessageState, MessageMove], MessageState] = {
    (MessageState.WAITING, MessageMove.SEND): MessageState.SENT,
    (MessageState.WAITING, MessageMove.TICK_OFF): MessageState.DONE,
    (MessageState.WAITING, MessageMove.GIVE_UP): MessageState.FAILED,
    (MessageState.FAILED, MessageMove.TICK_OFF): MessageState.DONE,
    (MessageState.FAILED, MessageMove.SEND): MessageState.SENT,
}
