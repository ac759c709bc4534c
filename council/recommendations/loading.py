"""What all pages of recommendations share: the one that is asked for, its words, the way back."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.forms import CouncilForm
from council.languages.choice import current_interface
from council.languages.formatting import format_day, format_moment
from council.meetings.models import Meeting
from council.recommendations import pages, queries
from council.recommendations.models import Recommendation
from council.recommendations.states import RecommendationState
from council.texts.passages import Passage, passages

bp = Blueprint("recommendations", __name__)

ROOT = "/councils/<council_id>/recommendations"
ONE = f"{ROOT}/<recommendation_id>"


def recommendation_of(recommendation_id: str) -> Recommendation:
    """The one that is asked for, if it is this council's and the visitor may see it."""
    found = queries.recommendation_visible_to(g.roles, g.council.id, recommendation_id)
    return found or abort(404)


def addressed_to_me(recommendation_id: str) -> Recommendation:
    """One that was sent or handed on to this administrator."""
    recommendation = recommendation_of(recommendation_id)
    if recommendation.addressee_id != g.person.id:
        abort(403)
    return recommendation


def has_moved_on(recommendation: Recommendation, state: RecommendationState) -> bool:
    """Whether somebody opens the form of a step that is not the next one (any more)."""
    return request.method == "GET" and recommendation.state is not state


def to_page_of(recommendation: Recommendation) -> ResponseReturnValue:
    """On to the recommendation's own page."""
    return redirect(
        url_for(
            "recommendations.show_recommendation",
            council_id=recommendation.council_id,
            recommendation_id=recommendation.id,
        ),
        303,
    )


def form_page(
    name: str, form: CouncilForm, recommendation: Recommendation, **more: object
) -> ResponseReturnValue:
    """A page with one form about a recommendation."""
    page = render_template(
        f"recommendations/{name}.html",
        form=form,
        recommendation=recommendation,
        words=words_of([recommendation.title_id]),
        **more,
    )
    return page, 422 if form.errors else 200


def reader() -> str:
    """The language that the reader of this page asked for."""
    return current_interface().asked.tag


def words_of(text_ids: Sequence[str]) -> dict[str, Passage]:
    """These texts as the reader of this page gets them."""
    return passages(text_ids, reader())


def text_ids_of(recommendation: Recommendation) -> list[str]:
    """Every text on the page of a recommendation."""
    return [
        recommendation.title_id,
        recommendation.body_id,
        *(theme.title_id for theme in recommendation.themes),
        *(response.reasons_id for response in recommendation.responses),
        *(step.text_id for response in recommendation.responses for step in response.steps),
    ]


def meeting_words(meeting: Meeting, titles: dict[str, Passage]) -> str:
    """A meeting in a list to choose from."""
    when = format_moment(meeting.starts_at, meeting.time_zone, weekday=False)
    return str(_("%(title)s, %(when)s", title=titles[meeting.title_id].words, when=when))


def day_of(moment: datetime) -> str:
    """The day it was then, where the council is."""
    return format_day(moment.astimezone(ZoneInfo(g.council.time_zone)).date(), weekday=False)


def said() -> dict[str, object]:
    """How states, answers and dates are said, for templates."""
    return {
        "state_of": pages.state_of,
        "due_words": pages.due_words,
        "is_overdue": pages.is_overdue,
        "dispositions": pages.DISPOSITIONS,
        "day_of": day_of,
    }
