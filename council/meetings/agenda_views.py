"""Pages on which an agenda is built."""

from datetime import timedelta

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from council.access.actions import Action
from council.access.guard import declares
from council.concerns.theme_queries import themes_of
from council.councils.presets import preset_of
from council.database import db
from council.meetings import agenda_operations
from council.meetings.agenda_lines import working_lines
from council.meetings.agenda_queries import agenda_item_of, agenda_of, themes_for_agenda
from council.meetings.forms import ITEM_KIND_HELP, ITEM_KINDS, ItemForm
from council.meetings.loading import bp, language_of_page, meeting_or_404
from council.meetings.models import AgendaItem, Meeting
from council.meetings.page import total_minutes
from council.meetings.rules import can_change
from council.meetings.states import ItemKind, ItemMove
from council.recommendations import operations as recommendations
from council.recommendations.models import Recommendation
from council.recommendations.states import RecommendationState
from council.refusals import Refusal
from council.texts.passages import passage, passages

THEMES_OFFERED = 12


def _item_or_404(meeting: Meeting, item_id: str) -> AgendaItem:
    item = agenda_item_of(meeting, item_id)
    if item is None:
        abort(404)
    return item


def _to_agenda(meeting: Meeting) -> ResponseReturnValue:
    return redirect(
        url_for("meetings.build_agenda", council_id=meeting.council_id, meeting_id=meeting.id),
        303,
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/agenda", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def build_agenda(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Put together what the council will talk about, and in which order."""
    meeting = meeting_or_404(meeting_id)
    form = ItemForm()
    form.offer_topics(meeting.council)
    if form.validate_on_submit():
        try:
            agenda_operations.add_item(
                meeting,
                form.title.data,
                kind=ItemKind(form.kind.data),
                minutes=form.minutes.data,
                topic=form.chosen_topic(),
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("It is on the agenda."), "done")
            return _to_agenda(meeting)
    items = agenda_of(meeting)
    themes = themes_for_agenda(meeting)[:THEMES_OFFERED]
    proposed = db.session.scalars(
        select(Recommendation)
        .where(
            Recommendation.council_id == meeting.council_id,
            Recommendation.state == RecommendationState.PROPOSED,
            Recommendation.id.not_in(
                [item.recommendation_id for item in items if item.recommendation_id]
            ),
        )
        .order_by(Recommendation.number)
    ).all()
    page = render_template(
        "meetings/build_agenda.html",
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        form=form,
        lines=working_lines(meeting, items),
        total=total_minutes(items),
        ends_at=meeting.starts_at + timedelta(minutes=total_minutes(items)),
        kinds=ITEM_KINDS,
        kind_help=ITEM_KIND_HELP,
        topics=preset_of(meeting.council.preset).topics,
        themes=themes,
        proposed=proposed,
        titles=passages(
            [*(theme.title_id for theme in themes), *(each.title_id for each in proposed)],
            language_of_page(),
        ),
        can_change=can_change(meeting),
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/themes/<theme_id>")
@declares(Action.SCHEDULE_MEETING)
def add_theme(council_id: str, meeting_id: str, theme_id: str) -> ResponseReturnValue:
    """Put a theme on the agenda."""
    meeting = meeting_or_404(meeting_id)
    theme = next(
        (each for each in db.session.scalars(themes_of(g.council)) if each.id == theme_id), None
    )
    if theme is None:
        abort(404)
    agenda_operations.add_theme(meeting, theme, by=g.person)
    flash(_("The theme is on the agenda."), "done")
    return _to_agenda(meeting)


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/recommendations/<recommendation_id>")
@declares(Action.SCHEDULE_MEETING)
def add_recommendation(
    council_id: str, meeting_id: str, recommendation_id: str
) -> ResponseReturnValue:
    """Put a proposed recommendation on the agenda for a vote."""
    meeting = meeting_or_404(meeting_id)
    recommendation = db.session.scalars(
        select(Recommendation).where(
            Recommendation.id == recommendation_id, Recommendation.council_id == g.council.id
        )
    ).one_or_none()
    if recommendation is None:
        abort(404)
    recommendations.put_on_agenda(recommendation, meeting, by=g.person)
    flash(_("The recommendation is on the agenda for a vote."), "done")
    return _to_agenda(meeting)


@bp.route(
    "/councils/<council_id>/meetings/<meeting_id>/agenda/items/<item_id>", methods=["GET", "POST"]
)
@declares(Action.SCHEDULE_MEETING)
def edit_item(council_id: str, meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Change an agenda item."""
    meeting = meeting_or_404(meeting_id)
    item = _item_or_404(meeting, item_id)
    title = passage(item.title_id, meeting.council.language)
    form = ItemForm(obj=item, title=title.words, kind=item.kind.value)
    form.offer_topics(meeting.council)
    own_title = agenda_operations.has_own_title(item)
    if not own_title:
        del form.title
    if form.validate_on_submit():
        try:
            agenda_operations.edit_item(
                item,
                title=form.title.data if own_title else None,
                kind=ItemKind(form.kind.data),
                minutes=form.minutes.data,
                topic=form.chosen_topic(),
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The agenda item has been changed."), "done")
            return _to_agenda(meeting)
    page = render_template(
        "meetings/edit_item.html", form=form, meeting=meeting, item=item, title=title
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/items/<item_id>/move")
@declares(Action.SCHEDULE_MEETING)
def move_item(council_id: str, meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Move an agenda item up or down by one place."""
    meeting = meeting_or_404(meeting_id)
    item = _item_or_404(meeting, item_id)
    try:
        move = ItemMove(request.form.get("to", ""))
    except ValueError:
        abort(400)
    agenda_operations.move_item(item, move, by=g.person)
    return _to_agenda(meeting)


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/items/<item_id>/remove")
@declares(Action.SCHEDULE_MEETING)
def remove_item(council_id: str, meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Take an item off the agenda."""
    meeting = meeting_or_404(meeting_id)
    agenda_operations.remove_item(_item_or_404(meeting, item_id), by=g.person)
    flash(_("It is off the agenda."), "done")
    return _to_agenda(meeting)
