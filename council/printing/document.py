"""What is handed to the printer, and what comes back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from council.printing.languages import PrintedLanguage
from council.printing.passages import Words

_ASSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Paper(StrEnum):
    """The sheet that a document is printed on."""

    LETTER = "letter"
    A4 = "a4"


class TextSize(StrEnum):
    """How large a document is set; large print is 18 points or more."""

    REGULAR = "regular"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Layout:
    """Sheet and size of a document."""

    paper: Paper = Paper.LETTER
    text_size: TextSize = TextSize.REGULAR


@dataclass(frozen=True, slots=True)
class Document:
    """One document to print: the same document gives the same bytes, whenever it is printed.

    `body` is what stands between <body> and </body>, escaped already; every `lang` in it is one of
    `languages`, whose first is the language of the document. Images are `asset:NAME`, with NAME in
    `assets`; nothing else is ever fetched. The first heading is an <h1> (PDF/UA-1, 7.4.2).
    `watermark` stands behind every page.
    """

    body: str
    title: str
    languages: tuple[PrintedLanguage, ...]
    made_at: datetime
    author: str = ""
    subject: str = ""
    layout: Layout = field(default_factory=Layout)
    watermark: tuple[Words, ...] = ()
    assets: Mapping[str, bytes] = field(default_factory=dict)
    styles: str = ""

    def __post_init__(self) -> None:
        if not self.languages:
            raise ValueError("a document is printed in at least one language")
        if self.made_at.tzinfo is None:
            raise ValueError("a document is made at an aware date and time")
        for name in self.assets:
            if not _ASSET_NAME.fullmatch(name) or name.startswith("press-"):
                raise ValueError(f"an asset cannot be named “{name}”")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed document: PDF/A-2a and PDF/UA-1 in one file.

    `missing_glyphs` are the characters that no font holds (shown as empty boxes); `fonts` names the
    font families that each language was printed in; `refused_addresses` are what the document
    asked for and did not get, because nothing but its own assets is ever fetched.
    """

    pdf: bytes
    pages: int
    missing_glyphs: tuple[str, ...]
    fonts: Mapping[str, tuple[str, ...]]
    refused_addresses: tuple[str, ...] = ()
