"""The printer's own process: reads one document, prints it within its limits, answers, ends.

python -m council.printing.child MEMORY SECONDS < job > answer
"""

import logging
import os
import resource
import signal
import sys
from typing import Any

from council.printing.fonts import font_set, use_fonts
from council.printing.wire import pack_printed, pack_refused, unpack_job
from council.refusals import Refusal

# What a printer has no business doing, whatever a document asks: reaching another machine, or
# starting another program.
_FORBIDDEN_EVENTS = (
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "subprocess.Popen",
)


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EVENTS:
        raise PermissionError(f"a printer does not do this: {event}")


def _limit(memory: int, seconds: int) -> None:
    """Bound this process from within, so that it ends even when nobody waits for it any more."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.alarm(seconds)
    sys.addaudithook(_forbid)


def _print(packed: bytes) -> bytes:
    try:
        document, cache, extra_fonts = unpack_job(packed)
        use_fonts(font_set(extra_fonts), cache)
        from council.printing.engine import render

        return pack_printed(render(document))
    except Refusal as refusal:
        return pack_refused(
            type(refusal).__name__,
            **{name: value for name, value in vars(refusal).items() if isinstance(value, str)},
        )
    except MemoryError:
        return pack_refused("MemoryError")


def main(memory: str, seconds: str) -> None:
    """Print the document on standard input to standard output."""
    logging.basicConfig(level=logging.ERROR)
    _limit(int(memory), int(seconds))
    # Only the answer goes to standard output: whatever else a library says there, the log gets.
    answer = os.dup(1)
    os.dup2(2, 1)
    content = _print(sys.stdin.buffer.read())
    with os.fdopen(answer, "wb") as out:
        out.write(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
