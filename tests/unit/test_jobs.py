"""The worker does what is due, once, whoever else works."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from council import jobs
from council.database import db
from council.jobs import (
    Periodic,
    PeriodicRun,
    WorkFailed,
    once_saved,
    queue_of,
    run_if_due,
    work_once,
)
from council.notices.models import OutboxMessage
from council.people.models import Person
from tests.factories.notices import a_message
from tests.factories.school import Cast

MORNING = datetime(2026, 11, 24, 8, 59, 30, tzinfo=UTC)


def people() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def add_person() -> None:
    db.session.add(Person(name="Demo"))
    db.session.flush()


def add_person_and_fail() -> None:
    add_person()
    raise LookupError("a mistake")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, Periodic]:
    """Nothing is due but what the test registers."""
    jobs.import_tasks()
    registered: dict[str, Periodic] = {}
    monkeypatch.setattr(jobs, "_periodic", registered)
    return registered


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        (1, datetime(2026, 11, 24, 8, 59, tzinfo=UTC)),
        (15, datetime(2026, 11, 24, 8, 45, tzinfo=UTC)),
        (60, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        (1440, datetime(2026, 11, 24, tzinfo=UTC)),
    ],
)
def test_periodic_operation_is_due_at_whole_spans_of_the_day(minutes: int, due: datetime) -> None:
    assert Periodic("demo", minutes, add_person).due_at(MORNING) == due


@pytest.mark.parametrize("minutes", [0, -5, 7, 1441])
def test_span_that_does_not_fit_a_day_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="whole number"):
        jobs.every(minutes)


def test_periodic_operation_runs_once_for_each_moment(app: Flask) -> None:
    hourly = Periodic("demo", 60, add_person)
    with time_machine.travel(MORNING, tick=False) as clock:
        assert run_if_due(hourly)
        assert not run_if_due(hourly)
        assert people() == 1
        clock.shift(timedelta(seconds=30))
        assert run_if_due(hourly)
    assert people() == 2


def test_operation_on_a_machine_s_own_files_is_run_by_each_worker(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = Periodic("demo", 60, add_person, on_each_machine=True)
    with time_machine.travel(MORNING, tick=False) as clock:
        for machine in (1, 2):
            monkeypatch.setattr(jobs, "_run_for", {})
            assert run_if_due(everywhere)
            assert not run_if_due(everywhere)
            assert people() == machine
        clock.shift(timedelta(seconds=30))
        assert run_if_due(everywhere)
    assert people() == 3


def test_operation_on_a_machine_s_own_files_that_failed_is_run_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_run_for", {})
    with time_machine.travel(MORNING, tick=False):
        with pytest.raises(LookupError):
            run_if_due(Periodic("demo", 60, add_person_and_fail, on_each_machine=True))
        db.session.rollback()
        assert run_if_due(Periodic("demo", 60, add_person, on_each_machine=True))
    assert people() == 1


def test_operation_that_failed_leaves_nothing_and_is_run_again(app: Flask) -> None:
    with time_machine.travel(MORNING, tick=False):
        with pytest.raises(LookupError):
            run_if_due(Periodic("demo", 60, add_person_and_fail))
        db.session.rollback()
        assert people() == 0
        assert run_if_due(Periodic("demo", 60, add_person))
    assert people() == 1


def test_runs_of_long_ago_are_forgotten(app: Flask) -> None:
    minutely = Periodic("demo", 1, add_person)
    with time_machine.travel(MORNING, tick=False) as clock:
        run_if_due(minutely)
        clock.shift(timedelta(days=3))
        run_if_due(minutely)
    (kept,) = db.session.scalars(select(PeriodicRun)).all()
    assert kept.due == datetime(2026, 11, 27, 8, 59, tzinfo=UTC)


def test_one_operation_that_fails_keeps_no_other_from_running(
    app: Flask, only: dict[str, Periodic], caplog: pytest.LogCaptureFixture
) -> None:
    only["bad"] = Periodic("bad", 1, add_person_and_fail)
    only["good"] = Periodic("good", 1, add_person)
    with caplog.at_level(logging.ERROR), pytest.raises(WorkFailed, match="bad"):
        work_once(app)
    assert people() == 1
    assert "bad failed" in caplog.text


def test_every_package_has_its_periodic_operations_known() -> None:
    names = {periodic.name for periodic in jobs.periodic_operations()}
    assert "notices.tasks.send_what_is_owed" in names


@pytest.fixture
def queued(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that the worker was told of."""
    told: list[str] = []
    queue = queue_of(app)
    monkeypatch.setattr(queue, "enqueue", lambda task: told.extend(task.args))
    return told


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server is set."""
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://mail.example.org")


def test_worker_is_told_once_what_it_is_told_of_is_saved(
    mail: None, queued: list[str], cast: Cast
) -> None:
    message = a_message(cast)
    assert queued == []
    db.session.commit()
    assert queued == [message.id]
    db.session.commit()
    assert queued == [message.id]


def test_worker_is_told_nothing_of_what_was_not_saved(
    mail: None, queued: list[str], cast: Cast
) -> None:
    db.session.commit()
    a_message(cast)
    db.session.rollback()
    db.session.commit()
    assert queued == []


def test_worker_is_not_told_of_what_a_person_does(
    mail: None, queued: list[str], cast: Cast
) -> None:
    a_message(cast, cast.somali_family)
    db.session.commit()
    assert queued == []


def test_many_at_once_are_left_to_the_next_periodic_run(
    mail: None, queued: list[str], cast: Cast
) -> None:
    for _number in range(jobs.HANDED_OVER_AT_ONCE + 1):
        a_message(cast)
    db.session.commit()
    assert queued == []


def test_what_was_saved_stays_saved_when_the_queue_takes_nothing(
    app: Flask, mail: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(task: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(queue_of(app), "enqueue", full)
    message_id = a_message(cast).id
    db.session.commit()
    db.session.rollback()
    assert db.session.get(OutboxMessage, message_id) is not None


def test_what_follows_on_this_machine_is_done_once_it_is_saved(app: Flask) -> None:
    done: list[str] = []
    add_person()
    once_saved(lambda: done.append("not saved"))
    db.session.rollback()
    once_saved(lambda: done.append("saved"))
    with db.session.begin_nested():
        add_person()
    assert done == []
    db.session.commit()
    db.session.commit()
    assert done == ["saved"]


def test_what_was_saved_stays_saved_when_files_cannot_be_changed(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def refused() -> None:
        raise PermissionError("not mine")

    add_person()
    once_saved(refused)
    db.session.commit()
    db.session.rollback()
    assert people() == 1
    assert "not mine" in caplog.text


def test_queue_carries_an_id_and_no_words(app: Flask, mail: None, cast: Cast) -> None:
    queue = queue_of(app)
    queue.flush()
    message_id = a_message(cast).id
    db.session.commit()
    (task,) = queue.pending()
    assert (task.name, task.args, task.kwargs) == ("deliver", (message_id,), {})
    queue.flush()
