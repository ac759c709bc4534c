"""The states of a recommendation and the moves between them."""

from enum import StrEnum


class RecommendationState(StrEnum):
    """Where a recommendation stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    SENT = "sent"
    ANSWERED = "answered"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    REJECTED = "rejected"  # by the council's vote
    WITHDRAWN = "withdrawn"


class RecommendationMove(StrEnum):
    """What somebody does with a recommendation."""

    PROPOSE = "propose"
    RETURN_TO_DRAFT = "return_to_draft"
    ADOPT = "adopt"
    REJECT = "reject"
    SEND = "send"
    HAND_ON = "hand_on"
    ASK_FOR_TIME = "ask_for_time"
    ANSWER = "answer"
    START = "start"
    FINISH = "finish"
    WITHDRAW = "withdraw"


_S, _M = RecommendationState, RecommendationMove
MOVES: dict[tuple[RecommendationState, RecommendationMove], RecommendationState] = {
    (_S.DRAFT, _M.PROPOSE): _S.PROPOSED,
    (_S.PROPOSED, _M.RETURN_TO_DRAFT): _S.DRAFT,
    (_S.PROPOSED, _M.ADOPT): _S.ADOPTED,
    (_S.PROPOSED, _M.REJECT): _S.REJECTED,
    (_S.ADOPTED, _M.SEND): _S.SENT,
    (_S.SENT, _M.HAND_ON): _S.SENT,  # to another administrator
    (_S.SENT, _M.ASK_FOR_TIME): _S.SENT,  # until another day
    (_S.SENT, _M.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, _M.START): _S.IN_PROGRESS,
    (_S.ANSWERED, _M.FINISH): _S.DONE,  # nothing was promised, nothing is left to do
    (_S.IN_PROGRESS, _M.FINISH): _S.DONE,
    (_S.DRAFT, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.PROPOSED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.ADOPTED, _M.WITHDRAW): _S.WITHDRAWN,
}


# The school has said what it will do, and may be told of.
HAS_ANSWER = (_S.ANSWERED, _S.IN_PROGRESS, _S.DONE)
# The council has put it forward, and its themes wait for what becomes of it.
TAKES_UP_THEMES = (_S.PROPOSED, _S.ADOPTED, _S.SENT)


class Disposition(StrEnum):
    """What the school will do with a recommendation."""

    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    DECLINED = "declined"
    NEEDS_MORE_TIME = "needs_more_time"
