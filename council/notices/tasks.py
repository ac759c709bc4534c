"""What the worker does with the outbox."""

import logging
import smtplib
from contextlib import ExitStack
from datetime import timedelta

from council import clock
from council.config import BadSetting
from council.database import db
from council.jobs import every, job
from council.notices import operations
from council.notices.carriers import Carrier, carrier_of
from council.notices.letters import compose
from council.notices.mail import (
    MailServer,
    NotReached,
    NotTaken,
    build_email,
    connection_to,
    mail_server,
    send_email,
)
from council.notices.models import OutboxMessage
from council.notices.queries import messages_to_send
from council.notices.states import Failure

log = logging.getLogger(__name__)

# A run ends before the next begins, so that they do not pile up while a mail server is slow.
LONGEST_RUN = timedelta(seconds=50)


@job
def deliver(message_id: str) -> None:
    """Send one message, if it is still to be sent."""
    with ExitStack() as stack:
        _deliver(message_id, Conversation(stack))


@every(minutes=1)
def send_what_is_owed() -> None:
    """Send every message whose time has come; one that fails keeps no other from going."""
    until = clock.now() + LONGEST_RUN
    with ExitStack() as stack:
        conversation = Conversation(stack)
        for message_id in db.session.scalars(messages_to_send(clock.now())).all():
            _deliver(message_id, conversation)
            if clock.now() >= until:
                break


class Conversation:
    """One connection to the mail server for many messages, opened when the first needs it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._connection: smtplib.SMTP | None = None

    def with_server(self, server: MailServer) -> smtplib.SMTP:
        """The connection; NotReached if there is none to be had."""
        if self._connection is None:
            self._connection = self._stack.enter_context(connection_to(server))
        return self._connection

    def hang_up(self) -> None:
        """The next message gets a new connection."""
        self._stack.close()
        self._connection = None


def _deliver(message_id: str, conversation: Conversation) -> None:
    # Three transactions, none of which is open while the mail server is spoken to: it is taken,
    # read, and noted how it went. Whenever the worker is killed, the message is found again, and
    # it goes out with the same Message-ID.
    message = operations.take_message(message_id)
    address = None if message is None else operations.address_of(message)
    db.session.commit()
    if address is None:
        return
    try:
        sent = _send(message_id, address, conversation)
    except NotTaken as reason:
        log.warning("A mail server refused a message for good: %s", reason)
        failure: Failure | None = Failure.REFUSED
    except (NotReached, BadSetting) as reason:
        log.warning("No mail server took a message: %s", reason)
        conversation.hang_up()
        failure = Failure.UNREACHED
    except Exception:
        # Whoever registered its renderer has a mistake in it; the other messages still go.
        log.exception("A message could not be written")
        failure = Failure.NOT_WRITTEN
    else:
        failure = None
    db.session.rollback()
    if failure is not None:
        operations.note_failed(message_id, failure)
    elif sent:
        operations.note_sent(message_id)
    else:
        operations.note_subject_gone(message_id)
    db.session.commit()


def _send(message_id: str, address: str, conversation: Conversation) -> bool:
    """Whether the message went out; it does not if what it tells of is gone."""
    message = db.session.get_one(OutboxMessage, message_id)
    letter = compose(message)
    carrier = carrier_of(message.channel)
    if letter is None:
        return False
    if carrier is Carrier.MAIL_SERVER:
        server = mail_server()
        email = build_email(letter, to=address, sender=server.sender, at=clock.now())
        db.session.rollback()  # nothing stays locked while the mail server takes its time
        send_email(conversation.with_server(server), email)
    # Else it stands in the demo's mailbox already, which shows the outbox itself.
    return True
