"""Bookings go with their meeting, and interpreters' calendars with their bookings."""

from datetime import timedelta

import pytest
from icalendar import Calendar, Event

from council.database import db
from council.interpreting import operations
from council.interpreting.models import Booking
from council.interpreting.queries import tries_for
from council.interpreting.rules import busy_seconds
from council.interpreting.states import BookingState
from council.meetings.agenda_operations import add_item
from council.meetings.models import Meeting
from council.meetings.operations import cancel_meeting, edit_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.notices.letters import Letter, compose
from council.notices.models import OutboxMessage
from tests.factories.interpreting import a_request, an_interpreter, booking_in_state, offer
from tests.factories.meetings import a_meeting, a_reply, facts
from tests.factories.school import Cast


def move(cast: Cast, meeting: Meeting, **days_or_hours: float) -> None:
    local = meeting.held_on + timedelta(days=days_or_hours.get("days", 0))
    changed = facts(held_on=local, from_time=meeting.from_time)
    edit_meeting(meeting, changed, version=meeting.version, by=cast.coordinator)


def newest(kind: str) -> Letter:
    messages = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == kind)).all()
    letter = compose(messages[-1])
    assert letter is not None
    return letter


def owed(kind: str) -> int:
    found = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == kind))
    return len(found.all())


def event_of(letter: Letter) -> tuple[str, Event]:
    (attachment,) = letter.attachments
    calendar = Calendar.from_ical(attachment.content)
    (event,) = calendar.events
    assert attachment.kind == "text/calendar"
    assert attachment.parameters["method"] == calendar["METHOD"]
    return str(calendar["METHOD"]), event


@pytest.mark.parametrize("state", [BookingState.OFFERED, BookingState.CONFIRMED])
def test_a_booking_goes_with_its_meeting_to_another_day(cast: Cast, state: BookingState) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, state)

    move(cast, meeting, days=1)

    assert booking.state is state
    assert (booking.busy_from, booking.busy_until) == busy_seconds(
        meeting.starts_at, meeting.ends_at, 30
    )
    assert booking.calendar_sequence == 1
    assert owed("booking_moved") == 1


def test_a_booking_ends_where_its_interpreter_is_taken_at_the_new_time(cast: Cast) -> None:
    amina = an_interpreter(cast)
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED, amina)
    other = a_meeting(cast, held_on=facts().held_on + timedelta(days=1))
    booking_in_state(cast, other, BookingState.CONFIRMED, amina)

    move(cast, meeting, days=1)

    assert booking.state is BookingState.CANCELLED
    assert "booked elsewhere" in booking.reason
    assert booking.calendar_sequence == 1
    assert owed("booking_cancelled") == 1
    assert tries_for(booking)[-1].state is BookingState.REQUESTED


def test_an_offer_is_taken_back_where_its_interpreter_is_taken_at_the_new_time(
    cast: Cast,
) -> None:
    amina = an_interpreter(cast)
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.OFFERED, amina)
    other = a_meeting(cast, held_on=facts().held_on + timedelta(days=1))
    booking_in_state(cast, other, BookingState.CONFIRMED, amina)

    move(cast, meeting, days=1)

    assert booking.state is BookingState.WITHDRAWN
    assert owed("booking_withdrawn") == 1
    assert tries_for(booking)[-1].state is BookingState.REQUESTED


def test_another_place_is_told_too(cast: Cast) -> None:
    meeting = a_meeting(cast)
    booking_in_state(cast, meeting, BookingState.CONFIRMED)

    edit_meeting(meeting, facts(place="Gym"), version=meeting.version, by=cast.coordinator)

    method, event = event_of(newest("booking_moved"))
    assert (method, event["SEQUENCE"], event["LOCATION"]) == ("REQUEST", 1, "Gym")


@pytest.mark.parametrize(
    ("state", "becomes", "told"),
    [
        (BookingState.REQUESTED, BookingState.WITHDRAWN, None),
        (BookingState.OFFERED, BookingState.WITHDRAWN, "booking_withdrawn"),
        (BookingState.CONFIRMED, BookingState.CANCELLED, "booking_cancelled"),
        (BookingState.DECLINED, BookingState.DECLINED, None),
    ],
)
def test_a_cancelled_meeting_takes_its_bookings_with_it(
    cast: Cast, state: BookingState, becomes: BookingState, told: str | None
) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, state)

    cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)

    assert booking.state is becomes
    assert [b for b in tries_for(booking) if b.state is BookingState.REQUESTED] == []
    for kind in ("booking_withdrawn", "booking_cancelled"):
        assert owed(kind) == (1 if kind == told else 0)


def test_the_confirmation_carries_an_invite(cast: Cast) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED)

    method, event = event_of(newest("booking_confirmed"))

    assert method == "REQUEST"
    assert event["UID"] == f"booking-{booking.id}@council.test"
    assert event["SEQUENCE"] == 0
    assert (event.start, event.end) == (meeting.starts_at, meeting.ends_at)
    assert event["STATUS"] == "CONFIRMED"
    assert event["ATTENDEE"] == "mailto:amina@example.org"
    assert event["ORGANIZER"].startswith("mailto:")
    assert "Somali" in event["SUMMARY"]


def test_a_change_keeps_the_entry_and_raises_its_sequence(cast: Cast) -> None:
    meeting = a_meeting(cast)
    booking_in_state(cast, meeting, BookingState.CONFIRMED)
    _, first = event_of(newest("booking_confirmed"))

    move(cast, meeting, days=1)
    _, second = event_of(newest("booking_moved"))
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] == 1
    assert second.start == first.start + timedelta(days=1)

    cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)
    method, last = event_of(newest("booking_cancelled"))
    assert (method, last["UID"], last["SEQUENCE"], last["STATUS"]) == (
        "CANCEL",
        first["UID"],
        2,
        "CANCELLED",
    )


def test_two_bookings_are_two_entries(cast: Cast) -> None:
    first = booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED)
    _, one = event_of(newest("booking_confirmed"))
    hodan = an_interpreter(cast, "Hodan Demo", email="hodan@example.org")
    second = booking_in_state(cast, a_meeting(cast, hours=300), BookingState.CONFIRMED, hodan)

    messages = db.session.scalars(
        db.select(OutboxMessage).where(
            OutboxMessage.kind == "booking_confirmed", OutboxMessage.subject_id == second.id
        )
    ).one()
    letter = compose(messages)
    assert letter is not None
    _, other = event_of(letter)
    assert one["UID"] != other["UID"]
    assert first.id in one["UID"]


def test_an_interpreter_without_a_mailbox_gets_no_file(cast: Cast) -> None:
    by_phone = an_interpreter(cast, email=None, phone="+14155550199")
    booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED, by_phone)

    assert newest("booking_confirmed").attachments == ()


def test_what_interpreters_read_names_no_family(cast: Cast) -> None:
    meeting = a_meeting(cast)
    cast.somali_family.name = "Canary Family"
    add_item(meeting, "Welcome", kind=ItemKind.INFORMATION, minutes=10, by=cast.coordinator)
    post_agenda(meeting, invite=True, by=cast.coordinator)
    a_reply(cast, meeting, cast.somali_family, "so")
    booking: Booking = a_request(cast, meeting).bookings[0]
    offer(cast, booking, an_interpreter(cast))
    words = "\n".join(p.words for p in newest("booking_offered").paragraphs)
    operations.accept_booking(booking)
    confirmed = newest("booking_confirmed")
    words += "\n".join(p.words for p in confirmed.paragraphs)
    words += confirmed.attachments[0].content.decode()

    assert "http://council.test/booking/" in words
    assert "$60 an hour" in words
    assert "Park behind the gym." in words
    assert "Canary" not in words


def test_a_message_about_a_booking_that_went_on_is_not_sent_any_more(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)
    message = db.session.scalars(
        db.select(OutboxMessage).where(OutboxMessage.kind == "booking_offered")
    ).one()
    operations.withdraw_offer(booking, by=cast.coordinator)

    assert compose(message) is None
