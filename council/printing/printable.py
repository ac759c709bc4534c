"""What of a text no page can show, or what would spoil the words around it."""

import re
import unicodedata

# Control characters, halves of characters, and what is no character at all; overrides of direction,
# which turn round the words that follow. Marks and isolates stay, because languages need them.
_NO_CHARACTERS = "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb"
    f"{_NO_CHARACTERS}]"
)

# Signs above and below a letter pile up. No language needs more of them on one letter, and a pile
# runs through the lines that others wrote, and off the page.
_MOST_SIGNS = 8


def _signs() -> str:
    """The signs that pile up, as ranges of a regular expression."""
    codes = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code))]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_PILE = re.compile(f"([{_signs()}]{{{_MOST_SIGNS}}})[{_signs()}]+")


def printable(text: str) -> str:
    """The text as it can be printed."""
    lines = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return _PILE.sub(r"\1", _UNPRINTABLE.sub("", lines))
