"""Every word that was set is read back from the page, in every script."""

import pypdfium2
import pytest

from council.printing.languages import PrintedLanguage
from tests.pdf.printing_support import (
    DATA,
    ENGLISH,
    bare,
    document,
    page,
    printed_pair,
    read,
    render,
    share_found,
    text_in,
)

OTHERS = sorted(DATA["pairs"].keys() - {"en"})


@pytest.mark.parametrize("tag", OTHERS)
def test_words_of_both_languages_are_read_back(tag: str) -> None:
    found = read(printed_pair("en", tag).pdf)
    assert share_found(text_in("en").everything, found) >= 0.99
    assert share_found(text_in(tag).everything, found) >= 0.99


@pytest.mark.parametrize("second", ["fa", "ur"])
def test_two_languages_from_the_right_are_read_back_side_by_side(second: str) -> None:
    found = read(printed_pair("ar", second).pdf)
    assert share_found(text_in("ar").everything, found) >= 0.99
    assert share_found(text_in(second).everything, found) >= 0.99


# pdfium takes letters beyond the first plane for letters from the left, and turns no line round.
FROM_RIGHT_UNKNOWN_TO_PDFIUM = {"Adlm"}


@pytest.mark.parametrize("tag", sorted(DATA["first_article"]))
def test_a_paragraph_is_read_back_whole(tag: str) -> None:
    entry = DATA["first_article"][tag]
    language = PrintedLanguage(tag, entry["script"])
    body = page(
        "{{ pieces.passage(Passage(text, language)) }}", text=entry["text"], language=language
    )
    found = read(render(document(body, language)).pdf)
    if entry["script"] in FROM_RIGHT_UNKNOWN_TO_PDFIUM:
        found = "".join(line[::-1] for line in found.splitlines())
    assert bare(entry["text"]) in bare(found)


@pytest.mark.parametrize("tag", ["ar", "fa", "ps", "ur"])
@pytest.mark.parametrize("direction", ["from the right", "from the left"])
def test_a_paragraph_from_the_right_is_read_back_whole(tag: str, direction: str) -> None:
    text = text_in(tag)
    body = page(
        "{{ pieces.passage(Passage(text, language)) }}",
        text=text.paragraphs[0],
        language=text.language,
    )
    languages = (text.language,) if direction == "from the right" else (ENGLISH, text.language)
    found = bare(read(render(document(body, *languages)).pdf))
    assert bare(text.paragraphs[0]) in found


@pytest.mark.parametrize(
    "words",
    [
        "أحرارًا وضميرًا مستقلاً",  # signs above and below letters
        "الله لا إله",  # one glyph for three letters
        "آزادی\u200cهائیکه بین\u200cالمللی",  # a joiner that nobody sees
        "م\u0648\u0654ثر",  # a letter and its sign in two characters
        "شَتوَنو تحفّظ",
    ],
)
def test_arabic_script_is_read_back_letter_by_letter(words: str) -> None:
    language = PrintedLanguage("fa", "Arab")
    body = f'<p lang="fa" dir="rtl">{words}</p>'
    assert bare(read(render(document(body, language)).pdf)) == bare(words)


@pytest.mark.parametrize(
    ("tag", "script", "words"),
    [
        ("ne", "Deva", "क्षत्रिय राख्\u200dने"),
        ("my", "Mymr", "စွန့်လွှတ် ဆန္ဒ"),
        ("km", "Khmr", "សេចក្ដីថ្លៃថ្នូរ"),
        ("vi", "Latn", "bi\u0300nh \u0111a\u0306\u0309ng"),
    ],
)
def test_stacked_letters_are_read_back_in_their_order(tag: str, script: str, words: str) -> None:
    body = f'<p lang="{tag}">{words}</p>'
    printed = render(document(body, PrintedLanguage(tag, script)))
    assert bare(read(printed.pdf)) == bare(words)


def test_a_soft_break_leaves_no_trace_in_the_words() -> None:
    burmese = PrintedLanguage("my", "Mymr")
    text = text_in("my").paragraphs[0]
    printed = render(document(f'<p lang="my" style="width: 40mm">{text}</p>', burmese))
    assert "\u200b" not in read(printed.pdf)
    assert bare(text) in bare(read(printed.pdf))


def test_a_hyphen_of_the_text_at_the_end_of_a_line_stays() -> None:
    body = "<h1>x</h1><p style='width: 24mm'>семейно\u2010школьный совет</p>"
    found = read(render(document(body, PrintedLanguage("ru", "Cyrl"))).pdf)
    assert "семейно\u2010\r\nшкольный" in found


@pytest.mark.parametrize(
    ("tag", "script", "words"),
    [("ar", "Arab", "اتصلوا على {} أو"), ("fa", "Arab", "با {} تماس"), ("he", "Hebr", "אל {} או")],
)
def test_a_phone_number_is_dialled_from_the_left(tag: str, script: str, words: str) -> None:
    body = f'<p lang="{tag}" dir="rtl">{words.format("+1 (555) 010-4477")}</p>'
    printed = render(document(body, PrintedLanguage(tag, script)))
    assert printed.missing_glyphs == ()
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        signs = pdf[0].get_textpage()
        at = {
            signs.get_text_range(index, 1): signs.get_charbox(index)[0]
            for index in range(signs.count_chars())
        }
    assert at["+"] < at["1"] < at["0"] < at["4"] < at["7"]


def test_a_missing_character_is_reported() -> None:
    printed = render(document("<p>Known \u2713, unknown \U00013000.</p>", ENGLISH))
    assert printed.missing_glyphs == ("\U00013000",)


def test_nothing_is_missing_where_the_fonts_hold_all() -> None:
    assert all(printed_pair("en", tag).missing_glyphs == () for tag in ("es", "ar", "zh-Hans"))
