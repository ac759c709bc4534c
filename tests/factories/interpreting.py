"""Interpreters, and bookings at each place of their way."""

from datetime import timedelta

from council import clock
from council.access.models import Purpose, Ticket
from council.access.tickets import ticket_token
from council.database import db
from council.interpreting import operations
from council.interpreting.models import Booking, Interpreter, InterpreterRequest
from council.interpreting.operations import InterpreterFacts
from council.interpreting.states import BookingState, Credential, Modality, Mode
from council.meetings.models import Meeting
from tests.factories.meetings import at
from tests.factories.school import Cast


def an_interpreter(
    cast: Cast,
    name: str = "Amina Demo",
    *languages: str,
    email: str | None = "amina@example.org",
    phone: str | None = None,
    credential: Credential = Credential.QUALIFIED,
    modalities: tuple[Modality, ...] = (Modality.ON_SITE, Modality.VIDEO),
    one_way: bool = False,
) -> Interpreter:
    """Somebody who interprets between these languages and English (Somali, if none is named)."""
    there = [(language, "en") for language in languages or ("so",)]
    back = [] if one_way else [(other, one) for one, other in there]
    return operations.add_interpreter(
        InterpreterFacts(
            name=name,
            email=email,
            phone=phone,
            credential=credential,
            attested_adult_and_unrelated=True,
            modalities=modalities,
            pairs=(*there, *back),
            pay="$60 an hour",
        ),
        by=cast.coordinator,
    )


def a_request(
    cast: Cast,
    meeting: Meeting,
    language: str = "so",
    *,
    relay: str | None = None,
    modality: Modality = Modality.ON_SITE,
) -> InterpreterRequest:
    """Carmen asks for an interpreter."""
    return operations.request_interpreter(
        meeting,
        language,
        mode=Mode.SIMULTANEOUS,
        modality=modality,
        relay_language=relay,
        note="Park behind the gym.",
        by=cast.coordinator,
    )


def offer(
    cast: Cast, booking: Booking, interpreter: Interpreter, *, travel: int = 30, hours: float = 24
) -> None:
    """Carmen offers a booking, to be answered within so many hours."""
    operations.offer_booking(
        booking,
        interpreter,
        travel_minutes=travel,
        answer_by=clock.now() + timedelta(hours=hours),
        by=cast.coordinator,
    )


def booking_in_state(
    cast: Cast, meeting: Meeting, state: BookingState, interpreter: Interpreter | None = None
) -> Booking:
    """A booking for Somali that came to this state on the usual way."""
    booking = a_request(cast, meeting).bookings[0]
    if state is BookingState.REQUESTED:
        return booking
    offer(cast, booking, interpreter or an_interpreter(cast))
    if state is BookingState.DECLINED:
        operations.decline_booking(booking, "I am away.")
    elif state is BookingState.WITHDRAWN:
        operations.withdraw_offer(booking, by=cast.coordinator)
    elif state is BookingState.EXPIRED:
        with at(clock.now() + timedelta(hours=25)):
            operations.expire_offers(clock.now())
    elif state is not BookingState.OFFERED:
        operations.accept_booking(booking)
        _after_confirmed(cast, booking, meeting, state)
    return booking


def _after_confirmed(cast: Cast, booking: Booking, meeting: Meeting, state: BookingState) -> None:
    if state is BookingState.CANCELLED:
        operations.cancel_booking(booking, "Nobody needs it.", by=cast.coordinator)
    elif state in (BookingState.FULFILLED, BookingState.NO_SHOW):
        with at(meeting.ends_at):
            if state is BookingState.FULFILLED:
                operations.fulfil_booking(booking, 90, by=cast.coordinator)
            else:
                operations.miss_booking(booking, by=cast.coordinator)


def link_of(booking: Booking) -> str:
    """What stands in the interpreter's link."""
    ticket = db.session.scalars(
        db.select(Ticket).where(Ticket.purpose == Purpose.BOOKING, Ticket.subject_id == booking.id)
    ).one()
    return ticket_token(ticket)
