"""Each person's home says what needs them, and nothing that is not theirs."""

import pytest

from council.concerns.summary_operations import write_summary
from council.concerns.theme_operations import start_theme
from council.councils.presets import preset_of
from council.meetings.operations import cancel_meeting
from tests.factories.meetings import a_meeting, a_posted_meeting
from tests.factories.school import Cast, a_council
from tests.pages import Visitor


@pytest.mark.parametrize(
    "who", ["leader", "coordinator", "administrator", "member", "district_admin"]
)
def test_everybody_with_a_role_has_a_home(cast: Cast, visitor: Visitor, who: str) -> None:
    page = visitor.as_person(getattr(cast, who)).get(f"/councils/{cast.council.id}")
    assert page.title == "Today"


def test_nothing_to_do_is_said(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.member).get(f"/councils/{cast.council.id}")
    assert "Nothing needs you today" in page.text


def test_a_summary_waits_for_the_coordinator_and_not_for_the_leader(
    cast: Cast, visitor: Visitor
) -> None:
    theme = start_theme(cast.council, "Buses", language="en", by=cast.leader)
    write_summary(theme, "Families say that buses are late.", language="en", by=cast.leader)
    home = f"/councils/{cast.council.id}"
    assert "Approve the summary: Buses" in visitor.as_person(cast.coordinator).get(home).text
    assert "Approve the summary" not in visitor.as_person(cast.leader).get(home).text


def test_somebody_with_one_council_goes_straight_there(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get("/today", status=303)
    assert page.location == f"/councils/{cast.council.id}"


def test_a_district_admin_chooses_among_all_councils(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.district_admin).get("/today")
    assert cast.council.name in page.text and cast.other_council.name in page.text


@pytest.mark.parametrize("path", ["/", "/what-we-keep", "/accessibility"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_open_pages_are_open(visitor: Visitor, path: str, language: str) -> None:
    page = visitor.get(path, language=language)
    assert page.soup.html["lang"] == language


def test_the_next_meeting_stands_beside_what_needs_the_coordinator(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_posted_meeting(cast)
    page = visitor.as_person(cast.coordinator).get(f"/councils/{cast.council.id}")
    home = f"/councils/{cast.council.id}/meetings/{meeting.id}"
    links = {link["href"] for link in page.soup.select(".home-aside a")}
    assert {home, f"{home}/needs", f"{home}/packets"} <= links
    assert "Nobody has asked for an interpreter yet" in page.text
    assert "No packet is issued yet." in page.text


def test_a_draft_is_next_for_those_who_prepare_it_alone(cast: Cast, visitor: Visitor) -> None:
    a_meeting(cast)
    home = f"/councils/{cast.council.id}"
    assert "No meeting is planned" not in visitor.as_person(cast.leader).get(home).text
    assert "No meeting is planned" in visitor.as_person(cast.member).get(home).text


def test_a_cancelled_meeting_is_not_next(cast: Cast, visitor: Visitor) -> None:
    cancel_meeting(a_posted_meeting(cast), "The library is closed.", by=cast.coordinator)
    page = visitor.as_person(cast.coordinator).get(f"/councils/{cast.council.id}")
    assert "No meeting is planned" in page.text


def test_the_kind_of_council_says_its_source_and_that_it_is_no_legal_advice(
    cast: Cast, visitor: Visitor
) -> None:
    preset = preset_of(cast.council.preset)
    page = visitor.as_person(cast.member).get(f"/councils/{cast.council.id}")
    assert str(preset.name) in page.text and preset.citation in page.text
    assert "not legal advice" in page.text


def test_a_district_admin_finds_the_district_among_the_councils(
    cast: Cast, visitor: Visitor
) -> None:
    page = visitor.as_person(cast.district_admin).get("/today")
    assert page.soup.select_one("main a[href='/district']") is not None


def test_a_council_without_a_coordinator_asks_for_one(cast: Cast, visitor: Visitor) -> None:
    council = a_council("Oak School Council")
    page = visitor.as_person(cast.district_admin).get(f"/councils/{council.id}")
    assert "The council has no coordinator yet" in page.text
    assert page.soup.select_one(f"main a[href='/councils/{council.id}/people/invite']") is not None
    here = visitor.get(f"/councils/{cast.council.id}")
    assert "The council has no coordinator yet" not in here.text
