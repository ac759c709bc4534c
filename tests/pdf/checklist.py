"""The list of checks that every printed document passes, whatever it says and in what languages.

Each check is a function that yields what is wrong, so that a document that fails says everything.
"""

import ctypes
import functools
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import ImageStat

from council.printing.document import Document, Printed, TextSize
from council.printing.fonts import SETTINGS
from council.printing.languages import PrintedLanguage
from tests.pdf.printing_support import (
    Piece,
    bare,
    elements_of,
    kids_of,
    pieces_of,
    render,
    words_of,
)
from tests.pdf.verapdf import Validator

POINTS_A_MILLIMETRE = 72 / 25.4
# Above, beside and below what a page says, as styles.py has them.
_MARGINS = {TextSize.REGULAR: (20, 17, 25), TextSize.LARGE: (24, 17, 30)}
# No line stands closer to another, in points.
_A_LINE = 8
# Printers leave the outermost of a sheet blank.
_PRINTABLE = 8
# What a script's own face lacks may come from these.
_SHARED_FAMILIES = {"Noto Sans", "Noto Sans Symbols", "Noto Sans Symbols2"}
_DOTTED_CIRCLE = "\u25cc"
_UNKNOWN = "\ufffd"
_PARTING = str.maketrans("-\u06d4", "  ")
# Of the letters of a text, how many have to come back; Khmer writes signs in several orders.
_READ_BACK = defaultdict(lambda: 0.99, {"Khmr": 0.92})


class Stands(StrEnum):
    """Where the second language of a row stands, seen from the first."""

    BESIDE = "beside"
    OPPOSITE = "opposite"
    BELOW = "below"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Row:
    """What belongs together: blocks of a first language, and of a second if there is one."""

    languages: tuple[PrintedLanguage, ...]
    first: tuple[str, ...]
    second: tuple[str, ...] = ()
    stands: Stands = Stands.ANYWHERE
    heading: bool = False
    # The place, among all rows, of the one that a line of the contents leads to.
    leads_to: int | None = None


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or cell as the structure tree has it."""

    kind: str
    language: str
    pieces: tuple[Piece, ...]
    baseline: float

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def page(self) -> int:
        return self.pieces[0].page


@dataclass(frozen=True)
class Proof:
    """A printed document, beside what was meant."""

    document: Document
    printed: Printed
    said: tuple[Row, ...] | None = None

    @functools.cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.printed.pdf))

    @functools.cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(pieces_of(self.printed.pdf))

    @functools.cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(_blocks(self))

    @functools.cached_property
    def matched(self) -> tuple["Place", ...]:
        return tuple(_match(self))

    @functools.cached_property
    def sheets(self) -> list[list[float]]:
        return [[float(side) for side in page.mediabox] for page in self.pdf.pages]

    @functools.cached_property
    def feet(self) -> list[str]:
        """What stands at the foot of each page."""
        below = _MARGINS[self.document.layout.text_size][2] * POINTS_A_MILLIMETRE
        with pypdfium2.PdfDocument(self.printed.pdf) as opened:
            return [sheet.get_textpage().get_text_bounded(top=below, bottom=0) for sheet in opened]

    def is_numbered(self, page: int) -> bool:
        """Whether a page says its number: one with nothing on its edge does not."""
        return f"{page + 1}/{len(self.sheets)}" in self.feet[page]

    def margins(self, page: int) -> tuple[float, float, float]:
        """Above, beside and below; a sheet with nothing on its edge may have styles of its own."""
        if self.document.styles and not self.is_numbered(page):
            return (_PRINTABLE * POINTS_A_MILLIMETRE,) * 3
        above, beside, below = _MARGINS[self.document.layout.text_size]
        return (
            above * POINTS_A_MILLIMETRE,
            beside * POINTS_A_MILLIMETRE,
            below * POINTS_A_MILLIMETRE,
        )

    @property
    def scripts(self) -> dict[str, str]:
        return {language.tag: language.script for language in self.document.languages}


@dataclass(frozen=True)
class Place:
    """Where a row came to stand."""

    row: Row
    first: tuple[Block, ...]
    second: tuple[Block, ...]


def faults(proof: Proof, validator: Validator) -> list[str]:
    """Everything that is wrong with a printed document."""
    found = [
        f"{check.__name__}: {fault}"
        for check in CHECKS
        if proof.said is not None or check not in _OF_WHAT_WAS_SAID
        for fault in check(proof)
    ]
    found += [f"veraPDF: {fault}" for fault in validator.faults(proof.printed.pdf)]
    found += [f"ink: {fault}" for fault in shows_the_same_ink(proof, validator)]
    return found


# --- The structure tree --------------------------------------------------------------------------

_INLINE = {"/Span", "/Link", "/Reference", "/Lbl", "/Strong", "/Em", "/NonStruct"}


def _blocks(proof: Proof) -> Iterator[Block]:
    numbers = {page.objgen: number for number, page in enumerate(proof.pdf.pages)}
    painted: dict[tuple[int, int], list[Piece]] = defaultdict(list)
    for piece in proof.pieces:
        painted[piece.page, piece.content].append(piece)
    baselines = _baselines(proof.printed.pdf)

    def content(element: Any, language: str, page: int) -> Iterator[tuple[int, int, str]]:
        """The marked content of an element and of what is inline in it."""
        language = str(element.get("/Lang", language))
        page = numbers[element.Pg.objgen] if "/Pg" in element else page
        for kid in kids_of(element):
            if not isinstance(kid, pikepdf.Dictionary):
                yield page, int(kid), language
            elif kid.get("/Type") == "/MCR":
                yield numbers[kid.Pg.objgen] if "/Pg" in kid else page, int(kid.MCID), language
            elif kid.get("/Type") != "/OBJR" and str(kid.S) in _INLINE:
                yield from content(kid, language, page)

    def visit(element: Any, language: str, page: int) -> Iterator[Block]:
        own = list(content(element, language, page)) if str(element.S) not in _INLINE else []
        pieces = tuple(
            piece for on, number, _ in own for piece in painted[on, number] if piece.text.strip()
        )
        if pieces:
            first = pieces[0]
            yield Block(
                str(element.S),
                own[0][2],
                pieces,
                baselines[first.page, first.content],
            )
        language = str(element.get("/Lang", language))
        page = numbers[element.Pg.objgen] if "/Pg" in element else page
        for kid in kids_of(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid and str(kid.S) not in _INLINE:
                yield from visit(kid, language, page)

    for top in kids_of(proof.pdf.Root.StructTreeRoot):
        yield from visit(top, str(proof.pdf.Root.Lang), 0)


def _baselines(pdf: bytes) -> dict[tuple[int, int], float]:
    """The height of the first line of each marked content."""
    heights: dict[tuple[int, int], float] = {}
    with pypdfium2.PdfDocument(pdf) as opened:
        for number, sheet in enumerate(opened):
            for item in sheet.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=5):
                content = pdfium.FPDFPageObj_GetMarkedContentID(item)
                heights.setdefault((number, content), item.get_matrix().f)
    return heights


def _match(proof: Proof) -> Iterator[Place]:
    """Lay the blocks of the structure tree beside what was meant, in the order of reading."""
    if proof.said is None:
        return
    waiting = iter(proof.blocks)
    for row in proof.said:
        first = tuple(block for _, block in zip(row.first, waiting, strict=False))
        second = tuple(block for _, block in zip(row.second, waiting, strict=False))
        yield Place(row, first, second)


# --- Checks --------------------------------------------------------------------------------------


def is_sound(proof: Proof) -> Iterator[str]:
    """Qpdf finds nothing wrong with the file."""
    yield from map(str, proof.pdf.check_pdf_syntax())
    if len(proof.pdf.pages) != proof.printed.pages:
        yield f"{len(proof.pdf.pages)} pages, and not {proof.printed.pages}"


def is_read_in_its_order_and_voice(proof: Proof) -> Iterator[str]:
    """By ear, each block comes when it should, whole, and in its own language."""
    if proof.said is None:
        return
    for place in proof.matched:
        row = place.row
        sides = ((row.first, place.first), (row.second, place.second))
        for language, (wanted, found) in zip(row.languages, sides, strict=False):
            if len(found) < len(wanted):
                yield f"nothing left to read where “{wanted[0][:30]}” should be"
                return
            for words, block in zip(wanted, found, strict=True):
                if block.language != language.tag:
                    yield f"“{words[:30]}” is read in {block.language}, and not {language.tag}"
                text = words + _number_of(proof, row)
                if _likeness(text, block.text) < _READ_BACK[language.script] - 0.02:
                    yield f"“{block.text[:40]}” is read where “{words[:40]}” should be"
    read = sum(len(place.first) + len(place.second) for place in proof.matched)
    for block in proof.blocks[read:]:
        yield f"“{block.text[:40]}” is read after the end"


def _number_of(proof: Proof, row: Row) -> str:
    """The number of the page that a line of the contents leads to."""
    if row.leads_to is None:
        return ""
    there = proof.matched[row.leads_to].first
    return str(there[0].page + 1) if there else ""


def _likeness(one: str, other: str) -> float:
    """How many of the letters are the same, in whatever order signs and letters are kept."""
    first, second = Counter(bare(one)), Counter(bare(other))
    return (first & second).total() / max(first.total(), second.total(), 1)


def is_read_back(proof: Proof) -> Iterator[str]:
    """Pdfium reads back every word as often as it was meant, and no column says one twice."""
    if proof.said is None:
        return
    with pypdfium2.PdfDocument(proof.printed.pdf) as opened:
        whole = bare("".join(sheet.get_textpage().get_text_range() for sheet in opened))
    wanted: dict[PrintedLanguage, list[str]] = defaultdict(list)
    for row in proof.said:
        for language, blocks in zip(row.languages, (row.first, row.second), strict=False):
            wanted[language].extend(blocks)
    for language, blocks in wanted.items():
        # A word that goes on overleaf is whole in its column only. Pdfium takes a hyphen at the end
        # of a line for none of the word's, and puts Urdu's full stop on either side of a number.
        column = bare("".join(b.text for b in proof.blocks if b.language == language.tag))
        counts = Counter(words_of("\n".join(blocks).translate(_PARTING)))
        lost = {
            word: times
            for word, times in counts.items()
            if max(whole.count(word), column.count(word)) < times
        }
        share = 1 - sum(len(word) * lost[word] for word in lost) / sum(
            len(word) * times for word, times in counts.items()
        )
        if share < _READ_BACK[language.script]:
            yield f"only {share:.3f} of the words in {language.tag} come back, not {list(lost)[:5]}"
    for language in wanted:
        said = sum(
            len(bare(words + _number_of(proof, place.row)))
            for place in proof.matched
            for tongue, blocks in zip(
                place.row.languages, (place.row.first, place.row.second), strict=False
            )
            for words in blocks
            if tongue == language
        )
        read = sum(
            len(bare(block.text)) for block in proof.blocks if block.language == language.tag
        )
        if not 0.99 <= read / said <= 1.01:
            yield f"{language.tag} has {read} letters, and {said} were meant"


def keeps_rows_together(proof: Proof) -> Iterator[str]:
    """Both sides of a row start at one height: on one page, or on pages that face each other."""
    for place in proof.matched:
        if not (place.first and place.second) or place.row.stands is Stands.ANYWHERE:
            continue
        first, second = place.first[0], place.second[0]
        where = f"“{first.text[:30]}” on page {first.page + 1}"
        if place.row.stands is Stands.BELOW:
            if (second.page, -second.baseline) < (first.page, _A_LINE - first.baseline):
                yield f"{where} does not stand above its translation"
            continue
        opposite = place.row.stands is Stands.OPPOSITE
        if second.page != first.page + opposite or (opposite and first.page % 2 == 0):
            yield f"{where} has its translation on page {second.page + 1}"
        if abs(first.baseline - second.baseline) > 0.3:
            yield f"{where}: lines at {first.baseline:.1f} and {second.baseline:.1f}"


def keeps_to_its_column(proof: Proof) -> Iterator[str]:
    """No piece of text leaves its column, its margins, or runs into the foot of the page."""
    for piece in proof.pieces:
        if piece.content < 0 or not piece.text.strip():
            continue
        above, beside, below = proof.margins(piece.page)
        _, _, width, height = proof.sheets[piece.page]
        if not (
            beside - 1 < piece.left
            and piece.right < width - beside + 1
            and below - 1 < piece.bottom
            and piece.top < height - above + 1
        ):
            yield f"“{piece.text[:30]}” on page {piece.page + 1} leaves its margins"
    for place in proof.matched:
        if place.row.stands is not Stands.BESIDE:
            continue
        first_left = proof.document.language.direction == "ltr"
        for blocks, left in ((place.first, first_left), (place.second, not first_left)):
            for piece in (piece for block in blocks for piece in block.pieces):
                middle = proof.sheets[piece.page][2] / 2
                if not (piece.right < middle if left else piece.left > middle):
                    yield f"“{piece.text[:30]}” on page {piece.page + 1} leaves its column"


def misses_no_glyph(proof: Proof) -> Iterator[str]:
    """No empty box, no dotted circle: as the printer says, as painted, and as read back."""
    if proof.printed.missing_glyphs:
        yield f"the printer reports {proof.printed.missing_glyphs}"
    for number, page in enumerate(proof.pdf.pages):
        for font, codes in _painted_codes(page):
            if 0 in codes:
                yield f"page {number + 1} shows an empty box out of {font}"
    meant = "".join(part.body for part in proof.document.parts)
    for piece in proof.pieces:
        for sign in (_DOTTED_CIRCLE, _UNKNOWN):
            if sign in piece.text and sign not in meant:
                yield f"“{piece.text[:30]}” on page {piece.page + 1} holds U+{ord(sign):04X}"


def _painted_codes(page: Any) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The glyphs that are painted on a page or in what is drawn on it, by their font."""
    resources = page.get("/Resources", {})
    fonts = resources.get("/Font", {})
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ":
                parts = operands[0] if str(operator) == "TJ" else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                yield (
                    str(fonts[font].BaseFont),
                    tuple(int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)),
                )
            case "Do":
                drawn = resources.XObject[str(operands[0])]
                if drawn.Subtype == "/Form":
                    yield from _painted_codes(drawn)


def brings_its_fonts(proof: Proof) -> Iterator[str]:
    """Every font is one that these languages are set in, is in the file, and tells its text."""
    expected = _SHARED_FAMILIES | {
        SETTINGS[language.script].family for language in proof.document.languages
    }
    fonts = [
        font
        for page in proof.pdf.pages
        for holder in (page, *_forms(page))
        for font in holder.get("/Resources", {}).get("/Font", {}).values()
    ]
    if not fonts:
        yield "no font at all"
    for font in fonts:
        name = str(font.BaseFont)
        family = re.sub(r"^/[A-Z]{6}\+|(-(Bold|Italic|Oblique|Regular))+$", "", name)
        if family.replace("-", " ") not in expected:
            yield f"{name} is none of the fonts of {sorted(proof.scripts)}"
        if "/ToUnicode" not in font:
            yield f"{name} does not tell its text"
        if "/FontFile2" not in font.DescendantFonts[0].FontDescriptor:
            yield f"{name} is not in the file"
    for tag, families in proof.printed.fonts.items():
        if not set(families) <= _SHARED_FAMILIES | {SETTINGS[proof.scripts[tag]].family}:
            yield f"{tag} is set in {families}"


def _forms(holder: Any) -> Iterator[Any]:
    for drawn in holder.get("/Resources", {}).get("/XObject", {}).values():
        if drawn.get("/Subtype") == "/Form":
            yield drawn
            yield from _forms(drawn)


def leads_where_it_says(proof: Proof) -> Iterator[str]:
    """Bookmarks, lines of the contents and their numbers are true."""
    if proof.said is None:
        return
    headings = [
        (" · ".join((*place.row.first, *place.row.second)), place.first[0].page)
        for place in proof.matched
        if place.row.heading and place.first
    ]
    with pypdfium2.PdfDocument(proof.printed.pdf) as opened:
        marked = [(mark.get_title(), mark.get_dest().get_index()) for mark in opened.get_toc()]
        links = list(_inner_links(opened))
    if [(bare(title), page) for title, page in marked] != [
        (bare(title), page) for title, page in headings
    ]:
        yield f"bookmarks are {marked}, and headings {headings}"
    lines = [place for place in proof.matched if place.row.leads_to is not None and place.first]
    for line in lines:
        page = proof.matched[line.row.leads_to or 0].first[0].page
        for block in (*line.first, *line.second):
            piece = block.pieces[0]
            reached = {
                to
                for on, to, (left, bottom, right, top) in links
                if on == piece.page
                and left - 1 <= (piece.left + piece.right) / 2 <= right + 1
                and bottom - 1 <= (piece.bottom + piece.top) / 2 <= top + 1
            }
            if reached != {page}:
                yield f"the link “{block.text}” leads to {reached}, and not to {page}"


def _inner_links(
    opened: pypdfium2.PdfDocument,
) -> Iterator[tuple[int, int, tuple[float, float, float, float]]]:
    for number, sheet in enumerate(opened):
        start, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(sheet, start, link):
            destination = pdfium.FPDFLink_GetDest(opened, link)
            if not destination:
                continue
            rect = pdfium.FS_RECTF()
            pdfium.FPDFLink_GetAnnotRect(link, rect)
            left, right = sorted((rect.left, rect.right))
            bottom, top = sorted((rect.bottom, rect.top))
            page = pdfium.FPDFDest_GetDestPageIndex(opened, destination)
            yield number, page, (left, bottom, right, top)


def spares_the_ear_its_edges(proof: Proof) -> Iterator[str]:
    """What stands on a page's edge is an artifact, and all else is tagged."""
    for number, page in enumerate(proof.pdf.pages):
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC" | "BMC":
                    depth += 1
                    if operands[0] == "/Artifact" and str(operator) == "BMC":
                        continue
                case "EMC":
                    depth -= 1
                case "TJ" | "Tj" | "f" | "S" | "B" | "Do" | "sh" | "EI" if depth == 0:
                    yield f"page {number + 1} paints neither content nor artifact: {operands}"
        if depth:
            yield f"page {number + 1} does not end all of its content"


def numbers_its_pages(proof: Proof) -> Iterator[str]:
    """A page with an edge says its number and how many there are, in digits alone."""
    silent = [page for page in range(len(proof.sheets)) if not proof.is_numbered(page)]
    edges = [part.edge for part in proof.document.parts]
    # What faces another page may have a blank one before it.
    if any(edges) and len(silent) > edges.count(None) * 2:
        yield f"pages {[page + 1 for page in silent]} say no number"
    if not any(edges) and len(silent) < len(proof.sheets):
        yield "a page without an edge says a number"


def has_white_margins(proof: Proof) -> Iterator[str]:
    """Nothing is printed beside the columns."""
    if proof.document.watermark:
        return
    with pypdfium2.PdfDocument(proof.printed.pdf) as opened:
        for number, sheet in enumerate(opened):
            if proof.document.styles and not proof.is_numbered(number):
                continue
            drawn = sheet.render(scale=1, grayscale=True).to_pil()
            beside = int(proof.margins(number)[1]) - 3
            width, height = drawn.size
            for left, right in ((0, beside), (width - beside, width)):
                darkest, _ = drawn.crop((left, 0, right, height)).getextrema()
                if darkest < 250:
                    yield f"page {number + 1} has ink between {left} and {right} points"


def shows_the_same_ink(proof: Proof, validator: Validator) -> Iterator[str]:
    """Two programs that draw pages show about as much on each."""
    other = validator.ink(proof.printed.pdf)
    with pypdfium2.PdfDocument(proof.printed.pdf) as opened:
        for number, (sheet, share) in enumerate(zip(opened, other, strict=True)):
            drawn = sheet.render(scale=1, grayscale=True).to_pil()
            ink = 1 - ImageStat.Stat(drawn).mean[0] / 255
            says = any(piece.page == number and piece.text.strip() for piece in proof.pieces)
            if says and min(ink, share) < 0.0005:
                yield f"page {number + 1} is blank: {ink:.5f} and {share:.5f}"
            # Thin lines are drawn darker by one than by another.
            elif not 0.6 < (ink + 0.001) / (share + 0.001) < 1.6:
                yield f"page {number + 1} has {ink:.5f} ink in one program, {share:.5f} in another"


def is_the_same_again(proof: Proof) -> Iterator[str]:
    """The same document gives the same bytes."""
    if render(proof.document).pdf != proof.printed.pdf:
        yield "printed twice, it is not the same"


def names_its_heads(proof: Proof) -> Iterator[str]:
    """A head of a table says whether it heads a column or a row."""
    for element in elements_of(proof.pdf):
        if element.S == "/TH" and str(element.get("/A", {}).get("/Scope")) not in (
            "/Column",
            "/Row",
        ):
            yield "a head that heads nothing"


CHECKS: tuple[Callable[[Proof], Iterator[str]], ...] = (
    is_sound,
    is_read_in_its_order_and_voice,
    is_read_back,
    keeps_rows_together,
    keeps_to_its_column,
    misses_no_glyph,
    brings_its_fonts,
    leads_where_it_says,
    spares_the_ear_its_edges,
    numbers_its_pages,
    has_white_margins,
    names_its_heads,
    is_the_same_again,
)
_OF_WHAT_WAS_SAID = (
    is_read_in_its_order_and_voice,
    is_read_back,
    keeps_rows_together,
    leads_where_it_says,
)
