"""Pages on the school's side: send, answer, report on the steps, and tell who asked."""

from datetime import timedelta

from flask import abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.actions import Action
from council.access.guard import declares
from council.access.queries import people_who_may
from council.clock import today
from council.councils.presets import preset_of
from council.database import db
from council.languages.choice import current_interface
from council.people.models import Person
from council.recommendations import answer_operations, pages, queries
from council.recommendations.answer_operations import Answer, PromisedStep
from council.recommendations.forms import (
    MOST_STEPS,
    AnswerRecommendationForm,
    HandOnRecommendationForm,
    SendRecommendationForm,
)
from council.recommendations.loading import (
    ONE,
    addressed_to_me,
    bp,
    form_page,
    has_moved_on,
    reader,
    recommendation_of,
    said,
    text_ids_of,
    to_page_of,
    words_of,
)
from council.recommendations.models import Recommendation
from council.recommendations.states import Disposition, RecommendationState
from council.refusals import Refusal

# ---- to the school -------------------------------------------------------------------------------


@bp.route(f"{ONE}/send", methods=["GET", "POST"])
@declares(Action.SEND_RECOMMENDATION)
def send_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Send an adopted recommendation to whoever answers for the school."""
    recommendation = recommendation_of(recommendation_id)
    if has_moved_on(recommendation, RecommendationState.ADOPTED):
        return to_page_of(recommendation)
    days = preset_of(g.council.preset).answer_days
    form = SendRecommendationForm(due_on=today(g.council.time_zone) + timedelta(days=days))
    people = _offer_administrators(form)
    if form.validate_on_submit():
        try:
            answer_operations.send_recommendation(
                recommendation, people[form.addressee_id.data], form.due_on.data, by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Sent to %(name)s.", name=people[form.addressee_id.data].name), "done")
            return to_page_of(recommendation)
    return form_page("send_recommendation", form, recommendation, people=people, days=days)


@bp.route(f"{ONE}/hand-on", methods=["GET", "POST"])
@declares(Action.ANSWER_RECOMMENDATION)
def hand_on_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Hand it on to another administrator, who answers instead."""
    recommendation = addressed_to_me(recommendation_id)
    if has_moved_on(recommendation, RecommendationState.SENT):
        return to_page_of(recommendation)
    form = HandOnRecommendationForm()
    people = _offer_administrators(form, but=g.person)
    if form.validate_on_submit():
        try:
            answer_operations.hand_on_recommendation(
                recommendation, people[form.addressee_id.data], by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Handed on to %(name)s.", name=people[form.addressee_id.data].name), "done")
            return to_page_of(recommendation)
    return form_page("hand_on_recommendation", form, recommendation, people=people)


def _offer_administrators(
    form: SendRecommendationForm | HandOnRecommendationForm, but: Person | None = None
) -> dict[str, Person]:
    people = {
        person.id: person
        for person in db.session.scalars(people_who_may(Action.ANSWER_RECOMMENDATION, g.council.id))
        if but is None or person.id != but.id
    }
    form.addressee_id.choices = [
        (person.id, f"{person.name}, {person.title}" if person.title else person.name)
        for person in people.values()
    ]
    return people


# ---- the answer, and what follows it -------------------------------------------------------------


@bp.route(f"{ONE}/answer", methods=["GET", "POST"])
@declares(Action.ANSWER_RECOMMENDATION)
def answer_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """What families said, and the form in which the addressee answers for the school."""
    recommendation = addressed_to_me(recommendation_id)
    if has_moved_on(recommendation, RecommendationState.SENT):
        return to_page_of(recommendation)
    form = AnswerRecommendationForm(language=current_interface().shown.tag)
    if not form.is_submitted():
        form.steps[0].form.owner_name.data = g.person.name
    elif "add_step" in request.form:
        if len(form.steps) < MOST_STEPS:
            form.steps.append_entry({"owner_name": g.person.name})
        return _answer_page(form, recommendation, 200)
    if form.validate_on_submit():
        try:
            response = answer_operations.answer_recommendation(
                recommendation, _answer(form), by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("Your note is signed. The council sees the new date.")
                if response.disposition is Disposition.NEEDS_MORE_TIME
                else _("Your answer is signed. The council can tell the families now."),
                "done",
            )
            return to_page_of(recommendation)
    return _answer_page(form, recommendation, 422 if form.errors else 200)


def _answer(form: AnswerRecommendationForm) -> Answer:
    return Answer(
        disposition=Disposition(form.disposition.data),
        reasons=form.reasons.data,
        language=form.language.data,
        steps=[
            PromisedStep(step.words.data, step.owner_name.data, step.due_on.data)
            for step in form.promised()
        ],
        answer_by=form.answer_by.data,
    )


def _answer_page(
    form: AnswerRecommendationForm, recommendation: Recommendation, status: int
) -> ResponseReturnValue:
    words = words_of(text_ids_of(recommendation))
    page = render_template(
        "recommendations/answer_recommendation.html",
        form=form,
        recommendation=recommendation,
        words=words,
        evidence_of=pages.evidence_for(recommendation.themes, words, reader()),
        weight=pages.weight_of([theme.id for theme in recommendation.themes], g.roles),
        motion=recommendation.motions[-1] if recommendation.motions else None,
        most_steps=MOST_STEPS,
        today=today(g.council.time_zone),
        **said(),
    )
    return page, status


@bp.post(f"{ONE}/start")
@declares(Action.ANSWER_RECOMMENDATION)
def start_work(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Report that the school has begun."""
    recommendation = addressed_to_me(recommendation_id)
    answer_operations.start_work(recommendation, by=g.person)
    flash(_("The council sees that the work has begun."), "done")
    return to_page_of(recommendation)


@bp.post(f"{ONE}/steps/<step_id>/done")
@declares(Action.ANSWER_RECOMMENDATION)
def mark_step_done(council_id: str, recommendation_id: str, step_id: str) -> ResponseReturnValue:
    """Report that a promised step is done."""
    recommendation = addressed_to_me(recommendation_id)
    step = queries.step_of(recommendation, step_id)
    if step is None:
        abort(404)
    answer_operations.mark_step_done(recommendation, step, by=g.person)
    flash(_("The step is done."), "done")
    return to_page_of(recommendation)


@bp.post(f"{ONE}/finish")
@declares(Action.SEND_RECOMMENDATION)
def finish_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Close an answer that left nothing to do."""
    recommendation = recommendation_of(recommendation_id)
    answer_operations.finish_recommendation(recommendation, by=g.person)
    flash(_("Nothing is left to do here."), "done")
    return to_page_of(recommendation)


# ---- telling those who asked ---------------------------------------------------------------------


@bp.post(f"{ONE}/tell")
@declares(Action.SEND_RECOMMENDATION)
def tell_families(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Tell the families who asked, each in their language."""
    recommendation = recommendation_of(recommendation_id)
    messages = answer_operations.tell_families(recommendation, by=g.person)
    flash(
        ngettext(
            "%(num)s message is on its way or on the worklist.",
            "%(num)s messages are on their way or on the worklist.",
            len(messages),
        )
        if messages
        else _("Everybody who asked has been told already."),
        "done",
    )
    return to_page_of(recommendation)
