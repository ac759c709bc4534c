"""Names of languages, days, times and numbers, as the reader's language writes them.

Digits are Western in every language: it is how the school's letters, rooms, buses, phone numbers
and codes are written, and families compare the two.
"""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from markupsafe import Markup

from council.languages.choice import current_interface
from council.languages.registry import Direction, Language, find, name_of, nearest
from council.languages.translations import catalog_for

# CLDR's Haitian locale is there, but filled with French: these words replace it.
HAITIAN = Path(__file__).with_name("haitian.toml")

# Marks names of languages in the catalogs, as "Mam" alone would tell a translator nothing.
NAME_CONTEXT = "language"


@cache
def _haitian() -> dict[str, Any]:
    return tomllib.loads(HAITIAN.read_text(encoding="utf-8"))


def _locale(language: Language | None) -> Locale:
    if language is None:
        return Locale.parse(current_interface().formatting_locale)
    return Locale.parse(language.formatting_locale)


def formatting_language(language: Language) -> Language:
    """The language whose words dates are written in for this one: itself, or what stands in."""
    return nearest(language.formatting_locale)


def own_name(tag: str) -> str:
    """The name that the language's own readers give it."""
    return find(tag).own_name


def language_name(tag: str, language: Language | None = None) -> str:
    """The language's name in the page's language, or in the one given; in English at worst."""
    shown = current_interface().shown if language is None else language
    english = name_of(tag)
    if formatting_language(shown).tag == "en":
        return english
    if shown.areas:
        translated = str(catalog_for(shown).pgettext(NAME_CONTEXT, english))
        if translated != english:
            return translated
    if shown.tag == "ht":
        return str(_haitian()["languages"].get(tag, english))
    return str(_locale(shown).languages.get(tag.replace("-", "_"), english))


def lang_attrs(tag: str) -> Markup:
    """The `lang` and `dir` for an element whose words are in this language."""
    return find(tag).attributes


def format_day(day: date, language: Language | None = None, *, weekday: bool = True) -> str:
    """A calendar day in full, such as Tuesday, November 24, 2026."""
    locale = _locale(language)
    if locale.language == "ht":
        words = _haitian()
        named = f"{day.day} {words['months'][day.month - 1]} {day.year}"
        return f"{words['weekdays'][day.weekday()]} {named}" if weekday else named
    return dates.format_date(day, "full" if weekday else "long", locale)


def format_time(moment: datetime, zone: ZoneInfo | str, language: Language | None = None) -> str:
    """The time of day in the zone, such as 6:05 PM."""
    return dates.format_time(moment.astimezone(_zone(zone)), "short", locale=_locale(language))


def format_moment(
    moment: datetime,
    zone: ZoneInfo | str,
    language: Language | None = None,
    *,
    weekday: bool = True,
) -> str:
    """A day and a time in the zone, such as Tuesday, November 24, 2026, 6:05 PM."""
    local = moment.astimezone(_zone(zone))
    day = format_day(local.date(), language, weekday=weekday)
    time = format_time(local, _zone(zone), language)
    locale = _locale(language)
    if locale.language == "ht":
        return str(_haitian()["moment"]).format(day=day, time=time)
    pattern = str(dates.get_datetime_format("long", locale=locale))
    return pattern.replace("'", "").replace("{0}", time).replace("{1}", day)


def format_number(number: int | float, language: Language | None = None) -> str:
    """A quantity, with the reader's separators; never for codes, years or phone numbers."""
    return numbers.format_decimal(number, locale=_locale(language))


def isolate(text: str, direction: Literal["auto", "ltr", "rtl"] = "auto") -> Markup:
    """Keeps a name, code or number from changing the order of the words around it, in a page."""
    if direction == "auto":
        return Markup("<bdi>{}</bdi>").format(text)
    return Markup('<bdi dir="{}">{}</bdi>').format(Direction(direction), text)


def isolate_in_text(text: str) -> str:
    """The same for plain text, by Unicode's first strong isolate (UAX #9)."""
    return f"\u2068{text}\u2069"


def _zone(zone: ZoneInfo | str) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone
