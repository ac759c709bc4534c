"""Printing what belongs to a recommendation: notes to speak from, and the answer as a letter."""

from flask import abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.recommendations.letter import response_letter
from council.recommendations.loading import ONE, bp, recommendation_of, words_of
from council.recommendations.models import Recommendation, StaffResponse
from council.recommendations.rules import can_be_spoken_for
from council.recommendations.talking_points import talking_points
from council.texts.sheet_forms import SheetForm, asked, offered, sheet_page
from council.texts.sheet_pages import print_sheet, sheet_response


def _choosing(
    recommendation: Recommendation, form: SheetForm, title: str, lead: str, sheet: str
) -> ResponseReturnValue:
    return sheet_page(
        form,
        {_("Open the sheet to print"): sheet},
        title=title,
        lead=lead,
        about=words_of([recommendation.title_id])[recommendation.title_id].shown(),
        back=url_for(
            "recommendations.show_recommendation",
            council_id=recommendation.council_id,
            recommendation_id=recommendation.id,
        ),
        back_label=_("Back to the recommendation"),
    )


# ---- talking points ------------------------------------------------------------------------------


def _to_speak_for(recommendation_id: str) -> Recommendation:
    recommendation = recommendation_of(recommendation_id)
    return recommendation if can_be_spoken_for(recommendation) else abort(404)


@bp.get(f"{ONE}/talking-points")
@declares(Action.SEE_RECOMMENDATIONS)
def choose_talking_points(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Choose the languages of the notes for whoever speaks for it."""
    return _choosing_points(_to_speak_for(recommendation_id), offered(g.council))


def _choosing_points(recommendation: Recommendation, form: SheetForm) -> ResponseReturnValue:
    return _choosing(
        recommendation,
        form,
        _("Talking points"),
        _(
            "For whoever speaks at a board: what families said, and what is asked, in the"
            " language of the speaker beside that of the interpreter."
        ),
        url_for(
            "recommendations.print_talking_points",
            council_id=recommendation.council_id,
            recommendation_id=recommendation.id,
        ),
    )


@bp.get(f"{ONE}/talking-points.pdf")
@declares(Action.SEE_RECOMMENDATIONS)
def print_talking_points(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Notes to speak from."""
    recommendation = _to_speak_for(recommendation_id)
    form = asked(g.council)
    style = form.chosen()
    if style is None:
        return _choosing_points(recommendation, form)
    pdf = print_sheet(talking_points(recommendation, style))
    return sheet_response(pdf, "talking-points", str(recommendation.number), *style.tags)


# ---- the answer ----------------------------------------------------------------------------------


def _response_of(recommendation: Recommendation, response_id: str) -> StaffResponse:
    found = (each for each in recommendation.responses if each.id == response_id)
    return next(found, None) or abort(404)


@bp.get(f"{ONE}/answers/<response_id>/letter")
@declares(Action.SEE_RECOMMENDATIONS)
def choose_letter(council_id: str, recommendation_id: str, response_id: str) -> ResponseReturnValue:
    """Choose the languages of the letter that tells what the school answered."""
    recommendation = recommendation_of(recommendation_id)
    response = _response_of(recommendation, response_id)
    return _choosing_letter(recommendation, response, offered(g.council))


def _choosing_letter(
    recommendation: Recommendation, response: StaffResponse, form: SheetForm
) -> ResponseReturnValue:
    return _choosing(
        recommendation,
        form,
        _("The answer as a letter"),
        _(
            "A letter holds approved translations only. Where one is missing, the words stand as"
            " they were written, and the letter says so."
        ),
        url_for(
            "recommendations.print_letter",
            council_id=recommendation.council_id,
            recommendation_id=recommendation.id,
            response_id=response.id,
        ),
    )


@bp.get(f"{ONE}/answers/<response_id>/letter.pdf")
@declares(Action.SEE_RECOMMENDATIONS)
def print_letter(council_id: str, recommendation_id: str, response_id: str) -> ResponseReturnValue:
    """What the school answered, as a letter to families."""
    recommendation = recommendation_of(recommendation_id)
    response = _response_of(recommendation, response_id)
    form = asked(g.council)
    style = form.chosen()
    if style is None:
        return _choosing_letter(recommendation, response, form)
    pdf = print_sheet(response_letter(response, style))
    return sheet_response(pdf, "answer", str(recommendation.number), *style.tags)
