"""What families do without an account is limited for each source and in all, generously."""

import pytest
from flask import Flask

from council.access import limits
from tests.factories.school import Cast
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
