"""The link by which a family opens its own concern from a message."""

from sqlalchemy import select

from council.access.models import Purpose, Ticket
from council.access.tickets import ticket_token
from council.addresses import address_of
from council.database import db


def thread_address(concern_id: str, language: str) -> str | None:
    """The family's link to its concern, in this language; None if no ticket was issued for it.

    Issue one (Purpose.THREAD, the concern as subject) when the message is owed; looking uses
    nothing up, so that the newest serves every message.
    """
    ticket = db.session.scalar(
        select(Ticket)
        .where(Ticket.purpose == Purpose.THREAD, Ticket.subject_id == concern_id)
        .order_by(Ticket.expires_at.desc(), Ticket.id)
        .limit(1)
    )
    if ticket is None:
        return None
    return address_of("thread.open_thread", token=ticket_token(ticket), lang=language)
