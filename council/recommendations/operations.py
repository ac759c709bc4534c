"""Every write on the way from a theme to the school's answer, and to the steps that follow it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from council import clock
from council.access.actions import Action
from council.access.models import Purpose
from council.access.queries import people_who_may
from council.access.tickets import issue_ticket
from council.concerns.models import Theme
from council.concerns.operations import (
    drop_from_recommendation,
    mark_answered,
    take_themes_into_recommendation,
)
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.languages.formatting import format_day
from council.languages.registry import UnknownLanguage, find
from council.meetings import operations as meetings
from council.meetings.models import AgendaItem, Meeting
from council.meetings.queries import item_was_posted_in_time
from council.meetings.states import ItemKind, MeetingState
from council.moves import apply_move
from council.notices.models import OutboxMessage
from council.notices.operations import owe
from council.people.models import Person
from council.recommendations.models import ActionStep, Motion, Recommendation, StaffResponse
from council.recommendations.queries import (
    ANSWERED_NOTICE,
    families_to_tell,
    final_answer,
    people_who_vote,
    themes_taken_up_elsewhere,
)
from council.recommendations.rules import PROMISES
from council.recommendations.states import (
    HAS_ANSWER,
    MOVES,
    TAKES_UP_THEMES,
    Disposition,
    RecommendationMove,
    RecommendationState,
)
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import revise_text, write_text

EVENTS = {
    RecommendationMove.PROPOSE: "recommendation_proposed",
    RecommendationMove.RETURN_TO_DRAFT: "recommendation_returned_to_draft",
    RecommendationMove.ADOPT: "recommendation_adopted",
    RecommendationMove.REJECT: "recommendation_rejected",
    RecommendationMove.SEND: "recommendation_sent",
    RecommendationMove.HAND_ON: "recommendation_handed_on",
    RecommendationMove.ASK_FOR_TIME: "more_time_asked",
    RecommendationMove.ANSWER: "recommendation_answered",
    RecommendationMove.START: "recommendation_started",
    RecommendationMove.FINISH: "recommendation_finished",
    RecommendationMove.WITHDRAW: "recommendation_withdrawn",
}


def _move(
    recommendation: Recommendation,
    move: RecommendationMove,
    by: Person,
    **detail: str | int | None,
) -> None:
    recommendation.state = apply_move(MOVES, recommendation.state, move)
    # A move that leads back to the same state is a change all the same, for whoever comes second.
    flag_modified(recommendation, "state")
    db.session.flush()
    record(
        EVENTS[move],
        recommendation,
        council_id=recommendation.council_id,
        by_id=by.id,
        detail={**detail},
    )


# ---- drafting ------------------------------------------------------------------------------------


def draft_recommendation(
    council: Council,
    *,
    title: str,
    body: str,
    language: str,
    themes: Sequence[Theme],
    by: Person,
) -> Recommendation:
    """Write down what the school is asked to do, resting on themes that families' concerns made."""
    _check_themes(council.id, themes)
    tag = _known(language)
    # One at a time, so that two drafts never get the same number.
    db.session.execute(select(Council.id).where(Council.id == council.id).with_for_update())
    last = db.session.scalar(
        select(func.max(Recommendation.number)).where(Recommendation.council_id == council.id)
    )
    recommendation = Recommendation(
        council_id=council.id,
        number=(last or 0) + 1,
        title_id=write_text(
            title, kind="recommendation_title", language=tag, council=council, by=by
        ).id,
        body_id=write_text(
            body, kind="recommendation_body", language=tag, council=council, by=by
        ).id,
        state=RecommendationState.DRAFT,
        drafted_by_id=by.id,
        drafted_at=clock.now(),
        themes=list(themes),
    )
    db.session.add(recommendation)
    db.session.flush()
    record(
        "recommendation_drafted",
        recommendation,
        council_id=council.id,
        by_id=by.id,
        detail={"themes": [theme.id for theme in themes]},
    )
    return recommendation


def edit_recommendation(
    recommendation: Recommendation,
    *,
    title: str,
    body: str,
    themes: Sequence[Theme],
    version: int,
    by: Person,
) -> None:
    """Write on at a draft; refused if somebody else has changed it since `version` was read."""
    _refuse_unless_current(recommendation, version)
    if recommendation.state is not RecommendationState.DRAFT:
        raise Refusal(
            _l("It has been proposed already. Take it back to a draft to change its words.")
        )
    _check_themes(recommendation.council_id, themes)
    revise_text(db.session.get_one(Text, recommendation.title_id), title, by=by)
    revise_text(db.session.get_one(Text, recommendation.body_id), body, by=by)
    recommendation.themes = list(themes)
    # Words and themes stand in other tables; the version counts here.
    flag_modified(recommendation, "state")
    db.session.flush()
    record(
        "recommendation_edited",
        recommendation,
        council_id=recommendation.council_id,
        by_id=by.id,
        detail={"themes": [theme.id for theme in themes]},
    )


def _refuse_unless_current(recommendation: Recommendation, version: int) -> None:
    if recommendation.version != version:
        raise Refusal(
            _l(
                "Somebody else has changed this in the meantime. What you typed is still here;"
                " compare it with what stands there now, then save again."
            )
        )


def _check_themes(council_id: str, themes: Sequence[Theme]) -> None:
    if not themes:
        raise Refusal(_l("Choose at least one theme that it rests on."), field="themes")
    for theme in themes:
        if theme.council_id != council_id or theme.summary_approved_revision_id is None:
            raise Refusal(
                _l("A recommendation rests on themes with an approved summary only."),
                field="themes",
            )


def _known(language: str) -> str:
    try:
        return find(language).tag
    except UnknownLanguage:
        raise Refusal(_l("Choose a language from the list."), field="language") from None


# ---- before the council --------------------------------------------------------------------------


def propose_recommendation(recommendation: Recommendation, *, by: Person) -> None:
    """Put a draft before the council; the concerns behind it are in a recommendation now."""
    _move(recommendation, RecommendationMove.PROPOSE, by)
    take_themes_into_recommendation(recommendation.themes, by=by)


def return_to_draft(recommendation: Recommendation, *, by: Person) -> None:
    """Take a proposal back, to write on at it."""
    _move(recommendation, RecommendationMove.RETURN_TO_DRAFT, by)
    _let_go_of_themes(recommendation, by)


def withdraw_recommendation(recommendation: Recommendation, *, by: Person) -> None:
    """Give a recommendation up for good; its themes wait for another one."""
    taken_up = recommendation.state in TAKES_UP_THEMES
    _move(recommendation, RecommendationMove.WITHDRAW, by)
    if taken_up:
        _let_go_of_themes(recommendation, by)


def _let_go_of_themes(recommendation: Recommendation, by: Person) -> None:
    drop_from_recommendation(
        recommendation.themes, by=by, but_under=themes_taken_up_elsewhere(recommendation)
    )


def put_on_agenda(
    recommendation: Recommendation, meeting: Meeting, *, minutes: int = 15, by: Person
) -> AgendaItem:
    """Put a proposal on a coming meeting's agenda for action, so that the council can vote."""
    if recommendation.state is not RecommendationState.PROPOSED:
        raise Refusal(_l("The council votes on what has been proposed to it."))
    if meeting.council_id != recommendation.council_id or meeting.starts_at <= clock.now():
        raise Refusal(_l("Choose a coming meeting of this council."), field="meeting_id")
    return meetings.add_recommendation(
        meeting, recommendation.id, recommendation.title_id, minutes=minutes, by=by
    )


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
    _move(recommendation, move, by, motion=motion.id)
    if not carried:
        _let_go_of_themes(recommendation, by)
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


# ---- to the school -------------------------------------------------------------------------------


def send_recommendation(
    recommendation: Recommendation, addressee: Person, due_on: date, *, by: Person
) -> None:
    """Send what the council has adopted to the administrator who is to answer it by this day."""
    _check_administrator(recommendation, addressee)
    _check_future(recommendation, due_on, "due_on")
    recommendation.addressee_id = addressee.id
    recommendation.sent_at = clock.now()
    recommendation.due_on = due_on
    _move(recommendation, RecommendationMove.SEND, by, addressee=addressee.id)
    db.session.expire(recommendation, ["addressee"])
    owe(
        "recommendation_sent",
        recommendation,
        council_id=recommendation.council_id,
        to=addressee,
    )


def hand_on_recommendation(recommendation: Recommendation, to: Person, *, by: Person) -> None:
    """The addressee hands it on to another administrator of the council; the due date stands."""
    _check_is_addressee(recommendation, by)
    _check_administrator(recommendation, to)
    if to.id == by.id:
        raise Refusal(_l("Choose another administrator."), field="addressee_id")
    recommendation.addressee_id = to.id
    _move(recommendation, RecommendationMove.HAND_ON, by, addressee=to.id)
    db.session.expire(recommendation, ["addressee"])
    owe("recommendation_sent", recommendation, council_id=recommendation.council_id, to=to)


def _check_administrator(recommendation: Recommendation, person: Person) -> None:
    answering = people_who_may(Action.ANSWER_RECOMMENDATION, recommendation.council_id)
    if person.id not in {one.id for one in db.session.scalars(answering)}:
        raise Refusal(
            _l("Choose an administrator who answers to this council."), field="addressee_id"
        )


def _check_is_addressee(recommendation: Recommendation, person: Person) -> None:
    if recommendation.addressee_id != person.id:
        raise Refusal(_l("Only the person whom this is addressed to can do that."))


def _check_future(recommendation: Recommendation, day: date, name: str) -> None:
    today = clock.today(recommendation.council.time_zone)
    if day <= today:
        raise Refusal(_l("Choose a day after today."), field=name)
    if (day - today).days > 366:
        raise Refusal(_l("Choose a day within a year."), field=name)


# ---- the answer ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PromisedStep:
    """What the school will do, by whom and by when."""

    words: str
    owner_name: str
    due_on: date


@dataclass(frozen=True)
class Answer:
    """The school's answer to a recommendation, as its signer writes it."""

    disposition: Disposition
    reasons: str
    language: str
    steps: Sequence[PromisedStep] = field(default_factory=tuple)
    # Where more time is needed: by when the full answer comes.
    answer_by: date | None = None


def answer_recommendation(
    recommendation: Recommendation, answer: Answer, *, by: Person
) -> StaffResponse:
    """The addressee answers for the school, in writing, signed and with reasons.

    Needing more time only holds: it stays sent, and the new day is when the answer is due.
    """
    _check_is_addressee(recommendation, by)
    _check_answer(recommendation, answer)
    council = recommendation.council
    tag = _known(answer.language)
    response = StaffResponse(
        recommendation_id=recommendation.id,
        disposition=answer.disposition,
        reasons_id=write_text(
            answer.reasons, kind="response_reasons", language=tag, council=council, by=by
        ).id,
        answer_by=answer.answer_by,
        signed_by_id=by.id,
        signed_at=clock.now(),
    )
    db.session.add(response)
    db.session.flush()
    for position, step in enumerate(answer.steps, 1):
        words = write_text(step.words, kind="action_step", language=tag, council=council, by=by)
        db.session.add(
            ActionStep(
                response_id=response.id,
                position=position,
                text_id=words.id,
                owner_name=step.owner_name,
                due_on=step.due_on,
            )
        )
    if answer.disposition is Disposition.NEEDS_MORE_TIME:
        recommendation.due_on = answer.answer_by
        move = RecommendationMove.ASK_FOR_TIME
    else:
        move = RecommendationMove.ANSWER
    _move(recommendation, move, by, response=response.id)
    if move is RecommendationMove.ANSWER:
        mark_answered(recommendation.themes, by=by)
    db.session.expire(recommendation, ["responses"])
    for coordinator in db.session.scalars(
        people_who_may(Action.SEND_RECOMMENDATION, recommendation.council_id)
    ):
        owe("answer_signed", recommendation, council_id=recommendation.council_id, to=coordinator)
    return response


def _check_answer(recommendation: Recommendation, answer: Answer) -> None:
    if not answer.reasons.strip():
        raise Refusal(_l("Give your reasons; the families read them."), field="reasons")
    if answer.disposition is Disposition.NEEDS_MORE_TIME:
        _check_more_time(recommendation, answer)
        return
    if answer.answer_by is not None:
        raise Refusal(_l("This day is for an answer that needs more time."), field="answer_by")
    if answer.disposition in PROMISES and not answer.steps:
        raise Refusal(_l("Name at least one step that the school will take."), field="steps")
    for step in answer.steps:
        if step.due_on < clock.today(recommendation.council.time_zone):
            raise Refusal(
                _l("A step that is still to be taken cannot be due in the past."), field="steps"
            )


def _check_more_time(recommendation: Recommendation, answer: Answer) -> None:
    if answer.answer_by is None:
        raise Refusal(_l("Say by when the full answer comes."), field="answer_by")
    _check_future(recommendation, answer.answer_by, "answer_by")
    if recommendation.due_on is not None and answer.answer_by <= recommendation.due_on:
        raise Refusal(
            _l(
                "The answer is due on %(day)s as it is. Choose a later day.",
                day=format_day(recommendation.due_on, weekday=False),
            ),
            field="answer_by",
        )
    if answer.steps:
        raise Refusal(_l("Steps go with the full answer. Leave them out for now."), field="steps")


# ---- what follows it -----------------------------------------------------------------------------


def start_work(recommendation: Recommendation, *, by: Person) -> None:
    """The addressee reports that the school has begun with what it promised."""
    _check_is_addressee(recommendation, by)
    answer = final_answer(recommendation)
    if answer is None or not answer.steps:
        raise Refusal(_l("No steps were promised."))
    _move(recommendation, RecommendationMove.START, by)


def mark_step_done(recommendation: Recommendation, step: ActionStep, *, by: Person) -> None:
    """The addressee reports that a promised step is done; with the last one, all of it is."""
    _check_is_addressee(recommendation, by)
    if recommendation.state not in (
        RecommendationState.ANSWERED,
        RecommendationState.IN_PROGRESS,
    ):
        raise Refusal(_l("This is finished, or not answered yet."))
    if step.done_on is not None:
        raise Refusal(_l("This step is done already."))
    step.done_on = clock.today(recommendation.council.time_zone)
    record(
        "step_done",
        recommendation,
        council_id=recommendation.council_id,
        by_id=by.id,
        detail={"step": step.id},
    )
    answer = final_answer(recommendation)
    open_steps = [one for one in answer.steps if one.done_on is None] if answer else []
    if not open_steps:
        _move(recommendation, RecommendationMove.FINISH, by)
    elif recommendation.state is RecommendationState.ANSWERED:
        _move(recommendation, RecommendationMove.START, by)
    else:
        # Two steps reported at the same moment must not both find the other one open.
        flag_modified(recommendation, "state")
        db.session.flush()


def finish_recommendation(recommendation: Recommendation, *, by: Person) -> None:
    """A coordinator closes an answer that left nothing to do."""
    answer = final_answer(recommendation)
    if answer is not None and any(step.done_on is None for step in answer.steps):
        raise Refusal(_l("Some of the promised steps are not done yet."))
    _move(recommendation, RecommendationMove.FINISH, by)


def tell_families(recommendation: Recommendation, *, by: Person) -> list[OutboxMessage]:
    """Tell everybody who asked what the school has answered, each in their language, once.

    Those whose translation is not approved yet get the original, and the message says so.
    """
    if recommendation.state not in HAS_ANSWER:
        raise Refusal(_l("The school has not answered yet."))
    messages = []
    for raiser in families_to_tell(recommendation):
        # The message leads to what became of this concern, for whoever has lost the code.
        issue_ticket(
            Purpose.THREAD, subject_id=raiser.concern_id, council_id=recommendation.council_id
        )
        messages.append(
            owe(ANSWERED_NOTICE, recommendation, council_id=recommendation.council_id, to=raiser)
        )
    record(
        "families_told",
        recommendation,
        council_id=recommendation.council_id,
        by_id=by.id,
        detail={"messages": len(messages)},
    )
    return messages
