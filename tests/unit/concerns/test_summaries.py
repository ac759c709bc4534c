"""Summaries of themes, which somebody else approves than the one who wrote them."""

import pytest
from sqlalchemy import select

from council.concerns.models import Theme
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.summary_queries import (
    approved_summaries,
    approved_summary,
    newest_summary,
    summaries_to_approve,
    themes_waiting,
)
from council.concerns.theme_operations import start_theme
from council.database import db
from council.refusals import Refusal
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import PassageStanding
from tests.factories.concerns import a_theme, summed_up
from tests.factories.school import Cast, a_council

FIRST = "Several families say that buses are late."

SECOND = "Many families say that buses are late in winter."


def waiting(cast: Cast) -> list[Theme]:
    return list(db.session.scalars(summaries_to_approve(cast.council)))


def test_a_summary_is_used_when_another_has_approved_it(cast: Cast) -> None:
    theme = summed_up(cast, approved=False)
    assert approved_summary(theme) is None
    assert approved_summaries([theme.id], "en") == {}
    assert waiting(cast) == [theme]
    approve_summary(theme, by=cast.coordinator)
    revision = approved_summary(theme)
    assert revision is not None
    assert revision.words == FIRST
    assert waiting(cast) == []


def test_the_writer_of_a_summary_cannot_approve_it(cast: Cast) -> None:
    theme = a_theme(cast)
    write_summary(theme, FIRST, language="en", by=cast.coordinator)
    assert not db.session.scalars(summaries_to_approve(cast.council, cast.coordinator)).all()
    with pytest.raises(Refusal):
        approve_summary(theme, by=cast.coordinator)
    assert approved_summary(theme) is None
    approve_summary(theme, by=cast.second_coordinator)
    assert theme.summary_approved_by_id == cast.second_coordinator.id


def test_a_theme_without_a_summary_has_nothing_to_approve(cast: Cast) -> None:
    theme = a_theme(cast)
    with pytest.raises(Refusal):
        approve_summary(theme, by=cast.coordinator)
    with pytest.raises(Refusal) as refused:
        write_summary(theme, " ", language="en", by=cast.leader)
    assert refused.value.field == "words"


def test_an_approved_summary_stays_in_use_until_the_new_one_is_approved(cast: Cast) -> None:
    theme = summed_up(cast)
    write_summary(theme, SECOND, language="en", by=cast.leader)
    revision = approved_summary(theme)
    assert revision is not None
    assert revision.words == FIRST
    assert approved_summaries([theme.id], "en")[theme.id].words == FIRST
    assert waiting(cast) == [theme]
    assert themes_waiting([theme.id]) == {theme.id}
    approve_summary(theme, by=cast.coordinator)
    assert approved_summaries([theme.id], "en")[theme.id].words == SECOND
    assert themes_waiting([theme.id]) == set()


def test_writing_over_a_summary_that_somebody_else_has_changed_is_refused(cast: Cast) -> None:
    theme = summed_up(cast)
    newest = newest_summary(theme)
    assert newest is not None
    write_summary(theme, SECOND, language="en", by=cast.coordinator, seen=newest.id)
    with pytest.raises(Refusal) as refused:
        write_summary(theme, "Mine.", language="en", by=cast.leader, seen=newest.id)
    assert refused.value.field == "words"
    with pytest.raises(Refusal):
        approve_summary(theme, by=cast.second_coordinator, seen=newest.id)
    still = newest_summary(theme)
    assert still is not None
    assert still.words == SECOND


def test_a_summary_keeps_to_the_language_it_was_written_in(cast: Cast) -> None:
    theme = summed_up(cast)
    with pytest.raises(Refusal) as refused:
        write_summary(theme, "Llegan tarde.", language="es", by=cast.leader)
    assert refused.value.field == "language"


def translated(cast: Cast, theme: Theme, words: str) -> None:
    newest = newest_summary(theme)
    assert newest is not None
    translation = add_translation(newest, "es", words, by=cast.leader)
    approve_translation(translation, by=cast.coordinator)


def test_a_translation_of_words_that_nobody_approved_is_not_shown(cast: Cast) -> None:
    theme = summed_up(cast)
    write_summary(theme, "The family of the third house says so.", language="en", by=cast.leader)
    translated(cast, theme, "La familia de la tercera casa lo dice.")
    passage = approved_summaries([theme.id], "es")[theme.id]
    assert passage.words == FIRST
    assert passage.standing is PassageStanding.MISSING


def test_a_translation_stays_in_use_until_there_is_one_of_the_new_summary(cast: Cast) -> None:
    theme = summed_up(cast)
    translated(cast, theme, "Varias familias dicen que llegan tarde.")
    assert approved_summaries([theme.id], "es")[theme.id].standing is PassageStanding.APPROVED
    write_summary(theme, SECOND, language="en", by=cast.leader)
    assert approved_summaries([theme.id], "es")[theme.id].standing is PassageStanding.APPROVED
    approve_summary(theme, by=cast.coordinator)
    stale = approved_summaries([theme.id], "es")[theme.id]
    assert stale.standing is PassageStanding.STALE
    assert stale.words == "Varias familias dicen que llegan tarde."
    translated(cast, theme, "Muchas familias dicen que llegan tarde en invierno.")
    fresh = approved_summaries([theme.id], "es")[theme.id]
    assert (fresh.standing, fresh.words[:6]) == (PassageStanding.APPROVED, "Muchas")


def test_the_database_keeps_an_approval_with_the_one_who_gave_it(cast: Cast) -> None:
    theme = summed_up(cast)
    row = db.session.execute(
        select(Theme.summary_approved_by_id, Theme.summary_approved_revision_id).where(
            Theme.id == theme.id
        )
    ).one()
    assert row[0] == cast.coordinator.id
    newest = newest_summary(theme)
    assert newest is not None
    assert row[1] == newest.id


def test_themes_of_other_councils_are_not_waiting_here(cast: Cast) -> None:
    third = a_council("Cedar High council")
    theme = start_theme(third, "Lunch", language="en", by=cast.leader)
    write_summary(theme, FIRST, language="en", by=cast.leader)
    assert waiting(cast) == []
