"""Nothing that somebody typed spoils the words that others wrote."""

import pytest

from council.printing.printable import printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("one\x00\x07\x1b two\x9f", "one two"),
        ("line\nline\ttab\r", "line\nline\ttab\r"),
        ("\u202eturned\u202d", "turned"),
        ("half \ud83d of one, \udc00", "half  of one, "),
        ("none \ufffe\uffff\ufdd0\U0001ffff\U0010fffe", "none "),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("e" + "\u0301" * 500 + " after", "e" + "\u0301" * 8 + " after"),
        ("ب" + "\u064e\u0651" * 250, "ب" + "\u064e\u0651" * 4),
    ],
)
def test_what_no_page_can_show_is_left_out(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@pytest.mark.parametrize(
    "words",
    [
        "👨\u200d👩\u200d👧 and می\u200cخواهم",
        "\u2068isolated\u2069 \u200fmarked\u200e",
        "ṩ s\u0323\u0307, ặ a\u0306\u0323, שַׁבָּ֑ת",
        "\ue000 of the font of a school",
    ],
)
def test_what_languages_need_stays(words: str) -> None:
    assert printable(words) == words
