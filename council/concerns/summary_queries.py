"""The summaries of themes: written, approved, and still to approve."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, or_, select

from council.concerns.models import SummaryApproval, Theme
from council.concerns.theme_queries import themes_of
from council.councils.models import Council
from council.database import db
from council.people.models import Person
from council.texts.models import TextRevision
from council.texts.passages import (
    Passage,
    is_newest_of,
    newest_revisions,
    passages_as_approved,
)


def newest_summary(theme: Theme) -> TextRevision | None:
    """The summary as it was last written, approved or not."""
    if theme.summary_id is None:
        return None
    return newest_revisions([theme.summary_id])[theme.summary_id]


def themes_with_summary(council: Council) -> Select[Theme]:
    """The themes whose summary is approved, so that families can vote on them and read of them."""
    return themes_of(council).where(Theme.summary_approved_revision_id.is_not(None))


def summaries_to_approve(council: Council, approver: Person | None = None) -> Select[Theme]:
    """The themes whose newest summary nobody has approved; for a person, those they may approve."""
    query = (
        themes_of(council).join(TextRevision, is_newest_of(Theme.summary_id)).where(_not_approved())
    )
    return query if approver is None else query.where(TextRevision.author_id != approver.id)


def themes_waiting(theme_ids: Iterable[str]) -> set[str]:
    """Which of these themes have a newest summary that nobody has approved."""
    return set(
        db.session.scalars(
            select(Theme.id)
            .join(TextRevision, is_newest_of(Theme.summary_id))
            .where(Theme.id.in_(list(theme_ids)), _not_approved())
        )
    )


def _not_approved() -> ColumnElement[bool]:
    return or_(
        Theme.summary_approved_revision_id.is_(None),
        Theme.summary_approved_revision_id != TextRevision.id,
    )


def approved_summary(theme: Theme) -> TextRevision | None:
    """The words that packets and families read for this theme, as a coordinator approved them."""
    if theme.summary_approved_revision_id is None:
        return None
    return db.session.get(TextRevision, theme.summary_approved_revision_id)


def approved_summaries(theme_ids: Iterable[str], language: str) -> dict[str, Passage]:
    """What a reader of this language gets for each theme that has an approved summary; two queries.

    Only revisions that a coordinator has approved count, and translations of them. The original
    stands, marked as missing a translation, where there is none.
    """
    approved = select(SummaryApproval.theme_id, SummaryApproval.revision_id).where(
        SummaryApproval.theme_id.in_(list(theme_ids))
    )
    return passages_as_approved(approved, language)
