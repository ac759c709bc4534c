"""What needs somebody today, the most urgent first, gathered from every package's queries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from council import clock
from council.access.actions import Action, Role, may
from council.access.queries import has_coordinator
from council.concerns.models import Theme
from council.concerns.queries import concerns_kept_private, concerns_to_group, how_many
from council.concerns.reading_queries import concerns_without_reading
from council.concerns.states import ConcernState
from council.concerns.summary_queries import summaries_to_approve
from council.councils.models import Council
from council.councils.presets import preset_of
from council.database import db
from council.interpreting.queries import (
    bookings_to_settle,
    needs_of,
    needs_unfilled,
    offers_waiting,
)
from council.interpreting.states import NeedStanding
from council.languages.choice import current_interface
from council.languages.formatting import format_day, format_moment, language_name
from council.meetings.minutes_queries import (
    meetings_with_minutes_to_approve,
    meetings_without_minutes,
)
from council.meetings.models import Meeting
from council.meetings.queries import (
    meetings_to_mark_as_held,
    meetings_to_post,
    upcoming_meetings,
)
from council.meetings.states import MeetingState
from council.notices.queries import to_do_by_hand
from council.packets.models import Packet
from council.packets.queries import current_packets
from council.people.models import Person
from council.recommendations.models import Recommendation
from council.recommendations.queries import (
    answers_awaited,
    answers_to_tell,
    answers_waiting_for,
    recommendations_to_send,
    recommendations_to_vote_on,
    steps_due,
)
from council.rounds.queries import open_rounds
from council.texts.passages import Passage, passages
from council.texts.queries import translations_missing, translations_to_approve

# What a coordinator sees coming: interpreters of rare languages are asked a month ahead.
LOOK_AHEAD = timedelta(days=30)
# After so long nobody remembers what was said.
LOOK_BACK = timedelta(days=45)


@dataclass(frozen=True)
class Matter:
    """One thing that waits for this person: what, who is waiting, since when, where to do it."""

    what: str
    href: str
    action: str
    who: str = ""
    since: str = ""
    due_on: date | None = None
    late: str = ""  # in words, where it should have been done by now
    soon: str = ""  # in words, where it must be done before a day that is near

    @property
    def tone(self) -> str:
        """How loudly it is said."""
        return "late" if self.late else "attention" if self.soon else "thread"


@dataclass(frozen=True)
class MeetingAhead:
    """The council's next meeting, and how far it is prepared."""

    meeting: Meeting
    title: Passage
    covered: int | None  # languages with an interpreter; None for those who do not see needs
    wanted: int
    packets: Sequence[Packet]


def meeting_ahead(roles: frozenset[Role], council: Council) -> MeetingAhead | None:
    """The next meeting that these roles may see and that takes place, always in a few queries."""
    if not may(roles, Action.SEE_MEETINGS):
        return None
    if not may(roles, Action.SEE_MEETINGS):
        return None
    meeting = db.session.scalars(
        upcoming_meetings(council.id, roles, clock.now())
        .where(Meeting.state != MeetingState.CANCELLED)
        .limit(1)
    ).one_or_none()
    if meeting is None:
        return None
    title = passages([meeting.title_id], current_interface().asked.tag)[meeting.title_id]
    wanted = []
    if may(roles, Action.SEE_NEEDS):
        wanted = [need for need in needs_of(council, [meeting])[meeting.id] if need.is_wanted]
    return MeetingAhead(
        meeting,
        title,
        sum(need.standing is NeedStanding.COVERED for need in wanted)
        if may(roles, Action.SEE_NEEDS)
        else None,
        len(wanted),
        current_packets(meeting.id),
    )


def matters_for(person: Person, roles: frozenset[Role], council: Council) -> list[Matter]:
    """What this person's roles in the council ask of them; what is late first, then by its day."""
    desk = _Desk(person, roles, council)
    return sorted(
        desk.matters(),
        key=lambda matter: (not matter.late, matter.due_on is None, matter.due_on or date.max),
    )


class _Desk:
    """One person's desk in one council, on one day."""

    def __init__(self, person: Person, roles: frozenset[Role], council: Council) -> None:
        self.person = person
        self.roles = roles
        self.council = council
        self.today = clock.today(council.time_zone)
        self.now = clock.now()
        self.tag = current_interface().asked.tag

    def matters(self) -> Iterator[Matter]:
        for action, found in (
            (Action.INVITE_PEOPLE, self._coordinator),
            (Action.ANSWER_RECOMMENDATION, self._answers_and_steps),
            (Action.BOOK_INTERPRETER, self._interpreters),
            (Action.SCHEDULE_MEETING, self._meetings),
            (Action.WRITE_MINUTES, self._minutes_to_write),
            (Action.APPROVE_MINUTES, self._minutes_to_approve),
            (Action.SEND_RECOMMENDATION, self._recommendations),
            (Action.APPROVE_SUMMARY, self._summaries),
            (Action.APPROVE_READING, self._readings),
            (Action.GROUP_CONCERNS, self._concerns),
            (Action.RUN_ROUND, self._rounds),
            (Action.TRANSLATE, self._translations),
            (Action.SEE_MESSAGES, self._messages),
        ):
            if may(self.roles, action):
                yield from found()

    def _url(self, endpoint: str, **ids: str) -> str:
        values: dict[str, Any] = {"council_id": self.council.id, **ids}
        return url_for(endpoint, **values)

    def _words(self, text_ids: Iterable[str]) -> dict[str, Passage]:
        return passages(text_ids, self.tag)

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.council.time_zone)).date()

    def _lateness(self, due_on: date | None) -> str:
        if due_on is None or due_on >= self.today:
            return ""
        days = (self.today - due_on).days
        return str(ngettext("%(num)s day late", "%(num)s days late", days))

    def _coordinator(self) -> Iterator[Matter]:
        if not has_coordinator(self.council.id):
            yield Matter(
                _("The council has no coordinator yet"),
                self._url("access.invite_person"),
                _("Invite somebody"),
                who=_("A coordinator invites the others, schedules meetings and adds families"),
            )

    def _answers_and_steps(self) -> Iterator[Matter]:
        waiting = list(db.session.scalars(answers_waiting_for(self.person, self.council.id)))
        titles = self._words(one.title_id for one in waiting)
        for one in waiting:
            yield Matter(
                titles[one.title_id].words,
                self._url("recommendations.answer_recommendation", recommendation_id=one.id),
                _("Answer in writing"),
                who=_("The council and its families are waiting"),
                since=_("since %(day)s", day=format_day(self._day_of(one.sent_at)))
                if one.sent_at
                else "",
                due_on=one.due_on,
                late=self._lateness(one.due_on),
                soon=_("Due %(day)s", day=format_day(one.due_on)) if one.due_on else "",
            )
        steps = list(db.session.scalars(steps_due(self.council.id, self.person)))
        words = self._words(step.text_id for step in steps)
        for step in steps:
            yield Matter(
                words[step.text_id].words,
                self._url(
                    "recommendations.show_recommendation",
                    recommendation_id=step.response.recommendation_id,
                ),
                _("Report on it"),
                who=_("You promised this step"),
                since=_("for %(day)s", day=format_day(step.due_on)),
                due_on=step.due_on,
                late=self._lateness(step.due_on),
            )

    def _interpreters(self) -> Iterator[Matter]:
        lead = timedelta(days=preset_of(self.council.preset).interpreter_lead_days)
        for unfilled in needs_unfilled(self.council.id, self.now + LOOK_AHEAD):
            if unfilled.need.standing is NeedStanding.OFFERED:
                continue  # somebody has been asked: the offers below say who
            day = self._day_of(unfilled.meeting.starts_at)
            yield Matter(
                _(
                    "No interpreter yet: %(language)s, %(day)s",
                    language=language_name(unfilled.need.language),
                    day=format_day(day),
                ),
                self._url("interpreting.show_needs", meeting_id=unfilled.meeting.id),
                _("Find an interpreter"),
                who=ngettext(
                    "%(num)s family asked for it",
                    "%(num)s families asked for it",
                    unfilled.need.asked,
                ),
                due_on=day - lead,
                late=_("Lead time is over") if day - lead < self.today else "",
                soon=_("Ask by %(day)s", day=format_day(day - lead)),
            )
        for booking in offers_waiting(self.council.id):
            if booking.interpreter is None or booking.answer_by is None:
                continue
            yield Matter(
                _(
                    "%(name)s has not answered the offer for %(language)s",
                    name=booking.interpreter.name,
                    language=language_name(booking.request.language),
                ),
                self._url("interpreting.show_booking", booking_id=booking.id),
                _("See the offer"),
                since=_(
                    "answer due %(moment)s",
                    moment=format_moment(booking.answer_by, self.council.time_zone),
                ),
                due_on=self._day_of(booking.answer_by),
            )
        for booking in bookings_to_settle(self.council.id, self.now):
            if booking.interpreter is None:
                continue
            yield Matter(
                _("Did %(name)s come, and for how long?", name=booking.interpreter.name),
                self._url("interpreting.settle_booking", booking_id=booking.id),
                _("Write it down"),
                since=format_day(self._day_of(booking.request.meeting.starts_at)),
                due_on=self._day_of(booking.request.meeting.ends_at),
            )

    def _meetings(self) -> Iterator[Matter]:
        to_post = meetings_to_post(self.council.id, self.now + LOOK_AHEAD)
        over = meetings_to_mark_as_held(self.council.id, self.now)
        titles = self._words(meeting.title_id for meeting in (*to_post, *over))
        hours = preset_of(self.council.preset).posting_hours
        for meeting in to_post:
            latest = meeting.starts_at - timedelta(hours=hours or 0)
            when = format_moment(latest, self.council.time_zone)
            yield Matter(
                _("Post the agenda: %(meeting)s", meeting=titles[meeting.title_id].words),
                self._url("meetings.show_meeting", meeting_id=meeting.id),
                _("Look at the agenda"),
                who=format_moment(meeting.starts_at, self.council.time_zone),
                due_on=self._day_of(latest),
                late=_("The time for posting is over") if latest < self.now else "",
                soon=_("Post it before %(moment)s", moment=when),
            )
        for meeting in over:
            yield Matter(
                _("Did it take place? %(meeting)s", meeting=titles[meeting.title_id].words),
                self._url("meetings.show_meeting", meeting_id=meeting.id),
                _("Mark it as held"),
                since=format_moment(meeting.starts_at, self.council.time_zone),
                due_on=self._day_of(meeting.ends_at),
            )

    def _minutes_to_write(self) -> Iterator[Matter]:
        yield from self._minutes(
            meetings_without_minutes(self.council.id, self.now - LOOK_BACK),
            "minutes.write_minutes",
            _("Write the minutes"),
            lambda day: _("The meeting of %(day)s has no minutes yet", day=day),
        )

    def _minutes_to_approve(self) -> Iterator[Matter]:
        yield from self._minutes(
            meetings_with_minutes_to_approve(self.council.id),
            "minutes.show_minutes",
            _("Read the minutes"),
            lambda day: _("The minutes of %(day)s wait for your approval", day=day),
        )

    def _minutes(
        self, meetings: Sequence[Meeting], endpoint: str, action: str, what: Callable[[str], str]
    ) -> Iterator[Matter]:
        titles = self._words(meeting.title_id for meeting in meetings)
        for meeting in meetings:
            yield Matter(
                what(format_day(meeting.held_on, weekday=False)),
                self._url(endpoint, meeting_id=meeting.id),
                action,
                who=titles[meeting.title_id].words,
            )

    def _recommendations(self) -> Iterator[Matter]:
        to_vote = list(db.session.scalars(recommendations_to_vote_on(self.council.id)))
        to_send = list(db.session.scalars(recommendations_to_send(self.council.id)))
        awaited = [
            one
            for one in db.session.scalars(answers_awaited(self.council.id))
            if one.due_on and one.due_on < self.today
        ]
        to_tell = list(db.session.scalars(answers_to_tell(self.council.id)))
        titles = self._words(one.title_id for one in (*to_vote, *to_send, *awaited, *to_tell))

        def matter(one: Recommendation, what: str, action: str, who: str = "") -> Matter:
            return Matter(
                what % {"title": titles[one.title_id].words},
                self._url("recommendations.show_recommendation", recommendation_id=one.id),
                action,
                who=who,
                due_on=one.due_on,
                late=self._lateness(one.due_on) if one in awaited else "",
            )

        for one in awaited:
            name = one.addressee.name if one.addressee else ""
            yield matter(
                one, _("Overdue answer: %(title)s", title="%(title)s"), _("Look at it"), name
            )
        for one in to_send:
            yield matter(
                one, _("Send what was adopted: %(title)s", title="%(title)s"), _("Send it")
            )
        for one in to_vote:
            yield matter(
                one,
                _("Waits for the council’s vote: %(title)s", title="%(title)s"),
                _("Put it to the vote"),
            )
        for one in to_tell:
            yield matter(
                one,
                _("Tell the families who asked: %(title)s", title="%(title)s"),
                _("Tell them"),
                _("The school has answered"),
            )

    def _summaries(self) -> Iterator[Matter]:
        themes: list[Theme] = list(
            db.session.scalars(summaries_to_approve(self.council, self.person))
        )
        titles = self._words(theme.title_id for theme in themes)
        for theme in themes:
            yield Matter(
                _("Approve the summary: %(title)s", title=titles[theme.title_id].words),
                self._url("concerns.show_theme", theme_id=theme.id),
                _("Read it"),
            )
        if private := how_many(concerns_kept_private(self.council)):
            yield Matter(
                ngettext(
                    "%(num)s private concern waits for you",
                    "%(num)s private concerns wait for you",
                    private,
                ),
                self._url("concerns.list_concerns", state=ConcernState.RECEIVED.value),
                ngettext("Read it", "Read them", private),
            )

    def _readings(self) -> Iterator[Matter]:
        if count := how_many(concerns_without_reading(self.council)):
            yield Matter(
                ngettext(
                    "%(num)s concern waits for a short summary",
                    "%(num)s concerns wait for a short summary",
                    count,
                ),
                self._url("concerns.next_reading"),
                ngettext("Write it", "Write them one by one", count),
                who=_("Until then no leader can group what families wrote themselves"),
            )

    def _concerns(self) -> Iterator[Matter]:
        if count := how_many(concerns_to_group(self.person, self.roles, self.council)):
            yield Matter(
                ngettext(
                    "%(num)s concern stands under no theme",
                    "%(num)s concerns stand under no theme",
                    count,
                ),
                self._url("concerns.list_concerns", state=ConcernState.RECEIVED.value),
                ngettext("Group it", "Group them", count),
                who=_("What families said, waiting to be taken up"),
            )

    def _rounds(self) -> Iterator[Matter]:
        rounds = list(db.session.scalars(open_rounds(self.council.id)))
        questions = self._words(one.question_id for one in rounds)
        for one in rounds:
            yield Matter(
                _("Families are voting: %(question)s", question=questions[one.question_id].words),
                self._url("rounds.show_round", round_id=one.id),
                _("See how it is going"),
                since=_("since %(day)s", day=format_day(self._day_of(one.opened_at)))
                if one.opened_at
                else "",
            )

    def _translations(self) -> Iterator[Matter]:
        if to_approve := translations_to_approve(self.person, self.council.id):
            yield Matter(
                ngettext(
                    "%(num)s translation waits for your approval",
                    "%(num)s translations wait for your approval",
                    len(to_approve),
                ),
                self._url("texts.review_queue"),
                ngettext("Read it", "Read them", len(to_approve)),
                due_on=min(
                    (task.place.due_on for task in to_approve if task.place.due_on), default=None
                ),
            )
        if urgent := translations_missing(self.council.id, needed_by_a_day=True):
            due_on = min(task.place.due_on for task in urgent if task.place.due_on)
            yield Matter(
                ngettext(
                    "%(num)s translation is missing that families need soon",
                    "%(num)s translations are missing that families need soon",
                    len(urgent),
                ),
                self._url("texts.review_queue"),
                _("See what is missing"),
                due_on=due_on,
                soon=_("The first by %(day)s", day=format_day(due_on)),
            )

    def _messages(self) -> Iterator[Matter]:
        owed = to_do_by_hand(self.council.id).order_by(None).subquery()
        if count := db.session.scalar(select(func.count()).select_from(owed)):
            yield Matter(
                ngettext(
                    "%(num)s call, letter or text to make by hand",
                    "%(num)s calls, letters and texts to make by hand",
                    count,
                ),
                self._url("notices.worklist"),
                _("Open the worklist"),
                who=_("Families are waiting to be told"),
            )
