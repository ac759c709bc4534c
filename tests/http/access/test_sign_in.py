"""Signing in: by password, and for staff with codes of an app."""

import re
import statistics
import time
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from council import clock
from council.access.actions import Role
from council.access.models import RoleHeld
from council.access.sign_in import SIGNED_IN_FOR
from council.database import db
from council.notices.models import OutboxMessage
from tests.factories.people import PASSWORD, App, account_of, sign_in, with_app, with_password
from tests.factories.school import Cast
from tests.pages import Visitor


def test_a_leader_signs_in_with_a_password_alone(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    assert sign_in(visitor, cast.leader).location == "/today"
    visitor.get(f"/councils/{cast.council.id}")


def test_a_name_is_the_same_in_capitals(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    typed = {"email": cast.leader.email.upper(), "password": PASSWORD}
    assert visitor.post("/account/login", typed, status=302).location == "/today"


def test_somebody_is_led_back_to_the_page_that_they_wanted(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    wanted = f"/councils/{cast.council.id}/concerns"
    page = visitor.get(wanted, status=302)
    typed = {"email": cast.leader.email, "password": PASSWORD}
    assert visitor.post(page.location or "", typed, status=302).location == wanted


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "\\\\evil.example"])
def test_nobody_is_led_away_from_here(visitor: Visitor, cast: Cast, away: str) -> None:
    with_password(cast.leader)
    typed = {"email": cast.leader.email, "password": PASSWORD, "next": away}
    with visitor.app.app_context():
        answer = visitor.client.post("/account/login", data=typed)
    target = urljoin("http://council.test/account/login", answer.headers.get("Location", ""))
    assert urlsplit(target).hostname == "council.test"


def _first_sign_in(visitor: Visitor, cast: Cast) -> App:
    """Carmen signs in for the first time and is shown the square to scan."""
    with_password(cast.coordinator)
    page = sign_in(visitor, cast.coordinator)
    assert page.location == "/account/tf-setup"
    visitor.get("/account/tf-setup")
    shown = visitor.post("/account/tf-setup", {"setup": "authenticator"}, status=200)
    assert shown.soup.find("img", src=re.compile("^data:image/svg"))
    with visitor.client.session_transaction() as session:
        return App(session["tf_totp_secret"])


def test_staff_connect_an_app_before_they_see_anything(visitor: Visitor, cast: Cast) -> None:
    app = _first_sign_in(visitor, cast)
    page = visitor.get(f"/councils/{cast.council.id}", status=302)
    assert page.location.startswith("/account/login")
    page = visitor.post("/account/tf-validate", {"code": app.code()}, status=302)
    assert page.location == "/account/mf-recovery-codes"
    visitor.get(f"/councils/{cast.council.id}")


def test_the_first_time_recovery_codes_are_made(visitor: Visitor, cast: Cast) -> None:
    app = _first_sign_in(visitor, cast)
    page = visitor.follow(visitor.post("/account/tf-validate", {"code": app.code()}, status=302))
    assert page.title == "Recovery codes"
    page = visitor.post("/account/mf-recovery-codes", {"generate_new_codes": "1"}, status=200)
    codes = [code.get_text() for code in page.soup.select(".code")]
    assert len(codes) == 8
    kept = account_of(cast.coordinator).mf_recovery_codes
    assert kept is not None
    assert not set(codes) & set(kept), "codes are kept encrypted"


def test_staff_sign_in_with_password_and_code(visitor: Visitor, cast: Cast) -> None:
    app = with_app(cast.coordinator)
    assert sign_in(visitor, cast.coordinator).location.startswith("/account/tf-validate")
    visitor.get(f"/councils/{cast.council.id}", status=302)
    visitor.post("/account/tf-validate", {"code": app.code()}, status=302)
    visitor.get(f"/councils/{cast.council.id}")


def test_a_code_may_be_written_with_digits_of_any_script(visitor: Visitor, cast: Cast) -> None:
    app = with_app(cast.coordinator)
    sign_in(visitor, cast.coordinator)
    code = app.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    visitor.post("/account/tf-validate", {"code": f"{code[:3]} {code[3:]}"}, status=302)
    visitor.get(f"/councils/{cast.council.id}")


def test_who_mistypes_the_first_code_can_see_the_square_again(visitor: Visitor, cast: Cast) -> None:
    _first_sign_in(visitor, cast)
    page = visitor.post("/account/tf-validate", {"code": "000000"}, status=200)
    assert page.soup.select_one("main a[href='/account/tf-setup']") is not None
    assert page.soup.select_one("main a[href='/account/mf-recovery']") is None
    visitor.get("/account/tf-setup")


def test_a_wrong_code_signs_nobody_in(visitor: Visitor, cast: Cast) -> None:
    app = with_app(cast.coordinator)
    sign_in(visitor, cast.coordinator)
    wrong = f"{(int(app.code()) + 1) % 1_000_000:06}"
    page = visitor.post("/account/tf-validate", {"code": wrong}, status=200)
    assert "wrong or too old" in page.error_of("code")
    visitor.get(f"/councils/{cast.council.id}", status=302)


def test_a_code_is_taken_once(app: Flask, cast: Cast) -> None:
    phone = with_app(cast.coordinator)
    first, second = Visitor(app), Visitor(app)
    for visitor in (first, second):
        sign_in(visitor, cast.coordinator)
    code = phone.code()
    first.post("/account/tf-validate", {"code": code}, status=302)
    page = second.post("/account/tf-validate", {"code": code}, status=200)
    assert "wrong or too old" in page.error_of("code")
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        second.post("/account/tf-validate", {"code": phone.code()}, status=302)


def test_a_code_takes_five_tries(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.coordinator)
    sign_in(visitor, cast.coordinator)
    for _try in range(5):
        visitor.post("/account/tf-validate", {"code": "000000"}, status=200)
    page = visitor.post("/account/tf-validate", {"code": "000000"}, status=429)
    assert "000000" not in page.html


def test_a_recovery_code_signs_in_once(app: Flask, visitor: Visitor, cast: Cast) -> None:
    with_app(cast.coordinator)
    visitor.as_person(cast.coordinator)
    page = visitor.post("/account/mf-recovery-codes", {"generate_new_codes": "1"}, status=200)
    code = page.soup.select(".code")[0].get_text()
    lost = Visitor(app)
    sign_in(lost, cast.coordinator)
    lost.post("/account/mf-recovery", {"code": f" {code.upper()} "}, status=302)
    lost.get(f"/councils/{cast.council.id}")
    again = Visitor(app)
    sign_in(again, cast.coordinator)
    page = again.post("/account/mf-recovery", {"code": code}, status=200)
    assert "none of your recovery codes" in page.error_of("code")


def test_recovery_codes_are_not_shown_again(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.coordinator)
    visitor.as_person(cast.coordinator)
    visitor.post("/account/mf-recovery-codes", {"generate_new_codes": "1"}, status=200)
    assert not visitor.get("/account/mf-recovery-codes?show_codes=1").soup.select(".code")


# ---- what an answer tells about who is here -----------------------------------------------------


def _without_what_was_typed(html: str) -> str:
    return re.sub(r'value="[^"]*"', "", html)


def test_known_and_unknown_names_get_the_same_answer(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    answers = {
        _without_what_was_typed(
            visitor.post(
                "/account/login", {"email": email, "password": "not the right one"}, status=200
            ).html
        )
        for email in (cast.leader.email, cast.coordinator.email, "nobody@example.org")
    }
    assert len(answers) == 1


def test_known_and_unknown_names_cost_the_same(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)

    def cost(email: str) -> float:
        # The processor's time, so that whoever else works on this machine makes no difference.
        begun = time.process_time()
        visitor.post("/account/login", {"email": email, "password": "a wrong one"}, status=200)
        return time.process_time() - begun

    cost("warm-up@example.org")
    pairs = [(cost(cast.leader.email), cost(f"nobody{n}@example.org")) for n in range(8)]
    known, unknown = (statistics.median(costs) for costs in zip(*pairs, strict=True))
    assert known == pytest.approx(unknown, rel=0.15)


def test_one_name_can_be_tried_ten_times_in_a_quarter_of_an_hour(
    visitor: Visitor, cast: Cast
) -> None:
    with_password(cast.leader)
    typed = {"email": cast.leader.email, "password": "not the right one"}
    for _try in range(10):
        visitor.post("/account/login", typed, status=200)
    page = visitor.post("/account/login", typed | {"password": PASSWORD}, status=429)
    assert PASSWORD not in page.html
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        sign_in(visitor, cast.leader)


# ---- sessions -----------------------------------------------------------------------------------


def test_what_was_planted_in_a_browser_is_not_carried_into_a_session(
    visitor: Visitor, cast: Cast
) -> None:
    with_password(cast.leader)
    visitor.get("/account/login")
    before = visitor.client.get_cookie("council_session")
    with visitor.client.session_transaction() as session:
        session["second_factor"] = True
        session["looked_up"] = {"concern": "0" * 12, "until": 9_999_999_999}
        session["csrf_token"] = "known to somebody else"
    sign_in(visitor, cast.leader)
    with visitor.client.session_transaction() as session:
        assert session["second_factor"] is False
        assert "looked_up" not in session
        assert session.get("csrf_token") != "known to somebody else"
    after = visitor.client.get_cookie("council_session")
    assert before is None or (after is not None and before.value != after.value)


def test_nobody_is_remembered_longer_than_a_session(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    visitor.post(
        "/account/login",
        {"email": cast.leader.email, "password": PASSWORD, "remember": "y"},
        status=302,
    )
    assert visitor.client.get_cookie("remember_token") is None
    cookie = visitor.client.get_cookie("council_session")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.expires is None, "it goes when the browser is closed"


def test_a_session_ends_after_twelve_hours_however_busy(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.leader)
    begun = clock.now()
    for hours in (4, 8, 11.9):
        with time_machine.travel(begun + timedelta(hours=hours)):
            visitor.get("/my-account")
    with time_machine.travel(begun + SIGNED_IN_FOR + timedelta(minutes=1)):
        page = visitor.get("/my-account", status=302)
        assert "signed out" in visitor.follow(page).text


def test_a_session_without_a_second_factor_is_not_enough_for_staff(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.as_person(cast.coordinator)
    with visitor.client.session_transaction() as session:
        session["second_factor"] = False
    # Nor can it be used to connect an app of one's own.
    page = visitor.post("/account/tf-setup", {"setup": "authenticator"}, status=302)
    assert page.location.startswith("/account/login")
    page = visitor.get(f"/councils/{cast.council.id}", status=302)
    assert "asks for a password and a code" in visitor.follow(page).text


def test_a_leader_who_becomes_coordinator_signs_in_again(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    sign_in(visitor, cast.leader)
    visitor.get(f"/councils/{cast.council.id}")
    db.session.add(
        RoleHeld(person_id=cast.leader.id, council_id=cast.council.id, role=Role.COORDINATOR)
    )
    visitor.get(f"/councils/{cast.council.id}", status=302)
    assert sign_in(visitor, cast.leader).location == "/account/tf-setup"


def test_who_loses_a_role_loses_access_at_once(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.leader)
    visitor.get(f"/councils/{cast.council.id}/concerns")
    db.session.execute(delete(RoleHeld).where(RoleHeld.person_id == cast.leader.id))
    visitor.get(f"/councils/{cast.council.id}/concerns", status=404)


def test_a_closed_account_is_signed_out_at_once(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.leader)
    account_of(cast.leader).active = False
    visitor.get("/my-account", status=302)


def test_signing_out_everywhere_ends_every_session(app: Flask, cast: Cast) -> None:
    here, there = Visitor(app).as_person(cast.leader), Visitor(app).as_person(cast.leader)
    there.get("/my-account")
    here.post("/my-account/sign-out-everywhere")
    here.get("/my-account", status=302)
    there.get("/my-account", status=302)


def test_a_changed_password_ends_other_sessions_and_is_told_of(app: Flask, cast: Cast) -> None:
    with_app(cast.coordinator)
    here, there = Visitor(app).as_person(cast.coordinator), Visitor(app).as_person(cast.coordinator)
    new = {"new_password": "another good one", "new_password_confirm": "another good one"}
    page = here.post("/account/change", new | {"password": "not mine"}, status=200)
    assert page.error_of("password") == "This is not your password."
    here.post("/account/change", new | {"password": PASSWORD}, status=302)
    here.get(f"/councils/{cast.council.id}")
    there.get("/my-account", status=302)
    owed = db.session.scalars(select(OutboxMessage)).all()
    assert [(m.kind, m.person_id) for m in owed] == [("password_changed", cast.coordinator.id)]


def test_a_password_has_twelve_characters(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader)
    visitor.as_person(cast.leader)
    short = {"password": PASSWORD, "new_password": "eleven char", "new_password_confirm": "x"}
    page = visitor.post(
        "/account/change", short | {"new_password_confirm": "eleven char"}, status=200
    )
    assert "at least 12 characters" in page.error_of("new_password")
    page = visitor.post("/account/change", short, status=200)
    assert page.error_of("new_password_confirm") == "The two passwords are not the same."


def test_an_app_is_connected_after_the_password_was_asked_once_more(
    visitor: Visitor, cast: Cast
) -> None:
    with_password(cast.leader)
    visitor.as_person(cast.leader)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        page = visitor.get("/account/tf-setup", status=302)
        assert page.location.startswith("/account/verify")
        visitor.post(page.location, {"password": PASSWORD}, status=302)
        shown = visitor.post("/account/tf-setup", {"setup": "authenticator"}, status=200)
        form = shown.soup.find("form", action=re.compile("/account/tf-setup/"))
        assert form is not None
        with visitor.client.session_transaction() as session:
            phone = App(session["tf_totp_secret"])
        visitor.post(str(form["action"]), {"code": phone.code()}, status=302)
    assert account_of(cast.leader).has_second_factor


def test_staff_cannot_disconnect_their_app(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.coordinator)
    visitor.as_person(cast.coordinator)
    assert "Disconnect" not in visitor.get("/account/tf-setup").text
    visitor.post("/account/tf-setup", {"setup": "disable"}, status=200)
    assert account_of(cast.coordinator).has_second_factor


def test_a_leader_can_disconnect_an_app(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.leader)
    visitor.as_person(cast.leader)
    assert "Disconnect" in visitor.get("/account/tf-setup").text
    visitor.post("/account/tf-setup", {"setup": "disable"}, status=302)
    assert not account_of(cast.leader).has_second_factor


def test_passwords_are_kept_as_argon2(cast: Cast) -> None:
    assert (with_password(cast.leader).password or "").startswith("$argon2id$")


@pytest.mark.parametrize("language", ["es", "ar"])
def test_pages_of_signing_in_have_a_direction(visitor: Visitor, cast: Cast, language: str) -> None:
    for url in ("/account/login", "/sign-in-link", "/new-password", "/link-is-on-its-way"):
        page = visitor.get(url, language=language)
        assert page.soup.html["dir"] == ("rtl" if language == "ar" else "ltr")
