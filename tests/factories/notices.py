"""Messages in the outbox, of a kind that only tests have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from council.concerns.models import Concern, ConcernRaiser
from council.concerns.states import Arrival
from council.councils.models import Council
from council.database import db, new_id
from council.interpreting.models import Interpreter
from council.interpreting.states import Credential
from council.languages.formatting import format_day, language_name
from council.notices.models import OutboxMessage
from council.notices.operations import owe
from council.notices.registry import Attachment, Rendered, renders
from council.people.models import ContactChannel, Family
from tests.factories.school import Cast, a_family

KIND = "lantern_lit"
GONE = "lantern_gone"
BROKEN = "lantern_broken"

INVITE = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@dataclass(frozen=True)
class Said:
    """A passage in a language of its own."""

    words: str
    language: str


@renders(KIND, about="A lit lantern")
def render_lantern(subject_id: str, message: OutboxMessage) -> Rendered:
    """A subject and a day in the message's language, the school's words in English, and a link."""
    body: Sequence[str | Said] = (
        format_day(date(2026, 11, 24)),
        Said("The lantern is lit.\n\nCome and see it.", "en"),
        f"http://council.test/lanterns/{subject_id}",
    )
    invite = Attachment("invite.ics", INVITE, "text/calendar", {"method": "REQUEST"})
    return Rendered(language_name("so"), body, [invite])


@renders(GONE, about="A lantern is gone")
def render_nothing(subject_id: str, message: OutboxMessage) -> None:
    """What it told of is gone."""


@renders(BROKEN, about="A lantern is broken")
def render_wrongly(subject_id: str, message: OutboxMessage) -> Rendered:
    """A renderer with a mistake in it."""
    raise LookupError(subject_id)


def a_message(cast: Cast, to: object = None, kind: str = KIND) -> OutboxMessage:
    """A message that the cast's council owes, to its Spanish-speaking family unless said."""
    return owe(
        kind,
        cast.council,
        council_id=cast.council.id,
        to=cast.family if to is None else to,  # type: ignore[arg-type]
    )


def an_interpreter(email: str | None = "ines@example.org", phone: str | None = None) -> Interpreter:
    """An interpreter of the district's directory."""
    interpreter = Interpreter(
        name="Ines Interpreter", email=email, phone=phone, credential=Credential.CERTIFIED
    )
    db.session.add(interpreter)
    db.session.flush()
    return interpreter


def a_raiser(
    council: Council,
    language: str = "es",
    *,
    email: str | None = None,
    phone: str | None = None,
    family: Family | None = None,
) -> ConcernRaiser:
    """Somebody who raised a concern and left no more than this."""
    concern = Concern(
        council_id=council.id,
        words="…",
        language=language,
        arrival=Arrival.LINK,
        raised_on=date(2026, 11, 2),
        code_hash=new_id(),
    )
    db.session.add(concern)
    db.session.flush()
    raiser = ConcernRaiser(
        concern_id=concern.id, email=email, phone=phone, family_id=family.id if family else None
    )
    db.session.add(raiser)
    db.session.flush()
    return raiser


def a_family_to_call(council: Council, spoken: str, written: str) -> Family:
    """A family that speaks one language, reads another, and wants to be called."""
    family = a_family(
        council, written, channel=ContactChannel.CALL, email=None, phone="+14155550102"
    )
    family.spoken_language = spoken
    db.session.flush()
    return family
