"""Votes: who may move, what must have been posted, and how they are counted."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from council.database import db
from council.meetings.agenda_operations import add_item
from council.meetings.states import ItemKind
from council.recommendations.models import Motion
from council.recommendations.motion_operations import record_motion
from council.recommendations.states import RecommendationState
from council.refusals import Refusal
from tests.factories.recommendations import (
    a_meeting_that_was,
    a_meeting_to_come,
    a_proposal,
    a_vote,
    an_old_proposal,
    voted_on,
)
from tests.factories.school import Cast


@pytest.mark.parametrize(
    ("votes_for", "votes_against", "carried"), [(7, 2, True), (2, 7, False), (4, 4, False)]
)
def test_a_majority_adopts(cast: Cast, votes_for: int, votes_against: int, carried: bool) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation)
    vote = a_vote(cast, meeting, votes_for=votes_for, votes_against=votes_against)
    motion = record_motion(recommendation, vote, by=cast.coordinator)
    assert motion.carried is carried
    state = RecommendationState.ADOPTED if carried else RecommendationState.REJECTED
    assert recommendation.state is state


def test_the_vote_was_taken_at_the_meeting_however_late_it_is_written_down(cast: Cast) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation)
    motion = record_motion(recommendation, a_vote(cast, meeting), by=cast.coordinator)
    assert motion.voted_at == meeting.ends_at


def test_an_item_posted_in_time_needs_no_finding(cast: Cast) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation, posted_days_before=4)
    motion = record_motion(
        recommendation, a_vote(cast, meeting, finding="Not needed"), by=cast.coordinator
    )
    assert motion.finding_of_need == ""


def test_an_item_posted_too_late_needs_a_finding_of_need(cast: Cast) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation, posted_days_before=1)
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, a_vote(cast, meeting), by=cast.coordinator)
    assert refused.value.field == "finding_of_need"
    motion = record_motion(
        recommendation,
        a_vote(cast, meeting, finding="The bus contract ends on Monday."),
        by=cast.coordinator,
    )
    assert motion.finding_of_need == "The bus contract ends on Monday."


def test_what_was_on_no_agenda_needs_a_finding_of_need(cast: Cast) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast)
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, a_vote(cast, meeting), by=cast.coordinator)
    assert refused.value.field == "finding_of_need"


def test_an_item_for_discussion_is_not_one_for_action(cast: Cast) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast)
    vote = replace(a_vote(cast, meeting), agenda_item=meeting.items[0])
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, vote, by=cast.coordinator)
    assert refused.value.field == "finding_of_need"


def test_another_recommendations_item_does_not_fit(cast: Cast) -> None:
    recommendation, other = an_old_proposal(cast), an_old_proposal(cast)
    vote = a_vote(cast, a_meeting_that_was(cast, other))
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, vote, by=cast.coordinator)
    assert refused.value.field == "place"


def test_no_vote_before_the_meeting_has_begun(cast: Cast) -> None:
    recommendation = a_proposal(cast)
    meeting = a_meeting_to_come(cast)
    add_item(meeting, "Vote", kind=ItemKind.ACTION, minutes=5, by=cast.coordinator)
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, a_vote(cast, meeting, finding="Now"), by=cast.coordinator)
    assert refused.value.field == "place"


@pytest.mark.parametrize("name", ["moved_by", "seconded_by"])
def test_only_members_and_leaders_move_and_second(cast: Cast, name: str) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation)
    for stranger in (cast.other_coordinator, cast.administrator):
        vote = replace(a_vote(cast, meeting), **{name: stranger})
        with pytest.raises(Refusal) as refused:
            record_motion(recommendation, vote, by=cast.coordinator)
        assert refused.value.field == f"{name}_id"


def test_nobody_seconds_their_own_motion(cast: Cast) -> None:
    recommendation = an_old_proposal(cast)
    vote = replace(a_vote(cast, a_meeting_that_was(cast, recommendation)), seconded_by=cast.member)
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, vote, by=cast.coordinator)
    assert refused.value.field == "seconded_by_id"


@pytest.mark.parametrize("counts", [(0, 0, 4), (-1, 3, 0), (3, -1, 0), (3, 1, -1)])
def test_votes_are_counted(cast: Cast, counts: tuple[int, int, int]) -> None:
    recommendation = an_old_proposal(cast)
    vote = replace(
        a_vote(cast, a_meeting_that_was(cast, recommendation)),
        votes_for=counts[0],
        votes_against=counts[1],
        abstentions=counts[2],
    )
    with pytest.raises(Refusal) as refused:
        record_motion(recommendation, vote, by=cast.coordinator)
    assert refused.value.field == "votes_for"


def test_the_database_refuses_a_majority_that_is_none(cast: Cast) -> None:
    voted_on(cast)
    motion = db.session.scalars(select(Motion)).one()
    motion.carried = False
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_database_refuses_an_unposted_motion_without_a_finding(cast: Cast) -> None:
    voted_on(cast)
    motion = db.session.scalars(select(Motion)).one()
    motion.agenda_item_id = None
    with pytest.raises(IntegrityError):
        db.session.flush()
