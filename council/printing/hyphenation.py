"""Where a long word may go on in the next line, so that narrow columns keep an even edge.

WeasyPrint asks pyphen for the places within a word, and Pango for the word, each time a line is
broken. It is given answers of our own here, in the one version that they were read in:

- `text.line_break.pyphen`: only words that a reader knows by their parts are hyphenated: no names,
  codes or addresses, nothing in bold, and no last word of a text. A word that is longer than a
  whole line is, whatever it is;
- `text.line_break.get_next_break_point_from_text`, `get_next_word_boundaries`: a word between
  spaces is found without Pango.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import pyphen
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break

# In a school of the United States, English is American.
_DICTIONARIES = {"en": "en_US"}
# Pyphen has dictionaries for them, but their lines do not end in hyphens.
_WITHOUT_HYPHENS = frozenset({"as", "kn", "mr", "or", "pa", "sa", "te", "th"})
# All nouns begin with a capital, not only names.
_CAPITALS = frozenset({"de"})
_BOLD = 600

_LETTERS = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff"
_WORD = re.compile(f"[{_LETTERS}]+(?:['\u2019][{_LETTERS}]+)*")
# What may stand around a word; the others are parts of addresses.
_SIGNS = r"[^\w\s@/]*"
_WORD_BEFORE_WORD = re.compile(f"[{_LETTERS}]{{2,}}[,;:.]?(?= [{_LETTERS}])")
_WORD_ALONE = re.compile(f"([{_LETTERS}]{{2,}})[,;:.]?")

_stock_split_first_line = inline.split_first_line
_stock_break_point = line_break.get_next_break_point_from_text
_stock_word_boundaries = line_break.get_next_word_boundaries

# The text that a line is taken from, its style, and whether it begins a line.
_breaking: tuple[str, Any, bool] | None = None
_keeps_whole = False


def install() -> None:
    """Put the functions of this module in place; weasyprint_hooks looks at the version."""
    line_break.pyphen = SimpleNamespace(language_fallback=dictionary_of, Pyphen=_Hyphenator)
    line_break.get_next_break_point_from_text = _break_point
    line_break.get_next_word_boundaries = _word_boundaries
    inline.split_first_line = split_first_line


@lru_cache(maxsize=256)
def dictionary_of(tag: str) -> str | None:
    """The dictionary that tells where a language's words are parted, if it parts them at all."""
    name: str | None = _DICTIONARIES.get(tag.lower()) or pyphen.language_fallback(tag)
    return name if name and name.split("_")[0] not in _WITHOUT_HYPHENS else None


class _Hyphenator:
    """What WeasyPrint asks of pyphen."""

    def __init__(self, lang: str, left: int, right: int) -> None:
        self._places = pyphen.Pyphen(lang=lang, left=left, right=right)
        self._capitals = lang.split("_")[0] in _CAPITALS

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """The parts of a word, the longest first; none where it has to stay whole."""
        if _breaking is not None and self._may_part(word, *_breaking):
            for parts in self._places.iterate(word):
                # A word that is spelt otherwise when it is parted would lose letters.
                if "".join(parts) == word:
                    yield parts

    def _may_part(self, word: str, text: str, style: Any, begins_line: bool) -> bool:
        if begins_line and re.match(rf"{re.escape(word)}{_SIGNS}(\s|$)", text):
            return True
        if _keeps_whole:
            return False
        known = word.islower() or (self._capitals and word[1:].islower())
        if not known or style["font_weight"] >= _BOLD or not _WORD.fullmatch(word):
            return False
        between_words = rf"(?<!\S){_SIGNS}{re.escape(word)}{_SIGNS}\s+\S"
        return re.search(between_words, text) is not None


def might_part(text: str, style: Any) -> bool:
    """Whether the first word of a text is of such a kind that it might be parted."""
    if _keeps_whole or style["hyphens"] != "auto" or not dictionary_of(style["lang"]):
        return False
    total, _, _ = style["hyphenate_limit_chars"]
    return len(text.split(maxsplit=1)[0]) >= int(total)


@contextmanager
def whole_words() -> Iterator[None]:
    """Let words stay whole; those too that are hyphenated elsewhere."""
    global _keeps_whole
    _keeps_whole = True
    try:
        yield
    finally:
        _keeps_whole = False


def ends_within_word(box: Any) -> bool:
    """Whether the last line of a block ends with a hyphen that layout has put there."""
    if box is None or not box.children or not isinstance(box.children[-1], boxes.LineBox):
        return False
    last = None
    for each in box.children[-1].descendants():
        if isinstance(each, boxes.TextBox):
            last = each
    return last is not None and last.text.endswith(last.style["hyphenate_character"])


def split_first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any,
    is_line_start: bool = True, minimum: bool = False,
) -> Any:  # fmt: skip
    """Break a line, and let the hyphenator know what it is taken from."""
    global _breaking
    _breaking = (text, style, is_line_start)
    try:
        return _stock_split_first_line(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    finally:
        _breaking = None


def _break_point(text: str, lang: str | None) -> int | None:
    """Where the next line may begin at the earliest."""
    word = _WORD_BEFORE_WORD.match(text)
    point: int | None = word.end() if word else _stock_break_point(text, lang)
    return point


def _word_boundaries(text: str, lang: str | None) -> tuple[int, int] | None:
    """Where the first word begins and ends."""
    word = _WORD_ALONE.fullmatch(text)
    if word:
        return word.span(1)
    boundaries: tuple[int, int] | None = _stock_word_boundaries(text, lang)
    return boundaries
