"""What is written to the outbox."""

from dataclasses import dataclass

from flask import current_app

from council import clock
from council.database import Identified, db
from council.languages.registry import find, reading_language
from council.notices.models import Interpreting, OutboxMessage, Raiser
from council.people.models import ContactChannel, Family, Person

# Staff and interpreters of the district work in it.
STAFF_LANGUAGE = "en"

# These are spoken: what is to be said is written for whoever speaks, in the spoken language.
SPOKEN_CHANNELS = frozenset({ContactChannel.CALL, ContactChannel.IN_PERSON})


@dataclass(frozen=True)
class _Way:
    """How somebody is reached, and in which language."""

    channel: ContactChannel
    language: str


def owe(
    kind: str,
    subject: Identified,
    *,
    council_id: str | None,
    to: Family | Person | Interpreting | Raiser,
) -> OutboxMessage:
    """Somebody is owed a message about a thing, in their language and by the channel they chose.

    It is written to the outbox with the caller's own transaction; the worker delivers e-mail, and
    everything else stands on the council's worklist.
    """
    if not subject.id:
        db.session.flush()  # a new thing gets its id when it is first written
    message = OutboxMessage(
        council_id=council_id,
        kind=kind,
        subject_id=subject.id,
        written_on=clock.now().date(),
        demo_written_at=clock.now() if current_app.config["COUNCIL_DEMO"] else None,
    )
    _address(message, to)
    db.session.add(message)
    db.session.flush()
    return message


def _address(message: OutboxMessage, to: Family | Person | Interpreting | Raiser) -> None:
    if isinstance(to, Family):
        message.family_id = to.id
        way = _way_to_family(to)
    elif isinstance(to, Person):
        message.person_id = to.id
        way = _Way(_first_way(to.email, to.phone), to.language)
    elif isinstance(to, Raiser):
        if to.family is not None:
            _address(message, to.family)
            return
        message.concern_id = to.concern_id
        way = _Way(_first_way(to.email, to.phone), reading_language(find(to.concern.language)).tag)
    else:
        message.interpreter_id = to.id
        way = _Way(_first_way(to.email, to.phone), STAFF_LANGUAGE)
    message.channel, message.language = way.channel, way.language


def _way_to_family(family: Family) -> _Way:
    if family.channel not in SPOKEN_CHANNELS:
        return _Way(family.channel, family.written_language)
    spoken = find(family.spoken_language)
    if family.written_language in spoken.reads:
        return _Way(family.channel, family.written_language)
    return _Way(family.channel, reading_language(spoken).tag)


def _first_way(email: str | None, phone: str | None) -> ContactChannel:
    if email:
        return ContactChannel.EMAIL
    return ContactChannel.CALL if phone else ContactChannel.IN_PERSON
