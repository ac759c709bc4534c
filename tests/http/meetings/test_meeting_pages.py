"""The pages of meetings, as each person finds them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from council.access.tickets import ticket_token
from council.concerns.states import ConcernState
from council.database import db
from council.interpreting import operations as operations_of_bookings
from council.interpreting.states import BookingState
from council.meetings import operations, posting_operations
from council.meetings.agenda_queries import agenda_of
from council.meetings.models import Meeting, Reply
from council.meetings.posting_queries import postings_of
from council.meetings.reply_queries import replies_to, reply_ticket
from council.meetings.states import ItemKind, MeetingState
from council.notices.models import OutboxMessage
from council.packets.operations import issue_packet
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import newest_revisions, passage
from tests.factories.concerns import a_theme, raised
from tests.factories.interpreting import a_request, an_interpreter, booking_in_state, offer
from tests.factories.interpreting import link_of as interpreters_link
from tests.factories.meetings import (
    NOW,
    a_meeting,
    a_posted_meeting,
    a_reply,
    an_item,
    at,
    facts,
    meeting_in_state,
)
from tests.factories.school import Cast, a_family
from tests.pages import Visitor
from tests.queries import count_queries

PEOPLE = ("leader", "coordinator", "administrator", "member", "district_admin", "other_coordinator")
READERS = {"leader", "coordinator", "administrator", "member"}


def place(cast: Cast, meeting: Meeting | None = None, page: str = "") -> str:
    here = f"/councils/{cast.council.id}/meetings"
    return here + (f"/{meeting.id}{page}" if meeting else page)


FORM = {
    "title": "January meeting",
    "held_on": "2027-01-12",
    "from_time": "17:30",
    "minutes": "90",
    "place": "Library",
    "online_link": "",
}


def status_for(who: str, allowed: set[str], good: int) -> int:
    if who == "other_coordinator":
        return 404
    return good if who in allowed else 403


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


# ---- scheduling


def test_a_coordinator_schedules_a_meeting(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)

    page = visitor.follow(visitor.post(place(cast, page="/schedule"), FORM))

    assert page.title == "January meeting"
    assert "Tuesday, January 12, 2027" in page.text
    meeting = db.session.scalars(select(Meeting)).one()
    assert meeting.starts_at == datetime(2027, 1, 13, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"held_on": "2026-11-23"}, "held_on", "This time is over"),
        ({"held_on": "2027-03-14", "from_time": "02:30"}, "from_time", "does not exist"),
        ({"held_on": "nonsense"}, "held_on", "Not a valid date"),
        ({"from_time": "25:99"}, "from_time", "Not a valid time"),
        ({"title": ""}, "title", "required"),
        ({"title": "x" * 161}, "title", "160"),
        ({"minutes": "3"}, "minutes", "between"),
        ({"minutes": "many"}, "minutes", "integer"),
        ({"place": ""}, "place", "Say where"),
        ({"online_link": "meet here"}, "online_link", "not a whole link"),
        ({"online_link": "javascript:alert(1)"}, "online_link", "not a whole link"),
    ],
)
def test_what_cannot_be_scheduled_is_explained_with_everything_kept(
    cast: Cast, visitor: Visitor, changes: dict[str, str], field: str, sentence: str
) -> None:
    visitor.as_person(cast.coordinator)
    form = FORM | {"online_link": "https://meet.example.org/a"} | changes
    if changes.get("place") == "":
        form["online_link"] = ""

    page = visitor.post(place(cast, page="/schedule"), form, status=422)

    assert sentence in page.error_of(field)
    for name, value in form.items():
        assert page.value_of(name) == value
    assert db.session.scalars(select(Meeting)).all() == []


def test_a_time_that_happens_twice_is_taken_once_and_said(cast: Cast, visitor: Visitor) -> None:
    with at(datetime(2026, 10, 1, 12, 0, tzinfo=UTC)):
        visitor.as_person(cast.coordinator)
        made = visitor.post(
            place(cast, page="/schedule"), FORM | {"held_on": "2026-11-01", "from_time": "01:30"}
        )
        page = visitor.follow(made)

    assert "happens twice" in page.text
    assert db.session.scalars(select(Meeting)).one().starts_at.hour == 8


def test_control_characters_do_not_reach_the_title(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)

    visitor.post(place(cast, page="/schedule"), FORM | {"title": "  Winter\x00\u202e meeting "})

    meeting = db.session.scalars(select(Meeting)).one()
    assert passage(meeting.title_id, "en").words == "Winter meeting"


def test_a_stale_form_keeps_what_was_typed_and_shows_what_stands_now(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)
    seen = visitor.get(place(cast, meeting, "/edit")).value_of("version")
    operations.edit_meeting(
        meeting, facts(place="Gym"), version=meeting.version, by=cast.second_coordinator
    )
    form = FORM | {"held_on": "2026-12-01", "place": "Cafeteria", "version": seen}

    page = visitor.post(place(cast, meeting, "/edit"), form, status=422)

    assert "Someone else changed this meeting" in page.text
    assert "Gym" in page.text
    assert page.value_of("place") == "Cafeteria"
    db.session.refresh(meeting)
    assert meeting.place == "Gym"

    visitor.post(place(cast, meeting, "/edit"), form | {"version": page.value_of("version")})
    db.session.refresh(meeting)
    assert meeting.place == "Cafeteria"


@pytest.mark.parametrize("version", ["", "x", "0", "99", "٣"])
def test_a_form_without_the_version_that_was_seen_saves_nothing(
    cast: Cast, visitor: Visitor, version: str
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)

    visitor.post(place(cast, meeting, "/edit"), FORM | {"version": version}, status=422)

    db.session.refresh(meeting)
    assert meeting.held_on == date(2026, 12, 1)


def test_a_meeting_is_cancelled_with_its_reason(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(place(cast, meeting, "/cancel"), {"reason": " "}, status=422)
    assert "required" in page.error_of("reason")

    done = visitor.post(place(cast, meeting, "/cancel"), {"reason": "The library is flooded."})

    page = visitor.follow(done)
    assert "The library is flooded." in page.text
    assert "Change time or place" not in page.text


def test_a_meeting_is_held_once_it_began(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(place(cast, meeting, "/hold"), status=409)
    assert "not begun" in page.text

    with at(meeting.ends_at + timedelta(minutes=1)):
        visitor.as_person(cast.coordinator)
        assert "Did the meeting take place?" in visitor.get(place(cast, meeting)).text
        visitor.post(place(cast, meeting, "/hold"))

    assert meeting.state is MeetingState.HELD


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


# ---- the agenda and its posting


def test_an_agenda_is_built_and_ordered(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast)
    theme = a_theme(cast, concern, title="Buses that come late")
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.get(place(cast, meeting, "/agenda"))
    assert "Buses that come late" in page.text
    assert "1 concern" in page.text

    visitor.post(place(cast, meeting, f"/agenda/themes/{theme.id}"))
    visitor.post(
        place(cast, meeting, "/agenda"),
        {"title": "Welcome", "kind": "information", "minutes": "10", "topic": "attendance"},
    )
    welcome = agenda_of(meeting)[1]
    visitor.post(place(cast, meeting, f"/agenda/items/{welcome.id}/move"), {"to": "up"})

    assert agenda_of(meeting)[0].id == welcome.id
    assert concern.state is ConcernState.ON_AGENDA
    page = visitor.get(place(cast, meeting, "/agenda"))
    assert "Why regular attendance matters" in page.text


def test_themes_with_more_concerns_are_offered_first(cast: Cast, visitor: Visitor) -> None:
    a_theme(cast, raised(cast), title="Fewer")
    a_theme(cast, raised(cast), raised(cast), title="More")
    meeting = a_meeting(cast)

    text = visitor.as_person(cast.coordinator).get(place(cast, meeting, "/agenda")).text

    assert text.index("More") < text.index("Fewer")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "party"}, "kind"),
        ({"minutes": "0"}, "minutes"),
        ({"topic": "master_plan"}, "topic"),
    ],
)
def test_an_item_that_cannot_be_added_is_explained(
    cast: Cast, visitor: Visitor, changes: dict[str, str], field: str
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)
    form = {"title": "Buses", "kind": "action", "minutes": "10", "topic": ""} | changes

    page = visitor.post(place(cast, meeting, "/agenda"), form, status=422)

    assert page.error_of(field)
    assert page.value_of("title") == form["title"]
    assert list(agenda_of(meeting)) == []


def test_an_item_moves_up_or_down_only(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    item = agenda_of(meeting)[0]
    visitor.as_person(cast.coordinator)
    visitor.post(
        place(cast, meeting, f"/agenda/items/{item.id}/move"), {"to": "sideways"}, status=400
    )


def test_an_item_is_changed(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    item = agenda_of(meeting)[0]
    visitor.as_person(cast.coordinator)
    assert (
        visitor.get(place(cast, meeting, f"/agenda/items/{item.id}")).value_of("title") == "Welcome"
    )

    visitor.post(
        place(cast, meeting, f"/agenda/items/{item.id}"),
        {"title": "Welcome to all", "kind": "discussion", "minutes": "5"},
    )

    db.session.expire_all()
    assert (item.kind, item.minutes) == (ItemKind.DISCUSSION, 5)


def test_posting_shows_the_clock_and_invites_families(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    an_item(cast, meeting)
    visitor.as_person(cast.coordinator)
    page = visitor.get(place(cast, meeting, "/post"))
    assert "7 days before" in page.text
    assert page.soup.find("input", attrs={"name": "invite"}).has_attr("checked")  # type: ignore[union-attr]

    visitor.post(place(cast, meeting, "/post"), {"invite": "y"})

    assert len(postings_of(meeting)) == 1
    invited = db.session.scalars(
        select(OutboxMessage.family_id).where(OutboxMessage.kind == "meeting_posted")
    )
    assert {cast.family.id, cast.somali_family.id} <= set(invited)
    again = visitor.get(place(cast, meeting, "/post"))
    assert not again.soup.find("input", attrs={"name": "invite"}).has_attr("checked")  # type: ignore[union-attr]


def test_posting_too_late_says_what_follows(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast, hours=20)
    an_item(cast, meeting, kind=ItemKind.ACTION)
    visitor.as_person(cast.coordinator)
    assert "too late to be posted in time" in visitor.get(place(cast, meeting, "/post")).text

    page = visitor.follow(visitor.post(place(cast, meeting, "/post")))

    assert "Not posted in time for a vote" in page.text


def test_an_empty_agenda_is_not_posted(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator)

    page = visitor.post(place(cast, meeting, "/post"), status=422)

    assert "nothing on the agenda" in page.text
    assert meeting.state is MeetingState.DRAFT


def test_earlier_versions_can_be_read(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    an_item(cast, meeting, "Lunch")
    posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)
    visitor.as_person(cast.member)

    assert "Lunch" not in visitor.get(place(cast, meeting, "/postings/1")).text
    assert "Lunch" in visitor.get(place(cast, meeting, "/postings/2")).text


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_a_settled_meeting_offers_no_changes(
    cast: Cast, visitor: Visitor, state: MeetingState
) -> None:
    meeting = meeting_in_state(cast, state)
    visitor.as_person(cast.coordinator)

    page = visitor.get(place(cast, meeting))
    assert "Change the agenda" not in page.text
    page = visitor.post(
        place(cast, meeting, "/agenda"),
        {"title": "Late", "kind": "action", "minutes": "10"},
        status=422,
    )
    assert "stays as it is" in page.text


# ---- replies


def test_a_coordinator_enters_what_a_family_said_on_the_phone(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)

    visitor.post(
        place(cast, meeting, "/replies/enter"),
        {
            "family": cast.somali_family.id,
            "coming": "yes",
            "people": "2",
            "interpreter_language": "so",
            "supports": ["childcare", "food"],
        },
    )

    (reply,) = replies_to(meeting)
    assert (reply.people, reply.interpreter_language) == (2, "so")
    page = visitor.get(place(cast, meeting, "/replies"))
    assert "Somali" in page.text
    assert "Childcare" in page.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family": ""}, "family"),
        ({"family": "somebody"}, "family"),
        ({"coming": ""}, "coming"),
        ({"people": "0"}, "people"),
        ({"people": "21"}, "people"),
        ({"interpreter_language": "tlh"}, "interpreter_language"),
        ({"aids": ["jetpack"]}, "aids"),
    ],
)
def test_a_reply_that_cannot_be_recorded_is_explained(
    cast: Cast, visitor: Visitor, changes: dict[str, object], field: str
) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(cast.coordinator)
    form = {"family": cast.family.id, "coming": "yes", "people": "2"} | changes

    page = visitor.post(place(cast, meeting, "/replies/enter"), form, status=422)

    assert page.error_of(field)
    assert list(replies_to(meeting)) == []


def test_another_councils_family_cannot_be_answered_for(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    stranger = a_family(cast.other_council, "vi", name="Family of Birch")
    visitor.as_person(cast.coordinator)

    page = visitor.post(
        place(cast, meeting, "/replies/enter"),
        {"family": stranger.id, "coming": "yes"},
        status=422,
    )

    assert page.error_of("family")
    assert "Family of Birch" not in page.text


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


def test_replies_are_paged_and_counted_all_the_same(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    for number in range(53):
        family = a_family(cast.council, "so", name=f"Demo family {number:02}.")
        a_reply(cast, meeting, family)
    visitor.as_person(cast.coordinator)

    first = visitor.get(place(cast, meeting, "/replies"))
    link = first.soup.find("a", rel="next")
    assert link is not None
    second = visitor.get(str(link["href"]))

    shown = first.text + second.text
    assert all(shown.count(f"Demo family {number:02}.") == 1 for number in range(53))
    tallies = [page.soup.select_one(".tally") for page in (first, second)]
    assert all(
        tally is not None and "families come 53" in tally.get_text(" ", strip=True)
        for tally in tallies
    )


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


# ---- a family answers by its link


def link_of(meeting: Meeting, family_id: str) -> str:
    ticket = reply_ticket(meeting.id, family_id)
    assert ticket is not None
    return f"/reply/{ticket_token(ticket)}"


def test_a_family_answers_in_its_own_language_without_an_account(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    link = link_of(meeting, cast.somali_family.id)
    page = visitor.get(link + "?lang=so")
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "so"
    assert visitor.get(link + "/coming").value_of("interpreter_language") == "so"

    done = visitor.post(
        link + "/coming",
        {
            "people": "3",
            "interpreter_language": "so",
            "aids": ["large_print"],
            "supports": ["transport"],
        },
    )

    visitor.follow(done)
    (reply,) = replies_to(meeting)
    assert (reply.family_id, reply.people, reply.aids, reply.supports) == (
        cast.somali_family.id,
        3,
        ["large_print"],
        ["transport"],
    )


def test_looking_at_an_invitation_answers_nothing(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast, invite=True)

    visitor.get(link_of(meeting, cast.family.id))
    visitor.get(link_of(meeting, cast.family.id) + "/coming")

    assert db.session.scalars(select(Reply)).all() == []


def test_a_family_changes_its_mind(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    link = link_of(meeting, cast.family.id)
    visitor.post(link + "/coming", {"people": "2", "interpreter_language": ""})
    assert "You said that you will come" in visitor.get(link + "?lang=en").text

    page = visitor.follow(visitor.post(link))

    assert "You said that you cannot come" in page.text
    (reply,) = replies_to(meeting)
    assert not reply.coming


def test_what_a_family_typed_wrongly_is_kept(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    link = link_of(meeting, cast.family.id)

    page = visitor.post(
        link + "/coming", {"people": "400", "interpreter_language": "es"}, status=422
    )

    assert page.error_of("people")
    assert page.value_of("people") == "400"
    assert page.value_of("interpreter_language") == "es"


def test_an_invitation_to_a_meeting_that_was_cancelled_says_so(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    link = link_of(meeting, cast.family.id)
    operations.cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)

    page = visitor.get(link + "?lang=en")

    assert "The library is flooded." in page.text
    assert "Yes, we will come" not in page.text
    visitor.follow(visitor.post(link + "/coming", {"people": "2"}))
    visitor.post(link)
    assert list(replies_to(meeting)) == []


def test_an_invitation_after_the_meeting_is_closed(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    link = link_of(meeting, cast.family.id)

    with at(meeting.ends_at + timedelta(hours=1)):
        assert "This meeting is over" in visitor.get(link + "?lang=en").text


@pytest.mark.parametrize("token", ["x", "000000000000.abc", "%00", "a" * 300])
@pytest.mark.parametrize("page", ["", "/coming"])
def test_a_mistyped_invitation_is_refused_in_words(
    cast: Cast, visitor: Visitor, token: str, page: str
) -> None:
    answer = visitor.get(f"/reply/{token}{page}", status=410)

    assert "not complete" in answer.text


def test_an_expired_invitation_is_refused_in_words(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    link = link_of(meeting, cast.family.id)

    with at(NOW + timedelta(days=90)):
        assert "too old" in visitor.get(link + "?lang=en", status=410).text
        visitor.post(link, status=410)


def test_a_link_of_another_kind_opens_no_invitation(cast: Cast, visitor: Visitor) -> None:
    booking = booking_in_state(cast, a_posted_meeting(cast), BookingState.OFFERED)

    visitor.get(f"/reply/{interpreters_link(booking)}", status=410)
