"""Limits count exactly, whoever counts at the same moment, and keep nobody's address."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from council import clock
from council.access import limits, operations
from council.access.limits import TableStorage
from council.access.models import LimitCounter
from council.database import db


@pytest.fixture
def storage() -> TableStorage:
    """The counters."""
    return TableStorage()


def test_each_try_counts_one_more(app: Flask, storage: TableStorage) -> None:
    assert [storage.incr("door", 60) for _try in range(3)] == [1, 2, 3]
    assert storage.incr("other door", 60) == 1
    assert storage.get("door") == 3
    assert storage.check()


def test_a_counter_starts_again_when_its_time_is_over(app: Flask, storage: TableStorage) -> None:
    storage.incr("door", 60)
    begun = clock.now()
    with time_machine.travel(begun + timedelta(seconds=40)):
        assert storage.incr("door", 60) == 2, "and later tries do not make it longer"
    with time_machine.travel(begun + timedelta(seconds=61)):
        assert storage.get("door") == 0
        assert storage.incr("door", 60) == 1


def test_what_families_do_is_counted_without_telling_when(
    app: Flask, storage: TableStorage
) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 17, 3, 21, tzinfo=UTC), tick=False):
        storage.incr("door", 3600)
    kept = db.session.scalars(select(LimitCounter)).one()
    assert datetime.fromtimestamp(kept.expires_at, UTC) == datetime(
        2026, 11, 24, 18, 15, tzinfo=UTC
    )


def test_what_a_request_rolls_back_was_counted_all_the_same(
    app: Flask, storage: TableStorage
) -> None:
    storage.incr("door", 60)
    db.session.rollback()
    assert storage.get("door") == 1


def test_a_counter_holds_no_address_and_no_name(app: Flask, storage: TableStorage) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.77"}):
        source = limits.source()
        storage.incr(source, 60)
    kept = db.session.scalars(select(LimitCounter)).one()
    assert "192.0.2.77" not in source
    assert "192.0.2.77" not in kept.key
    assert len(kept.key) == 64
    assert {column.name for column in LimitCounter.__table__.columns} == {
        "key",
        "count",
        "expires_at",
    }


def test_the_same_address_has_another_hash_tomorrow(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.77"}):
        today = limits.source()
        assert limits.source() == today
        with time_machine.travel(clock.now() + timedelta(days=1)):
            assert limits.source() != today


def test_old_counters_are_forgotten(app: Flask, storage: TableStorage) -> None:
    storage.incr("door", 60)
    storage.incr("gate", 60 * 60)
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        operations.forget_old_counters()
    assert db.session.scalar(select(func.count()).select_from(LimitCounter)) == 1


def test_no_limit_remembers_longer_than_a_day() -> None:
    spans = {"minute": 60, "minutes": 60, "hour": 3600, "day": 86400}
    for limit in (
        *limits.LOOK_UPS,
        *limits.INTAKE,
        *limits.SIGN_IN,
        *limits.LINKS,
        limits.SIGN_IN_OF_ONE_NAME,
        limits.CODES_OF_ONE_ACCOUNT,
        limits.LINKS_TO_ONE_NAME,
        limits.INVITATIONS,
    ):
        words = limit.split()
        seconds = spans[words[-1]] * (int(words[2]) if len(words) == 4 else 1)
        assert seconds <= 86400


@pytest.fixture
def open_app(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application with connections of its own, as in a server with many threads."""
    app: Flask = request.getfixturevalue(f"{engine_name}_app")
    yield app
    with app.app_context():
        TableStorage().reset()


def test_many_at_once_are_counted_exactly(open_app: Flask, storage: TableStorage) -> None:
    counts: list[int] = []

    def count() -> None:
        with open_app.app_context():
            counts.extend([storage.incr("door", 600) for _try in range(20)])

    threads = [threading.Thread(target=count) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 121))
