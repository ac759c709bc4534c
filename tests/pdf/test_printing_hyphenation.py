"""Long words go on in the next line only where that helps, and are read back whole."""

import pytest

from council.languages.registry import written_languages
from council.printing.document import Layout, TextSize
from council.printing.languages import PrintedLanguage
from tests.pdf.printing_support import bare, document, pair, read, render, text_in

# How pdfium shows the hyphen of a line's end.
HYPHEN = "\ufffe"


def set_in(width: str, words: str, tag: str = "en", layout: Layout | None = None) -> str:
    """What is read back of a paragraph that is so wide."""
    language = PrintedLanguage(tag, "Latn")
    body = f"<h1>x</h1><div lang='{tag}' style='width: {width}'>{words}</div>"
    return read(render(document(body, language, layout=layout or Layout())).pdf)


@pytest.mark.parametrize(("size", "width"), [(TextSize.REGULAR, "30mm"), (TextSize.LARGE, "52mm")])
def test_a_long_word_goes_on_in_the_next_line_and_is_read_back_whole(
    size: TextSize, width: str
) -> None:
    words = "con responsabilidades extraordinarias e internacionalmente reconocidas"
    found = set_in(width, words, "es", Layout(text_size=size))
    assert HYPHEN in found
    assert bare(words) in bare(found)


def test_a_line_that_is_nearly_full_keeps_its_words_whole() -> None:
    assert HYPHEN not in set_in("40mm", "They all agree on it, responsibility and all")


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("the Extraordinarily long name", "Extraordinarily"),
        ("the EXTRAORDINARY long code", "EXTRAORDINARY"),
        ("the extraordinary7 long code", "extraordinary7"),
        ("the extraordinary@a.example mail", "extraordinary@a.example"),
        ("the extraordinary/a page", "extraordinary/a"),
        ("the home-extraordinarily long word", "extraordinarily"),
        ("the <b>extraordinarily</b> strong word", "extraordinarily"),
        ("the last extraordinarily.", "extraordinarily."),
    ],
)
def test_names_codes_addresses_what_is_bold_and_the_last_word_stay_whole(
    words: str, whole: str
) -> None:
    assert HYPHEN in set_in("32mm", "the extraordinarily long word")
    assert whole in set_in("32mm", words).replace("\r\n", "")


def test_a_word_that_is_longer_than_its_line_is_hyphenated_whatever_it_is() -> None:
    found = set_in("20mm", "Extraordinarily, Responsibility.")
    assert found.count(HYPHEN) == 2


def test_an_address_that_is_longer_than_its_line_gets_no_hyphen() -> None:
    address = "extraordinarily.responsibility@school.example"
    found = set_in("30mm", address)
    assert HYPHEN not in found
    assert address in bare(found)


@pytest.mark.parametrize("tag", ["ht", "so", "vi", "sw", "fil"])
def test_a_language_without_a_dictionary_keeps_its_words_whole(tag: str) -> None:
    assert HYPHEN not in set_in("32mm", "the extraordinarily long word", tag)


def test_a_word_that_is_spelt_otherwise_when_it_is_parted_loses_no_letter() -> None:
    words = "a legeslegnagyobb asszonnyalkodás meg legeslegnagyobb asszonnyalkodás is"
    assert bare(words) in bare(set_in("30mm", words, "hu"))


@pytest.mark.parametrize("tag", ["ru", "uk", "es", "fr"])
@pytest.mark.parametrize("above", range(0, 90, 15))
def test_no_word_goes_overleaf(tag: str, above: int) -> None:
    english, other = text_in("en"), text_in(tag)
    body = f"<div style='height: {above}pt'></div>{pair(english, other).parts[0].body}"
    printed = render(document(body, english.language, other.language))
    assert printed.pages > 1
    found = bare(read(printed.pdf))
    assert [word for word in other.everything.split() if bare(word) not in found] == []


def test_lines_end_in_hyphens_in_languages_that_do_so_and_have_a_dictionary() -> None:
    from council.printing.hyphenation import dictionary_of

    held = {each.tag for each in written_languages() if dictionary_of(each.tag)}
    assert held >= {"en", "es", "pt", "ru", "uk", "fr", "de", "pl"}
    assert not held & {"zh-Hans", "zh-Hant", "ht", "ar", "fa", "pa", "te", "kn", "mr", "th"}
    assert dictionary_of("en") == dictionary_of("en-US") == "en_US"
    assert dictionary_of("pt-BR") == "pt_BR"
