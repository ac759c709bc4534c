"""Doors that stand open by mistake elsewhere: redirects, sessions, forms sent twice, the demo's."""

from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from council.config import BadSetting, read_settings
from tests.crawl import addresses
from tests.factories.canaries import Planted, planted
from tests.factories.people import PASSWORD, with_password
from tests.factories.school import Cast
from tests.http.test_hostile import _all_forms, undone
from tests.pages import Visitor
from tests.sheets import sheets_as_words

ELSEWHERE = (
    "//evil.example.net",
    "/\\evil.example.net",
    "\\\\evil.example.net",
    "https://evil.example.net/today",
    "http:evil.example.net",
    "/\t/evil.example.net",
    "javascript:alert(1)",
    "///evil.example.net",
    "%2f%2fevil.example.net",
    "/today\r\nLocation: https://evil.example.net",
)


@pytest.fixture
def scene(cast: Cast) -> Planted:
    """A council with something at each place of the chain."""
    return planted(cast)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_away_from_here(visitor: Visitor, cast: Cast, address: str) -> None:
    with_password(cast.leader)
    answer = visitor._send("GET", "/language", query_string={"to": "es", "next": address})
    leads = [answer.headers["Location"]]
    typed = {"email": cast.leader.email, "password": PASSWORD}
    for where, more in (({"next": address}, {}), ({}, {"next": address})):
        guest = Visitor(visitor.app)
        answer = guest._send("POST", "/account/login", query_string=where, data=typed | more)
        leads.append(answer.headers.get("Location", "/"))
    for lead in leads:
        # As browsers read it: what looks like a slash is one.
        meant = urljoin("http://council.test/account/login", lead.replace("\\", "/"))
        assert urlsplit(meant).hostname == "council.test", lead
        assert urlsplit(meant).scheme == "http", lead


def test_a_session_that_somebody_else_began_is_not_theirs_afterwards(
    visitor: Visitor, cast: Cast
) -> None:
    """Whoever plants a session in a browser learns nothing from it once somebody signs in."""
    with_password(cast.leader)
    visitor.get("/account/login")
    planted_session = visitor.client.get_cookie("council_session")
    assert planted_session is not None
    visitor.post("/account/login", {"email": cast.leader.email, "password": PASSWORD}, status=302)
    visitor.get("/my-account")
    thief = Visitor(visitor.app)
    thief.client.set_cookie("council_session", planted_session.value)
    thief.get("/my-account", status=302)


def test_every_form_can_be_sent_twice(
    app: Flask, scene: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double tap, or a page sent again: the second time is answered, and never by a fault."""
    sheets_as_words(monkeypatch)
    for form in _all_forms(app, scene):
        visitor = Visitor(app)
        if form.who:
            visitor.as_person(getattr(scene.cast, form.who))
        sent = form.given | form.stands
        with undone():
            first = visitor._send("POST", form.action, data=sent)
            second = visitor._send("POST", form.action, data=sent)
        assert first.status_code < 500, f"{form.action} answered {first.status_code}"
        assert second.status_code < 500, f"{form.action} answered {second.status_code} at last"


def test_the_demonstration_s_doors_are_not_there_outside_of_it(app: Flask, scene: Planted) -> None:
    tried = 0
    for method in ("GET", "POST"):
        for address in addresses(app, method, most=2):
            if "/demo/" not in address.path:
                continue
            for visitor in (Visitor(app), Visitor(app).as_person(scene.cast.district_admin)):
                assert visitor._send(method, address.path).status_code == 404, address.path
                tried += 1
    assert tried >= 10
    page = Visitor(app).get("/")
    assert "/demo/" not in page.html


def test_a_demonstration_in_production_is_refused(app: Flask) -> None:
    both = {"COUNCIL_ENV": "production", "COUNCIL_DEMO": "1", "COUNCIL_SECRET_KEY": "a key"}
    with pytest.raises(BadSetting, match="refused"):
        read_settings(Path(app.instance_path), both)


def test_the_key_of_an_installation_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = read_settings(tmp_path, {})["SECRET_KEY"]
    assert len(first) >= 43
    assert read_settings(tmp_path, {})["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_cookies_of_an_installation_over_https_never_travel_without(tmp_path: Path) -> None:
    for url, secure in (("https://council.example.org", True), ("http://127.0.0.1:5000", False)):
        settings = read_settings(tmp_path, {"COUNCIL_URL": url})
        assert settings["SESSION_COOKIE_SECURE"] is secure
        assert settings["SESSION_COOKIE_HTTPONLY"] is True
        assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
