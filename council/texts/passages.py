"""Asking for a text's words: always words plus their language and standing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from council.database import db
from council.texts.models import Text, TextRevision, Translation
from council.texts.states import Standing


class PassageStanding(StrEnum):
    """What the reader holds: the original, or a translation and how far to trust it."""

    ORIGINAL = "original"
    APPROVED = "approved"
    STALE = "stale"  # approved, but the source has been changed since
    DRAFT = "draft"
    MACHINE = "machine"
    MISSING = "missing"  # the original stands, since nothing that may be shown exists


@dataclass(frozen=True)
class Passage:
    """Words, the language that they are in, and their standing for the one who asked."""

    text_id: str
    revision_id: str
    words: str
    language: str
    standing: PassageStanding

    @property
    def is_translation(self) -> bool:
        """Whether these are other words than the author's."""
        return self.standing not in (PassageStanding.ORIGINAL, PassageStanding.MISSING)


def newest_revisions(text_ids: Iterable[str]) -> dict[str, TextRevision]:
    """The newest revision of each text, in one query."""
    newer = aliased(TextRevision)
    found = db.session.scalars(
        select(TextRevision)
        .where(
            TextRevision.text_id.in_(list(text_ids)),
            TextRevision.number
            == select(func.max(newer.number))
            .where(newer.text_id == TextRevision.text_id)
            .scalar_subquery(),
        )
    )
    return {revision.text_id: revision for revision in found}


def passages(
    text_ids: Iterable[str], language: str, *, unapproved: bool = False
) -> dict[str, Passage]:
    """What a reader of this language gets for each text, in three queries however many there are.

    Families and packets get approved translations only; `unapproved` adds drafts and machine text
    of the newest revision, marked as such, for those who work on them. Where there is nothing the
    original stands, marked as missing a translation.
    """
    wanted = list(dict.fromkeys(text_ids))
    sources = dict(
        db.session.execute(select(Text.id, Text.source_language).where(Text.id.in_(wanted)))
        .tuples()
        .all()
    )
    newest = newest_revisions(wanted)
    best: dict[str, tuple[tuple[int, int, float], Passage]] = {}
    for translation, text_id, number in db.session.execute(
        select(Translation, TextRevision.text_id, TextRevision.number)
        .join(TextRevision, Translation.revision_id == TextRevision.id)
        .where(TextRevision.text_id.in_(wanted), Translation.language == language)
    ).tuples():
        current = number == newest[text_id].number
        if translation.standing is Standing.APPROVED:
            standing = PassageStanding.APPROVED if current else PassageStanding.STALE
            rank = 2
        elif unapproved and current:
            standing = PassageStanding(translation.standing.value)
            rank = 1 if translation.standing is Standing.DRAFT else 0
        else:
            continue
        order = (rank, number, translation.written_at.timestamp())
        if text_id not in best or order > best[text_id][0]:
            passage = Passage(
                text_id, translation.revision_id, translation.words, language, standing
            )
            best[text_id] = (order, passage)
    answer: dict[str, Passage] = {}
    for text_id, source_language in sources.items():
        revision = newest[text_id]
        if source_language == language:
            standing = PassageStanding.ORIGINAL
        elif text_id in best:
            answer[text_id] = best[text_id][1]
            continue
        else:
            standing = PassageStanding.MISSING
        answer[text_id] = Passage(
            text_id, revision.id, revision.words, source_language, standing
        )
    return answer


def passage(text_id: str, language: str, *, unapproved: bool = False) -> Passage:
    """What a reader of this language gets for one text."""
    return passages([text_id], language, unapproved=unapproved)[text_id]
