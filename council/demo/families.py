"""The families of the demonstration, and what some of them say."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from council.concerns.states import Arrival, Consent


@dataclass(frozen=True)
class Group:
    """Families with the same languages: how many at the school, and how many in the district."""

    spoken: str
    written: str
    at_school: int
    in_district: int
    variant: str = ""


# About sixty households. Some speakers of Mam and K'iche' read Spanish; Dari is not Persian.
GROUPS = (
    Group("es", "es", 17, 5),
    Group("ar", "ar", 6, 2),
    Group("so", "so", 5, 2),
    Group("cmn", "zh-Hans", 3, 1),
    Group("yue", "zh-Hant", 1, 1),
    Group("vi", "vi", 3, 1),
    Group("fa-AF", "fa-AF", 3, 1),
    Group("my", "my", 2, 1),
    Group("mam", "es", 2, 1, "Todos Santos"),
    Group("quc", "es", 2, 1),
)


@dataclass(frozen=True)
class Said:
    """Something that a family said, under a theme of the story, so many days ago."""

    theme: str
    days_ago: int
    language: str
    words: str
    arrival: Arrival
    consent: Consent
    leaves_contact: bool
    variant: str
    # What others than the coordinator read of it, in English; whether a coordinator has yet to
    # approve it, and translations of it by language.
    reading: str
    reading_waits: bool
    readings: dict[str, str]


def _said(entry: dict[str, Any]) -> Said:
    return Said(
        theme=entry.get("theme", ""),
        days_ago=entry["days_ago"],
        language=entry["language"],
        words=entry["words"],
        arrival=Arrival(entry.get("arrival", "link")),
        consent=Consent(entry.get("consent", "summary")),
        leaves_contact=entry.get("leaves_contact", False),
        variant=entry.get("variant", ""),
        reading=entry.get("reading", ""),
        reading_waits=entry.get("reading_waits", False),
        readings={
            language: entry[f"reading_{language}"]
            for language in ("es", "ar")
            if f"reading_{language}" in entry
        },
    )


_ENTRIES = tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))

SAID = tuple(map(_said, _ENTRIES["school"]))
SAID_IN_DISTRICT = tuple(map(_said, _ENTRIES["district"]))
