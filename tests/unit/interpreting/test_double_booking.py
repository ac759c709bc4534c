"""Many coordinators at once never book one interpreter twice, whatever the database."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from council import clock
from council.database import db
from council.interpreting import operations
from council.interpreting.models import Booking, Interpreter
from council.interpreting.states import STANDS, TAKES_TIME, BookingState
from council.people.models import Person
from council.refusals import Refusal
from tests.conftest import make_app
from tests.factories.interpreting import a_request, an_interpreter
from tests.factories.meetings import a_meeting
from tests.factories.school import a_cast
from tests.postgresql import running_postgresql

COORDINATORS = 8
TRIES = 50
MEETINGS = 24

OVERLAPS = text(
    "SELECT count(*) FROM booking AS one JOIN booking AS other"
    " ON one.interpreter_id = other.interpreter_id AND one.id < other.id"
    " AND one.busy_from < other.busy_until AND other.busy_from < one.busy_until"
    " WHERE one.state IN ('offered', 'confirmed', 'fulfilled')"
    " AND other.state IN ('offered', 'confirmed', 'fulfilled')"
)


@pytest.fixture
def busy_app(engine_name: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, to which many write and commit at once."""
    if engine_name == "sqlite":
        yield make_app(f"sqlite:///{tmp_path / 'council.sqlite'}", tmp_path)
        return
    with running_postgresql() as server:
        url = server.create_database()
        app = make_app(url.render_as_string(hide_password=False), tmp_path)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        server.drop_database(url)


def plan(app: Flask) -> None:
    """Meetings that start within a few hours of each other, and two interpreters for all."""
    with app.app_context():
        cast = a_cast()
        for number in range(MEETINGS):
            a_request(cast, a_meeting(cast, hours=200 + number / 4))
        an_interpreter(cast)
        an_interpreter(cast, "Hodan Demo", email="hodan@example.org")
        db.session.commit()


def one_coordinator(app: Flask, seed: int) -> Counter[str]:
    """Offers, takes back, accepts and declines at random, each in a transaction of its own."""
    chance = random.Random(seed)
    happened: Counter[str] = Counter()
    while happened.total() < TRIES:
        with app.app_context():
            try:
                happened[one_try(chance)] += 1
            except Refusal:
                happened["refused"] += 1
                db.session.rollback()
            except OperationalError as error:
                # SQLite lets one write at a time, in no order, and PostgreSQL ends one of two who
                # wait for each other: nothing was written, and whoever it was asks again.
                if not any(word in str(error.orig) for word in ("locked", "deadlock detected")):
                    raise
                db.session.rollback()
    return happened


def one_try(chance: random.Random) -> str:
    by = db.session.scalars(select(Person).where(Person.name == "Carmen Coordinator")).one()
    bookings = db.session.scalars(
        select(Booking).where(Booking.state.in_(STANDS)).order_by(Booking.id)
    ).all()
    people = db.session.scalars(select(Interpreter).order_by(Interpreter.id)).all()
    happened = change(chance, chance.choice(bookings), chance.choice(people), by)
    db.session.commit()
    return happened


def change(chance: random.Random, booking: Booking, person: Interpreter, by: Person) -> str:
    if booking.state is BookingState.REQUESTED:
        operations.offer_booking(
            booking,
            person,
            travel_minutes=chance.choice((0, 15, 30)),
            answer_by=clock.now() + timedelta(hours=24),
            by=by,
        )
        return "offered"
    if booking.state is BookingState.CONFIRMED:
        operations.cancel_booking(booking, "Nobody needs it.", by=by)
        return "cancelled"
    return chance.choice((_accept, _decline, _withdraw))(booking, by)


def _accept(booking: Booking, _by: Person) -> str:
    operations.accept_booking(booking)
    return "accepted"


def _decline(booking: Booking, _by: Person) -> str:
    operations.decline_booking(booking, "I am away.")
    return "declined"


def _withdraw(booking: Booking, by: Person) -> str:
    operations.withdraw_offer(booking, by=by)
    return "withdrawn"


def test_nobody_is_booked_twice_however_many_try_at_once(busy_app: Flask) -> None:
    plan(busy_app)

    with ThreadPoolExecutor(COORDINATORS) as pool:
        happened = sum(
            pool.map(lambda seed: one_coordinator(busy_app, seed), range(COORDINATORS)), Counter()
        )

    assert happened.total() == COORDINATORS * TRIES
    # All of it was really tried, and some of it really clashed.
    assert min(happened[what] for what in ("offered", "accepted", "refused")) >= 10
    with busy_app.app_context():
        assert db.session.scalar(OVERLAPS) == 0
        live = db.session.scalars(select(Booking).where(Booking.state.in_(TAKES_TIME))).all()
        assert live, "the interpreters ended up with bookings"
        legs = Counter(
            db.session.scalars(select(Booking.request_id).where(Booking.state.in_(STANDS)))
        )
        assert set(legs.values()) == {1}, "each leg has one try that counts"
        assert len(legs) == MEETINGS
