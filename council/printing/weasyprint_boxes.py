"""Boxes in less time: what follows from a style alone is worked out once for each style.

As in `weasyprint_hooks.py`, functions of WeasyPrint are replaced in the one version that they were
read in:

- `layout.percent.resolve_percentages`: margins, paddings, widths and heights in a space;
- `layout.background.layout_box_backgrounds`: boxes without a background are passed by;
- `layout.float.avoid_collisions`: where nothing floats, nothing collides;
- `formatting_structure.build.wrap_table`: tables of one style share the two that it is parted into;
- `formatting_structure.boxes.Box.descendants`: walked without a call for each box;
- `layout.page.make_margin_boxes`: none are tried on pages whose style has none.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.draw import color
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import background, page, percent
from weasyprint.layout import float as floating

from council.printing.weasyprint_everywhere import replace_everywhere

_stock_resolve_percentages = percent.resolve_percentages
_stock_layout_box_backgrounds = background.layout_box_backgrounds
_stock_avoid_collisions = floating.avoid_collisions
_stock_wrap_table = build.wrap_table
_stock_table_cell = boxes.TableCellBox.__init__
_stock_make_margin_boxes = page.make_margin_boxes


def install() -> None:
    """Put the functions of this module in place; weasyprint_hooks looks at the version."""
    replace_everywhere(_stock_resolve_percentages, _resolve_percentages)
    replace_everywhere(_stock_layout_box_backgrounds, _layout_box_backgrounds)
    replace_everywhere(_stock_avoid_collisions, _avoid_collisions)
    replace_everywhere(_stock_wrap_table, _wrap_table)
    boxes.TableCellBox.__init__ = _table_cell
    boxes.Box.descendants = _descendants
    replace_everywhere(_stock_make_margin_boxes, _make_margin_boxes)


def _descendants(box: Any, placeholders: bool = False) -> Iterator[Any]:
    """A box and all boxes within it, in the order of their text."""
    waiting = [box]
    while waiting:
        each = waiting.pop()
        if isinstance(each, boxes.Box):
            waiting.extend(reversed(each.children))
        elif placeholders:
            # What stands here for a box that is placed elsewhere passes it on.
            each = each._box
            waiting.extend(reversed(each.children))
        yield each


# Styles outlive a document, and what is known of each must not grow with all that are printed.
_MOST_SPACES = 200

_SIDES = ("top", "right", "bottom", "left")
_RESOLVED = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES),
    *(f"{limit}{axis}" for limit in ("", "min_", "max_") for axis in ("width", "height")),
    *(f"border_{side}_width" for side in _SIDES),
)


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    """Set the lengths of a box within a space, the same for all boxes of a style."""
    style = getattr(box.style, "sized_as", box.style)
    if isinstance(containing_block, boxes.Box):
        space = containing_block.width, containing_block.height
    else:
        space = containing_block
    try:
        known = style.resolved
    except AttributeError:
        known = style.resolved = {}
    key = (*space, isinstance(box, boxes.PageBox))
    lengths = known.get(key)
    if lengths is None:
        _stock_resolve_percentages(box, containing_block)
        # Borders that collapse are settled between cells, not by a style.
        if style["border_collapse"] != "collapse":
            if len(known) >= _MOST_SPACES:
                known.clear()
            held = vars(box)
            known[key] = {name: held[name] for name in _RESOLVED}
        return
    vars(box).update(lengths)


_SQUARE = {
    f"border_{corner}_radius": (0, 0)
    for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}


def _is_bare(style: Any) -> bool:
    """Whether boxes of a style have no background, no image around them and no round corner."""
    try:
        return bool(style.is_bare)
    except AttributeError:
        style.is_bare = (
            style["visibility"] == "visible"
            and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
            and all(kind == "none" for kind, _ in style["background_image"])
            and color.get_color(style, "background_color").alpha == 0
            and not style["box_shadow"]
            and all((0, "px") in style[name] for name in _SQUARE)
        )
        return bool(style.is_bare)


def _layout_box_backgrounds(
    sheet: Any, box: Any, get_image_from_uri: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Settle the backgrounds of a box and of those within it."""
    if style is not None or box is sheet or not _is_bare(box.style):
        _stock_layout_box_backgrounds(sheet, box, get_image_from_uri, layout_children, style)
        return
    vars(box).update(_SQUARE)
    box.background = None
    if layout_children:
        for child in box.all_children():
            _layout_box_backgrounds(sheet, child, get_image_from_uri)


def _avoid_collisions(
    context: Any, box: Any, containing_block: Any, outer: bool = True
) -> tuple[float, float, float]:
    """Where a box stands beside what floats, and how much room is left to it."""
    if context.excluded_shapes or outer or not isinstance(box, boxes.LineBox):
        found: tuple[float, float, float] = _stock_avoid_collisions(
            context, box, containing_block, outer
        )
        return found
    left = containing_block.content_box_x() + box.margin_left
    right = containing_block.content_box_x() + containing_block.width - box.margin_right
    begins = right if containing_block.style["direction"] == "rtl" else left
    return begins - box.margin_left, box.border_box_y() - box.margin_top, right - left


def _wrap_table(box: Any, children: Any) -> Any:
    """A table in the box around it."""
    wrapper = _stock_wrap_table(box, children)
    if box.style["border_collapse"] != "collapse":
        (table,) = (each for each in wrapper.children if isinstance(each, boxes.TableBox))
        try:
            table.style, wrapper.style = box.style.of_table
        except AttributeError:
            box.style.of_table = table.style, wrapper.style
    return wrapper


def _table_cell(self: Any, element_tag: Any, style: Any, *rest: Any, **named: Any) -> None:
    """A cell has a style of its own, since its row may come to be kept together."""
    own = style.copy()
    own.sized_as = style
    _stock_table_cell(self, element_tag, own, *rest, **named)


_MARGINS = tuple(
    f"@{place}"
    for edge, places in {
        "top": ("left-corner", "left", "center", "right", "right-corner"),
        "bottom": ("left-corner", "left", "center", "right", "right-corner"),
        "left": ("top", "middle", "bottom"),
        "right": ("top", "middle", "bottom"),
    }.items()
    for place in (f"{edge}-{each}" for each in places)
)


_NOTHING = ("normal", "inhibit", "none")


def _make_margin_boxes(context: Any, sheet: Any, state: Any) -> Iterator[Any]:
    """What stands in the margins of a page."""
    styles = (context.style_for(sheet.page_type, place) for place in _MARGINS)
    if any(style is not None and style["content"] not in _NOTHING for style in styles):
        yield from _stock_make_margin_boxes(context, sheet, state)
