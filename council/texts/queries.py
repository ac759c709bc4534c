"""Which texts need whom: what is missing in which language, and what waits to be approved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from council.access.actions import Role
from council.access.models import RoleHeld
from council.access.queries import roles_of
from council.councils.models import Council, FamilyJoined
from council.database import db
from council.languages.registry import find
from council.people.models import Family, Person
from council.texts.models import NamedReviewer, Text, TextRevision, Translation
from council.texts.passages import Coverage, coverage
from council.texts.registry import TextPlace, named_languages, places
from council.texts.rules import may_approve_into
from council.texts.states import Standing


@dataclass(frozen=True)
class TextRow:
    """A text of the council, where it stands, and how it stands in each language needed."""

    text_id: str
    source_language: str
    place: TextPlace
    cells: dict[str, Coverage]

    @property
    def day(self) -> str:
        """When it is needed, in an order; what has no date comes last."""
        return (self.place.due_on or date.max).isoformat()

    @property
    def key(self) -> tuple[str, str, str]:
        """The most urgent first, and what belongs to one thing together."""
        return (self.day, self.place.url, self.text_id)


@dataclass(frozen=True)
class TranslationTask:
    """One text to be translated into one language, or such a translation to be approved."""

    text_id: str
    language: str
    place: TextPlace
    coverage: Coverage


def languages_to_translate_into(council_id: str) -> list[str]:
    """The written languages that this council's texts are needed in, those of most families first.

    They are what its families read, the council's own, and those that concerns were raised in.
    """
    families = db.session.execute(
        select(Family.written_language, func.count())
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council_id)
        .group_by(Family.written_language)
    ).all()
    readers: dict[str, int] = defaultdict(int)
    for tag, count in families:
        readers[_read_as(tag)] += count
    own = db.session.scalar(select(Council.language).where(Council.id == council_id))
    for tag in {own or "en", *named_languages(council_id)}:
        readers[_read_as(tag)] += 0
    return sorted(readers, key=lambda tag: (-readers[tag], find(tag).english_name))


def _read_as(tag: str) -> str:
    """What a family of this language reads, if it is spoken or signed only."""
    language = find(tag)
    return language.tag if language.written else language.reads[0]


def text_in_council(text_id: str, council_id: str) -> Text | None:
    """This text, if it is one of this council's, or of the whole district."""
    return db.session.scalar(select(Text).where(Text.id == text_id, _belongs_to(council_id)))


def _belongs_to(council_id: str) -> ColumnElement[bool]:
    """What a council works on: its own texts, and those of the district."""
    return or_(Text.council_id == council_id, Text.council_id.is_(None))


def kinds_of(text_ids: Iterable[str]) -> dict[str, list[str]]:
    """These texts by their kinds, as their owners are asked about them."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for text_id, kind in db.session.execute(
        select(Text.id, Text.kind).where(Text.id.in_(list(text_ids)))
    ):
        by_kind[kind].append(text_id)
    return by_kind


def translation_in_council(translation_id: str, council_id: str) -> Translation | None:
    """This translation, if it is of a text of this council or of the district."""
    return db.session.scalar(
        select(Translation)
        .join(TextRevision, Translation.revision_id == TextRevision.id)
        .join(Text, TextRevision.text_id == Text.id)
        .where(Translation.id == translation_id, _belongs_to(council_id))
    )


def newest_translation(revision_id: str, language: str) -> Translation | None:
    """The newest translation of a revision into a language, whatever its standing."""
    return db.session.scalar(
        select(Translation)
        .where(Translation.revision_id == revision_id, Translation.language == language)
        .order_by(Translation.number.desc())
        .limit(1)
    )


def translation_in_use(text_id: str, language: str) -> Translation | None:
    """The translation that families get: the newest approved one of the newest words with one."""
    return db.session.scalar(
        select(Translation)
        .join(TextRevision, Translation.revision_id == TextRevision.id)
        .where(
            TextRevision.text_id == text_id,
            Translation.language == language,
            Translation.standing == Standing.APPROVED,
        )
        .options(joinedload(Translation.revision), joinedload(Translation.approved_by))
        .order_by(TextRevision.number.desc(), Translation.number.desc())
        .limit(1)
    )


def revisions_of(text_id: str) -> Select[TextRevision]:
    """All words that a text ever had and that were not erased, with their authors, newest first."""
    return (
        select(TextRevision)
        .where(TextRevision.text_id == text_id, TextRevision.words != "")
        .options(joinedload(TextRevision.author))
        .order_by(TextRevision.number.desc())
    )


def translations_of(text_id: str, language: str) -> Select[Translation]:
    """All translations that a text ever had into a language, the newest first."""
    return (
        select(Translation)
        .join(TextRevision, Translation.revision_id == TextRevision.id)
        .where(TextRevision.text_id == text_id, Translation.language == language)
        .options(
            joinedload(Translation.revision),
            joinedload(Translation.written_by),
            joinedload(Translation.entered_by),
            joinedload(Translation.approved_by),
        )
        .order_by(TextRevision.number.desc(), Translation.number.desc())
    )


_Texts = Select[str, str, str]


def _texts_of(council_id: str) -> _Texts:
    return select(Text.id, Text.kind, Text.source_language).where(_belongs_to(council_id))


def _latest_of_newest_words(languages: Sequence[str]) -> tuple[Select[int], type[Translation]]:
    """For each text, the latest translation of its newest words into each of these languages."""
    newest = aliased(TextRevision)
    latest = aliased(Translation)
    newer = aliased(Translation)
    found = (
        select(func.count())
        .select_from(newest)
        .join(latest, latest.revision_id == newest.id)
        .where(
            newest.text_id == Text.id,
            newest.number
            == select(func.max(TextRevision.number))
            .where(TextRevision.text_id == newest.text_id)
            .scalar_subquery(),
            latest.language.in_(languages),
            latest.number
            == select(func.max(newer.number))
            .where(newer.revision_id == newest.id, newer.language == latest.language)
            .scalar_subquery(),
        )
        .correlate(Text)
    )
    return found, latest


def _unsettled(council_id: str, languages: Sequence[str]) -> _Texts:
    """The texts whose newest words lack an approved, unchallenged translation in some language."""
    found, latest = _latest_of_newest_words(languages)
    settled = found.where(latest.standing == Standing.APPROVED).scalar_subquery()
    needed = len(languages) - case((Text.source_language.in_(languages), 1), else_=0)
    return _texts_of(council_id).where(settled < needed)


def _waiting(council_id: str, languages: Sequence[str], approver: Person) -> _Texts:
    """The texts with a translation that waits for approval and that somebody else brought."""
    found, latest = _latest_of_newest_words(languages)
    waiting = found.where(
        latest.standing != Standing.APPROVED, latest.entered_by_id != approver.id
    ).scalar_subquery()
    return _texts_of(council_id).where(waiting > 0)


def text_rows(
    council_id: str, languages: Sequence[str], *, everything: bool = False
) -> list[TextRow]:
    """The council's texts and how each stands in these languages, the most urgent first.

    Only those with something left to do, unless `everything` is asked for; texts that their owners
    leave out are in neither.
    """
    return _rows(
        _texts_of(council_id) if everything else _unsettled(council_id, languages), languages
    )


def _rows(
    texts: _Texts, languages: Sequence[str], *, needed_by_a_day: bool = False
) -> list[TextRow]:
    sources: dict[str, str] = {}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for text_id, kind, source_language in db.session.execute(texts):
        sources[text_id] = source_language
        by_kind[kind].append(text_id)
    where = places(by_kind)
    if needed_by_a_day:
        where = {text_id: place for text_id, place in where.items() if place.due_on is not None}
    cells = coverage(where, languages)
    return sorted(
        (TextRow(text_id, sources[text_id], where[text_id], cells[text_id]) for text_id in where),
        key=lambda row: row.key,
    )


def translations_missing(
    council_id: str, *, needed_by_a_day: bool = False
) -> list[TranslationTask]:
    """What nobody has translated yet, or not since the original changed; most urgent first.

    `needed_by_a_day` leaves out what no day is known for.
    """
    languages = languages_to_translate_into(council_id)
    return [
        TranslationTask(row.text_id, language, row.place, cell)
        for row in _rows(
            _unsettled(council_id, languages), languages, needed_by_a_day=needed_by_a_day
        )
        for language, cell in row.cells.items()
        if cell.waiting is None and not cell.is_settled
    ]


def translations_to_approve(person: Person, council_id: str) -> list[TranslationTask]:
    """The translations that wait for this person's approval, none of their own among them."""
    roles = roles_of(person, council_id)
    named = languages_named_for(person.id, council_id)
    languages = [
        language
        for language in languages_to_translate_into(council_id)
        if may_approve_into(language, roles, named)
    ]
    if not languages:
        return []
    return [
        TranslationTask(row.text_id, language, row.place, cell)
        for row in _rows(_waiting(council_id, languages, person), languages)
        for language, cell in row.cells.items()
        if cell.waiting is not None and cell.entered_by_id != person.id
    ]


def languages_named_for(person_id: str, council_id: str | None) -> frozenset[str]:
    """The languages that this person is named to approve translations into, in this council.

    Without a council, in any: what the district says is approved by whoever a council trusts.
    """
    named = select(NamedReviewer.language).where(NamedReviewer.person_id == person_id)
    if council_id is not None:
        named = named.where(NamedReviewer.council_id == council_id)
    return frozenset(db.session.scalars(named))


def named_reviewers(council_id: str) -> Select[NamedReviewer]:
    """The people whom this council trusts to approve translations, with their languages."""
    return (
        select(NamedReviewer)
        .join(Person, NamedReviewer.person_id == Person.id)
        .where(NamedReviewer.council_id == council_id)
        .options(joinedload(NamedReviewer.person))
        .order_by(NamedReviewer.language, Person.name)
    )


def reviewer_in_council(council_id: str, person_id: str, language: str) -> NamedReviewer | None:
    """This person's being named for this language in this council."""
    return db.session.get(NamedReviewer, (council_id, person_id, language))


def leaders_of(council_id: str) -> Select[Person]:
    """The parent leaders of this council, who can be named as reviewers."""
    return (
        select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.council_id == council_id, RoleHeld.role == Role.PARENT_LEADER)
        .order_by(Person.name, Person.id)
    )
