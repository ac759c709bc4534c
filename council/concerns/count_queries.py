"""How many concerns stand behind themes, and what of that may be told without naming anybody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from council.concerns.models import Concern, ConcernInTheme, Theme
from council.concerns.rules import STANDING
from council.concerns.states import Consent
from council.database import db

# Published counts of families smaller than this are hidden (NCES practice for small cells).
SMALLEST_COUNT = 10


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
