"""What becomes of a message that the council owes somebody."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"  # for the program, or on the worklist of a person
    SENT = "sent"  # by the program
    DONE = "done"  # ticked off: called, handed over, posted
    FAILED = "failed"  # the program gave up; it is on the worklist with the reason
    GONE = "gone"  # what it would have told of is no longer there


class MessageMove(StrEnum):
    """What happens to a message."""

    SEND = "send"
    TICK_OFF = "tick_off"
    PUT_BACK = "put_back"  # ticked off by mistake
    GIVE_UP = "give_up"
    TRY_AGAIN = "try_again"
    LOSE_SUBJECT = "lose_subject"


_S, _M = MessageState, MessageMove
MOVES: dict[tuple[MessageState, MessageMove], MessageState] = {
    (_S.WAITING, _M.SEND): _S.SENT,
    (_S.WAITING, _M.TICK_OFF): _S.DONE,
    (_S.WAITING, _M.GIVE_UP): _S.FAILED,
    (_S.WAITING, _M.LOSE_SUBJECT): _S.GONE,
    (_S.FAILED, _M.TICK_OFF): _S.DONE,
    (_S.FAILED, _M.TRY_AGAIN): _S.WAITING,
    (_S.DONE, _M.PUT_BACK): _S.WAITING,
}


class Failure(StrEnum):
    """Why the program gave a message up; a code, since what a mail server says names people."""

    NO_ADDRESS = "no_address"  # the address was taken back after the message was written
    REFUSED = "refused"  # the mail server will not take it for this address
    UNREACHED = "unreached"  # tried again and again, and no mail server took it
    NOT_WRITTEN = "not_written"  # the program could not write it
