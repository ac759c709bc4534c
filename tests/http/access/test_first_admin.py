"""An empty installation is set up once, by whoever holds the link that the server prints."""

import pytest
from flask import Flask
from sqlalchemy import select

from council.access.actions import Role
from council.access.operations import first_admin_ticket
from council.access.queries import roles_of
from council.access.tickets import ticket_token
from council.councils.models import Council
from council.councils.queries import the_district
from council.database import db
from council.people.models import Person
from tests.factories.people import PASSWORD
from tests.factories.school import a_cast
from tests.pages import Visitor

SET_UP = {
    "district": "Demo Unified",
    "time_zone": "America/Chicago",
    "school": "Alder Elementary",
    "council": "Alder council",
    "preset": "il_bpac",
    "admin_name": "Dana District",
    "admin_email": "dana@example.org",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
    "understood": "y",
}


@pytest.fixture
def address(app: Flask) -> str:
    """Where the link leads."""
    return f"/first-admin/{ticket_token(first_admin_ticket())}"


def test_the_first_admin_sets_up_and_is_led_to_an_app(visitor: Visitor, address: str) -> None:
    page = visitor.get(address)
    assert "not legal advice" in page.text
    assert "52176" in page.text, "each kind of council names its source"
    page = visitor.post(address, SET_UP, status=302)
    assert page.location == "/account/tf-setup"
    visitor.follow(page)
    admin = db.session.scalars(select(Person)).one()
    assert roles_of(admin, None) == {Role.DISTRICT_ADMIN}
    council = db.session.scalars(select(Council)).one()
    assert (council.preset, council.time_zone) == ("il_bpac", "America/Chicago")
    district = the_district()
    assert district is not None
    assert district.name == "Demo Unified"
    Visitor(visitor.app).post(address, SET_UP, status=410)


def test_what_is_wrong_is_said_and_the_link_still_works(visitor: Visitor, address: str) -> None:
    page = visitor.post(address, SET_UP | {"password_confirm": "x", "school": ""}, status=422)
    assert page.error_of("password_confirm") == "The two passwords are not the same."
    assert page.value_of("district") == "Demo Unified"
    assert page.value_of("password") == ""
    assert the_district() is None
    visitor.post(address, SET_UP, status=302)


def test_the_rules_have_to_be_understood(visitor: Visitor, address: str) -> None:
    wrong = {key: value for key, value in SET_UP.items() if key != "understood"}
    assert visitor.post(address, wrong, status=422).error_of("understood")


def test_once_there_is_anybody_the_link_opens_nothing(visitor: Visitor, address: str) -> None:
    a_cast()
    visitor.get(address, status=404)
    visitor.post(address, SET_UP, status=404)
