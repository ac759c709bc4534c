"""What interpreting gives to the house: it goes with meetings, and tells interpreters."""

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.access.models import Purpose, Ticket
from council.access.tickets import ticket_token
from council.addresses import address_of
from council.database import db
from council.interpreting import operations
from council.interpreting.forms import MODALITIES, MODES
from council.interpreting.invites import calendar_cancellation, calendar_invite
from council.interpreting.models import Booking
from council.interpreting.states import BookingState
from council.languages.formatting import format_moment, language_name
from council.meetings.family_messages import Paragraphs, in_the_councils_language, when, where
from council.meetings.registry import when_meeting_changes
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered, renders
from council.texts.passages import passage


def register(app: Flask) -> None:
    """Hear of it when a meeting changes; the messages are below."""
    when_meeting_changes(operations.follow_meeting)


@renders("booking_offered", about=_l("An offer to interpret"))
def render_booking_offered(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Offers a booking, with the link by which the interpreter answers."""
    booking = db.session.get(Booking, subject_id)
    if booking is None or booking.state is not BookingState.OFFERED or booking.answer_by is None:
        return None
    zone = booking.request.meeting.time_zone
    return Rendered(
        _("Can you interpret %(language)s?", language=language_name(booking.from_language)),
        [
            _("We would like to book you to interpret at a meeting of our council:"),
            *_facts(booking, message),
            _("Please answer by %(time)s:", time=format_moment(booking.answer_by, zone)),
            _address(booking),
        ],
    )


@renders("booking_confirmed", about=_l("A confirmed booking"))
def render_booking_confirmed(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Confirms a booking, with the invite for the interpreter's calendar."""
    booking = db.session.get(Booking, subject_id)
    if booking is None or booking.state is not BookingState.CONFIRMED:
        return None
    invite = calendar_invite(booking, _title(booking, message))
    return Rendered(
        _("You are booked: %(language)s", language=language_name(booking.from_language)),
        [
            _("Thank you. You are booked to interpret at this meeting:"),
            *_facts(booking, message),
            _("You find the booking, and can give it back if you must, here:"),
            _address(booking),
        ],
        (invite,) if invite else (),
    )


@renders("booking_moved", about=_l("A booked meeting has moved"))
def render_booking_moved(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells an interpreter when or where the meeting is now; their calendar follows."""
    booking = db.session.get(Booking, subject_id)
    if booking is None or booking.state not in (BookingState.OFFERED, BookingState.CONFIRMED):
        return None
    confirmed = booking.state is BookingState.CONFIRMED
    invite = calendar_invite(booking, _title(booking, message)) if confirmed else None
    ask = (
        _("If you cannot come any more, please say so at once:")
        if confirmed
        else _("Please tell us whether you can come:")
    )
    return Rendered(
        _("The meeting has changed"),
        [
            _("The meeting for which we asked you has changed. It is now:"),
            *_facts(booking, message),
            ask,
            _address(booking),
        ],
        (invite,) if invite else (),
    )


@renders("booking_cancelled", about=_l("A cancelled booking"))
def render_booking_cancelled(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells an interpreter that a booking is off, and why; it goes out of their calendar."""
    booking = db.session.get(Booking, subject_id)
    if booking is None or booking.state is not BookingState.CANCELLED:
        return None
    meeting = booking.request.meeting
    cancellation = calendar_cancellation(booking, _title(booking, message))
    return Rendered(
        _("Your booking is cancelled"),
        [
            _("You are no longer booked for this meeting:"),
            passage(meeting.title_id, message.language),
            when(meeting),
            _("The reason:"),
            in_the_councils_language(meeting, booking.reason),
        ],
        (cancellation,) if cancellation else (),
    )


@renders("booking_withdrawn", about=_l("An offer that was taken back"))
def render_booking_withdrawn(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells an interpreter that an offer they have not answered is taken back."""
    booking = db.session.get(Booking, subject_id)
    if booking is None or booking.state is not BookingState.WITHDRAWN:
        return None
    meeting = booking.request.meeting
    return Rendered(
        _("Our offer is taken back"),
        [
            _("You do not need to answer our offer for this meeting any more:"),
            passage(meeting.title_id, message.language),
            when(meeting),
        ],
    )


def _facts(booking: Booking, message: OutboxMessage) -> Paragraphs:
    """What an interpreter needs to know to decide; never which families come."""
    meeting = booking.request.meeting
    lines: Paragraphs = [
        passage(meeting.title_id, message.language),
        when(meeting),
        _("Length: %(minutes)s minutes", minutes=meeting.minutes),
        *where(meeting),
        _(
            "Languages: %(one)s and %(other)s",
            one=language_name(booking.from_language),
            other=language_name(booking.into_language),
        ),
        str(MODES[booking.request.mode]),
        str(MODALITIES[booking.modality]),
    ]
    if booking.interpreter is not None and booking.interpreter.pay:
        lines.append(_("Pay: %(pay)s", pay=booking.interpreter.pay))
    if booking.request.note:
        lines.append(in_the_councils_language(meeting, booking.request.note))
    return lines


def _title(booking: Booking, message: OutboxMessage) -> str:
    return passage(booking.request.meeting.title_id, message.language).words


def _address(booking: Booking) -> str:
    ticket = db.session.scalars(
        select(Ticket)
        .where(Ticket.purpose == Purpose.BOOKING, Ticket.subject_id == booking.id)
        .order_by(Ticket.expires_at.desc(), Ticket.id)
        .limit(1)
    ).one()
    return address_of("interpreting.show_offer", token=ticket_token(ticket))
