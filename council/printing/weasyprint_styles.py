"""Styles in less time: what is alike has one style, in all parts of a document.

WeasyPrint gives elements that match the same rules one style, but takes each `lang` and each `id`
for a rule of its own, and begins anew with each document. Here elements share styles wherever the
same rules and languages make them alike, as long as the same style sheets are in use; whatever
follows from a style alone is then worked out once. As in `weasyprint_hooks.py`, functions of
WeasyPrint are replaced in the one version that they were read in:

- `css.StyleFor.__init__`: looks for a style that is there already;
- `css.ComputedStyle.copy`: a copy asks its original instead of computing all values once more;
- `HTML._ua_stylesheets`: no rules for notes and footnotes, which are checked for each element.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from typing import Any

import tinycss2
import weasyprint
from weasyprint import css
from weasyprint import html as weasyprint_html

# Style sheets of so many kinds of documents are remembered, with so many styles each.
_MOST_SHEETS = 8
_MOST_STYLES = 2000

Cascaded = dict[str, tuple[Any, Any]]


def install() -> None:
    """Put the functions of this module in place; weasyprint_hooks looks at the version."""
    css.StyleFor.__init__ = _style_for
    css.ComputedStyle.copy = _copy
    weasyprint.HTML._ua_stylesheets = _ua_stylesheets


# --- Copies --------------------------------------------------------------------------------------


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


# --- The same for the same rules -----------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """The styles that some style sheets have led to, by what matched; their sizes of page."""

    sheets: Sequence[Any]
    page_sizes: dict[str, Any] = field(default_factory=lambda: {"box": None, "area": None})
    styles: dict[Any, dict[str | None, Any]] = field(default_factory=dict)


_known: OrderedDict[Any, _Known] = OrderedDict()


def _known_with(sheets: Sequence[Any], font_config: Any) -> _Known:
    """What is known of these sheets, which stay the same objects while they are in use."""
    key = (id(font_config), *((id(sheet), origin, above) for sheet, origin, above in sheets))
    known = _known.pop(key, None)
    if known is None or len(known.styles) > _MOST_STYLES:
        known = _Known(sheets)
    _known[key] = known
    if len(_known) > _MOST_SHEETS:
        _known.popitem(last=False)
    return known


def _style_for(
    self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any
) -> None:
    """Give each element its style, and then those with an anchor a copy that knows it."""
    known = _known_with(sheets, font_config)
    self._cascaded_styles = {}
    styles: dict[Any, Any] = {}
    self._computed_styles = styles
    self._sheets = sheets
    self.font_config = font_config
    self.initial_page_sizes = known.page_sizes
    root = None
    for wrapper in html.wrapper_element.iter_subtree():
        element = wrapper.etree_element
        parent = styles[wrapper.parent.etree_element, None] if wrapper.parent else None
        own = element.get("style"), element.get("lang")
        matched = [
            (place, specificity, order, pseudo, declarations, layer)
            for place, (sheet, _, _) in enumerate(sheets)
            for specificity, order, pseudo, (declarations, layer) in sheet.matcher.match(wrapper)
        ]
        key = (
            id(parent),
            own,
            *((place, above, id(rule), layer) for place, above, _, _, rule, layer in matched),
        )
        found = known.styles.get(key)
        if found is None:
            cascaded = _cascaded(own, sheets, matched)
            found = known.styles[key] = _computed(self, cascaded, parent, root)
        if root is None:
            root = found[None]
        for pseudo, style in found.items():
            styles[element, pseudo] = style
    _set_anchors(html, styles, target_collector)


def _cascaded(
    own: tuple[str | None, str | None], sheets: Sequence[Any], matched: Sequence[Any]
) -> dict[str | None, Cascaded]:
    """The values that win, of an element and of what is made before and after it."""
    cascaded: dict[str | None, Cascaded] = {None: {}}
    for specificity, declarations in _declared(*own):
        _add(cascaded[None], declarations, "author", inf, specificity)
    for place, specificity, _, pseudo, declarations, layer in matched:
        sheet, origin, above = sheets[place]
        layer_order = inf if layer is None else sheet.layers.index(layer)
        values = cascaded.setdefault(pseudo, {})
        _add(values, declarations, origin, layer_order, above or specificity)
    return cascaded


def _add(
    values: Cascaded, declarations: Any, origin: str, layer_order: float, specificity: Any
) -> None:
    for name, value, importance in declarations:
        weight = (css.declaration_precedence(origin, importance), layer_order, specificity)
        if name not in values or values[name][1] <= weight:
            values[name] = value, weight


@lru_cache(maxsize=1024)
def _declared(style: str | None, lang: str | None) -> tuple[tuple[Any, Any], ...]:
    """What an element itself says, as css.find_style_attributes() finds it; no anchors."""
    found = []
    if style:
        found.append(((1, 0, 0), tinycss2.parse_blocks_contents(style)))
    if lang:
        found.append(((0, 0, 0), [tinycss2.parse_one_declaration(f'-weasy-lang:"{lang}"')]))
    return tuple(
        (specificity, tuple(css.preprocess_declarations(None, declarations)))
        for specificity, declarations in found
    )


def _computed(
    self: Any, cascaded: dict[str | None, Cascaded], parent: Any, root: Any
) -> dict[str | None, Any]:
    """The styles of an element, and of what is made before and after it, which inherits from it."""
    sizes, fonts = self.initial_page_sizes, self.font_config
    above = css.InitialStyle(fonts) if root is None else root
    values = cascaded.pop(None)
    style = css.ComputedStyle(parent, values, None, above, None, fonts, sizes)
    made: dict[str | None, Any] = {None: style}
    for pseudo, values in cascaded.items():
        made[pseudo] = css.ComputedStyle(style, values, pseudo, root or style, None, fonts, sizes)
    return made


def _set_anchors(html: Any, styles: Any, target_collector: Any) -> None:
    for element in html.etree_element.iter():
        anchor = element.get("id") or (element.tag == "a" and element.get("name"))
        if anchor:
            shared = styles[element, None]
            style = styles[element, None] = shared.copy()
            style["anchor"] = anchor
            style.sized_as = shared
            if target_collector:
                target_collector.collect_anchor(anchor)


_NOTE = re.compile(r"^::(foot)?note-\w+ .*$", re.MULTILINE)
_WITHOUT_NOTES = css.CSS(
    string=_NOTE.sub("", weasyprint_html.UA), counter_style=weasyprint_html.UA_COUNTER_STYLE
)


def _ua_stylesheets(_: Any, forms: bool = False) -> list[Any]:
    return [_WITHOUT_NOTES, *([weasyprint_html.UA_FORM_STYLESHEET] if forms else [])]
