"""Nothing is open unless it says so: every page of the real application, one by one."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from council.access.guard import CLOSED_ELSEWHERE, OPEN_ELSEWHERE, is_declared
from council.councils.models import Council
from tests.factories.people import PASSWORD, with_password
from tests.factories.school import Cast
from tests.pages import Visitor

NOBODY = "0" * 12
METHODS = ("GET", "POST")


def _address(rule: Rule, council: Council) -> str:
    """The rule's address in this council, with ids of nothing elsewhere."""
    values: dict[str, object] = {
        name: 0 if type(converter).__name__ == "IntegerConverter" else NOBODY
        for name, converter in rule._converters.items()
    }
    if "council_id" in rule.arguments:
        values["council_id"] = council.id
    _domain, address = rule.build(values) or ("", "")
    assert address, rule
    return str(address)


def _pages(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            if method in (rule.methods or set()):
                yield rule, method


def _is_open(app: Flask, endpoint: str) -> bool:
    view = app.view_functions[endpoint]
    return endpoint in OPEN_ELSEWHERE or hasattr(view, "open_to_everyone")


def test_every_page_declares_what_it_does(app: Flask) -> None:
    silent = [r.endpoint for r in app.url_map.iter_rules() if not is_declared(app, r.endpoint)]
    assert not silent, "not declared: " + ", ".join(silent)


def test_a_page_that_declares_nothing_is_refused(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "access.my_account", lambda: "all of it")
    assert not is_declared(app, "access.my_account")
    visitor.as_person(cast.coordinator).get("/my-account", status=403)


def test_every_page_of_the_library_is_named_one_by_one(app: Flask) -> None:
    library = {r.endpoint for r in app.url_map.iter_rules() if r.endpoint.startswith("security.")}
    assert library == {e for e in OPEN_ELSEWHERE if e != "static"} | CLOSED_ELSEWHERE


def test_a_page_that_an_update_of_the_library_would_bring_is_closed(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council.access.guard.OPEN_ELSEWHERE", OPEN_ELSEWHERE - {"security.login"})
    assert not is_declared(app, "security.login")
    visitor.get("/account/login", status=403)


def test_what_the_library_has_besides_is_closed(visitor: Visitor, cast: Cast) -> None:
    for url in ("/account/tf-rescue", "/account/tf-select"):
        visitor.get(url, status=404)
        visitor.post(url, status=404)
    for url in ("/account/register", "/account/reset", "/account/confirm", "/account/us-signin"):
        visitor.get(url, status=404)


def test_the_library_answers_no_other_program(visitor: Visitor, cast: Cast) -> None:
    account = with_password(cast.leader)
    typed = {"email": cast.leader.email, "password": PASSWORD}
    with visitor.app.app_context():
        answer = visitor.client.post("/account/login?include_auth_token", json=typed)
        assert answer.status_code == 415
        answer = visitor.client.get("/account/login", headers={"Accept": "application/json"})
        assert answer.mimetype == "text/html"
        token = account.get_auth_token()
        answer = visitor.client.get("/my-account", headers={"Authentication-Token": token})
        assert answer.status_code == 302


def test_strangers_are_sent_to_sign_in_from_every_page(
    app: Flask, visitor: Visitor, cast: Cast
) -> None:
    for rule, method in _pages(app):
        if _is_open(app, rule.endpoint) or rule.endpoint in CLOSED_ELSEWHERE:
            continue
        answer = visitor._send(method, _address(rule, cast.council))
        assert answer.status_code in (302, 303), f"{method} {rule} answered {answer.status_code}"
        assert answer.headers["Location"].startswith("/account/login"), rule


def test_another_council_s_ids_lead_to_nothing(app: Flask, visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.other_coordinator)
    tried = 0
    for rule, method in _pages(app):
        if "council_id" not in rule.arguments:
            continue
        answer = visitor._send(method, _address(rule, cast.council))
        assert answer.status_code == 404, f"{method} {rule} answered {answer.status_code}"
        assert cast.council.name not in answer.get_data(as_text=True), rule
        tried += 1
    assert tried > 60


def test_a_council_that_does_not_exist_looks_the_same(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.other_coordinator)
    there = visitor.get(f"/councils/{cast.council.id}", status=404)
    nowhere = visitor.get(f"/councils/{NOBODY}", status=404)
    assert there.text == nowhere.text


def test_a_form_without_its_token_is_refused_on_every_page(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    visitor.as_person(cast.coordinator)
    for rule, method in _pages(app):
        if method != "POST":
            continue
        answer = visitor._send(method, _address(rule, cast.council), data={"name": "x"})
        assert answer.status_code == 400, f"{rule} answered {answer.status_code}"


def test_a_form_with_its_token_is_taken(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with_password(cast.leader)
    page = visitor.get("/account/login")
    typed = {"email": cast.leader.email, "password": PASSWORD}
    typed["csrf_token"] = page.value_of("csrf_token")
    visitor.post("/account/login", typed, status=302)
    stolen = {"csrf_token": typed["csrf_token"], "name": "Leyla", "language": "en"}
    visitor.post("/my-account", stolen, status=400)
    fresh = visitor.get("/my-account").value_of("csrf_token")
    visitor.post("/my-account", stolen | {"csrf_token": fresh})


def test_every_answer_tells_the_browser_to_load_and_keep_nothing(
    app: Flask, visitor: Visitor, cast: Cast
) -> None:
    for signed_in in (False, True):
        if signed_in:
            visitor.as_person(cast.coordinator)
        for rule, method in _pages(app):
            if rule.endpoint == "security.logout":
                continue
            headers = visitor._send(method, _address(rule, cast.council)).headers
            policy = headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'"), rule
            assert "unsafe" not in policy, rule
            assert "frame-ancestors 'none'" in policy, rule
            assert headers["X-Content-Type-Options"] == "nosniff", rule
            assert headers["Referrer-Policy"] == "no-referrer", rule
            if rule.endpoint != "static":
                assert headers["Cache-Control"] == "no-store", rule
            assert not re.search(r"Werkzeug|Python", headers.get("Server", "")), rule


def test_a_page_over_https_is_remembered_as_such(visitor: Visitor, cast: Cast) -> None:
    with visitor.app.app_context():
        answer = visitor.client.get("/account/login", base_url="https://council.test")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
