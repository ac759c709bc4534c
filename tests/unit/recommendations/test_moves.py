"""A recommendation moves only as the table says, whoever asks."""

import pytest
from sqlalchemy import select

from council.concerns.states import ConcernState
from council.database import db
from council.history.models import HistoryEntry
from council.moves import MoveNotAllowed, apply_move
from council.recommendations.answer_operations import (
    answer_recommendation,
    finish_recommendation,
    hand_on_recommendation,
    send_recommendation,
    start_work,
)
from council.recommendations.motion_operations import record_motion
from council.recommendations.operations import (
    propose_recommendation,
    return_to_draft,
    withdraw_recommendation,
)
from council.recommendations.states import MOVES, RecommendationMove, RecommendationState
from council.refusals import Refusal
from tests.factories.recommendations import (
    a_meeting_that_was,
    a_proposal,
    a_second_administrator,
    a_theme,
    a_vote,
    accepting,
    answered_by_paula,
    declining,
    in_days,
    in_state,
    voted_on,
)
from tests.factories.school import Cast

S, M = RecommendationState, RecommendationMove

LEADS_TO = {
    (S.DRAFT, M.PROPOSE): S.PROPOSED,
    (S.DRAFT, M.WITHDRAW): S.WITHDRAWN,
    (S.PROPOSED, M.RETURN_TO_DRAFT): S.DRAFT,
    (S.PROPOSED, M.ADOPT): S.ADOPTED,
    (S.PROPOSED, M.REJECT): S.REJECTED,
    (S.PROPOSED, M.WITHDRAW): S.WITHDRAWN,
    (S.ADOPTED, M.SEND): S.SENT,
    (S.ADOPTED, M.WITHDRAW): S.WITHDRAWN,
    (S.SENT, M.HAND_ON): S.SENT,
    (S.SENT, M.ASK_FOR_TIME): S.SENT,
    (S.SENT, M.ANSWER): S.ANSWERED,
    (S.ANSWERED, M.START): S.IN_PROGRESS,
    (S.ANSWERED, M.FINISH): S.DONE,
    (S.IN_PROGRESS, M.FINISH): S.DONE,
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("move", list(M))
def test_the_table_of_moves(state: S, move: M) -> None:
    if (state, move) in LEADS_TO:
        assert apply_move(MOVES, state, move) is LEADS_TO[state, move]
    else:
        with pytest.raises(MoveNotAllowed):
            apply_move(MOVES, state, move)


@pytest.mark.parametrize("state", list(S))
def test_proposing(cast: Cast, state: S) -> None:
    _tried(cast, state, M.PROPOSE, lambda one: propose_recommendation(one, by=cast.leader))


@pytest.mark.parametrize("state", list(S))
def test_taking_back(cast: Cast, state: S) -> None:
    _tried(cast, state, M.RETURN_TO_DRAFT, lambda one: return_to_draft(one, by=cast.leader))


@pytest.mark.parametrize("state", list(S))
def test_withdrawing(cast: Cast, state: S) -> None:
    _tried(cast, state, M.WITHDRAW, lambda one: withdraw_recommendation(one, by=cast.leader))


@pytest.mark.parametrize("state", list(S))
def test_voting(cast: Cast, state: S) -> None:
    meeting = a_meeting_that_was(cast)

    def vote(one: object) -> None:
        record_motion(
            one, a_vote(cast, meeting, finding="The bus stops Monday."), by=cast.coordinator
        )  # type: ignore[arg-type]

    _tried(cast, state, M.ADOPT, vote)


@pytest.mark.parametrize("state", list(S))
def test_sending(cast: Cast, state: S) -> None:
    day = in_days(cast.council, 30)

    def send(one: object) -> None:
        send_recommendation(one, cast.administrator, day, by=cast.coordinator)  # type: ignore[arg-type]

    if state in (S.SENT, S.ANSWERED, S.IN_PROGRESS, S.DONE):
        # Sent already, and so addressed already: the addressee and the day stay as they were.
        recommendation = in_state(cast, state)
        with pytest.raises(MoveNotAllowed):
            send(recommendation)
        assert recommendation.state is state
        return
    _tried(cast, state, M.SEND, send)


@pytest.mark.parametrize("state", list(S))
def test_answering(cast: Cast, state: S) -> None:
    _tried(
        cast,
        state,
        M.ANSWER,
        lambda one: answer_recommendation(one, declining(), by=cast.administrator),
    )


@pytest.mark.parametrize("state", list(S))
def test_handing_on(cast: Cast, state: S) -> None:
    ada = a_second_administrator(cast)
    _tried(
        cast, state, M.HAND_ON, lambda one: hand_on_recommendation(one, ada, by=cast.administrator)
    )


@pytest.mark.parametrize("state", list(S))
def test_starting(cast: Cast, state: S) -> None:
    _tried(cast, state, M.START, lambda one: start_work(one, by=cast.administrator))


@pytest.mark.parametrize("state", list(S))
def test_finishing_by_a_coordinator_leaves_no_promise_open(cast: Cast, state: S) -> None:
    recommendation = in_state(cast, state)
    with pytest.raises(Refusal):
        finish_recommendation(recommendation, by=cast.coordinator)
    assert recommendation.state is state


def test_finishing_what_left_nothing_to_do(cast: Cast) -> None:
    recommendation = answered_by_paula(cast, answer=declining())
    finish_recommendation(recommendation, by=cast.coordinator)
    assert recommendation.state is S.DONE


def _tried(cast: Cast, state: S, move: M, act: object) -> None:
    """The move is made where the table has it, and refused with everything as it was elsewhere."""
    recommendation = in_state(cast, state)
    if (state, move) in LEADS_TO:
        act(recommendation)  # type: ignore[operator]
        assert recommendation.state is LEADS_TO[state, move]
        return
    db.session.commit()
    responses = len(recommendation.responses)
    with pytest.raises(Refusal):
        act(recommendation)  # type: ignore[operator]
    db.session.rollback()
    assert recommendation.state is state
    assert len(recommendation.responses) == responses


# ---- what happens to the concerns behind it -----------------------------------------------------


def _states(theme: object) -> set[ConcernState]:
    db.session.expire(theme)
    return {concern.state for concern in theme.concerns}  # type: ignore[attr-defined]


def test_concerns_go_with_a_proposal_and_come_back_with_it(cast: Cast) -> None:
    theme = a_theme(cast, concerns=2)
    recommendation = a_proposal(cast, theme)
    assert _states(theme) == {ConcernState.IN_RECOMMENDATION}
    return_to_draft(recommendation, by=cast.leader)
    assert _states(theme) == {ConcernState.GROUPED}


def test_a_draft_leaves_the_concerns_where_they_are(cast: Cast) -> None:
    theme = a_theme(cast, concerns=1)
    recommendation = in_state(cast, S.DRAFT)
    recommendation.themes = [theme]
    withdraw_recommendation(recommendation, by=cast.leader)
    assert _states(theme) == {ConcernState.GROUPED}


def test_concerns_are_free_again_after_a_vote_against(cast: Cast) -> None:
    theme = a_theme(cast, concerns=2)
    voted_on(cast, theme, carried=False)
    assert _states(theme) == {ConcernState.GROUPED}


def test_concerns_stay_while_another_recommendation_rests_on_their_theme(cast: Cast) -> None:
    theme = a_theme(cast, concerns=2)
    first, _second = a_proposal(cast, theme), a_proposal(cast, theme)
    withdraw_recommendation(first, by=cast.leader)
    assert _states(theme) == {ConcernState.IN_RECOMMENDATION}


def test_concerns_are_answered_with_the_recommendation(cast: Cast) -> None:
    theme = a_theme(cast, concerns=3)
    answered_by_paula(cast, theme, answer=accepting(cast))
    assert _states(theme) == {ConcernState.ANSWERED}


def test_every_move_is_in_the_history_without_words(cast: Cast) -> None:
    recommendation = in_state(cast, S.DONE)
    entries = list(
        db.session.scalars(select(HistoryEntry).where(HistoryEntry.subject_id == recommendation.id))
    )
    assert {entry.event for entry in entries} >= {
        "recommendation_drafted",
        "recommendation_proposed",
        "recommendation_adopted",
        "recommendation_sent",
        "recommendation_answered",
        "step_done",
        "recommendation_finished",
    }
    assert all("timetable" not in str(entry.detail) for entry in entries)
