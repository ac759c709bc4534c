"""What others read of concerns: written, approved, and still waited for."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select, type_coerce
from sqlalchemy.orm import aliased

from council.concerns.models import Concern
from council.concerns.rules import TO_READ
from council.concerns.states import ConcernState, Consent, ReadingState
from council.councils.models import Council
from council.database import closed_enum
from council.texts.models import TextRevision
from council.texts.passages import Passage, newest_revisions, passages_as_approved


def newest_reading(concern: Concern) -> TextRevision | None:
    """What was last written for others to read, approved or not."""
    if concern.reading_id is None:
        return None
    return newest_revisions([concern.reading_id])[concern.reading_id]


def has_reading() -> ColumnElement[bool]:
    """Whether there is something of a concern that others may read."""
    return and_(
        Concern.reading_approved_revision_id.is_not(None), Concern.consent != Consent.PRIVATE
    )


def _newest_reading_id() -> ColumnElement[str]:
    later = aliased(TextRevision)
    newest = select(later.id).where(later.text_id == Concern.reading_id)
    return newest.order_by(later.number.desc()).limit(1).correlate(Concern).scalar_subquery()


def _reading_waits() -> ColumnElement[bool]:
    """What a leader wrote last, and no coordinator has approved."""
    in_use = func.coalesce(Concern.reading_approved_revision_id, "")
    return and_(Concern.reading_id.is_not(None), _newest_reading_id() != in_use)


def reading_state() -> ColumnElement[ReadingState]:
    """Whether a concern needs a reading, and how far it has come."""
    needed = and_(Concern.state.in_(TO_READ), Concern.consent != Consent.PRIVATE)
    state = case(
        (and_(needed, _reading_waits()), ReadingState.TO_APPROVE.value),
        (has_reading(), ReadingState.APPROVED.value),
        (needed, ReadingState.MISSING.value),
        else_=ReadingState.NOT_NEEDED.value,
    )
    return type_coerce(state, closed_enum(ReadingState))  # type: ignore[arg-type]


def concerns_without_reading(council: Council, *, after: Concern | None = None) -> Select[Concern]:
    """What waits for the coordinator to write or to approve a reading; under no theme comes first.

    `after` goes on with those that come after one that was left for later.
    """
    grouped = case((Concern.state == ConcernState.RECEIVED, 0), else_=1)
    query = select(Concern).where(
        Concern.council_id == council.id,
        Concern.consent != Consent.PRIVATE,
        Concern.state.in_(TO_READ),
        or_(Concern.reading_id.is_(None), _reading_waits()),
    )
    if after is not None:
        place = int(after.state is not ConcernState.RECEIVED)
        query = query.where(
            or_(
                grouped > place,
                and_(grouped == place, Concern.raised_on > after.raised_on),
                and_(grouped == place, Concern.raised_on == after.raised_on, Concern.id > after.id),
            )
        )
    return query.order_by(grouped, Concern.raised_on, Concern.id)


def readings_to_translate() -> Select[str | None, str, str]:
    """The texts of readings that are needed and approved as they stand, with where they belong."""
    return select(Concern.reading_id, Concern.council_id, Concern.id).where(
        has_reading(), Concern.state.in_(TO_READ), not_(_reading_waits())
    )


def approved_readings(concern_ids: Iterable[str], language: str) -> dict[str, Passage]:
    """What others read of each concern that has an approved reading, in this language; two queries.

    Only what is approved now counts, and translations of that: an older one was replaced for a
    reason. Nothing of a private concern is ever among it.
    """
    approved = select(Concern.id, Concern.reading_approved_revision_id).where(
        Concern.id.in_(list(concern_ids)), has_reading()
    )
    return passages_as_approved(approved, language)
