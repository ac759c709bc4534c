"""Stepping into somebody's shoes, in a demonstration alone."""

import pytest
from flask import Flask, render_template

from council.access.models import Purpose
from council.access.personas import personas_on_offer
from council.access.tickets import issue_ticket
from tests.factories.school import Cast
from tests.pages import Visitor


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation is a demonstration."""
    monkeypatch.setitem(app.config, "COUNCIL_DEMO", True)


def test_outside_a_demonstration_there_are_no_personas(visitor: Visitor, cast: Cast) -> None:
    visitor.post(f"/demo/persona/{cast.leader.id}", status=404)
    visitor.get("/my-account", status=302)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "who", ["leader", "coordinator", "administrator", "member", "district_admin"]
)
def test_one_tap_makes_a_persona_of_somebody(visitor: Visitor, cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    visitor.post(f"/demo/persona/{person.id}")
    assert person.name in visitor.get("/my-account").text
    visitor.get(f"/councils/{cast.council.id}")


@pytest.mark.usefixtures("demo")
def test_nobody_becomes_somebody_without_a_role(visitor: Visitor, cast: Cast) -> None:
    visitor.post(f"/demo/persona/{cast.family.id}", status=404)


@pytest.mark.usefixtures("demo")
def test_a_persona_can_be_changed(visitor: Visitor, cast: Cast) -> None:
    visitor.post(f"/demo/persona/{cast.leader.id}")
    visitor.post(f"/demo/persona/{cast.administrator.id}")
    assert "Paula Principal" in visitor.get("/my-account").text


@pytest.mark.usefixtures("demo")
def test_personas_stand_by_their_council_with_what_they_do(app: Flask, cast: Cast) -> None:
    issue_ticket(Purpose.BOOKING, subject_id="0" * 12, council_id=cast.council.id)
    with app.test_request_context():
        places = {place.name: place for place in personas_on_offer()}
        here, other = places[cast.council.name], places[cast.other_council.name]
        assert [persona.person.name for persona in here.personas] == [
            "Leyla Leader",
            "Carmen Coordinator",
            "Devi Coordinator",
            "Paula Principal",
            "Mei Member",
        ]
        assert [persona.person.name for persona in other.personas] == ["Omar Other"]
        assert [persona.person.name for persona in places["Demo Unified"].personas] == [
            "Dana District"
        ]
        assert any("/booking/" in door.href for door in here.doors)
        assert not any("/booking/" in door.href for door in other.doors)
        assert any(cast.council.door in door.href for door in here.doors)
        shown = render_template("access/personas.html", personas=list(places.values()))
    assert shown.count("<form") == 7
