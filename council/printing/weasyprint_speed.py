"""The same pages in less time: what WeasyPrint works out again and again is kept.

Nothing here changes what is printed. As in `weasyprint_hooks.py`, functions of WeasyPrint are
replaced in the one version that they were read in:

- `css.find_style_attributes`, `css.StyleFor.__init__`: WeasyPrint gives elements that match the
  same rules one style, but takes each `lang` and each `id` for a rule of its own;
- `css.ComputedStyle.copy`: a copy asks its original instead of computing all values once more;
- `HTML._ua_stylesheets`: no rules for notes and footnotes, which are checked for each element;
- `text.line_break.Layout`: a line that was measured is painted without being shaped again;
- `pydyf`: streams are compressed at zlib's usual level, in half the time and 2 % larger.
"""

import re
import zlib
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from types import SimpleNamespace
from typing import Any
from weakref import ref

import pydyf
import weasyprint
from weasyprint import css
from weasyprint import html as weasyprint_html
from weasyprint.formatting_structure import boxes
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango

_stock_find_style_attributes = css.find_style_attributes
_stock_style_for = css.StyleFor.__init__
_stock_table_cell = boxes.TableCellBox.__init__
_stock_get_font_description = line_break.get_font_description
_stock_deactivate = line_break.Layout.deactivate
_stock_reactivate = line_break.Layout.reactivate


def install() -> None:
    """Put the functions of this module in place; weasyprint_hooks looks at the version."""
    css.find_style_attributes = _find_style_attributes
    css.StyleFor.__init__ = _style_for
    css.ComputedStyle.copy = _copy
    boxes.TableCellBox.__init__ = _table_cell
    weasyprint.HTML._ua_stylesheets = _ua_stylesheets
    line_break.get_font_description = _get_font_description
    line_break.font_features = lru_cache(maxsize=256)(line_break.font_features)
    line_break.Layout.deactivate = _deactivate
    line_break.Layout.reactivate = _reactivate
    pydyf.zlib = SimpleNamespace(compress=zlib.compress, compressobj=_usual_level)


# --- Styles --------------------------------------------------------------------------------------


class _Copy(css.ComputedStyle):  # type: ignore[misc]
    """A copy of a style, which may differ in a few values."""

    _original: css.ComputedStyle

    def __missing__(self, key: str) -> Any:
        value = self[key] = self._original[key]
        return value


def _copy(original: css.ComputedStyle) -> _Copy:
    copy = _Copy(
        original.parent_style,
        original.cascaded,
        original.pseudo_type,
        original.root_style,
        original.base_url,
        original.font_config,
        original.initial_page_sizes,
    )
    copy.update(original)
    copy.specified = original.specified.copy()
    copy._original = original
    return copy


def _find_style_attributes(*arguments: Any, **named: Any) -> Iterator[tuple[Any, ...]]:
    """Styles within elements, the same for the same words; anchors are not looked for here."""
    known: dict[str, Any] = {}
    stock = _stock_find_style_attributes(*arguments, **named)
    for element, found in groupby(stock, key=itemgetter(1)):
        styles = [each for each in found if not _is_anchor(each)]
        if len(styles) == 1:
            specificity, _, declarations, base_url = styles[0]
            alike = [known.setdefault(each.serialize(), each) for each in declarations]
            yield specificity, element, alike, base_url
        else:
            # WeasyPrint tells elements apart by the last of these alone, so that one stays unique.
            yield from styles


def _is_anchor(style: tuple[Any, ...]) -> bool:
    _, _, declarations, _ = style
    return len(declarations) == 1 and getattr(declarations[0], "name", "") == "-weasy-anchor"


def _style_for(
    self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any
) -> None:
    """Give each element its style, and then those with an anchor a copy that knows it."""
    _stock_style_for(self, html, sheets, hints, font_config, target_collector)
    styles = self.get_computed_styles()
    for element in html.etree_element.iter():
        anchor = element.get("id") or (element.tag == "a" and element.get("name"))
        if anchor:
            style = styles[element, None] = styles[element, None].copy()
            style["anchor"] = anchor
            if target_collector:
                target_collector.collect_anchor(anchor)


def _table_cell(self: Any, element_tag: Any, style: Any, *rest: Any, **named: Any) -> None:
    """A cell has a style of its own, since its row may come to be kept together."""
    _stock_table_cell(self, element_tag, style.copy(), *rest, **named)


_NOTE = re.compile(r"^::(foot)?note-\w+ .*$", re.MULTILINE)
_WITHOUT_NOTES = css.CSS(
    string=_NOTE.sub("", weasyprint_html.UA), counter_style=weasyprint_html.UA_COUNTER_STYLE
)


def _ua_stylesheets(_: Any, forms: bool = False) -> list[Any]:
    return [_WITHOUT_NOTES, *([weasyprint_html.UA_FORM_STYLESHEET] if forms else [])]


# --- Lines ---------------------------------------------------------------------------------------

# So many lines wait in memory, as they were measured, until they are painted: a hundred pages.
_MOST_LINES = 8000
_waiting: deque[Any] = deque()

# What ends a line within a text.
_ENDS_LINE = re.compile("[\n\r\x85\u2028\u2029]")


def _deactivate(layout: Any) -> None:
    """Keep a measured line until it is painted."""
    if getattr(layout, "is_painted", False) or layout.justification_spacing:
        _forget(layout)
        return
    _waiting.append(ref(layout))
    if len(_waiting) > _MOST_LINES:
        oldest = _waiting.popleft()()
        if oldest is not None and hasattr(oldest, "layout"):
            _stock_deactivate(oldest)


def _reactivate(layout: Any, style: Any) -> None:
    """Make a line ready for painting, shaped as it was measured if it is still here."""
    layout.is_painted = True
    layout.is_as_measured = (
        getattr(layout, "style", None) is style
        and not _ENDS_LINE.search(layout.text)
        and pango.pango_layout_get_line_readonly(layout.layout, 1) == ffi.NULL
    )
    if not layout.is_as_measured:
        _stock_reactivate(layout, style)


def _forget(layout: Any) -> None:
    if hasattr(layout, "layout"):
        _stock_deactivate(layout)


def _get_font_description(style: Any) -> Any:
    """The description of a style's font, made once for each style."""
    try:
        return style.font_description
    except AttributeError:
        style.font_description = _stock_get_font_description(style)
        return style.font_description


# --- Streams -------------------------------------------------------------------------------------


def _usual_level(level: int) -> Any:
    return zlib.compressobj()
