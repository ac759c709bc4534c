"""A booking from asked for to served: every move, and what the database itself refuses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access.models import Purpose, Ticket
from council.database import db
from council.interpreting import operations
from council.interpreting.models import Booking
from council.interpreting.queries import (
    bookings_to_settle,
    needs_of,
    needs_unfilled,
    offers_waiting,
    request_of,
    tries_for,
)
from council.interpreting.states import (
    MOVES,
    BookingMove,
    BookingState,
    Credential,
    Modality,
    Mode,
    NeedStanding,
)
from council.moves import MoveNotAllowed
from council.notices.models import OutboxMessage
from council.refusals import Refusal
from tests.factories.interpreting import (
    a_request,
    an_interpreter,
    booking_in_state,
    offer,
)
from tests.factories.meetings import a_meeting, a_posted_meeting, a_reply, at
from tests.factories.school import Cast

Making = Callable[[Cast, Booking], object]

MAKING: dict[BookingMove, Making] = {
    BookingMove.OFFER: lambda cast, booking: offer(
        cast, booking, an_interpreter(cast, "Hodan Demo", email="hodan@example.org")
    ),
    BookingMove.ACCEPT: lambda _cast, booking: operations.accept_booking(booking),
    BookingMove.DECLINE: lambda _cast, booking: operations.decline_booking(booking, "I am away."),
    BookingMove.CANCEL: lambda cast, booking: operations.cancel_booking(
        booking, "Nobody needs it.", by=cast.coordinator
    ),
    BookingMove.FULFIL: lambda cast, booking: operations.fulfil_booking(
        booking, 90, by=cast.coordinator
    ),
    BookingMove.MISS: lambda cast, booking: operations.miss_booking(booking, by=cast.coordinator),
    BookingMove.WITHDRAW: lambda cast, booking: operations.withdraw_offer(
        booking, by=cast.coordinator
    ),
}
AFTERWARDS = (BookingMove.FULFIL, BookingMove.MISS)


def owed(kind: str) -> list[OutboxMessage]:
    return list(db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == kind)))


@pytest.mark.parametrize("state", BookingState)
@pytest.mark.parametrize("move", [move for move in BookingMove if move is not BookingMove.EXPIRE])
def test_each_move_leads_where_the_table_says(
    cast: Cast, state: BookingState, move: BookingMove
) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, state)
    moment = meeting.ends_at if move in AFTERWARDS else clock.now()
    # The request itself is taken back by another operation, for all its legs at once.
    whole_request = (state, move) == (BookingState.REQUESTED, BookingMove.WITHDRAW)

    with at(moment):
        if (state, move) in MOVES and not whole_request:
            MAKING[move](cast, booking)
            assert booking.state is MOVES[state, move]
        else:
            with pytest.raises(Refusal):
                MAKING[move](cast, booking)
            db.session.refresh(booking)
            assert booking.state is state


@pytest.mark.parametrize("state", BookingState)
def test_only_offers_expire(cast: Cast, state: BookingState) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, state)

    with at(clock.now() + timedelta(hours=48)):
        operations.expire_offers(clock.now())

    expected = BookingState.EXPIRED if state is BookingState.OFFERED else state
    assert booking.state is expected


def test_an_offer_stands_until_its_time_is_over(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)

    with at(clock.now() + timedelta(hours=23, minutes=59)):
        assert operations.expire_offers(clock.now()) == 0
    with at(clock.now() + timedelta(hours=24)):
        assert operations.expire_offers(clock.now()) == 1
        assert operations.expire_offers(clock.now()) == 0
    assert booking.state is BookingState.EXPIRED


def test_an_answer_after_its_time_is_refused_even_before_the_worker_comes_by(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)

    with at(clock.now() + timedelta(hours=25)), pytest.raises(Refusal, match="is over"):
        operations.accept_booking(booking)


@pytest.mark.parametrize(
    "state",
    [
        BookingState.DECLINED,
        BookingState.WITHDRAWN,
        BookingState.EXPIRED,
        BookingState.CANCELLED,
    ],
)
def test_a_leg_is_open_again_when_a_try_for_it_fails(cast: Cast, state: BookingState) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, state)

    (need,) = [n for n in needs_of(cast.council, [meeting])[meeting.id] if n.language == "so"]

    assert need.standing is NeedStanding.OPEN
    assert [leg.state for leg in need.legs] == [BookingState.REQUESTED]
    assert [each.state for each in tries_for(booking)] == [state, BookingState.REQUESTED]


def test_an_interpreter_can_give_a_booking_back(cast: Cast) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED)

    operations.give_booking_back(booking, "I have fallen ill.")

    assert booking.state is BookingState.CANCELLED
    assert [each.state for each in tries_for(booking)][-1] is BookingState.REQUESTED


@pytest.mark.parametrize("how", [operations.decline_booking, operations.give_booking_back])
def test_a_no_needs_a_reason(cast: Cast, how: Callable[[Booking, str], None]) -> None:
    state = BookingState.OFFERED if how is operations.decline_booking else BookingState.CONFIRMED
    booking = booking_in_state(cast, a_meeting(cast), state)

    with pytest.raises(Refusal) as refused:
        how(booking, "")
    assert refused.value.field == "reason"
    assert booking.state is state


def test_nobody_served_before_the_meeting_began(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED)

    with pytest.raises(Refusal, match="not begun"):
        operations.fulfil_booking(booking, 90, by=cast.coordinator)


# ---- one interpreter cannot be in two places


@pytest.mark.parametrize(
    ("hours_later", "travel", "overlaps"),
    [
        (0, 0, True),
        (1, 0, True),
        (1.5, 0, False),  # one ends as the other begins
        (1.5, 15, True),  # but not if there is a way between them
        (2, 15, False),
        (2, 16, True),
        (-1.5, 0, False),
        (-1.5, 1, True),
    ],
)
def test_overlapping_bookings_are_refused_with_travel_counted(
    cast: Cast, hours_later: float, travel: int, overlaps: bool
) -> None:
    amina = an_interpreter(cast)
    first = a_request(cast, a_meeting(cast, hours=200)).bookings[0]
    second = a_request(cast, a_meeting(cast, hours=200 + hours_later)).bookings[0]
    offer(cast, first, amina, travel=travel)

    if overlaps:
        with pytest.raises(Refusal, match="Amina Demo is taken from") as refused:
            offer(cast, second, amina, travel=travel)
        assert "travel included" in str(refused.value)
        db.session.refresh(second)
        assert (second.state, second.interpreter_id) == (BookingState.REQUESTED, None)
    else:
        offer(cast, second, amina, travel=travel)
        assert second.state is BookingState.OFFERED


def test_the_database_itself_refuses_an_overlap(cast: Cast) -> None:
    amina = an_interpreter(cast)
    first = a_request(cast, a_meeting(cast, hours=200)).bookings[0]
    second = a_request(cast, a_meeting(cast, hours=201)).bookings[0]
    offer(cast, first, amina)

    second.interpreter_id = amina.id
    second.state = BookingState.OFFERED
    second.busy_from, second.busy_until = first.busy_from, first.busy_until
    with pytest.raises(IntegrityError, match="booking_overlaps"), db.session.begin_nested():
        db.session.flush()


def test_the_database_refuses_an_overlap_that_comes_by_a_change_of_time(cast: Cast) -> None:
    amina = an_interpreter(cast)
    first = a_request(cast, a_meeting(cast, hours=200)).bookings[0]
    second = a_request(cast, a_meeting(cast, hours=210)).bookings[0]
    offer(cast, first, amina)
    offer(cast, second, amina)

    second.busy_from = first.busy_from
    with pytest.raises(IntegrityError, match="booking_overlaps"), db.session.begin_nested():
        db.session.flush()


@pytest.mark.parametrize(
    "ended", [BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.CANCELLED]
)
def test_a_booking_that_ended_takes_no_time(cast: Cast, ended: BookingState) -> None:
    amina = an_interpreter(cast)
    booking_in_state(cast, a_meeting(cast), ended, amina)
    again = a_request(cast, a_meeting(cast)).bookings[0]

    offer(cast, again, amina)

    assert again.state is BookingState.OFFERED


def test_two_interpreters_can_work_at_the_same_time(cast: Cast) -> None:
    meeting = a_meeting(cast)
    somali = a_request(cast, meeting, "so").bookings[0]
    arabic = a_request(cast, meeting, "ar").bookings[0]

    offer(cast, somali, an_interpreter(cast))
    offer(cast, arabic, an_interpreter(cast, "Yusuf Demo", "ar", email="yusuf@example.org"))

    assert len(offers_waiting(cast.council.id)) == 2


# ---- who can be asked


def test_a_bilingual_member_of_staff_is_not_an_interpreter(cast: Cast) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    staff = an_interpreter(cast, credential=Credential.BILINGUAL_STAFF)

    with pytest.raises(Refusal, match="cannot fill"):
        offer(cast, booking, staff)


def test_an_interpreter_who_works_one_way_only_cannot_interpret_a_meeting(cast: Cast) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]

    with pytest.raises(Refusal, match="cannot fill"):
        offer(cast, booking, an_interpreter(cast, one_way=True))


def test_an_interpreter_of_another_language_is_refused(cast: Cast) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]

    with pytest.raises(Refusal, match="cannot fill"):
        offer(cast, booking, an_interpreter(cast, "Yusuf Demo", "ar"))


def test_somebody_on_leave_gets_no_offers(cast: Cast) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    amina = an_interpreter(cast)
    amina.active = False

    with pytest.raises(Refusal, match="cannot fill"):
        offer(cast, booking, amina)


@pytest.mark.parametrize(
    ("hours", "sentence"), [(-1, "still to come"), (24 * 30, "before the meeting")]
)
def test_an_answer_is_asked_for_between_now_and_the_meeting(
    cast: Cast, hours: float, sentence: str
) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]

    with pytest.raises(Refusal, match=sentence) as refused:
        offer(cast, booking, an_interpreter(cast), hours=hours)
    assert refused.value.field == "answer_by"


def test_a_meeting_that_is_over_needs_no_interpreter(cast: Cast) -> None:
    meeting = a_meeting(cast)

    with at(meeting.ends_at), pytest.raises(Refusal, match="is over"):
        a_request(cast, meeting)


# ---- requests, relay, and the ladder


def test_a_language_is_asked_for_once(cast: Cast) -> None:
    meeting = a_meeting(cast)
    a_request(cast, meeting)

    with pytest.raises(Refusal, match="already") as refused:
        a_request(cast, meeting)
    assert refused.value.field == "language"


def test_the_language_of_the_meeting_needs_no_interpreter(cast: Cast) -> None:
    with pytest.raises(Refusal, match="already") as refused:
        a_request(cast, a_meeting(cast), "en")
    assert refused.value.field == "language"


@pytest.mark.parametrize("relay", ["mam", "en"])
def test_a_relay_goes_by_way_of_a_third_language(cast: Cast, relay: str) -> None:
    with pytest.raises(Refusal, match="third language") as refused:
        a_request(cast, a_meeting(cast), "mam", relay=relay)
    assert refused.value.field == "relay_language"


def test_a_relay_is_covered_only_when_both_legs_are(cast: Cast) -> None:
    meeting = a_meeting(cast)
    request = a_request(cast, meeting, "mam", relay="es")
    first, second = sorted(request.bookings, key=lambda booking: booking.leg)
    assert [(b.from_language, b.into_language) for b in (first, second)] == [
        ("mam", "es"),
        ("es", "en"),
    ]
    marta = operations.add_interpreter(
        operations.InterpreterFacts(
            name="Marta Demo",
            email="marta@example.org",
            phone=None,
            credential=Credential.QUALIFIED,
            attested_adult_and_unrelated=True,
            modalities=(Modality.ON_SITE,),
            pairs=(("mam", "es"), ("es", "mam")),
        ),
        by=cast.coordinator,
    )
    rosa = an_interpreter(cast, "Rosa Demo", "es", email="rosa@example.org")

    def standing() -> NeedStanding:
        db.session.expire_all()
        needs = needs_of(cast.council, [meeting])[meeting.id]
        return next(need.standing for need in needs if need.language == "mam")

    assert standing() is NeedStanding.OPEN
    offer(cast, first, marta)
    assert standing() is NeedStanding.OFFERED
    operations.accept_booking(first)
    assert standing() is NeedStanding.PARTLY
    offer(cast, second, rosa)
    operations.accept_booking(second)
    assert standing() is NeedStanding.COVERED


def test_a_request_that_was_taken_back_can_be_made_again(cast: Cast) -> None:
    meeting = a_meeting(cast)
    request = a_request(cast, meeting)
    offer(cast, request.bookings[0], an_interpreter(cast))
    operations.withdraw_request(request, by=cast.coordinator)
    assert len(owed("booking_withdrawn")) == 1

    again = operations.request_interpreter(
        meeting, "so", mode=Mode.WHISPERED, modality=Modality.PHONE, by=cast.coordinator
    )

    assert again.id == request.id
    live = [b for b in again.bookings if b.state is BookingState.REQUESTED]
    assert [(b.modality, again.mode) for b in live] == [(Modality.PHONE, Mode.WHISPERED)]


def test_a_request_with_a_confirmed_interpreter_is_not_simply_taken_back(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED)

    with pytest.raises(Refusal, match="confirmed"):
        operations.withdraw_request(booking.request, by=cast.coordinator)
    assert booking.state is BookingState.CONFIRMED


def test_the_ladder_goes_from_the_room_to_the_screen_to_the_phone(cast: Cast) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]

    by_video = operations.step_down_ladder(booking, by=cast.coordinator)
    by_phone = operations.step_down_ladder(by_video, by=cast.coordinator)

    assert [b.modality for b in tries_for(booking)] == [
        Modality.ON_SITE,
        Modality.VIDEO,
        Modality.PHONE,
    ]
    assert all(b.settled_at for b in (booking, by_video))
    with pytest.raises(Refusal, match="another day"):
        operations.step_down_ladder(by_phone, by=cast.coordinator)


def test_the_next_way_is_not_tried_while_an_offer_is_open(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)

    with pytest.raises(Refusal, match="offered to somebody"):
        operations.step_down_ladder(booking, by=cast.coordinator)


# ---- what Today asks


def test_what_is_wanted_and_not_covered_is_unfilled(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    until = clock.now() + timedelta(days=30)
    assert needs_unfilled(cast.council.id, until) == []  # spoken here, but nobody has asked

    a_reply(cast, meeting, cast.somali_family, "so")
    (unfilled,) = needs_unfilled(cast.council.id, until)
    assert (unfilled.meeting.id, unfilled.need.language, unfilled.need.asked) == (
        meeting.id,
        "so",
        1,
    )

    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED)
    db.session.expire_all()
    assert needs_unfilled(cast.council.id, until) == []
    operations.cancel_booking(booking, "Nobody needs it.", by=cast.coordinator)
    db.session.expire_all()
    assert len(needs_unfilled(cast.council.id, until)) == 1
    assert needs_unfilled(cast.council.id, clock.now() + timedelta(days=1)) == []
    assert needs_unfilled(cast.other_council.id, until) == []


def test_offers_wait_for_an_answer_until_it_comes(cast: Cast) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)
    assert [b.id for b in offers_waiting(cast.council.id)] == [booking.id]
    assert offers_waiting(cast.other_council.id) == []

    operations.accept_booking(booking)

    assert offers_waiting(cast.council.id) == []


def test_confirmed_bookings_are_settled_after_the_meeting(cast: Cast) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED)

    assert bookings_to_settle(cast.council.id, clock.now()) == []
    assert bookings_to_settle(cast.council.id, meeting.ends_at) == [booking]


def test_each_offer_has_a_link_of_its_own_that_works_until_the_meeting_ends(cast: Cast) -> None:
    meeting = a_meeting(cast, hours=24 * 100)
    booking = booking_in_state(cast, meeting, BookingState.OFFERED)

    ticket = db.session.scalars(db.select(Ticket).where(Ticket.purpose == Purpose.BOOKING)).one()

    assert ticket.subject_id == booking.id
    assert ticket.expires_at >= meeting.ends_at
    assert len(owed("booking_offered")) == 1


def test_a_booking_moved_by_two_people_at_once_is_moved_by_the_first(cast: Cast) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.OFFERED)
    operations.withdraw_offer(booking, by=cast.coordinator)

    with pytest.raises(MoveNotAllowed):
        operations.accept_booking(booking)
    assert request_of(meeting, "so") is not None


# ---- the directory


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"attested_adult_and_unrelated": False}, "attested_adult_and_unrelated"),
        ({"email": None, "phone": None}, "email"),
        ({"pairs": ()}, "pairs"),
        ({"pairs": (("so", "so"),)}, "pairs"),
    ],
)
def test_the_directory_takes_only_whole_entries(
    cast: Cast, changes: dict[str, object], field: str
) -> None:
    usual: dict[str, object] = {
        "name": "Amina Demo",
        "email": "amina@example.org",
        "phone": None,
        "credential": Credential.QUALIFIED,
        "attested_adult_and_unrelated": True,
        "modalities": (Modality.ON_SITE,),
        "pairs": (("so", "en"), ("en", "so")),
    }

    with pytest.raises(Refusal) as refused:
        operations.add_interpreter(
            operations.InterpreterFacts(**(usual | changes)),  # type: ignore[arg-type]
            by=cast.coordinator,
        )
    assert refused.value.field == field


def test_an_entry_is_changed_without_losing_the_pairs_that_stay(cast: Cast) -> None:
    amina = an_interpreter(cast, "Amina Demo", "so", "ar")
    facts = operations.InterpreterFacts(
        name="Amina Demo",
        email=None,
        phone="+14155550101",
        credential=Credential.CERTIFIED,
        attested_adult_and_unrelated=True,
        modalities=(Modality.PHONE,),
        pairs=(("so", "en"), ("en", "so"), ("om", "en")),
    )

    operations.edit_interpreter(amina, facts, active=False, by=cast.coordinator)
    db.session.expire_all()

    assert {(p.from_language, p.into_language) for p in amina.pairs} == {
        ("so", "en"),
        ("en", "so"),
        ("om", "en"),
    }
    assert (amina.email, amina.phone, amina.active) == (None, "+14155550101", False)
