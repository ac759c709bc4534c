"""The pages of the district: schools, councils and the rules that they start from."""

import pytest
from sqlalchemy import select

from council.councils.models import Council, School
from council.councils.presets import PRESETS
from council.database import db
from council.people.models import Person
from council.printing.document import Paper
from tests.factories.school import Cast
from tests.pages import Visitor


def test_an_admin_adds_a_school_and_its_council(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.district_admin)
    visitor.post("/district/schools/open", {"name": "Cedar High", "address": "1 Demo Street"})
    school = db.session.scalars(select(School).where(School.name == "Cedar High")).one()
    form = visitor.get("/district/councils/found")
    assert "not legal advice" in form.text
    assert "Cal. Ed. Code 52176" in form.text
    assert form.value_of("time_zone") == "America/Los_Angeles"
    page = visitor.post(
        "/district/councils/found",
        {
            "name": "Cedar council",
            "school": school.id,
            "preset": "ma_sepac",
            "time_zone": "America/New_York",
            "language": "en",
            "paper": "a4",
        },
    )
    council = db.session.scalars(select(Council).where(Council.name == "Cedar council")).one()
    assert council.school_id == school.id
    assert council.paper is Paper.A4
    assert page.location == f"/councils/{council.id}/people/invite"
    visitor.follow(page)
    text = visitor.get("/district").text
    assert "Cedar council" in text
    assert "1 Demo Street" in text


def test_what_is_missing_is_said(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.district_admin)
    page = visitor.post("/district/councils/found", {"name": "Cedar council"}, status=422)
    assert page.error_of("preset")
    assert page.value_of("name") == "Cedar council"
    assert visitor.post("/district/schools/open", {"name": ""}, status=422).error_of("name")


def test_another_admin_is_invited(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.district_admin)
    visitor.post(
        "/district/people/invite", {"name": "Dario District", "email": "dario@example.org"}
    )
    assert db.session.scalars(select(Person).where(Person.email == "dario@example.org")).one()
    assert "Dario District" in visitor.get("/district").text


@pytest.mark.parametrize("who", ["coordinator", "leader", "administrator", "member"])
def test_nobody_else_sees_the_district_s_pages(visitor: Visitor, cast: Cast, who: str) -> None:
    visitor.as_person(getattr(cast, who))
    for url in ("/district", "/district/schools/open", "/district/councils/found"):
        visitor.get(url, status=403)
    visitor.post("/district/schools/open", {"name": "Cedar High"}, status=403)
    visitor.post("/district/people/invite", {"name": "X", "email": "x@example.org"}, status=403)


def test_every_rule_names_its_source_and_when_it_was_checked(visitor: Visitor, cast: Cast) -> None:
    page = visitor.as_person(cast.member).get("/presets")
    assert "no legal advice" in page.text
    for preset in PRESETS.values():
        assert str(preset.name) in page.text
        assert preset.citation in page.text
    assert page.text.count("November 24, 2026") == len(PRESETS)


@pytest.mark.parametrize("who", ["coordinator", "district_admin"])
def test_a_council_s_paper_is_chosen(visitor: Visitor, cast: Cast, who: str) -> None:
    visitor.as_person(getattr(cast, who))
    url = f"/councils/{cast.council.id}/paper"
    assert f'href="{url}"' in visitor.get(f"/councils/{cast.council.id}/people").html
    assert visitor.get(url).value_of("paper") == "letter"
    visitor.follow(visitor.post(url, {"paper": "a4"}))
    assert visitor.get(url).value_of("paper") == "a4"
    assert visitor.post(url, {"paper": "napkin"}, status=422).error_of("paper")
    assert visitor.post(url, {"paper": ""}, status=422).error_of("paper")
    db.session.refresh(cast.council)
    assert cast.council.paper is Paper.A4


@pytest.mark.parametrize(
    ("who", "status"),
    [("leader", 403), ("administrator", 403), ("member", 403), ("other_coordinator", 404)],
)
def test_nobody_else_chooses_a_council_s_paper(
    visitor: Visitor, cast: Cast, who: str, status: int
) -> None:
    visitor.as_person(getattr(cast, who))
    url = f"/councils/{cast.council.id}/paper"
    visitor.get(url, status=status)
    visitor.post(url, {"paper": "a4"}, status=status)
    assert cast.council.paper is Paper.LETTER
