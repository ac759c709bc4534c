"""What stands on the way of a concern, and what a family reads of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from council import clock
from council.access.actions import Role
from council.access.models import Purpose
from council.access.tickets import issue_ticket
from council.concerns.models import Concern, Theme
from council.concerns.operations import close_concern, withdraw_concern
from council.concerns.states import Consent
from council.concerns.theme_operations import group_concerns
from council.database import db
from council.languages.registry import find
from council.meetings.agenda_operations import add_theme
from council.meetings.operations import cancel_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.recommendations.answer_operations import mark_step_done
from council.recommendations.models import Recommendation
from council.recommendations.operations import put_on_agenda, withdraw_recommendation
from council.recommendations.states import Disposition
from council.rounds.operations import cast_ballot, close_round
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import PassageStanding, newest_revisions
from council.thread.knots import (
    Knot,
    KnotState,
    Stage,
    concern_knots,
    thread_of_concern,
    thread_of_recommendation,
    thread_of_theme,
)
from council.thread.queries import Way, way_of_concern
from tests.factories import recommendations as made
from tests.factories.concerns import a_theme, raised, summed_up
from tests.factories.rounds import a_round
from tests.factories.school import Cast
from tests.queries import count_queries

COORDINATOR = frozenset({Role.COORDINATOR})
MEMBER = frozenset({Role.MEMBER})
ENGLISH, SPANISH, ARABIC, MAM = (find(tag) for tag in ("en", "es", "ar", "mam"))


def knots(concern: Concern) -> list[Knot]:
    """The thread as the family sees it, in English."""
    way = way_of_concern(concern, [ENGLISH])
    return concern_knots(concern, way, clock.today(concern.council.time_zone), linked=False)


def shape(found: list[Knot]) -> list[tuple[Stage, KnotState]]:
    return [(knot.stage, knot.state) for knot in found]


S, K = Stage, KnotState


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    """A page of staff is being made: knots carry links."""
    with app.test_request_context():
        yield


TO_COME = [S.THEME, S.PRIORITY, S.AGENDA, S.RECOMMENDATION, S.ANSWER, S.STEPS]


def a_concern_under(cast: Cast, theme: Theme) -> Concern:
    concern = raised(cast)
    group_concerns(theme, [concern], by=cast.coordinator)
    return concern


def test_a_new_concern_has_its_whole_way_before_it(cast: Cast) -> None:
    assert shape(knots(raised(cast))) == [
        (S.CONCERN, K.HERE),
        *((stage, K.NEXT) for stage in TO_COME),
    ]


def test_a_private_concern_is_promised_no_way_through_the_council(cast: Cast) -> None:
    assert shape(knots(raised(cast, consent=Consent.PRIVATE))) == [(S.CONCERN, K.HERE)]


def test_a_family_reads_a_summary_only_when_it_is_approved(cast: Cast) -> None:
    concern = a_concern_under(cast, summed_up(cast, approved=False))
    found = knots(concern)
    assert shape(found)[:3] == [(S.CONCERN, K.DONE), (S.THEME, K.HERE), (S.PRIORITY, K.NEXT)]
    assert found[1].thing.title.words == "Buses that come late"
    assert found[1].thing.summary is None
    concern = a_concern_under(cast, summed_up(cast))
    assert knots(concern)[1].thing.summary.words == "Several families say that buses are late."


def test_a_vote_is_shown_while_it_is_open_and_its_result_when_it_is_closed(cast: Cast) -> None:
    round_ = a_round(cast, "Buses", "Lunch", "Homework")
    buses, lunch, homework = (option.theme for option in round_.options)
    concern = a_concern_under(cast, buses)
    knot = knots(concern)[2]
    assert (knot.stage, knot.state, knot.detail) == (
        S.PRIORITY,
        K.HERE,
        "Families are voting now.",
    )
    assert knot.thing.place is None
    options = {option.theme_id: option.id for option in round_.options}
    for dots in ({buses: 1, lunch: 2}, {buses: 1, homework: 2}):
        ticket = issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=round_.council_id)
        cast_ballot(ticket, {options[theme.id]: count for theme, count in dots.items()})
    close_round(round_, by=cast.leader)
    assert knots(concern)[2].detail == "Place 1 of 3, shared with others"
    assert (knots(concern)[2].thing.place, knots(concern)[2].thing.tied) == (1, True)


@pytest.mark.usefixtures("page")
def test_only_a_posted_agenda_is_shown_to_families(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    meeting = made.a_meeting_to_come(cast)
    add_theme(meeting, theme, kind=ItemKind.DISCUSSION, minutes=20, by=cast.coordinator)
    assert S.AGENDA not in [stage for stage, state in shape(knots(concern)) if state is not K.NEXT]
    working = thread_of_concern(concern, ENGLISH, roles=COORDINATOR)
    assert (S.AGENDA, K.HERE) in shape(working)
    post_agenda(meeting, invite=False, by=cast.coordinator)
    found = knots(concern)
    assert (S.AGENDA, K.HERE) in shape(found)
    item = next(knot for knot in found if knot.stage is S.AGENDA)
    assert [title.words for title in item.thing.titles] == ["Buses that come late"]
    assert item.thing.place == "Library"
    assert "6:00" in (item.detail or "")
    cancel_meeting(meeting, "The school is closed.", by=cast.coordinator)
    cancelled = next(knot for knot in knots(concern) if knot.stage is S.AGENDA)
    assert "cancelled" in (cancelled.detail or "")


@pytest.mark.usefixtures("page")
def test_a_draft_of_a_recommendation_is_not_shown_to_families(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    draft = made.a_draft(cast, theme)
    assert (S.RECOMMENDATION, K.NEXT) in shape(knots(concern))
    working = thread_of_concern(concern, ENGLISH, roles=COORDINATOR)
    assert (S.RECOMMENDATION, K.HERE) in shape(working)
    withdraw_recommendation(draft, by=cast.leader)
    assert (S.RECOMMENDATION, K.NEXT) in shape(knots(concern))


def of_recommendation(found: list[Knot]) -> list[tuple[Stage, KnotState]]:
    return [row for row in shape(found) if row[0] in (S.RECOMMENDATION, S.ANSWER, S.STEPS, S.END)]


def test_a_proposal_waits_for_the_councils_vote(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    made.a_proposal(cast, theme)
    assert of_recommendation(knots(concern)) == [
        (S.RECOMMENDATION, K.HERE),
        (S.ANSWER, K.NEXT),
        (S.STEPS, K.NEXT),
    ]


def test_what_the_council_voted_against_ends_there(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    made.voted_on(cast, theme, carried=False)
    found = knots(concern)
    assert of_recommendation(found) == [(S.RECOMMENDATION, K.STOPPED)]
    assert found[-1].detail == "The council has voted against it."


@pytest.mark.parametrize(
    ("due_in", "state", "words"), [(14, K.HERE, "It is due on"), (-3, K.LATE, "It was due on")]
)
def test_an_answer_is_awaited_and_late_when_its_day_is_over(
    cast: Cast, due_in: int, state: KnotState, words: str
) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    recommendation = made.sent_to_paula(cast, theme, due_in=14)
    recommendation.due_on = clock.today(cast.council.time_zone) + timedelta(days=due_in)
    db.session.flush()
    found = knots(concern)
    assert of_recommendation(found) == [
        (S.RECOMMENDATION, K.DONE),
        (S.ANSWER, state),
        (S.STEPS, K.NEXT),
    ]
    answer = next(knot for knot in found if knot.stage is S.ANSWER)
    assert (answer.detail or "").startswith(words)


def test_an_answer_is_shown_with_its_reasons_and_steps(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    recommendation = made.answered_by_paula(cast, theme)
    found = knots(concern)
    assert of_recommendation(found) == [
        (S.RECOMMENDATION, K.DONE),
        (S.ANSWER, K.DONE),
        (S.STEPS, K.HERE),
    ]
    answer = found[-1].thing
    assert answer.reasons.words == "The company has agreed to a new timetable."
    assert answer.signed_by == "Paula Principal"
    assert [step.words.words for step in answer.steps] == [
        "Post the timetable at stop 1.",
        "Post the timetable at stop 2.",
    ]
    assert found[-1].detail == "0 of 2 steps done"
    for step in list(recommendation.responses[-1].steps):
        mark_step_done(recommendation, step, by=cast.administrator)
    found = knots(concern)
    assert shape(found)[-1] == (S.STEPS, K.DONE)
    assert found[-1].detail == "2 of 2 steps done"


def test_a_step_whose_day_is_over_is_late(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    recommendation = made.answered_by_paula(cast, theme)
    step = recommendation.responses[-1].steps[0]
    step.due_on = clock.today(cast.council.time_zone) - timedelta(days=1)
    db.session.flush()
    assert shape(knots(concern))[-1] == (S.STEPS, K.LATE)


def test_what_the_school_will_not_do_is_said_plainly_and_ends_the_thread(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    made.answered_by_paula(cast, theme, answer=made.declining())
    found = knots(concern)
    assert of_recommendation(found) == [(S.RECOMMENDATION, K.DONE), (S.ANSWER, K.DONE)]
    assert found[-1].detail == "The school will not do this."
    assert found[-1].thing.disposition is Disposition.DECLINED
    assert found[-1].thing.reasons.words == "The contract runs until June."


def test_a_closed_concern_ends_with_the_reason(cast: Cast) -> None:
    concern = a_concern_under(cast, summed_up(cast))
    close_concern(concern, "It is the city's street.", language="en", by=cast.coordinator)
    found = knots(concern)
    assert shape(found) == [(S.CONCERN, K.DONE), (S.THEME, K.DONE), (S.END, K.STOPPED)]
    assert found[-1].thing.words == "It is the city's street."


def test_a_concern_that_was_taken_back_shows_nothing_else(cast: Cast) -> None:
    concern = a_concern_under(cast, summed_up(cast))
    withdraw_concern(concern)
    assert shape(knots(concern)) == [(S.CONCERN, K.DONE), (S.END, K.STOPPED)]


# ---- languages -----------------------------------------------------------------------------------


def translate(cast: Cast, text_id: str, words: str, language: str, *, approved: bool) -> None:
    revision = newest_revisions([text_id])[text_id]
    translation = add_translation(revision, language, words, by=cast.leader)
    if approved:
        approve_translation(translation, by=cast.coordinator)


def an_answered(cast: Cast) -> tuple[Concern, Recommendation]:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    return concern, made.answered_by_paula(cast, theme, answer=made.declining())


def reasons_of(way: Way) -> tuple[str, str, PassageStanding]:
    answer = way.recommendations[0].answer
    assert answer is not None
    return answer.reasons.words, answer.reasons.language, answer.reasons.standing


ORIGINAL = "The contract runs until June."


def test_an_answer_is_read_in_the_original_until_its_translation_is_approved(cast: Cast) -> None:
    concern, recommendation = an_answered(cast)
    reasons = recommendation.responses[-1].reasons_id
    missing = (ORIGINAL, "en", PassageStanding.MISSING)
    assert reasons_of(way_of_concern(concern, [SPANISH])) == missing
    translate(cast, reasons, "El contrato dura hasta junio.", "es", approved=False)
    assert reasons_of(way_of_concern(concern, [SPANISH])) == missing
    translate(cast, reasons, "El contrato dura hasta junio.", "es", approved=True)
    assert reasons_of(way_of_concern(concern, [SPANISH])) == (
        "El contrato dura hasta junio.",
        "es",
        PassageStanding.APPROVED,
    )
    assert reasons_of(way_of_concern(concern, [ARABIC])) == missing
    assert reasons_of(way_of_concern(concern, [ENGLISH])) == (
        ORIGINAL,
        "en",
        PassageStanding.ORIGINAL,
    )


def test_a_reader_of_mam_gets_the_spanish_of_the_pages_where_there_is_no_mam(cast: Cast) -> None:
    concern, recommendation = an_answered(cast)
    reader = [MAM, SPANISH]
    assert reasons_of(way_of_concern(concern, reader))[2] is PassageStanding.MISSING
    reasons = recommendation.responses[-1].reasons_id
    translate(cast, reasons, "El contrato dura hasta junio.", "es", approved=True)
    assert reasons_of(way_of_concern(concern, reader))[1] == "es"


def test_every_text_on_the_way_has_words(cast: Cast) -> None:
    concern, _recommendation = an_answered(cast)
    way = way_of_concern(concern, [ARABIC])
    found = [way.themes[0].title, way.themes[0].summary, *way.items[0].titles]
    found += [way.recommendations[0].title, way.recommendations[0].body]
    assert all(each is not None and each.words for each in found)
    assert {each.standing for each in found if each is not None} == {PassageStanding.MISSING}


# ---- for those who work on it --------------------------------------------------------------------


@pytest.mark.usefixtures("page")
def test_the_thread_of_a_theme_begins_with_the_concerns_behind_it(cast: Cast) -> None:
    theme = summed_up(cast)
    group_concerns(theme, [raised(cast), raised(cast)], by=cast.coordinator)
    first = thread_of_theme(theme, ENGLISH, roles=COORDINATOR)[0]
    assert first.detail == "2 concerns"
    assert first.href is not None
    first = thread_of_theme(theme, ENGLISH, roles=MEMBER)[0]
    assert (first.detail, first.href) == ("Fewer than 10 concerns", None)


@pytest.mark.usefixtures("page")
def test_the_thread_of_a_recommendation_gathers_all_its_themes(cast: Cast) -> None:
    buses, dark = summed_up(cast), summed_up(cast, title="Waiting in the dark")
    both = a_concern_under(cast, buses)
    group_concerns(dark, [both], by=cast.coordinator)
    recommendation = made.answered_by_paula(cast, buses, dark)
    found = thread_of_recommendation(recommendation, ENGLISH, roles=COORDINATOR)
    assert found[0].detail == "1 concern"
    assert [knot.stage for knot in found].count(S.THEME) == 2
    own = next(knot for knot in found if knot.stage is S.RECOMMENDATION)
    assert own.href is None  # it is the page one is on
    assert all(knot.href for knot in found if knot.stage in (S.THEME, S.AGENDA))
    other = made.a_proposal(cast, buses)
    found = thread_of_recommendation(other, ENGLISH, roles=COORDINATOR)
    assert [knot.stage for knot in found].count(S.RECOMMENDATION) == 1


@pytest.mark.usefixtures("page")
def test_titles_on_a_staff_thread_carry_their_language(cast: Cast) -> None:
    concern = a_concern_under(cast, summed_up(cast))
    theme = thread_of_concern(concern, SPANISH, roles=COORDINATOR)[1]
    assert 'lang="en" dir="ltr"' in (theme.detail or "")


def test_the_way_asks_no_more_of_the_database_for_more_that_stands_on_it(cast: Cast) -> None:
    concern = raised(cast)

    def asked(many: int) -> tuple[int, int]:
        for number in range(many):
            theme = summed_up(cast, title=f"Theme {number}")
            group_concerns(theme, [concern], by=cast.coordinator)
            made.answered_by_paula(cast, theme)
        db.session.flush()
        db.session.expire_all()
        with count_queries() as counted:
            way = way_of_concern(concern, [SPANISH])
        return len(way.recommendations), len(counted)

    first, few = asked(1)
    second, more = asked(3)
    assert (first, second) == (1, 4)
    assert few == more


@pytest.mark.usefixtures("page")
def test_a_theme_without_concerns_has_a_thread_too(cast: Cast) -> None:
    theme = a_theme(cast)
    assert thread_of_theme(theme, ENGLISH, roles=COORDINATOR)[0].detail == "0 concerns"


@pytest.mark.usefixtures("page")
def test_a_theme_and_its_recommendation_in_one_meeting_are_one_place(cast: Cast) -> None:
    theme = summed_up(cast)
    concern = a_concern_under(cast, theme)
    meeting = made.a_meeting_to_come(cast)
    proposal = made.a_proposal(cast, theme)
    add_theme(meeting, theme, kind=ItemKind.DISCUSSION, minutes=20, by=cast.coordinator)
    put_on_agenda(proposal, meeting, minutes=10, by=cast.coordinator)
    post_agenda(meeting, invite=False, by=cast.coordinator)
    places = [knot for knot in knots(concern) if knot.stage is S.AGENDA]
    assert len(places) == 1
    assert len(places[0].thing.titles) == 2
