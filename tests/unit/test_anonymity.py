"""Who raises a concern without a name cannot be found out from what is kept or published."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import chain, combinations

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from council.concerns.count_queries import (
    SMALLEST_COUNT,
    _told_beside,
    _without_small,
    public_counts_of,
    public_counts_together,
)
from council.concerns.theme_operations import group_concerns
from council.database import db
from council.history.models import HistoryEntry
from council.logs import Discreet
from tests.factories.concerns import a_theme, logged, raised
from tests.factories.school import Cast
from tests.http.concerns.test_family_intake import Phone
from tests.pages import Visitor

# A quarter past three and some seconds, in the afternoon of Los Angeles: the minutes, seconds and
# microseconds are such as nothing else would have by chance.
MOMENT = datetime(2026, 11, 24, 23, 17, 43, 918273, tzinfo=UTC)
STRANGE_ADDRESS = "203.0.113.77"
STRANGE_BROWSER = "Peculiar/7.3 (a phone like no other)"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """What is kept is looked at on both engines."""
    return str(request.param)


def _everything() -> Iterator[tuple[str, str, object]]:
    """Every value that the database holds, with where it stands."""
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            for column, value in row.items():
                yield table.name, str(column), value


def _is_of_that_hour(value: object) -> bool:
    if isinstance(value, datetime):
        return value.minute == MOMENT.minute or value.second == MOMENT.second
    if isinstance(value, int) and value > 10**8:  # seconds since 1970
        return datetime.fromtimestamp(value, UTC).second == MOMENT.second
    return False


def _raise_as_a_family(app: Flask, cast: Cast) -> None:
    """A family goes through all the questions, looks its code up and takes the concern back."""
    family = Visitor(app)
    family.client.environ_base.update(
        {"REMOTE_ADDR": STRANGE_ADDRESS, "HTTP_USER_AGENT": STRANGE_BROWSER}
    )
    phone = Phone(family, cast, language="en")
    phone.go(words="The bus is late.")
    phone.go()
    phone.go(email="demo@example.org")
    page = family.follow(phone.go(status=303))
    code = page.soup.select_one(".code")
    assert code is not None
    family.follow(family.post("/code", {"code": code.get_text(strip=True)}))
    family.post("/thread/withdraw")


def test_a_concern_raised_by_link_leaves_no_time_and_no_trace(app: Flask, cast: Cast) -> None:
    db.session.commit()
    with time_machine.travel(MOMENT, tick=False):
        before = set(map(str, _everything()))
        _raise_as_a_family(app, cast)
    new = [each for each in _everything() if str(each) not in before]
    assert "concern" in {table for table, _column, _value in new}
    for table, column, value in new:
        assert not _is_of_that_hour(value), f"{table}.{column} tells when: {value!r}"
        said = str(value)
        assert STRANGE_ADDRESS not in said and "Peculiar" not in said, f"{table}.{column}"


def test_the_days_that_are_kept_do_not_tell_morning_from_evening(app: Flask, cast: Cast) -> None:
    """In the evening of the council it is the next day already in UTC."""
    evening = MOMENT + timedelta(hours=3)
    with time_machine.travel(evening, tick=False):
        concern = raised(cast)
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.subject_id == concern.id)
    ).one()
    assert entry.at.date() == concern.raised_on != evening.date()


def test_the_log_has_no_line_for_a_family(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Discreet("%(message)s"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    _raise_as_a_family(app, cast)
    assert lines.getvalue() == ""


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_small_counts_of_a_theme_cannot_be_worked_out_from_two_together(cast: Cast) -> None:
    buses, lunch = a_theme(cast), a_theme(cast, title="Lunch")
    group_concerns(buses, [raised(cast) for _ in range(14)], by=cast.coordinator)
    group_concerns(lunch, [logged(cast, language="so") for _ in range(3)], by=cast.leader)
    apart = public_counts_of([buses.id, lunch.id])
    assert apart[buses.id].total == 14 and apart[lunch.id].total is None
    together = public_counts_together([buses.id, lunch.id])
    assert together.total is None and together.many, "17 less 14 are 3"
    group_concerns(lunch, [logged(cast, language="so") for _ in range(7)], by=cast.leader)
    together = public_counts_together([buses.id, lunch.id])
    assert (together.total, together.by_language) == (24, {"es": 14, "so": 10})


THEMES = st.lists(
    st.dictionaries(st.sampled_from(["es", "ar", "so"]), st.integers(1, 25), min_size=1),
    min_size=2,
    max_size=3,
)


@given(THEMES)
def test_no_small_number_is_the_difference_of_two_that_are_told(
    themes: list[dict[str, int]],
) -> None:
    """Of themes with no concern in common: their totals beside the total of all."""
    apart = [_without_small(counts) for counts in themes]
    together = {
        tag: sum(counts.get(tag, 0) for counts in themes) for tag in chain.from_iterable(themes)
    }
    told = _told_beside(together, apart)
    for tag in (None, *together):
        known = [n for each in apart if (n := each.by_language.get(tag) if tag else each.total)]
        of_all = told.by_language.get(tag) if tag else told.total
        if of_all is None:
            continue
        for number in range(1, len(known) + 1):
            for some in combinations(known, number):
                rest = of_all - sum(some)
                assert rest == 0 or abs(rest) >= SMALLEST_COUNT, (tag, of_all, some)
    assert told.many == (told.total is None and sum(together.values()) >= SMALLEST_COUNT)
