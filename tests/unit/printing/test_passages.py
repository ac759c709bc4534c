"""Words as the pieces of a page take them."""

import pytest
from markupsafe import Markup

from council.printing.languages import PrintedLanguage
from council.printing.passages import Words

ENGLISH = PrintedLanguage("en", "Latn")


def test_blank_lines_part_paragraphs() -> None:
    words = Words("One line\nand another.\n\n  \nSecond paragraph.\n", ENGLISH)
    assert words.paragraphs == ("One line\nand another.", "Second paragraph.")


def test_words_of_blanks_have_no_paragraph() -> None:
    assert Words(" \n\n ", ENGLISH).paragraphs == ()


def test_cleaned_html_stays_whole() -> None:
    cleaned = Markup("<p>One</p>\n\n<p>Two</p>")
    assert Words(cleaned, ENGLISH).paragraphs == (cleaned,)


@pytest.mark.parametrize(
    ("script", "direction"),
    [("Latn", "ltr"), ("Arab", "rtl"), ("Aran", "rtl"), ("Hebr", "rtl"), ("Hans", "ltr")],
)
def test_a_script_is_read_from_its_side(script: str, direction: str) -> None:
    assert PrintedLanguage("xx", script).direction == direction
