"""Printing behind a wall: in processes of their own, with limits, that can always be stopped."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

from council.printing import workers
from council.printing.assembling import Assembly, PlaceUnknown, assemble
from council.printing.document import Document, Manuscript, Printed, PrintedPart
from council.printing.errors import (
    ExtraFontUnusable,
    NoFontForScript,
    PrintingBroke,
    PrintingTookTooLong,
    PrintingTookTooMuchMemory,
)
from council.printing.kept_parts import KeptParts
from council.printing.keys import key_of_document, key_of_manuscript
from council.printing.wire import pack_assembly, pack_manuscript, unpack_answer
from council.refusals import Refusal

_LOG = logging.getLogger(__name__)

# Two parts are printed at the same time, each of them in far less than this on any machine.
_SECONDS_A_PART = 2.0
_LONGEST = 300.0

Progress = Callable[[int, int], None]
Answer = TypeVar("Answer", PrintedPart, Printed)


@dataclass(frozen=True, slots=True)
class Press:
    """Where the printer keeps its fonts' cache and its parts, and how much it may use.

    `seconds` is what one part may take, and the joining of all parts. A document may take as much
    once, and two seconds for each of its parts, but never more than five minutes.
    """

    cache: Path
    extra_fonts: Path | None = None
    seconds: float = 30.0
    memory: int = 1 << 30

    @property
    def parts(self) -> KeptParts:
        """The parts that were printed before."""
        return KeptParts(self.cache / "parts")

    @property
    def outfit(self) -> workers.Outfit:
        """What its printers are started with."""
        faces = sorted(self.extra_fonts.glob("*.ttf")) if self.extra_fonts else []
        stats = [(face.name, face.stat().st_size, face.stat().st_mtime_ns) for face in faces]
        return workers.Outfit(self.cache, self.extra_fonts, self.memory, str(stats))

    def seconds_of(self, document: Document) -> float:
        """How long a whole document may take."""
        return min(_LONGEST, self.seconds + _SECONDS_A_PART * len(document.parts))


def print_document(document: Document, press: Press, progress: Progress | None = None) -> Printed:
    """Print a document in processes of their own; one that cannot be printed is refused.

    What was printed before is not printed again: a whole document for a while, its parts for as
    long as they are in use. `progress` hears how much of a document is ready, and of how much.
    Raises NoFontForScript, ExtraFontUnusable, PrintingTookTooLong, PrintingTookTooMuchMemory or
    PrintingBroke, all of them refusals with a sentence for the person.
    """
    outfit = press.outfit
    key = key_of_document(document, outfit.fonts)
    printed = _LATELY.get(key)
    run = _Run(document, press, outfit, progress)
    if printed is None:
        printed = run.print()
        _LATELY.put(key, printed)
    run.tell_ready()
    return printed


class _Run:
    """One document on its way through the printers."""

    def __init__(
        self,
        document: Document,
        press: Press,
        outfit: workers.Outfit,
        progress: Progress | None,
    ) -> None:
        self._document = document
        self._press = press
        self._outfit = outfit
        self._progress = progress
        self._until = time.monotonic() + press.seconds_of(document)
        # All that is printed by itself, and then the joining.
        self._steps = len(document.parts) + len(document.edges) + bool(document.watermark) + 1
        self._done = 0

    def print(self) -> Printed:
        """Print what is not kept, and join everything."""
        try:
            return self._joined(assemble(self._document, self._print_all))
        except PlaceUnknown as fault:
            _LOG.exception("A document names a place that it does not have")
            raise PrintingBroke from fault
        except PrintingTookTooLong:
            if time.monotonic() < self._until:
                raise
            # Not the last part took too long, but all of them together.
            raise PrintingTookTooLong(self._press.seconds_of(self._document)) from None

    def _joined(self, assembly: Assembly) -> Printed:
        answer = workers.WORKERS.print_job(
            pack_assembly(assembly), self._outfit, self._press.seconds, self._until
        )
        return self._opened(answer, Printed)

    def _print_all(self, manuscripts: Sequence[Manuscript]) -> list[PrintedPart]:
        keys = [key_of_manuscript(manuscript, self._outfit.fonts) for manuscript in manuscripts]
        wanted = dict(zip(keys, manuscripts, strict=True))
        printed = self._kept(wanted)
        # The longest first, so that in the end no printer waits for the other.
        missing = sorted(wanted.keys() - printed.keys(), key=lambda key: -len(wanted[key].body))
        self._tell(len(printed))
        answers = workers.WORKERS.print_jobs(
            [pack_manuscript(wanted[key]) for key in missing],
            self._outfit,
            self._press.seconds,
            self._until,
        )
        for place, answer in answers:
            printed[missing[place]] = self._opened(answer, PrintedPart)
            self._keep(missing[place], answer)
            self._tell(1)
        return [printed[key] for key in keys]

    def _kept(self, keys: Iterable[str]) -> dict[str, PrintedPart]:
        """What was printed before, by its key."""
        found = {key: self._press.parts.get(key) for key in keys}
        return {
            key: self._opened(answer, PrintedPart)
            for key, answer in found.items()
            if answer is not None
        }

    def _keep(self, key: str, answer: bytes) -> None:
        try:
            self._press.parts.put(key, answer)
        except OSError:
            # What is on paper is on paper: next time it is printed once more.
            _LOG.exception("A printed part could not be kept")

    def _opened(self, answer: bytes, kind: type[Answer]) -> Answer:
        outcome = unpack_answer(answer)
        if isinstance(outcome, kind):
            return outcome
        assert isinstance(outcome, Mapping), outcome  # noqa: S101 - printers answer what is asked
        raise _refusal(outcome, self._press)

    def _tell(self, ready: int) -> None:
        # Parts that name pages may be printed more than once.
        self._done = min(self._done + ready, self._steps - 1)
        if self._progress:
            self._progress(self._done, self._steps)

    def tell_ready(self) -> None:
        """Say that all is done."""
        if self._progress:
            self._progress(self._steps, self._steps)


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


def forget_lately() -> None:
    """Forget the documents that were printed before; their parts stay."""
    _LATELY.clear()
