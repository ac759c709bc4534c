"""Who comes to a meeting, and what families say on the phone."""

import pytest

from council.meetings.reply_queries import replies_to
from tests.factories.meetings import (
    a_posted_meeting,
    a_reply,
    place,
)
from tests.factories.school import Cast, a_family
from tests.pages import Visitor


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
