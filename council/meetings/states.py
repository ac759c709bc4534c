"""The states of a meeting and the moves between them."""

from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands."""

    DRAFT = "draft"
    POSTED = "posted"
    HELD = "held"
    CANCELLED = "cancelled"


# While a meeting is one of these, its facts and its agenda can still change.
CHANGEABLE = (MeetingState.DRAFT, MeetingState.POSTED)


class MeetingMove(StrEnum):
    """What a coordinator does with a meeting."""

    POST = "post"
    HOLD = "hold"
    CANCEL = "cancel"


MOVES: dict[tuple[MeetingState, MeetingMove], MeetingState] = {
    (MeetingState.DRAFT, MeetingMove.POST): MeetingState.POSTED,
    # Posting again keeps a further version; the 72-hour clock of a new item starts then.
    (MeetingState.POSTED, MeetingMove.POST): MeetingState.POSTED,
    (MeetingState.POSTED, MeetingMove.HOLD): MeetingState.HELD,
    (MeetingState.DRAFT, MeetingMove.CANCEL): MeetingState.CANCELLED,
    (MeetingState.POSTED, MeetingMove.CANCEL): MeetingState.CANCELLED,
}


class MeetingChange(StrEnum):
    """What others must hear of, because they planned for the meeting as it was."""

    MOVED = "moved"  # another day, time or length
    RELOCATED = "relocated"  # another place or link, at the same time
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """What the council does with an agenda item; it may act only on one posted for action."""

    INFORMATION = "information"
    DISCUSSION = "discussion"
    ACTION = "action"


class ItemMove(StrEnum):
    """Where an agenda item goes."""

    UP = "up"
    DOWN = "down"


class Aid(StrEnum):
    """An auxiliary aid that a person chooses (28 CFR 35.160)."""

    SIGN_LANGUAGE = "sign_language"
    CAPTIONING = "captioning"
    BRAILLE = "braille"
    LARGE_PRINT = "large_print"
    AUDIO = "audio"


class Support(StrEnum):
    """What makes it possible to come (20 USC 6318)."""

    CHILDCARE = "childcare"
    TRANSPORT = "transport"
    FOOD = "food"


class WordsAbout(StrEnum):
    """What a council says once, for every packet to come."""

    HOW_WE_MEET = "how_we_meet"
    ASKED_OF_PARTNERS = "asked_of_partners"
