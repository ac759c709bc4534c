"""Answers and steps: what each asks for, what is refused, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from council import clock
from council.concerns.operations import log_concern
from council.concerns.states import Arrival
from council.concerns.theme_operations import group_concerns
from council.database import db
from council.notices.models import OutboxMessage
from council.recommendations.answer_operations import (
    Answer,
    PromisedStep,
    answer_recommendation,
    hand_on_recommendation,
    mark_step_done,
    send_recommendation,
    start_work,
    tell_families,
)
from council.recommendations.models import Recommendation
from council.recommendations.states import Disposition, RecommendationState
from council.refusals import Refusal
from council.texts.passages import newest_revisions
from tests.factories.recommendations import (
    a_concern,
    a_second_administrator,
    a_theme,
    accepting,
    answered_by_paula,
    declining,
    in_days,
    in_state,
    sent_to_paula,
    voted_on,
)
from tests.factories.school import Cast

# ---- to the school -------------------------------------------------------------------------------


def _owed(kind: str) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def test_the_addressee_is_told_that_an_answer_is_awaited(cast: Cast) -> None:
    recommendation = sent_to_paula(cast)
    (message,) = _owed("recommendation_sent")
    assert (message.person_id, message.subject_id) == (cast.administrator.id, recommendation.id)


@pytest.mark.parametrize("who", ["leader", "coordinator", "member", "other_coordinator"])
def test_only_an_administrator_of_the_council_is_sent_one(cast: Cast, who: str) -> None:
    recommendation = voted_on(cast)
    with pytest.raises(Refusal) as refused:
        send_recommendation(
            recommendation, getattr(cast, who), in_days(cast.council, 30), by=cast.coordinator
        )
    assert refused.value.field == "addressee_id"


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_an_answer_is_due_on_a_day_to_come(cast: Cast, days: int) -> None:
    recommendation = voted_on(cast)
    with pytest.raises(Refusal) as refused:
        send_recommendation(
            recommendation, cast.administrator, in_days(cast.council, days), by=cast.coordinator
        )
    assert refused.value.field == "due_on"


def test_the_addressee_hands_it_on_and_answers_no_more(cast: Cast) -> None:
    recommendation, ada = sent_to_paula(cast), a_second_administrator(cast)
    due_on = recommendation.due_on
    hand_on_recommendation(recommendation, ada, by=cast.administrator)
    assert (recommendation.addressee_id, recommendation.due_on) == (ada.id, due_on)
    with pytest.raises(Refusal):
        answer_recommendation(recommendation, declining(), by=cast.administrator)
    answer_recommendation(recommendation, declining(), by=ada)


def test_others_do_not_hand_it_on(cast: Cast) -> None:
    recommendation, ada = sent_to_paula(cast), a_second_administrator(cast)
    with pytest.raises(Refusal):
        hand_on_recommendation(recommendation, ada, by=cast.coordinator)


def test_it_is_handed_on_to_somebody_else(cast: Cast) -> None:
    with pytest.raises(Refusal):
        hand_on_recommendation(sent_to_paula(cast), cast.administrator, by=cast.administrator)


# ---- the answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["leader", "coordinator", "member", "district_admin", "other_coordinator"]
)
def test_only_the_addressee_answers(cast: Cast, who: str) -> None:
    recommendation = sent_to_paula(cast)
    with pytest.raises(Refusal):
        answer_recommendation(recommendation, declining(), by=getattr(cast, who))
    assert recommendation.responses == []


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_answer_has_reasons(cast: Cast, disposition: Disposition) -> None:
    answer = replace(accepting(cast), disposition=disposition, reasons="  ")
    with pytest.raises(Refusal) as refused:
        answer_recommendation(sent_to_paula(cast), answer, by=cast.administrator)
    assert refused.value.field == "reasons"


@pytest.mark.parametrize("disposition", [Disposition.ACCEPTED, Disposition.PARTLY_ACCEPTED])
def test_a_promise_names_a_step(cast: Cast, disposition: Disposition) -> None:
    answer = replace(accepting(cast, steps=0), disposition=disposition)
    with pytest.raises(Refusal) as refused:
        answer_recommendation(sent_to_paula(cast), answer, by=cast.administrator)
    assert refused.value.field == "steps"


def test_a_decline_needs_no_step(cast: Cast) -> None:
    recommendation = answered_by_paula(cast, answer=declining())
    assert recommendation.state is RecommendationState.ANSWERED
    assert recommendation.responses[-1].steps == []


def test_a_step_is_not_due_in_the_past(cast: Cast) -> None:
    late = PromisedStep(
        "Post it.", "Paula", clock.today(cast.council.time_zone) - timedelta(days=1)
    )
    answer = replace(accepting(cast), steps=[late])
    with pytest.raises(Refusal) as refused:
        answer_recommendation(sent_to_paula(cast), answer, by=cast.administrator)
    assert refused.value.field == "steps"


def test_an_answer_is_signed_and_its_steps_are_in_order(cast: Cast) -> None:
    response = answered_by_paula(cast, answer=accepting(cast, steps=3)).responses[-1]
    assert response.signed_by_id == cast.administrator.id
    assert [step.position for step in response.steps] == [1, 2, 3]
    words = newest_revisions([step.text_id for step in response.steps])
    assert [words[step.text_id].words[-2] for step in response.steps] == ["1", "2", "3"]


def test_the_coordinators_are_told_of_an_answer(cast: Cast) -> None:
    answered_by_paula(cast)
    assert {message.person_id for message in _owed("answer_signed")} == {
        cast.coordinator.id,
        cast.second_coordinator.id,
    }


def more_time(cast: Cast, days: int) -> Answer:
    return Answer(
        Disposition.NEEDS_MORE_TIME,
        "We wait for the company.",
        "en",
        answer_by=clock.today(cast.council.time_zone) + timedelta(days=days),
    )


def test_more_time_holds_and_moves_the_day(cast: Cast) -> None:
    recommendation = sent_to_paula(cast, a_theme(cast, concerns=1), due_in=14)
    answer_recommendation(recommendation, more_time(cast, 40), by=cast.administrator)
    assert recommendation.state is RecommendationState.SENT
    assert recommendation.due_on == clock.today(cast.council.time_zone) + timedelta(days=40)
    answer_recommendation(recommendation, accepting(cast), by=cast.administrator)
    assert recommendation.state is RecommendationState.ANSWERED
    assert len(recommendation.responses) == 2


@pytest.mark.parametrize("days", [-1, 0, 10, 14])
def test_more_time_is_until_after_the_day_it_is_due(cast: Cast, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        answer_recommendation(
            sent_to_paula(cast, due_in=14), more_time(cast, days), by=cast.administrator
        )
    assert refused.value.field == "answer_by"


def test_more_time_says_until_when(cast: Cast) -> None:
    answer = replace(more_time(cast, 40), answer_by=None)
    with pytest.raises(Refusal) as refused:
        answer_recommendation(sent_to_paula(cast), answer, by=cast.administrator)
    assert refused.value.field == "answer_by"


def test_more_time_promises_no_steps(cast: Cast) -> None:
    answer = replace(more_time(cast, 40), steps=accepting(cast).steps)
    with pytest.raises(Refusal) as refused:
        answer_recommendation(sent_to_paula(cast), answer, by=cast.administrator)
    assert refused.value.field == "steps"


def test_a_full_answer_has_no_day_to_come_by(cast: Cast) -> None:
    answer = replace(declining(), answer_by=in_days(cast.council, 40))
    with pytest.raises(Refusal) as refused:
        answer_recommendation(sent_to_paula(cast), answer, by=cast.administrator)
    assert refused.value.field == "answer_by"


# ---- what follows it -----------------------------------------------------------------------------


def test_work_begins_with_the_first_step_and_ends_with_the_last(cast: Cast) -> None:
    recommendation = answered_by_paula(cast)
    first, second = recommendation.responses[-1].steps
    mark_step_done(recommendation, first, by=cast.administrator)
    assert recommendation.state is RecommendationState.IN_PROGRESS
    mark_step_done(recommendation, second, by=cast.administrator)
    assert recommendation.state is RecommendationState.DONE
    assert first.done_on == second.done_on == clock.today(cast.council.time_zone)


def test_the_middle_of_three_steps_is_under_way(cast: Cast) -> None:
    recommendation = answered_by_paula(cast, answer=accepting(cast, steps=3))
    start_work(recommendation, by=cast.administrator)
    for step in recommendation.responses[-1].steps[:2]:
        mark_step_done(recommendation, step, by=cast.administrator)
    assert recommendation.state is RecommendationState.IN_PROGRESS


def test_a_step_is_done_once(cast: Cast) -> None:
    recommendation = answered_by_paula(cast)
    step = recommendation.responses[-1].steps[0]
    mark_step_done(recommendation, step, by=cast.administrator)
    with pytest.raises(Refusal):
        mark_step_done(recommendation, step, by=cast.administrator)


def test_only_the_addressee_reports(cast: Cast) -> None:
    recommendation = answered_by_paula(cast)
    with pytest.raises(Refusal):
        mark_step_done(recommendation, recommendation.responses[-1].steps[0], by=cast.coordinator)
    with pytest.raises(Refusal):
        start_work(recommendation, by=cast.coordinator)


def test_nothing_begins_where_nothing_was_promised(cast: Cast) -> None:
    recommendation = answered_by_paula(cast, answer=declining())
    with pytest.raises(Refusal):
        start_work(recommendation, by=cast.administrator)


# ---- telling the families ------------------------------------------------------------------------


def test_everybody_who_said_how_to_be_reached_is_told_once(cast: Cast) -> None:
    theme = a_theme(cast)
    a_concern(cast, "es", theme=theme, email="one@example.org")
    a_concern(cast, "so", theme=theme, phone="+14155550102")
    a_concern(cast, "ar", theme=theme)  # left nothing: finds it by the code
    recommendation = answered_by_paula(cast, theme)
    messages = tell_families(recommendation, by=cast.coordinator)
    assert {(message.language, message.channel.value) for message in messages} == {
        ("es", "email"),
        ("so", "call"),
    }
    assert tell_families(recommendation, by=cast.coordinator) == []


def test_a_family_with_two_concerns_is_told_once(cast: Cast) -> None:
    theme = a_theme(cast)
    for words in ("El autobús llega tarde.", "La parada no tiene techo."):
        concern, _code = log_concern(
            cast.council,
            words,
            language="es",
            arrival=Arrival.SPOKEN,
            read_back=True,
            by=cast.leader,
            family=cast.family,
        )
        group_concerns(theme, [concern], by=cast.leader)
    messages = tell_families(answered_by_paula(cast, theme), by=cast.coordinator)
    assert [message.family_id for message in messages] == [cast.family.id]


def test_whoever_asks_later_is_told_later(cast: Cast) -> None:
    theme = a_theme(cast)
    a_concern(cast, theme=theme, email="one@example.org")
    recommendation = answered_by_paula(cast, theme)
    tell_families(recommendation, by=cast.coordinator)
    a_concern(cast, theme=theme, email="two@example.org")
    assert len(tell_families(recommendation, by=cast.coordinator)) == 1


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in RecommendationState
        if state.value not in ("answered", "in_progress", "done")
    ],
)
def test_nobody_is_told_before_there_is_an_answer(cast: Cast, state: RecommendationState) -> None:
    with pytest.raises(Refusal):
        tell_families(in_state(cast, state), by=cast.coordinator)


def test_nothing_of_a_refused_answer_is_written(cast: Cast) -> None:
    recommendation = sent_to_paula(cast)
    db.session.commit()
    with pytest.raises(Refusal):
        answer_recommendation(
            recommendation, replace(accepting(cast), steps=[]), by=cast.administrator
        )
    assert db.session.scalars(select(Recommendation)).one().responses == []
    assert _owed("answer_signed") == []
