"""Every language that the district's families may speak, sign or read."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import langcodes
from langcodes.tag_parser import LanguageTagError
from markupsafe import Markup

TABLE = Path(__file__).with_name("languages.toml")

# What people, browsers and older records write for a language that the registry holds under
# another tag. Where a tag covers several of ours, the one that most of its users mean.
SYNONYMS = {
    "zh": "zh-Hans",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant",
    "mww": "mww-Latn",
    "hnj": "hnj-Latn",
    "hmn": "mww-Latn",
    "ku": "kmr",
    "tw": "ak",
    "fuc": "ff",
    "fuf": "ff",
    "fuv": "ff",
    "pnb": "pa-Arab",
    "sw-CD": "sw",
}


class UnknownLanguage(LookupError):
    """The tag is malformed, or names a language that the registry does not hold."""


class Direction(StrEnum):
    """The side from which a script is read."""

    LTR = "ltr"
    RTL = "rtl"


class Area(StrEnum):
    """A part of the interface: pages for families, or those for staff and leaders."""

    FAMILY = "family"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the registry, with what is needed to show, ask and print it."""

    tag: str
    own_name: str
    english_name: str
    direction: Direction
    script: str | None
    spoken: bool
    written: bool
    signed: bool
    reads: tuple[str, ...]
    plural_forms: str
    formatting_locale: str
    areas: frozenset[Area]
    reading_fallback: str | None
    note: str

    @property
    def is_rtl(self) -> bool:
        """It is read from the right."""
        return self.direction is Direction.RTL

    @property
    def plural_count(self) -> int:
        """How many plural forms its catalog has for each counted sentence."""
        return int(self.plural_forms.removeprefix("nplurals=").partition(";")[0])

    @property
    def attributes(self) -> Markup:
        """The `lang` and `dir` of an element whose words are in this language."""
        return Markup(' lang="{}" dir="{}"').format(self.tag, self.direction)

    def has_catalog(self, area: Area) -> bool:
        """The pages of this area can be read in it."""
        return area in self.areas

    def __str__(self) -> str:
        return self.tag


def _read(tag: str, row: dict[str, Any], rules: dict[str, str]) -> Language:
    kinds = row.get("kinds", ["spoken", "written"])
    written = "written" in kinds
    return Language(
        tag=tag,
        own_name=row["own"],
        english_name=row["english"],
        direction=Direction(row.get("direction", "ltr")),
        script=row["script"] if written else None,
        spoken="spoken" in kinds,
        written=written,
        signed="signed" in kinds,
        reads=tuple(row.get("reads", [tag])),
        plural_forms=rules[row["plural"]],
        formatting_locale=row["formats"],
        areas=frozenset(Area(area) for area in row.get("areas", [])),
        reading_fallback=None if tag == "en" else row.get("fallback", "en"),
        note=row.get("note", ""),
    )


@cache
def _registry() -> dict[str, Language]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    rules = table["plural-rules"]
    return {tag: _read(tag, row, rules) for tag, row in table["language"].items()}


def all_languages() -> tuple[Language, ...]:
    """The whole registry, the languages of most families first."""
    return tuple(_registry().values())


def spoken_languages() -> tuple[Language, ...]:
    """The languages that a family can speak, signed ones left out."""
    return tuple(language for language in all_languages() if language.spoken)


def signed_languages() -> tuple[Language, ...]:
    """The languages that a family can sign."""
    return tuple(language for language in all_languages() if language.signed)


def written_languages() -> tuple[Language, ...]:
    """The languages that a family can read and a text can be written in."""
    return tuple(language for language in all_languages() if language.written)


def interface_languages(area: Area) -> tuple[Language, ...]:
    """The languages that this area's pages can be read in."""
    return tuple(language for language in all_languages() if language.has_catalog(area))


def normalise(tag: str) -> str:
    """The tag as the registry writes it, or in BCP 47's own form if the registry lacks it.

    Raises UnknownLanguage if it is no language tag at all.
    """
    try:
        canonical = langcodes.standardize_tag(tag.strip().replace("_", "-"))
    except LanguageTagError as error:
        raise UnknownLanguage(tag) from error
    return SYNONYMS.get(canonical, canonical)


def find(tag: str) -> Language:
    """The language with this tag; UnknownLanguage if the registry does not hold it."""
    # Tags of our own records need no parsing, and they are nearly all that is asked for.
    language = _registry().get(tag) or _registry().get(normalise(tag))
    if language is None:
        raise UnknownLanguage(tag)
    return language


def nearest(tag: str) -> Language:
    """The language meant by a tag that may name a region too: `es-MX` is Spanish.

    Raises UnknownLanguage if none of its shorter forms is in the registry either.
    """
    for candidate in _ever_shorter(normalise(tag)):
        language = _registry().get(SYNONYMS.get(candidate, candidate))
        if language is not None:
            return language
    raise UnknownLanguage(tag)


def _ever_shorter(tag: str) -> Iterator[str]:
    # RFC 4647, section 3.4 (lookup): drop the last subtag, and a lone letter before it too.
    subtags = tag.split("-")
    while subtags:
        yield "-".join(subtags)
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()


def reading_language(language: Language) -> Language:
    """The written language to show to someone who speaks or signs this one."""
    return language if language.written else find(language.reads[0])


def reading_chain(language: Language) -> tuple[Language, ...]:
    """The language itself if it is written, then each that stands in for it; English is last."""
    chain: list[Language] = []
    current: Language | None = language
    while current is not None:
        if current.written:
            chain.append(current)
        current = None if current.reading_fallback is None else find(current.reading_fallback)
    return tuple(chain)


def name_of(tag: str) -> str:
    """The English name of any BCP 47 language, whether or not the registry holds it.

    Raises UnknownLanguage if no such language exists.
    """
    canonical = normalise(tag)
    if canonical in _registry():
        return _registry()[canonical].english_name
    language = langcodes.get(canonical)
    if not language.is_valid():
        raise UnknownLanguage(tag)
    return language.display_name("en")
