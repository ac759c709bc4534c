"""The pages of meetings: the list, one meeting with all that is missing, its agenda, replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from council import clock
from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.concerns.theme_queries import themes_of
from council.councils.presets import preset_of
from council.database import db
from council.interpreting.queries import Need, needs_of
from council.interpreting.states import NeedStanding
from council.languages.choice import current_interface
from council.languages.formatting import language_name
from council.meetings import operations
from council.meetings.family_forms import AIDS, SUPPORTS
from council.meetings.forms import (
    ITEM_KIND_HELP,
    ITEM_KINDS,
    CancelMeetingForm,
    EnterReplyForm,
    ItemForm,
    MeetingForm,
    PostAgendaForm,
)
from council.meetings.minutes import minutes_of, newest_minutes
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.page import (
    EVENTS,
    NextStep,
    Readiness,
    changed_since,
    days_until,
    history_lines,
    leaf,
    posting_words,
    short_moment,
    thread_of,
    total_minutes,
    zone_name,
)
from council.meetings.queries import (
    PAGE,
    agenda_item_of,
    agenda_of,
    agenda_snapshot,
    families_of,
    history_of_meeting,
    invited_families,
    items_posted_since,
    meeting_visible_to,
    passages_as_posted,
    past_meetings,
    posting_hours,
    postings_of,
    replies_to,
    reply_totals,
    themes_for_agenda,
    upcoming_meetings,
)
from council.meetings.rules import (
    PostingClock,
    PostingStanding,
    can_change,
    first_good_posting,
    in_time,
    moment_on_wall_clock,
    posting_clock,
    with_start_times,
)
from council.meetings.states import ItemKind, ItemMove, MeetingState
from council.packets.models import Packet
from council.packets.queries import current_packets
from council.recommendations import operations as recommendations
from council.recommendations.models import Recommendation
from council.recommendations.states import RecommendationState
from council.refusals import Refusal
from council.texts.passages import Passage, passage, passages

bp = Blueprint("meetings", __name__)
bp.add_app_template_global(short_moment)
bp.add_app_template_global(zone_name)

THEMES_OFFERED = 12


def _language() -> str:
    return current_interface().asked.tag


def _meeting_or_404(meeting_id: str) -> Meeting:
    meeting = meeting_visible_to(g.council.id, meeting_id, g.roles)
    if meeting is None:
        abort(404)
    return meeting


def _item_or_404(meeting: Meeting, item_id: str) -> AgendaItem:
    item = agenda_item_of(meeting, item_id)
    if item is None:
        abort(404)
    return item


def _to_meeting(meeting: Meeting, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(
        url_for(
            "meetings.show_meeting",
            council_id=meeting.council_id,
            meeting_id=meeting.id,
            _anchor=anchor,
        ),
        303,
    )


def _to_agenda(meeting: Meeting) -> ResponseReturnValue:
    return redirect(
        url_for("meetings.build_agenda", council_id=meeting.council_id, meeting_id=meeting.id),
        303,
    )


# ---- the list


@bp.get("/councils/<council_id>/meetings")
@declares(Action.SEE_MEETINGS)
def list_meetings(council_id: str) -> str:
    """Meetings to come, the next one first, then those that are over, a page at a time."""
    now = clock.now()
    before = _past_key(request.args.get("before", ""))
    upcoming: Sequence[Meeting] = []
    if before is None:
        upcoming = db.session.scalars(upcoming_meetings(council_id, g.roles, now)).all()
    past = past_meetings(council_id, g.roles, now, before)
    shown = past[:PAGE]
    missing: dict[str, int] = {}
    if visitor_may(Action.SEE_NEEDS):
        live = [meeting for meeting in upcoming if can_change(meeting)]
        missing = {
            meeting_id: sum(need.is_unfilled for need in needs)
            for meeting_id, needs in needs_of(g.council, live).items()
        }
    return render_template(
        "meetings/list_meetings.html",
        upcoming=upcoming,
        past=shown,
        titles=passages([meeting.title_id for meeting in [*upcoming, *shown]], _language()),
        missing=missing,
        days_until=days_until,
        format_leaf=leaf,
        today=clock.today(g.council.time_zone),
        is_first_page=before is None,
        next_key=_key_of(shown[-1]) if len(past) > PAGE else None,
    )


def _key_of(meeting: Meeting) -> str:
    return f"{int(meeting.starts_at.timestamp())}-{meeting.id}"


def _past_key(typed: str) -> tuple[datetime, str] | None:
    seconds, _dash, meeting_id = typed.partition("-")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 10):
        return None
    return datetime.fromtimestamp(int(seconds), tz=clock.now().tzinfo), meeting_id


# ---- one meeting


@dataclass(frozen=True)
class AgendaLine:
    """One line of an agenda as a page shows it, from the working agenda or from a posted one."""

    begins: datetime
    words: Passage
    kind: ItemKind
    minutes: int
    topic: str | None
    theme_id: str | None
    recommendation_id: str | None
    item_id: str
    in_time: bool | None  # None where it does not matter: nobody votes on it


@bp.get("/councils/<council_id>/meetings/<meeting_id>")
@declares(Action.SEE_MEETINGS)
def show_meeting(council_id: str, meeting_id: str) -> str:
    """A meeting: its facts, its agenda with times, and what is missing before it begins."""
    meeting = _meeting_or_404(meeting_id)
    now = clock.now()
    postings = postings_of(meeting)
    items = agenda_of(meeting)
    staff = visitor_may(Action.SEE_NEEDS)
    works_on_it = visitor_may(Action.SCHEDULE_MEETING)
    needs = needs_of(meeting.council, [meeting])[meeting.id] if staff else []
    replies = replies_to(meeting) if staff else []
    packets = current_packets(meeting.id)
    minutes = minutes_of(meeting)
    ready = _readiness(
        meeting, items, postings, needs, packets=len(packets), minutes=minutes is not None
    )
    newest = newest_minutes(meeting) if visitor_may(Action.WRITE_MINUTES) else None
    minutes_wait = newest is not None and (minutes is None or minutes.revision_id != newest.id)
    lines = (
        _working_lines(meeting, items)
        if works_on_it or not postings
        else _posted_lines(postings[-1])
    )
    return render_template(
        "meetings/show_meeting.html",
        meeting=meeting,
        title=passage(meeting.title_id, _language()),
        ready=ready,
        clock=ready.clock,
        clock_words=posting_words(ready.clock, meeting),
        knots=thread_of(meeting, ready, now, staff=staff),
        step=_step_for_minutes(meeting, written=newest is not None, wait=minutes_wait)
        or (_next_step(meeting, ready, needs, now) if works_on_it else None),
        lines=lines,
        kinds=ITEM_KINDS,
        topics=preset_of(meeting.council.preset).topics,
        preset=preset_of(meeting.council.preset),
        postings=postings,
        needs=needs,
        standing=NeedStanding,
        totals=reply_totals(replies),
        replied=len(replies),
        invited=len(invited_families(meeting)) if staff else 0,
        aids=AIDS,
        supports=SUPPORTS,
        packets=packets,
        packet_languages=_languages_of,
        minutes=minutes,
        minutes_wait=minutes_wait,
        when=days_until(meeting, clock.today(meeting.time_zone)),
        history=history_lines(history_of_meeting(meeting), EVENTS, meeting.time_zone)
        if works_on_it
        else [],
        can_change=can_change(meeting),
        is_over=meeting.ends_at <= now,
    )


def _languages_of(packet: Packet) -> str:
    tags = [tag for tag in (packet.first_language, packet.second_language) if tag]
    return " – ".join(language_name(tag) for tag in tags)


def _readiness(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    postings: Sequence[Posting],
    needs: Sequence[Need],
    *,
    packets: int,
    minutes: bool,
) -> Readiness:
    wanted = [need for need in needs if need.is_wanted]
    good = first_good_posting(postings, meeting)
    return Readiness(
        items=len(items),
        agenda_minutes=total_minutes(items),
        clock=posting_clock(
            meeting.starts_at,
            good.posted_at if good else None,
            posting_hours(meeting.council),
            clock.now(),
        ),
        changed_since_posting=changed_since(
            postings[-1] if postings else None, agenda_snapshot(meeting, items)
        ),
        languages_wanted=len(wanted),
        languages_covered=sum(not need.is_unfilled for need in wanted),
        packets=packets,
        minutes=minutes,
    )


def _working_lines(meeting: Meeting, items: Sequence[AgendaItem]) -> list[AgendaLine]:
    words = passages([item.title_id for item in items], _language())
    hours = posting_hours(meeting.council)
    posted = items_posted_since(meeting, items) if meeting.state is not MeetingState.DRAFT else {}
    return [
        AgendaLine(
            begins=begins,
            words=words[item.title_id],
            kind=item.kind,
            minutes=item.minutes,
            topic=item.topic,
            theme_id=item.theme_id,
            recommendation_id=item.recommendation_id,
            item_id=item.id,
            in_time=in_time(posted[item.id], meeting.starts_at, hours)
            if item.kind is ItemKind.ACTION and posted
            else None,
        )
        for begins, item in with_start_times(meeting.starts_at, items)
    ]


def _posted_lines(posting: Posting) -> list[AgendaLine]:
    words = passages_as_posted(posting, _language())
    return [
        AgendaLine(
            begins=datetime.fromisoformat(item["starts_at"]),
            words=words[item["title_id"]],
            kind=ItemKind(item["kind"]),
            minutes=item["minutes"],
            topic=item["topic"],
            theme_id=item["theme_id"],
            recommendation_id=item["recommendation_id"],
            item_id=item["id"],
            in_time=None,
        )
        for item in posting.snapshot["items"]
    ]


def _next_step(
    meeting: Meeting, ready: Readiness, needs: Sequence[Need], now: datetime
) -> NextStep | None:
    """The most urgent thing that is not done yet; nothing where all is ready."""
    here: dict[str, Any] = {"council_id": meeting.council_id, "meeting_id": meeting.id}
    if not can_change(meeting):
        return None
    if meeting.ends_at <= now:
        if meeting.state is not MeetingState.POSTED:
            return None
        return NextStep(
            _("Did the meeting take place?"),
            _("Mark it as held, so that votes and minutes can follow."),
            url_for("meetings.hold_meeting", **here),
            _("Mark as held"),
            posts=True,
        )
    if not ready.items:
        return NextStep(
            _("Build the agenda"),
            _("Start with the themes that families care about most."),
            url_for("meetings.build_agenda", **here),
            _("Build the agenda"),
        )
    if meeting.state is MeetingState.DRAFT:
        return NextStep(
            _("Post the agenda"),
            posting_words(ready.clock, meeting),
            url_for("meetings.post_agenda", **here),
            _("Post the agenda"),
        )
    if ready.changed_since_posting:
        return NextStep(
            _("Post the agenda again"),
            _("It has changed since it was posted. The council cannot vote on what is not posted."),
            url_for("meetings.post_agenda", **here),
            _("Post it again"),
        )
    return _step_for_need(needs, here) or _step_for_packet(ready, here)


def _step_for_minutes(meeting: Meeting, *, written: bool, wait: bool) -> NextStep | None:
    """After the meeting: what was said is written down, and then approved."""
    here: dict[str, Any] = {"council_id": meeting.council_id, "meeting_id": meeting.id}
    if meeting.state is not MeetingState.HELD:
        return None
    if wait and visitor_may(Action.APPROVE_MINUTES):
        return NextStep(
            _("Read the minutes and approve them"),
            _("Members and the next packet read them as soon as you approve them."),
            url_for("minutes.show_minutes", **here),
            _("Read the minutes"),
        )
    if not written and visitor_may(Action.WRITE_MINUTES):
        return NextStep(
            _("Write the minutes"),
            _("What was said and agreed, while people still remember it. The next packet has it."),
            url_for("minutes.write_minutes", **here),
            _("Write the minutes"),
        )
    return None


def _step_for_packet(ready: Readiness, here: dict[str, Any]) -> NextStep | None:
    if ready.packets:
        return None
    return NextStep(
        _("Issue the packet"),
        _("Agenda, summaries, recommendations and answers, side by side in two languages."),
        url_for("packets.list_packets", **here),
        _("Choose the languages"),
    )


def _step_for_need(needs: Sequence[Need], here: dict[str, Any]) -> NextStep | None:
    for need in needs:
        if not need.is_unfilled:
            continue
        name = language_name(need.language)
        waiting = [leg for leg in need.legs if leg.state.value == "requested"]
        if waiting:
            return NextStep(
                _("Offer the booking for %(language)s", language=name),
                _("An interpreter is needed and nobody has been asked yet."),
                url_for(
                    "interpreting.show_booking",
                    council_id=here["council_id"],
                    booking_id=waiting[0].id,
                ),
                _("Choose an interpreter"),
            )
        if need.standing is NeedStanding.NOT_ASKED:
            return NextStep(
                _("Ask for an interpreter for %(language)s", language=name),
                _("Families who come have asked for one."),
                url_for("interpreting.request_interpreter", language=need.language, **here),
                _("Ask for an interpreter"),
            )
    return None


# ---- scheduling


@bp.route("/councils/<council_id>/meetings/schedule", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def schedule_meeting(council_id: str) -> ResponseReturnValue:
    """Plan a meeting on the council's own clock."""
    form = MeetingForm()
    if form.validate_on_submit():
        try:
            meeting = operations.schedule_meeting(g.council, form.facts(), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("The meeting is scheduled. Families hear of it when you post the agenda."), "done"
            )
            _say_if_twice(meeting)
            return _to_meeting(meeting)
    return (
        render_template("meetings/schedule_meeting.html", form=form),
        422 if form.errors else 200,
    )


def _say_if_twice(meeting: Meeting) -> None:
    moment = moment_on_wall_clock(
        meeting.held_on, meeting.from_time, meeting.time_zone, field="from_time"
    )
    if moment.happens_twice:
        flash(
            _(
                "Clocks go back that night, and this time happens twice. The meeting is at the"
                " first of the two."
            ),
            "attention",
        )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/edit", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def edit_meeting(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Change when or where a meeting is; whoever planned for it is told."""
    meeting = _meeting_or_404(meeting_id)
    title = passage(meeting.title_id, meeting.council.language)
    form = MeetingForm(obj=meeting, title=title.words)
    changed_by_other = False
    if form.validate_on_submit():
        try:
            operations.edit_meeting(meeting, form.facts(), version=form.seen_version(), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
            if refusal.field == "version":
                changed_by_other = True
                # What stands there now has been seen; saving once more keeps what was typed.
                form.version.data = form.version.raw_data = str(meeting.version)
        else:
            flash(_("The meeting has been changed."), "done")
            _say_if_twice(meeting)
            return _to_meeting(meeting)
    return (
        render_template(
            "meetings/edit_meeting.html",
            form=form,
            meeting=meeting,
            title=title,
            changed_by_other=changed_by_other,
        ),
        422 if form.errors else 200,
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/cancel", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def cancel_meeting(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Call a meeting off, with the reason that families and interpreters are told."""
    meeting = _meeting_or_404(meeting_id)
    form = CancelMeetingForm()
    if form.validate_on_submit():
        try:
            operations.cancel_meeting(meeting, form.reason.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The meeting is cancelled. Everyone who planned for it is told."), "done")
            return _to_meeting(meeting)
    return (
        render_template(
            "meetings/cancel_meeting.html",
            form=form,
            meeting=meeting,
            title=passage(meeting.title_id, _language()),
        ),
        422 if form.errors else 200,
    )


@bp.post("/councils/<council_id>/meetings/<meeting_id>/hold")
@declares(Action.SCHEDULE_MEETING)
def hold_meeting(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Say that a meeting took place."""
    meeting = _meeting_or_404(meeting_id)
    operations.hold_meeting(meeting, by=g.person)
    flash(_("The meeting is marked as held."), "done")
    return _to_meeting(meeting)


# ---- the agenda


@bp.route("/councils/<council_id>/meetings/<meeting_id>/agenda", methods=["GET", "POST"])
@declares(Action.SCHEDULE_MEETING)
def build_agenda(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Put together what the council will talk about, and in which order."""
    meeting = _meeting_or_404(meeting_id)
    form = ItemForm()
    form.offer_topics(meeting.council)
    if form.validate_on_submit():
        try:
            operations.add_item(
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
        title=passage(meeting.title_id, _language()),
        form=form,
        lines=_working_lines(meeting, items),
        total=total_minutes(items),
        ends_at=meeting.starts_at + timedelta(minutes=total_minutes(items)),
        kinds=ITEM_KINDS,
        kind_help=ITEM_KIND_HELP,
        topics=preset_of(meeting.council.preset).topics,
        themes=themes,
        proposed=proposed,
        titles=passages(
            [*(theme.title_id for theme in themes), *(each.title_id for each in proposed)],
            _language(),
        ),
        can_change=can_change(meeting),
    )
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/themes/<theme_id>")
@declares(Action.SCHEDULE_MEETING)
def add_theme(council_id: str, meeting_id: str, theme_id: str) -> ResponseReturnValue:
    """Put a theme on the agenda."""
    meeting = _meeting_or_404(meeting_id)
    theme = next(
        (each for each in db.session.scalars(themes_of(g.council)) if each.id == theme_id), None
    )
    if theme is None:
        abort(404)
    operations.add_theme(meeting, theme, by=g.person)
    flash(_("The theme is on the agenda."), "done")
    return _to_agenda(meeting)


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/recommendations/<recommendation_id>")
@declares(Action.SCHEDULE_MEETING)
def add_recommendation(
    council_id: str, meeting_id: str, recommendation_id: str
) -> ResponseReturnValue:
    """Put a proposed recommendation on the agenda for a vote."""
    meeting = _meeting_or_404(meeting_id)
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
    meeting = _meeting_or_404(meeting_id)
    item = _item_or_404(meeting, item_id)
    title = passage(item.title_id, meeting.council.language)
    form = ItemForm(obj=item, title=title.words, kind=item.kind.value)
    form.offer_topics(meeting.council)
    own_title = operations.has_own_title(item)
    if not own_title:
        del form.title
    if form.validate_on_submit():
        try:
            operations.edit_item(
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
    meeting = _meeting_or_404(meeting_id)
    item = _item_or_404(meeting, item_id)
    try:
        move = ItemMove(request.form.get("to", ""))
    except ValueError:
        abort(400)
    operations.move_item(item, move, by=g.person)
    return _to_agenda(meeting)


@bp.post("/councils/<council_id>/meetings/<meeting_id>/agenda/items/<item_id>/remove")
@declares(Action.SCHEDULE_MEETING)
def remove_item(council_id: str, meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Take an item off the agenda."""
    meeting = _meeting_or_404(meeting_id)
    operations.remove_item(_item_or_404(meeting, item_id), by=g.person)
    flash(_("It is off the agenda."), "done")
    return _to_agenda(meeting)


# ---- posting


@bp.route("/councils/<council_id>/meetings/<meeting_id>/post", methods=["GET", "POST"])
@declares(Action.POST_AGENDA)
def post_agenda(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Look at the agenda once more, with the clock, and post it."""
    meeting = _meeting_or_404(meeting_id)
    form = PostAgendaForm(data={"invite": meeting.state is MeetingState.DRAFT})
    if form.validate_on_submit():
        try:
            posting = operations.post_agenda(meeting, invite=form.invite.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(
                _("The agenda is posted, as version %(version)s.", version=posting.version), "done"
            )
            return _to_meeting(meeting)
    items = agenda_of(meeting)
    now = clock.now()
    page = render_template(
        "meetings/post_agenda.html",
        form=form,
        meeting=meeting,
        title=passage(meeting.title_id, _language()),
        lines=_working_lines(meeting, items),
        kinds=ITEM_KINDS,
        topics=preset_of(meeting.council.preset).topics,
        preset=preset_of(meeting.council.preset),
        if_posted_now=_clock_if_posted_now(meeting, now),
        has_action=any(item.kind is ItemKind.ACTION for item in items),
        late=PostingStanding.LATE,
        postings=postings_of(meeting),
        families=len(families_of(meeting.council_id)),
    )
    return page, 422 if form.errors else 200


def _clock_if_posted_now(meeting: Meeting, now: datetime) -> PostingClock:
    good = first_good_posting(postings_of(meeting), meeting)
    return posting_clock(
        meeting.starts_at, good.posted_at if good else now, posting_hours(meeting.council), now
    )


@bp.get("/councils/<council_id>/meetings/<meeting_id>/postings/<int:version>")
@declares(Action.SEE_MEETINGS)
def show_posting(council_id: str, meeting_id: str, version: int) -> str:
    """The agenda as it was posted, whatever changed later."""
    meeting = _meeting_or_404(meeting_id)
    postings = postings_of(meeting)
    posting = next((each for each in postings if each.version == version), None)
    if posting is None:
        abort(404)
    snapshot: Mapping[str, Any] = posting.snapshot
    starts_at = datetime.fromisoformat(snapshot["starts_at"])
    return render_template(
        "meetings/show_posting.html",
        meeting=meeting,
        posting=posting,
        postings=postings,
        snapshot=snapshot,
        title=passages_as_posted(posting, _language())[snapshot["title_id"]],
        starts_at=starts_at,
        lines=_posted_lines(posting),
        kinds=ITEM_KINDS,
        topics=preset_of(meeting.council.preset).topics,
        clock=posting_clock(
            starts_at, posting.posted_at, posting_hours(meeting.council), clock.now()
        ),
    )


# ---- replies


@bp.get("/councils/<council_id>/meetings/<meeting_id>/replies")
@declares(Action.SEE_NEEDS)
def list_replies(council_id: str, meeting_id: str) -> str:
    """Who comes to a meeting and what they need to take part, a page of families at a time."""
    meeting = _meeting_or_404(meeting_id)
    replies = replies_to(meeting)
    after = request.args.get("after")
    start = next((place + 1 for place, each in enumerate(replies) if each.id == after), 0)
    shown = replies[start : start + PAGE]
    return render_template(
        "meetings/list_replies.html",
        meeting=meeting,
        title=passage(meeting.title_id, _language()),
        replies=shown,
        totals=reply_totals(replies),
        is_first_page=start == 0,
        next_key=shown[-1].id if len(replies) > start + PAGE else None,
        aids=AIDS,
        supports=SUPPORTS,
        can_enter=can_change(meeting) and meeting.ends_at > clock.now(),
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/replies/enter", methods=["GET", "POST"])
@declares(Action.SEE_NEEDS)
def enter_reply(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Write down what a family said on the phone or at the door."""
    meeting = _meeting_or_404(meeting_id)
    families = families_of(council_id)
    form = EnterReplyForm()
    form.offer_families(families)
    form.offer_languages(
        meeting.council.language, sorted({family.spoken_language for family in families})
    )
    if form.validate_on_submit():
        family = next(each for each in families if each.id == form.family.data)
        try:
            operations.record_reply(
                meeting, family, form.answer(coming=form.coming.data == "yes"), by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The reply is recorded."), "done")
            return redirect(
                url_for("meetings.list_replies", council_id=council_id, meeting_id=meeting_id), 303
            )
    page = render_template(
        "meetings/enter_reply.html",
        form=form,
        meeting=meeting,
        title=passage(meeting.title_id, _language()),
    )
    return page, 422 if form.errors else 200
