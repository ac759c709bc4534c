"""Writing down how the council voted on a recommendation."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from council import clock
from council.database import db
from council.meetings.models import AgendaItem, Meeting
from council.meetings.posting_queries import item_was_posted_in_time
from council.meetings.states import ItemKind, MeetingState
from council.people.models import Person
from council.recommendations.models import Motion, Recommendation
from council.recommendations.operations import let_go_of_themes, move_on
from council.recommendations.queries import people_who_vote
from council.recommendations.states import RecommendationMove
from council.refusals import Refusal


@dataclass(frozen=True)
class Vote:
    """How the council voted on a recommendation, as its minutes say."""

    meeting: Meeting
    agenda_item: AgendaItem | None
    moved_by: Person
    seconded_by: Person
    votes_for: int
    votes_against: int
    abstentions: int = 0
    finding_of_need: str = ""


def record_motion(recommendation: Recommendation, vote: Vote, *, by: Person) -> Motion:
    """Write down the council's vote; more votes for than against adopt the recommendation.

    On an item that did not stand posted for action in time the council may act only after a
    unanimous finding of need, which then has to be written down (Cal. Ed. Code 35147).
    """
    _check_meeting(recommendation, vote.meeting)
    needs_finding = not _stood_posted(recommendation, vote)
    finding = vote.finding_of_need.strip() if needs_finding else ""
    if needs_finding and not finding:
        raise Refusal(
            _l(
                "This did not stand posted for action in time. Write down the need that the"
                " council found by a unanimous vote, or vote at a later meeting."
            ),
            field="finding_of_need",
        )
    _check_voters(recommendation, vote)
    _check_count(vote)
    carried = vote.votes_for > vote.votes_against
    motion = Motion(
        recommendation_id=recommendation.id,
        meeting_id=vote.meeting.id,
        agenda_item_id=vote.agenda_item.id if vote.agenda_item else None,
        finding_of_need=finding,
        moved_by_id=vote.moved_by.id,
        seconded_by_id=vote.seconded_by.id,
        votes_for=vote.votes_for,
        votes_against=vote.votes_against,
        abstentions=vote.abstentions,
        carried=carried,
        # The vote was taken at the meeting, however late it is written down.
        voted_at=min(clock.now(), vote.meeting.ends_at),
    )
    db.session.add(motion)
    db.session.flush()
    move = RecommendationMove.ADOPT if carried else RecommendationMove.REJECT
    move_on(recommendation, move, by, motion=motion.id)
    if not carried:
        let_go_of_themes(recommendation, by)
    db.session.expire(recommendation, ["motions"])
    return motion


def _check_meeting(recommendation: Recommendation, meeting: Meeting) -> None:
    if (
        meeting.council_id != recommendation.council_id
        or meeting.state not in (MeetingState.POSTED, MeetingState.HELD)
        or meeting.starts_at > clock.now()
    ):
        raise Refusal(
            _l("Choose a meeting of this council that was posted and has begun."), field="place"
        )


def _stood_posted(recommendation: Recommendation, vote: Vote) -> bool:
    item = vote.agenda_item
    if item is None:
        return False
    if item.meeting_id != vote.meeting.id or item.recommendation_id not in (
        None,
        recommendation.id,
    ):
        raise Refusal(_l("Choose an item that this was voted on under."), field="place")
    return item.kind is ItemKind.ACTION and item_was_posted_in_time(item)


def _check_voters(recommendation: Recommendation, vote: Vote) -> None:
    voters = {
        person.id
        for person in db.session.scalars(
            people_who_vote(recommendation.council_id, vote.meeting.held_on)
        )
    }
    for person, name in ((vote.moved_by, "moved_by_id"), (vote.seconded_by, "seconded_by_id")):
        if person.id not in voters:
            raise Refusal(_l("Choose a member or a parent leader of this council."), field=name)
    if vote.moved_by.id == vote.seconded_by.id:
        raise Refusal(
            _l("Another person seconds a motion than the one who made it."),
            field="seconded_by_id",
        )


def _check_count(vote: Vote) -> None:
    if min(vote.votes_for, vote.votes_against, vote.abstentions) < 0:
        raise Refusal(_l("Votes are counted from 0."), field="votes_for")
    if vote.votes_for + vote.votes_against == 0:
        raise Refusal(_l("Count the votes for and against."), field="votes_for")
