"""What needs somebody today, most urgent first, gathered from every package's queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from council.access.actions import Role
from council.councils.models import Council
from council.people.models import Person


@dataclass(frozen=True)
class Need:
    """One thing that waits for this person: what, who is waiting, since when, and where to do it."""

    what: str
    who: str
    since: str
    href: str
    action: str
    due_on: date | None = None
    late: str = ""


def needs_of(person: Person, roles: frozenset[Role], council: Council) -> list[Need]:
    """What this person's roles in the council ask of them, what is late first."""
    return sorted(_needs(person, roles, council), key=lambda need: need.due_on or date.max)


def _needs(person: Person, roles: frozenset[Role], council: Council) -> Iterator[Need]:
    yield from ()
