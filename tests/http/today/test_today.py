"""Each person's home says what needs them, and nothing that is not theirs."""

import pytest

from council.concerns.operations import start_theme, write_summary
from tests.factories.school import Cast
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
