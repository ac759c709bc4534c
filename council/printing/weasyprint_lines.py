"""Lines of text in less time: a paragraph is broken once, and no line is shaped twice.

WeasyPrint lays out the rest of a paragraph for each of its lines, tries the next word behind each
of them, and shapes the line once more before it is painted. Here Pango breaks a whole paragraph at
once, and each line is shaped once more, by itself, for the painter. Whatever is out of the
ordinary (a word too wide, a soft hyphen, a line that might be hyphenated, a forced break) goes the
old way. As in `weasyprint_hooks.py`, functions are replaced in the one version that they were read
in:

- `layout.inline.split_first_line`: lines of a paragraph that was broken before;
- `text.line_break.Layout`: what Pango needs to know of a style is told once; a line that was
  measured is painted without being shaped again;
- `text.line_break.strut`, `get_font_description`: worked out once for each style.
"""

import re
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Any
from weakref import ref

from weasyprint.layout import inline
from weasyprint.layout.percent import percentage
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, gobject, pango

from council.printing import hyphenation
from council.printing.line_painter import SOFT_HYPHEN
from council.printing.weasyprint_everywhere import replace_everywhere

_stock_strut = line_break.strut
_stock_get_font_description = line_break.get_font_description
_stock_setup = line_break.Layout.setup
_stock_set_text = line_break.Layout.set_text
_stock_deactivate = line_break.Layout.deactivate
_stock_reactivate = line_break.Layout.reactivate


def install() -> None:
    """Put the functions of this module in place; weasyprint_hooks looks at the version."""
    inline.split_first_line = _split_first_line
    replace_everywhere(_stock_strut, _strut)
    replace_everywhere(_stock_get_font_description, _get_font_description)
    line_break.font_features = lru_cache(maxsize=256)(line_break.font_features)
    line_break.Layout.setup = _setup
    line_break.Layout.set_text = _set_text
    line_break.Layout.deactivate = _deactivate
    line_break.Layout.reactivate = _reactivate


# --- Styles --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Voice:
    """What Pango knows of a style that has nothing out of the ordinary."""

    context: Any
    description: Any
    language: Any
    attributes: Any


def _get_font_description(style: Any) -> Any:
    """The description of a style's font, made once for each style."""
    try:
        return style.font_description
    except AttributeError:
        style.font_description = _stock_get_font_description(style)
        return style.font_description


def _strut(style: Any) -> Any:
    """The height of a line in a style and its baseline, worked out once for each style."""
    try:
        return style.strut
    except AttributeError:
        style.strut = _stock_strut(style)
        return style.strut


def _voice_of(style: Any) -> _Voice | None:
    """What Pango needs to know of a style, or None if its letters or lines need more than that."""
    try:
        known: _Voice | None = style.voice
    except AttributeError:
        known = style.voice = _voice(style) if _is_ordinary(style) else None
    return known


def _is_ordinary(style: Any) -> bool:
    return bool(
        style["letter_spacing"] == "normal"
        and not style["word_spacing"]
        and style["text_decoration_line"] == "none"
        and style["font_language_override"] == "normal"
        and style["overflow_wrap"] == "anywhere"
        and style["lang"]
    )


def _voice(style: Any) -> _Voice:
    """As Layout.setup() and Layout.set_text() tell Pango for each line."""
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_from_string(style["lang"].encode())
    pango.pango_context_set_language(context, language)
    return _Voice(context, _get_font_description(style), language, _attributes(style))


def _attributes(style: Any) -> Any:
    attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    features = line_break.font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    if features:
        named = ",".join(f"{name} {value}" for name, value in features.items()).encode()
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(named))
    # Words that are broken anywhere are broken without a hyphen.
    pango.pango_attr_list_insert(attributes, pango.pango_attr_insert_hyphens_new(False))
    return attributes


# --- One line ------------------------------------------------------------------------------------

# So many lines wait in memory, as they were measured, until they are painted: a hundred pages.
_MOST_LINES = 8000
_waiting: deque[Any] = deque()

# What ends a line within a text, or moves on in it.
_ENDS_LINE = re.compile("[\n\r\x85\u2028\u2029]")
_MOVES_ON = re.compile("[\t\n\r\x85\u2028\u2029]")


def _setup(layout: Any, style: Any) -> None:
    """Make a layout ready for text in a style."""
    voice = layout.voice = _voice_of(style)
    if voice is None:
        _stock_setup(layout, style)
        return
    layout.style = style
    layout.first_line_direction = 0
    layout.language = voice.language
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(voice.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, voice.description)
    pango.pango_layout_set_attributes(layout.layout, voice.attributes)


def _set_text(layout: Any, text: str, justify: bool = False) -> None:
    """Lay out a text."""
    if layout.voice is None or layout.justification_spacing or _MOVES_ON.search(text):
        if layout.voice is not None:
            # Attributes of single letters are added to the layout's own.
            pango.pango_layout_set_attributes(layout.layout, _attributes(layout.style))
        _stock_set_text(layout, text, justify)
        return
    layout.text = text
    pango.pango_layout_set_text(layout.layout, text.encode().replace(b"\0", b""), -1)


def _deactivate(layout: Any) -> None:
    """Keep a measured line until it is painted."""
    if getattr(layout, "is_painted", False) or layout.justification_spacing:
        if hasattr(layout, "layout"):
            _stock_deactivate(layout)
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


# --- A paragraph ---------------------------------------------------------------------------------

# Text narrower than so many letters is being measured, not set (as in split_first_line).
_LETTERS = 4
# So much of a text is broken at once: a good page, since a line that is hyphenated begins anew.
_MOST_LETTERS = 2000
# Wider lines are none for Pango (as in create_layout).
_WIDEST = 2**21


@dataclass(slots=True)
class _Paragraph:
    """A text, and where Pango breaks it at a width: by the letters that are left, each line."""

    text: str
    width: float
    layout: Any
    lines: dict[int, tuple[Any, str, int]]


def _split_first_line(
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    justification_spacing: Any,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """The first line of a text, of which lines before may have been set."""
    if (
        max_width is not None
        and max_width != inf
        and is_line_start
        and not justification_spacing
        and not minimum
        and style["font_size"] * _LETTERS <= max_width < _WIDEST
        and style["white_space"] == "normal"
        and _voice_of(style) is not None
    ):
        line = _line(text, style, max_width)
        if line is not None:
            return line
    return hyphenation.split_first_line(
        text, style, context, max_width, justification_spacing, is_line_start, minimum
    )


def _line(text: str, style: Any, width: float) -> Any:
    """The first line, as split_first_line() gives it; None if it is out of the ordinary."""
    paragraph: _Paragraph | None = getattr(style, "paragraph", None)
    if (
        paragraph is None
        or paragraph.width != width
        or len(text) not in paragraph.lines
        or not paragraph.text.endswith(text)
    ):
        if SOFT_HYPHEN in text or _MOVES_ON.search(text):
            return None
        paragraph = style.paragraph = _broken(text, style, width)
    if len(text) not in paragraph.lines:
        return None
    first, words, resumes_after = paragraph.lines[len(text)]
    line_width, _ = line_break.line_size(first, style)
    if line_width > width:
        return None
    if words == text and len(paragraph.lines) == 1:
        layout = paragraph.layout
        layout.first_line_direction = first.resolved_dir
        style.paragraph = None
    else:
        if resumes_after and width - line_width > percentage(
            style["hyphenate_limit_zone"], style, width
        ):
            following = text[len(text.encode()[:resumes_after].decode()) :]
            if hyphenation.might_part(following, style):
                return None
        layout = line_break.Layout(style, max_width=width)
        layout.set_text(words)
        first, _ = layout.get_first_line()
    # What is set as one line needs no more breaking, so that nothing is resumed here.
    measured = line_break.first_line_metrics(first, words, layout, None, True, style)
    return (*measured[:2], resumes_after or None, *measured[3:])


def _broken(text: str, style: Any, width: float) -> _Paragraph:
    """The beginning of a text, broken at a width."""
    beginning = text[:_MOST_LETTERS]
    layout = line_break.create_layout(beginning, style, None, width, 0)
    utf8 = beginning.encode()
    lines = {}
    number = 0
    left = len(text)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    while line != ffi.NULL:
        number += 1
        following = pango.pango_layout_get_line_readonly(layout.layout, number)
        if following != ffi.NULL:
            whole = utf8[line.start_index : following.start_index].decode()
            resumes_after = following.start_index - line.start_index
            lines[left] = line, whole.rstrip(" "), resumes_after
            left -= len(whole)
        elif beginning == text:
            lines[left] = line, utf8[line.start_index :].decode(), 0
        line = following
    return _Paragraph(text, width, layout, lines)
