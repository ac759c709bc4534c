"""Themes, the concerns that can come under one, and what the council reads of those that did."""

from collections.abc import Iterable

from sqlalchemy import Select, and_, case, or_, select

from council.access.actions import Role
from council.concerns.models import Concern, ConcernInTheme, ConcernRaiser, Theme
from council.concerns.queries import A_PAGE, concerns_to_work_on
from council.concerns.reading_queries import approved_readings, has_reading
from council.concerns.rules import STANDING
from council.concerns.states import ConcernState, Consent
from council.councils.models import Council
from council.database import db
from council.people.models import Person
from council.texts.passages import Passage


def themes_of(council: Council) -> Select[Theme]:
    """The council's themes, the newest first."""
    return (
        select(Theme)
        .where(Theme.council_id == council.id)
        .order_by(Theme.started_at.desc(), Theme.id)
    )


def page_of_themes(council: Council, *, after: str | None = None) -> tuple[list[Theme], bool]:
    """A page of the council's themes after the one with this id, and whether more follow."""
    query = themes_of(council)
    last = db.session.get(Theme, after) if after else None
    if last is not None and last.council_id == council.id:
        query = query.where(
            or_(
                Theme.started_at < last.started_at,
                and_(Theme.started_at == last.started_at, Theme.id > last.id),
            )
        )
    found = list(db.session.scalars(query.limit(A_PAGE + 1)))
    return found[:A_PAGE], len(found) > A_PAGE


def concerns_for_theme(
    person: Person, roles: frozenset[Role], theme: Theme, council: Council
) -> Select[Concern]:
    """The concerns that this person can put under this theme as well, the ungrouped ones first.

    As with `concerns_to_work_on`, some of their words may not be theirs to read.
    """
    there = select(ConcernInTheme.concern_id).where(ConcernInTheme.theme_id == theme.id)
    ungrouped = case((Concern.state == ConcernState.RECEIVED, 0), else_=1)
    return (
        concerns_to_work_on(person, roles, council)
        .where(
            Concern.consent != Consent.PRIVATE,
            Concern.state.in_(STANDING),
            Concern.id.not_in(there),
        )
        .order_by(None)
        .order_by(ungrouped, Concern.raised_on.desc(), Concern.id)
    )


def readings_of_theme(
    theme: Theme, language: str, *, after: str | None = None
) -> tuple[dict[str, Passage], bool]:
    """A page of what concerns under a theme say, for the council, and whether more follow.

    They come in the order of their ids, which says nothing about who came when.
    """
    query = (
        select(Concern.id)
        .join(ConcernInTheme, ConcernInTheme.concern_id == Concern.id)
        .where(ConcernInTheme.theme_id == theme.id, Concern.state.in_(STANDING), has_reading())
        .order_by(Concern.id)
    )
    if after is not None:
        query = query.where(Concern.id > after)
    ids = list(db.session.scalars(query.limit(A_PAGE + 1)))
    found = approved_readings(ids[:A_PAGE], language)
    return {each: found[each] for each in ids[:A_PAGE]}, len(ids) > A_PAGE


def raisers_to_tell(theme_ids: Iterable[str]) -> Select[ConcernRaiser]:
    """Those who raised a concern under these themes and said how to be told what became of it."""
    under = select(ConcernInTheme.concern_id).where(ConcernInTheme.theme_id.in_(list(theme_ids)))
    return (
        select(ConcernRaiser)
        .join(Concern, Concern.id == ConcernRaiser.concern_id)
        .where(
            Concern.id.in_(under),
            Concern.state.in_(STANDING),
            or_(
                ConcernRaiser.family_id.is_not(None),
                ConcernRaiser.email.is_not(None),
                ConcernRaiser.phone.is_not(None),
            ),
        )
        .order_by(ConcernRaiser.concern_id)
    )
