"""Smaller files in less time: what WeasyPrint and pydyf write for each page.

As in `weasyprint_hooks.py`, these are replaced in the one version that they were read in:

- `draw.border.draw_border`: a straight border is a rectangle, and no clipped ring;
- `pydyf._to_bytes`: numbers with as many digits as anyone can see on paper;
- `pydyf.zlib`: streams are compressed at zlib's usual level, in half the time and 2 % larger;
- `pydyf.PDF.page_references`: listed once, not for each tag.
"""

import zlib
from types import SimpleNamespace
from typing import Any

import pydyf
from weasyprint.draw import border, color

from council.printing.weasyprint_everywhere import replace_everywhere

_stock_draw_border = border.draw_border
_stock_to_bytes = pydyf._to_bytes


def install() -> None:
    """Put the functions of this module in place; weasyprint_hooks looks at the version."""
    replace_everywhere(_stock_draw_border, _draw_border)
    pydyf._to_bytes = _to_bytes
    pydyf.zlib = SimpleNamespace(compress=zlib.compress, compressobj=_usual_level)
    pydyf.PDF.page_references = property(_page_references)


# --- Borders -------------------------------------------------------------------------------------

_SIDES = ("top", "right", "bottom", "left")


def _draw_border(stream: Any, box: Any) -> None:
    """Draw the borders of a box, if it has any."""
    widths = {side: getattr(box, f"border_{side}_width") for side in _SIDES}
    drawn = [side for side in _SIDES if widths[side]]
    style = box.style
    is_plain = (
        style["visibility"] == "visible"
        and style["border_image_source"][0] == "none"
        and style["column_width"] == style["column_count"] == "auto"
    )
    if is_plain and not drawn:
        return
    if not is_plain or len(drawn) > 1 or not _is_straight(box, drawn[0]):
        _stock_draw_border(stream, box)
        return
    (side,) = drawn
    width, height, thickness = box.border_width(), box.border_height(), widths[side]
    left = box.border_box_x() + (width - thickness if side == "right" else 0)
    top = box.border_box_y() + (height - thickness if side == "bottom" else 0)
    if side in ("left", "right"):
        width = thickness
    else:
        height = thickness
    with stream.artifact(), stream.stacked():
        stream.set_color(color.get_color(style, f"border_{side}_color"))
        stream.rectangle(left, top, width, height)
        stream.fill()


def _is_straight(box: Any, side: str) -> bool:
    """Whether the one border of a box is a line from corner to corner."""
    return bool(
        box.style[f"border_{side}_style"] == "solid"
        and color.get_color(box.style, f"border_{side}_color").alpha == 1
        and all(not across and not down for across, down in box.rounded_border_box()[4:])
    )


# --- Numbers and streams -------------------------------------------------------------------------


def _to_bytes(item: Any) -> bytes:
    """A thing as it is written: what is larger than 1 to hundredths, and what scales exactly."""
    if type(item) is float:
        written = f"{item:.2f}" if abs(item) >= 1 else f"{item:.6f}"
        written = written.rstrip("0").rstrip(".")
        return b"0" if written == "-0" else written.encode()
    if type(item) is bytes:
        return item
    if type(item) is str:
        return item.encode("ascii")
    written_as: bytes = _stock_to_bytes(item)
    return written_as


def _usual_level(level: int) -> Any:
    return zlib.compressobj()


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """What the pages are called, as long as no other is added."""
    known: tuple[bytes, ...] = getattr(pdf, "known_page_references", ())
    numbers = pdf.pages["Kids"]
    if len(known) * 3 != len(numbers):
        known = pdf.known_page_references = tuple(b"%d 0 R" % each for each in numbers[::3])
    return known
