"""Every write to the outbox: what is owed, what was sent, and what somebody did by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council import clock, jobs
from council.database import Identified, db
from council.history.operations import record
from council.languages.registry import find, reading_language
from council.moves import apply_move
from council.notices.carriers import Carrier, carrier_of
from council.notices.letters import SPOKEN_CHANNELS, STAFF_LANGUAGE
from council.notices.models import Interpreting, OutboxMessage, Raiser
from council.notices.registry import renderer_of
from council.notices.states import MOVES, Failure, MessageMove, MessageState
from council.people.models import ContactChannel, Family, Person
from council.refusals import Refusal

# While a message is being sent no other worker takes it; one that was killed holds it no longer.
BEING_SENT = timedelta(minutes=5)
# After a try that failed; two days in all, so that a mail server can be mended over a weekend's
# night, and a family is then told by hand.
WAITS = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=31),
)
TRIES = len(WAITS) + 1
# Moments are rounded up to this, so that none tells when somebody without a name did something.
GRAIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Way:
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
    renderer_of(kind)  # a kind that nobody writes is a mistake here, not in the worker
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
    if carrier_of(message.channel) is not Carrier.WORKLIST:
        jobs.hand_over("deliver", message.id)
    return message


def _address(message: OutboxMessage, to: Family | Person | Interpreting | Raiser) -> None:
    if isinstance(to, Raiser) and to.family is not None:
        to = to.family
    if isinstance(to, Family):
        message.family_id = to.id
    elif isinstance(to, Person):
        message.person_id = to.id
    elif isinstance(to, Raiser):
        message.concern_id = to.concern_id
    else:
        message.interpreter_id = to.id
    way = way_to(to)
    message.channel, message.language = way.channel, way.language


def way_to(recipient: Family | Person | Interpreting | Raiser) -> Way:
    """How a message to somebody would go, and in which language."""
    if isinstance(recipient, Family):
        return _way_to_family(recipient)
    if isinstance(recipient, Raiser) and recipient.family is not None:
        return _way_to_family(recipient.family)
    channel = _first_way(recipient.email, recipient.phone)
    if isinstance(recipient, Person):
        return Way(channel, recipient.language)
    if isinstance(recipient, Raiser):
        return Way(channel, reading_language(find(recipient.concern.language)).tag)
    return Way(channel, STAFF_LANGUAGE)


def _way_to_family(family: Family) -> Way:
    if family.channel not in SPOKEN_CHANNELS:
        return Way(family.channel, family.written_language)
    spoken = find(family.spoken_language)
    if family.written_language in spoken.reads:
        return Way(family.channel, family.written_language)
    return Way(family.channel, reading_language(spoken).tag)


def _first_way(email: str | None, phone: str | None) -> ContactChannel:
    if email:
        return ContactChannel.EMAIL
    return ContactChannel.CALL if phone else ContactChannel.IN_PERSON


# ---- by the program -----------------------------------------------------------------------------


def address_of(message: OutboxMessage) -> str | None:
    """The e-mail address that the recipient has now."""
    recipient = message.family or message.person or message.interpreter or message.raiser
    return recipient.email if recipient is not None else None


def take_message(message_id: str) -> OutboxMessage | None:
    """Take a message that the program is to send now, so that no other worker takes it too.

    None if there is nothing to send: another has it, it waits for another try, or its recipient
    has no address any more.
    """
    moment = clock.now()
    message = db.session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.state == MessageState.WAITING,
            (OutboxMessage.not_before.is_(None)) | (OutboxMessage.not_before <= moment),
        )
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )
    if message is None or carrier_of(message.channel) is Carrier.WORKLIST:
        return None
    if address_of(message) is None:
        _give_up(message, Failure.NO_ADDRESS)
        return None
    if message.attempts >= TRIES:
        # Each time the worker was gone before it could say how it went.
        _give_up(message, Failure.NOT_WRITTEN)
        return None
    message.attempts += 1
    message.not_before = _rounded_up(moment + BEING_SENT)
    db.session.flush()
    return message


def note_sent(message_id: str) -> None:
    """The mail server, or the demo's mailbox, has taken the message."""
    message = _being_sent(message_id)
    if message is not None:
        _move(message, MessageMove.SEND)
        message.sent_on = clock.now().date()
        db.session.flush()


def note_subject_gone(message_id: str) -> None:
    """What the message would have told of is no longer there, so nobody is told."""
    message = _being_sent(message_id)
    if message is not None:
        _move(message, MessageMove.LOSE_SUBJECT)
        db.session.flush()


def note_failed(message_id: str, failure: Failure) -> None:
    """The message could not be sent: it waits for another try, or goes on the worklist for good."""
    message = _being_sent(message_id)
    if message is None:
        return
    if failure is Failure.REFUSED or message.attempts >= TRIES:
        _give_up(message, failure)
    else:
        message.not_before = _rounded_up(clock.now() + WAITS[message.attempts - 1])
        db.session.flush()


def _being_sent(message_id: str) -> OutboxMessage | None:
    # It may have been ticked off by hand, or erased, while the mail server was slow.
    return db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.state == MessageState.WAITING)
        .with_for_update(of=OutboxMessage)
    )


def _give_up(message: OutboxMessage, failure: Failure) -> None:
    _move(message, MessageMove.GIVE_UP)
    message.failure = failure
    db.session.flush()


def _move(message: OutboxMessage, move: MessageMove) -> None:
    message.state = apply_move(MOVES, message.state, move)
    message.not_before = None


def _rounded_up(moment: datetime) -> datetime:
    midnight = datetime.combine(moment.date(), time.min, UTC)
    return midnight + -((midnight - moment) // GRAIN) * GRAIN


# ---- by hand ------------------------------------------------------------------------------------


def tick_off_message(message: OutboxMessage, *, by: Person) -> None:
    """Somebody has called, written or gone there: the recipient has been told."""
    if message.state is MessageState.WAITING and carrier_of(message.channel) is not (
        Carrier.WORKLIST
    ):
        raise Refusal(_l("This message is sent by the program; there is nothing to do by hand."))
    _move(message, MessageMove.TICK_OFF)
    message.failure = None
    message.done_by_id = by.id
    message.done_on = clock.now().date()
    _record("message_ticked_off", message, by)


def put_back_message(message: OutboxMessage, *, by: Person) -> None:
    """It was ticked off by mistake and stands on the worklist again."""
    _move(message, MessageMove.PUT_BACK)
    message.done_by_id = None
    message.done_on = None
    _record("message_put_back", message, by)


def try_again(message: OutboxMessage, *, by: Person) -> None:
    """A message that the program gave up is sent once more, with the address as it is now."""
    _move(message, MessageMove.TRY_AGAIN)
    message.failure = None
    message.attempts = 0
    _record("message_tried_again", message, by)
    jobs.hand_over("deliver", message.id)


def look_at_contact(message: OutboxMessage, *, by: Person) -> Raiser:
    """How to reach somebody who raised a concern and left no more than that; the look is logged."""
    if message.raiser is None:
        raise Refusal(_l("They have taken back how to reach them."))
    _record("raiser_looked_at", message, by)
    return message.raiser


def _record(event: str, message: OutboxMessage, by: Person) -> None:
    detail: Mapping[str, str | None] = {"concern_id": message.concern_id}
    record(
        event,
        message,
        council_id=message.council_id,
        by_id=by.id,
        detail=dict(detail) if message.concern_id else None,
    )
    db.session.flush()
