"""Keeping families: who they are to the district, and how they want to be reached."""

from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError

from council.database import db
from council.history.operations import record
from council.languages.chosen import known_language
from council.people.models import ContactChannel, Family, Person
from council.refusals import Refusal


@dataclass(frozen=True)
class FamilyFacts:
    """What is known of a family; nothing else is ever asked."""

    name: str
    spoken_language: str
    written_language: str
    channel: ContactChannel
    spoken_variant: str = ""
    signed_language: str | None = None
    email: str | None = None
    phone: str | None = None  # E.164
    large_print: bool = False
    read_aloud: bool = False


def add_family(facts: FamilyFacts, *, council_id: str | None, by: Person | None) -> Family:
    """A family becomes known to the district, through the council that writes it down."""
    _refuse_unfit(facts)
    family = Family(**asdict(facts))
    db.session.add(family)
    db.session.flush()
    record("family_added", family, council_id=council_id, by_id=by.id if by else None)
    return family


def change_family(
    family: Family, facts: FamilyFacts, *, version: int, council_id: str | None, by: Person
) -> None:
    """What is known of a family is brought up to date; history keeps which fields, not what."""
    _refuse_unfit(facts)
    if family.version != version:
        raise _changed_meanwhile()
    changed = [name for name, value in asdict(facts).items() if getattr(family, name) != value]
    for name in changed:
        setattr(family, name, getattr(facts, name))
    if changed:
        record(
            "family_changed",
            family,
            council_id=council_id,
            by_id=by.id,
            detail={"fields": sorted(changed)},
        )
    try:
        db.session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error


def _changed_meanwhile() -> Refusal:
    return Refusal(
        _l(
            "Somebody else changed this family while you were writing. What you typed stands below;"
            " open the page again to see what it is now."
        )
    )


def _refuse_unfit(facts: FamilyFacts) -> None:
    if not 1 <= len(facts.name) <= 120:
        raise Refusal(_l("Write how this family is called."), field="name")
    if not known_language(facts.spoken_language, "spoken_language").spoken:
        raise Refusal(_l("Choose a language that is spoken."), field="spoken_language")
    if not known_language(facts.written_language, "written_language").written:
        raise Refusal(_l("Choose a language that is written."), field="written_language")
    signed = facts.signed_language
    if signed and not known_language(signed, "signed_language").signed:
        raise Refusal(_l("Choose a language that is signed."), field="signed_language")
    if facts.channel is ContactChannel.EMAIL and not facts.email:
        raise Refusal(
            _l("They want e-mail, so write their address, or choose another way."), field="email"
        )
    if facts.channel in (ContactChannel.CALL, ContactChannel.TEXT_MESSAGE) and not facts.phone:
        raise Refusal(
            _l("They want to be phoned, so write their number, or choose another way."),
            field="phone",
        )
