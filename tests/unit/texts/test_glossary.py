"""The district's glossary: kept once for all councils, and found in what somebody will read."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from council.database import db
from council.history.models import HistoryEntry
from council.people.queries import history_with_names
from council.refusals import Refusal
from council.texts.glossary_operations import (
    add_term,
    bring_term_back,
    retire_term,
    revise_term,
    seen_of_term,
)
from council.texts.glossary_queries import (
    glossary_terms,
    glossary_terms_in,
    retired_terms,
)
from council.texts.models import GlossaryTerm, Text
from council.texts.operations import add_translation, approve_translation, name_reviewer
from council.texts.passages import PassageStanding, newest_revisions, passage
from council.texts.queries import text_rows, translations_to_approve
from tests.factories.school import Cast, a_family
from tests.factories.words import LEARNER, MEANS, a_term
from tests.queries import count_queries


def found_in(*words: str) -> list[str]:
    return [entry.term for entry in glossary_terms_in(words)]


def test_a_term_is_explained_once_for_the_whole_district(cast: Cast) -> None:
    term = a_term(cast)
    (entry,) = glossary_terms()
    assert (entry.id, entry.term, entry.meaning) == (term.id, LEARNER, MEANS)
    assert {text.council_id for text in db.session.scalars(select(Text))} == {None}
    with pytest.raises(Refusal, match="in the glossary already") as refused:
        add_term("  english   LEARNER ", "Something else.", language="en", by=cast.coordinator)
    assert refused.value.field == "term"
    add_term(LEARNER, "Lo mismo, en español.", language="es", by=cast.coordinator)


@pytest.mark.parametrize(
    ("term", "meaning", "language", "field"),
    [
        (" ", MEANS, "en", "term"),
        (LEARNER, "\n", "en", "meaning"),
        (LEARNER, MEANS, "xx", "language"),
        (LEARNER, MEANS, "ase", "language"),
    ],
)
def test_what_explains_nothing_is_refused(
    cast: Cast, term: str, meaning: str, language: str, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        add_term(term, meaning, language=language, by=cast.coordinator)
    assert refused.value.field == field
    assert db.session.scalars(select(GlossaryTerm)).all() == []


def test_better_words_leave_the_translations_in_use_as_stale(cast: Cast) -> None:
    term = a_term(cast)
    translation = add_translation(
        newest_revisions([term.meaning_id])[term.meaning_id], "es", "Alumno.", by=cast.coordinator
    )
    approve_translation(translation, by=cast.second_coordinator)
    revise_term(term, LEARNER, "A student who learns English.", by=cast.leader)
    assert passage(term.meaning_id, "es").standing is PassageStanding.STALE
    assert passage(term.term_id, "es").words == LEARNER
    assert [entry.event for entry, _name in history_with_names("GlossaryTerm", term.id)].count(
        "term_revised"
    ) == 1
    revise_term(term, LEARNER, "A student who learns English.", by=cast.leader)
    assert [entry.event for entry, _name in history_with_names("GlossaryTerm", term.id)].count(
        "term_revised"
    ) == 1


def test_of_two_who_revise_a_term_at_once_the_second_reads_again(cast: Cast) -> None:
    term = a_term(cast)
    seen = seen_of_term(term)
    revise_term(term, LEARNER, "Mine.", by=cast.coordinator, seen=seen)
    with pytest.raises(Refusal, match="Somebody else has changed this"):
        revise_term(term, LEARNER, "Theirs.", by=cast.second_coordinator, seen=seen)


def test_a_term_takes_no_name_that_another_has(cast: Cast) -> None:
    a_term(cast)
    other = a_term(cast, "Newcomer", "A student who came this year.")
    with pytest.raises(Refusal, match="in the glossary already"):
        revise_term(other, LEARNER, "The same.", by=cast.coordinator)
    assert {entry.term for entry in glossary_terms()} == {LEARNER, "Newcomer"}


def test_a_retired_term_is_explained_no_more_until_it_is_brought_back(cast: Cast) -> None:
    term = a_term(cast)
    retire_term(term, by=cast.coordinator)
    retire_term(term, by=cast.second_coordinator)
    assert glossary_terms() == [] and found_in(LEARNER) == []
    assert [entry.id for entry in retired_terms()] == [term.id]
    assert text_rows(cast.council.id, ["es"], everything=True) == []
    with pytest.raises(Refusal, match="bring it back"):
        a_term(cast)
    bring_term_back(term, by=cast.coordinator)
    bring_term_back(term, by=cast.coordinator)
    assert found_in(LEARNER) == [LEARNER]
    events = {entry.event for entry in db.session.scalars(select(HistoryEntry))}
    assert {"term_added", "term_retired", "term_brought_back"} <= events


def test_each_council_finds_the_district_s_terms_in_its_own_queue(app: Flask, cast: Cast) -> None:
    term = a_term(cast)
    for council in (cast.council, cast.other_council):
        with app.test_request_context():
            rows = text_rows(council.id, ["es"])
        assert {row.text_id for row in rows} == {term.term_id, term.meaning_id}
        assert {str(row.place.label) for row in rows} == {
            "Term of the glossary",
            "What a term means",
        }


def test_whoever_a_council_trusts_approves_the_district_s_words(app: Flask, cast: Cast) -> None:
    a_family(cast.other_council, "es")
    term = a_term(cast)
    meaning = newest_revisions([term.meaning_id])[term.meaning_id]
    translation = add_translation(meaning, "es", "Alumno.", by=cast.coordinator)
    for person in (cast.coordinator, cast.leader, cast.administrator, cast.district_admin):
        with pytest.raises(Refusal):
            approve_translation(translation, by=person)
    with app.test_request_context():
        (task,) = translations_to_approve(cast.other_coordinator, cast.other_council.id)
    assert task.text_id == term.meaning_id
    approve_translation(translation, by=cast.other_coordinator)
    name_reviewer(cast.council, cast.leader, "so", by=cast.coordinator)
    somali = add_translation(meaning, "so", "Arday.", by=cast.coordinator)
    approve_translation(somali, by=cast.leader)
    assert passage(term.meaning_id, "so").standing is PassageStanding.APPROVED


@pytest.mark.parametrize(
    ("words", "is_there"),
    [
        ("Each ENGLISH learner has a right to it.", True),
        ("Help for English learners: who gives it?", True),
        ("(English\nlearner)", True),
        ("The English learner’s parents", True),
        ("He learns English. Learner permits are something else.", False),
        ("An English-learner group", False),
        ("Non-English learnership", False),
        ("", False),
    ],
)
def test_a_term_occurs_as_whole_words(cast: Cast, words: str, is_there: bool) -> None:
    a_term(cast)
    assert found_in(words) == ([LEARNER] if is_there else [])


def test_of_two_terms_at_one_place_the_longer_is_meant(cast: Cast) -> None:
    committee = "English Learner Advisory Committee (ELAC)"
    a_term(cast)
    a_term(cast, committee, "Parents and staff.")
    assert found_in("The English learner advisory committee meets.") == [committee]
    assert found_in("The ELAC meets.") == [committee]
    assert found_in("ELACs meet.", "An English learner came.") == [LEARNER, committee]
    assert found_in("The shellac is dry.") == []


def test_what_stands_in_brackets_is_a_form_only_beside_a_short_one(cast: Cast) -> None:
    a_term(cast, "Title I (one)", "Federal money.")
    a_term(cast, "IEP (individualized education program)", "A written plan.")
    assert found_in("One of us") == []
    assert found_in("title i pays") == ["Title I (one)"]
    assert found_in("Individualized Education Programs") == [
        "IEP (individualized education program)"
    ]


def test_a_term_written_as_many_is_found_where_it_stands_alone(cast: Cast) -> None:
    a_term(cast, "Action steps", "What the school will do.")
    a_term(cast, "Class", "A group of students.")
    assert found_in("The first action step") == ["Action steps"]
    assert found_in("clas") == [] and found_in("Class") == ["Class"]


def test_terms_are_found_in_scripts_that_write_no_spaces_or_join_letters(cast: Cast) -> None:
    a_term(cast, "英语学习者", "还在学英语的学生。", language="zh-Hans")
    a_term(cast, "الحضور", "المجيء إلى المدرسة.", language="ar")
    assert found_in("学校帮助英语学习者。") == ["英语学习者"]
    assert found_in("لماذا يهم الحضور؟") == ["الحضور"]


def test_terms_come_by_their_letters_and_each_once(cast: Cast) -> None:
    for term in ("zoning", "Attendance", "Émigré", "lunch"):
        a_term(cast, term, MEANS)
    said = ["lunch, zoning and attendance", "Lunch. Émigré."]
    assert found_in(*said) == ["Attendance", "lunch", "zoning", "Émigré"]


@pytest.mark.parametrize("number", [2, 150])
def test_looking_for_terms_asks_no_more_of_the_database_for_more_of_them(
    cast: Cast, number: int
) -> None:
    for place in range(number):
        a_term(cast, f"Term {place}", MEANS)
    with count_queries() as counted:
        assert len(found_in("term 0 and Term 1", "no term at all")) == 2
    assert len(counted) == 2


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(term=st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=40))
def test_whatever_a_term_is_made_of_it_is_found_in_itself(cast: Cast, term: str) -> None:
    with db.session.begin_nested() as tried:
        try:
            a_term(cast, term)
        except Refusal:
            assert not term.strip()
        else:
            if term[0].isalnum() and term[-1].isalnum():
                assert found_in(f"({term}).") == [term]
        tried.rollback()
