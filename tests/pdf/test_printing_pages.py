"""How a page is laid out: rows, columns, edges, sizes; and that no text breaks out of it."""

import io
import random
import re
from collections import Counter

import pikepdf
import pypdfium2
import pytest

from council.printing.document import Layout, Paper, TextSize
from council.printing.languages import PrintedLanguage
from tests.pdf.printing_support import (
    ARABIC,
    ENGLISH,
    SPANISH,
    Piece,
    bare,
    document,
    page,
    pair,
    pieces_of,
    printed_pair,
    read,
    render,
    text_in,
)

POINTS_A_MILLIMETRE = 72 / 25.4
MARGIN = 17 * POINTS_A_MILLIMETRE
LETTER = (612.0, 792.0)

ROWS = """
{% call pieces.pairs() %}
  {% for first, second in rows %}
    {{ pieces.pair(Passage(first, one), Passage(second, two)) }}
  {% endfor %}
{% endcall %}
"""


def marked_rows(count: int, longest: int) -> list[tuple[str, str]]:
    """Rows whose every word is there once: E… in the first column, S… in the second."""
    chance = random.Random(7)
    number = iter(range(100_000))

    def words(letter: str) -> str:
        return " ".join(f"{letter}{next(number):05d}" for _ in range(chance.randint(5, longest)))

    return [(words("E"), words("S")) for _ in range(count)]


def words_on(pieces: list[Piece]) -> dict[str, Piece]:
    """Where each marked word stands."""
    return {word: piece for piece in pieces for word in re.findall(r"[ES]\d{5}", piece.text)}


@pytest.mark.parametrize(("count", "longest"), [(40, 60), (10, 400), (3, 1500)])
def test_no_word_is_lost_or_repeated_over_page_breaks(count: int, longest: int) -> None:
    rows = marked_rows(count, longest)
    body = page(ROWS, rows=rows, one=ENGLISH, two=SPANISH)
    found = Counter(re.findall(r"[ES]\d{5}", read(render(document(body, ENGLISH, SPANISH)).pdf)))
    assert found == Counter(word for row in rows for side in row for word in side.split())


@pytest.mark.parametrize(("count", "longest"), [(40, 60), (10, 400)])
def test_a_row_starts_on_one_page_at_one_height(count: int, longest: int) -> None:
    rows = marked_rows(count, longest)
    body = page(ROWS, rows=rows, one=ENGLISH, two=SPANISH)
    printed = render(document(body, ENGLISH, SPANISH))
    assert printed.pages > 1
    where = words_on(list(pieces_of(printed.pdf)))
    for first, second in rows:
        one, two = where[first.split()[0]], where[second.split()[0]]
        assert (one.page, round(one.top, 1)) == (two.page, round(two.top, 1))


@pytest.mark.parametrize("tag", ["my", "ar", "zh-Hans", "ne"])
def test_the_first_lines_of_a_row_stand_on_one_baseline(tag: str) -> None:
    english = text_in("en")
    first_lines = {text[:12] for text in (english.title, *english.headings, *english.paragraphs)}
    left, right = [], set()
    with pypdfium2.PdfDocument(printed_pair("en", tag).pdf) as pdf:
        baselines = [
            (piece, item.get_matrix())
            for piece, item in zip(
                [piece for piece in pieces_of(printed_pair("en", tag).pdf) if piece.page == 0],
                pdf[0].get_objects(filter=(1,), max_depth=5),
                strict=True,
            )
        ]
    for piece, matrix in baselines:
        if piece.content >= 0:
            if matrix.e > LETTER[0] / 2:
                right.add(round(matrix.f, 1))
            elif piece.text[:12] in first_lines:
                left.append(matrix.f)
    assert len(left) >= 3
    for line in left:
        assert min(abs(line - other) for other in right) < 0.2


@pytest.mark.parametrize("tag", ["en", "my", "ar"])
def test_columns_keep_to_their_side(tag: str) -> None:
    other = "es" if tag == "en" else "en"
    printed = printed_pair("en", other if tag == "en" else tag)
    middle = LETTER[0] / 2
    for piece in pieces_of(printed.pdf):
        if piece.content >= 0 and piece.text.strip():
            assert piece.left > MARGIN - 1
            assert piece.right < LETTER[0] - MARGIN + 1
            assert piece.right < middle or piece.left > middle


def test_columns_are_mirrored_where_the_document_reads_from_the_right() -> None:
    latin = re.compile("[A-Za-z]{3}")

    def side(first: str, second: str) -> float:
        pieces = [p for p in pieces_of(printed_pair(first, second).pdf) if p.content >= 0]
        return min(piece.left for piece in pieces if latin.search(piece.text))

    assert side("en", "ar") < LETTER[0] / 2 - 50
    assert side("ar", "es") < LETTER[0] / 2 - 50
    assert side("en", "es") == pytest.approx(MARGIN, abs=2)
    arabic = [p for p in pieces_of(printed_pair("ar", "es").pdf) if p.content >= 0]
    assert all(
        piece.left > LETTER[0] / 2 for piece in arabic if re.search("[\u0620-\u064a]", piece.text)
    )


@pytest.mark.parametrize(
    ("tag", "script", "text"),
    [
        ("km", "Khmr", "មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងសមភាពក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិ"),
        ("lo", "Laoo", "ມະນຸດເກີດມາມີສິດເສລີພາບແລະສະເໝີໜ້າກັນໃນທາງກຽດຕິສັກແລະທາງສິດດ້ວຍມະນຸດ"),
        ("my", "Mymr", "လူတိုင်းသည်တူညီလွတ်လပ်သောဂုဏ်သိက္ခာဖြင့်လည်းကောင်းမွေးဖွားလာသူများဖြစ်သည်"),
        ("th", "Thai", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิต่างมีเหตุผล"),
    ],
)
def test_lines_without_spaces_break_between_words(tag: str, script: str, text: str) -> None:
    language = PrintedLanguage(tag, script)
    body = f'<div style="width: 45mm"><p lang="{tag}">{text * 3}</p></div>'
    pieces = list(pieces_of(render(document(body, language)).pdf))
    limit = MARGIN + 45 * POINTS_A_MILLIMETRE + 1
    assert len({round(piece.bottom / 12) for piece in pieces}) > 3
    assert all(piece.right <= limit for piece in pieces)
    assert bare(text * 3) in bare(read(render(document(body, language)).pdf))


@pytest.mark.parametrize("paper", Paper)
def test_the_sheet_is_the_one_asked_for(paper: Paper) -> None:
    printed = render(document("<h1>x</h1>", layout=Layout(paper=paper)))
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        width, height = (round(float(side), 1) for side in pdf.pages[0].MediaBox[2:])
    assert (width, height) == {Paper.LETTER: (612, 792), Paper.A4: (595.3, 841.9)}[paper]


def test_large_print_is_18_points_or_more() -> None:
    large = Layout(text_size=TextSize.LARGE)
    for tag in ("es", "ar", "my"):
        printed = render(pair(text_in("en"), text_in(tag), layout=large))
        with pypdfium2.PdfDocument(printed.pdf) as pdf:
            inner = [
                item.get_font_size()
                for sheet in pdf
                for item in sheet.get_objects(max_depth=5)
                if item.type == 1 and 85 < item.get_bounds()[1] < 725
            ]
        # pdfium gives the size before the page is scaled from CSS pixels to points.
        assert min(inner) * 0.75 >= 18


def test_every_page_says_its_number_and_how_many_there_are() -> None:
    printed = printed_pair("en", "es")
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        for number, sheet in enumerate(pdf, start=1):
            assert f"{number}/{printed.pages}" in sheet.get_textpage().get_text_range()


@pytest.mark.parametrize("language", [ENGLISH, ARABIC])
def test_an_unbroken_word_of_5000_letters_stays_on_its_page(language: PrintedLanguage) -> None:
    word = "x" * 5000
    body = page(ROWS, rows=[(word, "short")], one=language, two=SPANISH)
    printed = render(document(body, language, SPANISH))
    content = [p for p in pieces_of(printed.pdf) if p.content >= 0]
    assert all(p.left > MARGIN - 1 and p.right < LETTER[0] - MARGIN + 1 for p in content)
    assert all(p.bottom > 70 and p.top < LETTER[1] - 50 for p in content)
    assert read(printed.pdf).count("x") == 5000


def test_a_passage_of_20000_letters_in_one_cell_is_printed_to_its_end() -> None:
    words = [f"w{number:05d}" for number in range(2860)]
    table = """
    {% call pieces.data_table([pieces.column(Words("a", one)), pieces.column(Words("b", one))]) %}
      <tr>{{ pieces.cell(Passage(text, one)) }}{{ pieces.cell(Passage("short", one)) }}</tr>
    {% endcall %}
    """
    text = " ".join(words)
    assert len(text) > 20_000
    printed = render(document(page(table, text=text, one=ENGLISH)))
    found = re.findall(r"w\d{5}", read(printed.pdf))
    assert sorted(found) == words
    assert all(p.bottom > 70 for p in pieces_of(printed.pdf) if p.content >= 0)


def test_what_looks_like_html_is_printed_as_it_was_typed() -> None:
    typed = (
        '<script>alert(1)</script> <img src="http://127.0.0.1:9/x.png"> &amp; </div></body> {{x}}'
    )
    body = page(
        """
        {{ pieces.heading(1, Words(typed, one)) }}
        {{ pieces.pair(Passage(typed, one), Passage(typed, one)) }}
        {{ pieces.notice(Words(typed, one)) }}
        {{ pieces.figure("x.svg", Words(typed, one)) }}
        """,
        typed=typed,
        one=ENGLISH,
    )
    printed = render(document(body, title=typed, author=typed, watermark=()))
    assert printed.refused_addresses == ("asset:x.svg",)
    assert bare(read(printed.pdf)).count(bare(typed)) >= 5
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        assert str(pdf.docinfo.Title) == typed


def test_an_override_of_direction_turns_nothing_round() -> None:
    body = page(
        "{{ pieces.passage(Passage(text, one)) }}",
        text="one\u202etwo\u0000\u0007three",
        one=ENGLISH,
    )
    printed = render(document(body))
    assert read(printed.pdf).strip() == "onetwothree"
    assert printed.missing_glyphs == ()


def test_an_image_that_is_none_leaves_its_words() -> None:
    body = page('{{ pieces.figure("x.png", Words("A chart of themes", one)) }}', one=ENGLISH)
    printed = render(document(body, assets={"x.png": b"no image"}))
    assert "A chart of themes" in read(printed.pdf)


def test_the_same_language_twice_is_printed_twice() -> None:
    printed = printed_pair("es", "es")
    assert read(printed.pdf).count(text_in("es").headings[1]) == 2
