"""What WeasyPrint leaves out of a tagged PDF, put in at a few narrow places.

WeasyPrint 70.0 writes one language for the whole document, tags the edge of each page as content,
gives table heads no scope, and maps each glyph to one text for good, which is wrong wherever a
cluster of several glyphs stands for several characters (Devanagari, Burmese, Khmer, vowel signs
in Arabic). None of this can be asked for or added afterwards: only the painter knows which text a
glyph stands for, only the tagger knows which element a box comes from, and only layout knows that
a column found no room for its first line. So these functions of WeasyPrint are replaced, in the
one version that they were read in:

- `draw.text.draw_first_line`: paints a line, with the text of each cluster where glyphs don't tell;
- `pdf.tags._build_box_tree`: gives each element its language, heads their scope, links their words;
- `pdf.stream.Stream.marked`: marks what stands on the edge of a page as an artifact;
- `layout.block.block_container_layout`: a row starts on one page in all its columns.

Everything else is done through WeasyPrint's public ways: a URL fetcher, a finisher, metadata.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pydyf
import weasyprint
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as pdf_tags
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from council.printing.line_breaks import ZERO_WIDTH_SPACE

WRITTEN_FOR = "70.0"

SOFT_HYPHEN = "\u00ad"

# PDF measures glyphs in thousandths of the size of their font.
_GLYPH_SPACE = 1000


class OtherWeasyPrint(RuntimeError):
    """The WeasyPrint at hand is not the one that these functions were read in."""


@dataclass(slots=True)
class Painting:
    """What is noted while one document is painted."""

    edge: set[Any] = field(default_factory=set)
    fonts: dict[str, set[str]] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    # Glyphs whose text was a guess, because they were only seen as a part of a cluster.
    guessed: set[tuple[str, int]] = field(default_factory=set)


_painting: ContextVar[Painting] = ContextVar("painting")

_stock_draw_first_line = draw_text.draw_first_line
_stock_build_box_tree = pdf_tags._build_box_tree
_stock_marked = Stream.marked
_stock_block_container_layout = block.block_container_layout


def install() -> None:
    """Put the functions of this module in place; raises OtherWeasyPrint on another version."""
    if weasyprint.__version__ != WRITTEN_FOR:
        raise OtherWeasyPrint(
            f"council/printing/weasyprint_hooks.py was written for WeasyPrint {WRITTEN_FOR} and "
            f"version {weasyprint.__version__} is installed: install {WRITTEN_FOR}, or compare the "
            "replaced functions with the new version's and run tests/pdf."
        )
    draw_text.draw_first_line = _draw_first_line
    pdf_tags._build_box_tree = _build_box_tree
    Stream.marked = _marked
    block.block_container_layout = _block_container_layout


@contextmanager
def painting(document: Any) -> Iterator[Painting]:
    """Note what happens while a rendered document is written."""
    noted = Painting()
    for page in document.pages:
        for child in page._page_box.children:
            if isinstance(child, boxes.MarginBox):
                noted.edge.add(child)
                noted.edge.update(child.descendants())
    token = _painting.set(noted)
    try:
        yield noted
    finally:
        _painting.reset(token)


# --- Painting a line -----------------------------------------------------------------------------


class _Line:
    """The strings of one line on their way into the page, in pieces that share a font."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self._pieces: list[str] = []
        self._open = False

    def glyph(self, code: str) -> None:
        if not self._open:
            self._pieces.append("<")
            self._open = True
        self._pieces.append(code)

    def move(self, thousandths: int) -> None:
        """Move back by thousandths of the font's size."""
        if thousandths:
            self._close()
            self._pieces.append(f" {thousandths} ")

    def _close(self) -> None:
        if self._open:
            self._pieces.append(">")
            self._open = False

    def flush(self) -> None:
        """Write what has been gathered."""
        self._close()
        if self._pieces:
            self.stream.show_text("".join(self._pieces))
            self._pieces.clear()

    @contextmanager
    def actual_text(self, text: str) -> Iterator[None]:
        """Say outright which text the glyphs within stand for."""
        self.flush()
        self.stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": _utf16(text)}))
        yield
        self.flush()
        self.stream.end_marked_content()


def _utf16(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def _draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """Paint a line of text; each cluster of glyphs gives back the characters it stands for."""
    if text_overflow == "ellipsis" or block_ellipsis != "none":
        drawn: list[Any] = _stock_draw_first_line(
            stream, textbox, text_overflow, block_ellipsis, matrix
        )
        return drawn
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return []

    noted = _painting.get()
    families = noted.fonts.setdefault(textbox.style["lang"] or "", set())
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    first_line, _ = layout.get_first_line()
    utf8 = layout.text.encode()
    hyphen = textbox.style["hyphenate_character"]
    # The hyphen that layout put at the end of a line is no part of the word.
    hyphen_at = (
        len(utf8) - len(hyphen.encode())
        if layout.text.endswith(hyphen) and not textbox.text.endswith(hyphen)
        else len(utf8)
    )

    stream.set_text_matrix(*matrix.values)
    line = _Line(stream)
    font_before = None
    run = first_line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        pango_font = item.item.analysis.font
        if pango_font != font_before:
            font_before = pango_font
            font, size = stream.add_font(pango_font)
            line.flush()
            stream.set_font_size(font.hash, size)
        families.add(font.family)
        for start, end, glyphs in _clusters(item):
            offset = item.item.offset
            text = utf8[offset + start : offset + end].decode().replace(ZERO_WIDTH_SPACE, "")
            if offset + start >= hyphen_at:
                text = SOFT_HYPHEN
            _draw_cluster(line, stream, pango_font, font, size, glyphs, text, noted)
    line.flush()
    return []


def _clusters(item: Any) -> Iterator[tuple[int, int, list[Any]]]:
    """The clusters of a run as they are painted: where their text starts and ends, their glyphs."""
    count = item.glyphs.num_glyphs
    glyphs = item.glyphs.glyphs[0:count]
    starts = item.glyphs.log_clusters[0:count]
    ends = dict(zip(ordered := sorted(set(starts)), [*ordered[1:], item.item.length], strict=True))
    first = 0
    for after in range(1, count + 1):
        if after == count or starts[after] != starts[first]:
            start = starts[first]
            yield start, ends[start], list(glyphs[first:after])
            first = after


def _draw_cluster(
    line: _Line,
    stream: Any,
    pango_font: Any,
    font: Any,
    size: float,
    glyphs: list[Any],
    text: str,
    noted: Painting,
) -> None:
    """Paint one cluster, with its text said outright where its glyphs would tell another."""
    painted = [glyph.glyph for glyph in glyphs if glyph.glyph != pango.PANGO_GLYPH_EMPTY]
    if _tells(font, painted, text, noted):
        for glyph in glyphs:
            _draw_glyph(line, stream, pango_font, font, size, glyph, noted)
    else:
        with line.actual_text(text):
            for glyph in glyphs:
                _draw_glyph(line, stream, pango_font, font, size, glyph, noted)


def _tells(font: Any, painted: list[int], text: str, noted: Painting) -> bool:
    """Whether a cluster's glyphs give back its text by themselves."""
    if not painted:
        return True
    if any(glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG for glyph in painted):
        return True
    if len(painted) == 1:
        (glyph,) = painted
        key = (font.hash, glyph)
        known = font.to_unicode.get(glyph)
        if known is None or key in noted.guessed:
            font.to_unicode[glyph] = text
            noted.guessed.discard(key)
            return True
        return bool(known == text)
    if "".join(font.to_unicode.get(glyph, "\0") for glyph in painted) == text and not any(
        (font.hash, glyph) in noted.guessed for glyph in painted
    ):
        return True
    for place, glyph in enumerate(painted):
        if glyph not in font.to_unicode:
            # For readers that don't heed the text said outright.
            font.to_unicode[glyph] = text if place == 0 else ""
            noted.guessed.add((font.hash, glyph))
    return False


def _draw_glyph(
    line: _Line,
    stream: Any,
    pango_font: Any,
    font: Any,
    size: float,
    info: Any,
    noted: Painting,
) -> None:
    """Paint one glyph and move on by what the layout gave it."""
    glyph = info.glyph
    width = info.geometry.width * _GLYPH_SPACE * FROM_UNITS / size
    if glyph == pango.PANGO_GLYPH_EMPTY:
        line.move(-round(width))
        return
    if glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
        code = glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG
        noted.missing[chr(code)] = None
        glyph = font.get_unused_glyph_id(code)
        font.to_unicode.setdefault(glyph, chr(code))
        font.widths[glyph] = round(width)
        font.widths.setdefault(0, font.widths[glyph])
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * _GLYPH_SPACE * FROM_UNITS / size)

    aside = round(info.geometry.x_offset * _GLYPH_SPACE * FROM_UNITS / size)
    raised = info.geometry.y_offset * FROM_UNITS
    line.move(-aside)
    if raised:
        line.flush()
        stream.set_text_rise(-raised)
    line.glyph(f"{glyph:04x}")
    if raised:
        line.flush()
        stream.set_text_rise(0)
    line.move(round(font.widths[glyph] + aside - width))


# --- Tags ----------------------------------------------------------------------------------------


def _build_box_tree(
    box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, tags: Any
) -> Iterator[Any]:
    """The elements of a box, each with its language; the edge of a page has none."""
    placed = box._box if isinstance(box, AbsolutePlaceholder) else box
    if isinstance(placed, boxes.MarginBox):
        return
    if placed.link_annotation and placed.element is not None:
        words = " ".join("".join(placed.element.itertext()).split())
        if words:
            placed.link_annotation["Contents"] = pydyf.String(words)
    for element in _stock_build_box_tree(box, parent, pdf, page, nums, annotations, tags):
        # The elements of the boxes within pass by here on their way up, and have theirs already.
        if "Lang" not in element and placed.style["lang"]:
            element["Lang"] = pydyf.String(placed.style["lang"])
        if element["S"] == "/TH" and "Scope" not in element["A"]:
            element["A"]["Scope"] = _SCOPES.get(placed.element.get("scope"), "/Column")
        yield element


_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


@contextmanager
def _marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Mark what is painted as content, or as an artifact where it stands on the edge of a page."""
    if stream._tags is None or box not in _painting.get().edge:
        with _stock_marked(stream, box, tag):
            yield
    else:
        stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        yield
        stream.end_marked_content()


# --- Layout --------------------------------------------------------------------------------------


def _block_container_layout(
    context: Any, box: Any, bottom_space: Any, skip_stack: Any, *rest: Any, **named: Any
) -> Any:
    """Lay out a block; where a cell finds no room for its first line, its row moves on whole."""
    laid_out = _stock_block_container_layout(context, box, bottom_space, skip_stack, *rest, **named)
    if laid_out[0] is None and skip_stack is None and isinstance(box, boxes.TableCellBox):
        # The table asks for this right after it has tried all cells of the row.
        box.style["break_inside"] = "avoid"
    return laid_out
