"""Every move of a concern from every state: it goes where the table says, or nothing happens."""

from collections.abc import Callable

import pytest

from council.concerns.models import Concern
from council.concerns.operations import close_concern, withdraw_concern
from council.concerns.states import CONCERN_MOVES, ConcernMove, ConcernState
from council.concerns.theme_operations import (
    drop_from_recommendation,
    group_concerns,
    mark_answered,
    put_themes_on_agenda,
    take_off_agenda,
    take_themes_into_recommendation,
    ungroup_concern,
)
from council.database import db
from council.history.queries import history_of
from council.moves import MoveNotAllowed, apply_move
from council.refusals import Refusal
from tests.factories.concerns import a_theme, in_state, raised
from tests.factories.school import Cast

S, M = ConcernState, ConcernMove

BY_THEME: dict[ConcernMove, Callable[..., list[Concern]]] = {
    M.PUT_ON_AGENDA: put_themes_on_agenda,
    M.TAKE_OFF_AGENDA: take_off_agenda,
    M.TAKE_INTO_RECOMMENDATION: take_themes_into_recommendation,
    M.DROP_FROM_RECOMMENDATION: drop_from_recommendation,
}


def events(concern: Concern) -> list[str]:
    return [entry.event for entry in db.session.scalars(history_of("Concern", concern.id))]


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("move", M)
def test_the_table_decides_every_move(state: ConcernState, move: ConcernMove) -> None:
    if (state, move) in CONCERN_MOVES:
        assert apply_move(CONCERN_MOVES, state, move) is CONCERN_MOVES[state, move]
    else:
        with pytest.raises(MoveNotAllowed):
            apply_move(CONCERN_MOVES, state, move)


def test_nothing_comes_back_from_closed_or_withdrawn() -> None:
    assert not [move for (state, move) in CONCERN_MOVES if state in (S.CLOSED, S.WITHDRAWN)]


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("move", BY_THEME)
def test_a_theme_takes_its_concerns_along_where_the_table_allows(
    cast: Cast, state: ConcernState, move: ConcernMove
) -> None:
    concern, theme = in_state(cast, state)
    before = events(concern)
    moved = BY_THEME[move]([theme], by=cast.coordinator)
    under = state not in (S.RECEIVED, S.WITHDRAWN)  # these stand under no theme
    expected = CONCERN_MOVES.get((state, move), state) if under else state
    assert concern.state is expected
    assert moved == ([concern] if expected is not state else [])
    assert len(events(concern)) == len(before) + (expected is not state)


@pytest.mark.parametrize("state", S)
def test_an_answer_reaches_all_concerns_that_still_stand(cast: Cast, state: ConcernState) -> None:
    concern, theme = in_state(cast, state)
    answered = mark_answered([theme], by=cast.administrator)
    waited = state in (S.GROUPED, S.ON_AGENDA, S.IN_RECOMMENDATION)
    assert concern.state is (S.ANSWERED if waited else state)
    assert answered == ([concern] if waited else [])


@pytest.mark.parametrize("state", S)
def test_a_concern_is_closed_or_refused(cast: Cast, state: ConcernState) -> None:
    concern, _theme = in_state(cast, state)
    if (state, M.CLOSE) in CONCERN_MOVES:
        close_concern(concern, "It is the city's street.", language="en", by=cast.coordinator)
        assert concern.state is S.CLOSED
        assert concern.closed_reason_id is not None
    else:
        with pytest.raises(MoveNotAllowed):
            close_concern(concern, "It is the city's.", language="en", by=cast.coordinator)
        assert concern.state is state


@pytest.mark.parametrize("state", S)
def test_a_concern_is_taken_back_or_refused(cast: Cast, state: ConcernState) -> None:
    concern, theme = in_state(cast, state)
    if (state, M.WITHDRAW) in CONCERN_MOVES:
        withdraw_concern(concern)
        assert concern.state is S.WITHDRAWN
        assert concern.words == ""
        assert concern.themes == []
        assert theme.concerns == []
    else:
        words = concern.words
        with pytest.raises(MoveNotAllowed):
            withdraw_concern(concern)
        assert concern.state is state
        assert concern.words == words


@pytest.mark.parametrize("state", S)
def test_a_concern_comes_under_a_further_theme_unless_it_has_ended(
    cast: Cast, state: ConcernState
) -> None:
    concern, _theme = in_state(cast, state)
    further = a_theme(cast, title="Waiting in the dark")
    if state in (S.CLOSED, S.WITHDRAWN):
        with pytest.raises(Refusal):
            group_concerns(further, [concern], by=cast.coordinator)
        assert concern not in further.concerns
    else:
        assert group_concerns(further, [concern], by=cast.coordinator) == [concern]
        assert concern.state is (S.GROUPED if state is S.RECEIVED else state)
        assert events(concern)[0] == "concern_grouped" or "concern_grouped" in events(concern)


@pytest.mark.parametrize("state", S)
def test_a_concern_leaves_its_only_theme_until_the_council_has_taken_it_up(
    cast: Cast, state: ConcernState
) -> None:
    concern, theme = in_state(cast, state)
    taken_up = state in (S.ON_AGENDA, S.IN_RECOMMENDATION, S.ANSWERED)
    if taken_up:
        with pytest.raises(Refusal):
            ungroup_concern(theme, concern, by=cast.coordinator)
        assert concern in theme.concerns
        return
    ungroup_concern(theme, concern, by=cast.coordinator)
    assert concern not in theme.concerns
    assert concern.state is (S.RECEIVED if state is S.GROUPED else state)


def test_a_concern_that_was_taken_up_leaves_one_theme_when_it_has_another(cast: Cast) -> None:
    concern, theme = in_state(cast, S.ON_AGENDA)
    other = a_theme(cast, title="Waiting in the dark")
    group_concerns(other, [concern], by=cast.coordinator)
    ungroup_concern(theme, concern, by=cast.coordinator)
    assert concern.themes == [other]
    assert concern.state is S.ON_AGENDA


def test_a_concern_under_two_themes_stays_on_the_agenda_with_the_other(cast: Cast) -> None:
    concern, theme = in_state(cast, S.ON_AGENDA)
    alone = raised(cast, "Otro autobús no llega.")
    group_concerns(theme, [alone], by=cast.coordinator)
    other = a_theme(cast, title="Waiting in the dark")
    group_concerns(other, [concern], by=cast.coordinator)
    put_themes_on_agenda([theme, other], by=cast.coordinator)
    assert take_off_agenda([theme], by=cast.coordinator, but_under=[other]) == [alone]
    assert concern.state is S.ON_AGENDA
    assert alone.state is S.GROUPED


def test_a_later_recommendation_takes_up_what_was_answered_before(cast: Cast) -> None:
    concern, theme = in_state(cast, S.ANSWERED)
    take_themes_into_recommendation([theme], by=cast.leader)
    assert concern.state is S.IN_RECOMMENDATION
