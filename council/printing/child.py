"""A printer's own process: prints one job after the other within its limits, until none comes.

python -m council.printing.child CACHE EXTRA_FONTS MEMORY WORN_AT < jobs > answers

A job's number is the seconds that it may take; an answer's number is 1 when this process holds so
much memory that it ends now.
"""

import gc
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from council.printing.fonts import font_set, use_fonts
from council.printing.frames import PipeEnded, read_frame, write_frame
from council.printing.wire import pack_refused
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

# A printer that nobody has spoken to for so many seconds ends, whatever became of who started it.
_PATIENCE = 300

# The largest file that a printer writes, of what it keeps about fonts and what it says in the log.
_LARGEST_FILE = 64 << 20

Print = Callable[[bytes], bytes]


def _forbid(event: str, _: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EVENTS:
        raise PermissionError(f"a printer does not do this: {event}")


def _limit(memory: int) -> None:
    """Bound what this process may use and do, from within."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    sys.addaudithook(_forbid)


def _bound_time(seconds: int) -> None:
    """Let the system end this process if the job takes longer, even when nobody waits any more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, most))
    signal.alarm(seconds)


def _memory_in_use() -> int:
    resident = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(resident) * resource.getpagesize()


def _printer(cache: Path, extra_fonts: Path | None) -> Print:
    """What prints a job, with all that it needs in memory already."""
    try:
        use_fonts(font_set(extra_fonts), cache)
    except Refusal as refusal:
        unusable = _refused(refusal)
        return lambda _: unusable
    from council.printing.jobs import print_job

    def answer(job: bytes) -> bytes:
        try:
            return print_job(job)
        except Refusal as refusal:
            return _refused(refusal)
        except MemoryError:
            return pack_refused("MemoryError")

    # What is here now stays: only what a job leaves behind is looked through after it.
    gc.collect()
    gc.freeze()
    gc.disable()
    return answer


def _refused(refusal: Refusal) -> bytes:
    details = {name: each for name, each in vars(refusal).items() if isinstance(each, str)}
    return pack_refused(type(refusal).__name__, **details)


def main(cache: str, extra_fonts: str, memory: str, worn_at: str) -> None:
    """Print the jobs on standard input to standard output."""
    logging.basicConfig(level=logging.ERROR)
    most = int(memory)
    _limit(most)
    # Only answers go to standard output: whatever else a library says there, the log gets.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = sys.stdin.buffer
    answer = _printer(Path(cache), Path(extra_fonts) if extra_fonts else None)
    signal.alarm(_PATIENCE)
    is_worn = False
    while not is_worn:
        try:
            seconds, job = read_frame(jobs, longest=most)
        except PipeEnded:
            return
        _bound_time(seconds)
        answered = answer(job)
        is_worn = _memory_in_use() > int(worn_at)
        write_frame(answers, is_worn, answered)
        signal.alarm(_PATIENCE)
        del job, answered
        gc.collect()


if __name__ == "__main__":
    main(*sys.argv[1:])
