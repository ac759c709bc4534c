"""Asking for interpreters, offering bookings, and everything that becomes of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access.models import Purpose, Ticket
from council.access.tickets import issue_ticket
from council.database import db
from council.history.operations import record
from council.interpreting.models import (
    Booking,
    Interpreter,
    InterpreterPair,
    InterpreterRequest,
)
from council.interpreting.queries import (
    clash_of,
    live_bookings,
    offers_to_expire,
    request_of,
)
from council.interpreting.rules import busy_seconds, legs_of, next_on_ladder, obstacles
from council.interpreting.states import (
    MOVES,
    STANDS,
    BookingMove,
    BookingState,
    Credential,
    Modality,
    Mode,
)
from council.languages.choice import in_language
from council.languages.formatting import format_moment, format_time
from council.languages.registry import Area, find
from council.meetings.models import Meeting
from council.meetings.rules import can_change
from council.meetings.states import MeetingChange
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Person
from council.refusals import Refusal

# ---- the district's directory


@dataclass(frozen=True)
class InterpreterFacts:
    """What the directory says of an interpreter."""

    name: str
    email: str | None
    phone: str | None
    credential: Credential
    attested_adult_and_unrelated: bool
    modalities: tuple[Modality, ...]
    pairs: tuple[tuple[str, str], ...]  # from a language into another
    pay: str = ""


def add_interpreter(facts: InterpreterFacts, *, by: Person) -> Interpreter:
    """Take somebody into the district's directory: an adult, related to no family they serve."""
    interpreter = Interpreter()
    _set_facts(interpreter, facts)
    db.session.add(interpreter)
    db.session.flush()
    record("interpreter_added", interpreter, council_id=None, by_id=by.id)
    return interpreter


def edit_interpreter(
    interpreter: Interpreter, facts: InterpreterFacts, *, active: bool, by: Person
) -> None:
    """Change what the directory says; somebody no longer active gets no new offers."""
    _set_facts(interpreter, facts)
    interpreter.active = active
    db.session.flush()
    record("interpreter_changed", interpreter, council_id=None, by_id=by.id)


def _set_facts(interpreter: Interpreter, facts: InterpreterFacts) -> None:
    if not facts.attested_adult_and_unrelated:
        raise Refusal(
            _l(
                "Only adults who are not related to the families can interpret. Never a child,"
                " a brother or sister, or a friend."
            ),
            field="attested_adult_and_unrelated",
        )
    if not facts.email and not facts.phone:
        raise Refusal(_l("Give an e-mail address or a phone number, or both."), field="email")
    if not facts.pairs:
        raise Refusal(_l("Name at least one pair of languages."), field="pairs")
    for one, other in facts.pairs:
        if one == other:
            raise Refusal(_l("A pair takes two different languages."), field="pairs")
    interpreter.name, interpreter.email = facts.name, facts.email or None
    interpreter.phone, interpreter.credential = facts.phone or None, facts.credential
    interpreter.attested_adult_and_unrelated = facts.attested_adult_and_unrelated
    interpreter.modalities = [modality.value for modality in facts.modalities]
    interpreter.pay = facts.pay
    wanted = {(find(one).tag, find(other).tag) for one, other in facts.pairs}
    kept = [
        pair for pair in interpreter.pairs if (pair.from_language, pair.into_language) in wanted
    ]
    new = wanted - {(pair.from_language, pair.into_language) for pair in kept}
    interpreter.pairs = kept + [
        InterpreterPair(from_language=one, into_language=other) for one, other in sorted(new)
    ]


# ---- requests


def request_interpreter(
    meeting: Meeting,
    language: str,
    *,
    mode: Mode,
    modality: Modality,
    relay_language: str | None = None,
    note: str = "",
    by: Person,
) -> InterpreterRequest:
    """Say that a meeting needs interpreting into a language; by relay it has two legs to fill."""
    if not can_change(meeting) or meeting.ends_at <= clock.now():
        raise Refusal(_l("This meeting is over or was cancelled."))
    language = find(language).tag
    relay_language = find(relay_language).tag if relay_language else None
    meeting_language = meeting.council.language
    if language == meeting_language:
        raise Refusal(_l("The meeting is held in this language already."), field="language")
    if relay_language in (language, meeting_language):
        raise Refusal(
            _l("Interpreting by way of a third language takes a third language."),
            field="relay_language",
        )
    request = request_of(meeting, language)
    if request is None:
        request = InterpreterRequest(meeting_id=meeting.id, language=language)
        db.session.add(request)
    elif any(booking.state in STANDS for booking in request.bookings):
        raise Refusal(
            _l("An interpreter for this language has been asked for already."), field="language"
        )
    request.meeting_language, request.relay_language = meeting_language, relay_language
    request.mode, request.modality, request.note = mode, modality, note
    request.asked_at = clock.now()
    db.session.flush()
    for leg, pair in enumerate(legs_of(language, relay_language, meeting_language), start=1):
        _open_leg(request, leg, pair, modality)
    record(
        "interpreter_requested",
        request,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"meeting": meeting.id, "language": language},
    )
    return request


def _open_leg(
    request: InterpreterRequest, leg: int, pair: tuple[str, str], modality: Modality
) -> Booking:
    earlier = db.session.scalar(
        select(func.max(Booking.attempt)).where(
            Booking.request_id == request.id, Booking.leg == leg
        )
    )
    booking = Booking(
        request_id=request.id,
        leg=leg,
        attempt=(earlier or 0) + 1,
        from_language=pair[0],
        into_language=pair[1],
        modality=modality,
        opened_at=clock.now(),
    )
    db.session.add(booking)
    db.session.flush()
    db.session.expire(request, ["bookings"])
    return booking


def _open_again(booking: Booking) -> Booking:
    """The leg is open for another try; the one that failed stays as it was."""
    return _open_leg(
        booking.request,
        booking.leg,
        (booking.from_language, booking.into_language),
        booking.modality,
    )


def withdraw_request(request: InterpreterRequest, *, by: Person) -> None:
    """Interpreting into this language is not needed any more; open offers are taken back."""
    standing = [booking for booking in request.bookings if booking.state in STANDS]
    for booking in standing:
        _lock(booking)
        if booking.state not in (BookingState.REQUESTED, BookingState.OFFERED):
            raise Refusal(
                _l("An interpreter is confirmed. Cancel that booking first, with a reason.")
            )
    for booking in standing:
        _withdraw(booking, by)


def step_down_ladder(booking: Booking, *, by: Person) -> Booking:
    """Nobody can come this way, so the next one is tried: by video, then by phone."""
    _lock(booking)
    below = next_on_ladder(booking.modality)
    if below is None:
        raise Refusal(_l("There is no other way left to try. Move the meeting to another day."))
    if booking.state is not BookingState.REQUESTED:
        raise Refusal(_l("This booking has been offered to somebody. Wait, or take it back."))
    _withdraw(booking, by)
    return _open_leg(
        booking.request, booking.leg, (booking.from_language, booking.into_language), below
    )


# ---- offers and answers


def offer_booking(
    booking: Booking,
    interpreter: Interpreter,
    *,
    travel_minutes: int,
    answer_by: datetime,
    by: Person,
) -> None:
    """Offer a booking to an interpreter, who accepts or declines by a link of their own.

    From now on their time is taken: the database refuses a second booking that overlaps.
    """
    _lock_interpreters([interpreter.id])
    _lock(booking)
    state = apply_move(MOVES, booking.state, BookingMove.OFFER)
    meeting = booking.request.meeting
    if not can_change(meeting) or meeting.starts_at <= clock.now():
        raise Refusal(_l("This meeting is over or was cancelled."))
    if answer_by <= clock.now():
        raise Refusal(_l("This time is over. Choose one that is still to come."), field="answer_by")
    if answer_by > meeting.starts_at:
        raise Refusal(_l("Ask for an answer before the meeting begins."), field="answer_by")
    if not interpreter.active or obstacles(interpreter, booking, busy=False):
        raise Refusal(
            _l(
                "%(name)s cannot fill this booking. Look at the reasons again.",
                name=interpreter.name,
            )
        )
    start, end = busy_seconds(meeting.starts_at, meeting.ends_at, travel_minutes)
    try:
        with db.session.begin_nested():
            booking.state = state
            booking.interpreter_id = interpreter.id
            booking.travel_minutes = travel_minutes
            booking.busy_from, booking.busy_until = start, end
            booking.offered_at, booking.answer_by = clock.now(), answer_by
            db.session.flush()
    except IntegrityError as error:
        if "booking_overlaps" not in str(error.orig):
            raise
        raise _taken(interpreter, booking, start, end) from error
    db.session.refresh(booking)
    _link_for(booking, meeting)
    _tell("booking_offered", booking)
    _record("booking_offered", booking, by, interpreter=interpreter.id)


def _taken(interpreter: Interpreter, booking: Booking, start: int, end: int) -> Refusal:
    """A refusal that names the clash; whose meeting it is stays with the other council."""
    clash = clash_of(booking, interpreter.id, start, end)
    if clash is None or clash.busy_from is None or clash.busy_until is None:
        return Refusal(
            _l("%(name)s was booked by somebody else at this very moment.", name=interpreter.name)
        )
    zone = booking.request.meeting.time_zone
    taken_from = datetime.fromtimestamp(clash.busy_from, tz=UTC)
    taken_until = datetime.fromtimestamp(clash.busy_until, tz=UTC)
    return Refusal(
        _l(
            "%(name)s is taken from %(start)s to %(end)s, travel included, and cannot be in two"
            " places at once.",
            name=interpreter.name,
            start=format_moment(taken_from, zone),
            end=format_time(taken_until, zone),
        )
    )


def _lock_interpreters(interpreter_ids: Iterable[str]) -> None:
    """One at a time, so that two who book the same interpreters do not wait for each other."""
    db.session.execute(
        select(Interpreter.id)
        .where(Interpreter.id.in_(list(interpreter_ids)))
        .order_by(Interpreter.id)
        .with_for_update(key_share=True)
    )


def _lock(booking: Booking) -> None:
    """Two people who move the same booking at once are told apart by who came first.

    Its interpreter is taken first, as an offer does: PostgreSQL checks a changed booking against
    the interpreter's others, and two such checks at once could wait for each other.
    """
    if booking.interpreter_id is not None:
        _lock_interpreters([booking.interpreter_id])
    db.session.refresh(booking, with_for_update={"of": Booking})


def _link_for(booking: Booking, meeting: Meeting) -> Ticket:
    ticket = issue_ticket(Purpose.BOOKING, subject_id=booking.id, council_id=meeting.council_id)
    # An interpreter who accepted opens the link again on the day of the meeting.
    ticket.expires_at = max(ticket.expires_at, meeting.ends_at)
    db.session.flush()
    return ticket


def accept_booking(booking: Booking) -> None:
    """The interpreter takes the booking; a calendar invite goes out with the confirmation."""
    _lock(booking)
    state = apply_move(MOVES, booking.state, BookingMove.ACCEPT)
    if booking.answer_by is not None and booking.answer_by <= clock.now():
        raise Refusal(_l("The time to answer is over. Call the school if you can still come."))
    booking.state, booking.settled_at = state, clock.now()
    db.session.flush()
    _record("booking_confirmed", booking, None)
    _tell("booking_confirmed", booking)


def decline_booking(booking: Booking, reason: str) -> None:
    """The interpreter cannot or does not want to take the booking, and its leg is open again."""
    _lock(booking)
    _end(booking, BookingMove.DECLINE, reason)
    _record("booking_declined", booking, None)
    _open_again(booking)


def give_booking_back(booking: Booking, reason: str) -> None:
    """The interpreter had accepted and cannot come after all; the leg is open again."""
    _lock(booking)
    _end(booking, BookingMove.CANCEL, reason)
    booking.calendar_sequence += 1
    _record("booking_given_back", booking, None)
    _open_again(booking)
    _tell("booking_cancelled", booking)


def withdraw_offer(booking: Booking, *, by: Person) -> None:
    """Take an offer back before it is answered; the leg is open for somebody else."""
    _lock(booking)
    if booking.state is BookingState.REQUESTED:
        raise Refusal(_l("This booking has not been offered to anybody."))
    _withdraw(booking, by)
    _open_again(booking)


def cancel_booking(booking: Booking, reason: str, *, by: Person) -> None:
    """Cancel a confirmed booking, with the reason that the interpreter is told."""
    _lock(booking)
    _cancel(booking, reason, by)
    _open_again(booking)


def _withdraw(booking: Booking, by: Person) -> None:
    was_offered = booking.state is BookingState.OFFERED
    _end(booking, BookingMove.WITHDRAW, "")
    _record("booking_withdrawn", booking, by)
    if was_offered:
        _tell("booking_withdrawn", booking)


def _cancel(booking: Booking, reason: str, by: Person) -> None:
    if not reason:
        raise Refusal(_l("Say why, so that the interpreter knows."), field="reason")
    _end(booking, BookingMove.CANCEL, reason)
    booking.calendar_sequence += 1
    _record("booking_cancelled", booking, by)
    _tell("booking_cancelled", booking)


def _end(booking: Booking, move: BookingMove, reason: str) -> None:
    if move in (BookingMove.DECLINE, BookingMove.CANCEL) and not reason:
        raise Refusal(_l("Give a reason, in a few words."), field="reason")
    booking.state = apply_move(MOVES, booking.state, move)
    booking.reason, booking.settled_at = reason, clock.now()
    db.session.flush()


def expire_offers(now: datetime) -> int:
    """Offers that nobody answered in time are over and their legs open again; how many."""
    expired = offers_to_expire(now)
    for booking in expired:
        _lock(booking)
        if booking.state is not BookingState.OFFERED:
            continue  # answered while the lock was waited for
        _end(booking, BookingMove.EXPIRE, "")
        _record("booking_expired", booking, None)
        _open_again(booking)
    return len(expired)


# ---- afterwards


def fulfil_booking(booking: Booking, minutes_served: int, *, by: Person) -> None:
    """The interpreter came; how long they served is kept beside what was asked for."""
    _lock(booking)
    _refuse_before_meeting(booking)
    if minutes_served < 1:
        raise Refusal(_l("Write how many minutes the interpreter served."), field="minutes_served")
    booking.state = apply_move(MOVES, booking.state, BookingMove.FULFIL)
    booking.minutes_served, booking.settled_at = minutes_served, clock.now()
    db.session.flush()
    _record("booking_fulfilled", booking, by, minutes=minutes_served)


def miss_booking(booking: Booking, *, by: Person) -> None:
    """The interpreter did not come."""
    _lock(booking)
    _refuse_before_meeting(booking)
    booking.state = apply_move(MOVES, booking.state, BookingMove.MISS)
    booking.settled_at = clock.now()
    db.session.flush()
    _record("booking_missed", booking, by)


def _refuse_before_meeting(booking: Booking) -> None:
    if clock.now() < booking.request.meeting.starts_at:
        raise Refusal(_l("The meeting has not begun yet."))


# ---- when the meeting changes


def follow_meeting(meeting: Meeting, change: MeetingChange, by: Person) -> None:
    """Bookings go with their meeting: to its new time or place, or off with it.

    Where the interpreter is taken at the new time the booking ends, with that as its reason, and
    its leg is open again.
    """
    bookings = live_bookings(meeting)
    _lock_interpreters(
        booking.interpreter_id for booking in bookings if booking.interpreter_id is not None
    )
    for booking in bookings:
        _lock(booking)
        if change is MeetingChange.CANCELLED:
            _call_off(booking, meeting, by)
        elif booking.state in (BookingState.OFFERED, BookingState.CONFIRMED):
            _retime(booking, meeting, by)


def _call_off(booking: Booking, meeting: Meeting, by: Person) -> None:
    if booking.state is BookingState.CONFIRMED:
        _cancel(booking, meeting.cancelled_reason, by)
    elif booking.state in (BookingState.REQUESTED, BookingState.OFFERED):
        _withdraw(booking, by)


def _retime(booking: Booking, meeting: Meeting, by: Person) -> None:
    start, end = busy_seconds(meeting.starts_at, meeting.ends_at, booking.travel_minutes)
    try:
        with db.session.begin_nested():
            booking.busy_from, booking.busy_until = start, end
            booking.calendar_sequence += 1
            if booking.answer_by is not None:
                booking.answer_by = min(booking.answer_by, meeting.starts_at)
            db.session.flush()
    except IntegrityError as error:
        if "booking_overlaps" not in str(error.orig):
            raise
        _end_for_clash(booking, meeting, by)
        return
    _record("booking_moved", booking, by)
    _tell("booking_moved", booking)


def _end_for_clash(booking: Booking, meeting: Meeting, by: Person) -> None:
    db.session.refresh(booking)
    if booking.state is BookingState.OFFERED:
        _withdraw(booking, by)
    else:
        with in_language(find(meeting.council.language), Area.STAFF):
            reason = _("The meeting was moved to a time at which you are booked elsewhere.")
        _cancel(booking, reason, by)
    _open_again(booking)


def _tell(kind: str, booking: Booking) -> None:
    if booking.interpreter is not None:
        council_id = booking.request.meeting.council_id
        owe(kind, booking, council_id=council_id, to=booking.interpreter)


def _record(event: str, booking: Booking, by: Person | None, **detail: str | int) -> None:
    record(
        event,
        booking,
        council_id=booking.request.meeting.council_id,
        by_id=by.id if by else None,
        detail={"request": booking.request_id, **detail},
    )
