"""What is written when a concern comes in, and what is not."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from sqlalchemy import Date, DateTime, select

from council.concerns.codes import hash_of
from council.concerns.models import Concern, ConcernRaiser
from council.concerns.operations import (
    AlreadySent,
    close_concern,
    log_concern,
    raise_concern,
    show_who_raised,
    withdraw_concern,
)
from council.concerns.queries import concern_by_code
from council.concerns.states import Arrival, ConcernState, Consent
from council.database import Base, db
from council.history.models import HistoryEntry
from council.notices.models import OutboxMessage
from council.refusals import Refusal
from tests.factories.concerns import WORDS, logged, raised
from tests.factories.school import Cast


def test_a_familys_words_are_kept_verbatim_with_their_language(cast: Cast) -> None:
    words = "Qo txi'n tten…  \n\nwab'aj: no hay quien nos entienda."
    concern, code = raise_concern(
        cast.council, words, language="mam", variant="Todos Santos", consent=Consent.PUBLIC
    )
    assert (concern.words, concern.language, concern.variant) == (words, "mam", "Todos Santos")
    assert concern.consent is Consent.PUBLIC
    assert concern.state is ConcernState.RECEIVED
    assert concern.arrival is Arrival.LINK
    assert concern_by_code(code) is concern
    assert code not in (concern.code_hash, concern.id)


def test_the_council_hears_of_a_concern_in_a_summary_unless_the_family_says_otherwise(
    cast: Cast,
) -> None:
    concern, _code = raise_concern(cast.council, WORDS, language="es")
    assert concern.consent is Consent.SUMMARY
    assert concern.raiser is None


def test_the_day_is_the_councils_own(cast: Cast) -> None:
    # In Los Angeles it is still the evening before.
    with time_machine.travel(datetime(2026, 11, 25, 6, 30, tzinfo=UTC), tick=False):
        assert raised(cast).raised_on == date(2026, 11, 24)


def test_nothing_tells_when_somebody_raised_a_concern_by_link_but_the_day(cast: Cast) -> None:
    db.session.flush()
    moment = datetime(2026, 11, 24, 17, 42, 31, 123456, tzinfo=UTC)
    before = {table.name: _rows(table) for table in Base.metadata.sorted_tables}
    with time_machine.travel(moment, tick=False):
        concern, _code = raise_concern(
            cast.council, WORDS, language="es", name="Demo", email="demo@example.org"
        )
        withdraw_concern(concern)
    written = 0
    for table in Base.metadata.sorted_tables:
        for row in [row for row in _rows(table) if row not in before[table.name]]:
            written += 1
            for column, value in zip(table.columns, row, strict=True):
                if isinstance(value, datetime):
                    assert value.timetz() == time.min.replace(tzinfo=UTC), f"{table}.{column.name}"
                assert "17:42" not in str(value)
    assert written >= 4  # the concern, who raised it, and two entries of history


def _rows(table: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.execute(select(table))]  # type: ignore[call-overload]


def test_history_of_a_concern_by_link_names_nobody(cast: Cast) -> None:
    concern = raised(cast)
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.subject_id == concern.id)
    ).one()
    assert entry.person_id is None
    assert entry.at.timetz() == time.min.replace(tzinfo=UTC)
    assert entry.detail == {}


def test_no_column_about_a_concern_could_hold_a_time_an_address_or_a_device() -> None:
    for model in (Concern, ConcernRaiser):
        for column in model.__table__.columns:
            assert not isinstance(column.type, DateTime), column.name
            assert isinstance(column.type, Date) == (column.name == "raised_on")
            for word in ("ip", "agent", "device", "address", "session", "account"):
                assert word not in column.name.split("_"), column.name


def test_tables_of_concerns_keep_no_order_of_arrival_on_sqlite(cast: Cast) -> None:
    for name in ("concern", "concern_raiser", "concern_in_theme", "history", "outbox_message"):
        assert Base.metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False


@pytest.mark.parametrize("words", ["", "   \n "])
def test_a_concern_without_words_is_refused(cast: Cast, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        raise_concern(cast.council, words, language="es")
    assert refused.value.field == "words"


def test_a_concern_of_more_than_5000_characters_is_refused(cast: Cast) -> None:
    raise_concern(cast.council, "a" * 5000, language="es")
    with pytest.raises(Refusal) as refused:
        raise_concern(cast.council, "a" * 5001, language="es")
    assert refused.value.field == "words"
    assert "5001" in str(refused.value)


def test_a_language_that_nobody_knows_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        raise_concern(cast.council, WORDS, language="xx-nowhere")
    assert refused.value.field == "language"


def test_a_concern_sent_twice_is_kept_once(cast: Cast) -> None:
    concern, code = raise_concern(cast.council, WORDS, language="es")
    with pytest.raises(AlreadySent):
        raise_concern(cast.council, WORDS, language="es", code=code)
    assert db.session.scalars(select(Concern)).all() == [concern]
    assert concern.code_hash == hash_of(code)


def test_logged_by_is_not_raised_by(cast: Cast) -> None:
    concern, _code = log_concern(
        cast.council,
        WORDS,
        language="es",
        arrival=Arrival.PHONE,
        read_back=True,
        family=cast.family,
        by=cast.leader,
    )
    assert concern.logged_by is cast.leader
    assert concern.raiser is not None
    assert concern.raiser.family is cast.family


def test_a_concern_that_was_not_read_back_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        log_concern(
            cast.council,
            WORDS,
            language="es",
            arrival=Arrival.SPOKEN,
            read_back=False,
            by=cast.leader,
        )
    assert refused.value.field == "read_back"
    assert db.session.scalar(select(Concern)) is None


def test_whoever_looks_at_who_raised_a_concern_is_written_down(cast: Cast) -> None:
    concern = logged(cast, name="Demo Mother")
    raiser = show_who_raised(concern, by=cast.coordinator)
    assert raiser is not None
    assert raiser.name == "Demo Mother"
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "raiser_shown")
    ).one()
    assert (entry.person_id, entry.subject_id) == (cast.coordinator.id, concern.id)
    assert "Demo Mother" not in str(entry.detail)


def test_taking_a_concern_back_erases_its_words_and_who_raised_it(cast: Cast) -> None:
    concern, code = raise_concern(
        cast.council,
        WORDS,
        language="es",
        variant="Madrid",
        name="Demo Mother",
        email="demo@example.org",
        phone="+14155550100",
    )
    withdraw_concern(concern)
    db.session.expire_all()
    kept = db.session.scalars(select(ConcernRaiser)).one()
    assert (kept.family_id, kept.name, kept.email, kept.phone) == (None, "", None, None)
    assert (concern.words, concern.variant) == ("", "")
    assert concern_by_code(code) is concern


def test_a_family_that_left_an_address_is_told_why_its_concern_was_closed(cast: Cast) -> None:
    told = raised(cast, email="demo@example.org")
    silent = raised(cast)
    for concern in (told, silent):
        close_concern(concern, "It is the city's street.", language="en", by=cast.coordinator)
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.subject_id, message.language) == (
        "concern_closed",
        told.id,
        "es",
    )


def test_a_concern_is_not_closed_without_a_reason(cast: Cast) -> None:
    concern = raised(cast)
    with pytest.raises(Refusal) as refused:
        close_concern(concern, " ", language="en", by=cast.coordinator)
    assert refused.value.field == "reason"
    assert concern.state is ConcernState.RECEIVED
