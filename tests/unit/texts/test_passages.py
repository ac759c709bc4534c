"""What a reader gets of a text: the original, or a translation and how far to trust it."""

import pytest

from council.texts.models import Text
from council.texts.operations import add_translation, approve_translation, revise_text
from council.texts.passages import (
    PassageStanding,
    coverage,
    passage,
    passages,
    passages_by_language,
)
from tests.factories.school import Cast
from tests.factories.texts import a_draft, a_stale, a_text, an_approved, machine_text, newest
from tests.queries import count_queries

P = PassageStanding


def original(text: Text) -> str:
    return newest(text).words


def test_the_author_reads_their_own_words(cast: Cast) -> None:
    text = a_text(cast)
    found = passage(text.id, "en")
    assert (found.words, found.language, found.standing) == (original(text), "en", P.ORIGINAL)
    assert not found.is_translation


def test_without_a_translation_the_original_stands_and_is_named(cast: Cast) -> None:
    text = a_text(cast)
    found = passage(text.id, "so")
    assert (found.words, found.language, found.standing) == (original(text), "en", P.MISSING)
    assert not found.is_translation


def test_an_approved_translation_is_what_families_read(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    found = passage(text.id, "es")
    assert (found.language, found.standing) == ("es", P.APPROVED)
    assert found.words.startswith("El autobús")
    assert found.is_translation


@pytest.mark.parametrize("make", [a_draft, machine_text])
def test_families_never_get_what_nobody_has_approved(cast: Cast, make: object) -> None:
    text = a_text(cast)
    make(cast, text)  # type: ignore[operator]
    assert passage(text.id, "es").standing is P.MISSING
    assert passage(text.id, "es").words == original(text)


@pytest.mark.parametrize(("make", "standing"), [(a_draft, P.DRAFT), (machine_text, P.MACHINE)])
def test_those_who_work_on_it_get_it_marked(
    cast: Cast, make: object, standing: PassageStanding
) -> None:
    text = a_text(cast)
    translation = make(cast, text)  # type: ignore[operator]
    found = passage(text.id, "es", unapproved=True)
    assert (found.words, found.standing) == (translation.words, standing)


def test_an_approved_translation_stays_in_use_when_the_original_changes(cast: Cast) -> None:
    text = a_text(cast)
    translation = a_stale(cast, text)
    found = passage(text.id, "es")
    assert (found.words, found.standing) == (translation.words, P.STALE)
    assert found.revision_id == translation.revision_id


def test_a_draft_of_the_new_words_does_not_hide_the_approved_old_ones(cast: Cast) -> None:
    text = a_text(cast)
    old = a_stale(cast, text)
    a_draft(cast, text, "El autobús llega a las ocho.")
    assert passage(text.id, "es").words == old.words
    assert passage(text.id, "es", unapproved=True).standing is P.STALE


def test_approving_the_new_words_replaces_the_stale_ones(cast: Cast) -> None:
    text = a_text(cast)
    a_stale(cast, text)
    draft = a_draft(cast, text, "El autobús llega a las ocho.")
    approve_translation(draft, by=cast.second_coordinator)
    found = passage(text.id, "es")
    assert (found.words, found.standing) == ("El autobús llega a las ocho.", P.APPROVED)


def test_the_newest_approved_of_two_is_in_use(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text, "El bus viene a las siete.")
    an_approved(cast, text, "El autobús llega a las siete.")
    assert passage(text.id, "es").words == "El autobús llega a las siete."


def test_a_newer_draft_leaves_the_approved_words_in_use(cast: Cast) -> None:
    text = a_text(cast)
    approved = an_approved(cast, text)
    a_draft(cast, text, "El autobús viene a las siete.")
    assert passage(text.id, "es").words == approved.words
    assert passage(text.id, "es", unapproved=True).words == approved.words


def test_a_draft_of_words_that_have_changed_is_shown_to_nobody(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    assert passage(text.id, "es", unapproved=True).standing is P.MISSING


def test_a_person_who_writes_after_a_machine_is_read_first(cast: Cast) -> None:
    text = a_text(cast)
    machine_text(cast, text)
    a_draft(cast, text, "El autobús llega a las siete.")
    assert passage(text.id, "es", unapproved=True).standing is P.DRAFT


def test_each_language_has_its_own_standing(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    a_draft(cast, text, "الحافلة", "ar")
    found = passages_by_language([text.id], ["en", "es", "ar", "so"], unapproved=True)
    assert {tag: each[text.id].standing for tag, each in found.items()} == {
        "en": P.ORIGINAL,
        "es": P.APPROVED,
        "ar": P.DRAFT,
        "so": P.MISSING,
    }


def test_a_text_from_a_leader_in_spanish_is_missing_in_english(cast: Cast) -> None:
    text = a_text(cast, "El autobús llega tarde.", language="es")
    found = passage(text.id, "en")
    assert (found.language, found.standing) == ("es", P.MISSING)


def test_a_shown_passage_knows_its_direction(cast: Cast) -> None:
    text = a_text(cast, "الحافلة تتأخر", language="ar")
    shown = passage(text.id, "en").shown("Ask the school.")
    assert (shown.language.tag, shown.language.is_rtl) == ("ar", True)
    assert (shown.standing, shown.note) == (P.MISSING, "Ask the school.")


@pytest.mark.parametrize("number", [3, 30])
def test_reading_many_texts_takes_no_more_queries(cast: Cast, number: int) -> None:
    ids = []
    for _each in range(number):
        text = a_text(cast)
        an_approved(cast, text)
        ids.append(text.id)
    with count_queries() as counted:
        assert len(passages(ids, "es")) == number
    assert len(counted) == 3
    with count_queries() as counted:
        coverage(ids, ["es", "so", "ar"])
    assert len(counted) == 2


def test_no_texts_are_no_trouble(cast: Cast) -> None:
    assert passages([], "es") == {}
    assert coverage([], ["es"]) == {}


# ---- how a text stands, for those who work on it ------------------------------------------------


def cell(text: Text, language: str = "es") -> tuple[object, object, bool]:
    found = coverage([text.id], [language])[text.id][language]
    return found.in_use, found.waiting, found.is_settled


def test_coverage_of_the_authors_own_language_is_settled(cast: Cast) -> None:
    assert cell(a_text(cast), "en") == (P.ORIGINAL, None, True)


def test_coverage_with_nothing_is_missing(cast: Cast) -> None:
    assert cell(a_text(cast)) == (P.MISSING, None, False)


@pytest.mark.parametrize(("make", "waits"), [(a_draft, P.DRAFT), (machine_text, P.MACHINE)])
def test_coverage_tells_what_waits(cast: Cast, make: object, waits: PassageStanding) -> None:
    text = a_text(cast)
    translation = make(cast, text)  # type: ignore[operator]
    found = coverage([text.id], ["es"])[text.id]["es"]
    assert (found.in_use, found.waiting, found.is_settled) == (P.MISSING, waits, False)
    assert found.waiting_id == translation.id
    assert found.entered_by_id == cast.coordinator.id


def test_coverage_of_an_approved_translation_is_settled(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    assert cell(text) == (P.APPROVED, None, True)


def test_coverage_of_a_changed_original_is_not_settled(cast: Cast) -> None:
    text = a_text(cast)
    a_stale(cast, text)
    assert cell(text) == (P.STALE, None, False)


def test_coverage_with_a_draft_of_the_changed_words_has_both(cast: Cast) -> None:
    text = a_text(cast)
    a_stale(cast, text)
    a_draft(cast, text, "El autobús llega a las ocho.")
    assert cell(text) == (P.STALE, P.DRAFT, False)


def test_coverage_with_a_better_draft_after_approval_has_both(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    a_draft(cast, text, "El autobús viene a las siete.")
    found = coverage([text.id], ["es"])[text.id]["es"]
    assert (found.in_use, found.waiting) == (P.APPROVED, P.DRAFT)
    assert found.is_current
    assert not found.is_settled


def test_a_draft_that_was_approved_over_waits_no_more(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text, "El bus viene.")
    an_approved(cast, text)
    assert cell(text) == (P.APPROVED, None, True)


def test_a_draft_of_old_words_waits_no_more(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    assert cell(text) == (P.MISSING, None, False)


def test_the_same_words_written_again_are_no_new_revision(cast: Cast) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    revise_text(text, original(text), by=cast.leader)
    assert newest(text).number == 1
    assert cell(text) == (P.APPROVED, None, True)


def test_standing_does_not_leak_between_texts(cast: Cast) -> None:
    first, second = a_text(cast), a_text(cast, "The bus is full.")
    an_approved(cast, first)
    add_translation(newest(second), "ar", "الحافلة", by=cast.coordinator)
    found = coverage([first.id, second.id], ["es", "ar"])
    assert {tag: each.in_use for tag, each in found[first.id].items()} == {
        "es": P.APPROVED,
        "ar": P.MISSING,
    }
    assert found[second.id]["es"].in_use is P.MISSING
    assert found[second.id]["ar"].waiting is P.DRAFT
