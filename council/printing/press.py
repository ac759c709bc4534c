"""Printing behind a wall: a process of its own, with limits, that can always be stopped."""

from dataclasses import dataclass
from pathlib import Path

from council.printing.document import Document, Printed


@dataclass(frozen=True, slots=True)
class Press:
    """Where the printer keeps its font cache, where more fonts lie, and how much it may use."""

    cache: Path
    extra_fonts: Path | None = None
    seconds: float = 30.0
    memory: int = 1 << 30


def print_in_subprocess(document: Document, press: Press) -> Printed:
    """Print a document in a process of its own; a document that cannot be printed is refused.

    Raises NoFontForScript, PrintingTookTooLong, PrintingTookTooMuchMemory or PrintingBroke, all of
    them refusals with a sentence for the person.
    """
    raise NotImplementedError
