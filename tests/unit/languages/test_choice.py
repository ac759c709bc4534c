"""Which language a page is in, and that a stand-in never stands in silently."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext as _

from council.languages.choice import current_interface, in_language, interface_language
from council.languages.formatting import format_day
from council.languages.registry import Area, find

REQUIRED = {
    "en": "This field is required.",
    "es": "Este campo es obligatorio.",
    "ar": "هذا الحقل مطلوب.",
    "vi": "Ô này bắt buộc phải điền.",
    "fa": "پر کردن این فیلد لازم است.",
}


def test_each_source_gives_way_to_the_one_before_it(client: FlaskClient) -> None:
    headers: dict[str, str] = {}

    def shown(address: str = "/family/1") -> str:
        return str(client.get(address, headers=headers).get_json()["shown"])

    assert shown() == "en"
    headers["X-Council-Language"] = "pt"
    assert shown() == "pt"
    headers["Accept-Language"] = "vi-VN,vi;q=0.9,en;q=0.5"
    assert shown() == "vi"
    headers["X-Person-Language"] = "ru"
    assert shown() == "ru"
    client.set_cookie("language", "so")
    assert shown() == "so"
    assert shown("/family/1?lang=uk") == "uk"
    assert shown() == "uk", "the address's choice was not kept"


@pytest.mark.parametrize(
    ("accepted", "asked"),
    [
        ("tlh, es-MX;q=0.8, en;q=0.5", "es"),
        ("es;q=0, ar", "ar"),
        ("es;q=0", "en"),
        ("*", "en"),
        ("zh-TW", "zh-Hant"),
        ("yue-HK", "zh-Hant"),
        ("prs-AF", "fa-AF"),
        ("nonsense;;q=x,,\x80", "en"),
    ],
)
def test_browsers_say_what_their_reader_reads(
    client: FlaskClient, accepted: str, asked: str
) -> None:
    answer = client.get("/family/1", headers={"Accept-Language": accepted}).get_json()
    assert answer["asked"] == asked


def test_pages_are_in_the_language_whose_catalog_they_use(client: FlaskClient) -> None:
    for tag, words in REQUIRED.items():
        assert client.get(f"/family/1?lang={tag}").get_json()["words"] == words


@pytest.mark.parametrize(
    ("asked", "area", "shown"),
    [
        ("mam", Area.FAMILY, "es"),
        ("quc", Area.STAFF, "es"),
        ("mh", Area.FAMILY, "en"),
        ("fa-AF", Area.FAMILY, "fa"),
        ("fa-AF", Area.STAFF, "en"),
        ("kea", Area.FAMILY, "pt"),
        ("kea", Area.STAFF, "en"),
        ("haz", Area.FAMILY, "fa"),
        ("vi", Area.STAFF, "en"),
    ],
)
def test_a_stand_in_is_told_from_what_was_asked(asked: str, area: Area, shown: str) -> None:
    interface = interface_language(find(asked), area)
    assert interface.shown.tag == shown
    assert not interface.is_as_asked


@pytest.mark.parametrize("tag", ["en", "es", "ar"])
def test_staff_pages_need_no_stand_in_for_their_own_languages(tag: str) -> None:
    assert interface_language(find(tag), Area.STAFF).is_as_asked


def test_speakers_of_cantonese_are_shown_what_they_read_without_excuse() -> None:
    interface = interface_language(find("yue"), Area.FAMILY)
    assert interface.shown.tag == "zh-Hant"
    assert interface.is_as_asked


def test_staff_pages_do_not_claim_a_family_catalog(client: FlaskClient) -> None:
    answer = client.get("/staff?lang=vi").get_json()
    assert (answer["asked"], answer["shown"]) == ("vi", "en")
    assert answer["words"] == REQUIRED["en"]


def test_a_dari_reader_of_persian_pages_has_dari_months(client: FlaskClient) -> None:
    assert client.get("/family/1?lang=fa-AF").get_json()["formats"] == "fa_AF"
    assert client.get("/family/1?lang=mam").get_json()["formats"] == "es_US"


def test_an_unknown_language_is_said_and_not_kept(client: FlaskClient) -> None:
    response = client.get("/family/1?lang=klingon")
    assert response.get_json()["unknown"] == "klingon"
    assert "Set-Cookie" not in response.headers


def test_the_choice_is_kept_for_a_year_on_the_device_alone(client: FlaskClient) -> None:
    cookie = client.get("/family/1?lang=ES_mx").headers["Set-Cookie"]
    assert cookie.startswith("language=es;")
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_tampered_cookie_is_passed_over(client: FlaskClient) -> None:
    client.set_cookie("language", "<script>")
    answer = client.get("/family/1", headers={"Accept-Language": "es"}).get_json()
    assert answer["shown"] == "es"


def test_a_message_is_made_in_its_reader_s_language_within_anothers_request(
    small_app: Flask,
) -> None:
    with small_app.test_request_context("/staff?lang=es"):
        assert _("This field is required.") == REQUIRED["es"]
        with in_language(find("ar")) as interface:
            assert interface.is_as_asked
            assert _("This field is required.") == REQUIRED["ar"]
        assert _("This field is required.") == REQUIRED["es"]


def test_a_worker_makes_messages_without_a_request(small_app: Flask) -> None:
    with small_app.app_context():
        assert current_interface().shown.tag == "en"
        with in_language(find("mam")) as interface:
            assert interface.shown.tag == "es"
            assert _("This field is required.") == REQUIRED["es"]
            assert "noviembre" in format_day(date(2026, 11, 24))
        with in_language(find("vi")):
            assert _("This field is required.") == REQUIRED["vi"]
        assert _("This field is required.") == REQUIRED["en"]


def test_a_failing_message_leaves_the_language_as_it_was(small_app: Flask) -> None:
    with small_app.test_request_context("/staff?lang=es"):
        with pytest.raises(ZeroDivisionError), in_language(find("ar")):
            raise ZeroDivisionError
        assert current_interface().shown.tag == "es"


def test_an_address_that_leads_nowhere_is_met_by_families_too(small_app: Flask) -> None:
    with small_app.test_request_context("/no-such-page?lang=vi"):
        assert current_interface().shown.tag == "vi"


def test_caches_are_told_the_language(client: FlaskClient) -> None:
    response = client.get("/languages?lang=mam")
    assert response.headers["Content-Language"] == "es"
    assert {"Cookie", "Accept-Language"} <= set(response.vary)
