"""When a round may be opened, and what a ballot may hold."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from council.rounds.models import PriorityRound

# Silent dot voting: few enough dots that choosing means leaving something out.
DOTS = 3


def is_ready_to_listen(round_: "PriorityRound", today: date) -> bool:
    """Whether somebody will answer by a day still to come, and said what they can change."""
    return (
        round_.responder_id is not None
        and round_.respond_by is not None
        and round_.respond_by >= today
        and round_.within_power != ""
    )


def dots_left(dots: Mapping[str, int]) -> int:
    """How many dots a ballot has left to give; below zero where it gave too many."""
    return DOTS - sum(dots.values())
