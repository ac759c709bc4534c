"""What others read of a concern: short summaries that a coordinator writes or approves."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from council.access.actions import Role
from council.concerns.models import Concern
from council.concerns.operations import close_concern, withdraw_concern
from council.concerns.queries import concern_lines, concerns_to_work_on
from council.concerns.reading_operations import write_reading
from council.concerns.reading_queries import (
    approved_readings,
    concerns_without_reading,
    newest_reading,
)
from council.concerns.states import ConcernState, Consent, ReadingState
from council.concerns.theme_queries import readings_of_theme
from council.database import db
from council.history.models import HistoryEntry
from council.refusals import Refusal
from council.texts.models import TextRevision, Translation
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import PassageStanding
from council.texts.queries import text_rows
from tests.factories.concerns import (
    READING,
    a_theme,
    in_state,
    logged,
    raised,
    with_reading,
)
from tests.factories.school import Cast

LEADER = frozenset({Role.PARENT_LEADER})
COORDINATOR = frozenset({Role.COORDINATOR})
OTHER = "The morning bus cannot be relied on."


def read(concern: Concern, language: str = "en") -> str | None:
    """What others read of a concern, if anything."""
    found = approved_readings([concern.id], language).get(concern.id)
    return None if found is None else found.words


def waiting(cast: Cast) -> list[Concern]:
    return list(db.session.scalars(concerns_without_reading(cast.council)))


def translated(concern: Concern, cast: Cast, words: str) -> Translation:
    newest = newest_reading(concern)
    assert newest is not None
    translation = add_translation(newest, "es", words, by=cast.leader)
    approve_translation(translation, by=cast.coordinator)
    return translation


def state_of(cast: Cast, concern: Concern) -> ReadingState:
    lines, _more = concern_lines(cast.coordinator, COORDINATOR, cast.council)
    return next(line.reading for line in lines if line.id == concern.id)


# ---- who writes and who approves -----------------------------------------------------------------


def test_what_a_coordinator_writes_is_read_at_once_in_the_council_s_language(cast: Cast) -> None:
    cast.council.language = "es"
    concern = with_reading(raised(cast, language="ar"), "Llega tarde.", by=cast.coordinator)
    assert read(concern, "es") == "Llega tarde."
    assert concern.reading_approved_by_id == cast.coordinator.id
    assert state_of(cast, concern) is ReadingState.APPROVED


def test_what_a_leader_writes_waits_for_a_coordinator(cast: Cast) -> None:
    concern = with_reading(logged(cast), by=cast.leader)
    assert read(concern) is None
    assert state_of(cast, concern) is ReadingState.TO_APPROVE
    assert waiting(cast) == [concern]
    with_reading(concern, by=cast.coordinator)  # saved as it stands
    assert read(concern) == READING
    newest = newest_reading(concern)
    assert newest is not None and newest.author_id == cast.leader.id
    assert waiting(cast) == []


def test_a_coordinator_can_say_better_what_a_leader_wrote(cast: Cast) -> None:
    concern = with_reading(logged(cast), by=cast.leader)
    with_reading(concern, OTHER, by=cast.coordinator)
    assert read(concern) == OTHER
    words = set(db.session.scalars(select(TextRevision.words)))
    assert READING not in words, "nobody needs the first draft any more"


def test_an_approved_one_stays_in_use_until_a_leader_s_is_approved(cast: Cast) -> None:
    concern = with_reading(logged(cast), by=cast.coordinator)
    with_reading(concern, OTHER, by=cast.leader)
    assert read(concern) == READING
    assert state_of(cast, concern) is ReadingState.TO_APPROVE
    with_reading(concern, OTHER, by=cast.second_coordinator)
    assert read(concern) == OTHER


def test_who_wrote_and_who_approved_is_kept_without_words(cast: Cast) -> None:
    concern = with_reading(logged(cast), by=cast.leader)
    with_reading(concern, by=cast.coordinator)
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event.startswith("reading_"))
    ).all()
    assert {(each.event, each.person_id) for each in entries} == {
        ("reading_written", cast.leader.id),
        ("reading_approved", cast.coordinator.id),
    }
    assert READING not in str([each.detail for each in entries])


# ---- what cannot be written ----------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", " ", "x" * 401])
def test_it_says_something_and_is_short(cast: Cast, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        write_reading(raised(cast), words, by=cast.coordinator)
    assert refused.value.field == "words"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("Late!", "late"),
        (
            "The bus of my little girl is late every single morning.",
            "A family says: “The bus of my little girl is late every single morning.”",
        ),
    ],
)
def test_a_family_s_own_words_are_no_summary_of_them(cast: Cast, own: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        write_reading(raised(cast, own, language="en"), said, by=cast.coordinator)
    assert refused.value.field == "words"


def test_a_few_words_can_be_among_others(cast: Cast) -> None:
    concern = raised(cast, "Late bus", language="en")
    assert read(with_reading(concern, "There is a late bus.", by=cast.coordinator))


def test_nobody_writes_about_what_is_private_or_has_ended(cast: Cast) -> None:
    private, closed = raised(cast, consent=Consent.PRIVATE), raised(cast)
    close_concern(closed, "It is the city's.", language="en", by=cast.coordinator)
    gone, _theme = in_state(cast, ConcernState.WITHDRAWN)
    for concern in (private, closed, gone):
        with pytest.raises(Refusal):
            write_reading(concern, READING, by=cast.coordinator)
        assert state_of(cast, concern) is ReadingState.NOT_NEEDED
    assert waiting(cast) == []


def test_writing_over_what_somebody_else_wrote_meanwhile_is_refused(cast: Cast) -> None:
    concern = logged(cast)
    first = write_reading(concern, READING, by=cast.leader, seen="")
    with pytest.raises(Refusal) as refused:
        write_reading(concern, OTHER, by=cast.coordinator, seen="")
    assert refused.value.field == "words"
    write_reading(concern, OTHER, by=cast.coordinator, seen=first.id)
    assert read(concern) == OTHER


@pytest.mark.parametrize(
    "change", ["consent = 'private'", "reading_approved_by_id = NULL", "reading_id = NULL"]
)
def test_the_database_keeps_a_reading_with_its_approval_and_off_private_concerns(
    cast: Cast, change: str
) -> None:
    concern = with_reading(raised(cast), by=cast.coordinator)
    db.session.flush()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(
            text(f"UPDATE concern SET {change} WHERE id = :id"),  # noqa: S608
            {"id": concern.id},
        )


# ---- what waits ----------------------------------------------------------------------------------


def test_what_stands_under_no_theme_waits_first_and_then_what_came_first(cast: Cast) -> None:
    grouped, _theme = in_state(cast, ConcernState.GROUPED)
    one, two = sorted((raised(cast), raised(cast)), key=lambda each: each.id)
    answered, _theme = in_state(cast, ConcernState.ANSWERED)
    with_reading(raised(cast), by=cast.coordinator)
    assert waiting(cast) == [one, two, grouped]
    assert answered not in waiting(cast)

    def after(concern: Concern) -> list[Concern]:
        return list(db.session.scalars(concerns_without_reading(cast.council, after=concern)))

    assert after(one) == [two, grouped]
    assert after(two) == [grouped]
    assert after(grouped) == []


# ---- who reads it --------------------------------------------------------------------------------


def test_a_leader_works_on_what_has_an_approved_reading(cast: Cast) -> None:
    mine, known, draft = logged(cast), raised(cast), logged(cast, by=cast.member)
    with_reading(known, by=cast.coordinator)
    with_reading(draft, by=cast.member)
    found = db.session.scalars(concerns_to_work_on(cast.leader, LEADER, cast.council)).all()
    assert set(found) == {mine, known}
    for role in (Role.MEMBER, Role.ADMINISTRATOR, Role.DISTRICT_ADMIN):
        none = concerns_to_work_on(cast.member, frozenset({role}), cast.council)
        assert db.session.scalars(none).all() == []
    elsewhere = concerns_to_work_on(cast.leader, LEADER, cast.other_council)
    assert db.session.scalars(elsewhere).all() == []


def test_the_council_reads_what_stands_under_a_theme_and_not_what_has_ended(cast: Cast) -> None:
    read_by_all, unread, closed = raised(cast), raised(cast), raised(cast)
    for concern in (read_by_all, closed):
        with_reading(concern, by=cast.coordinator)
    theme = a_theme(cast, read_by_all, unread, closed)
    close_concern(closed, "It is the city's.", language="en", by=cast.coordinator)
    found, more = readings_of_theme(theme, "en")
    assert ([each.words for each in found.values()], more) == ([READING], False)
    assert set(found) == {read_by_all.id}
    assert readings_of_theme(theme, "en", after=read_by_all.id) == ({}, False)


def test_it_is_read_in_an_approved_translation_of_what_is_approved_now(cast: Cast) -> None:
    concern = with_reading(raised(cast), by=cast.coordinator)
    assert approved_readings([concern.id], "es")[concern.id].standing is PassageStanding.MISSING
    translated(concern, cast, "Los autobuses llegan tarde.")
    passage = approved_readings([concern.id], "es")[concern.id]
    assert (passage.words, passage.standing) == (
        "Los autobuses llegan tarde.",
        PassageStanding.APPROVED,
    )
    with_reading(concern, OTHER, by=cast.coordinator)
    passage = approved_readings([concern.id], "es")[concern.id]
    assert (passage.words, passage.standing) == (OTHER, PassageStanding.MISSING)
    assert db.session.scalars(select(Translation)).all() == []


def test_only_what_is_approved_is_asked_to_be_translated(app: Flask, cast: Cast) -> None:
    def asked() -> int:
        with app.test_request_context():
            return len(text_rows(cast.council.id, ["es"]))

    concern = with_reading(logged(cast), by=cast.leader)
    assert asked() == 0
    with_reading(concern, by=cast.coordinator)
    assert asked() == 1
    with_reading(concern, OTHER, by=cast.leader)
    assert asked() == 0
    with_reading(concern, OTHER, by=cast.coordinator)
    withdraw_concern(concern)
    assert asked() == 0


# ---- erasing it ----------------------------------------------------------------------------------


def test_taking_a_concern_back_erases_what_others_read_of_it(cast: Cast) -> None:
    concern = with_reading(logged(cast), by=cast.coordinator)
    translated(concern, cast, "Los autobuses llegan tarde.")
    with_reading(concern, OTHER, by=cast.leader)
    withdraw_concern(concern)
    db.session.commit()
    said = (READING, OTHER, "Los autobuses llegan tarde.")
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert not any(words in str(tuple(row)) for words in said), table.name
    revisions = db.session.scalars(select(TextRevision)).all()
    assert {(each.words, each.author_id) for each in revisions} == {
        ("", cast.coordinator.id),
        ("", cast.leader.id),
    }
    assert read(concern) is None


def test_nothing_is_translated_of_what_was_taken_back_meanwhile(cast: Cast) -> None:
    concern = with_reading(raised(cast), by=cast.coordinator)
    newest = newest_reading(concern)
    assert newest is not None
    withdraw_concern(concern)
    with pytest.raises(Refusal):
        add_translation(newest, "es", "Los autobuses llegan tarde.", by=cast.leader)


@pytest.mark.parametrize(
    "change", ["words = 'Other.'", "words = '', number = 9", "author_id = 'nobody'"]
)
def test_the_database_lets_a_reading_be_erased_and_nothing_else(cast: Cast, change: str) -> None:
    concern = with_reading(raised(cast), by=cast.coordinator)
    db.session.commit()
    with pytest.raises(DBAPIError, match="text_revision_is_append"), db.session.begin_nested():
        db.session.execute(
            text(f"UPDATE text_revision SET {change} WHERE text_id = :id"),  # noqa: S608
            {"id": concern.reading_id},
        )


def test_the_database_lets_no_other_text_be_erased(cast: Cast) -> None:
    theme = a_theme(cast)
    db.session.commit()
    with pytest.raises(DBAPIError, match="text_revision_is_append"), db.session.begin_nested():
        db.session.execute(
            text("UPDATE text_revision SET words = '' WHERE text_id = :id"), {"id": theme.title_id}
        )
