"""Documents for the printing engine's tests, and what a reader gets back from them."""

import functools
import io
import json
import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from ctypes import c_ushort
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import jinja2
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from council.paths import TEMPLATES
from council.printing.document import Document, Part, Printed
from council.printing.fonts import FOLDER, font_set, use_fonts
from council.printing.languages import PrintedLanguage
from council.printing.passages import Passage, Words

# Once a process, and before the engine is imported. Another checkout has faces of its own.
_CHECKOUT = crc32(str(FOLDER).encode())
use_fonts(font_set(), Path(tempfile.gettempdir()) / f"council-tests-fonts-{_CHECKOUT:08x}")

from council.printing import weasyprint_hooks  # noqa: E402
from council.printing.engine import render, render_part  # noqa: E402
from council.printing.joining import join  # noqa: E402

__all__ = ["join", "render", "render_part", "weasyprint_hooks"]

MADE_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ENGLISH = PrintedLanguage("en", "Latn")
SPANISH = PrintedLanguage("es", "Latn")
ARABIC = PrintedLanguage("ar", "Arab")

DATA = json.loads((Path(__file__).parent / "data" / "declaration.json").read_text("utf-8"))

_JINJA = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
)


@dataclass(frozen=True)
class Text:
    """The extract in one language."""

    language: PrintedLanguage
    title: str
    headings: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def everything(self) -> str:
        return "\n".join((self.title, *self.headings, *self.paragraphs))


def text_in(tag: str) -> Text:
    """The extract in a language."""
    entry = DATA["pairs"][tag]
    return Text(
        PrintedLanguage(tag, entry["script"]),
        entry["title"],
        tuple(article["heading"] for article in entry["articles"]),
        tuple("\n\n".join(article["paragraphs"]) for article in entry["articles"]),
    )


def page(source: str, **names: Any) -> str:
    """A body made with the pieces of a printed page."""
    template = _JINJA.from_string('{% import "printing/pieces.html" as pieces %}' + source)
    return template.render(Words=Words, Passage=Passage, **names)


def document(
    body: str,
    *languages: PrintedLanguage,
    title: str = "A document",
    edge: str | None = None,
    **more: Any,
) -> Document:
    """A document of one part with this body."""
    spoken = languages or (ENGLISH,)
    part = Part("words", body, spoken, edge=None if edge is None else "edge")
    edges = {} if edge is None else {"edge": edge}
    return Document(parts=(part,), edges=edges, title=title, made_at=MADE_AT, **more)


def pair(first: Text, second: Text, **more: Any) -> Document:
    """The extract in two languages side by side, with all the furniture of a page."""
    edge = page(
        "{{ pieces.furniture(title=first, second_title=second) }}",
        first=Words(first.title, first.language),
        second=Words(second.title, second.language),
    )
    body = page(
        """
        {{ pieces.heading(1, Words(first.title, one), Words(second.title, two)) }}
        {% for index in range(first.paragraphs | length) %}
          {{ pieces.heading(2, Words(first.headings[index], one),
                            Words(second.headings[index], two), id="article-%d" % index) }}
          {% call pieces.pairs() %}
            {{ pieces.pair(Passage(first.paragraphs[index], one),
                           Passage(second.paragraphs[index], two)) }}
          {% endcall %}
        {% endfor %}
        """,
        first=first,
        second=second,
        one=first.language,
        two=second.language,
    )
    return document(body, first.language, second.language, title=first.title, edge=edge, **more)


@functools.cache
def printed_pair(first: str, second: str) -> Printed:
    """The extract printed in two languages, once for all tests that look at it."""
    return render(pair(text_in(first), text_in(second)))


# --- What a reader gets back ---------------------------------------------------------------------


def bare(text: str) -> str:
    """Text as it is compared: composed, and without what only parts words."""
    return re.sub(r"[\s\u200b\ufffe\ufeff\u0002]", "", unicodedata.normalize("NFC", text))


def read(pdf: bytes) -> str:
    """The whole text of a PDF as pdfium reads it."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join(page.get_textpage().get_text_range() for page in opened)


# A word ends at a space, or at a sign that some languages write instead of one.
_BETWEEN_WORDS = re.compile(r"[\s，。、；：；！？,;:.!?፡።၊။]+")


def words_of(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return [bare(word) for word in _BETWEEN_WORDS.split(text) if bare(word)]


def share_found(wanted: str, found: str) -> float:
    """The share of the wanted words, by their letters, that the found text holds."""
    found = bare(found)
    words = words_of(wanted)
    lost = sum(len(word) for word in words if word not in found)
    return 1 - lost / sum(map(len, words))


@dataclass(frozen=True)
class Piece:
    """A piece of text on a page: where it stands, and the content it belongs to, if to any."""

    page: int
    content: int
    text: str
    left: float
    bottom: float
    right: float
    top: float


def pieces_of(pdf: bytes) -> Iterator[Piece]:
    """The pieces of text of a PDF, in the order in which they were painted."""
    with pypdfium2.PdfDocument(pdf) as opened:
        for number, sheet in enumerate(opened):
            textpage = sheet.get_textpage()
            for item in sheet.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=5):
                length = pdfium.FPDFTextObj_GetText(item, textpage, None, 0)
                buffer = (c_ushort * (length // 2))()
                pdfium.FPDFTextObj_GetText(item, textpage, buffer, length)
                text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
                yield Piece(
                    number,
                    pdfium.FPDFPageObj_GetMarkedContentID(item),
                    text,
                    *item.get_bounds(),
                )


def languages_of_content(pdf: bytes) -> dict[tuple[int, int], str]:
    """The effective language of each marked content, by page and number."""
    spoken: dict[tuple[int, int], str] = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        numbers = {page.objgen: number for number, page in enumerate(opened.pages)}

        def visit(element: Any, above: str, on: int) -> None:
            language = str(element.get("/Lang", above))
            if "/Pg" in element:
                on = numbers[element.Pg.objgen]
            for kid in kids_of(element):
                if not isinstance(kid, pikepdf.Dictionary):
                    spoken[on, int(kid)] = language
                elif kid.get("/Type") == "/MCR":
                    spoken[numbers[kid.Pg.objgen], int(kid.MCID)] = language
                elif kid.get("/Type") != "/OBJR":
                    visit(kid, language, on)

        for top in kids_of(opened.Root.StructTreeRoot):
            visit(top, str(opened.Root.Lang), 0)
    return spoken


def kids_of(element: Any) -> Sequence[Any]:
    """What an element of the structure tree holds."""
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array | list) else [kids]


def elements_of(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All elements of the structure tree, parents before children."""
    waiting = list(reversed(kids_of(pdf.Root.StructTreeRoot)))
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        yield element
        waiting.extend(reversed(kids_of(element)))


def text_by_language(pdf: bytes) -> dict[str, str]:
    """The text of a PDF's content by the language that it is marked with."""
    spoken = languages_of_content(pdf)
    texts: dict[str, list[str]] = defaultdict(list)
    for piece in pieces_of(pdf):
        if piece.content >= 0:
            texts[spoken[piece.page, piece.content]].append(piece.text)
    return {language: "".join(parts) for language, parts in texts.items()}
