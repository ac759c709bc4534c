"""Printing behind a wall: in processes of their own, with limits, that can always be stopped."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from council.printing import workers
from council.printing.document import Document, Printed
from council.printing.errors import (
    ExtraFontUnusable,
    NoFontForScript,
    PrintingBroke,
    PrintingTookTooMuchMemory,
)
from council.printing.wire import pack_job, unpack_answer
from council.refusals import Refusal

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """Where the printer keeps its font cache, where more fonts lie, and how much it may use."""

    cache: Path
    extra_fonts: Path | None = None
    seconds: float = 30.0
    memory: int = 1 << 30

    @property
    def outfit(self) -> workers.Outfit:
        """What its printers are started with."""
        faces = sorted(self.extra_fonts.glob("*.ttf")) if self.extra_fonts else []
        stats = [(face.name, face.stat().st_size, face.stat().st_mtime_ns) for face in faces]
        return workers.Outfit(self.cache, self.extra_fonts, self.memory, str(stats))


def print_in_subprocess(document: Document, press: Press) -> Printed:
    """Print a document in a process of its own; a document that cannot be printed is refused.

    Raises NoFontForScript, ExtraFontUnusable, PrintingTookTooLong, PrintingTookTooMuchMemory or
    PrintingBroke, all of them refusals with a sentence for the person.
    """
    job = pack_job(document, press.cache, press.extra_fonts)
    until = time.monotonic() + press.seconds
    answer = workers.WORKERS.print_job(job, press.outfit, press.seconds, until)
    outcome = unpack_answer(answer)
    if isinstance(outcome, Printed):
        return outcome
    raise _refusal(outcome, press)


def _refusal(answer: Mapping[str, str], press: Press) -> Refusal:
    match answer:
        case {"outcome": "NoFontForScript", "language": language, "script": script}:
            return NoFontForScript(language, script)
        case {"outcome": "ExtraFontUnusable", "file": file}:
            return ExtraFontUnusable(file)
        case {"outcome": "MemoryError"}:
            return PrintingTookTooMuchMemory(press.memory >> 20)
        case _:
            _LOG.error("The printer refused for a reason of its own: %s", answer)
            return PrintingBroke()
