"""Interpreters, what meetings need and how far it is covered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from council import clock
from council.councils.models import Council
from council.database import db
from council.interpreting.models import (
    Booking,
    Interpreter,
    InterpreterPair,
    InterpreterRequest,
)
from council.interpreting.rules import Obstacle, busy_seconds, obstacles
from council.interpreting.states import COVERS, STANDS, TAKES_TIME, BookingState, NeedStanding
from council.meetings.models import Meeting
from council.meetings.reply_queries import LanguageWanted, languages_needed
from council.meetings.states import CHANGEABLE

PAGE = 50


def interpreters(
    *, language: str | None = None, after: tuple[str, str] | None = None
) -> Sequence[Interpreter]:
    """The district's directory by name, one more than a page to tell if there are more."""
    directory = select(Interpreter).options(selectinload(Interpreter.pairs))
    if language:
        directory = directory.where(
            Interpreter.pairs.any(
                or_(
                    InterpreterPair.from_language == language,
                    InterpreterPair.into_language == language,
                )
            )
        )
    if after is not None:
        directory = directory.where(
            or_(
                Interpreter.name > after[0],
                and_(Interpreter.name == after[0], Interpreter.id > after[1]),
            )
        )
    return db.session.scalars(
        directory.order_by(Interpreter.name, Interpreter.id).limit(PAGE + 1)
    ).all()


def interpreter_by_id(interpreter_id: str) -> Interpreter | None:
    """One interpreter of the district's directory, with the languages they work in."""
    return db.session.scalars(
        select(Interpreter)
        .where(Interpreter.id == interpreter_id)
        .options(selectinload(Interpreter.pairs))
    ).one_or_none()


def booking_of(council_id: str, booking_id: str) -> Booking | None:
    """A booking for one of the council's meetings."""
    return db.session.scalars(
        select(Booking)
        .join(InterpreterRequest, InterpreterRequest.id == Booking.request_id)
        .join(Meeting, Meeting.id == InterpreterRequest.meeting_id)
        .where(Booking.id == booking_id, Meeting.council_id == council_id)
        .options(
            joinedload(Booking.interpreter),
            joinedload(Booking.request)
            .joinedload(InterpreterRequest.meeting)
            .joinedload(Meeting.council),
        )
    ).one_or_none()


def request_of(meeting: Meeting, language: str) -> InterpreterRequest | None:
    """What was asked for at this meeting in this language."""
    return db.session.scalars(
        select(InterpreterRequest)
        .where(InterpreterRequest.meeting_id == meeting.id, InterpreterRequest.language == language)
        .options(selectinload(InterpreterRequest.bookings))
    ).one_or_none()


def tries_for(booking: Booking) -> Sequence[Booking]:
    """Every try to fill the same leg, the first one first."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.request_id == booking.request_id, Booking.leg == booking.leg)
        .options(joinedload(Booking.interpreter))
        .order_by(Booking.attempt)
    ).all()


@dataclass(frozen=True)
class Candidate:
    """An interpreter who works with a booking's language, and what keeps them from filling it."""

    interpreter: Interpreter
    obstacles: Sequence[Obstacle]
    # The meeting, if travel counts, during which they are taken already.
    busy_with: Booking | None
    declined_before: bool


def candidates_for(booking: Booking, travel_minutes: int = 0) -> list[Candidate]:
    """Those in the directory who work with the booking's language, the ones who can first."""
    meeting = booking.request.meeting
    people = db.session.scalars(
        select(Interpreter)
        .where(
            Interpreter.active,
            Interpreter.pairs.any(
                or_(
                    InterpreterPair.from_language == booking.from_language,
                    InterpreterPair.into_language == booking.from_language,
                )
            ),
        )
        .options(selectinload(Interpreter.pairs))
        .order_by(Interpreter.name, Interpreter.id)
    ).all()
    start, end = busy_seconds(meeting.starts_at, meeting.ends_at, travel_minutes)
    busy = {
        taken.interpreter_id: taken
        for taken in db.session.scalars(
            select(Booking).where(
                Booking.interpreter_id.in_([person.id for person in people]),
                Booking.state.in_(TAKES_TIME),
                Booking.id != booking.id,
                Booking.busy_from < end,
                Booking.busy_until > start,
            )
        )
    }
    declined = set(
        db.session.scalars(
            select(Booking.interpreter_id).where(
                Booking.request_id == booking.request_id,
                Booking.state == BookingState.DECLINED,
            )
        )
    )
    found = [
        Candidate(
            person,
            obstacles(person, booking, busy=person.id in busy),
            busy.get(person.id),
            person.id in declined,
        )
        for person in people
    ]
    return sorted(found, key=lambda each: (len(each.obstacles), each.declined_before))


def clash_of(booking: Booking, interpreter_id: str, start: int, end: int) -> Booking | None:
    """The live booking of this interpreter that overlaps these seconds, if there is one."""
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.interpreter_id == interpreter_id,
            Booking.id != booking.id,
            Booking.state.in_(TAKES_TIME),
            Booking.busy_from < end,
            Booking.busy_until > start,
        )
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class Need:
    """One language at one meeting: who needs it and who covers it."""

    meeting_id: str
    language: str
    families: int  # of the council, that speak or sign it
    asked: int  # that come and asked for an interpreter
    request: InterpreterRequest | None
    legs: Sequence[Booking]  # the try for each leg that counts now, in order
    standing: NeedStanding

    @property
    def is_wanted(self) -> bool:
        """Whether somebody said that it is needed: a family that comes, or the coordinator."""
        return self.asked > 0 or bool(self.legs)

    @property
    def is_unfilled(self) -> bool:
        """Whether it is wanted and not covered."""
        return self.is_wanted and self.standing is not NeedStanding.COVERED


def needs_of(council: Council, meetings: Sequence[Meeting]) -> dict[str, list[Need]]:
    """What each of the council's meetings needs in interpreting, by the meeting's id.

    Always the same few queries; what is missing comes first.
    """
    wanted = languages_needed(council, meetings)
    requests: dict[str, dict[str, InterpreterRequest]] = {meeting.id: {} for meeting in meetings}
    # Joined, since what is selected apart is asked for five hundred at a time.
    for request in db.session.scalars(
        select(InterpreterRequest)
        .where(InterpreterRequest.meeting_id.in_(list(requests)))
        .options(joinedload(InterpreterRequest.bookings).joinedload(Booking.interpreter))
    ).unique():
        requests[request.meeting_id][request.language] = request
    answer: dict[str, list[Need]] = {}
    for meeting in meetings:
        asked = requests[meeting.id]
        rows = {row.language: row for row in wanted[meeting.id]}
        for language in asked:
            rows.setdefault(language, LanguageWanted(language, 0, 0))
        needs = [_need(meeting, row, asked.get(tag)) for tag, row in rows.items()]
        answer[meeting.id] = sorted(
            needs, key=lambda need: (_urgency(need), -need.asked, -need.families)
        )
    return answer


def _urgency(need: Need) -> int:
    """What somebody has to do first, then what waits for an answer, then what is done."""
    if not need.is_wanted:
        return 3
    if need.standing is NeedStanding.COVERED:
        return 2
    return 1 if need.standing is NeedStanding.OFFERED else 0


def _need(meeting: Meeting, row: LanguageWanted, request: InterpreterRequest | None) -> Need:
    legs = (
        sorted(
            (booking for booking in request.bookings if booking.state in STANDS),
            key=lambda booking: booking.leg,
        )
        if request
        else []
    )
    return Need(
        meeting_id=meeting.id,
        language=row.language,
        families=row.families,
        asked=row.asked,
        request=request if legs else None,
        legs=legs,
        standing=standing_of(legs),
    )


def standing_of(legs: Collection[Booking]) -> NeedStanding:
    """How far a need is met by the bookings for its legs: each of them has to be confirmed."""
    if not legs:
        return NeedStanding.NOT_ASKED
    covered = sum(leg.state in COVERS for leg in legs)
    if covered == len(legs):
        return NeedStanding.COVERED
    if covered:
        return NeedStanding.PARTLY
    if any(leg.state is BookingState.OFFERED for leg in legs):
        return NeedStanding.OFFERED
    return NeedStanding.OPEN


@dataclass(frozen=True)
class UnfilledNeed:
    """A need that is wanted and not covered yet, with the meeting that it is for."""

    meeting: Meeting
    need: Need


def needs_unfilled(council_id: str, until: datetime) -> list[UnfilledNeed]:
    """What is wanted and not covered at the council's meetings until then, the soonest first."""
    council = db.session.get_one(Council, council_id)
    meetings = db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state.in_(CHANGEABLE),
            Meeting.starts_at > clock.now(),
            Meeting.starts_at <= until,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    needs = needs_of(council, meetings)
    return [
        UnfilledNeed(meeting, need)
        for meeting in meetings
        for need in needs[meeting.id]
        if need.is_unfilled
    ]


def offers_waiting(council_id: str) -> Sequence[Booking]:
    """Offers that interpreters have not answered yet, the one to be answered first on top."""
    return _bookings(council_id, (BookingState.OFFERED,), Booking.answer_by)


def bookings_to_settle(council_id: str, now: datetime) -> Sequence[Booking]:
    """Confirmed bookings of meetings that are over: did the interpreter come, and for how long?"""
    return [
        booking
        for booking in _bookings(council_id, (BookingState.CONFIRMED,), Meeting.starts_at)
        if booking.request.meeting.ends_at <= now
    ]


def _bookings(
    council_id: str, states: Collection[BookingState], order: object
) -> Sequence[Booking]:
    return db.session.scalars(
        select(Booking)
        .join(InterpreterRequest, InterpreterRequest.id == Booking.request_id)
        .join(Meeting, Meeting.id == InterpreterRequest.meeting_id)
        .where(Meeting.council_id == council_id, Booking.state.in_(states))
        .options(
            joinedload(Booking.interpreter),
            joinedload(Booking.request).joinedload(InterpreterRequest.meeting),
        )
        .order_by(order, Booking.id)  # type: ignore[arg-type]
    ).all()


def offers_to_expire(now: datetime) -> Sequence[Booking]:
    """Offers, of all councils, whose time to answer is over."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.OFFERED, Booking.answer_by <= now)
        .order_by(Booking.answer_by, Booking.id)
    ).all()


def live_bookings(meeting: Meeting) -> Sequence[Booking]:
    """The bookings of a meeting that have not failed, of every request."""
    return db.session.scalars(
        select(Booking)
        .join(InterpreterRequest, InterpreterRequest.id == Booking.request_id)
        .where(InterpreterRequest.meeting_id == meeting.id, Booking.state.in_(STANDS))
        .options(joinedload(Booking.interpreter), joinedload(Booking.request))
        .order_by(InterpreterRequest.language, Booking.leg, Booking.attempt)
    ).all()
