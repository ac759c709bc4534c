"""Recommendations at each place of their way, made by the people whose steps those are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import time_machine

from council import clock
from council.access.actions import Role
from council.concerns.models import Concern, Theme
from council.concerns.operations import raise_concern
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import group_concerns, start_theme
from council.councils.models import Council, Membership, Office, Seat
from council.database import db
from council.meetings.agenda_operations import add_item
from council.meetings.models import Meeting
from council.meetings.operations import MeetingFacts, hold_meeting, schedule_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.people.models import Person
from council.recommendations.answer_operations import (
    Answer,
    PromisedStep,
    answer_recommendation,
    mark_step_done,
    send_recommendation,
    start_work,
)
from council.recommendations.models import Recommendation
from council.recommendations.motion_operations import Vote, record_motion
from council.recommendations.operations import (
    draft_recommendation,
    propose_recommendation,
    put_on_agenda,
    withdraw_recommendation,
)
from council.recommendations.states import Disposition, RecommendationState
from tests.factories.school import Cast, a_person


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """What happens inside happened so many days ago."""
    with time_machine.travel(clock.now() - timedelta(days=days), tick=True):
        yield


def in_days(council: Council, days: int) -> date:
    """The calendar day so many days from now, where the council is."""
    return clock.today(council.time_zone) + timedelta(days=days)


def a_concern(
    cast: Cast,
    language: str = "es",
    *,
    theme: Theme | None = None,
    email: str | None = None,
    phone: str | None = None,
) -> Concern:
    """A concern that a family raised by the council's link, under a theme if one is named."""
    concern, _code = raise_concern(
        cast.council, "El autobús llega tarde.", language=language, email=email, phone=phone
    )
    if theme is not None:
        group_concerns(theme, [concern], by=cast.coordinator)
    return concern


def a_theme(cast: Cast, title: str = "Buses", *, approved: bool = True, concerns: int = 0) -> Theme:
    """A theme by Leyla, whose summary Carmen has approved."""
    theme = start_theme(cast.council, title, language="en", by=cast.leader)
    write_summary(theme, f"Families speak of {title.lower()}.", language="en", by=cast.leader)
    if approved:
        approve_summary(theme, by=cast.coordinator)
    for _number in range(concerns):
        a_concern(cast, theme=theme)
    return theme


def a_draft(cast: Cast, *themes: Theme, title: str = "A bus that comes on time") -> Recommendation:
    """A recommendation that Leyla has drafted."""
    return draft_recommendation(
        cast.council,
        title=title,
        body="Agree on a timetable with the bus company, and post it.",
        language="en",
        themes=themes or [a_theme(cast)],
        by=cast.leader,
    )


def a_proposal(cast: Cast, *themes: Theme) -> Recommendation:
    """One that Leyla has put before the council."""
    recommendation = a_draft(cast, *themes)
    propose_recommendation(recommendation, by=cast.leader)
    return recommendation


def a_meeting_to_come(cast: Cast, *, days: int = 10) -> Meeting:
    """A meeting that Carmen has scheduled so many days from now, at six in the evening there."""
    day = clock.today(cast.council.time_zone) + timedelta(days=days)
    facts = MeetingFacts("Council meeting", day, time(18, 0), 90, "Library", "")
    return schedule_meeting(cast.council, facts, by=cast.coordinator)


def a_meeting_that_was(
    cast: Cast, recommendation: Recommendation | None = None, *, posted_days_before: int = 8
) -> Meeting:
    """A meeting of two days ago, with this recommendation on its agenda if one is named."""
    with days_ago(12):
        meeting = a_meeting_to_come(cast, days=10)
        if recommendation is None:
            # Posting asks for something to post.
            add_item(meeting, "Welcome", kind=ItemKind.INFORMATION, minutes=5, by=cast.coordinator)
        else:
            put_on_agenda(recommendation, meeting, by=cast.coordinator)
    with days_ago(2 + posted_days_before):
        post_agenda(meeting, invite=False, by=cast.coordinator)
    hold_meeting(meeting, by=cast.coordinator)
    return meeting


def an_old_proposal(cast: Cast, *themes: Theme) -> Recommendation:
    """One that has been before the council for three weeks."""
    with days_ago(21):
        return a_proposal(cast, *themes)


def a_vote(
    cast: Cast, meeting: Meeting, *, votes_for: int = 7, votes_against: int = 2, finding: str = ""
) -> Vote:
    """A vote at this meeting, moved by Mei and seconded by Leyla."""
    return Vote(
        meeting=meeting,
        agenda_item=next((item for item in meeting.items if item.recommendation_id), None),
        moved_by=cast.member,
        seconded_by=cast.leader,
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=1,
        finding_of_need=finding,
    )


def voted_on(cast: Cast, *themes: Theme, carried: bool = True) -> Recommendation:
    """One on which the council has voted at a meeting where it stood posted in time."""
    recommendation = an_old_proposal(cast, *themes)
    meeting = a_meeting_that_was(cast, recommendation)
    votes = (7, 2) if carried else (2, 7)
    record_motion(
        recommendation,
        a_vote(cast, meeting, votes_for=votes[0], votes_against=votes[1]),
        by=cast.coordinator,
    )
    return recommendation


def sent_to_paula(cast: Cast, *themes: Theme, due_in: int = 14) -> Recommendation:
    """One that waits for Paula's answer; negative days are overdue."""
    recommendation = voted_on(cast, *themes)
    with days_ago(max(0, 1 - due_in)):
        send_recommendation(
            recommendation,
            cast.administrator,
            clock.today(cast.council.time_zone) + timedelta(days=max(due_in, 1)),
            by=cast.coordinator,
        )
    return recommendation


def accepting(cast: Cast, *, steps: int = 2) -> Answer:
    """An answer that accepts, with so many steps."""
    return Answer(
        Disposition.ACCEPTED,
        "The company has agreed to a new timetable.",
        "en",
        [
            PromisedStep(
                f"Post the timetable at stop {number}.",
                "Paula Principal",
                clock.today(cast.council.time_zone) + timedelta(days=7 * number),
            )
            for number in range(1, steps + 1)
        ],
    )


def declining() -> Answer:
    """An answer that declines, with its reasons."""
    return Answer(Disposition.DECLINED, "The contract runs until June.", "en")


def answered_by_paula(cast: Cast, *themes: Theme, answer: Answer | None = None) -> Recommendation:
    """One that Paula has answered."""
    recommendation = sent_to_paula(cast, *themes)
    answer_recommendation(recommendation, answer or accepting(cast), by=cast.administrator)
    return recommendation


def in_state(cast: Cast, state: RecommendationState) -> Recommendation:
    """A recommendation that came to this state on the usual way."""
    S = RecommendationState
    if state is S.DRAFT:
        return a_draft(cast)
    if state is S.PROPOSED:
        return an_old_proposal(cast)
    if state is S.ADOPTED:
        return voted_on(cast)
    if state is S.REJECTED:
        return voted_on(cast, carried=False)
    if state is S.SENT:
        return sent_to_paula(cast)
    if state is S.WITHDRAWN:
        recommendation = a_proposal(cast)
        withdraw_recommendation(recommendation, by=cast.leader)
        return recommendation
    recommendation = answered_by_paula(cast)
    if state is S.IN_PROGRESS:
        start_work(recommendation, by=cast.administrator)
    if state is S.DONE:
        for step in list(recommendation.responses[-1].steps):
            mark_step_done(recommendation, step, by=cast.administrator)
    return recommendation


def a_secretary(cast: Cast) -> Person:
    """Sara, a parent leader who is the council's secretary."""
    person = a_person("Sara Secretary", cast.council, Role.PARENT_LEADER)
    db.session.add(
        Membership(
            council_id=cast.council.id,
            person_id=person.id,
            seat=Seat.PARENT,
            office=Office.SECRETARY,
            started_on=clock.today(cast.council.time_zone) - timedelta(days=60),
        )
    )
    db.session.flush()
    return person


def a_second_administrator(cast: Cast) -> Person:
    """Ada, the superintendent."""
    return a_person("Ada Administrator", cast.council, Role.ADMINISTRATOR)
