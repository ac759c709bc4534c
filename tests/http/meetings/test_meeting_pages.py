"""The pages of meetings, as each person finds them."""

from datetime import date, time, timedelta

import pytest

from council.database import db
from council.interpreting import operations as operations_of_bookings
from council.meetings import posting_operations
from council.meetings.agenda_queries import agenda_of
from council.meetings.states import MeetingState
from council.packets.operations import issue_packet
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import newest_revisions
from tests.factories.concerns import a_theme, raised
from tests.factories.interpreting import a_request, an_interpreter, offer
from tests.factories.meetings import (
    NOW,
    a_meeting,
    a_posted_meeting,
    a_reply,
    an_item,
    at,
    place,
)
from tests.factories.school import Cast, a_family
from tests.pages import Visitor
from tests.queries import count_queries
from tests.visitors import PEOPLE, status_for

READERS = {"leader", "coordinator", "administrator", "member"}


# ---- who may open what


@pytest.mark.parametrize("who", PEOPLE)
def test_meetings_are_read_by_the_council(cast: Cast, visitor: Visitor, who: str) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(getattr(cast, who))
    for page in ("", f"/{meeting.id}", f"/{meeting.id}/postings/1"):
        visitor.get(place(cast, page=page), status=status_for(who, READERS, 200))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "page",
    [
        "/schedule",
        "/{meeting}/edit",
        "/{meeting}/cancel",
        "/{meeting}/agenda",
        "/{meeting}/agenda/items/{item}",
        "/{meeting}/post",
        "/{meeting}/replies",
        "/{meeting}/replies/enter",
    ],
)
def test_meetings_are_prepared_by_the_coordinator(
    cast: Cast, visitor: Visitor, who: str, page: str
) -> None:
    meeting = a_posted_meeting(cast)
    address = page.format(meeting=meeting.id, item=agenda_of(meeting)[0].id)
    visitor.as_person(getattr(cast, who))
    visitor.get(place(cast, page=address), status=status_for(who, {"coordinator"}, 200))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/agenda/items/{item}/move", {"to": "down"}),
        ("/agenda/items/{item}/remove", {}),
        ("/agenda/themes/{theme}", {}),
        ("/post", {}),
        ("/cancel", {"reason": "The library is flooded."}),
    ],
)
def test_meetings_are_changed_by_the_coordinator(
    cast: Cast, visitor: Visitor, who: str, page: str, form: dict[str, str]
) -> None:
    theme = a_theme(cast, raised(cast))
    meeting = a_posted_meeting(cast)
    address = page.format(item=agenda_of(meeting)[0].id, theme=theme.id)
    visitor.as_person(getattr(cast, who))
    visitor.post(place(cast, meeting, address), form, status=status_for(who, {"coordinator"}, 303))


@pytest.mark.parametrize("who", ["administrator", "member"])
def test_a_draft_is_not_there_for_those_who_do_not_prepare_it(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(getattr(cast, who))

    visitor.get(place(cast, meeting), status=404)
    assert "December meeting" not in visitor.get(place(cast)).text


def test_a_leader_sees_a_draft_without_its_tools(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    an_item(cast, meeting)

    page = visitor.as_person(cast.leader).get(place(cast, meeting))

    assert "Buses" in page.text
    assert "Change the agenda" not in page.text
    assert "Replies" not in page.text


@pytest.mark.parametrize(
    "page",
    ["", "/edit", "/cancel", "/agenda", "/post", "/postings/1", "/replies", "/replies/enter"],
)
def test_another_councils_meeting_is_not_there(cast: Cast, visitor: Visitor, page: str) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.other_coordinator)
    visitor.get(f"/councils/{cast.other_council.id}/meetings/{meeting.id}{page}", status=404)


def test_another_councils_theme_or_item_cannot_be_used(cast: Cast, visitor: Visitor) -> None:
    meeting, other = a_posted_meeting(cast), a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)
    item = agenda_of(other)[0]

    visitor.post(place(cast, meeting, f"/agenda/items/{item.id}/remove"), status=404)
    visitor.get(place(cast, meeting, f"/agenda/items/{item.id}"), status=404)
    visitor.post(place(cast, meeting, "/agenda/themes/000000000000"), status=404)
    visitor.get(place(cast, meeting, "/postings/9"), status=404)


# ---- what a meeting's page says


def test_the_one_next_action_leads_from_step_to_step(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)

    def step() -> str:
        bar = visitor.get(place(cast, meeting)).soup.find(class_="action-bar")
        return bar.h2.get_text(strip=True) if bar else ""

    assert step() == "Build the agenda"
    an_item(cast, meeting)
    assert step() == "Post the agenda"
    posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)
    assert step() == "Issue the packet"
    an_item(cast, meeting, "Lunch")
    assert step() == "Post the agenda again"
    posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)
    a_reply(cast, meeting, cast.somali_family, "so")
    assert step() == "Ask for an interpreter for Somali"
    booking = a_request(cast, meeting).bookings[0]
    db.session.expire_all()
    assert step() == "Offer the booking for Somali"
    offer(cast, booking, an_interpreter(cast))
    db.session.expire_all()
    assert step() == "Issue the packet"
    issue_packet(meeting, "en", "so", by=cast.coordinator)
    assert step() == ""
    assert "interpreters still have to answer" in visitor.get(place(cast, meeting)).text
    operations_of_bookings.accept_booking(booking)
    db.session.expire_all()
    assert "All is ready" in visitor.get(place(cast, meeting)).text


@pytest.mark.parametrize(
    ("hours", "words"),
    [(96, "Posted in time"), (72, "Posted in time"), (71, "Posted late")],
)
def test_the_clock_of_posting_is_shown(
    cast: Cast, visitor: Visitor, hours: int, words: str
) -> None:
    meeting = a_posted_meeting(cast, hours=hours)

    page = visitor.as_person(cast.coordinator).get(place(cast, meeting))

    assert words in page.text
    assert f"{hours} hours before" in page.text
    assert "Cal. Ed. Code 35147" in page.text


def test_a_draft_says_by_when_it_is_to_be_posted(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)

    assert "To be posted by Sat, Nov 28, 5:30" in visitor.get(place(cast, meeting)).text.replace(
        "\u202f", " "
    )
    with at(meeting.starts_at - timedelta(hours=20)):
        visitor.as_person(cast.coordinator)
        assert "Not posted, and late" in visitor.get(place(cast, meeting)).text


def test_items_stand_with_their_times(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)

    page = visitor.as_person(cast.coordinator).get(place(cast, meeting))

    times = [tag.get_text(strip=True) for tag in page.soup.find_all(class_="agenda-time")]
    assert [each.replace("\u202f", " ") for each in times] == ["5:30 PM", "5:40 PM"]


def test_members_read_the_agenda_as_it_was_posted(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    an_item(cast, meeting, "Not posted yet")

    assert "Not posted yet" not in visitor.as_person(cast.member).get(place(cast, meeting)).text
    assert "Not posted yet" in visitor.as_person(cast.coordinator).get(place(cast, meeting)).text


def test_languages_and_what_is_missing_are_shown(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    a_reply(cast, meeting, cast.somali_family, "so")

    page = visitor.as_person(cast.coordinator).get(place(cast, meeting))

    assert "Soomaali" in page.text
    assert page.soup.find(lang="so") is not None
    assert "No interpreter" in page.text
    assert "1 family asked" in page.text


def test_a_translated_title_is_read_in_the_readers_language(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    revision = newest_revisions([meeting.title_id])[meeting.title_id]
    approve_translation(
        add_translation(revision, "es", "Reunión de diciembre", by=cast.coordinator),
        by=cast.second_coordinator,
    )
    visitor.as_person(cast.coordinator)

    page = visitor.get(place(cast, meeting) + "?lang=es")
    assert page.title == "Reunión de diciembre"
    heading = visitor.get(place(cast, meeting) + "?lang=ar").soup.select_one("h1 [lang]")
    assert heading is not None
    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")


# ---- how pages grow


def test_the_list_shows_what_is_to_come_and_then_what_is_over(cast: Cast, visitor: Visitor) -> None:
    with at(NOW - timedelta(days=40)):
        past = a_posted_meeting(
            cast, title="October meeting", held_on=date(2026, 10, 20), from_time=time(18)
        )
    a_meeting(cast)
    visitor.as_person(cast.coordinator)

    text = visitor.get(place(cast)).text

    assert text.index("December meeting") < text.index("October meeting")
    assert past.state is MeetingState.POSTED


def test_past_meetings_are_paged_by_key(cast: Cast, visitor: Visitor) -> None:
    with at(NOW - timedelta(days=100)):
        for number in range(53):
            a_posted_meeting(cast, title=f"Past {number}.", hours=24 * (1 + number))
    visitor.as_person(cast.coordinator)

    first = visitor.get(place(cast))
    link = first.soup.find("a", rel="next")
    assert link is not None
    second = visitor.get(str(link["href"]))

    shown = first.text + second.text
    assert all(shown.count(f"Past {number}.") == 1 for number in range(53))
    assert "Past 52." in first.text
    assert "Past 0." in second.text


@pytest.mark.parametrize("key", ["x", "-", "99999999999999-a", "12", "١٢-a"])
def test_a_mistyped_key_shows_a_page_all_the_same(cast: Cast, visitor: Visitor, key: str) -> None:
    visitor.as_person(cast.coordinator).get(place(cast) + f"?before={key}")


def test_the_list_takes_as_many_queries_for_three_meetings_as_for_thirty(
    cast: Cast, visitor: Visitor
) -> None:
    visitor.as_person(cast.coordinator)

    def queries() -> int:
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(place(cast))
        return len(counted)

    for number in range(3):
        a_posted_meeting(cast, hours=100 + number)
    few = queries()
    for number in range(27):
        a_posted_meeting(cast, hours=200 + number)
    assert queries() == few


def test_a_meeting_takes_as_many_queries_for_three_of_each_as_for_thirty(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)

    def more(start: int, end: int) -> None:
        for number in range(start, end):
            family = a_family(cast.council, "ar", name=f"Demo family {number}")
            a_reply(cast, meeting, family, "ar")
            an_item(cast, meeting, f"Item {number}", minutes=1)
            posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)

    def queries(page: str) -> int:
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(place(cast, meeting, page))
        return len(counted)

    pages = ("", "/agenda", "/replies", "/postings/1", "/post", "/needs")
    more(0, 3)
    few = [queries(page) for page in pages]
    more(3, 30)
    assert [queries(page) for page in pages] == few
