"""Printing behind a wall: in processes of their own, with limits, that can always be stopped."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from council.printing import workers
from council.printing.document import Document, Printed
from council.printing.errors import (
    ExtraFontUnusable,
    NoFontForScript,
    PrintingBroke,
    PrintingTookTooMuchMemory,
)
from council.printing.keys import key_of_document
from council.printing.wire import pack_job, unpack_answer
from council.refusals import Refusal

_LOG = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


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


def print_document(document: Document, press: Press, progress: Progress | None = None) -> Printed:
    """Print a document in processes of their own; one that cannot be printed is refused.

    `progress` hears how many parts are ready, and of how many. Raises NoFontForScript,
    ExtraFontUnusable, PrintingTookTooLong, PrintingTookTooMuchMemory or PrintingBroke, all of them
    refusals with a sentence for the person.
    """
    outfit = press.outfit
    key = key_of_document(document, outfit.fonts)
    printed = _LATELY.get(key)
    if printed is None:
        printed = _print(document, press, outfit)
        _LATELY.put(key, printed)
    if progress:
        progress(1, 1)
    return printed


print_in_subprocess = print_document


def _print(document: Document, press: Press, outfit: workers.Outfit) -> Printed:
    job = pack_job(document, press.cache, press.extra_fonts)
    until = time.monotonic() + press.seconds
    answer = workers.WORKERS.print_job(job, outfit, press.seconds, until)
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


# --- What was printed just before ----------------------------------------------------------------


class _Lately:
    """The documents that this process printed last, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._documents: OrderedDict[str, Printed] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> Printed | None:
        with self._lock:
            printed = self._documents.get(key)
            if printed is not None:
                self._documents.move_to_end(key)
            return printed

    def put(self, key: str, printed: Printed) -> None:
        with self._lock:
            before = self._documents.pop(key, None)
            self._bytes += len(printed.pdf) - (len(before.pdf) if before else 0)
            self._documents[key] = printed
            while self._bytes > self._most_bytes:
                _, oldest = self._documents.popitem(last=False)
                self._bytes -= len(oldest.pdf)

    def clear(self) -> None:
        with self._lock:
            self._documents.clear()
            self._bytes = 0


_LATELY = _Lately(16 << 20)
