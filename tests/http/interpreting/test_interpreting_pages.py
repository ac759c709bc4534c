"""The pages of interpreting: needs, bookings, the directory, and the interpreter's own link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from council import clock
from council.access.models import Purpose, Ticket
from council.database import db
from council.interpreting import operations
from council.interpreting.models import Booking, Interpreter
from council.interpreting.queries import live_bookings, tries_for
from council.interpreting.states import BookingState, Credential, Modality
from council.meetings.models import Meeting
from tests.factories.interpreting import (
    a_request,
    an_interpreter,
    booking_in_state,
    link_of,
    offer,
)
from tests.factories.meetings import NOW, a_meeting, a_posted_meeting, a_reply, at
from tests.factories.school import Cast, a_family
from tests.pages import Visitor
from tests.queries import count_queries
from tests.visitors import PEOPLE, status_for

DIRECTORY_READERS = {"leader", "coordinator", "administrator", "district_admin"}
DIRECTORY_KEEPERS = {"coordinator", "district_admin"}


def of_council(cast: Cast, page: str) -> str:
    return f"/councils/{cast.council.id}{page}"


def of_booking(cast: Cast, booking: Booking, page: str = "") -> str:
    return of_council(cast, f"/bookings/{booking.id}{page}")


def of_needs(cast: Cast, meeting: Meeting, page: str = "") -> str:
    return of_council(cast, f"/meetings/{meeting.id}/needs{page}")


# ---- who may open what


@pytest.mark.parametrize("who", PEOPLE)
def test_needs_and_bookings_are_the_coordinators(cast: Cast, visitor: Visitor, who: str) -> None:
    meeting = a_meeting(cast)
    booking = a_request(cast, meeting).bookings[0]
    amina = an_interpreter(cast)
    visitor.as_person(getattr(cast, who))
    expected = status_for(who, {"coordinator"}, 200)
    for page in (
        of_needs(cast, meeting),
        of_needs(cast, meeting, "/ask"),
        of_booking(cast, booking),
        of_booking(cast, booking, f"/offer/{amina.id}"),
        of_booking(cast, booking, "/cancel"),
        of_booking(cast, booking, "/settle"),
    ):
        visitor.get(page, status=expected)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("state", "page", "form"),
    [
        (BookingState.REQUESTED, "/another-way", {}),
        (BookingState.OFFERED, "/withdraw", {}),
        (BookingState.CONFIRMED, "/cancel", {"reason": "Nobody needs it."}),
    ],
)
def test_bookings_are_changed_by_the_coordinator(
    cast: Cast,
    visitor: Visitor,
    who: str,
    state: BookingState,
    page: str,
    form: dict[str, str],
) -> None:
    booking = booking_in_state(cast, a_meeting(cast), state)
    visitor.as_person(getattr(cast, who))

    visitor.post(
        of_booking(cast, booking, page), form, status=status_for(who, {"coordinator"}, 303)
    )

    db.session.refresh(booking)
    assert (booking.state is state) is (who != "coordinator")


@pytest.mark.parametrize("who", PEOPLE)
def test_the_directory_is_read_and_kept_by_those_whose_it_is(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    amina = an_interpreter(cast)
    visitor.as_person(getattr(cast, who))
    here = of_council(cast, "/interpreters")

    visitor.get(here, status=status_for(who, DIRECTORY_READERS, 200))
    visitor.get(f"{here}/add", status=status_for(who, DIRECTORY_KEEPERS, 200))
    visitor.get(f"{here}/{amina.id}", status=status_for(who, DIRECTORY_KEEPERS, 200))


def test_a_reader_of_the_directory_sees_no_contacts(cast: Cast, visitor: Visitor) -> None:
    an_interpreter(cast)

    page = visitor.as_person(cast.leader).get(of_council(cast, "/interpreters"))

    assert "Amina Demo" in page.text
    assert "amina@example.org" not in page.html


@pytest.mark.parametrize("page", ["", "/cancel", "/settle", "/offer/{interpreter}"])
def test_another_councils_booking_is_not_there(cast: Cast, visitor: Visitor, page: str) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    address = page.format(interpreter=an_interpreter(cast).id)
    visitor.as_person(cast.other_coordinator)

    visitor.get(f"/councils/{cast.other_council.id}/bookings/{booking.id}{address}", status=404)


@pytest.mark.parametrize("page", ["/withdraw", "/another-way"])
def test_another_councils_booking_cannot_be_changed(
    cast: Cast, visitor: Visitor, page: str
) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    visitor.as_person(cast.other_coordinator)

    visitor.post(f"/councils/{cast.other_council.id}/bookings/{booking.id}{page}", status=404)


def test_what_does_not_exist_is_not_there(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    booking = a_request(cast, meeting).bookings[0]
    visitor.as_person(cast.coordinator)

    visitor.get(of_booking(cast, booking, "/offer/000000000000"), status=404)
    visitor.get(of_council(cast, "/bookings/000000000000"), status=404)
    visitor.get(of_council(cast, "/interpreters/000000000000"), status=404)
    visitor.post(of_needs(cast, meeting, "/vi/withdraw"), status=404)


# ---- needs and requests


def test_the_needs_show_who_asked_and_who_covers_it(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    a_family(cast.council, "vi", name="Demo family vi")
    a_reply(cast, meeting, cast.somali_family, "so")
    booking_in_state(cast, meeting, BookingState.CONFIRMED)

    page = visitor.as_person(cast.coordinator).get(of_needs(cast, meeting))

    rows = {
        row.th.get_text(strip=True): row.get_text(" ", strip=True)
        for row in page.soup.select("tbody tr")
        if row.th
    }
    assert "Amina Demo" in rows["Somali"]
    assert "Covered" in rows["Somali"]
    assert "Nobody has asked" in rows["Vietnamese"]
    assert rows["Spanish"].startswith("Spanish Families 1 Asked 0")


def test_an_interpreter_is_asked_for_and_offered_and_books(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    amina = an_interpreter(cast)
    visitor.as_person(cast.coordinator)
    asked = visitor.post(
        of_needs(cast, meeting, "/ask?language=so"),
        {"language": "so", "mode": "simultaneous", "modality": "on_site", "note": "Gym door"},
    )
    page = visitor.follow(asked)
    assert "Amina Demo" in page.text
    (booking,) = live_bookings(meeting)
    form = visitor.get(of_booking(cast, booking, f"/offer/{amina.id}"))
    assert form.value_of("travel_minutes") == "30"

    visitor.post(
        of_booking(cast, booking, f"/offer/{amina.id}"),
        {
            "answer_on": form.value_of("answer_on"),
            "answer_at": form.value_of("answer_at"),
            "travel_minutes": "20",
        },
    )

    assert booking.state is BookingState.OFFERED
    page = visitor.get(of_booking(cast, booking))
    assert "to answer" in page.text
    interpreters = Visitor(visitor.app)
    page = interpreters.get(f"/booking/{link_of(booking)}")
    assert "Gym door" in page.text
    assert booking.state is BookingState.OFFERED  # looking answers nothing
    page = interpreters.follow(interpreters.post(f"/booking/{link_of(booking)}/accept"))
    assert "You are booked" in page.text
    assert booking.state is BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"language": ""}, "language"),
        ({"language": "tlh"}, "language"),
        ({"language": "en"}, "language"),
        ({"mode": "mime"}, "mode"),
        ({"modality": "pigeon"}, "modality"),
        ({"relay_language": "so"}, "relay_language"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_a_request_that_cannot_be_made_is_explained_with_everything_kept(
    cast: Cast, visitor: Visitor, changes: dict[str, str], field: str
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)
    form = {"language": "so", "mode": "whispered", "modality": "video", "note": "Gym"} | changes

    page = visitor.post(of_needs(cast, meeting, "/ask"), form, status=422)

    assert page.error_of(field)
    assert page.value_of("note") == form["note"]
    assert list(live_bookings(meeting)) == []


def test_an_unknown_language_in_the_address_is_ignored(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)
    page = visitor.get(of_needs(cast, a_meeting(cast), "/ask?language=nonsense%21"))
    assert page.value_of("language") == ""


def test_a_request_is_taken_back(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    a_request(cast, meeting)
    visitor.as_person(cast.coordinator)

    visitor.post(of_needs(cast, meeting, "/so/withdraw"))

    assert list(live_bookings(meeting)) == []


# ---- whom to offer to


def test_a_booking_says_who_can_and_why_others_cannot(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    booking = a_request(cast, meeting).bookings[0]
    taken = an_interpreter(cast, "Taken Demo", email="taken@example.org")
    other = a_request(cast, a_meeting(cast, hours=176)).bookings[0]
    offer(cast, other, taken)
    an_interpreter(cast, "Free Demo", email="free@example.org")
    an_interpreter(cast, "Staff Demo", email="s@example.org", credential=Credential.BILINGUAL_STAFF)
    an_interpreter(cast, "Oneway Demo", email="o@example.org", one_way=True)
    an_interpreter(cast, "Phone Demo", email="p@example.org", modalities=(Modality.PHONE,))
    an_interpreter(cast, "Arabic Demo", "ar", email="a@example.org")

    page = visitor.as_person(cast.coordinator).get(of_booking(cast, booking))

    rows = {
        row.find(class_="row-title").get_text(strip=True): row.get_text(" ", strip=True)  # type: ignore[union-attr]
        for row in page.soup.select(".person-row")
        if row.select_one(".row-detail")
    }
    assert "Offer the booking" in rows["Free Demo"]
    assert "Is taken from" in rows["Taken Demo"]
    assert "Bilingual staff, not an interpreter" in rows["Staff Demo"]
    assert "one direction only" in rows["Oneway Demo"]
    assert "Does not come on site" in rows["Phone Demo"]
    assert "Arabic Demo" not in rows


def test_when_nobody_fits_the_next_way_is_suggested(cast: Cast, visitor: Visitor) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    an_interpreter(cast, modalities=(Modality.PHONE,))
    visitor.as_person(cast.coordinator)
    assert "Try it by video next" in visitor.get(of_booking(cast, booking)).text

    by_video = visitor.follow(visitor.post(of_booking(cast, booking, "/another-way")))
    assert "Try it by phone next" in by_video.text
    last = tries_for(booking)[-1]
    by_phone = visitor.follow(visitor.post(of_booking(cast, last, "/another-way")))
    assert "Offer the booking" in by_phone.text


def test_when_all_ways_are_tried_another_day_is_suggested(cast: Cast, visitor: Visitor) -> None:
    booking = a_request(cast, a_meeting(cast), modality=Modality.PHONE).bookings[0]

    page = visitor.as_person(cast.coordinator).get(of_booking(cast, booking))

    assert "another day" in page.text
    assert "Move the meeting" in page.text


def test_an_overlap_is_explained_on_the_form(cast: Cast, visitor: Visitor) -> None:
    amina = an_interpreter(cast)
    offer(cast, a_request(cast, a_meeting(cast)).bookings[0], amina)
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    visitor.as_person(cast.coordinator)

    page = visitor.post(
        of_booking(cast, booking, f"/offer/{amina.id}"),
        {"answer_on": "2026-11-26", "answer_at": "12:00", "travel_minutes": "0"},
        status=422,
    )

    assert "Amina Demo is taken from" in page.text
    assert page.value_of("answer_on") == "2026-11-26"
    assert booking.state is BookingState.REQUESTED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer_on": "2026-11-23"}, "answer_on"),
        ({"answer_on": "2027-01-01"}, "answer_on"),
        ({"answer_on": ""}, "answer_on"),
        ({"answer_at": "soon"}, "answer_at"),
        ({"travel_minutes": "-5"}, "travel_minutes"),
        ({"travel_minutes": ""}, "travel_minutes"),
    ],
)
def test_an_offer_that_cannot_be_made_is_explained(
    cast: Cast, visitor: Visitor, changes: dict[str, str], field: str
) -> None:
    booking = a_request(cast, a_meeting(cast)).bookings[0]
    visitor.as_person(cast.coordinator)
    form = {"answer_on": "2026-11-26", "answer_at": "12:00", "travel_minutes": "30"} | changes

    page = visitor.post(
        of_booking(cast, booking, f"/offer/{an_interpreter(cast).id}"), form, status=422
    )

    assert page.error_of(field)
    assert booking.state is BookingState.REQUESTED


@pytest.mark.parametrize("state", BookingState)
def test_a_booking_can_be_looked_at_in_every_state(
    cast: Cast, visitor: Visitor, state: BookingState
) -> None:
    booking = booking_in_state(cast, a_meeting(cast), state)

    visitor.as_person(cast.coordinator).get(of_booking(cast, booking))


def test_a_cancellation_needs_a_reason(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED)
    visitor.as_person(cast.coordinator)

    page = visitor.post(of_booking(cast, booking, "/cancel"), {"reason": "  "}, status=422)
    assert page.error_of("reason")
    assert booking.state is BookingState.CONFIRMED

    visitor.post(of_booking(cast, booking, "/cancel"), {"reason": "Nobody needs it."})
    assert booking.state is BookingState.CANCELLED


@pytest.mark.parametrize(
    ("form", "becomes"),
    [
        ({"came": "yes", "minutes_served": "95"}, BookingState.FULFILLED),
        ({"came": "no", "minutes_served": ""}, BookingState.NO_SHOW),
    ],
)
def test_after_the_meeting_it_is_written_down_who_came(
    cast: Cast, visitor: Visitor, form: dict[str, str], becomes: BookingState
) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED)
    with at(meeting.ends_at):
        visitor.as_person(cast.coordinator)
        visitor.post(of_booking(cast, booking, "/settle"), form)

    assert booking.state is becomes
    assert booking.minutes_served == (95 if becomes is BookingState.FULFILLED else None)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"came": "yes", "minutes_served": ""}, "minutes_served"),
        ({"came": "yes", "minutes_served": "0"}, "minutes_served"),
        ({"came": "", "minutes_served": "90"}, "came"),
    ],
)
def test_who_came_is_not_written_down_by_half(
    cast: Cast, visitor: Visitor, form: dict[str, str], field: str
) -> None:
    meeting = a_meeting(cast)
    booking = booking_in_state(cast, meeting, BookingState.CONFIRMED)
    with at(meeting.ends_at):
        visitor.as_person(cast.coordinator)
        page = visitor.post(of_booking(cast, booking, "/settle"), form, status=422)

    assert page.error_of(field)


# ---- the interpreter's own link


@pytest.mark.parametrize("state", [s for s in BookingState if s is not BookingState.REQUESTED])
def test_an_interpreters_link_says_where_the_booking_stands(
    cast: Cast, visitor: Visitor, state: BookingState
) -> None:
    booking = booking_in_state(cast, a_meeting(cast), state)

    page = visitor.get(f"/booking/{link_of(booking)}")

    offers = "Accept the booking" in page.text
    assert offers is (state is BookingState.OFFERED)
    assert ("I cannot come after all" in page.text) is (state is BookingState.CONFIRMED)


def test_an_interpreter_declines_with_a_reason(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)
    link = f"/booking/{link_of(booking)}"

    page = visitor.post(link + "/decline", {"reason": ""}, status=422)
    assert page.error_of("reason")
    page = visitor.follow(visitor.post(link + "/decline", {"reason": "I am away."}))

    assert "You have declined" in page.text
    assert (booking.state, booking.reason) == (BookingState.DECLINED, "I am away.")


def test_an_interpreter_gives_a_booking_back(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED)

    visitor.post(f"/booking/{link_of(booking)}/decline", {"reason": "I have fallen ill."})

    assert (booking.state, booking.reason) == (BookingState.CANCELLED, "I have fallen ill.")


def test_accepting_twice_is_accepting_once(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)
    link = f"/booking/{link_of(booking)}/accept"

    visitor.post(link)
    visitor.post(link)

    assert booking.state is BookingState.CONFIRMED


@pytest.mark.parametrize(
    "state", [BookingState.WITHDRAWN, BookingState.EXPIRED, BookingState.CANCELLED]
)
def test_what_is_over_cannot_be_accepted(cast: Cast, visitor: Visitor, state: BookingState) -> None:
    booking = booking_in_state(cast, a_meeting(cast), state)

    visitor.post(f"/booking/{link_of(booking)}/accept", status=409)

    db.session.refresh(booking)
    assert booking.state is state


def test_an_offer_cannot_be_accepted_after_its_time(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)
    link = f"/booking/{link_of(booking)}"

    with at(NOW + timedelta(hours=30)):
        assert "not open any more" in visitor.get(link).text
        page = visitor.post(link + "/accept", status=409)

    assert "time to answer is over" in page.text


def test_an_interpreter_reads_the_agenda_and_no_family(cast: Cast, visitor: Visitor) -> None:
    cast.somali_family.name = "Canary Family"
    meeting = a_posted_meeting(cast, invite=True)
    a_reply(cast, meeting, cast.somali_family, "so")
    booking = booking_in_state(cast, meeting, BookingState.OFFERED)

    page = visitor.get(f"/booking/{link_of(booking)}")

    assert "Buses that come late" in page.text
    assert "Canary" not in page.html


@pytest.mark.parametrize("token", ["x", "000000000000.abc", "%00", "a" * 300])
def test_a_mistyped_link_is_refused_in_words(cast: Cast, visitor: Visitor, token: str) -> None:
    assert "not complete" in visitor.get(f"/booking/{token}", status=410).text
    visitor.post(f"/booking/{token}/accept", status=410)
    visitor.post(f"/booking/{token}/decline", {"reason": "No"}, status=410)


def test_an_expired_link_is_refused_in_words(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.CONFIRMED)
    link = f"/booking/{link_of(booking)}"

    with at(NOW + timedelta(days=90)):
        assert "too old" in visitor.get(link, status=410).text


def test_a_used_link_is_refused_in_words(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)
    ticket = db.session.scalars(select(Ticket).where(Ticket.purpose == Purpose.BOOKING)).one()
    ticket.used_on = clock.today("UTC")
    db.session.flush()

    assert "used already" in visitor.get(f"/booking/{link_of(booking)}", status=410).text


# ---- the directory


INTERPRETER = {
    "name": "Amina Demo",
    "email": "amina@example.org",
    "phone": "(415) 555-0101",
    "credential": "qualified",
    "modalities": ["on_site", "video"],
    "pairs-0-one": "so",
    "pairs-0-other": "en",
    "pairs-0-ways": "both",
    "pairs-1-one": "om",
    "pairs-1-other": "en",
    "pairs-1-ways": "there",
    "pay": "$60 an hour",
    "attested_adult_and_unrelated": "y",
}


def test_an_interpreter_is_added_and_changed(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)
    here = of_council(cast, "/interpreters")
    visitor.post(f"{here}/add", INTERPRETER)
    amina = db.session.scalars(select(Interpreter)).one()
    assert amina.phone == "+14155550101"
    assert {(p.from_language, p.into_language) for p in amina.pairs} == {
        ("so", "en"),
        ("en", "so"),
        ("om", "en"),
    }
    page = visitor.get(f"{here}/{amina.id}")
    assert page.value_of("name") == "Amina Demo"
    assert page.value_of("credential") in ("qualified", "certified")  # the first of a group
    pairs = {(page.value_of(f"pairs-{n}-one"), page.value_of(f"pairs-{n}-ways")) for n in range(2)}
    assert pairs == {("so", "both"), ("om", "there")}

    visitor.post(f"{here}/{amina.id}", INTERPRETER | {"name": "Amina D.", "pairs-1-one": ""})

    db.session.expire_all()
    assert (amina.name, amina.active) == ("Amina D.", False)
    assert len(amina.pairs) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "", "phone": ""}, "email"),
        ({"phone": "12"}, "phone"),
        ({"credential": "wizard"}, "credential"),
        ({"modalities": []}, "modalities"),
        ({"attested_adult_and_unrelated": ""}, "attested_adult_and_unrelated"),
        ({"pairs-0-one": "tlh"}, "pairs-0-one"),
    ],
)
def test_an_entry_that_is_not_whole_is_explained_with_everything_kept(
    cast: Cast, visitor: Visitor, changes: dict[str, object], field: str
) -> None:
    visitor.as_person(cast.coordinator)

    page = visitor.post(of_council(cast, "/interpreters/add"), INTERPRETER | changes, status=422)

    assert page.error_of(field)
    assert page.value_of("pay") == "$60 an hour"
    assert page.value_of("pairs-0-other") == "en"
    assert db.session.scalars(select(Interpreter)).all() == []


def test_an_entry_without_languages_is_explained(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)
    nothing = {"pairs-0-one": "", "pairs-0-other": "", "pairs-1-one": "", "pairs-1-other": ""}

    page = visitor.post(of_council(cast, "/interpreters/add"), INTERPRETER | nothing, status=422)

    assert "at least one pair" in page.text


def test_the_directory_can_be_narrowed_to_one_language(cast: Cast, visitor: Visitor) -> None:
    an_interpreter(cast)
    an_interpreter(cast, "Yusuf Demo", "ar", email="yusuf@example.org")
    visitor.as_person(cast.coordinator)

    text = visitor.get(of_council(cast, "/interpreters?language=ar")).text

    assert "Yusuf Demo" in text
    assert "Amina Demo" not in text


def test_the_directory_is_paged_by_name(cast: Cast, visitor: Visitor) -> None:
    for number in range(53):
        an_interpreter(cast, f"Demo {number:02}.", email=f"d{number}@example.org")
    visitor.as_person(cast.coordinator)

    first = visitor.get(of_council(cast, "/interpreters"))
    link = first.soup.find("a", rel="next")
    assert link is not None
    second = visitor.get(str(link["href"]))

    shown = first.text + second.text
    assert all(shown.count(f"Demo {number:02}.") == 1 for number in range(53))


@pytest.mark.parametrize("key", ["x", "|", "a|b|c", "%01|"])
def test_a_mistyped_key_shows_the_directory_all_the_same(
    cast: Cast, visitor: Visitor, key: str
) -> None:
    visitor.as_person(cast.coordinator).get(of_council(cast, f"/interpreters?after={key}"))


# ---- how pages grow


def test_pages_take_as_many_queries_for_three_of_each_as_for_thirty(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_posted_meeting(cast)
    booking = a_request(cast, meeting).bookings[0]
    visitor.as_person(cast.coordinator)
    pages = (
        of_needs(cast, meeting),
        of_booking(cast, booking),
        of_council(cast, "/interpreters"),
    )
    languages = ("ar", "vi", "my", "fa-AF", "ti", "am", "uk", "ru", "ht", "pt", "ne", "ur")

    def more(start: int, end: int) -> None:
        for number in range(start, end):
            person = an_interpreter(cast, f"Demo {number}", email=f"d{number}@example.org")
            if number < len(languages):
                a_request(cast, meeting, languages[number])
            other = a_request(cast, a_meeting(cast, hours=176)).bookings[0]
            offer(cast, other, person)

    def queries(page: str) -> int:
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(page)
        return len(counted)

    more(0, 3)
    few = [queries(page) for page in pages]
    more(3, 30)
    assert [queries(page) for page in pages] == few


def test_an_offer_page_speaks_the_interpreters_language(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_meeting(cast), BookingState.OFFERED)

    page = visitor.get(f"/booking/{link_of(booking)}?lang=ar")

    assert page.soup.html is not None
    assert (page.soup.html["lang"], page.soup.html["dir"]) == ("ar", "rtl")
    operations.withdraw_offer(booking, by=cast.coordinator)
