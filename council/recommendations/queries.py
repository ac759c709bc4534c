"""Recommendations and answers, for those who may see them, and what waits for whom."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from council import clock
from council.access.actions import Role
from council.access.models import RoleHeld
from council.concerns.models import Concern, ConcernInTheme, ConcernRaiser, Theme
from council.concerns.rules import STANDING
from council.concerns.theme_queries import raisers_to_tell
from council.councils.models import Council, Membership, Office
from council.database import db
from council.meetings.models import AgendaItem, Meeting
from council.meetings.states import ItemKind, MeetingState
from council.notices.models import OutboxMessage
from council.people.models import Person
from council.recommendations.models import (
    ActionStep,
    Motion,
    Recommendation,
    RecommendationTheme,
    StaffResponse,
)
from council.recommendations.rules import WRITES
from council.recommendations.states import (
    HAS_ANSWER,
    TAKES_UP_THEMES,
    Disposition,
    RecommendationState,
)

A_PAGE = 50

# The kind of the message by which a family learns what the school has answered.
ANSWERED_NOTICE = "recommendation_answered"


def recommendations_visible_to(roles: frozenset[Role], council_id: str) -> Select[Recommendation]:
    """The council's recommendations, the latest first; drafts only for those who write them."""
    query = select(Recommendation).where(Recommendation.council_id == council_id)
    if not roles & WRITES:
        query = query.where(
            Recommendation.state != RecommendationState.DRAFT,
            or_(
                Recommendation.state != RecommendationState.WITHDRAWN,
                Recommendation.motions.any(),
            ),
        )
    return query.order_by(Recommendation.number.desc())


def recommendation_page(
    roles: frozenset[Role],
    council_id: str,
    *,
    states: Sequence[RecommendationState] = (),
    before: int | None = None,
) -> tuple[list[Recommendation], bool]:
    """A page of them, in these states if any are named, and whether more follow."""
    query = recommendations_visible_to(roles, council_id).options(
        joinedload(Recommendation.addressee)
    )
    if states:
        query = query.where(Recommendation.state.in_(states))
    if before is not None:
        query = query.where(Recommendation.number < before)
    found = list(db.session.scalars(query.limit(A_PAGE + 1)))
    return found[:A_PAGE], len(found) > A_PAGE


def counts_by_state(roles: frozenset[Role], council_id: str) -> dict[RecommendationState, int]:
    """How many of those that this person may see stand in each state."""
    seen = recommendations_visible_to(roles, council_id).order_by(None).subquery()
    return dict(db.session.execute(select(seen.c.state, func.count()).group_by(seen.c.state)).all())


def recommendation_visible_to(
    roles: frozenset[Role], council_id: str, recommendation_id: str
) -> Recommendation | None:
    """One of them, with all that belongs to it."""
    return db.session.scalar(
        recommendations_visible_to(roles, council_id)
        .where(Recommendation.id == recommendation_id)
        .options(
            joinedload(Recommendation.council),
            joinedload(Recommendation.drafted_by),
            joinedload(Recommendation.addressee),
            selectinload(Recommendation.themes),
            selectinload(Recommendation.motions),
            selectinload(Recommendation.responses).options(
                joinedload(StaffResponse.signed_by), selectinload(StaffResponse.steps)
            ),
        )
    )


def final_answer(recommendation: Recommendation) -> StaffResponse | None:
    """The school's answer, if there is one beyond asking for more time."""
    return next(
        (
            response
            for response in recommendation.responses
            if response.disposition is not Disposition.NEEDS_MORE_TIME
        ),
        None,
    )


def step_of(recommendation: Recommendation, step_id: str) -> ActionStep | None:
    """One of the steps that were promised in answer to this recommendation."""
    return next(
        (
            step
            for response in recommendation.responses
            for step in response.steps
            if step.id == step_id
        ),
        None,
    )


def recommendations_on(theme_ids: Sequence[str], roles: frozenset[Role]) -> Select[Recommendation]:
    """The recommendations that rest on any of these themes, the latest first."""
    resting = select(RecommendationTheme.recommendation_id).where(
        RecommendationTheme.theme_id.in_(theme_ids)
    )
    query = select(Recommendation).where(Recommendation.id.in_(resting))
    if not roles & WRITES:
        query = query.where(Recommendation.state != RecommendationState.DRAFT)
    return query.order_by(Recommendation.number.desc())


def themes_taken_up_elsewhere(recommendation: Recommendation) -> Sequence[Theme]:
    """The themes on which other recommendations rest that the school has yet to answer."""
    return db.session.scalars(
        select(Theme)
        .join(RecommendationTheme, RecommendationTheme.theme_id == Theme.id)
        .join(Recommendation, Recommendation.id == RecommendationTheme.recommendation_id)
        .where(
            Recommendation.council_id == recommendation.council_id,
            Recommendation.id != recommendation.id,
            Recommendation.state.in_(TAKES_UP_THEMES),
        )
        .distinct()
    ).all()


# ---- the council's vote --------------------------------------------------------------------------


def offices_of(person: Person, council: Council) -> frozenset[Office]:
    """What this person does for the council today."""
    today = clock.today(council.time_zone)
    return frozenset(
        office
        for office in db.session.scalars(
            select(Membership.office).where(
                Membership.council_id == council.id,
                Membership.person_id == person.id,
                Membership.started_on <= today,
                or_(Membership.ended_on.is_(None), Membership.ended_on >= today),
            )
        )
        if office is not None
    )


def people_who_vote(council_id: str, on: date) -> Select[Person]:
    """Who can move or second a motion on this day: members with a seat, and parent leaders."""
    seated = select(Membership.person_id).where(
        Membership.council_id == council_id,
        Membership.started_on <= on,
        or_(Membership.ended_on.is_(None), Membership.ended_on >= on),
    )
    leading = select(RoleHeld.person_id).where(
        RoleHeld.council_id == council_id,
        RoleHeld.role.in_((Role.PARENT_LEADER, Role.MEMBER)),
    )
    return (
        select(Person)
        .where(or_(Person.id.in_(seated), Person.id.in_(leading)))
        .order_by(Person.name, Person.id)
    )


def meetings_to_vote_at(council_id: str) -> Select[Meeting]:
    """The council's meetings that have begun and could have voted, the latest first."""
    return (
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state.in_((MeetingState.POSTED, MeetingState.HELD)),
            Meeting.starts_at <= clock.now(),
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(12)
    )


def action_items(meeting_ids: Sequence[str], recommendation: Recommendation) -> Select[AgendaItem]:
    """What these meetings had on their agendas that a vote on this recommendation fits under."""
    return (
        select(AgendaItem)
        .where(
            AgendaItem.meeting_id.in_(meeting_ids),
            AgendaItem.kind == ItemKind.ACTION,
            or_(
                AgendaItem.recommendation_id.is_(None),
                AgendaItem.recommendation_id == recommendation.id,
            ),
        )
        .order_by(
            AgendaItem.meeting_id,
            AgendaItem.recommendation_id.is_(None),
            AgendaItem.position,
        )
    )


def motions_at(meeting_id: str) -> Sequence[Motion]:
    """What the council voted on at a meeting, in the order of the recommendations."""
    return db.session.scalars(
        select(Motion)
        .join(Recommendation, Recommendation.id == Motion.recommendation_id)
        .where(Motion.meeting_id == meeting_id)
        .options(joinedload(Motion.recommendation))
        .order_by(Recommendation.number, Motion.voted_at, Motion.id)
    ).all()


def agenda_items_of(recommendation: Recommendation) -> Select[AgendaItem]:
    """Where this recommendation stands on an agenda of a meeting that was not cancelled."""
    return (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaItem.recommendation_id == recommendation.id,
            Meeting.state != MeetingState.CANCELLED,
        )
        .options(joinedload(AgendaItem.meeting))
        .order_by(Meeting.starts_at.desc())
    )


def meetings_to_come(council_id: str) -> Select[Meeting]:
    """The meetings whose agendas can still take a recommendation, the next one first."""
    return (
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state.in_((MeetingState.DRAFT, MeetingState.POSTED)),
            Meeting.starts_at > clock.now(),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(12)
    )


# ---- what waits for whom -------------------------------------------------------------------------


def recommendations_to_vote_on(council_id: str) -> Select[Recommendation]:
    """What has been proposed to the council, the oldest first."""
    return _in_state(council_id, RecommendationState.PROPOSED)


def recommendations_to_send(council_id: str) -> Select[Recommendation]:
    """What the council has adopted and nobody has sent yet, the oldest first."""
    return _in_state(council_id, RecommendationState.ADOPTED)


def _in_state(council_id: str, state: RecommendationState) -> Select[Recommendation]:
    return (
        select(Recommendation)
        .where(Recommendation.council_id == council_id, Recommendation.state == state)
        .order_by(Recommendation.number)
    )


def answers_waiting_for(person: Person, council_id: str | None = None) -> Select[Recommendation]:
    """What this administrator has to answer, the first due first; in one council, if named."""
    query = select(Recommendation).where(
        Recommendation.addressee_id == person.id,
        Recommendation.state == RecommendationState.SENT,
    )
    if council_id is not None:
        query = query.where(Recommendation.council_id == council_id)
    return query.order_by(Recommendation.due_on, Recommendation.id)


def answers_awaited(council_id: str) -> Select[Recommendation]:
    """What the school has yet to answer to this council, the first due first."""
    return (
        select(Recommendation)
        .where(
            Recommendation.council_id == council_id,
            Recommendation.state == RecommendationState.SENT,
        )
        .options(joinedload(Recommendation.addressee))
        .order_by(Recommendation.due_on, Recommendation.id)
    )


def answers_overdue(council: Council) -> Select[Recommendation]:
    """What the school should have answered by now, the longest overdue first."""
    return answers_awaited(council.id).where(Recommendation.due_on < clock.today(council.time_zone))


def steps_due(council_id: str, person: Person | None = None) -> Select[ActionStep]:
    """The steps promised to this council and not done yet, the first due first.

    For a person, those that this person answers for.
    """
    query = (
        select(ActionStep)
        .join(StaffResponse, StaffResponse.id == ActionStep.response_id)
        .join(Recommendation, Recommendation.id == StaffResponse.recommendation_id)
        .where(
            Recommendation.council_id == council_id,
            Recommendation.state.in_(
                (RecommendationState.ANSWERED, RecommendationState.IN_PROGRESS)
            ),
            ActionStep.done_on.is_(None),
        )
        .options(
            joinedload(ActionStep.response).joinedload(StaffResponse.recommendation),
        )
        .order_by(ActionStep.due_on, ActionStep.id)
    )
    return query if person is None else query.where(Recommendation.addressee_id == person.id)


def answers_to_tell(council_id: str) -> Select[Recommendation]:
    """Answered recommendations of which a family that asked has not been told, oldest first."""
    told = (
        exists()
        .where(
            OutboxMessage.kind == ANSWERED_NOTICE,
            OutboxMessage.subject_id == Recommendation.id,
            or_(
                OutboxMessage.family_id == ConcernRaiser.family_id,
                OutboxMessage.concern_id == ConcernRaiser.concern_id,
            ),
        )
        .correlate(Recommendation, ConcernRaiser)
    )
    asked = (
        select(ConcernRaiser.concern_id)
        .join(Concern, Concern.id == ConcernRaiser.concern_id)
        .join(ConcernInTheme, ConcernInTheme.concern_id == Concern.id)
        .join(RecommendationTheme, RecommendationTheme.theme_id == ConcernInTheme.theme_id)
        .where(
            RecommendationTheme.recommendation_id == Recommendation.id,
            Concern.state.in_(STANDING),
            or_(
                ConcernRaiser.family_id.is_not(None),
                ConcernRaiser.email.is_not(None),
                ConcernRaiser.phone.is_not(None),
            ),
            ~told,
        )
        .correlate(Recommendation)
        .exists()
    )
    return (
        select(Recommendation)
        .where(
            Recommendation.council_id == council_id,
            Recommendation.state.in_(HAS_ANSWER),
            asked,
        )
        .order_by(Recommendation.number)
    )


def families_to_tell(recommendation: Recommendation) -> list[ConcernRaiser]:
    """Those who asked and have not been told of the answer yet, each family once.

    Somebody who left an address without being a family of ours is told once for each concern.
    """
    told = db.session.execute(
        select(OutboxMessage.family_id, OutboxMessage.concern_id).where(
            OutboxMessage.kind == ANSWERED_NOTICE,
            OutboxMessage.subject_id == recommendation.id,
        )
    )
    done = {family_id or concern_id for family_id, concern_id in told}
    to_tell: dict[str, ConcernRaiser] = {}
    for raiser in db.session.scalars(
        raisers_to_tell([theme.id for theme in recommendation.themes]).options(
            joinedload(ConcernRaiser.family), joinedload(ConcernRaiser.concern)
        )
    ):
        key = raiser.family_id or raiser.concern_id
        if key not in done:
            to_tell.setdefault(key, raiser)
    return list(to_tell.values())


def families_told(recommendation: Recommendation) -> int:
    """How many have been told of the answer, or stand on the worklist to be told."""
    return db.session.execute(
        select(func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.kind == ANSWERED_NOTICE,
            OutboxMessage.subject_id == recommendation.id,
        )
    ).scalar_one()


def text_ids_of_answer(recommendation: Recommendation) -> list[str]:
    """What families read of an answer: the title, the reasons and each promised step."""
    answer = final_answer(recommendation)
    if answer is None:
        return [recommendation.title_id]
    return [recommendation.title_id, answer.reasons_id, *(step.text_id for step in answer.steps)]


def concerns_of_recipient(recommendation: Recommendation, message: OutboxMessage) -> list[str]:
    """What this message's recipient raised that the recommendation rests on."""
    if message.concern_id is not None:
        return [message.concern_id]
    raised = raisers_to_tell([theme.id for theme in recommendation.themes]).where(
        ConcernRaiser.family_id == message.family_id
    )
    return [raiser.concern_id for raiser in db.session.scalars(raised)]
