"""Concerns, narrowed to what each person may see of them."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true

from council.access.actions import Role
from council.concerns.codes import hash_of
from council.concerns.models import Concern, ConcernInTheme, ConcernRaiser, Theme
from council.concerns.reading_queries import has_reading, reading_state
from council.concerns.states import ConcernState, Consent, ReadingState
from council.councils.models import Council, FamilyJoined
from council.database import db
from council.people.models import Family, Person

A_PAGE = 50


def concern_by_code(code: str) -> Concern | None:
    """The concern that this code was given for."""
    return db.session.scalar(select(Concern).where(Concern.code_hash == hash_of(code)))


def concern_of_ticket(concern_id: str | None) -> Concern | None:
    """The concern that a family's own link opens."""
    return db.session.get(Concern, concern_id) if concern_id else None


def _readable_by(person: Person, roles: frozenset[Role]) -> ColumnElement[bool]:
    if Role.COORDINATOR in roles:
        return true()
    if Role.PARENT_LEADER in roles:
        return Concern.logged_by_id == person.id
    return false()


def concerns_visible_to(
    person: Person, roles: frozenset[Role], council: Council
) -> Select[Concern]:
    """The concerns whose own words this person may read, the latest day first."""
    return (
        select(Concern)
        .where(Concern.council_id == council.id, _readable_by(person, roles))
        .order_by(Concern.raised_on.desc(), Concern.id)
    )


def _understood_by(person: Person, roles: frozenset[Role]) -> ColumnElement[bool]:
    """Those whose words this person may read; for a leader also those with an approved reading."""
    readable = _readable_by(person, roles)
    if Role.PARENT_LEADER in roles:
        return or_(readable, has_reading())
    return readable


def concerns_to_work_on(
    person: Person, roles: frozenset[Role], council: Council
) -> Select[Concern]:
    """The concerns that this person can put under themes, by their words or their reading.

    It gives the concerns, and with them words that the person may not read: `can_read_words`.
    """
    return (
        select(Concern)
        .where(Concern.council_id == council.id, _understood_by(person, roles))
        .order_by(Concern.raised_on.desc(), Concern.id)
    )


def concerns_to_group(person: Person, roles: frozenset[Role], council: Council) -> Select[Concern]:
    """The concerns under no theme yet that this person understands and can put under one."""
    return concerns_to_work_on(person, roles, council).where(
        Concern.state == ConcernState.RECEIVED, Concern.consent != Consent.PRIVATE
    )


def concerns_kept_private(council: Council) -> Select[Concern]:
    """The private concerns that wait for the coordinator: no theme takes them further."""
    return (
        select(Concern)
        .where(
            Concern.council_id == council.id,
            Concern.state == ConcernState.RECEIVED,
            Concern.consent == Consent.PRIVATE,
        )
        .order_by(Concern.raised_on, Concern.id)
    )


# ---- lists of concerns ---------------------------------------------------------------------------


@dataclass(frozen=True)
class ConcernLine:
    """One concern in a list: its words only for those who may read them."""

    id: str
    raised_on: date
    language: str
    state: ConcernState
    # None where this person sees that there is a concern, and not what it says.
    words: str | None
    consent: Consent | None
    reading: ReadingState
    title_ids: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Where a list goes on after this one."""
        return f"{self.raised_on.isoformat()}_{self.id}"


def concern_lines(
    person: Person,
    roles: frozenset[Role],
    council: Council,
    *,
    state: ConcernState | None = None,
    language: str | None = None,
    theme: Theme | None = None,
    after: tuple[date, str] | None = None,
) -> tuple[list[ConcernLine], bool]:
    """A page of the council's concerns, and whether more follow; two queries.

    Of those that others wrote down a leader sees language, day, state and theme, and whether they
    have a reading (`approved_readings`); nothing at all of the private ones.
    """
    readable = _readable_by(person, roles)
    listed: ColumnElement[bool] = readable
    if Role.PARENT_LEADER in roles:
        listed = or_(readable, Concern.consent != Consent.PRIVATE)
    query = select(
        Concern.id,
        Concern.raised_on,
        Concern.language,
        Concern.state,
        case((readable, Concern.words), else_=None),
        case((readable, Concern.consent), else_=None),
        reading_state(),
    ).where(Concern.council_id == council.id, listed)
    if state is not None:
        query = query.where(Concern.state == state)
    if language is not None:
        query = query.where(Concern.language == language)
    if theme is not None:
        under = select(ConcernInTheme.concern_id).where(ConcernInTheme.theme_id == theme.id)
        query = query.where(Concern.id.in_(under))
    if after is not None:
        day, last = after
        query = query.where(
            or_(Concern.raised_on < day, and_(Concern.raised_on == day, Concern.id > last))
        )
    found = db.session.execute(
        query.order_by(Concern.raised_on.desc(), Concern.id).limit(A_PAGE + 1)
    )
    lines = [ConcernLine(*row) for row in found]
    more = len(lines) > A_PAGE
    lines = lines[:A_PAGE]
    by_id = {line.id: line for line in lines}
    for concern_id, title_id in db.session.execute(
        select(ConcernInTheme.concern_id, Theme.title_id)
        .join(Theme, Theme.id == ConcernInTheme.theme_id)
        .where(ConcernInTheme.concern_id.in_(by_id))
        .order_by(Theme.started_at)
    ):
        by_id[concern_id].title_ids.append(title_id)
    return lines, more


def languages_of_concerns(person: Person, roles: frozenset[Role], council: Council) -> list[str]:
    """The languages of the concerns that this person understands, most frequent first."""
    return list(
        db.session.scalars(
            select(Concern.language)
            .where(Concern.council_id == council.id, _understood_by(person, roles))
            .group_by(Concern.language)
            .order_by(func.count().desc(), Concern.language)
        )
    )


def languages_waiting_for_answers(council_id: str) -> Select[str]:
    """The languages of the council's concerns that were not taken back."""
    return (
        select(Concern.language)
        .where(Concern.council_id == council_id, Concern.state != ConcernState.WITHDRAWN)
        .distinct()
    )


def frequent_languages(council: Council, most: int = 6) -> list[str]:
    """What the council's families speak, most frequent first, as a leader meets them."""
    spoken = (
        select(Family.spoken_language, func.count().label("families"))
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council.id)
        .group_by(Family.spoken_language)
        .order_by(func.count().desc(), Family.spoken_language)
        .limit(most)
    )
    return [tag for tag, _families in db.session.execute(spoken)]


def says_who_raised(concern: Concern) -> bool:
    """Whether the family said who it is, without saying who."""
    return (
        db.session.scalar(
            select(ConcernRaiser.concern_id).where(
                ConcernRaiser.concern_id == concern.id,
                or_(
                    ConcernRaiser.family_id.is_not(None),
                    ConcernRaiser.name != "",
                    ConcernRaiser.email.is_not(None),
                    ConcernRaiser.phone.is_not(None),
                ),
            )
        )
        is not None
    )


def name_of(person_id: str | None) -> str | None:
    """The name of somebody who did something here."""
    if person_id is None:
        return None
    return db.session.scalar(select(Person.name).where(Person.id == person_id))


def how_many(query: Select[Concern] | Select[Theme]) -> int:
    """How many a query would give, for a number beside a button."""
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
