"""A booking in the interpreter's own calendar (RFC 5545), and out of it again."""

from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from council import clock
from council.interpreting.models import Booking
from council.languages.formatting import language_name
from council.notices.registry import Attachment


def calendar_invite(booking: Booking, title: str) -> Attachment | None:
    """Puts the booking into the interpreter's calendar, or moves it; None without a mailbox."""
    return _attachment(booking, title, "REQUEST", "CONFIRMED")


def calendar_cancellation(booking: Booking, title: str) -> Attachment | None:
    """Takes the booking out of the interpreter's calendar again."""
    return _attachment(booking, title, "CANCEL", "CANCELLED")


def _attachment(booking: Booking, title: str, method: str, status: str) -> Attachment | None:
    if booking.interpreter is None or booking.interpreter.email is None:
        return None
    meeting = booking.request.meeting
    calendar = Calendar()
    calendar.add("prodid", "-//Council//Interpreting//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    # The same for the life of the booking, so that a change replaces the entry (RFC 5546, 3.2).
    event.add("uid", f"booking-{booking.id}@{_host()}")
    event.add("sequence", booking.calendar_sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("status", status)
    event.add("summary", _summary(booking, title))
    event.add("location", meeting.place or meeting.online_link)
    if meeting.online_link:
        event.add("url", meeting.online_link)
    organizer = vCalAddress(f"mailto:{_sender()}")
    organizer.params["CN"] = vText(meeting.council.name)
    event["organizer"] = organizer
    attendee = vCalAddress(f"mailto:{booking.interpreter.email}")
    attendee.params["CN"] = vText(booking.interpreter.name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    # They have answered already, by their own link; the calendar need not ask again.
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return Attachment(
        "booking.ics", calendar.to_ical(), "text/calendar", {"method": method, "charset": "utf-8"}
    )


def _summary(booking: Booking, title: str) -> str:
    return str(
        _(
            "Interpreting %(one)s and %(other)s: %(title)s",
            one=language_name(booking.from_language),
            other=language_name(booking.into_language),
            title=title,
        )
    )


def _host() -> str:
    return urlsplit(current_app.config["COUNCIL_URL"]).hostname or "council"


def _sender() -> str:
    return current_app.config["MAIL_FROM"] or f"council@{_host()}"
