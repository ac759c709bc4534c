"""Concerns raised by families, written down for them, closed and taken back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access.models import Purpose
from council.access.tickets import issue_ticket
from council.concerns.codes import draw_code, hash_of
from council.concerns.models import Concern, ConcernInTheme, ConcernRaiser
from council.concerns.rules import MOST_CHARACTERS
from council.concerns.states import CONCERN_MOVES, Arrival, ConcernMove, Consent
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.jobs import once_saved
from council.languages.chosen import known_language
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Family, Person
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import erase_words, write_text
from council.texts.printer import forget_prints

EVENTS = {
    ConcernMove.GROUP: "concern_grouped",
    ConcernMove.UNGROUP: "concern_ungrouped",
    ConcernMove.PUT_ON_AGENDA: "concern_put_on_agenda",
    ConcernMove.TAKE_OFF_AGENDA: "concern_taken_off_agenda",
    ConcernMove.TAKE_INTO_RECOMMENDATION: "concern_taken_into_recommendation",
    ConcernMove.DROP_FROM_RECOMMENDATION: "concern_dropped_from_recommendation",
    ConcernMove.ANSWER: "concern_answered",
    ConcernMove.CLOSE: "concern_closed",
    ConcernMove.WITHDRAW: "concern_withdrawn",
}


# ---- raising and logging -------------------------------------------------------------------------


def raise_concern(
    council: Council,
    words: str,
    *,
    language: str,
    variant: str = "",
    consent: Consent = Consent.SUMMARY,
    name: str = "",
    email: str | None = None,
    phone: str | None = None,
    code: str | None = None,
) -> tuple[Concern, str]:
    """A family says what concerns it, without an account; gives the code to look it up with.

    With a `code` that was drawn before, a concern sent twice is written once (AlreadySent).
    """
    code = code or draw_code()
    concern = Concern(
        council_id=council.id,
        words=_checked(words),
        language=known_language(language).tag,
        variant=variant,
        arrival=Arrival.LINK,
        consent=consent,
        raised_on=clock.today(council.time_zone),
        code_hash=hash_of(code),
    )
    _add(concern, _raiser(None, name, email, phone))
    record("concern_raised", concern, council_id=council.id, by_id=None, on=concern.raised_on)
    return concern, code


def log_concern(
    council: Council,
    words: str,
    *,
    language: str,
    arrival: Arrival,
    read_back: bool,
    by: Person,
    variant: str = "",
    consent: Consent = Consent.SUMMARY,
    family: Family | None = None,
    name: str = "",
    email: str | None = None,
    phone: str | None = None,
    code: str | None = None,
) -> tuple[Concern, str]:
    """Write down what a family said aloud or on paper, read back to it and agreed.

    Gives the code to hand over. Who logged it is not who raised it.
    """
    if not read_back:
        raise Refusal(
            _l("Read it back to the family first, and write down what they agree to."),
            field="read_back",
        )
    code = code or draw_code()
    concern = Concern(
        council_id=council.id,
        words=_checked(words),
        language=known_language(language).tag,
        variant=variant,
        arrival=arrival,
        consent=consent,
        raised_on=clock.today(council.time_zone),
        code_hash=hash_of(code),
        logged_by_id=by.id,
        read_back=True,
    )
    _add(concern, _raiser(family, name, email, phone))
    record("concern_logged", concern, council_id=council.id, by_id=by.id)
    return concern, code


def _checked(words: str) -> str:
    if not words.strip():
        raise Refusal(_l("Write the concern down first."), field="words")
    return not_too_long(words, MOST_CHARACTERS)


def not_too_long(words: str, most: int) -> str:
    """These words, unless there are more of them than anybody reads."""
    if len(words) > most:
        raise Refusal(
            _l(
                "This has %(count)s characters. Make it %(most)s or fewer.",
                count=len(words),
                most=most,
            ),
            field="words",
        )
    return words


def _raiser(
    family: Family | None, name: str, email: str | None, phone: str | None
) -> ConcernRaiser | None:
    if family is None and not (name or email or phone):
        return None
    return ConcernRaiser(
        family_id=family.id if family else None,
        name=name,
        email=email or None,
        phone=phone or None,
    )


class AlreadySent(Exception):
    """This very concern has been sent before: a button pressed twice, on a slow phone."""


def _add(concern: Concern, raiser: ConcernRaiser | None) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(concern)
    except IntegrityError as error:
        known = select(Concern.id).where(Concern.code_hash == concern.code_hash)
        if db.session.scalar(known) is None:
            raise
        raise AlreadySent from error
    if raiser is not None:
        raiser.concern_id = concern.id
        db.session.add(raiser)
        db.session.flush()


def show_who_raised(concern: Concern, *, by: Person) -> ConcernRaiser | None:
    """Somebody looks at who raised a concern; that they looked is written down."""
    record("raiser_shown", concern, council_id=concern.council_id, by_id=by.id)
    return concern.raiser


# ---- the end of a concern ------------------------------------------------------------------------


def close_concern(concern: Concern, reason: str, *, language: str, by: Person) -> None:
    """The council does not take a concern further, and tells the family why."""
    if not reason.strip():
        raise Refusal(_l("Write the reason, so that the family learns it."), field="reason")
    lock([concern.id])
    state = apply_move(CONCERN_MOVES, concern.state, ConcernMove.CLOSE)
    text = write_text(
        reason, kind="concern_closed_reason", language=language, council=concern.council, by=by
    )
    concern.closed_reason_id = text.id
    concern.state = state
    db.session.flush()
    record(
        EVENTS[ConcernMove.CLOSE],
        concern,
        council_id=concern.council_id,
        by_id=by.id,
        detail={"reason": text.id},
    )
    raiser = concern.raiser
    if raiser is not None and (raiser.family_id or raiser.email or raiser.phone):
        issue_ticket(Purpose.THREAD, subject_id=concern.id, council_id=concern.council_id)
        owe("concern_closed", concern, council_id=concern.council_id, to=raiser)


def withdraw_concern(concern: Concern) -> None:
    """A family takes its concern back: its words, its reading and who raised it are erased.

    Nothing is kept either of what was printed.
    """
    lock([concern.id])
    concern.state = apply_move(CONCERN_MOVES, concern.state, ConcernMove.WITHDRAW)
    concern.words = ""
    concern.variant = ""
    if concern.reading_id is not None:
        concern.reading_approved_revision_id = None
        concern.reading_approved_by_id = None
        concern.reading_approved_at = None
        erase_words(db.session.get_one(Text, concern.reading_id))
    if concern.raiser is not None:
        # The row stays, empty: messages that were sent still name it.
        concern.raiser.family_id = None
        concern.raiser.name = ""
        concern.raiser.email = None
        concern.raiser.phone = None
    db.session.execute(delete(ConcernInTheme).where(ConcernInTheme.concern_id == concern.id))
    db.session.flush()
    db.session.expire(concern, ["themes"])
    record(EVENTS[ConcernMove.WITHDRAW], concern, council_id=concern.council_id, by_id=None)
    once_saved(forget_prints)


# ---- whatever moves a concern --------------------------------------------------------------------


def move_on(concern: Concern, move: ConcernMove, by: Person, **detail: str) -> None:
    """Move a concern, and write down what became of it."""
    concern.state = apply_move(CONCERN_MOVES, concern.state, move)
    record(EVENTS[move], concern, council_id=concern.council_id, by_id=by.id, detail={**detail})


def lock(concern_ids: Iterable[str]) -> list[Concern]:
    """The concerns as they are at this moment, kept from others until the request is over."""
    return list(
        db.session.scalars(
            select(Concern)
            .where(Concern.id.in_(list(concern_ids)))
            .order_by(Concern.id)
            .with_for_update(of=Concern)
            .execution_options(populate_existing=True)
        )
    )
