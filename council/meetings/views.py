"""The pages of meetings: the list, one meeting with all that is missing, the one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _

from council import clock
from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.councils.presets import preset_of
from council.database import db
from council.interpreting.queries import Need, needs_of
from council.interpreting.states import NeedStanding
from council.languages.formatting import language_name
from council.meetings import (
    agenda_views,
    council_words_views,
    posting_views,
    reply_views,
    schedule_views,
)
from council.meetings.agenda_lines import posted_lines, working_lines
from council.meetings.agenda_queries import agenda_of, agenda_snapshot
from council.meetings.family_forms import AIDS, SUPPORTS
from council.meetings.forms import ITEM_KINDS
from council.meetings.loading import bp, language_of_page, meeting_or_404
from council.meetings.minutes_queries import minutes_of, newest_minutes
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.page import (
    EVENTS,
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
from council.meetings.posting_queries import posting_hours, postings_of
from council.meetings.queries import PAGE, past_meetings, upcoming_meetings
from council.meetings.reply_queries import invited_families, replies_to, reply_totals
from council.meetings.rules import can_change, first_good_posting, posting_clock
from council.meetings.states import MeetingState
from council.packets.models import Packet
from council.packets.queries import current_packets
from council.people.queries import history_with_names
from council.texts.passages import passage, passages

# The pages of other subjects in this room belong to the same blueprint.
__all__ = [
    "agenda_views",
    "bp",
    "council_words_views",
    "posting_views",
    "reply_views",
    "schedule_views",
]

bp.add_app_template_global(short_moment)
bp.add_app_template_global(zone_name)


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
        titles=passages([meeting.title_id for meeting in [*upcoming, *shown]], language_of_page()),
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


@bp.get("/councils/<council_id>/meetings/<meeting_id>")
@declares(Action.SEE_MEETINGS)
def show_meeting(council_id: str, meeting_id: str) -> str:
    """A meeting: its facts, its agenda with times, and what is missing before it begins."""
    meeting = meeting_or_404(meeting_id)
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
        working_lines(meeting, items) if works_on_it or not postings else posted_lines(postings[-1])
    )
    return render_template(
        "meetings/show_meeting.html",
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
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
        history=history_lines(
            history_with_names("Meeting", meeting.id, PAGE), EVENTS, meeting.time_zone
        )
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


# ---- the one thing to do next


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next, and where."""

    title: str
    lead: str
    href: str
    label: str
    posts: bool = False  # a single button that posts, rather than a link
    confirm: str | None = None


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
