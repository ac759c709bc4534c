"""Building an agenda, and posting it."""

import pytest
from sqlalchemy import select

from council.concerns.states import ConcernState
from council.database import db
from council.meetings import posting_operations
from council.meetings.agenda_queries import agenda_of
from council.meetings.posting_queries import postings_of
from council.meetings.states import ItemKind, MeetingState
from council.notices.models import OutboxMessage
from tests.factories.concerns import a_theme, raised
from tests.factories.meetings import (
    a_meeting,
    a_posted_meeting,
    an_item,
    meeting_in_state,
    place,
)
from tests.factories.school import Cast
from tests.pages import Visitor


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
