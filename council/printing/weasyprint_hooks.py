"""What WeasyPrint leaves out of a tagged PDF, put in at a few narrow places.

WeasyPrint 70.0 writes one language for the whole document, tags the head of a table on each page,
gives table heads no scope, and maps each glyph to one text for good, which is wrong wherever a
cluster of several glyphs stands for several characters (Devanagari, Burmese, Khmer, vowel signs
in Arabic). None of this can be asked for or added afterwards: only the painter knows which text a
glyph stands for, only the tagger knows which element a box comes from, and only layout knows that
a column found no room for its first line. So these functions of WeasyPrint are replaced, in the
one version that they were read in:

- `draw.text.draw_first_line`: paints a line, as `line_painter.py` says;
- `pdf.tags._build_box_tree`: gives each element its language, heads their scope, links their words;
- `pdf.add_tags`: joins what goes on overleaf, as `continuations.py` says;
- `pdf.build_fonts_dictionary`: notes fonts instead of embedding them, as `part_fonts.py` says;
- `pdf.stream.Stream.marked`: marks the head of a table that is repeated as an artifact;
- `draw.draw_background_image`: a sign that stands in many places is drawn once, and moved there;
- `layout.block.block_container_layout`: a row starts on one page in all its columns, a heading has
  room for some lines below it, what is short stays on one page, and no word goes on overleaf;
- `layout.inline.split_text_box`: a line stands as high as its own face sets it, whatever signs of
  another face are in it.

How words are hyphenated is told in `hyphenation.py`. What changes nothing but time and size stands
apart, in `weasyprint_styles.py`, `weasyprint_boxes.py`, `weasyprint_lines.py` and
`weasyprint_files.py`. Everything else is done through WeasyPrint's public ways: a URL fetcher, a
finisher, metadata.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any

import pydyf
import weasyprint
from weasyprint import draw
from weasyprint import pdf as weasyprint_pdf
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as pdf_tags
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from council.printing import (
    hyphenation,
    weasyprint_boxes,
    weasyprint_files,
    weasyprint_lines,
    weasyprint_styles,
)
from council.printing.continuations import join_continued
from council.printing.hyphenation import ends_within_word, whole_words
from council.printing.line_painter import Painting, paint_line
from council.printing.part_fonts import note_fonts

WRITTEN_FOR = "70.0"

# What stays together (break-inside: avoid) does so where it is no longer than this share of a page,
# and else goes on overleaf; avoid-page keeps together what is longer too.
_SHORT = 0.38
# So many lines have room under a heading, and under whatever else is not parted from what follows.
_LINES_BELOW = 3

# Text smaller than this is not written, as in the function that is replaced.
_SMALLEST = 1e-6

# What reaches so far beyond its box, in pixels, is still in it.
_SLACK = 0.01


class OtherWeasyPrint(RuntimeError):
    """The WeasyPrint at hand is not the one that these functions were read in."""


_painting: ContextVar[Painting] = ContextVar("painting")

_stock_draw_first_line = draw_text.draw_first_line
_stock_build_box_tree = pdf_tags._build_box_tree
_stock_add_tags = weasyprint_pdf.add_tags
_stock_marked = Stream.marked
_stock_block_container_layout = block.block_container_layout
_stock_split_text_box = inline.split_text_box
_stock_draw_background_image = draw.draw_background_image


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
    weasyprint_pdf.add_tags = _add_tags
    weasyprint_pdf.build_fonts_dictionary = note_fonts
    Stream.marked = _marked
    block.block_container_layout = _block_container_layout
    inline.split_text_box = _split_text_box
    draw.draw_background_image = _draw_background_image
    hyphenation.install()
    weasyprint_styles.install()
    weasyprint_lines.install()
    weasyprint_boxes.install()
    weasyprint_files.install()


@contextmanager
def painting(document: Any) -> Iterator[Painting]:
    """Note what happens while a rendered document is written, and what in it is no content."""
    noted = Painting()
    headed: set[Any] = set()
    for page in document.pages:
        for head in _table_heads(page._page_box):
            if head.element in headed:
                noted.aside.add(head)
                noted.aside.update(head.descendants())
            headed.add(head.element)
    token = _painting.set(noted)
    try:
        yield noted
    finally:
        _painting.reset(token)


def _table_heads(page: Any) -> Iterator[Any]:
    """The heads of the tables of a page, those too that are only repeated there."""
    for box in page.descendants(placeholders=True):
        if isinstance(box, boxes.TableRowGroupBox) and box.is_header:
            yield box


def _placed(box: Any) -> Any:
    return box._box if isinstance(box, AbsolutePlaceholder) else box


# --- Text ----------------------------------------------------------------------------------------


def _draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """Paint a line of text; each cluster of glyphs gives back the characters it stands for."""
    if text_overflow == "ellipsis" or block_ellipsis != "none":
        drawn: list[Any] = _stock_draw_first_line(
            stream, textbox, text_overflow, block_ellipsis, matrix
        )
        return drawn
    if not textbox.text.strip() or textbox.style["font_size"] < _SMALLEST:
        return []
    return paint_line(_painting.get(), stream, textbox, matrix)


# --- Signs ---------------------------------------------------------------------------------------


def _draw_background_image(stream: Any, layer: Any, style: Any) -> None:
    """Draw a sign once, and put it wherever else it stands."""
    if layer.image is None or 0 in layer.size or not _is_sign(layer):
        _stock_draw_background_image(stream, layer, style)
        return
    noted = _painting.get()
    key = (id(stream._resources), id(layer.image), *layer.size)
    if key not in noted.signs:
        sign = stream.add_group(0, 0, *layer.size)
        layer.image.draw(sign, *layer.size, style)
        noted.signs[key] = sign.id
    left, top = _corner(layer)
    with stream.artifact(), stream.stacked():
        stream.transform(e=left, f=top)
        stream.draw_x_object(noted.signs[key])


def _corner(layer: Any) -> tuple[float, float]:
    return (
        layer.position[0] + layer.positioning_area[0],
        layer.position[1] + layer.positioning_area[1],
    )


def _is_sign(layer: Any) -> bool:
    """Whether an image stands once and whole in its box."""
    left, top = _corner(layer)
    width, height = layer.size
    first, above, across, down = layer.painting_area
    return bool(
        layer.repeat == ("no-repeat", "no-repeat")
        and not layer.unbounded
        and first <= left + _SLACK
        and above <= top + _SLACK
        and left + width <= first + across + _SLACK
        and top + height <= above + down + _SLACK
    )


# --- Tags ----------------------------------------------------------------------------------------


def _build_box_tree(
    box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, tags: Any
) -> Iterator[Any]:
    """The elements of a box, each with its language; what is no content has none."""
    placed = _placed(box)
    noted = _painting.get()
    if placed in noted.aside:
        _mark_heads(placed, noted)
        return
    if placed.link_annotation and placed.element is not None:
        if placed.element.tag == "a":
            words = " ".join("".join(placed.element.itertext()).split())
            if words:
                placed.link_annotation["Contents"] = pydyf.String(words)
        else:
            # What is emphasised within a link is a part of that link.
            placed.link_annotation = None
    for element in _stock_build_box_tree(box, parent, pdf, page, nums, annotations, tags):
        # The elements of the boxes within pass by here on their way up, and have theirs already.
        if "Lang" not in element and placed.style["lang"]:
            element["Lang"] = pydyf.String(placed.style["lang"])
        if element["S"] == "/TH" and "Scope" not in element["A"]:
            element["A"]["Scope"] = _SCOPES.get(placed.element.get("scope"), "/Column")
            noted.heads.setdefault(placed.element, element)
        if placed.element is not None:
            noted.origins.setdefault(element.number, (placed.element, element["S"]))
        yield element


def _mark_heads(aside: Any, noted: Painting) -> None:
    """Let the cells below a repeated head name the head that is content."""
    for box in (aside, *aside.descendants()):
        if isinstance(box, boxes.TableCellBox):
            box.mark = pydyf.Dictionary()
            noted.repeated.append((box.mark, box.element))


def _add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Any) -> None:
    """Tag a document; what goes on overleaf stays one element."""
    _stock_add_tags(pdf, document, pdf_version, page_streams)
    noted = _painting.get()
    for mark, element in noted.repeated:
        if "ID" in mark:
            # The cells that name this head hold this very string.
            mark["ID"].string = noted.heads[element]["ID"].string
    join_continued(pdf, noted.origins)


_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


@contextmanager
def _marked(stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Mark what is painted as content, or as an artifact where it is none."""
    if stream._tags is None or box not in _painting.get().aside:
        with _stock_marked(stream, box, tag):
            yield
    else:
        stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        yield
        stream.end_marked_content()


# --- Layout --------------------------------------------------------------------------------------


def _block_container_layout(
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    page_is_empty: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    adjoining_margins: Any,
    *rest: Any,
    **named: Any,
) -> Any:
    """Lay out a block, and decide whether it stands here, begins here or moves on whole."""
    position = box.position_y

    def laid_out() -> Any:
        box.position_y = position
        return _in_whole_words(
            context, box, bottom_space, skip_stack, page_is_empty,
            absolute_boxes, fixed_boxes, _copied(adjoining_margins), *rest, **named,
        )  # fmt: skip

    def is_short() -> bool:
        """Whether it takes little enough of a page to leave that empty."""
        box.position_y = position
        whole, *_ = _stock_block_container_layout(
            context, box, -inf, skip_stack, True, [], [], _copied(adjoining_margins), *rest, **named
        )
        return bool(whole.margin_height() <= _SHORT * context.page_bottom)

    result = laid_out()
    new_box, resume_at, *_ = result
    if isinstance(box, boxes.TableCellBox):
        if skip_stack is None and not page_is_empty:
            moves_on = new_box is None or (resume_at is not None and is_short())
            # The table asks for this right after it has tried all cells of the row.
            box.style["break_inside"] = "avoid" if moves_on else "auto"
    elif box.style["break_inside"] == "avoid" and not page_is_empty:
        if new_box is None and not is_short():
            # Other boxes have this style too, in documents to come as well.
            box.style["break_inside"] = "auto"
            try:
                result = laid_out()
            finally:
                box.style["break_inside"] = "avoid"
        elif new_box is not None and box.style["break_after"] == "avoid":
            height, _ = line_break.strut(box.style)
            foot = context.page_bottom - bottom_space
            if foot - new_box.position_y - new_box.margin_height() < _LINES_BELOW * height:
                block.remove_placeholders(context, [new_box], absolute_boxes, fixed_boxes)
                result = None, None, {"break": "any", "page": None}, [], False, result[-1]
    return result


def _in_whole_words(
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    page_is_empty: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    adjoining_margins: Any,
    *rest: Any,
    **named: Any,
) -> Any:
    """Lay out a block so that no word goes on overleaf.

    The lines before the end of a page are broken once more without hyphens.
    """
    position, placed = box.position_y, len(absolute_boxes)

    def laid_out() -> Any:
        return _stock_block_container_layout(
            context, box, bottom_space, skip_stack, page_is_empty,
            absolute_boxes, fixed_boxes, _copied(adjoining_margins), *rest, **named,
        )  # fmt: skip

    result = laid_out()
    new_box, resume_at, *_ = result
    if resume_at is not None and ends_within_word(new_box):
        box.position_y = position
        del absolute_boxes[placed:]
        with whole_words():
            result = laid_out()
    return result


def _copied(margins: Any) -> Any:
    return None if margins is None else [*margins]


def _split_text_box(
    context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True
) -> Any:
    """Keep a line of text on the baseline of its own face, so that columns share theirs.

    A word that is broken anywhere ends in another form of its last letter, where letters join: if
    that makes a line too wide, it is broken a little earlier.
    """
    line, *rest = _stock_split_text_box(context, box, available_width, skip, is_line_start)
    room = available_width
    while (
        line is not None
        and rest[0] is not None
        and is_line_start
        and room is not None
        and line.width > available_width + _SLACK
        and len(line.text) > 1
    ):
        room -= line.width - available_width
        if room <= 0:
            break
        line, *rest = _stock_split_text_box(context, box, room, skip, is_line_start)
    if line is not None:
        _, line.baseline = line_break.strut(line.style)
    return line, *rest
