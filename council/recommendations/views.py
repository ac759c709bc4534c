"""Pages of recommendations: read, write, and bring before the council."""

from collections.abc import Sequence

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.clock import today
from council.concerns.models import Theme
from council.concerns.theme_queries import themes_of
from council.database import db
from council.forms import whole_number
from council.languages.choice import current_interface
from council.meetings.models import AgendaItem, Meeting
from council.people.models import Person
from council.recommendations import (
    answer_views,
    motion_operations,
    operations,
    pages,
    queries,
    sheet_views,
)
from council.recommendations.forms import (
    DraftRecommendationForm,
    EditRecommendationForm,
    PutOnAgendaForm,
    RecordMotionForm,
)
from council.recommendations.loading import (
    ONE,
    ROOT,
    bp,
    form_page,
    has_moved_on,
    meeting_words,
    reader,
    recommendation_of,
    said,
    text_ids_of,
    to_page_of,
    words_of,
)
from council.recommendations.models import Recommendation
from council.recommendations.motion_operations import Vote
from council.recommendations.rules import (
    can_answer,
    can_be_spoken_for,
    can_edit,
    can_record_motion,
    can_report,
    can_send,
    can_tell,
    can_withdraw,
    may_record_motions,
)
from council.recommendations.states import RecommendationState
from council.recommendations.telling import telling_of
from council.refusals import Refusal
from council.texts.passages import newest_revisions
from council.thread.knots import thread_of_recommendation

# The pages on the school's side, and printed sheets, belong to the same blueprint.
__all__ = ["answer_views", "bp", "sheet_views"]


# ---- reading -------------------------------------------------------------------------------------


@bp.get(ROOT)
@declares(Action.SEE_RECOMMENDATIONS)
def list_recommendations(council_id: str) -> str:
    """What the council asks the school to do, and how far each has come."""
    group = request.args.get("show", "")
    states = pages.GROUPS[group][1] if group in pages.GROUPS else ()
    before = whole_number(request.args.get("before"))
    found, more = queries.recommendation_page(g.roles, council_id, states=states, before=before)
    counts = queries.counts_by_state(g.roles, council_id)
    return render_template(
        "recommendations/list_recommendations.html",
        recommendations=found,
        titles=words_of([each.title_id for each in found]),
        group=group if group in pages.GROUPS else None,
        groups=[
            (key, str(label), sum(counts.get(state, 0) for state in states))
            for key, (label, states) in pages.GROUPS.items()
        ],
        after=found[-1].number if more else None,
        before=before,
        today=today(g.council.time_zone),
        may_draft=visitor_may(Action.DRAFT_RECOMMENDATION),
        **said(),
    )


@bp.get(ONE)
@declares(Action.SEE_RECOMMENDATIONS)
def show_recommendation(council_id: str, recommendation_id: str) -> str:
    """One recommendation: what it asks, what stands behind it, and what became of it."""
    recommendation = recommendation_of(recommendation_id)
    theme_ids = [theme.id for theme in recommendation.themes]
    words = words_of(text_ids_of(recommendation))
    day = today(g.council.time_zone)
    return render_template(
        "recommendations/show_recommendation.html",
        recommendation=recommendation,
        words=words,
        knots=thread_of_recommendation(recommendation, current_interface().shown, roles=g.roles),
        evidence_of=pages.evidence_for(recommendation.themes, words, reader()),
        weight=pages.weight_of(theme_ids, g.roles),
        on_agendas=list(db.session.scalars(queries.agenda_items_of(recommendation))),
        history=pages.history_lines(recommendation, g.council.time_zone),
        today=day,
        telling=telling_of(recommendation) if can_tell(g.roles, recommendation) else None,
        final=queries.final_answer(recommendation),
        can=_rights(recommendation),
        **said(),
    )


def _rights(recommendation: Recommendation) -> dict[str, bool]:
    """What this visitor can do with it, for the buttons of its page."""
    offices = queries.offices_of(g.person, g.council)
    return {
        "edit": can_edit(g.roles, recommendation),
        "withdraw": can_withdraw(g.roles, recommendation),
        "record_motion": can_record_motion(g.roles, offices, recommendation),
        "put_on_agenda": visitor_may(Action.POST_AGENDA)
        and recommendation.state is RecommendationState.PROPOSED,
        "return_to_draft": visitor_may(Action.DRAFT_RECOMMENDATION)
        and recommendation.state is RecommendationState.PROPOSED,
        "send": can_send(g.roles, recommendation),
        "answer": can_answer(g.person, g.roles, recommendation),
        "report": can_report(g.person, g.roles, recommendation),
        "finish": visitor_may(Action.SEND_RECOMMENDATION)
        and recommendation.state is RecommendationState.ANSWERED,
        "tell": can_tell(g.roles, recommendation),
        "speak_for": can_be_spoken_for(recommendation),
    }


# ---- writing -------------------------------------------------------------------------------------


@bp.route(f"{ROOT}/new", methods=["GET", "POST"])
@declares(Action.DRAFT_RECOMMENDATION)
def draft_recommendation(council_id: str) -> ResponseReturnValue:
    """Write a recommendation that rests on themes."""
    form = DraftRecommendationForm(
        language=current_interface().shown.tag, themes=request.args.getlist("theme")
    )
    themes = _offer_themes(form)
    if form.validate_on_submit():
        try:
            recommendation = operations.draft_recommendation(
                g.council,
                title=form.title.data,
                body=form.body.data,
                language=form.language.data,
                themes=[theme for theme in themes if theme.id in form.themes.data],
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The draft is saved."), "done")
            return to_page_of(recommendation)
    return _writing_page(form, themes, None)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@declares(Action.DRAFT_RECOMMENDATION)
def edit_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Write on at a draft."""
    recommendation = recommendation_of(recommendation_id)
    if not can_edit(g.roles, recommendation):
        abort(403)
    originals = newest_revisions([recommendation.title_id, recommendation.body_id])
    form = EditRecommendationForm(
        title=originals[recommendation.title_id].words,
        body=originals[recommendation.body_id].words,
        themes=[theme.id for theme in recommendation.themes],
        version=recommendation.version,
    )
    themes = _offer_themes(form)
    if form.validate_on_submit():
        try:
            operations.edit_recommendation(
                recommendation,
                title=form.title.data,
                body=form.body.data,
                themes=[theme for theme in themes if theme.id in form.themes.data],
                version=form.version.data,
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            # Whoever saves once more has read what stands there now.
            form.version.now_sees(recommendation.version)
        else:
            flash(_("Saved."), "done")
            return to_page_of(recommendation)
    return _writing_page(form, themes, recommendation)


def _offer_themes(form: DraftRecommendationForm) -> list[Theme]:
    """Themes to rest on; those whose summary nobody has approved are shown, and cannot be taken."""
    themes = list(db.session.scalars(themes_of(g.council)))
    titles = words_of([theme.title_id for theme in themes])
    form.themes.choices = []
    for theme in themes:
        title = titles[theme.title_id].shown()
        own: dict[str, object] = {"lang": title.language.tag, "dir": title.language.direction}
        if theme.summary_approved_revision_id is None:
            own |= {"disabled": True, "help": _("Its summary is not approved yet.")}
        form.themes.choices.append((theme.id, title.words, own))
    return themes


def _writing_page(
    form: DraftRecommendationForm, themes: Sequence[Theme], recommendation: Recommendation | None
) -> ResponseReturnValue:
    page = render_template(
        "recommendations/draft_recommendation.html",
        form=form,
        recommendation=recommendation,
        has_themes=any(theme.summary_approved_revision_id for theme in themes),
        standing=newest_revisions([recommendation.title_id, recommendation.body_id])
        if recommendation
        else None,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{ONE}/propose")
@declares(Action.DRAFT_RECOMMENDATION)
def propose_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Put a draft before the council."""
    recommendation = recommendation_of(recommendation_id)
    operations.propose_recommendation(recommendation, by=g.person)
    flash(_("The recommendation is before the council now."), "done")
    return to_page_of(recommendation)


@bp.post(f"{ONE}/return")
@declares(Action.DRAFT_RECOMMENDATION)
def return_to_draft(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Take a proposal back, to write on at it."""
    recommendation = recommendation_of(recommendation_id)
    operations.return_to_draft(recommendation, by=g.person)
    flash(_("It is a draft again."), "done")
    return to_page_of(recommendation)


@bp.post(f"{ONE}/withdraw")
@declares(Action.DRAFT_RECOMMENDATION)
def withdraw_recommendation(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Give a recommendation up."""
    recommendation = recommendation_of(recommendation_id)
    if recommendation.state is RecommendationState.ADOPTED and not can_withdraw(
        g.roles, recommendation
    ):
        abort(403)
    operations.withdraw_recommendation(recommendation, by=g.person)
    flash(_("The recommendation is withdrawn."), "done")
    return to_page_of(recommendation)


# ---- before the council --------------------------------------------------------------------------


@bp.route(f"{ONE}/agenda", methods=["GET", "POST"])
@declares(Action.POST_AGENDA)
def put_on_agenda(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Choose the coming meeting at which the council votes."""
    recommendation = recommendation_of(recommendation_id)
    if has_moved_on(recommendation, RecommendationState.PROPOSED):
        return to_page_of(recommendation)
    meetings = list(db.session.scalars(queries.meetings_to_come(council_id)))
    form = PutOnAgendaForm()
    titles = words_of([meeting.title_id for meeting in meetings])
    form.meeting_id.choices = [(meeting.id, meeting_words(meeting, titles)) for meeting in meetings]
    if form.validate_on_submit():
        meeting = next(each for each in meetings if each.id == form.meeting_id.data)
        try:
            operations.put_on_agenda(
                recommendation, meeting, minutes=form.minutes.data, by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("It is on the agenda. Post the agenda in time, so that the council may act."),
                "done",
            )
            return redirect(
                url_for("meetings.show_meeting", council_id=council_id, meeting_id=meeting.id), 303
            )
    return form_page("put_on_agenda", form, recommendation, meetings=meetings)


@bp.route(f"{ONE}/vote", methods=["GET", "POST"])
@declares(Action.RECORD_MOTION)
def record_motion(council_id: str, recommendation_id: str) -> ResponseReturnValue:
    """Write down how the council voted."""
    recommendation = recommendation_of(recommendation_id)
    if not may_record_motions(g.roles, queries.offices_of(g.person, g.council)):
        abort(403)
    if has_moved_on(recommendation, RecommendationState.PROPOSED):
        return to_page_of(recommendation)
    meetings = {
        each.id: each for each in db.session.scalars(queries.meetings_to_vote_at(council_id))
    }
    items = {
        each.id: each
        for each in db.session.scalars(queries.action_items(list(meetings), recommendation))
    }
    voters = {
        each.id: each
        for each in db.session.scalars(
            queries.people_who_vote(council_id, today(g.council.time_zone))
        )
    }
    form = RecordMotionForm(abstentions=0)
    form.place.choices = _places_to_vote(meetings, items)
    people = [("", _("Choose a person")), *((each.id, each.name) for each in voters.values())]
    form.moved_by_id.choices = form.seconded_by_id.choices = people
    if form.validate_on_submit():
        try:
            motion = motion_operations.record_motion(
                recommendation, _vote(form, meetings, items, voters), by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("The council has adopted it.")
                if motion.carried
                else _("The council has not adopted it."),
                "done",
            )
            return to_page_of(recommendation)
    return form_page("record_motion", form, recommendation, meetings=meetings)


def _places_to_vote(
    meetings: dict[str, Meeting], items: dict[str, AgendaItem]
) -> dict[str, list[tuple[str, str]]]:
    """By meeting: the action items that fit, and last that it was on none of them."""
    titles = words_of(
        [each.title_id for each in meetings.values()] + [each.title_id for each in items.values()]
    )
    choices: dict[str, list[tuple[str, str]]] = {"": [("", _("Choose where the council voted"))]}
    for meeting in meetings.values():
        rows = [
            (f"{meeting.id}.{item.id}", titles[item.title_id].words)
            for item in items.values()
            if item.meeting_id == meeting.id
        ]
        choices[meeting_words(meeting, titles)] = [
            *rows,
            (f"{meeting.id}.", _("Not on this agenda for action")),
        ]
    return choices


def _vote(
    form: RecordMotionForm,
    meetings: dict[str, Meeting],
    items: dict[str, AgendaItem],
    voters: dict[str, Person],
) -> Vote:
    meeting_id, _dot, item_id = form.place.data.partition(".")
    return Vote(
        meeting=meetings[meeting_id],
        agenda_item=items.get(item_id),
        moved_by=voters[form.moved_by_id.data],
        seconded_by=voters[form.seconded_by_id.data],
        votes_for=form.votes_for.data,
        votes_against=form.votes_against.data,
        abstentions=form.abstentions.data,
        finding_of_need=form.finding_of_need.data or "",
    )
