"""Days, times, numbers and names as each language's readers know them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from markupsafe import Markup

from council.languages import formatting
from council.languages.formatting import (
    format_day,
    format_moment,
    format_number,
    format_time,
    formatting_language,
    isolate,
    isolate_in_text,
    language_name,
    own_name,
)
from council.languages.registry import (
    Area,
    UnknownLanguage,
    all_languages,
    find,
    interface_languages,
)

DAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)  # still the 24th in Chicago
CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("tag", "day"),
    [
        ("en", "Tuesday, November 24, 2026"),
        ("es", "martes, 24 de noviembre de 2026"),
        ("ar", "الثلاثاء، 24 نوفمبر 2026"),
        ("zh-Hans", "2026年11月24日星期二"),
        ("ht", "madi 24 novanm 2026"),
        ("fa-AF", "سه‌شنبه 24 نومبر 2026"),
        ("mam", "martes, 24 de noviembre de 2026"),
        ("mh", "Tuesday, November 24, 2026"),
    ],
)
def test_days_are_written_out(tag: str, day: str) -> None:
    assert format_day(DAY, find(tag)) == day


def test_days_can_go_without_their_weekday() -> None:
    assert format_day(DAY, find("en"), weekday=False) == "November 24, 2026"
    assert format_day(DAY, find("ht"), weekday=False) == "24 novanm 2026"


def test_moments_are_told_in_the_zone_of_the_council() -> None:
    assert format_moment(MOMENT, CHICAGO, find("en")) == "Tuesday, November 24, 2026, 6:05\u202fPM"
    assert format_moment(MOMENT, "America/New_York", find("ht")) == "madi 24 novanm 2026, 19:05"
    assert format_time(MOMENT, CHICAGO, find("es")) == "6:05\u202fp.m."
    moved = datetime(2026, 7, 1, 17, 0, tzinfo=UTC)
    assert format_time(moved, CHICAGO, find("en")) == "12:00\u202fPM", "daylight saving time"


def test_every_month_and_weekday_of_haitian_is_haitian() -> None:
    french = {format_day(date(2026, month, 1), find("fr")).split()[2] for month in range(1, 13)}
    haitian = {format_day(date(2026, month, 1), find("ht")).split()[2] for month in range(1, 13)}
    assert len(haitian) == 12
    assert french & haitian == {"avril"}
    days = [format_day(date(2026, 11, 23 + day), find("ht")).split()[0] for day in range(7)]
    assert days == ["lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch"]


def test_digits_are_western_in_every_language() -> None:
    for language in all_languages():
        words = format_moment(MOMENT, CHICAGO, language) + format_number(1234.5, language)
        digits = [character for character in words if character.isdigit()]
        assert digits
        assert all(character in "0123456789" for character in digits), language.tag


def test_numbers_have_the_reader_s_separators() -> None:
    assert format_number(12345.5, find("es")) == "12,345.5", "US Spanish counts as the US does"
    assert format_number(12345.5, find("vi")) == "12.345,5"


def test_it_is_known_in_which_language_dates_are() -> None:
    assert formatting_language(find("mam")).tag == "es"
    assert formatting_language(find("mww-Latn")).tag == "en"
    assert formatting_language(find("fa-AF")).tag == "fa-AF"
    assert formatting_language(find("cmn")).tag == "zh-Hans"


def test_names_of_languages_are_in_the_language_of_the_page(small_app: Flask) -> None:
    for address, names in {
        "/family/1?lang=en": ("Mam", "Dari", "Spanish"),
        "/family/1?lang=es": ("mam", "darí", "español"),
        "/family/1?lang=ar": ("المام", "الدارية", "الإسبانية"),
        "/family/1?lang=ht": ("mam", "dari", "panyòl"),
        "/family/1?lang=so": ("Mam", "Daari", "Isbaanish"),
        "/family/1?lang=mam": ("mam", "darí", "español"),
    }.items():
        with small_app.test_request_context(address):
            assert tuple(map(language_name, ("mam", "fa-AF", "es"))) == names


def test_every_language_has_a_name_in_every_language_of_the_interface() -> None:
    for language in interface_languages(Area.FAMILY):
        if language.tag != "en":
            names = {each.tag: language_name(each.tag, language) for each in all_languages()}
            same = {tag for tag, name in names.items() if name == find(tag).english_name}
            # Written in Latin letters, some names are the same; in other letters none can be.
            assert language.script == "Latn" or same == set()
            assert len(set(names.values())) == len(names), language.tag


def test_languages_outside_the_registry_are_named_too() -> None:
    assert language_name("sv", find("es")) == "sueco"
    assert language_name("es-AR", find("en")) == "Spanish (Argentina)"
    with pytest.raises(UnknownLanguage):
        language_name("no such language", find("es"))


def test_haitian_names_every_language_that_the_catalog_does_not() -> None:
    listed = formatting._haitian()["languages"]
    assert set(listed) <= {language.tag for language in all_languages()}
    for language in all_languages():
        assert language_name(language.tag, find("ht"))


def test_own_names_are_the_registry_s() -> None:
    assert own_name("fa-AF") == "دری"


def test_codes_and_names_keep_their_order_in_pages_of_the_other_direction() -> None:
    assert isolate("<b>") == Markup("<bdi>&lt;b&gt;</bdi>")
    assert isolate("K3-9P", "ltr") == Markup('<bdi dir="ltr">K3-9P</bdi>')
    assert isolate_in_text("K3-9P") == "\u2068K3-9P\u2069"
