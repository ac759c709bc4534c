"""Who sees which recommendation, what waits for whom, and what others are given of it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from council import clock
from council.access.actions import Role
from council.concerns.count_queries import SMALLEST_COUNT
from council.concerns.theme_operations import group_concerns
from council.councils.models import Membership, Office
from council.database import db
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered, renderer_of
from council.recommendations.answer_operations import (
    answer_recommendation,
    mark_step_done,
    tell_families,
)
from council.recommendations.models import Recommendation
from council.recommendations.operations import propose_recommendation, withdraw_recommendation
from council.recommendations.pages import weight_of
from council.recommendations.queries import (
    answers_awaited,
    answers_overdue,
    answers_to_tell,
    answers_waiting_for,
    offices_of,
    recommendation_page,
    recommendation_visible_to,
    recommendations_on,
    recommendations_to_send,
    recommendations_to_vote_on,
    recommendations_visible_to,
    steps_due,
)
from council.recommendations.states import RecommendationState
from council.texts.models import Text
from council.texts.operations import add_translation, approve_translation, revise_text
from council.texts.passages import newest_revisions
from council.texts.registry import places
from tests.factories.recommendations import (
    a_concern,
    a_draft,
    a_meeting_to_come,
    a_proposal,
    a_secretary,
    a_theme,
    accepting,
    answered_by_paula,
    days_ago,
    declining,
    in_state,
    sent_to_paula,
    voted_on,
)
from tests.factories.school import Cast
from tests.queries import count_queries

S = RecommendationState


def ids(query: object) -> list[str]:
    return [each.id for each in db.session.scalars(query)]  # type: ignore[call-overload]


WRITE = (Role.PARENT_LEADER, Role.COORDINATOR)
READ = (Role.MEMBER, Role.ADMINISTRATOR, Role.DISTRICT_ADMIN)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("role", list(Role))
def test_drafts_and_what_came_of_them_are_for_those_who_write(
    cast: Cast, state: S, role: Role
) -> None:
    recommendation = in_state(cast, state)
    seen = recommendation_visible_to(frozenset({role}), cast.council.id, recommendation.id)
    hidden = role in READ and state in (S.DRAFT, S.WITHDRAWN)
    assert (seen is None) is hidden
    assert ids(recommendations_visible_to(frozenset({role}), cast.other_council.id)) == []


def test_everybody_sees_that_an_adopted_one_was_withdrawn(cast: Cast) -> None:
    recommendation = voted_on(cast)
    withdraw_recommendation(recommendation, by=cast.coordinator)
    roles = frozenset({Role.MEMBER})
    assert ids(recommendations_visible_to(roles, cast.council.id)) == [recommendation.id]


def test_a_list_goes_on_where_it_stopped(cast: Cast) -> None:
    theme = a_theme(cast)
    for _each in range(53):
        a_draft(cast, theme)
    roles = frozenset({Role.COORDINATOR})
    first, more = recommendation_page(roles, cast.council.id)
    assert ([each.number for each in first], more) == (list(range(53, 3, -1)), True)
    rest, more = recommendation_page(roles, cast.council.id, before=first[-1].number)
    assert ([each.number for each in rest], more) == ([3, 2, 1], False)


def test_recommendations_on_a_theme(cast: Cast) -> None:
    theme, other = a_theme(cast), a_theme(cast, "Lunch")
    draft, proposal = a_draft(cast, theme), a_proposal(cast, theme, other)
    assert ids(recommendations_on([theme.id], frozenset({Role.COORDINATOR}))) == [
        proposal.id,
        draft.id,
    ]
    assert ids(recommendations_on([theme.id], frozenset({Role.MEMBER}))) == [proposal.id]


def test_what_waits_for_the_addressee_comes_first_due_first(cast: Cast) -> None:
    later, sooner, late = (sent_to_paula(cast, due_in=days) for days in (30, 5, -3))
    assert ids(answers_waiting_for(cast.administrator)) == [late.id, sooner.id, later.id]
    assert ids(answers_waiting_for(cast.administrator, cast.other_council.id)) == []
    assert ids(answers_waiting_for(cast.coordinator)) == []
    assert ids(answers_awaited(cast.council.id)) == [late.id, sooner.id, later.id]
    assert ids(answers_overdue(cast.council)) == [late.id]
    assert ids(answers_overdue(cast.other_council)) == []


def test_an_answer_waits_no_more_once_it_is_given(cast: Cast) -> None:
    recommendation = sent_to_paula(cast, due_in=-3)
    answer_recommendation(recommendation, declining(), by=cast.administrator)
    assert ids(answers_waiting_for(cast.administrator)) == []
    assert ids(answers_overdue(cast.council)) == []


def test_steps_wait_until_they_are_done(cast: Cast) -> None:
    recommendation = answered_by_paula(cast)
    first, second = recommendation.responses[-1].steps
    assert ids(steps_due(cast.council.id)) == [first.id, second.id]
    mark_step_done(recommendation, first, by=cast.administrator)
    assert ids(steps_due(cast.council.id)) == [second.id]
    assert ids(steps_due(cast.council.id, cast.administrator)) == [second.id]
    assert ids(steps_due(cast.council.id, cast.coordinator)) == []
    assert ids(steps_due(cast.other_council.id)) == []


def test_what_the_council_votes_on_and_what_is_to_be_sent(cast: Cast) -> None:
    proposal, adopted = a_proposal(cast), voted_on(cast)
    assert ids(recommendations_to_vote_on(cast.council.id)) == [proposal.id]
    assert ids(recommendations_to_send(cast.council.id)) == [adopted.id]
    assert ids(recommendations_to_vote_on(cast.other_council.id)) == []


def test_an_answer_is_to_be_told_until_everybody_was(cast: Cast) -> None:
    theme = a_theme(cast)
    a_concern(cast, theme=theme, email="one@example.org")
    recommendation = answered_by_paula(cast, theme)
    answered_by_paula(cast, a_theme(cast, "Lunch", concerns=2))  # nobody left an address
    assert ids(answers_to_tell(cast.council.id)) == [recommendation.id]
    tell_families(recommendation, by=cast.coordinator)
    assert ids(answers_to_tell(cast.council.id)) == []


# ---- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_small_counts_are_for_those_who_work_on_them(app: Flask, cast: Cast, role: Role) -> None:
    theme = a_theme(cast, concerns=SMALLEST_COUNT - 1)
    with app.test_request_context():
        weight = weight_of([theme.id], frozenset({role}))
    assert (weight.total == "9 concerns") is (role in WRITE)
    if role not in WRITE:
        assert (weight.total, weight.languages) == ("Fewer than 10 concerns", [])


def test_a_concern_under_two_themes_counts_once(app: Flask, cast: Cast) -> None:
    first, second = a_theme(cast), a_theme(cast, "Mornings")
    concern = a_concern(cast, theme=first)
    group_concerns(second, [concern], by=cast.coordinator)
    with app.test_request_context():
        weight = weight_of([first.id, second.id], frozenset({Role.COORDINATOR}))
    assert (weight.total, weight.languages) == ("1 concern", ["Spanish: 1"])


def test_a_small_language_does_not_give_itself_away(app: Flask, cast: Cast) -> None:
    theme = a_theme(cast, concerns=12)
    a_concern(cast, "so", theme=theme)
    with app.test_request_context():
        weight = weight_of([theme.id], frozenset({Role.MEMBER}))
    assert weight.total == "13 concerns"
    assert "Somali: 1" not in weight.languages
    assert weight.languages == ["in several languages"]


# ---- what others are given -----------------------------------------------------------------------


def _kinds(recommendation: Recommendation) -> dict[str, list[str]]:
    answer = recommendation.responses[-1] if recommendation.responses else None
    return {
        "recommendation_title": [recommendation.title_id],
        "recommendation_body": [recommendation.body_id],
        "response_reasons": [answer.reasons_id] if answer else [],
        "action_step": [step.text_id for step in answer.steps] if answer else [],
    }


def test_the_next_meeting_needs_the_words_of_an_answer(app: Flask, cast: Cast) -> None:
    recommendation = answered_by_paula(cast)
    meeting = a_meeting_to_come(cast)
    with app.test_request_context():
        found = places(_kinds(recommendation))
    assert len(found) == 5
    assert {place.due_on for place in found.values()} == {meeting.held_on}
    assert str(found[recommendation.responses[-1].reasons_id].label) == (
        "Reasons in the answer to recommendation 1"
    )
    assert all(recommendation.id in place.url for place in found.values())


@pytest.mark.parametrize("state", [S.DRAFT, S.REJECTED, S.WITHDRAWN])
def test_nobody_is_asked_to_translate_what_came_to_nothing(
    app: Flask, cast: Cast, state: S
) -> None:
    with app.test_request_context():
        assert places(_kinds(in_state(cast, state))) == {}


@pytest.mark.parametrize("number", [3, 30])
def test_places_of_many_take_as_many_queries_as_of_few(app: Flask, cast: Cast, number: int) -> None:
    theme = a_theme(cast)
    titles = []
    for _each in range(number):
        recommendation = a_draft(cast, theme)
        propose_recommendation(recommendation, by=cast.leader)
        titles.append(recommendation.title_id)
    with app.test_request_context(), count_queries() as counted:
        assert len(places({"recommendation_title": titles})) == number
    assert len(counted) == 2


def _rendered(app: Flask, message: OutboxMessage) -> Rendered | None:
    with app.test_request_context():
        return renderer_of(message.kind)(message.subject_id, message)


def _paragraphs(rendered: Rendered | None) -> list[str]:
    assert rendered is not None
    return [part if isinstance(part, str) else part.words for part in rendered.body]


def _told(cast: Cast) -> tuple[Recommendation, OutboxMessage]:
    theme = a_theme(cast)
    a_concern(cast, theme=theme, email="one@example.org")
    recommendation = answered_by_paula(cast, theme, answer=accepting(cast, steps=1))
    (message,) = tell_families(recommendation, by=cast.coordinator)
    return recommendation, message


def test_a_family_reads_the_original_and_that_it_is_not_translated(app: Flask, cast: Cast) -> None:
    _recommendation, message = _told(cast)
    rendered = _rendered(app, message)
    assert rendered is not None
    words = _paragraphs(rendered)
    assert words[0].startswith("Not all of this is translated into Spanish yet.")
    assert "The company has agreed to a new timetable." in words
    assert "Post the timetable at stop 1." in words
    originals = [part for part in rendered.body if not isinstance(part, str)]
    assert {part.language for part in originals} == {"en"}
    assert any(part.startswith("http://council.test/") for part in words)


def test_a_family_reads_the_answer_in_its_language_once_approved(app: Flask, cast: Cast) -> None:
    recommendation, message = _told(cast)
    answer = recommendation.responses[-1]
    for text_id in (recommendation.title_id, answer.reasons_id, answer.steps[0].text_id):
        draft = add_translation(
            newest_revisions([text_id])[text_id], "es", f"Palabras {text_id}", by=cast.coordinator
        )
        approve_translation(draft, by=cast.second_coordinator)
    rendered = _rendered(app, message)
    words = _paragraphs(rendered)
    assert f"Palabras {answer.reasons_id}" in words
    assert not any(part.startswith("Not all of this") for part in words)
    assert rendered is not None
    passages = [part for part in rendered.body if not isinstance(part, str)]
    assert {part.language for part in passages} == {"es"}


def test_a_family_is_told_that_words_have_changed_since(app: Flask, cast: Cast) -> None:
    recommendation, message = _told(cast)
    title = db.session.get_one(Text, recommendation.title_id)
    draft = add_translation(
        newest_revisions([title.id])[title.id], "es", "Un autobús", by=cast.coordinator
    )
    approve_translation(draft, by=cast.second_coordinator)
    revise_text(title, "A bus that comes when it should", by=cast.leader)
    words = _paragraphs(_rendered(app, message))
    assert any("were changed after they were translated" in part for part in words)
    assert "Un autobús" in words


def test_a_decline_is_told_plainly(app: Flask, cast: Cast) -> None:
    theme = a_theme(cast)
    a_concern(cast, theme=theme, email="one@example.org")
    recommendation = answered_by_paula(cast, theme, answer=declining())
    (message,) = tell_families(recommendation, by=cast.coordinator)
    words = _paragraphs(_rendered(app, message))
    assert "The school will not do this." in words
    assert "The contract runs until June." in words


def test_the_administrator_is_told_where_to_answer_and_by_when(app: Flask, cast: Cast) -> None:
    recommendation = sent_to_paula(cast)
    message = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "recommendation_sent")
    ).one()
    words = _paragraphs(_rendered(app, message))
    assert "A bus that comes on time" in words
    assert words[-1].startswith("http://council.test/councils/")
    assert words[-1].endswith(f"/recommendations/{recommendation.id}/answer")


def test_a_message_about_what_is_gone_is_not_written(app: Flask, cast: Cast) -> None:
    _recommendation, message = _told(cast)
    message.subject_id = "0" * 12
    assert _rendered(app, message) is None


def test_a_secretary_holds_her_office_only_for_her_term(cast: Cast) -> None:
    sara = a_secretary(cast)
    assert offices_of(sara, cast.council) == {Office.SECRETARY}
    assert offices_of(sara, cast.other_council) == frozenset()
    seat = db.session.scalars(select(Membership).where(Membership.person_id == sara.id)).one()
    seat.ended_on = clock.today(cast.council.time_zone) - timedelta(days=1)
    db.session.flush()
    assert offices_of(sara, cast.council) == frozenset()
    with days_ago(10):
        assert offices_of(sara, cast.council) == {Office.SECRETARY}
