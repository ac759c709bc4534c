"""Drafts, and bringing them before the council: what each asks for, and what is refused."""

from datetime import timedelta

import pytest

from council import clock
from council.concerns.theme_operations import start_theme
from council.database import db
from council.meetings.states import ItemKind
from council.recommendations.operations import (
    draft_recommendation,
    edit_recommendation,
    put_on_agenda,
)
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.passages import newest_revisions
from tests.factories.recommendations import (
    a_draft,
    a_meeting_that_was,
    a_meeting_to_come,
    a_proposal,
    a_theme,
    days_ago,
)
from tests.factories.school import Cast

# ---- drafting ------------------------------------------------------------------------------------


def test_a_draft_keeps_the_language_of_its_writer(cast: Cast) -> None:
    recommendation = draft_recommendation(
        cast.council,
        title="Un autobús puntual",
        body="Acordar un horario.",
        language="es",
        themes=[a_theme(cast)],
        by=cast.leader,
    )
    assert db.session.get_one(Text, recommendation.title_id).source_language == "es"
    assert db.session.get_one(Text, recommendation.body_id).source_language == "es"


def test_recommendations_are_numbered_within_their_council(cast: Cast) -> None:
    assert [a_draft(cast).number for _each in range(3)] == [1, 2, 3]


def test_a_draft_rests_on_something(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        draft_recommendation(
            cast.council, title="A", body="B", language="en", themes=[], by=cast.leader
        )
    assert refused.value.field == "themes"


def test_a_draft_rests_on_approved_summaries_only(cast: Cast) -> None:
    theme = a_theme(cast, approved=False)
    with pytest.raises(Refusal) as refused:
        a_draft(cast, theme)
    assert refused.value.field == "themes"


def test_a_draft_rests_on_themes_of_its_own_council(cast: Cast) -> None:
    elsewhere = start_theme(
        cast.other_council, "Elsewhere", language="en", by=cast.other_coordinator
    )
    with pytest.raises(Refusal):
        a_draft(cast, elsewhere)


def test_editing_gives_new_words_and_themes(cast: Cast) -> None:
    recommendation = a_draft(cast)
    other = a_theme(cast, "Shelters")
    version = recommendation.version
    edit_recommendation(
        recommendation,
        title="A roof at the stop",
        body="Build one.",
        themes=[other],
        version=version,
        by=cast.coordinator,
    )
    assert newest_revisions([recommendation.title_id])[recommendation.title_id].number == 2
    assert recommendation.themes == [other]
    assert recommendation.version > version


def test_editing_what_somebody_else_has_changed_is_refused(cast: Cast) -> None:
    recommendation = a_draft(cast)
    version = recommendation.version
    words = {"title": "A roof", "body": "Build one.", "themes": recommendation.themes}
    edit_recommendation(recommendation, **words, version=version, by=cast.coordinator)  # type: ignore[arg-type]
    words["title"] = "A bench"
    with pytest.raises(Refusal):
        edit_recommendation(recommendation, **words, version=version, by=cast.leader)  # type: ignore[arg-type]
    assert newest_revisions([recommendation.title_id])[recommendation.title_id].words == "A roof"


def test_a_proposal_keeps_its_words(cast: Cast) -> None:
    recommendation = a_proposal(cast)
    with pytest.raises(Refusal):
        edit_recommendation(
            recommendation,
            title="A",
            body="B",
            themes=recommendation.themes,
            version=recommendation.version,
            by=cast.leader,
        )


# ---- before the council --------------------------------------------------------------------------


def test_a_proposal_is_put_on_an_agenda_for_action(cast: Cast) -> None:
    recommendation, meeting = a_proposal(cast), a_meeting_to_come(cast)
    item = put_on_agenda(recommendation, meeting, minutes=20, by=cast.coordinator)
    assert (item.kind, item.recommendation_id, item.minutes) == (
        ItemKind.ACTION,
        recommendation.id,
        20,
    )


def test_a_draft_is_on_no_agenda(cast: Cast) -> None:
    with pytest.raises(Refusal):
        put_on_agenda(a_draft(cast), a_meeting_to_come(cast), by=cast.coordinator)


def test_a_meeting_that_is_over_takes_nothing_more(cast: Cast) -> None:
    with pytest.raises(Refusal):
        put_on_agenda(a_proposal(cast), a_meeting_that_was(cast), by=cast.coordinator)


def test_days_ago_are_days_ago(cast: Cast) -> None:
    with days_ago(3):
        then = clock.now()
    assert timedelta(days=2, hours=23) < clock.now() - then < timedelta(days=3, hours=1)
