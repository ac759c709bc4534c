"""Translations are brought in by one person and approved by another who may."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from council.access.actions import Role
from council.database import db
from council.history.models import HistoryEntry
from council.moves import MoveNotAllowed, apply_move
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import Translation
from council.texts.operations import (
    add_translation,
    approve_translation,
    name_reviewer,
    release_reviewer,
    revise_text,
)
from council.texts.queries import languages_named_for, reviewer_in_council
from council.texts.rules import can_approve, may_approve_into
from council.texts.states import MOVES, Standing, TranslationMove
from tests.factories.school import Cast
from tests.factories.texts import a_draft, a_text, an_approved, machine_text, newest


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("move", list(TranslationMove))
def test_a_translation_moves_only_as_the_table_says(
    standing: Standing, move: TranslationMove
) -> None:
    expected = {
        (Standing.MACHINE, TranslationMove.APPROVE): Standing.APPROVED,
        (Standing.DRAFT, TranslationMove.APPROVE): Standing.APPROVED,
    }.get((standing, move))
    if expected is None:
        with pytest.raises(MoveNotAllowed):
            apply_move(MOVES, standing, move)
    else:
        assert apply_move(MOVES, standing, move) is expected


@pytest.mark.parametrize(
    ("role", "named", "may"),
    [
        (Role.COORDINATOR, False, True),
        (Role.COORDINATOR, True, True),
        (Role.PARENT_LEADER, False, False),
        (Role.PARENT_LEADER, True, True),
        (Role.MEMBER, True, False),
        (Role.ADMINISTRATOR, True, False),
        (Role.DISTRICT_ADMIN, True, False),
    ],
)
def test_who_is_trusted_with_a_language(role: Role, named: bool, may: bool) -> None:
    languages = frozenset({"es"}) if named else frozenset()
    assert may_approve_into("es", frozenset({role}), languages) is may
    assert may_approve_into("so", frozenset({role}), languages) is (role is Role.COORDINATOR)


def test_nobody_approves_what_they_wrote_or_pasted(cast: Cast) -> None:
    text = a_text(cast)
    roles = frozenset({Role.COORDINATOR})
    for translation in (machine_text(cast, text), a_draft(cast, text)):
        assert not can_approve(cast.coordinator, roles, translation, frozenset())
        assert can_approve(cast.second_coordinator, roles, translation, frozenset())
        with pytest.raises(Refusal):
            approve_translation(translation, by=cast.coordinator)


def test_machine_text_has_no_author_but_somebody_who_brought_it(cast: Cast) -> None:
    translation = machine_text(cast, a_text(cast))
    assert translation.standing is Standing.MACHINE
    assert translation.written_by_id is None
    assert translation.entered_by_id == cast.coordinator.id


def test_a_person_can_approve_machine_text_that_another_brought(cast: Cast) -> None:
    translation = machine_text(cast, a_text(cast))
    approve_translation(translation, by=cast.second_coordinator)
    assert translation.standing is Standing.APPROVED
    assert translation.approved_by_id == cast.second_coordinator.id


def test_machine_text_that_an_approver_corrects_needs_another_approver(cast: Cast) -> None:
    text = a_text(cast)
    machine_text(cast, text)
    corrected = add_translation(
        newest(text), "es", "El autobús llega a las siete.", by=cast.second_coordinator
    )
    assert corrected.standing is Standing.DRAFT
    with pytest.raises(Refusal):
        approve_translation(corrected, by=cast.second_coordinator)
    approve_translation(corrected, by=cast.coordinator)


def test_a_person_can_stand_behind_a_machines_words(cast: Cast) -> None:
    text = a_text(cast)
    machine = machine_text(cast, text)
    draft = add_translation(newest(text), "es", machine.words, by=cast.leader)
    assert (draft.standing, draft.written_by_id) == (Standing.DRAFT, cast.leader.id)


def test_machine_text_does_not_replace_a_persons_work(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    with pytest.raises(Refusal) as refused:
        machine_text(cast, text)
    assert refused.value.field == "machine"


def test_the_same_words_are_saved_once(cast: Cast) -> None:
    text = a_text(cast)
    first = a_draft(cast, text)
    assert add_translation(newest(text), "es", first.words, by=cast.leader) is first


@pytest.mark.parametrize("language", ["en", "ase", "xx-nowhere"])
def test_a_text_goes_only_into_other_written_languages(cast: Cast, language: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_translation(newest(a_text(cast)), language, "Words", by=cast.coordinator)
    assert refused.value.field == "language"


def test_saving_beside_another_new_translation_is_refused(cast: Cast) -> None:
    text = a_text(cast)
    a_draft(cast, text)
    with pytest.raises(Refusal):
        add_translation(newest(text), "es", "Otras palabras", by=cast.leader, after=0)
    saved = add_translation(newest(text), "es", "Otras palabras", by=cast.leader, after=1)
    assert saved.number == 2


def test_saving_beside_a_changed_original_is_refused(cast: Cast) -> None:
    text = a_text(cast)
    before = newest(text)
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    with pytest.raises(Refusal):
        add_translation(before, "es", "A las siete", by=cast.coordinator, after=0)


def test_approving_words_of_a_changed_original_is_refused(cast: Cast) -> None:
    text = a_text(cast)
    draft = a_draft(cast, text)
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    with pytest.raises(Refusal):
        approve_translation(draft, by=cast.second_coordinator)


def test_approving_what_was_rewritten_in_between_is_refused(cast: Cast) -> None:
    text = a_text(cast)
    draft = a_draft(cast, text)
    a_draft(cast, text, "El autobús viene a las siete.")
    with pytest.raises(Refusal):
        approve_translation(draft, by=cast.second_coordinator)


def test_approving_twice_is_refused(cast: Cast) -> None:
    translation = an_approved(cast, a_text(cast))
    with pytest.raises(MoveNotAllowed):
        approve_translation(translation, by=cast.second_coordinator)


@pytest.mark.parametrize(
    "who", ["member", "leader", "administrator", "district_admin", "other_coordinator"]
)
def test_others_cannot_approve(cast: Cast, who: str) -> None:
    draft = a_draft(cast, a_text(cast))
    person: Person = getattr(cast, who)
    with pytest.raises(Refusal):
        approve_translation(draft, by=person)
    assert draft.standing is Standing.DRAFT


def test_a_named_leader_approves_into_their_language_alone(cast: Cast) -> None:
    name_reviewer(cast.council, cast.leader, "es", by=cast.coordinator)
    text = a_text(cast)
    approve_translation(a_draft(cast, text), by=cast.leader)
    arabic = a_draft(cast, text, "الحافلة", "ar")
    with pytest.raises(Refusal):
        approve_translation(arabic, by=cast.leader)


def test_a_leader_who_is_released_approves_no_more(cast: Cast) -> None:
    reviewer = name_reviewer(cast.council, cast.leader, "es", by=cast.coordinator)
    release_reviewer(reviewer, by=cast.coordinator)
    assert languages_named_for(cast.leader.id, cast.council.id) == frozenset()
    assert reviewer_in_council(cast.council.id, cast.leader.id, "es") is None


@pytest.mark.parametrize("who", ["member", "administrator", "coordinator", "other_coordinator"])
def test_only_a_parent_leader_is_named(cast: Cast, who: str) -> None:
    with pytest.raises(Refusal) as refused:
        name_reviewer(cast.council, getattr(cast, who), "es", by=cast.coordinator)
    assert refused.value.field == "person_id"


def test_a_leader_is_named_once_for_a_language(cast: Cast) -> None:
    name_reviewer(cast.council, cast.leader, "es", by=cast.coordinator)
    with pytest.raises(Refusal):
        name_reviewer(cast.council, cast.leader, "es", by=cast.coordinator)


def test_the_database_refuses_an_approval_by_the_one_who_brought_it(cast: Cast) -> None:
    translation = machine_text(cast, a_text(cast))
    translation.standing = Standing.APPROVED
    translation.approved_by_id = translation.entered_by_id
    translation.approved_at = translation.written_at
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_database_refuses_an_approval_by_nobody(cast: Cast) -> None:
    translation = machine_text(cast, a_text(cast))
    translation.standing = Standing.APPROVED
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_two_translations_never_share_a_number(cast: Cast) -> None:
    first = a_draft(cast, a_text(cast))
    db.session.add(
        Translation(
            revision_id=first.revision_id,
            language="es",
            number=first.number,
            words="Otras palabras",
            standing=Standing.DRAFT,
            written_by_id=cast.leader.id,
            entered_by_id=cast.leader.id,
            written_at=first.written_at,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_history_tells_who_translated_and_who_approved_and_no_words(cast: Cast) -> None:
    translation = an_approved(cast, a_text(cast))
    entries = {
        entry.event: entry
        for entry in db.session.scalars(
            select(HistoryEntry).where(HistoryEntry.subject_id == translation.id)
        )
    }
    assert entries["translation_added"].person_id == cast.coordinator.id
    assert entries["translation_approved"].person_id == cast.second_coordinator.id
    assert all("autobús" not in str(entry.detail) for entry in entries.values())
