"""Whatever is typed is printed right, or somebody is told why not; nobody else's words suffer."""

import re
import struct
import zlib

import pytest

from council.printing.document import Document, Layout, TextSize
from council.printing.languages import PrintedLanguage
from council.printing.printable import printable
from tests.pdf import checklist
from tests.pdf.checklist import Proof
from tests.pdf.printing_support import (
    ARABIC,
    DATA,
    ENGLISH,
    SPANISH,
    bare,
    document,
    page,
    read,
    render,
)
from tests.pdf.verapdf import Validator

KHMER = PrintedLanguage("km", "Khmr")
BURMESE = PrintedLanguage("my", "Mymr")
CHINESE = PrintedLanguage("zh-Hans", "Hans")
HINDI = PrintedLanguage("hi", "Deva")

NEIGHBOURS = """
{{ pieces.heading(1, Words(title, one), Words("Título", two)) }}
{% call pieces.pairs() %}
  {{ pieces.pair(Passage("The row above stands.", one), Passage("La fila de arriba.", two)) }}
  {{ pieces.pair(Passage(typed, one), Passage("Breve.", two)) }}
  {{ pieces.pair(Passage("The row below stands.", one), Passage("La fila de abajo.", two)) }}
{% endcall %}
"""


def among_others(
    typed: str, language: PrintedLanguage = ENGLISH, title: str = "Title", **more: object
) -> Document:
    """A passage between the rows of others."""
    body = page(NEIGHBOURS, typed=typed, title=title, one=language, two=SPANISH)
    return document(body, language, SPANISH, title=title, **more)


def check_the_neighbours(proof: Proof, validator: Validator) -> None:
    """All is well around what was typed."""
    words = bare(read(proof.printed.pdf))
    for neighbour in ("The row above stands.", "La fila de arriba.", "Breve.", "La fila de abajo."):
        assert words.count(bare(neighbour)) == 1, neighbour
    assert checklist.faults(proof, validator) == []


FLOODS = {
    "control characters": ("".join(map(chr, (*range(32), *range(127, 160)))) + "seen", "seen"),
    "overrides of direction": ("\u202eone\u202d two \u2068three", "one two three"),
    "half characters": ("a\ud83d b\udc00", "a b"),
    "no characters": ("a\ufffe\uffff\U0001ffff\ufdd0 b", "a b"),
    "unseen spaces": ("a" + "\u200b" * 20_000 + "b", "ab"),
    "soft hyphens and word joiners": ("a" + "\u00ad\u2060\ufeff" * 5000 + "b", "ab"),
    "empty lines": ("a" + "\n" * 20_000 + "b", "ab"),
    "spaces": ("a" + " " * 20_000 + "b", "a b"),
    "signs on one letter": ("e" + "\u0301" * 500 + " after", "é" + "\u0301" * 7 + " after"),
    "HTML": (
        "<h1>x</h1></div></body><script>alert(1)</script>&amp;<img src=x>",
        "<h1>x</h1></div></body><script>alert(1)</script>&amp;<img src=x>",
    ),
    "Markdown": (
        "# One\n\n* **two** [three](http://example.org) `four`",
        "# One * **two** [three](http://example.org) `four`",
    ),
    "styles": ("</style><style>*{display:none}", "</style><style>*{display:none}"),
    "templates": ("{{ 7 * 7 }} {% raw %} %(name)s {page}", "{{ 7 * 7 }} {% raw %} %(name)s {page}"),
}


@pytest.mark.parametrize(("typed", "shown"), FLOODS.values(), ids=FLOODS)
def test_what_is_typed_stays_in_its_place(typed: str, shown: str, validator: Validator) -> None:
    made = among_others(typed, title=typed[:200])
    proof = Proof(made, render(made))
    assert bare(shown) in bare(read(proof.printed.pdf))
    check_the_neighbours(proof, validator)


LONG = {
    "a passage of 20,000 characters": ("word and " * 2222, ENGLISH),
    "a word of 5,000 letters": ("x" * 5000, ENGLISH),
    "an Arabic word of 5,000 letters": ("ب" * 5000, ARABIC),
    "20,000 Chinese characters without a space": ("字" * 20_000, CHINESE),
    "20,000 Burmese letters without a space": ("မြန်မာ" * 3333, BURMESE),
    "20,000 Khmer letters without a space": ("ខ្មែរ" * 4000, KHMER),
    "a cluster of 5,000 letters": ("क्" * 2500 + "क", HINDI),
}


@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize(("typed", "language"), LONG.values(), ids=LONG)
def test_what_is_long_is_printed_to_its_end(
    typed: str, language: PrintedLanguage, size: TextSize
) -> None:
    made = among_others(typed, language, layout=Layout(text_size=size))
    printed = render(made)
    proof = Proof(made, printed)
    column = "".join(block.text for block in proof.blocks if block.language == language.tag)
    letter = max(set(typed) - {" "}, key=typed.count)
    others = "The row above stands. The row below stands. Title"
    assert column.count(letter) == (typed + others).count(letter)
    assert printed.pages > 1
    # Where a word is broken that nobody would break, its last letter may take a wider form.
    for piece in (piece for piece in proof.pieces if piece.content >= 0):
        _above, beside, below = proof.margins(piece.page)
        assert beside - 1 < piece.left < piece.right < proof.sheets[piece.page][2] - beside + 1
        assert piece.bottom > below


def test_signs_that_no_font_holds_are_reported_and_spoil_nothing(validator: Validator) -> None:
    made = among_others("Buses 🚌 and 👨\u200d👩\u200d👧 come late", title="🚌 late")
    printed = render(made)
    assert {"🚌", "👨", "👩", "👧"} <= set(printed.missing_glyphs)
    words = read(printed.pdf)
    assert "come late" in words
    assert "The row below stands." in words


def test_no_language_loses_a_sign() -> None:
    texts = [
        paragraph
        for entry in DATA["pairs"].values()
        for article in entry["articles"]
        for paragraph in article["paragraphs"]
    ]
    texts += [entry["text"] for entry in DATA["first_article"].values()]
    assert [printable(text) for text in texts] == texts


# --- Thousands -----------------------------------------------------------------------------------

THOUSANDS = 3000


def test_thousands_of_rows_are_all_printed() -> None:
    body = page(
        """
        {{ pieces.heading(1, Words("Steps", one), Words("Pasos", two)) }}
        {% call pieces.pairs() %}
          {% for number in numbers %}
            {{ pieces.pair(Passage("Step E%05d" % number, one),
                           Passage("Paso S%05d" % number, two)) }}
          {% endfor %}
        {% endcall %}
        """,
        numbers=range(THOUSANDS),
        one=ENGLISH,
        two=SPANISH,
    )
    printed = render(document(body, ENGLISH, SPANISH))
    found = re.findall(r"[ES]\d{5}", read(printed.pdf))
    assert sorted(found) == sorted(
        f"{letter}{number:05d}" for letter in "ES" for number in range(THOUSANDS)
    )


def test_a_table_of_a_thousand_rows_is_one_table(validator: Validator) -> None:
    body = page(
        """
        {{ pieces.heading(1, Words("Steps", one)) }}
        {% call pieces.data_table([pieces.column(Words("Number", one)),
                                   pieces.column(Words("Step", one))]) %}
          {% for number in numbers %}
            <tr>{{ pieces.row_header(Words("E%05d" % number, one)) }}
                {{ pieces.cell(Passage("Step", one)) }}</tr>
          {% endfor %}
        {% endcall %}
        """,
        numbers=range(1000),
        one=ENGLISH,
    )
    printed = render(document(body, ENGLISH))
    assert len(re.findall(r"E\d{5}", read(printed.pdf))) == 1000
    assert validator.faults(printed.pdf) == []


# --- Images --------------------------------------------------------------------------------------


def a_png(width: int, height: int, *, cut: int = 0) -> bytes:
    """A black image of these measures, in few bytes; `cut` are left out of its end."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    packed = zlib.compressobj(9)
    rows = b"".join(packed.compress(bytes(width + 1)) for _ in range(height)) + packed.flush()
    whole = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )
    return whole[: len(whole) - cut]


def a_drawing(inside: bytes, before: bytes = b"") -> bytes:
    return (
        before
        + b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        b'width="90" height="90">' + inside + b"</svg>"
    )


def entities(times: int) -> bytes:
    """A document type whose last entity is ten to the power of so many letters."""
    named = b"".join(
        b'<!ENTITY e%d "%s">' % (number + 1, b"&e%d;" % number * 10) for number in range(times)
    )
    return b'<!DOCTYPE svg [<!ENTITY e0 "a">' + named + b"]>"


def with_figure(name: str, content: bytes) -> Document:
    body = page(
        """
        {{ pieces.heading(1, Words("Themes", one)) }}
        {{ pieces.figure(name, Words("A chart of themes", one)) }}
        {{ pieces.passage(Passage("The words below stand.", one)) }}
        """,
        name=name,
        one=ENGLISH,
    )
    return document(body, assets={name: content})


NO_IMAGES = {
    "words": ("x.png", b"no image"),
    "nothing": ("x.png", b""),
    "half an image": ("x.png", a_png(40, 40, cut=40)),
    "an image of a billion points": ("x.png", a_png(32_000, 32_000)),
    "half a drawing": ("x.svg", a_drawing(b"<rect")),
    "entities in entities": ("x.svg", a_drawing(b"<text>&e9;</text>", entities(9))),
}


@pytest.mark.parametrize(("name", "content"), NO_IMAGES.values(), ids=NO_IMAGES)
def test_an_image_that_is_none_leaves_its_words(name: str, content: bytes) -> None:
    printed = render(with_figure(name, content))
    words = read(printed.pdf)
    assert "A chart of themes" in words
    assert "The words below stand." in words


def test_a_huge_image_is_printed_within_the_page(validator: Validator) -> None:
    made = with_figure("x.png", a_png(6000, 6000))
    printed = render(made)
    assert "The words below stand." in read(printed.pdf)
    assert list(checklist.has_white_margins(Proof(made, printed))) == []
    assert validator.faults(printed.pdf) == []


def test_a_drawing_that_shows_itself_ends() -> None:
    made = with_figure("x.svg", a_drawing(b'<image href="asset:x.svg" width="9" height="9"/>'))
    assert "The words below stand." in read(render(made).pdf)
