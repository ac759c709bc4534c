"""The states of a concern and the moves between them."""

from enum import StrEnum


class ConcernState(StrEnum):
    """How far a concern has come on its way to an answer."""

    RECEIVED = "received"
    GROUPED = "grouped"
    ON_AGENDA = "on_agenda"
    IN_RECOMMENDATION = "in_recommendation"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ConcernMove(StrEnum):
    """What happens to a concern."""

    GROUP = "group"
    UNGROUP = "ungroup"
    PUT_ON_AGENDA = "put_on_agenda"
    TAKE_OFF_AGENDA = "take_off_agenda"
    TAKE_INTO_RECOMMENDATION = "take_into_recommendation"
    DROP_FROM_RECOMMENDATION = "drop_from_recommendation"
    ANSWER = "answer"
    CLOSE = "close"
    WITHDRAW = "withdraw"


_C, _M = ConcernState, ConcernMove
CONCERN_MOVES: dict[tuple[ConcernState, ConcernMove], ConcernState] = {
    (_C.RECEIVED, _M.GROUP): _C.GROUPED,
    (_C.GROUPED, _M.UNGROUP): _C.RECEIVED,
    (_C.GROUPED, _M.PUT_ON_AGENDA): _C.ON_AGENDA,
    (_C.ON_AGENDA, _M.TAKE_OFF_AGENDA): _C.GROUPED,
    (_C.GROUPED, _M.TAKE_INTO_RECOMMENDATION): _C.IN_RECOMMENDATION,
    (_C.ON_AGENDA, _M.TAKE_INTO_RECOMMENDATION): _C.IN_RECOMMENDATION,
    (_C.IN_RECOMMENDATION, _M.DROP_FROM_RECOMMENDATION): _C.GROUPED,
    (_C.IN_RECOMMENDATION, _M.ANSWER): _C.ANSWERED,
    # A later recommendation can take up the theme of a concern that was answered before.
    (_C.ANSWERED, _M.TAKE_INTO_RECOMMENDATION): _C.IN_RECOMMENDATION,
    (_C.RECEIVED, _M.CLOSE): _C.CLOSED,
    (_C.GROUPED, _M.CLOSE): _C.CLOSED,
    (_C.ON_AGENDA, _M.CLOSE): _C.CLOSED,
    (_C.RECEIVED, _M.WITHDRAW): _C.WITHDRAWN,
    (_C.GROUPED, _M.WITHDRAW): _C.WITHDRAWN,
    (_C.ON_AGENDA, _M.WITHDRAW): _C.WITHDRAWN,
    (_C.IN_RECOMMENDATION, _M.WITHDRAW): _C.WITHDRAWN,
}


class ReadingState(StrEnum):
    """Whether those who may not read a concern's own words can read what it says in others."""

    MISSING = "missing"
    TO_APPROVE = "to_approve"
    APPROVED = "approved"
    NOT_NEEDED = "not_needed"  # it is private, has been answered, or has ended


class Consent(StrEnum):
    """How far the family lets its concern go; summaries never carry its own words."""

    PRIVATE = "private"  # the coordinator reads it, no summary counts it
    SUMMARY = "summary"  # the council's members hear of it in summaries, in other words
    PUBLIC = "public"  # the summary may also stand in what everybody can read


class Arrival(StrEnum):
    """How a concern reached the council."""

    LINK = "link"
    SPOKEN = "spoken"
    PHONE = "phone"
    PAPER = "paper"
    GATHERING = "gathering"
