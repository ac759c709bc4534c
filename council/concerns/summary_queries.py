"""The summaries of themes: written, approved, and still to approve."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from council.concerns.models import SummaryApproval, Theme
from council.concerns.theme_queries import themes_of
from council.councils.models import Council
from council.database import db
from council.people.models import Person
from council.texts.models import Text, TextRevision, Translation
from council.texts.passages import Passage, PassageStanding, newest_revisions
from council.texts.states import Standing


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
    query = themes_of(council).join(TextRevision, _newest_summary()).where(_not_approved())
    return query if approver is None else query.where(TextRevision.author_id != approver.id)


def themes_waiting(theme_ids: Iterable[str]) -> set[str]:
    """Which of these themes have a newest summary that nobody has approved."""
    return set(
        db.session.scalars(
            select(Theme.id)
            .join(TextRevision, _newest_summary())
            .where(Theme.id.in_(list(theme_ids)), _not_approved())
        )
    )


def _newest_summary() -> ColumnElement[bool]:
    later = aliased(TextRevision)
    newest = select(func.max(later.number)).where(later.text_id == Theme.summary_id)
    return and_(
        TextRevision.text_id == Theme.summary_id,
        TextRevision.number == newest.correlate(Theme).scalar_subquery(),
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
    answer: dict[str, Passage] = {}
    current: dict[str, int] = {}
    wanted = list(theme_ids)
    for theme_id, revision, source in db.session.execute(
        select(Theme.id, TextRevision, Text.source_language)
        .join(TextRevision, TextRevision.id == Theme.summary_approved_revision_id)
        .join(Text, Text.id == TextRevision.text_id)
        .where(Theme.id.in_(wanted))
    ):
        same = source == language
        standing = PassageStanding.ORIGINAL if same else PassageStanding.MISSING
        answer[theme_id] = Passage(revision.text_id, revision.id, revision.words, source, standing)
        current[theme_id] = revision.number
    found = db.session.execute(
        select(SummaryApproval.theme_id, TextRevision.number, Translation)
        .join(TextRevision, TextRevision.id == SummaryApproval.revision_id)
        .join(Translation, Translation.revision_id == TextRevision.id)
        .where(
            SummaryApproval.theme_id.in_(wanted),
            Translation.language == language,
            Translation.standing == Standing.APPROVED,
        )
        .order_by(TextRevision.number, Translation.number)
    )
    for theme_id, number, translation in found:
        original = answer[theme_id]
        if original.standing is PassageStanding.ORIGINAL:
            continue
        fresh = number == current[theme_id]
        answer[theme_id] = Passage(
            original.text_id,
            translation.revision_id,
            translation.words,
            language,
            PassageStanding.APPROVED if fresh else PassageStanding.STALE,
        )
    return answer
