"""Who can fill a booking, and what to try when nobody can."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from council.interpreting.states import Credential, Modality

if TYPE_CHECKING:
    from council.interpreting.models import Booking, Interpreter, InterpreterPair

# The order in which to try: somebody in the room, on a screen, on the phone; then another day.
LADDER = (Modality.ON_SITE, Modality.VIDEO, Modality.PHONE)


class Obstacle(StrEnum):
    """Why an interpreter cannot fill a booking."""

    NOT_AN_INTERPRETER = "not_an_interpreter"  # bilingual staff; being bilingual is not enough
    NOT_ATTESTED = "not_attested"  # nobody attested that they are adult and unrelated
    OTHER_PAIR = "other_pair"
    ONE_WAY = "one_way"  # they only speak, or only understand, one of the two
    OTHER_MODALITY = "other_modality"
    BUSY = "busy"


def legs_of(
    language: str, relay_language: str | None, meeting_language: str
) -> tuple[tuple[str, str], ...]:
    """The pairs of languages to be filled: one, or two by way of a third language."""
    if relay_language is None:
        return ((language, meeting_language),)
    return ((language, relay_language), (relay_language, meeting_language))


def next_on_ladder(modality: Modality) -> Modality | None:
    """What to try when nobody can come this way; None if only another day is left."""
    place = LADDER.index(modality) + 1
    return LADDER[place] if place < len(LADDER) else None


def busy_seconds(starts_at: datetime, ends_at: datetime, travel_minutes: int) -> tuple[int, int]:
    """The half-open seconds for which an interpreter is taken: the meeting, and the way to it."""
    travel = timedelta(minutes=travel_minutes)
    return int((starts_at - travel).timestamp()), int((ends_at + travel).timestamp())


def pair_obstacle(
    pairs: Iterable["InterpreterPair"], one_language: str, other_language: str
) -> Obstacle | None:
    """What keeps an interpreter from a conversation between two languages: it takes both ways."""
    ways = {(pair.from_language, pair.into_language) for pair in pairs}
    there = (one_language, other_language) in ways
    back = (other_language, one_language) in ways
    if there and back:
        return None
    return Obstacle.ONE_WAY if there or back else Obstacle.OTHER_PAIR


def obstacles(interpreter: "Interpreter", booking: "Booking", *, busy: bool) -> Sequence[Obstacle]:
    """Everything that keeps this interpreter from filling this booking; nothing if they can."""
    found = []
    if interpreter.credential is Credential.BILINGUAL_STAFF:
        found.append(Obstacle.NOT_AN_INTERPRETER)
    if not interpreter.attested_adult_and_unrelated:
        found.append(Obstacle.NOT_ATTESTED)
    pair = pair_obstacle(interpreter.pairs, booking.from_language, booking.into_language)
    if pair is not None:
        found.append(pair)
    if booking.modality.value not in interpreter.modalities:
        found.append(Obstacle.OTHER_MODALITY)
    if busy:
        found.append(Obstacle.BUSY)
    return found
