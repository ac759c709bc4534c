"""The school's side: sent, answered in writing, worked on step by step, told to whoever asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import flag_modified

from council import clock
from council.access.actions import Action
from council.access.models import Purpose
from council.access.queries import people_who_may
from council.access.tickets import issue_ticket
from council.concerns.theme_operations import mark_answered
from council.database import db
from council.history.operations import record
from council.languages.chosen import known_language
from council.languages.formatting import format_day
from council.notices.models import OutboxMessage
from council.notices.operations import owe
from council.people.models import Person
from council.recommendations.models import ActionStep, Recommendation, StaffResponse
from council.recommendations.operations import move_on
from council.recommendations.queries import ANSWERED_NOTICE, families_to_tell, final_answer
from council.recommendations.rules import PROMISES
from council.recommendations.states import (
    HAS_ANSWER,
    Disposition,
    RecommendationMove,
    RecommendationState,
)
from council.refusals import Refusal
from council.texts.operations import write_text

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
    move_on(recommendation, RecommendationMove.SEND, by, addressee=addressee.id)
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
    move_on(recommendation, RecommendationMove.HAND_ON, by, addressee=to.id)
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
    tag = known_language(answer.language).tag
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
    move_on(recommendation, move, by, response=response.id)
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
    move_on(recommendation, RecommendationMove.START, by)


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
        move_on(recommendation, RecommendationMove.FINISH, by)
    elif recommendation.state is RecommendationState.ANSWERED:
        move_on(recommendation, RecommendationMove.START, by)
    else:
        # Two steps reported at the same moment must not both find the other one open.
        flag_modified(recommendation, "state")
        db.session.flush()


def finish_recommendation(recommendation: Recommendation, *, by: Person) -> None:
    """A coordinator closes an answer that left nothing to do."""
    answer = final_answer(recommendation)
    if answer is not None and any(step.done_on is None for step in answer.steps):
        raise Refusal(_l("Some of the promised steps are not done yet."))
    move_on(recommendation, RecommendationMove.FINISH, by)


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
