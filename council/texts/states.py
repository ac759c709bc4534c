"""The standing of a translation, and how it moves."""

from enum import StrEnum


class Standing(StrEnum):
    """How far a translation may be trusted. Stale is not stored: the source has moved on since."""

    MACHINE = "machine"
    DRAFT = "draft"
    APPROVED = "approved"


class TranslationMove(StrEnum):
    """What a person does to a translation. Other words are a new translation, not a move."""

    APPROVE = "approve"


MOVES: dict[tuple[Standing, TranslationMove], Standing] = {
    (Standing.MACHINE, TranslationMove.APPROVE): Standing.APPROVED,
    (Standing.DRAFT, TranslationMove.APPROVE): Standing.APPROVED,
}
