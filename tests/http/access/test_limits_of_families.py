"""What families do without an account is limited for each source and in all, generously."""

import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from council.access import limits
from council.access.models import LimitCounter
from council.database import db
from tests.conftest import make_app
from tests.factories.people import PASSWORD, with_app
from tests.factories.school import Cast, a_cast
from tests.pages import Visitor


def _from(app: Flask, address: str) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor


def _times(limit: str) -> int:
    return int(limit.split()[0])


def test_a_source_tries_so_many_codes_an_hour(app: Flask, cast: Cast) -> None:
    here, there = _from(app, "192.0.2.1"), _from(app, "192.0.2.2")
    for _try in range(_times(limits.LOOK_UPS[0])):
        here.post("/code", {"code": "0000-0000-0000-0"}, status=422)
    page = here.post("/code", {"code": "0000-0000-0000-0"}, status=429)
    assert "0000-0000" not in page.html
    here.get("/code")
    there.post("/code", {"code": "0000-0000-0000-0"}, status=422)


def test_all_sources_together_try_so_many_codes_an_hour(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if so many had tried already, from everywhere.
    counted = limits.TableStorage.incr

    def incr(self: limits.TableStorage, key: str, expiry: int, amount: int = 1) -> int:
        beyond = _times(limits.LOOK_UPS[1]) if "everybody" in key else 0
        return counted(self, key, expiry, amount) + beyond

    monkeypatch.setattr(limits.TableStorage, "incr", incr)
    _from(app, "192.0.2.3").post("/code", {"code": "0000-0000-0000-0"}, status=429)


def test_forty_families_behind_one_address_can_raise_concerns(app: Flask, cast: Cast) -> None:
    # Five questions each, and none of them is sent away.
    visitor = _from(app, "192.0.2.4")
    assert _times(limits.INTAKE[0]) >= 40 * 5
    for _family in range(8):
        visitor.post(f"/f/{cast.council.door}/concern", {"step": "words"}, status=422)


def test_counting_waits_for_no_lock_that_the_request_itself_holds(tmp_path: Path) -> None:
    # Tests share one connection, where nothing can wait; this has connections as a server has.
    app = make_app(f"sqlite:///{tmp_path / 'council.sqlite'}", tmp_path)
    with app.app_context():
        cast = a_cast()
        with_app(cast.coordinator)
        visitor = Visitor(app).as_person(cast.coordinator)
        begun = time.monotonic()
        visitor.post(
            f"/councils/{cast.council.id}/people/invite",
            {
                "name": "Nora New",
                "email": "nora@example.org",
                "language": "en",
                "roles": ["member"],
                "seat": "",
            },
        )
        visitor.post("/account/verify", {"password": PASSWORD}, status=302)
        visitor.post("/code", {"code": "0000-0000-0000-0"}, status=422)
        assert time.monotonic() - begun < 8, "SQLite would have waited ten seconds, then refused"
        assert db.session.scalar(select(func.count()).select_from(LimitCounter)) == 4
        db.session.remove()
        db.engine.dispose()
