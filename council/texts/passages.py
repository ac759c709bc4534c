"""Asking for a text's words: always words plus their language and standing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from council.database import db
from council.languages.registry import Language, find
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

    def shown(self, note: str = "") -> "ShownPassage":
        """The same, as the macros of pages take it."""
        return ShownPassage(self.words, find(self.language), self.standing, note)


@dataclass(frozen=True)
class ShownPassage:
    """A passage on a page: its language in full, for own name and direction, and maybe a note."""

    words: str
    language: Language
    standing: PassageStanding
    note: str = ""


@dataclass(frozen=True)
class Coverage:
    """How a text stands in one language: what families get, and what waits to be approved."""

    in_use: PassageStanding
    # A draft or machine text of the newest words that came after whatever is approved.
    waiting: PassageStanding | None = None
    waiting_id: str | None = None
    # Who may not approve what waits: the one who put it there.
    entered_by_id: str | None = None

    @property
    def is_current(self) -> bool:
        """Families get the newest words, by their author or in an approved translation."""
        return self.in_use in (PassageStanding.ORIGINAL, PassageStanding.APPROVED)

    @property
    def is_settled(self) -> bool:
        """Nobody has anything to do: families get the newest words, and no others wait."""
        return self.waiting is None and self.is_current


def newest_revisions(text_ids: Iterable[str]) -> dict[str, TextRevision]:
    """The newest revision of each text, in one query."""
    newer = aliased(TextRevision)
    found = db.session.scalars(
        select(TextRevision).where(
            TextRevision.text_id.in_(list(text_ids)),
            TextRevision.number
            == select(func.max(newer.number))
            .where(newer.text_id == TextRevision.text_id)
            .scalar_subquery(),
        )
    )
    return {revision.text_id: revision for revision in found}


def is_newest_of(
    text_id: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
) -> ColumnElement[bool]:
    """Whether a revision is the newest of the text that a column of its owner names."""
    later = aliased(TextRevision)
    newest = select(func.max(later.number)).where(later.text_id == text_id)
    return and_(
        TextRevision.text_id == text_id,
        TextRevision.number == newest.correlate_except(later).scalar_subquery(),
    )


def passages(
    text_ids: Iterable[str], language: str, *, unapproved: bool = False
) -> dict[str, Passage]:
    """What a reader of this language gets for each text, in three queries however many there are.

    Families and packets get approved translations only; `unapproved` adds drafts and machine text
    of the newest revision, marked as such, for those who work on them. Where there is nothing the
    original stands, marked as missing a translation.
    """
    return passages_by_language(text_ids, [language], unapproved=unapproved)[language]


def passages_by_language(
    text_ids: Iterable[str], languages: Collection[str], *, unapproved: bool = False
) -> dict[str, dict[str, Passage]]:
    """The same for several languages, still in three queries."""
    sources, newest, translations = _everything(text_ids, languages)
    # By text and language: the newest approved one of the newest words that have one; after it,
    # if asked for, the newest draft of the newest words.
    best: dict[tuple[str, str], tuple[tuple[bool, int, int], Passage]] = {}
    for translation, text_id, revision_number in translations:
        current = revision_number == newest[text_id].number
        approved = translation.standing is Standing.APPROVED
        if approved:
            standing = PassageStanding.APPROVED if current else PassageStanding.STALE
        elif unapproved and current:
            standing = PassageStanding(translation.standing.value)
        else:
            continue
        place = (text_id, translation.language)
        order = (approved, revision_number, translation.number)
        if place not in best or order > best[place][0]:
            best[place] = (
                order,
                Passage(
                    text_id,
                    translation.revision_id,
                    translation.words,
                    translation.language,
                    standing,
                ),
            )
    return {
        language: {
            text_id: best[text_id, language][1]
            if source != language and (text_id, language) in best
            else Passage(
                text_id,
                newest[text_id].id,
                newest[text_id].words,
                source,
                PassageStanding.ORIGINAL if source == language else PassageStanding.MISSING,
            )
            for text_id, source in sources.items()
        }
        for language in languages
    }


def passage(text_id: str, language: str, *, unapproved: bool = False) -> Passage:
    """What a reader of this language gets for one text."""
    return passages([text_id], language, unapproved=unapproved)[text_id]


def passages_as_approved(
    approved: Select[str, str] | Select[str, str | None], language: str
) -> dict[str, Passage]:
    """The same for words of which readers get only some revisions, by what the words belong to.

    `approved` selects what they belong to and the ids of those revisions. Of several the newest
    counts, and translations of any; two queries.
    """
    chosen = approved.subquery()
    owner, revision_id = chosen.c
    answer: dict[str, Passage] = {}
    current: dict[str, int] = {}
    for owner_id, revision, source in db.session.execute(
        select(owner, TextRevision, Text.source_language)
        .join_from(chosen, TextRevision, TextRevision.id == revision_id)
        .join(Text, Text.id == TextRevision.text_id)
        .order_by(TextRevision.number)
    ):
        same = source == language
        standing = PassageStanding.ORIGINAL if same else PassageStanding.MISSING
        answer[owner_id] = Passage(revision.text_id, revision.id, revision.words, source, standing)
        current[owner_id] = revision.number
    for owner_id, number, translation in db.session.execute(
        select(owner, TextRevision.number, Translation)
        .join_from(chosen, TextRevision, TextRevision.id == revision_id)
        .join(Translation, Translation.revision_id == TextRevision.id)
        .where(Translation.language == language, Translation.standing == Standing.APPROVED)
        .order_by(TextRevision.number, Translation.number)
    ):
        original = answer[owner_id]
        if original.standing is PassageStanding.ORIGINAL:
            continue
        fresh = number == current[owner_id]
        answer[owner_id] = Passage(
            original.text_id,
            translation.revision_id,
            translation.words,
            language,
            PassageStanding.APPROVED if fresh else PassageStanding.STALE,
        )
    return answer


def coverage(text_ids: Iterable[str], languages: Collection[str]) -> dict[str, dict[str, Coverage]]:
    """How each text stands in each of these languages, in two queries however many there are."""
    wanted = list(dict.fromkeys(text_ids))
    # No words: a council's whole queue is looked at in this way.
    sources = {
        text_id: (language, number)
        for text_id, language, number in db.session.execute(
            select(Text.id, Text.source_language, func.max(TextRevision.number))
            .join(TextRevision, TextRevision.text_id == Text.id)
            .where(Text.id.in_(wanted))
            .group_by(Text.id, Text.source_language)
        )
    }
    approved: dict[tuple[str, str], int] = {}
    latest: dict[tuple[str, str], _Newest] = {}
    found = db.session.execute(
        select(
            TextRevision.text_id,
            Translation.language,
            TextRevision.number,
            Translation.number,
            Translation.standing,
            Translation.id,
            Translation.entered_by_id,
        )
        .join(TextRevision, Translation.revision_id == TextRevision.id)
        .where(TextRevision.text_id.in_(wanted), Translation.language.in_(list(languages)))
    )
    for text_id, language, revision_number, number, standing, translation_id, entered_by in found:
        place = (text_id, language)
        translation = _Newest(number, standing, translation_id, entered_by)
        if translation.standing is Standing.APPROVED:
            approved[place] = max(revision_number, approved.get(place, revision_number))
        if revision_number == sources[text_id][1] and (
            place not in latest or translation.number > latest[place].number
        ):
            latest[place] = translation
    return {
        text_id: {
            language: _IN_ITS_OWN_LANGUAGE
            if language == source
            else _coverage(
                approved.get((text_id, language)), number, latest.get((text_id, language))
            )
            for language in languages
        }
        for text_id, (source, number) in sources.items()
    }


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest translation of a text's newest words into a language, without its words."""

    number: int
    standing: Standing
    id: str
    entered_by_id: str


# The same few again and again, where nothing waits.
_IN_ITS_OWN_LANGUAGE = Coverage(PassageStanding.ORIGINAL)
_NOTHING_WAITS = {
    standing: Coverage(standing)
    for standing in (PassageStanding.MISSING, PassageStanding.APPROVED, PassageStanding.STALE)
}


def _coverage(approved: int | None, newest_number: int, latest: _Newest | None) -> Coverage:
    if approved is None:
        in_use = PassageStanding.MISSING
    elif approved == newest_number:
        in_use = PassageStanding.APPROVED
    else:
        in_use = PassageStanding.STALE
    if latest is None or latest.standing is Standing.APPROVED:
        return _NOTHING_WAITS[in_use]
    return Coverage(in_use, PassageStanding(latest.standing.value), latest.id, latest.entered_by_id)


def _everything(
    text_ids: Iterable[str], languages: Collection[str]
) -> tuple[dict[str, str], dict[str, TextRevision], list[tuple[Translation, str, int]]]:
    """The texts' languages, their newest words, and every translation with its revision."""
    wanted = list(dict.fromkeys(text_ids))
    sources = dict(
        db.session.execute(select(Text.id, Text.source_language).where(Text.id.in_(wanted))).all()
    )
    translations = db.session.execute(
        select(Translation, TextRevision.text_id, TextRevision.number)
        .join(TextRevision, Translation.revision_id == TextRevision.id)
        .where(TextRevision.text_id.in_(wanted), Translation.language.in_(list(languages)))
    )
    return sources, newest_revisions(wanted), list(translations)
