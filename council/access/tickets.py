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
    Purpose.NEW_PASSWORD: timedelta(hours=2),
    Purpose.FIRST_ADMIN: timedelta(days=2),
    Purpose.VOTE: timedelta(days=60),
    Purpose.BOOKING: timedelta(days=60),
    Purpose.THREAD: timedelta(days=400),
    Purpose.REPLY: timedelta(days=60),
}

# Nobody can tell these apart on paper, and ids have none of the first.
LOOK_ALIKES = str.maketrans("oil", "011")


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
    return still_good(ticket_behind(token, purpose))


def ticket_behind(token: str, purpose: Purpose) -> Ticket:
    """The ticket behind a link, used up or not: it may still say what became of its thing."""
    try:
        ticket_id = _signer().unsign(token).decode()
    except BadSignature:
        ticket_id = ""
    ticket = db.session.get(Ticket, ticket_id) if ticket_id else None
    if ticket is None or ticket.purpose is not purpose:
        raise TicketRefused(
            _l("This link is not complete. Open it again from the message or the paper.")
        )
    return ticket


def ticket_number(ticket: Ticket) -> str:
    """What is printed on a paper ballot for a coordinator to type: XXXX-XXXX-XXXX."""
    return "-".join(ticket.id[place : place + 4] for place in range(0, 12, 4)).upper()


def look_at_number(number: str, purpose: Purpose, subject_id: str) -> Ticket:
    """The ticket with a printed number, if it is one for this thing and still good.

    A number opens nothing by itself: only a page that checks the typist's role asks for one.
    """
    typed = "".join(filter(str.isalnum, number)).lower().translate(LOOK_ALIKES)
    ticket = db.session.get(Ticket, typed)
    if ticket is None or ticket.purpose is not purpose or ticket.subject_id != subject_id:
        raise TicketRefused(
            _l("There is no ballot with this number in this vote. Check it again."), field="number"
        )
    return still_good(ticket, field="number")


def still_good(ticket: Ticket, field: str | None = None) -> Ticket:
    """The same ticket, if it is neither used up nor too old."""
    if ticket.used_on is not None:
        raise TicketRefused(_l("This link has been used already. Each link works once."), field)
    if ticket.expires_at <= clock.now():
        raise TicketRefused(_l("This link is too old. Ask the school for a new one."), field)
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
