"""Who is told, in which language, and how."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from council.database import UtcDateTime, db
from council.notices.models import OutboxMessage
from council.notices.states import MessageState
from council.people.models import ContactChannel, Person
from tests.factories.notices import (
    KIND,
    a_family_to_call,
    a_message,
    a_raiser,
    an_interpreter,
)
from tests.factories.school import Cast, a_family


def test_family_is_written_to_in_the_language_that_it_reads(cast: Cast) -> None:
    message = a_message(cast)
    assert (message.language, message.channel) == ("es", ContactChannel.EMAIL)
    assert message.state is MessageState.WAITING
    assert message.family_id == cast.family.id


@pytest.mark.parametrize(
    ("spoken", "written", "script"),
    [
        ("so", "so", "so"),
        ("mam", "es", "es"),  # people who speak Mam mostly read Spanish: that is theirs
        ("mam", "en", "mam"),
        ("yue", "zh-Hans", "zh-Hans"),  # Cantonese is read in either script: theirs
        ("yue", "en", "zh-Hant"),
    ],
)
def test_family_is_called_with_a_script_for_the_language_that_it_speaks(
    cast: Cast, spoken: str, written: str, script: str
) -> None:
    family = a_family_to_call(cast.council, spoken, written)
    message = a_message(cast, family)
    assert (message.language, message.channel) == (script, ContactChannel.CALL)


def test_letter_is_written_in_the_language_that_the_family_reads(cast: Cast) -> None:
    family = a_family(cast.council, "es", channel=ContactChannel.LETTER, email=None)
    family.spoken_language = "mam"
    assert a_message(cast, family).language == "es"


def test_person_is_told_in_their_own_language(cast: Cast) -> None:
    cast.leader.language = "ar"
    message = a_message(cast, cast.leader)
    assert (message.language, message.channel) == ("ar", ContactChannel.EMAIL)
    assert message.person_id == cast.leader.id


@pytest.mark.parametrize(
    ("phone", "channel"),
    [("+14155550103", ContactChannel.CALL), (None, ContactChannel.IN_PERSON)],
)
def test_person_without_an_address_is_told_by_hand(
    cast: Cast, phone: str | None, channel: ContactChannel
) -> None:
    person = Person(name="Noor", phone=phone)
    db.session.add(person)
    db.session.flush()
    assert a_message(cast, person).channel is channel


def test_interpreter_is_told_in_the_language_of_staff(cast: Cast) -> None:
    interpreter = an_interpreter()
    message = a_message(cast, interpreter)
    assert (message.language, message.channel) == ("en", ContactChannel.EMAIL)
    assert message.interpreter is interpreter


def test_interpreter_without_an_address_is_called(cast: Cast) -> None:
    interpreter = an_interpreter(email=None, phone="+14155550104")
    assert a_message(cast, interpreter).channel is ContactChannel.CALL


@pytest.mark.parametrize(
    ("contact", "channel"),
    [
        ({"email": "someone@example.org"}, ContactChannel.EMAIL),
        ({"phone": "+14155550105"}, ContactChannel.CALL),
    ],
)
def test_whoever_raised_a_concern_is_told_by_what_they_left(
    cast: Cast, contact: dict[str, str], channel: ContactChannel
) -> None:
    raiser = a_raiser(cast.council, "yue", **contact)
    message = a_message(cast, raiser)
    assert (message.language, message.channel) == ("zh-Hant", channel)
    assert message.concern_id == raiser.concern_id
    assert message.family_id is None


def test_whoever_raised_a_concern_as_a_family_is_told_as_that_family(cast: Cast) -> None:
    raiser = a_raiser(cast.council, "es", email="other@example.org", family=cast.somali_family)
    message = a_message(cast, raiser)
    assert message.family_id == cast.somali_family.id
    assert message.concern_id is None
    assert message.channel is ContactChannel.CALL


def test_outbox_keeps_days_and_no_moments(cast: Cast) -> None:
    message = a_message(cast)
    assert message.not_before is None
    assert message.demo_written_at is None
    moments = {
        column.name
        for column in OutboxMessage.__table__.columns
        if isinstance(column.type, UtcDateTime)
    }
    assert moments == {"not_before", "demo_written_at"}


def test_demo_keeps_the_moment_for_its_mailbox(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "COUNCIL_DEMO", True)
    assert a_message(cast).demo_written_at is not None


@pytest.mark.parametrize("recipients", [(), ("family_id", "person_id")])
def test_message_has_exactly_one_recipient(cast: Cast, recipients: tuple[str, ...]) -> None:
    ids = {"family_id": cast.family.id, "person_id": cast.leader.id}
    message = a_message(cast)
    db.session.expunge(message)
    db.session.add(
        OutboxMessage(
            council_id=cast.council.id,
            kind=KIND,
            subject_id=cast.council.id,
            language="en",
            channel=ContactChannel.EMAIL,
            written_on=message.written_on,
            **{name: ids[name] for name in recipients},
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_message_that_nobody_writes_cannot_be_owed(cast: Cast) -> None:
    with pytest.raises(LookupError, match="lantern_unknown"):
        a_message(cast, kind="lantern_unknown")
