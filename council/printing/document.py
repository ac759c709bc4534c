"""What is handed to the printer, and what comes back."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from council.printing.languages import PrintedLanguage
from council.printing.passages import Words

_ASSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PART_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


class Paper(StrEnum):
    """The sheet that a document is printed on."""

    LETTER = "letter"
    A4 = "a4"


class TextSize(StrEnum):
    """How large a document is set; large print is 18 points or more."""

    REGULAR = "regular"
    LARGE = "large"


class Arrangement(StrEnum):
    """Where two languages stand: side by side on each page, or on pages that face each other."""

    COLUMNS = "columns"
    FACING = "facing"


@dataclass(frozen=True, slots=True)
class Layout:
    """Sheet, size and arrangement of a document; a single language is the same in each."""

    paper: Paper = Paper.LETTER
    text_size: TextSize = TextSize.REGULAR
    arrangement: Arrangement = Arrangement.COLUMNS


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: it begins on a new sheet, and is printed and kept by itself.

    `body` is what stands between <body> and </body>, escaped already; every `lang` in it is one of
    `languages`, whose first decides the direction and the side of the columns. `edge` names what
    stands on the edge of its pages; a part without one is bare: a cover has no page number, and
    stays a single page where languages face each other.
    """

    name: str
    body: str
    languages: tuple[PrintedLanguage, ...]
    edge: str | None = None

    def __post_init__(self) -> None:
        if not _PART_NAME.fullmatch(self.name):
            raise ValueError(f"a part cannot be named “{self.name}”")
        if not self.languages:
            raise ValueError("a part is printed in at least one language")


@dataclass(frozen=True, slots=True)
class Document:
    """One document to print: the same document gives the same bytes, whenever it is printed.

    Its language is the first of its first part. `edges` are made with pieces.furniture, each by
    the name that parts know it by. Images are `asset:NAME`, with NAME in `assets`; nothing else is
    ever fetched. A link to `#ID` leads to wherever in the document ID stands, and an empty
    `<span data-page-of="ID">` is filled with the number of that page; the name of a part is an ID
    as well. The first heading is an <h1> (PDF/UA-1, 7.4.2). `watermark` stands behind every page.
    """

    parts: tuple[Part, ...]
    title: str
    made_at: datetime
    edges: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    subject: str = ""
    layout: Layout = field(default_factory=Layout)
    watermark: tuple[Words, ...] = ()
    assets: Mapping[str, bytes] = field(default_factory=dict)
    styles: str = ""

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("a document has at least one part")
        if self.made_at.tzinfo is None:
            raise ValueError("a document is made at an aware date and time")
        names = [part.name for part in self.parts]
        if len(set(names)) < len(names):
            raise ValueError("two parts of a document have the same name")
        for part in self.parts:
            if part.edge is not None and part.edge not in self.edges:
                raise ValueError(f"the document has no edge “{part.edge}”")
        for name in self.assets:
            if not _ASSET_NAME.fullmatch(name) or name.startswith("press-"):
                raise ValueError(f"an asset cannot be named “{name}”")

    @property
    def language(self) -> PrintedLanguage:
        """The language that the document as a whole is in."""
        return self.parts[0].languages[0]

    @property
    def languages(self) -> tuple[PrintedLanguage, ...]:
        """Every language in the document, each once."""
        return tuple(
            dict.fromkeys(
                (
                    *(language for part in self.parts for language in part.languages),
                    *(words.language for words in self.watermark),
                )
            )
        )


class Kind(StrEnum):
    """What is printed by itself."""

    PART = "part"
    EDGE = "edge"
    WATERMARK = "watermark"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What is printed by itself, with all that decides how it looks, and nothing else.

    The same manuscript gives the same pages in every document. `numbers` are those of the pages
    that it names, by the IDs that stand there; `assets` those that it shows.
    """

    kind: Kind
    body: str
    languages: tuple[PrintedLanguage, ...]
    layout: Layout
    styles: str = ""
    assets: Mapping[str, bytes] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for the same manuscript; fonts and versions are not in it."""
        digest = hashlib.sha256()
        for each in (
            self.kind,
            self.body,
            *(f"{language.tag}/{language.script}" for language in self.languages),
            *(self.layout.paper, self.layout.text_size, self.layout.arrangement),
            self.styles,
            *(f"{place} {number}" for place, number in sorted(self.numbers.items())),
            *(text for name in sorted(self.assets) for text in (name, self.assets[name])),
        ):
            content = each if isinstance(each, bytes) else each.encode(errors="surrogatepass")
            digest.update(b"%d " % len(content))
            digest.update(content)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: on which page of its part, counted from 0, and where on it."""

    page: int
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry for the outline of a document."""

    level: int
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A manuscript on its pages, without fonts: they are put in when parts are joined."""

    pdf: bytes
    pages: int
    places: Mapping[str, Place] = field(default_factory=dict)
    bookmarks: tuple[Bookmark, ...] = ()
    missing_glyphs: tuple[str, ...] = ()
    fonts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused_addresses: tuple[str, ...] = ()


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
