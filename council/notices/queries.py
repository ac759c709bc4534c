"""What stands in the outbox: for the worker, for a council's worklist, for the demo's mailbox."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from council.notices.carriers import program_sends_email
from council.notices.models import OutboxMessage
from council.notices.states import MessageState
from council.people.models import ContactChannel

PAGE = 50
AT_ONCE = 500


class Shelf(StrEnum):
    """Which messages of a council are looked at."""

    TO_DO = "to_do"  # by hand
    ON_THE_WAY = "on_the_way"  # by the program
    SENT = "sent"
    DONE = "done"  # by hand


def messages_to_send(moment: datetime) -> Select[str]:
    """The ids of messages that the program is to send now, those written first ahead."""
    return (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state == MessageState.WAITING,
            OutboxMessage.channel == ContactChannel.EMAIL,
            or_(OutboxMessage.not_before.is_(None), OutboxMessage.not_before <= moment),
            true() if program_sends_email() else false(),
        )
        .order_by(OutboxMessage.written_on, OutboxMessage.id)
        .limit(AT_ONCE)
    )


def _by_hand() -> ColumnElement[bool]:
    waiting = OutboxMessage.state == MessageState.WAITING
    if program_sends_email():
        waiting = and_(waiting, OutboxMessage.channel != ContactChannel.EMAIL)
    return or_(waiting, OutboxMessage.state == MessageState.FAILED)


def to_do_by_hand(council_id: str) -> Select[OutboxMessage]:
    """What somebody of this council has to say, write or send by hand, those owed longest first."""
    return (
        select(OutboxMessage)
        .where(OutboxMessage.council_id == council_id, _by_hand())
        .order_by(OutboxMessage.written_on, OutboxMessage.id)
    )


def _on(shelf: Shelf) -> ColumnElement[bool]:
    match shelf:
        case Shelf.TO_DO:
            return _by_hand()
        case Shelf.ON_THE_WAY:
            return and_(OutboxMessage.state == MessageState.WAITING, ~_by_hand())
        case Shelf.SENT:
            return OutboxMessage.state == MessageState.SENT
        case Shelf.DONE:
            return OutboxMessage.state == MessageState.DONE


def messages_on(
    shelf: Shelf,
    council_id: str,
    *,
    channel: ContactChannel | None = None,
    after: tuple[date, str] | None = None,
) -> Select[OutboxMessage]:
    """One page of a council's messages, with their recipients, and one more if there are more.

    What is to be done comes in the order in which it is owed, everything else latest first.
    """
    key = tuple_(OutboxMessage.written_on, OutboxMessage.id)
    wanted = (
        select(OutboxMessage)
        .where(OutboxMessage.council_id == council_id, _on(shelf))
        .options(
            joinedload(OutboxMessage.family),
            joinedload(OutboxMessage.person),
            joinedload(OutboxMessage.interpreter),
            joinedload(OutboxMessage.done_by),
        )
        .limit(PAGE + 1)
    )
    if channel is not None:
        wanted = wanted.where(OutboxMessage.channel == channel)
    if shelf is Shelf.TO_DO:
        wanted = wanted.order_by(OutboxMessage.written_on, OutboxMessage.id)
        return wanted if after is None else wanted.where(key > after)
    wanted = wanted.order_by(OutboxMessage.written_on.desc(), OutboxMessage.id.desc())
    return wanted if after is None else wanted.where(key < after)


def shelf_counts(council_id: str) -> Select[*tuple[Any, ...]]:
    """How many messages of a council stand on each shelf, in the order of the shelves."""
    counts: list[ColumnElement[Any]] = [
        func.count(case((_on(shelf), OutboxMessage.id))) for shelf in Shelf
    ]
    return select(*counts).where(OutboxMessage.council_id == council_id)


def message_of(council_id: str, message_id: str) -> Select[OutboxMessage]:
    """One message of this council."""
    return select(OutboxMessage).where(
        OutboxMessage.council_id == council_id, OutboxMessage.id == message_id
    )


def demo_messages(*, after: tuple[datetime, str] | None = None) -> Select[OutboxMessage]:
    """One page of every message of the demo, whoever it is to, the newest first."""
    wanted = (
        select(OutboxMessage)
        .where(OutboxMessage.demo_written_at.is_not(None))
        .options(
            joinedload(OutboxMessage.family),
            joinedload(OutboxMessage.person),
            joinedload(OutboxMessage.interpreter),
            joinedload(OutboxMessage.raiser),
        )
        .order_by(OutboxMessage.demo_written_at.desc(), OutboxMessage.id.desc())
        .limit(PAGE + 1)
    )
    if after is None:
        return wanted
    return wanted.where(tuple_(OutboxMessage.demo_written_at, OutboxMessage.id) < after)
