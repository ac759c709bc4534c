"""Workers that are killed in the middle, and several at once: none lost, none under two names."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from council.database import db
from council.notices.models import OutboxMessage
from council.notices.states import MessageState
from council.notices.tasks import send_what_is_owed
from tests.conftest import make_app
from tests.factories.notices import a_message
from tests.factories.school import a_cast, a_family
from tests.mailserver import MailServer, running_mail_server
from tests.postgresql import running_postgresql

MESSAGES = 30
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class DeadlyMailServer(MailServer):
    """Takes messages, and kills the worker that it talks to after a few of them."""

    victim: int | None = None
    deadly = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the message; the worker may not live to hear so."""
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim is not None and len(self.taken) % 7 == self.deadly:
            os.kill(self.victim, signal.SIGKILL)
        return answer


@pytest.fixture
def address(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """A database of its own, that several processes can open."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'council.sqlite'}"
        return
    with running_postgresql() as server:
        url = server.create_database()
        yield url.render_as_string(hide_password=False)
        server.drop_database(url)


@pytest.fixture
def mail() -> Iterator[DeadlyMailServer]:
    """The mail server of these tests."""
    with running_mail_server(DeadlyMailServer) as server:
        assert isinstance(server, DeadlyMailServer)
        yield server


@pytest.fixture
def outbox(address: str, mail: MailServer, tmp_path: Path) -> Iterator[tuple[Flask, set[str]]]:
    """An application that owes many messages, and what their Message-IDs must be."""
    app = make_app(address, tmp_path)
    app.config.update(MAIL_URL=mail.url, MAIL_FROM="council@example.org")
    with app.app_context():
        cast = a_cast()
        names = set()
        for number in range(MESSAGES):
            family = a_family(cast.council, email=f"family{number}@example.org")
            names.add(f"<{a_message(cast, family).id}@council.test>")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    yield app, names
    with app.app_context():
        db.engine.dispose()


def send_at(app: Flask, moment: datetime) -> None:
    """What a worker does at this moment."""
    with time_machine.travel(moment), app.app_context():
        send_what_is_owed()
        db.session.remove()
        db.engine.dispose()


def start_worker(app: Flask, moment: datetime) -> Any:
    worker = multiprocessing.get_context("fork").Process(target=send_at, args=(app, moment))
    worker.start()
    return worker


def states(app: Flask) -> Counter[MessageState]:
    with app.app_context():
        return Counter(db.session.scalars(select(OutboxMessage.state)))


def test_messages_of_killed_workers_are_sent_and_keep_their_names(
    outbox: tuple[Flask, set[str]], mail: DeadlyMailServer
) -> None:
    app, names = outbox
    killed = 0
    for hour in range(4):
        mail.deadly = hour
        worker = start_worker(app, NOON + timedelta(hours=hour))
        mail.victim = worker.pid
        worker.join(timeout=60)
        killed += worker.exitcode == -signal.SIGKILL
    mail.victim = None
    assert killed >= 3
    send_at(app, NOON + timedelta(hours=5))
    taken = Counter(str(email["Message-ID"]) for email in mail.taken)
    assert set(taken) == names
    # At most the one that a worker was sending when it was killed.
    assert sum(taken.values()) - len(names) <= killed
    assert states(app) == {MessageState.SENT: MESSAGES}


def test_workers_at_once_send_each_message_once(
    outbox: tuple[Flask, set[str]], mail: DeadlyMailServer
) -> None:
    app, names = outbox
    workers = [start_worker(app, NOON) for _number in range(4)]
    for worker in workers:
        worker.join(timeout=120)
        assert worker.exitcode == 0
    taken = Counter(str(email["Message-ID"]) for email in mail.taken)
    assert set(taken) == names
    assert set(taken.values()) == {1}
    assert states(app) == {MessageState.SENT: MESSAGES}
