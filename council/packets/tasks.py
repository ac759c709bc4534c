"""What the worker prints."""

import logging
from threading import BoundedSemaphore
from time import monotonic

from council import clock
from council.database import db
from council.jobs import every, job
from council.packets import print_operations
from council.packets.print_operations import Taken
from council.packets.printed import print_file as printed_of
from council.packets.queries import files_to_print, words_taken_back_until
from council.packets.snapshot import from_json
from council.printing.errors import PrintingBroke
from council.refusals import Refusal
from council.texts.printer import forget_old_prints

log = logging.getLogger(__name__)

# Printing takes all that a small machine has: whatever else waits for the worker must go too.
_places = BoundedSemaphore(2)
# How often a page that shows progress can show another one, in seconds.
_STEP = 0.4


@job
def print_file(file_id: str) -> None:
    """Print a file that somebody asked for, and then whatever else waits."""
    _print_all(file_id)


@job
def mark_used(file_id: str) -> None:
    """Write down that a file was read."""
    print_operations.mark_used(file_id)
    db.session.commit()


@every(minutes=1)
def print_what_waits() -> None:
    """Print what a worker that is gone has left, and what was asked for where there is none."""
    _print_all()


@every(minutes=60)
def forget_old_files() -> None:
    """Previews do not stay, nor what could not be printed."""
    print_operations.forget_old_files()


@every(minutes=60, on_each_machine=True)
def forget_old_parts() -> None:
    """Nor do parts on any machine of what nobody prints any more, or of what was taken back."""
    forget_old_prints(words_taken_back_until())


def _print_all(first: str | None = None) -> None:
    wanted = first or _next()
    while wanted is not None and _places.acquire(blocking=False):
        try:
            while wanted is not None and _print(wanted):
                wanted = _next()
        finally:
            _places.release()
        # Whoever found no place a moment ago has left its file to those who had one; a file that
        # another worker is just taking is that worker's.
        left, wanted = wanted, _next()
        if wanted == left:
            return


def _next() -> str | None:
    waiting = db.session.scalars(files_to_print(clock.now()).limit(1)).one_or_none()
    db.session.commit()
    return waiting


def _print(file_id: str) -> bool:
    """Whether there was something to do."""
    # Short transactions, none of which is open while it is printed. Whenever the worker is killed,
    # the file is found again.
    taken = print_operations.take_file(file_id)
    db.session.commit()
    if taken is None:
        return False
    try:
        printed = printed_of(
            from_json(taken.snapshot), taken.made_at, taken.kind, taken.style, _Progress(taken)
        )
    except Refusal as refusal:
        print_operations.note_failed(taken.file_id, taken.attempt, refusal)
    except Exception:
        log.exception("A packet could not be printed")
        db.session.rollback()
        print_operations.note_failed(taken.file_id, taken.attempt, PrintingBroke())
    else:
        print_operations.note_printed(taken, printed.pdf, printed.pages)
    db.session.commit()
    return True


class _Progress:
    """Tells the page how far it is, not more often than the page can show."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken
        self._told = 0.0

    def __call__(self, done: int, of: int) -> None:
        if monotonic() - self._told >= _STEP:
            self._told = monotonic()
            print_operations.note_progress(self._taken, done, of)
            db.session.commit()
