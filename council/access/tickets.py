"""Tickets: a link that opens one thing for whoever holds it."""

import hashlib
from datetime import UTC, timedelta
from typing import Any, cast

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, Signer
from sqlalchemy import CursorResult, update

from council import clock
from council.access.models import Purpose, Ticket
from council.database import db
from council.refusals import Refusal

LIFETIMES = {
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.FIRST_ADMIN: timedelta(days=2),
    Purpose.VOTE: timedelta(days=60),
    Purpose.BOOKING: timedelta(days=60),
    Purpose.THREAD: timedelta(days=400),
    Purpose.REPLY: timedelta(days=60),
}


class TicketRefused(Refusal):
    """The link is mistyped, used up or too old; the sentence says which and what to do."""


def _signer() -> Signer:
    return Signer(
        current_app.config["SECRET_KEY"], salt="council.ticket", digest_method=hashlib.sha256
    )


def issue_ticket(
    purpose: Purpose,
    *,
    subject_id: str | None = None,
    council_id: str | None = None,
    family_id: str | None = None,
) -> Ticket:
    """Make a ticket for one thing; `ticket_token` gives what goes into the link."""
    ticket = Ticket(
        purpose=purpose,
        subject_id=subject_id,
        council_id=council_id,
        family_id=family_id,
        expires_at=clock.now() + LIFETIMES[purpose],
    )
    db.session.add(ticket)
    db.session.flush()
    return ticket


def ticket_token(ticket: Ticket) -> str:
    """What goes into the link: the ticket's id and its signature (HMAC-SHA-256)."""
    return _signer().sign(ticket.id).decode()


def look_at_ticket(token: str, purpose: Purpose) -> Ticket:
    """The ticket behind a link, if it still opens what it was made for. Uses nothing up."""
    try:
        ticket_id = _signer().unsign(token).decode()
    except BadSignature:
        ticket_id = ""
    ticket = db.session.get(Ticket, ticket_id) if ticket_id else None
    if ticket is None or ticket.purpose is not purpose:
        raise TicketRefused(
            _l("This link is not complete. Open it again from the message or the paper.")
        )
    if ticket.used_on is not None:
        raise TicketRefused(_l("This link has been used already. Each link works once."))
    if ticket.expires_at <= clock.now():
        raise TicketRefused(_l("This link is too old. Ask the school for a new one."))
    return ticket


def use_up_ticket(ticket: Ticket) -> None:
    """The ticket has opened what it was for and opens nothing more; two at once cannot both win."""
    used = db.session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.used_on.is_(None))
        .values(used_on=clock.now().astimezone(UTC).date())
    )
    if cast("CursorResult[Any]", used).rowcount != 1:
        raise TicketRefused(_l("This link has been used already. Each link works once."))
    db.session.refresh(ticket)
