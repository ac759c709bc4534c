"""A family answers an invitation by its own link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from council.access.tickets import ticket_token
from council.database import db
from council.interpreting.states import BookingState
from council.meetings import operations
from council.meetings.models import Meeting, Reply
from council.meetings.reply_queries import replies_to, reply_ticket
from tests.factories.interpreting import booking_in_state
from tests.factories.interpreting import link_of as interpreters_link
from tests.factories.meetings import (
    NOW,
    a_posted_meeting,
    at,
)
from tests.factories.school import Cast
from tests.pages import Visitor


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
