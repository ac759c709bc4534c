"""The worker delivers what is owed by e-mail: none lost, and none twice."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from council.database import db
from council.notices import operations
from council.notices.models import OutboxMessage
from council.notices.states import Failure, MessageState
from council.notices.tasks import deliver, send_what_is_owed
from council.people.models import ContactChannel
from tests.factories.notices import BROKEN, GONE, a_message, a_raiser, an_interpreter
from tests.factories.school import Cast, a_family
from tests.mailserver import MailServer, free_port, running_mail_server

NOON = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that the settings name."""
    with running_mail_server() as server:
        monkeypatch.setitem(app.config, "MAIL_URL", server.url)
        monkeypatch.setitem(app.config, "MAIL_FROM", "council@example.org")
        yield server


@pytest.fixture
def no_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that the settings name, where nobody listens."""
    monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setitem(app.config, "MAIL_FROM", "council@example.org")


def owed(cast: Cast, to: object = None, **more: str) -> str:
    """The id of a message that is owed, and saved."""
    message_id = a_message(cast, to, **more).id
    db.session.commit()
    return message_id


def state_of(message_id: str) -> MessageState:
    return db.session.get_one(OutboxMessage, message_id).state


def test_message_is_sent_once(cast: Cast, mail: MailServer) -> None:
    message_id = owed(cast)
    deliver(message_id)
    deliver(message_id)
    send_what_is_owed()
    (email,) = mail.taken
    assert email["To"] == "family@example.org"
    assert email["From"] == "Alder Elementary council <council@example.org>"
    assert email["Message-ID"] == f"<{message_id}@council.test>"
    assert email["Content-Language"] == "es"
    message = db.session.get_one(OutboxMessage, message_id)
    assert message.state is MessageState.SENT
    assert message.sent_on is not None
    assert message.not_before is None


def test_email_is_plain_text_and_page_and_invite(cast: Cast, mail: MailServer) -> None:
    deliver(owed(cast, an_interpreter()))
    (email,) = mail.taken
    kinds = [part.get_content_type() for part in email.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    plain, page, invite, attached = (part for part in email.walk() if not part.is_multipart())
    assert plain.get_content_charset() == "utf-8"
    assert "The lantern is lit." in plain.get_content()
    assert f"http://council.test/lanterns/{cast.council.id}" in plain.get_content()
    assert '<html lang="en" dir="ltr">' in page.get_content()
    assert f'<a href="http://council.test/lanterns/{cast.council.id}"' in page.get_content()
    assert invite.get_param("method") == "REQUEST"
    assert invite.get_content().replace("\r\n", "\n") == (
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n"
    )
    assert attached.get_filename() == "invite.ics"


def test_right_to_left_message_says_so_paragraph_by_paragraph(cast: Cast, mail: MailServer) -> None:
    family = a_family(cast.council, "ar", email="arabic@example.org")
    deliver(owed(cast, family))
    (email,) = mail.taken
    plain = email.get_body(("plain",))
    page = email.get_body(("html",))
    assert plain is not None
    assert page is not None
    first, english, *_rest, address, _council = (
        plain.get_content().replace("\r\n", "\n").split("\n\n")
    )
    assert first.startswith("\u200f")
    assert english.startswith("\u200e")
    assert address.startswith("http://council.test/")
    assert '<html lang="ar" dir="rtl">' in page.get_content()
    assert '<p lang="en" dir="ltr"' in page.get_content()


def test_one_failing_message_keeps_no_other_from_going(cast: Cast, mail: MailServer) -> None:
    broken = owed(cast, kind=BROKEN)
    mail.refusals["refused@example.org"] = "550 no such user"
    refused = owed(cast, a_family(cast.council, email="refused@example.org"))
    good = [
        owed(cast, a_family(cast.council, email=f"family{number}@example.org"))
        for number in range(3)
    ]
    send_what_is_owed()
    assert [state_of(message_id) for message_id in good] == [MessageState.SENT] * 3
    assert state_of(broken) is MessageState.WAITING
    assert state_of(refused) is MessageState.FAILED
    assert db.session.get_one(OutboxMessage, refused).failure is Failure.REFUSED


def test_message_that_no_server_takes_waits_longer_each_time_and_is_then_a_persons(
    cast: Cast, no_mail: None
) -> None:
    message_id = owed(cast)
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _attempt in range(operations.TRIES):
            send_what_is_owed()
            message = db.session.get_one(OutboxMessage, message_id)
            if message.not_before is not None:
                waits.append(message.not_before - datetime.now(UTC))
                clock.move_to(message.not_before - timedelta(seconds=1))
                attempts = message.attempts
                send_what_is_owed()  # too early
                assert db.session.get_one(OutboxMessage, message_id).attempts == attempts
                clock.move_to(message.not_before)
    message = db.session.get_one(OutboxMessage, message_id)
    assert (message.state, message.failure) == (MessageState.FAILED, Failure.UNREACHED)
    assert message.attempts == operations.TRIES
    assert len(waits) == len(operations.WAITS)
    assert waits == sorted(waits)


def test_moments_in_the_outbox_tell_no_exact_time(cast: Cast, no_mail: None) -> None:
    message_id = owed(cast, a_raiser(cast.council, email="someone@example.org"))
    with time_machine.travel(NOON, tick=False):
        deliver(message_id)
    assert db.session.get_one(OutboxMessage, message_id).not_before == datetime(
        2026, 11, 24, 12, 30, tzinfo=UTC
    )


def test_busy_server_is_tried_again(cast: Cast, mail: MailServer) -> None:
    mail.refusals["family@example.org"] = "450 later"
    message_id = owed(cast)
    with time_machine.travel(NOON, tick=False) as clock:
        deliver(message_id)
        assert state_of(message_id) is MessageState.WAITING
        mail.refusals.clear()
        clock.shift(timedelta(hours=1))
        send_what_is_owed()
    assert state_of(message_id) is MessageState.SENT
    assert len(mail.taken) == 1


def test_message_of_a_killed_worker_is_found_again(cast: Cast, mail: MailServer) -> None:
    message_id = owed(cast)
    with time_machine.travel(NOON, tick=False) as clock:
        assert operations.take_message(message_id) is not None
        db.session.commit()
        # The worker is gone. Nobody else takes the message at once, since it might be at work.
        deliver(message_id)
        assert mail.taken == []
        clock.shift(timedelta(minutes=20))
        send_what_is_owed()
    (email,) = mail.taken
    assert email["Message-ID"] == f"<{message_id}@council.test>"


def test_message_that_kills_each_worker_is_given_up(cast: Cast, mail: MailServer) -> None:
    message_id = owed(cast)
    with time_machine.travel(NOON, tick=False) as clock:
        for _attempt in range(operations.TRIES):
            assert operations.take_message(message_id) is not None
            db.session.commit()
            clock.shift(timedelta(minutes=20))
        send_what_is_owed()
    assert mail.taken == []
    assert db.session.get_one(OutboxMessage, message_id).failure is Failure.NOT_WRITTEN


def test_message_whose_subject_is_gone_is_not_sent(cast: Cast, mail: MailServer) -> None:
    message_id = owed(cast, kind=GONE)
    deliver(message_id)
    assert mail.taken == []
    assert state_of(message_id) is MessageState.GONE


def test_message_to_an_address_that_was_taken_back_goes_on_the_worklist(
    cast: Cast, mail: MailServer
) -> None:
    interpreter = an_interpreter(phone="+14155550106")
    message_id = owed(cast, interpreter)
    interpreter.email = None
    db.session.commit()
    deliver(message_id)
    assert db.session.get_one(OutboxMessage, message_id).failure is Failure.NO_ADDRESS


@pytest.mark.parametrize(
    "channel", [channel for channel in ContactChannel if channel is not ContactChannel.EMAIL]
)
def test_what_a_person_does_the_worker_leaves_alone(
    cast: Cast, mail: MailServer, channel: ContactChannel
) -> None:
    family = a_family(cast.council, channel=channel, phone="+14155550107")
    message_id = owed(cast, family)
    deliver(message_id)
    send_what_is_owed()
    assert mail.taken == []
    assert state_of(message_id) is MessageState.WAITING


def test_without_a_mail_server_email_is_left_to_a_person(cast: Cast) -> None:
    message_id = owed(cast)
    deliver(message_id)
    send_what_is_owed()
    assert state_of(message_id) is MessageState.WAITING
    assert db.session.get_one(OutboxMessage, message_id).attempts == 0


def test_in_the_demo_email_goes_to_its_mailbox(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "COUNCIL_DEMO", True)
    message_id = owed(cast)
    deliver(message_id)
    assert state_of(message_id) is MessageState.SENT


def test_log_of_a_refusal_names_nobody(
    cast: Cast, mail: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail.refusals["family@example.org"] = "550 family@example.org does not live here"
    message_id = owed(cast)
    with caplog.at_level(logging.DEBUG, logger="council"):
        deliver(message_id)
    assert "refused" in caplog.text
    assert "example.org" not in caplog.text
    assert message_id not in caplog.text
