"""What recommendations give to the rest of the house: places of their texts, and their messages."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from council import clock
from council.addresses import address_of
from council.concerns.links import thread_address
from council.database import db
from council.languages.formatting import format_day, language_name
from council.meetings.queries import next_meeting
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered, Words, renders
from council.recommendations.models import ActionStep, Recommendation, StaffResponse
from council.recommendations.queries import (
    ANSWERED_NOTICE,
    concerns_of_recipient,
    final_answer,
    text_ids_of_answer,
)
from council.recommendations.states import HAS_ANSWER, Disposition, RecommendationState
from council.texts.passages import Passage, PassageStanding, passages
from council.texts.registry import TextPlace, describes
from council.thread.knots import disposition_words


def register(app: Flask) -> None:
    """Importing this file registers what is below."""


# ---- where texts stand --------------------------------------------------------------------------

# Before it is proposed its words still change; once it came to nothing nobody needs them.
NOT_TO_TRANSLATE = (
    RecommendationState.DRAFT,
    RecommendationState.REJECTED,
    RecommendationState.WITHDRAWN,
)


@describes("recommendation_title", "recommendation_body")
def describe_recommendations(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where a recommendation's own words stand; the next meeting needs them for its packet."""
    found = list(
        db.session.scalars(
            select(Recommendation).where(
                or_(Recommendation.title_id.in_(text_ids), Recommendation.body_id.in_(text_ids)),
                Recommendation.state.not_in(NOT_TO_TRANSLATE),
            )
        )
    )
    due = _next_meetings(each.council_id for each in found)
    wanted = set(text_ids)
    answer: dict[str, TextPlace] = {}
    for each in found:
        needed = due[each.council_id] if each.state in _IN_NEXT_PACKET else None
        if each.title_id in wanted:
            label = _("Title of recommendation %(number)s", number=each.number)
            answer[each.title_id] = TextPlace(label, _page_of(each), needed)
        if each.body_id in wanted:
            label = _("Recommendation %(number)s", number=each.number)
            answer[each.body_id] = TextPlace(label, _page_of(each), needed)
    return answer


@describes("response_reasons")
def describe_reasons(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where the school's reasons stand."""
    found = db.session.execute(
        select(StaffResponse.reasons_id, Recommendation)
        .join(Recommendation, Recommendation.id == StaffResponse.recommendation_id)
        .where(StaffResponse.reasons_id.in_(text_ids))
    ).all()
    due = _next_meetings(each.council_id for _text_id, each in found)
    return {
        text_id: TextPlace(
            _("Reasons in the answer to recommendation %(number)s", number=each.number),
            _page_of(each),
            due[each.council_id] if each.state in _IN_NEXT_PACKET else None,
        )
        for text_id, each in found
    }


@describes("action_step")
def describe_steps(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where the promised steps stand."""
    found = db.session.execute(
        select(ActionStep.text_id, ActionStep.position, Recommendation)
        .join(StaffResponse, StaffResponse.id == ActionStep.response_id)
        .join(Recommendation, Recommendation.id == StaffResponse.recommendation_id)
        .where(ActionStep.text_id.in_(text_ids))
    ).all()
    due = _next_meetings(each.council_id for _text_id, _position, each in found)
    return {
        text_id: TextPlace(
            _(
                "Step %(position)s in the answer to recommendation %(number)s",
                position=position,
                number=each.number,
            ),
            _page_of(each),
            due[each.council_id] if each.state in _IN_NEXT_PACKET else None,
        )
        for text_id, position, each in found
    }


_IN_NEXT_PACKET = (
    RecommendationState.PROPOSED,
    RecommendationState.SENT,
    RecommendationState.ANSWERED,
    RecommendationState.IN_PROGRESS,
)


def _next_meetings(council_ids: Iterable[str]) -> dict[str, date | None]:
    """The day of each council's next meeting."""
    now = clock.now()
    meetings = {council_id: next_meeting(council_id, now) for council_id in set(council_ids)}
    return {
        council_id: meeting.held_on if meeting else None for council_id, meeting in meetings.items()
    }


def _page_of(recommendation: Recommendation) -> str:
    return url_for(
        "recommendations.show_recommendation",
        council_id=recommendation.council_id,
        recommendation_id=recommendation.id,
    )


# ---- messages -----------------------------------------------------------------------------------


@renders("recommendation_sent", about=_l("A recommendation to answer"))
def render_sent(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells an administrator that the council waits for their answer."""
    recommendation = db.session.get(Recommendation, subject_id)
    if recommendation is None or recommendation.due_on is None:
        return None
    title = passages([recommendation.title_id], message.language)[recommendation.title_id]
    return Rendered(
        _("The council waits for your answer"),
        [
            _("The council asks the school:"),
            title,
            _(
                "Your written answer is due on %(day)s. You can read what families said and answer"
                " here, also on a phone:",
                day=format_day(recommendation.due_on),
            ),
            address_of(
                "recommendations.answer_recommendation",
                council_id=recommendation.council_id,
                recommendation_id=recommendation.id,
            ),
        ],
    )


@renders("answer_signed", about=_l("The school has answered"))
def render_signed(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells a coordinator that the school has answered, or needs more time."""
    recommendation = db.session.get(Recommendation, subject_id)
    if recommendation is None or not recommendation.responses:
        return None
    title = passages([recommendation.title_id], message.language)[recommendation.title_id]
    answer = final_answer(recommendation) or recommendation.responses[-1]
    if answer.disposition is Disposition.NEEDS_MORE_TIME and answer.answer_by is not None:
        subject = _("The school needs more time to answer")
        next_step = _("The full answer is to come by %(day)s.", day=format_day(answer.answer_by))
    else:
        subject = _("The school has answered")
        next_step = _("Have the answer translated, and tell the families who asked:")
    return Rendered(
        subject,
        [
            title,
            disposition_words(answer.disposition),
            next_step,
            address_of(
                "recommendations.show_recommendation",
                council_id=recommendation.council_id,
                recommendation_id=recommendation.id,
            ),
        ],
    )


@renders(ANSWERED_NOTICE, about=_l("The school’s answer"))
def render_answered(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells a family that asked what the school has answered, in its language as far as it goes."""
    recommendation = db.session.get(Recommendation, subject_id)
    answer = final_answer(recommendation) if recommendation else None
    if recommendation is None or recommendation.state not in HAS_ANSWER or answer is None:
        return None
    words = passages(text_ids_of_answer(recommendation), message.language)
    body: list[str | Words] = [
        _("You raised a concern. From what families said, the council asked the school:"),
        words[recommendation.title_id],
        _("The school has answered:"),
        disposition_words(answer.disposition),
        words[answer.reasons_id],
    ]
    if answer.steps:
        body.append(_("What the school will do:"))
    for step in answer.steps:
        body += [
            words[step.text_id],
            _(
                "By %(day)s: %(name)s",
                day=format_day(step.due_on, weekday=False),
                name=step.owner_name,
            ),
        ]
    body = [*_how_far_translated(words, message.language), *body]
    for concern_id in concerns_of_recipient(recommendation, message):
        address = thread_address(concern_id, message.language)
        if address is not None:
            body += [_("You can look at what became of your concern here:"), address]
            break
    return Rendered(_("The school has answered what you asked"), body)


def _how_far_translated(words: Mapping[str, Passage], language: str) -> list[str]:
    """Says so if some of the words are not in the reader's language, or not up to date."""
    standings = {passage.standing for passage in words.values()}
    sentences = []
    if PassageStanding.MISSING in standings:
        sentences.append(
            _(
                "Not all of this is translated into %(language)s yet. Where it is not, you get the"
                " words as they were written.",
                language=language_name(language),
            )
        )
    if PassageStanding.STALE in standings:
        sentences.append(
            _("Some of these words were changed after they were translated. Ask the school.")
        )
    return sentences
