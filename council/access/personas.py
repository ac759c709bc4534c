"""Who can be stepped into in a demonstration, and the doors that need no account."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from council.access.actions import Role
from council.access.models import Account, Purpose
from council.access.queries import account_of, newest_ticket, role_holders
from council.access.tickets import ticket_token
from council.access.wording import ROLE_NAMES, WHAT_ROLES_DO
from council.councils.models import Council
from council.councils.presets import preset_of
from council.councils.queries import councils, the_district
from council.database import db
from council.people.models import Person

# In the order in which the chain meets them.
ORDER = (
    Role.PARENT_LEADER,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
    Role.MEMBER,
    Role.DISTRICT_ADMIN,
)
SIGNS = {
    Role.MEMBER: "users",
    Role.PARENT_LEADER: "heart-handshake",
    Role.COORDINATOR: "calendar-event",
    Role.ADMINISTRATOR: "school",
    Role.DISTRICT_ADMIN: "building-community",
}
# A council may have twenty members; two show what a member sees.
MOST_OF_A_ROLE = 2


@dataclass(frozen=True)
class Persona:
    """Somebody of the demonstration, as what they are to one council."""

    person: Person
    role: str
    what: str
    sign: str


@dataclass(frozen=True)
class Door:
    """A way in that needs no account: a link, a code or a ticket."""

    label: str
    what: str
    href: str
    sign: str


@dataclass(frozen=True)
class Place:
    """A council, or the district, with its people and the doors of its families."""

    name: str
    kind: str
    personas: Sequence[Persona]
    doors: Sequence[Door]


def personas_on_offer() -> list[Place]:
    """The people of the demonstration by council, and what can be opened without an account."""
    by_council: dict[str | None, list[Persona]] = {}
    holders = list(db.session.scalars(role_holders()))
    shown: set[tuple[str | None, str]] = set()
    for role in ORDER:
        counted: dict[str | None, int] = {}
        for held in holders:
            here = held.council_id
            is_enough = counted.get(here, 0) >= MOST_OF_A_ROLE
            if held.role is not role or is_enough or (here, held.person_id) in shown:
                continue
            counted[here] = counted.get(here, 0) + 1
            shown.add((here, held.person_id))
            by_council.setdefault(here, []).append(
                Persona(held.person, str(ROLE_NAMES[role]), str(WHAT_ROLES_DO[role]), SIGNS[role])
            )
    places = [
        Place(
            council.name,
            str(preset_of(council.preset).name),
            by_council.get(council.id, []),
            list(_doors_of(council)),
        )
        for council in db.session.scalars(councils())
    ]
    district = the_district()
    if district is not None:
        places.append(
            Place(district.name, _("The whole district"), by_council.get(None, []), _open_doors())
        )
    return places


def _doors_of(council: Council) -> list[Door]:
    doors = [
        Door(
            _("A family on a phone"),
            _("Opens the link of a poster, and raises a concern in its own language."),
            url_for("family.open_door", door=council.door),
            "device-mobile",
        )
    ]
    links = (
        (
            Purpose.THREAD,
            "thread.open_thread",
            _("A family that raised a concern"),
            _("Reads what became of it, by the link of a message."),
            "needle-thread",
        ),
        (
            Purpose.VOTE,
            "rounds.vote",
            _("A family that votes"),
            _("Gives three dots to what matters most, by the link of a message."),
            "ticket",
        ),
        (
            Purpose.BOOKING,
            "interpreting.show_offer",
            _("An interpreter with an offer"),
            _("Accepts or declines it, by the link of a message."),
            "ear",
        ),
    )
    for purpose, endpoint, label, what, sign in links:
        ticket = newest_ticket(purpose, council.id)
        if ticket is not None:
            doors.append(Door(label, what, url_for(endpoint, token=ticket_token(ticket)), sign))
    return doors


def _open_doors() -> list[Door]:
    return [
        Door(
            _("A family with a code"),
            _("Types the code of its concern, and reads what became of it."),
            url_for("thread.look_up"),
            "key",
        )
    ]


def persona_with(person_id: str) -> Account | None:
    """The account of somebody who holds a role in the demonstration."""
    holders = {held.person_id for held in db.session.scalars(role_holders())}
    return account_of(person_id) if person_id in holders else None
