"""Concerns and themes, narrowed to what each person may see of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import aliased

from council.access.actions import Role
from council.concerns.codes import hash_of
from council.concerns.models import (
    Concern,
    ConcernInTheme,
    ConcernRaiser,
    SummaryApproval,
    Theme,
)
from council.concerns.rules import STANDING, TO_READ
from council.concerns.states import ConcernState, Consent, ReadingState
from council.councils.models import Council, FamilyJoined
from council.database import closed_enum, db
from council.history.models import HistoryEntry
from council.people.models import Family, Person
from council.texts.models import Text, TextRevision, Translation
from council.texts.passages import Passage, PassageStanding
from council.texts.states import Standing

A_PAGE = 50

# Published counts of families smaller than this are hidden (NCES practice for small cells).
SMALLEST_COUNT = 10


def council_by_door(door: str) -> Council | None:
    """The council whose paper or poster carries this link; capital letters do not matter."""
    return db.session.scalar(select(Council).where(func.lower(Council.door) == door.lower()))


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
        return or_(readable, _has_reading())
    return readable


def _has_reading() -> ColumnElement[bool]:
    return and_(
        Concern.reading_approved_revision_id.is_not(None), Concern.consent != Consent.PRIVATE
    )


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


# ---- what others read of a concern ---------------------------------------------------------------


def _newest_reading_id() -> ColumnElement[str]:
    later = aliased(TextRevision)
    newest = select(later.id).where(later.text_id == Concern.reading_id)
    return newest.order_by(later.number.desc()).limit(1).correlate(Concern).scalar_subquery()


def _reading_waits() -> ColumnElement[bool]:
    """What a leader wrote last, and no coordinator has approved."""
    in_use = func.coalesce(Concern.reading_approved_revision_id, "")
    return and_(Concern.reading_id.is_not(None), _newest_reading_id() != in_use)


def _reading_state() -> ColumnElement[ReadingState]:
    needed = and_(Concern.state.in_(TO_READ), Concern.consent != Consent.PRIVATE)
    state = case(
        (and_(needed, _reading_waits()), ReadingState.TO_APPROVE.value),
        (_has_reading(), ReadingState.APPROVED.value),
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
        _has_reading(), Concern.state.in_(TO_READ), not_(_reading_waits())
    )


def approved_readings(concern_ids: Iterable[str], language: str) -> dict[str, Passage]:
    """What others read of each concern that has an approved reading, in this language; two queries.

    Only what is approved now counts, and translations of that: an older one was replaced for a
    reason. Nothing of a private concern is ever among it.
    """
    wanted = list(concern_ids)
    answer: dict[str, Passage] = {}
    by_revision: dict[str, str] = {}
    for concern_id, revision, source in db.session.execute(
        select(Concern.id, TextRevision, Text.source_language)
        .join(TextRevision, TextRevision.id == Concern.reading_approved_revision_id)
        .join(Text, Text.id == TextRevision.text_id)
        .where(Concern.id.in_(wanted), _has_reading())
    ):
        same = source == language
        standing = PassageStanding.ORIGINAL if same else PassageStanding.MISSING
        answer[concern_id] = Passage(
            revision.text_id, revision.id, revision.words, source, standing
        )
        by_revision[revision.id] = concern_id
    for translation in db.session.scalars(
        select(Translation)
        .where(
            Translation.revision_id.in_(by_revision),
            Translation.language == language,
            Translation.standing == Standing.APPROVED,
        )
        .order_by(Translation.number)
    ):
        original = answer[by_revision[translation.revision_id]]
        answer[by_revision[translation.revision_id]] = Passage(
            original.text_id,
            original.revision_id,
            translation.words,
            language,
            PassageStanding.APPROVED,
        )
    return answer


def readings_of_theme(
    theme: Theme, language: str, *, after: str | None = None
) -> tuple[dict[str, Passage], bool]:
    """A page of what concerns under a theme say, for the council, and whether more follow.

    They come in the order of their ids, which says nothing about who came when.
    """
    query = (
        select(Concern.id)
        .join(ConcernInTheme, ConcernInTheme.concern_id == Concern.id)
        .where(ConcernInTheme.theme_id == theme.id, Concern.state.in_(STANDING), _has_reading())
        .order_by(Concern.id)
    )
    if after is not None:
        query = query.where(Concern.id > after)
    ids = list(db.session.scalars(query.limit(A_PAGE + 1)))
    found = approved_readings(ids[:A_PAGE], language)
    return {each: found[each] for each in ids[:A_PAGE]}, len(ids) > A_PAGE


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
        _reading_state(),
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


def families_of(council: Council) -> Select[Family]:
    """The families that belong to the council, by name."""
    return (
        select(Family)
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council.id)
        .order_by(Family.name, Family.id)
    )


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


def _behind(theme_ids: Sequence[str]) -> Select[str, str, int]:
    """How many concerns stand behind each theme, by language; private ones never do."""
    return (
        select(ConcernInTheme.theme_id, Concern.language, func.count())
        .join(Concern, Concern.id == ConcernInTheme.concern_id)
        .where(
            ConcernInTheme.theme_id.in_(theme_ids),
            Concern.state.in_(STANDING),
            Concern.consent != Consent.PRIVATE,
        )
        .group_by(ConcernInTheme.theme_id, Concern.language)
        .order_by(func.count().desc(), Concern.language)
    )


def working_counts(theme_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many concerns in which language stand behind each theme: for those who work on them."""
    wanted = list(theme_ids)
    counts: dict[str, dict[str, int]] = {theme_id: {} for theme_id in wanted}
    for theme_id, language, number in db.session.execute(_behind(wanted)):
        counts[theme_id][language] = number
    return counts


@dataclass(frozen=True)
class PublicCounts:
    """Counts that identify nobody: what is left out is fewer than ten, or would give such away."""

    total: int | None
    by_language: dict[str, int]
    # Whether concerns in further languages, not named here, stand behind it as well.
    others: bool
    # Ten or more, though the number itself, beside others that are told, would give a small one.
    many: bool = False


def public_counts_of(theme_ids: Iterable[str]) -> dict[str, PublicCounts]:
    """The counts behind each theme as packets and public pages may tell them; one query."""
    return {
        theme_id: _without_small(counts) for theme_id, counts in working_counts(theme_ids).items()
    }


def public_counts(theme: Theme) -> PublicCounts:
    """The counts behind one theme as packets and public pages may tell them."""
    return public_counts_of([theme.id])[theme.id]


def counts_together(theme_ids: Iterable[str]) -> dict[str, int]:
    """How many concerns stand behind several themes, each once, by language: a working count."""
    under = select(ConcernInTheme.concern_id).where(ConcernInTheme.theme_id.in_(list(theme_ids)))
    return dict(
        db.session.execute(
            select(Concern.language, func.count())
            .where(
                Concern.id.in_(under),
                Concern.state.in_(STANDING),
                Concern.consent != Consent.PRIVATE,
            )
            .group_by(Concern.language)
            .order_by(func.count().desc(), Concern.language)
        ).all()
    )


def public_counts_together(theme_ids: Iterable[str]) -> PublicCounts:
    """The same as packets and public pages may tell it, beside what they tell of each theme."""
    themes = list(theme_ids)
    together = counts_together(themes)
    if len(themes) < 2:
        return _without_small(together)
    return _told_beside(together, list(public_counts_of(themes).values()))


def _told_beside(together: dict[str, int], apart: Sequence[PublicCounts]) -> PublicCounts:
    """What can be told of several themes together without telling a small count of one of them."""
    total = sum(together.values())
    known = [each.total for each in apart if each.total is not None]
    if total >= SMALLEST_COUNT and _gives_away(total, known):
        return PublicCounts(None, {}, others=True, many=True)
    kept_back = {
        tag
        for tag, count in together.items()
        if _gives_away(count, [each.by_language[tag] for each in apart if tag in each.by_language])
    }
    return _without_small(together, kept_back)


def _gives_away(count: int, known: Iterable[int]) -> bool:
    """Whether a count differs by less than ten from some that are known, or from their sum."""
    sums: set[int] = set()
    for each in known:
        sums |= {each, *(each + other for other in sums)}
    return any(0 < abs(count - other) < SMALLEST_COUNT for other in sums)


def _without_small(counts: dict[str, int], kept_back: Collection[str] = ()) -> PublicCounts:
    total = sum(counts.values())
    if total < SMALLEST_COUNT:
        return PublicCounts(None, {}, others=bool(counts))
    shown = {
        tag: count
        for tag, count in counts.items()
        if count >= SMALLEST_COUNT and tag not in kept_back
    }
    # What is hidden is the total less what is shown. It must not be a single language, nor few
    # enough to tell each: the smallest that are shown join it until neither holds.
    hidden = len(counts) - len(shown)
    while hidden and shown and (hidden == 1 or total - sum(shown.values()) < SMALLEST_COUNT):
        del shown[min(shown, key=lambda tag: shown[tag])]
        hidden += 1
    return PublicCounts(total, shown, others=bool(hidden))


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


def history_with_names(kind: str, subject_id: str) -> list[tuple[HistoryEntry, str | None]]:
    """What happened to a concern or theme and who did it, the latest first."""
    return list(
        db.session.execute(
            select(HistoryEntry, Person.name)
            .outerjoin(Person, Person.id == HistoryEntry.person_id)
            .where(HistoryEntry.subject_kind == kind, HistoryEntry.subject_id == subject_id)
            .order_by(HistoryEntry.at.desc(), HistoryEntry.id)
        )
    )


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
