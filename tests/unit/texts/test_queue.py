"""What the review queue knows: which languages, which texts, and what waits for whom."""

import pytest

from council.database import db
from council.texts import registry
from council.texts.models import Translation
from council.texts.operations import (
    approve_translation,
    name_reviewer,
    revise_text,
    write_text,
)
from council.texts.queries import (
    languages_to_translate_into,
    text_rows,
    translations_missing,
    translations_to_approve,
)
from council.texts.registry import described_kinds, places
from tests.factories.school import Cast, a_family
from tests.factories.texts import (
    KIND,
    LEFT_OUT,
    a_draft,
    a_stale,
    a_text,
    an_approved,
    machine_text,
)
from tests.queries import count_queries


def test_languages_are_those_of_families_and_of_the_council(cast: Cast) -> None:
    a_family(cast.council, "so", name="Another family")
    a_family(cast.other_council, "vi", name="Elsewhere")
    assert languages_to_translate_into(cast.council.id) == ["so", "es", "en"]


def test_a_language_that_other_packages_name_is_needed_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_language_sources", [])
    council_id = cast.council.id
    registry.names_languages(lambda asked: ["uk"] if asked == council_id else [])

    assert "uk" in languages_to_translate_into(cast.council.id)
    assert "uk" not in languages_to_translate_into(cast.other_council.id)


def test_a_settled_text_is_not_in_the_queue(cast: Cast) -> None:
    text = a_text(cast)
    assert [row.text_id for row in text_rows(cast.council.id, ["es"])] == [text.id]
    an_approved(cast, text)
    assert text_rows(cast.council.id, ["es"]) == []
    assert [row.text_id for row in text_rows(cast.council.id, ["es"], everything=True)] == [text.id]
    assert [row.text_id for row in text_rows(cast.council.id, ["es", "so"])] == [text.id]


@pytest.mark.parametrize("make", [a_draft, machine_text, a_stale])
def test_a_text_with_something_to_do_is_in_the_queue(cast: Cast, make: object) -> None:
    text = a_text(cast)
    make(cast, text)  # type: ignore[operator]
    assert [row.text_id for row in text_rows(cast.council.id, ["es", "en"])] == [text.id]


def test_a_better_draft_brings_an_approved_text_back(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    a_draft(cast, text, "El autobús viene a las siete.")
    assert [row.text_id for row in text_rows(cast.council.id, ["es"])] == [text.id]


def test_a_text_in_the_language_wanted_needs_nothing(cast: Cast) -> None:
    a_text(cast, "El autobús llega tarde.", language="es")
    assert text_rows(cast.council.id, ["es"]) == []


def test_what_its_owner_leaves_out_is_in_no_queue(cast: Cast) -> None:
    a_text(cast, LEFT_OUT)
    assert text_rows(cast.council.id, ["es"], everything=True) == []


def test_the_most_urgent_comes_first_and_what_has_no_date_last(cast: Cast) -> None:
    late, never, soon = a_text(cast, due=-2), a_text(cast), a_text(cast, due=3)
    rows = text_rows(cast.council.id, ["es"])
    assert [row.text_id for row in rows] == [late.id, soon.id, never.id]


def test_another_councils_texts_are_not_in_the_queue(cast: Cast) -> None:
    write_text(
        "Words", kind=KIND, language="en", council=cast.other_council, by=cast.other_coordinator
    )
    assert text_rows(cast.council.id, ["es"], everything=True) == []


def test_a_kind_that_nobody_describes_is_an_error(cast: Cast) -> None:
    with pytest.raises(LookupError):
        places({"nobody's": ["0123456789ab"]})


def test_what_waits_for_a_coordinator_is_what_others_brought(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    assert translations_to_approve(cast.coordinator, cast.council.id) == []
    (task,) = translations_to_approve(cast.second_coordinator, cast.council.id)
    assert (task.text_id, task.language) == (text.id, "es")


def test_a_leader_approves_only_languages_they_are_named_for(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    a_draft(cast, text, "Baska", "so")
    assert translations_to_approve(cast.leader, cast.council.id) == []
    name_reviewer(cast.council, cast.leader, "so", by=cast.coordinator)
    (task,) = translations_to_approve(cast.leader, cast.council.id)
    assert task.language == "so"


@pytest.mark.parametrize("who", ["member", "administrator", "district_admin", "other_coordinator"])
def test_nothing_waits_for_others(cast: Cast, who: str) -> None:
    a_draft(cast, a_text(cast))
    assert translations_to_approve(getattr(cast, who), cast.council.id) == []


def test_missing_is_what_nobody_has_begun(cast: Cast) -> None:
    text = a_text(cast)
    assert {task.language for task in translations_missing(cast.council.id)} == {"es", "so"}
    a_draft(cast, text)
    assert {task.language for task in translations_missing(cast.council.id)} == {"so"}


def test_a_changed_original_is_missing_again(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    an_approved(cast, text, "Baska", "so")
    assert translations_missing(cast.council.id) == []
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    assert {task.language for task in translations_missing(cast.council.id)} == {"es", "so"}


def test_what_no_day_is_known_for_can_be_left_out(cast: Cast) -> None:
    soon = a_text(cast, due=3)
    a_text(cast)
    tasks = translations_missing(cast.council.id, needed_by_a_day=True)
    assert {(task.text_id, task.language) for task in tasks} == {(soon.id, "es"), (soon.id, "so")}


def test_of_two_drafts_the_later_one_waits(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    a_draft(cast, text, "El autobús viene a las siete.")
    (task,) = translations_to_approve(cast.second_coordinator, cast.council.id)
    approve_translation(
        db.session.get_one(Translation, task.coverage.waiting_id), by=cast.second_coordinator
    )
    assert translations_to_approve(cast.second_coordinator, cast.council.id) == []


@pytest.mark.parametrize("number", [3, 30])
def test_the_queue_asks_no_more_for_many_texts(cast: Cast, number: int) -> None:
    for _each in range(number):
        a_draft(cast, a_text(cast))
    with count_queries() as counted:
        assert len(text_rows(cast.council.id, ["es", "so"])) == number
    assert len(counted) <= 6


def test_every_kind_that_the_house_writes_is_described(cast: Cast) -> None:
    assert {
        "recommendation_title",
        "recommendation_body",
        "response_reasons",
        "action_step",
        "theme_title",
        "theme_summary",
        "concern_closed_reason",
        "round_question",
        "meeting_title",
        "agenda_item_title",
        "minutes",
        "how_we_meet",
        "asked_of_partners",
        "glossary_term",
        "glossary_meaning",
    } <= described_kinds()
