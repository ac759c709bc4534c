"""Printing behind a wall: a process of its own, with limits, that can always be stopped."""

import logging
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from council.printing.document import Document, Printed
from council.printing.errors import (
    ExtraFontUnusable,
    NoFontForScript,
    PrintingBroke,
    PrintingTookTooLong,
    PrintingTookTooMuchMemory,
)
from council.printing.wire import pack_job, unpack_answer
from council.refusals import Refusal

_LOG = logging.getLogger(__name__)

# Where the package lies that the printer's process imports, whatever the working folder is.
_ROOT = Path(__file__).parents[2]

# The process stops itself a little after it should have been stopped.
_GRACE = 5

# What libraries say when the memory limit strikes where Python cannot catch it.
_OUT_OF_MEMORY = (
    b"failed to allocate",
    b"MemoryError",
    b"bad_alloc",
    b"Cannot allocate memory",
    b"Error creating thread",
)


@dataclass(frozen=True, slots=True)
class Press:
    """Where the printer keeps its font cache, where more fonts lie, and how much it may use."""

    cache: Path
    extra_fonts: Path | None = None
    seconds: float = 30.0
    memory: int = 1 << 30


def print_in_subprocess(document: Document, press: Press) -> Printed:
    """Print a document in a process of its own; a document that cannot be printed is refused.

    Raises NoFontForScript, ExtraFontUnusable, PrintingTookTooLong, PrintingTookTooMuchMemory or
    PrintingBroke, all of them refusals with a sentence for the person.
    """
    limits = (str(press.memory), str(math.ceil(press.seconds) + _GRACE))
    with subprocess.Popen(  # noqa: S603 - our own module, with numbers of our own
        [sys.executable, "-P", "-m", "council.printing.child", *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(press),
        start_new_session=True,
    ) as process:
        try:
            answer, said = process.communicate(
                pack_job(document, press.cache, press.extra_fonts), timeout=press.seconds
            )
        except subprocess.TimeoutExpired:
            raise PrintingTookTooLong(press.seconds) from None
        finally:
            process.kill()
    if said:
        _LOG.warning("The printer said: %s", said.decode(errors="replace"))
    if process.returncode != 0:
        if any(sign in said for sign in _OUT_OF_MEMORY):
            raise PrintingTookTooMuchMemory(press.memory >> 20)
        _LOG.error("The printer ended with code %s.", process.returncode)
        raise PrintingBroke
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


def _environment(press: Press) -> dict[str, str]:
    """What the printer's process knows of its surroundings: no secret of the application."""
    return {
        "HOME": str(press.cache),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
    }
