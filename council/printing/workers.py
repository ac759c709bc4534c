"""Printers that stay warm: a few processes of their own, each printing one job after the other.

They are started when they are needed, by each process that prints for itself, and let go when
nothing is printed any more, because a small machine wants its memory back.
"""

import atexit
import logging
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Condition, Event, Thread, Timer
from typing import BinaryIO, cast

from council.printing.errors import (
    PrintingBroke,
    PrintingTookTooLong,
    PrintingTookTooMuchMemory,
)
from council.printing.frames import PipeEnded, read_frame, write_frame
from council.refusals import Refusal

_LOG = logging.getLogger(__name__)

# More than these gain nothing on the small machines that a school has.
AT_ONCE = 2
# A printer is let go after so many seconds without a job, after so many jobs, and when it has come
# to hold so much memory.
IDLE_SECONDS = 60.0
MOST_JOBS = 300
WORN_AT = 500 << 20

# Where the package lies that a printer imports, whatever the working folder is.
_ROOT = Path(__file__).parents[2]

# A printer stops itself a little after it should have been stopped.
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
class Outfit:
    """What a printer is started with; one that was started with another prints other pages.

    `fonts` says which faces lie in the folder of further fonts: they are looked at once a process.
    One that holds more memory than `worn_at` after a job is let go; `memory` it never exceeds.
    """

    cache: Path
    extra_fonts: Path | None
    memory: int
    fonts: str = ""
    worn_at: int = WORN_AT


class Printer:
    """One process that prints, seen from the process that asks for it."""

    def __init__(self, outfit: Outfit) -> None:
        self.outfit = outfit
        self.is_worn = False
        self.idle_since = 0.0
        self._jobs = 0
        self._is_given_up = False
        # A file never fills up, and so needs nobody who empties it while the printer works.
        self._said = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own module, with words of our own
            [
                *(sys.executable, "-P", "-m", "council.printing.child"),
                *(str(outfit.cache), str(outfit.extra_fonts or "")),
                *(str(outfit.memory), str(outfit.worn_at)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_environment(outfit),
            start_new_session=True,
            # What a forked process closes must not be sent on.
            bufsize=0,
        )

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def print_job(self, job: bytes, seconds: float) -> bytes:
        """The answer to a job; raises a refusal, after which this printer is of no use any more.

        PrintingTookTooLong, PrintingTookTooMuchMemory or PrintingBroke.
        """
        stopped = Event()

        def stop() -> None:
            stopped.set()
            self._process.kill()

        watch = Timer(seconds, stop)
        watch.daemon = True
        watch.start()
        try:
            write_frame(self._to, math.ceil(seconds) + _GRACE, job)
            worn, answer = read_frame(self._from, longest=self.outfit.memory)
        except (PipeEnded, BrokenPipeError, ValueError) as fault:
            self.is_worn = True
            if isinstance(fault, ValueError):
                self._process.kill()
            # Others are ending, and may have something to say about it.
            code = self._process.wait()
            said = self._what_it_said()
            if stopped.is_set():
                raise PrintingTookTooLong(seconds) from None
            if self._is_given_up:
                raise PrintingBroke from None
            raise self._why_it_ended(code, said) from None
        finally:
            watch.cancel()
        self._jobs += 1
        self.is_worn = bool(worn) or stopped.is_set() or self._jobs >= MOST_JOBS
        self._what_it_said()
        return answer

    def give_up(self) -> None:
        """Stop a job that nobody waits for any more."""
        self._is_given_up = True
        self._process.kill()

    def end(self) -> None:
        """Stop the process at once, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._close()

    def disown(self) -> None:
        """Let go of a process that belongs to the process that this one was forked from."""
        self._close()
        self._process.returncode = 0

    def _close(self) -> None:
        for each in (self._to, self._from, self._said):
            each.close()

    @property
    def _to(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdin)

    @property
    def _from(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdout)

    def _what_it_said(self) -> bytes:
        """What the printer said since it was last asked, which the log gets as well."""
        self._said.seek(0)
        said = self._said.read()
        if said:
            # Both processes share the place at which the file is written.
            self._said.seek(0)
            self._said.truncate()
            _LOG.warning("The printer said: %s", said.decode(errors="replace"))
        return said

    def _why_it_ended(self, code: int, said: bytes) -> Refusal:
        if any(sign in said for sign in _OUT_OF_MEMORY):
            return PrintingTookTooMuchMemory(self.outfit.memory >> 20)
        _LOG.error("The printer ended with code %s.", code)
        return PrintingBroke()


def _environment(outfit: Outfit) -> dict[str, str]:
    """What a printer knows of its surroundings: no secret of the application."""
    return {
        "HOME": str(outfit.cache),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
    }


class Workers:
    """The printers of this process: all its threads share them."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.at_once = at_once
        self._free = Condition()
        self._idle: list[Printer] = []
        self._busy = 0
        self._let_go_later: Timer | None = None

    def print_job(self, job: bytes, outfit: Outfit, seconds: float, until: float) -> bytes:
        """The answer to one job; seconds are counted once a printer is free, by `until` at last.

        `until` is a moment of time.monotonic(). Refusals as in Printer.print_job().
        """
        with self.borrowed(outfit, until) as printer:
            return printer.print_job(job, _remaining(seconds, until))

    def print_jobs(
        self, jobs: Sequence[bytes], outfit: Outfit, seconds: float, until: float
    ) -> Iterator[tuple[int, bytes]]:
        """The answers as they come, each with the place of its job; begun in this order.

        The first refusal ends the others, and so does whoever stops asking.
        """
        if len(jobs) == 1:
            yield 0, self.print_job(jobs[0], outfit, seconds, until)
            return
        run = _Run(self, jobs, outfit, seconds, until)
        try:
            yield from run.answers()
        finally:
            run.stop()

    @contextmanager
    def borrowed(self, outfit: Outfit, until: float) -> Iterator[Printer]:
        """A printer for one job, once one is free; raises PrintingTookTooLong."""
        waits_since = time.monotonic()
        with self._free:
            if not self._free.wait_for(
                lambda: self._busy < self.at_once, timeout=max(0, until - waits_since)
            ):
                raise PrintingTookTooLong(until - waits_since)
            self._busy += 1
            printer = self._take(outfit)
        try:
            if printer is None:
                printer = Printer(outfit)
            yield printer
        finally:
            with self._free:
                self._busy -= 1
                if printer is not None:
                    self._put_back(printer)
                self._free.notify()

    def _take(self, outfit: Outfit) -> Printer | None:
        """A printer that waits with this outfit; where one has to be started, room for it."""
        for printer in reversed(self._idle):
            if printer.outfit == outfit:
                self._idle.remove(printer)
                if printer.is_alive:
                    return printer
                printer.end()
        if len(self._idle) + self._busy > self.at_once:
            self._idle.pop(0).end()
        return None

    def _put_back(self, printer: Printer) -> None:
        if printer.is_worn or not printer.is_alive:
            printer.end()
            return
        printer.idle_since = time.monotonic()
        self._idle.append(printer)
        if self._let_go_later is None:
            self._look_again_in(IDLE_SECONDS)

    def _look_again_in(self, seconds: float) -> None:
        self._let_go_later = Timer(seconds, self._let_go)
        self._let_go_later.daemon = True
        self._let_go_later.start()

    def _let_go(self) -> None:
        """End the printers that nobody has needed for a while."""
        with self._free:
            self._let_go_later = None
            now = time.monotonic()
            for printer in [each for each in self._idle if now - each.idle_since >= IDLE_SECONDS]:
                self._idle.remove(printer)
                printer.end()
            if self._idle:
                oldest = min(printer.idle_since for printer in self._idle)
                self._look_again_in(max(0.1, oldest + IDLE_SECONDS - now))

    def end(self) -> None:
        """End the printers that wait; those at work end with their jobs."""
        with self._free:
            while self._idle:
                self._idle.pop().end()

    def disown(self) -> None:
        """Let go of all printers in a process that was forked from the one that started them."""
        for printer in self._idle:
            printer.disown()


def _remaining(seconds: float, until: float) -> float:
    return max(0.01, min(seconds, until - time.monotonic()))


class _Run:
    """Jobs that are printed at the same time, as far as printers are free."""

    def __init__(
        self,
        workers: Workers,
        jobs: Sequence[bytes],
        outfit: Outfit,
        seconds: float,
        until: float,
    ) -> None:
        self._workers = workers
        self._waiting = deque(enumerate(jobs))
        self._awaited = len(jobs)
        self._outfit = outfit
        self._seconds = seconds
        self._until = until
        self._done: SimpleQueue[tuple[int, bytes] | BaseException] = SimpleQueue()
        self._at_work: set[Printer] = set()
        self._is_stopped = False

    def answers(self) -> Iterator[tuple[int, bytes]]:
        for _ in range(min(self._workers.at_once, self._awaited)):
            Thread(target=self._work, daemon=True).start()
        for _ in range(self._awaited):
            outcome = self._done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome

    def stop(self) -> None:
        """Print no more; what is being printed is not wanted any more."""
        self._is_stopped = True
        for printer in tuple(self._at_work):
            printer.give_up()

    def _work(self) -> None:
        try:
            while self._waiting and not self._is_stopped:
                # After each job whoever else prints has a turn.
                with self._workers.borrowed(self._outfit, self._until) as printer:
                    self._print_next(printer)
        except BaseException as fault:  # noqa: BLE001 - raised where the answers are awaited
            self._done.put(fault)

    def _print_next(self, printer: Printer) -> None:
        self._at_work.add(printer)
        try:
            if self._waiting and not self._is_stopped:
                place, job = self._waiting.popleft()
                answer = printer.print_job(job, _remaining(self._seconds, self._until))
                self._done.put((place, answer))
        finally:
            self._at_work.discard(printer)


WORKERS = Workers()


def _start_anew() -> None:
    """A forked process has printers of its own; its parent's answer to its parent alone."""
    global WORKERS
    WORKERS.disown()
    WORKERS = Workers()


os.register_at_fork(after_in_child=_start_anew)
atexit.register(lambda: WORKERS.end())
