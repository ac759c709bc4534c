"""Every address of the application, with the ids of what really is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from council.access.guard import CLOSED_ELSEWHERE
from council.access.models import Purpose, Ticket
from council.access.tickets import ticket_token
from council.concerns.models import Concern, Theme
from council.councils.models import Council
from council.database import Base, db
from council.interpreting.models import Booking, Interpreter
from council.meetings.models import AgendaItem, Meeting
from council.meetings.states import WordsAbout
from council.notices.models import OutboxMessage
from council.packets.models import Packet, PrintedFile
from council.people.models import Family, Person
from council.recommendations.models import ActionStep, Recommendation, StaffResponse
from council.rounds.models import PriorityRound
from council.texts.models import GlossaryTerm, Text

# What stands for each part of an address.
THINGS: dict[str, type[Base]] = {
    "booking_id": Booking,
    "concern_id": Concern,
    "council_id": Council,
    "family_id": Family,
    "file_id": PrintedFile,
    "interpreter_id": Interpreter,
    "item_id": AgendaItem,
    "meeting_id": Meeting,
    "message_id": OutboxMessage,
    "packet_id": Packet,
    "person_id": Person,
    "recommendation_id": Recommendation,
    "response_id": StaffResponse,
    "round_id": PriorityRound,
    "step_id": ActionStep,
    "term_id": GlossaryTerm,
    "text_id": Text,
    "theme_id": Theme,
}
OTHERS: dict[str, tuple[str | int, ...]] = {
    "about": tuple(WordsAbout),
    "filename": ("css/look.css",),
    "language": ("so",),
    "language_tag": ("ar",),
    "number": (0,),
    "role": ("member",),
    "version": (1,),
}
# What a ticket's address opens with.
PURPOSES = {
    "access.accept_invitation": Purpose.INVITATION,
    "access.choose_password": Purpose.NEW_PASSWORD,
    "access.first_admin": Purpose.FIRST_ADMIN,
    "access.open_sign_in_link": Purpose.SIGN_IN,
    "interpreting": Purpose.BOOKING,
    "invitations": Purpose.REPLY,
    "rounds": Purpose.VOTE,
    "thread": Purpose.THREAD,
}


@dataclass(frozen=True)
class Address:
    """Where a page is, and which rule of the address map leads there."""

    rule: Rule
    path: str


def addresses(
    app: Flask, method: str, *, most: int = 100, instead: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Address]:
    """Each address that takes this method, for up to so many things of each kind.

    `instead` names the things of a kind that matter, where most of them are alike.
    """
    things: dict[str, list[str | int]] = {name: list(each) for name, each in OTHERS.items()}
    for name, model in THINGS.items():
        things[name] = list(db.session.scalars(select(model.id).order_by(model.id)))  # type: ignore[attr-defined]
    things |= {name: list(each) for name, each in (instead or {}).items()}
    things["door"] = list(db.session.scalars(select(Council.door)))
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or set()) or rule.endpoint in CLOSED_ELSEWHERE:
            continue
        here = things | {"token": _tokens(rule.endpoint)}
        names = sorted(rule.arguments)
        choices = [here[name][:most] or ["0" * 12] for name in names]
        for values in product(*choices):
            built = rule.build(dict(zip(names, values, strict=True)))
            assert built is not None, rule
            yield Address(rule, str(built[1]))


def _tokens(endpoint: str) -> list[str | int]:
    purpose = PURPOSES.get(endpoint) or PURPOSES.get(endpoint.partition(".")[0])
    return [
        ticket_token(ticket)
        for ticket in db.session.scalars(
            select(Ticket)
            .where(Ticket.purpose == purpose, Ticket.used_on.is_(None))
            .order_by(Ticket.expires_at.desc(), Ticket.id)
            .limit(2)
        )
    ]
