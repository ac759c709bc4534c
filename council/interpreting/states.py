"""The states of a booking and the moves between them."""

from enum import StrEnum


class BookingState(StrEnum):
    """What a district really calls them."""

    REQUESTED = "requested"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    FULFILLED = "fulfilled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


class BookingMove(StrEnum):
    """What somebody does to a booking."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"  # the coordinator takes the offer or the request back
    EXPIRE = "expire"  # nobody answered in time
    CANCEL = "cancel"  # after it was confirmed, with a reason
    FULFIL = "fulfil"
    MISS = "miss"  # the interpreter did not come


_S, _M = BookingState, BookingMove
MOVES: dict[tuple[BookingState, BookingMove], BookingState] = {
    (_S.REQUESTED, _M.OFFER): _S.OFFERED,
    (_S.REQUESTED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.OFFERED, _M.ACCEPT): _S.CONFIRMED,
    (_S.OFFERED, _M.DECLINE): _S.DECLINED,
    (_S.OFFERED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.OFFERED, _M.EXPIRE): _S.EXPIRED,
    (_S.CONFIRMED, _M.CANCEL): _S.CANCELLED,
    (_S.CONFIRMED, _M.FULFIL): _S.FULFILLED,
    (_S.CONFIRMED, _M.MISS): _S.NO_SHOW,
}

# While it is one of these, the interpreter's time is taken.
TAKES_TIME = (_S.OFFERED, _S.CONFIRMED, _S.FULFILLED)
# The try for its leg that counts now; every other state is a try that failed.
STANDS = (_S.REQUESTED, _S.OFFERED, _S.CONFIRMED, _S.FULFILLED, _S.NO_SHOW)
# One of these covers its leg of a need.
COVERS = (_S.CONFIRMED, _S.FULFILLED)


class Mode(StrEnum):
    """How an interpreter speaks."""

    SIMULTANEOUS = "simultaneous"
    CONSECUTIVE = "consecutive"
    WHISPERED = "whispered"
    SIGHT = "sight"


class Modality(StrEnum):
    """How an interpreter is there."""

    ON_SITE = "on_site"
    VIDEO = "video"
    PHONE = "phone"


class Credential(StrEnum):
    """What shows that somebody can interpret. Being bilingual is not being an interpreter."""

    CERTIFIED = "certified"
    QUALIFIED = "qualified"
    BILINGUAL_STAFF = "bilingual_staff"


class NeedStanding(StrEnum):
    """How far a need for interpreting is met."""

    COVERED = "covered"  # every leg has a confirmed booking
    PARTLY = "partly"  # one leg of a relay is confirmed, the other is not
    OFFERED = "offered"  # somebody was asked and has not answered yet
    OPEN = "open"  # requested, but offered to nobody
    NOT_ASKED = "not_asked"  # families speak it, and nobody has asked for an interpreter
