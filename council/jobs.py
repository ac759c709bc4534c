"""Background work: what the worker does when it is told to, and what it does every so often.

The queue carries names and ids, never content, and may lose them: what has to be done stands in
the database, and periodic work finds it there. So each machine keeps a queue in a file of its
own, and any number of workers can share one database.
"""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app, has_app_context
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from sqlalchemy import String, delete, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from council import clock
from council.database import Base, UtcDateTime, db
from council.rooms import WITH_TASKS, rooms

log = logging.getLogger(__name__)

# Most of a worker's time is waiting for a mail server.
THREADS = 4
# More than these at once are left to the next periodic run, which finds them all.
HANDED_OVER_AT_ONCE = 20
# How long it stays known that a periodic run was made.
REMEMBERED = timedelta(days=2)

Job = Callable[[str], None]
Operation = Callable[[], None]
AnyJob = TypeVar("AnyJob", bound=Job)
AnyOperation = TypeVar("AnyOperation", bound=Operation)


class PeriodicRun(Base):
    """A periodic operation was run for this moment; of several workers only one can write it."""

    __tablename__ = "periodic_run"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    due: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


@dataclass(frozen=True)
class Periodic:
    """An operation that the worker runs every so many minutes."""

    name: str
    minutes: int
    operation: Operation
    # It is about the machine's own files, so that each worker runs it.
    on_each_machine: bool = False

    def due_at(self, moment: datetime) -> datetime:
        """The latest moment at which it was to be run; the first of a day is midnight, UTC."""
        midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        passed = int((moment - midnight) / timedelta(minutes=self.minutes))
        return midnight + timedelta(minutes=passed * self.minutes)


_jobs: dict[str, Job] = {}
_periodic: dict[str, Periodic] = {}


def job(function: AnyJob) -> AnyJob:
    """The function does something to one thing, by its id, when it is handed to the worker."""
    _jobs[function.__name__] = function
    return function


def every(minutes: int, *, on_each_machine: bool = False) -> Callable[[AnyOperation], AnyOperation]:
    """The operation is run by the worker every so many minutes, by one worker only or by each.

    A run and the note that it was made are one transaction: a run that fails is made again within
    a minute. A day is a whole number of such spans.
    """
    if not 1 <= minutes <= 1440 or 1440 % minutes:
        raise ValueError("a day is no whole number of such spans")

    def register(operation: AnyOperation) -> AnyOperation:
        name = f"{operation.__module__.removeprefix('council.')}.{operation.__name__}"
        _periodic[name] = Periodic(name, minutes, operation, on_each_machine)
        return operation

    return register


def import_tasks() -> None:
    """Make known what every package has for the worker, in its `tasks.py`."""
    for package in rooms(WITH_TASKS):
        import_module(f"council.{package}.tasks")


def periodic_operations() -> tuple[Periodic, ...]:
    """What the worker runs every so often."""
    import_tasks()
    return tuple(_periodic.values())


# ---- handing over ---------------------------------------------------------------------------


def hand_over(name: str, thing_id: str) -> None:
    """Once this transaction is committed, the worker is told to do this job to this thing."""
    db.session.info.setdefault("handed_over", []).append((name, thing_id))


@event.listens_for(Session, "after_commit")
def _tell_worker(session: Session) -> None:
    if session.in_nested_transaction() or not has_app_context():
        return
    handed_over: list[tuple[str, str]] = session.info.pop("handed_over", [])
    if not 0 < len(handed_over) <= HANDED_OVER_AT_ONCE:
        return
    try:
        queue = queue_of(current_app._get_current_object())  # type: ignore[attr-defined]
        for name, thing_id in handed_over:
            queue.enqueue(queue.council_tasks[name].s(thing_id))
    except (sqlite3.Error, OSError) as error:
        # What was asked for is saved, so nobody has to ask again; the worker finds it by itself.
        log.warning("The queue took nothing, so that it takes a minute longer: %s", error)


def once_saved(operation: Operation) -> None:
    """Once this transaction is committed, do this here: on the machine's own files, and quickly."""
    db.session.info.setdefault("once_saved", []).append(operation)


@event.listens_for(Session, "after_commit")
def _do_what_was_left(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for operation in session.info.pop("once_saved", []):
        try:
            operation()
        except OSError as error:
            # What was saved stays saved; the worker looks after this machine's files each hour.
            log.warning("The files of this machine could not be changed: %s", error)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: object) -> None:
    session.info.pop("handed_over", None)
    session.info.pop("once_saved", None)


# ---- the queue and its worker ----------------------------------------------------------------


class Queue(SqliteHuey):  # type: ignore[misc]
    """The queue of one machine, with the tasks of one application."""

    def __init__(self, app: Flask) -> None:
        Path(app.instance_path).mkdir(parents=True, exist_ok=True)
        super().__init__(
            "council",
            filename=str(Path(app.instance_path) / "queue.sqlite"),
            results=False,
            serializer=SignedSerializer(app.config["SECRET_KEY"], salt="council.queue"),
            # It opens Python's own SQLite, which on some systems can corrupt a WAL file.
            journal_mode="delete",
            # What it loses is found in the database again.
            fsync=False,
        )
        self.app = app
        import_tasks()
        self.council_tasks = {
            name: self.task(name=name)(self._within_app(function))
            for name, function in _jobs.items()
        }
        self._run_one = self.task(name="run_periodic")(self._run_periodic)
        self.periodic_task(crontab(), name="look_what_is_due")(self._look_what_is_due)

    def _within_app(self, function: Job) -> Job:
        def run(thing_id: str) -> None:
            with self.app.app_context():
                function(thing_id)

        return run

    def _look_what_is_due(self) -> None:
        # Each in a task of its own: one that takes long or fails keeps no other from running.
        for periodic in periodic_operations():
            self.enqueue(self._run_one.s(periodic.name))

    def _run_periodic(self, name: str) -> None:
        with self.app.app_context():
            run_if_due(_periodic[name])


def queue_of(app: Flask) -> Queue:
    """The queue of this application on this machine."""
    if "council_queue" not in app.extensions:
        app.extensions["council_queue"] = Queue(app)
    queue: Queue = app.extensions["council_queue"]
    return queue


def run_if_due(periodic: Periodic) -> bool:
    """Run the operation unless some worker has run it for its latest moment already."""
    due = periodic.due_at(clock.now())
    if periodic.on_each_machine:
        return _run_here(periodic, due)
    if db.session.get(PeriodicRun, (periodic.name, due)) is not None:
        db.session.rollback()
        return False
    db.session.add(PeriodicRun(name=periodic.name, due=due))
    try:
        db.session.flush()
    except IntegrityError:  # another worker was faster by a moment
        db.session.rollback()
        return False
    db.session.execute(
        delete(PeriodicRun).where(
            PeriodicRun.name == periodic.name, PeriodicRun.due < due - REMEMBERED
        )
    )
    periodic.operation()
    db.session.commit()
    return True


# For which moment this process has run what is about the machine's own files.
_run_for: dict[str, datetime] = {}


def _run_here(periodic: Periodic, due: datetime) -> bool:
    if _run_for.get(periodic.name) == due:
        return False
    periodic.operation()
    db.session.commit()
    _run_for[periodic.name] = due
    return True


def work_once(app: Flask) -> None:
    """Do everything that is due now; an operation that fails is named, and the rest still runs."""
    failed = []
    for periodic in periodic_operations():
        with app.app_context():
            try:
                run_if_due(periodic)
            except Exception:
                log.exception("%s failed", periodic.name)
                db.session.rollback()
                failed.append(periodic.name)
    if failed:
        raise WorkFailed(", ".join(failed))


class WorkFailed(Exception):
    """Some periodic operations failed; the log says how."""


def work(app: Flask) -> None:
    """Work until told to stop; what is under way is then finished first."""
    consumer: Consumer = queue_of(app).create_consumer(
        workers=THREADS, max_delay=1, graceful_signal="TERM"
    )
    consumer.run()
