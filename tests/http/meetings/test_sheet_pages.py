"""Sheets for the table at a meeting: who prints them, and what they ask for."""

import pytest

from tests.factories.meetings import a_meeting, a_posted_meeting
from tests.factories.school import Cast
from tests.pages import Visitor

SHEETS = ("", "/sign-in.pdf?first=en", "/speakers.pdf?first=en")


def sheets(cast: Cast, meeting_id: str, what: str = "") -> str:
    return f"/councils/{cast.council.id}/meetings/{meeting_id}/sheets{what}"


@pytest.mark.parametrize("what", SHEETS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 200),
        ("leader", 200),
        ("coordinator", 200),
        ("administrator", 200),
        ("district_admin", 403),
        ("other_coordinator", 404),
    ],
)
def test_everyone_in_the_council_prints_what_lies_on_the_table(
    cast: Cast, visitor: Visitor, who: str, status: int, what: str
) -> None:
    meeting = a_posted_meeting(cast)
    visitor.as_person(getattr(cast, who)).get(sheets(cast, meeting.id, what), status=status)


@pytest.mark.parametrize("what", SHEETS)
def test_before_the_posting_only_those_who_prepare_a_meeting_know_of_it(
    cast: Cast, visitor: Visitor, what: str
) -> None:
    meeting = a_meeting(cast)
    visitor.as_person(cast.coordinator).get(sheets(cast, meeting.id, what))
    visitor.as_person(cast.member).get(sheets(cast, meeting.id, what), status=404)


def test_the_page_of_a_meeting_leads_to_its_sheets(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    page = visitor.as_person(cast.member).get(f"/councils/{cast.council.id}/meetings/{meeting.id}")
    links = {link["href"] for link in page.soup.find_all("a", href=True)}
    assert sheets(cast, meeting.id) in links


def test_signing_in_is_optional_and_asks_for_a_name_alone(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    page = visitor.as_person(cast.coordinator).get(
        sheets(cast, meeting.id, "/sign-in.pdf?first=en&second=es")
    )
    (words,) = page.printed
    assert "Signing is optional. You may stay and speak without it." in words
    assert "Firmar es opcional." in words
    for never in ("Address", "Phone", "Signature", "E-mail"):
        assert never not in words


def test_whoever_wants_to_speak_says_in_which_language(cast: Cast, visitor: Visitor) -> None:
    meeting = a_posted_meeting(cast)
    page = visitor.as_person(cast.coordinator).get(
        sheets(cast, meeting.id, "/speakers.pdf?first=en&size=large&paper=a4")
    )
    assert "Your language" in page.printed[0]
    assert "Name, or how we should call you" in page.printed[0]


@pytest.mark.parametrize("what", ["/sign-in.pdf", "/speakers.pdf"])
def test_a_sheet_in_no_language_is_refused_beside_the_field(
    cast: Cast, visitor: Visitor, what: str
) -> None:
    meeting = a_posted_meeting(cast)
    page = visitor.as_person(cast.leader).get(
        sheets(cast, meeting.id, f"{what}?first=es&second=es"), status=422
    )
    assert "two different languages" in page.error_of("second")
