"""What is counted of concerns, and which counts may be published."""

from hypothesis import given
from hypothesis import strategies as st

from council.concerns.count_queries import (
    SMALLEST_COUNT,
    _without_small,
    counts_together,
    public_counts,
    working_counts,
)
from council.concerns.operations import close_concern, withdraw_concern
from council.concerns.theme_operations import group_concerns
from tests.factories.concerns import a_theme, raised
from tests.factories.school import Cast


def test_private_closed_and_withdrawn_concerns_count_nowhere(cast: Cast) -> None:
    gone, closed, standing = raised(cast), raised(cast), raised(cast)
    theme = a_theme(cast)
    group_concerns(theme, [gone, closed, standing], by=cast.coordinator)
    withdraw_concern(gone)
    close_concern(closed, "It is the city's.", language="en", by=cast.coordinator)
    assert working_counts([theme.id]) == {theme.id: {"es": 1}}
    assert counts_together([theme.id]) == {"es": 1}


def test_a_concern_under_two_themes_counts_once_for_both_together(cast: Cast) -> None:
    concern = raised(cast)
    one, two = a_theme(cast), a_theme(cast, title="Dark")
    for theme in (one, two):
        group_concerns(theme, [concern], by=cast.coordinator)
    assert counts_together([one.id, two.id]) == {"es": 1}
    assert working_counts([one.id, two.id]) == {one.id: {"es": 1}, two.id: {"es": 1}}


def test_published_counts_below_ten_are_hidden(cast: Cast) -> None:
    theme = a_theme(cast)
    group_concerns(theme, [raised(cast) for _ in range(9)], by=cast.coordinator)
    counts = public_counts(theme)
    assert (counts.total, counts.by_language, counts.others) == (None, {}, True)
    group_concerns(theme, [raised(cast)], by=cast.coordinator)
    counts = public_counts(theme)
    assert (counts.total, counts.by_language, counts.others) == (10, {"es": 10}, False)


@given(
    st.dictionaries(
        st.sampled_from(["es", "ar", "so", "vi", "mam", "kjb"]), st.integers(1, 40), max_size=6
    )
)
def test_published_counts_never_give_a_small_one_away(counts: dict[str, int]) -> None:
    shown = _without_small(counts)
    total = sum(counts.values())
    assert shown.total == (total if total >= SMALLEST_COUNT else None)
    assert all(count >= SMALLEST_COUNT for count in shown.by_language.values())
    assert all(counts[tag] == count for tag, count in shown.by_language.items())
    hidden = [count for tag, count in counts.items() if tag not in shown.by_language]
    assert shown.others == bool(hidden)
    if shown.total is not None and hidden:
        # The rest can be worked out as one number: it is not one language's, and not a small one.
        assert len(hidden) != 1 or not shown.by_language
        assert sum(hidden) >= SMALLEST_COUNT
    if all(count >= SMALLEST_COUNT for count in counts.values()):
        assert shown.by_language == counts
