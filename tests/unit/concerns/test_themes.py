"""Themes: how they are started, and what stands under them."""

import pytest

from council.concerns.states import ConcernState, Consent
from council.concerns.theme_operations import group_concerns, rename_theme, start_theme
from council.database import db
from council.refusals import Refusal
from council.texts.models import Text
from tests.factories.concerns import a_theme, raised
from tests.factories.school import Cast


def test_a_theme_is_started_in_the_language_of_its_writer(cast: Cast) -> None:
    theme = start_theme(cast.council, "Autobuses que llegan tarde", language="es", by=cast.leader)
    assert db.session.get_one(Text, theme.title_id).source_language == "es"


def test_a_theme_needs_a_title(cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        start_theme(cast.council, " ", language="es", by=cast.leader)
    assert refused.value.field == "title"
    theme = a_theme(cast)
    with pytest.raises(Refusal):
        rename_theme(theme, "", by=cast.leader)


def test_a_concern_can_stand_under_several_themes(cast: Cast) -> None:
    concern = raised(cast)
    buses, dark = a_theme(cast), a_theme(cast, title="Waiting in the dark")
    assert group_concerns(buses, [concern], by=cast.coordinator) == [concern]
    assert group_concerns(dark, [concern], by=cast.coordinator) == [concern]
    assert group_concerns(dark, [concern], by=cast.coordinator) == []
    assert set(concern.themes) == {buses, dark}


def test_a_private_concern_comes_under_no_theme(cast: Cast) -> None:
    ordinary, private = raised(cast), raised(cast, consent=Consent.PRIVATE)
    theme = a_theme(cast)
    with pytest.raises(Refusal) as refused:
        group_concerns(theme, [ordinary, private], by=cast.coordinator)
    assert refused.value.field == "concerns"
    db.session.rollback()
    assert private.state is ConcernState.RECEIVED


def test_a_concern_of_another_council_comes_under_no_theme(cast: Cast) -> None:
    concern = raised(cast)
    elsewhere = start_theme(cast.other_council, "Lunch", language="en", by=cast.other_coordinator)
    with pytest.raises(Refusal):
        group_concerns(elsewhere, [concern], by=cast.other_coordinator)
