"""A reader by ear gets each passage in its own voice, tables with heads, and no page edges."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from council.printing.passages import Mark, Passage, Standing, Words
from tests.pdf.printing_support import (
    ARABIC,
    ENGLISH,
    SPANISH,
    bare,
    document,
    elements_of,
    kids_of,
    page,
    pieces_of,
    printed_pair,
    read,
    render,
    share_found,
    text_by_language,
    text_in,
)

TABLE = """
{{ pieces.heading(1, Words("Agenda", one), Words("Orden del día", two)) }}
{% call pieces.data_table(
     [pieces.column(Words("Time", one), Words("Hora", two)),
      pieces.column(Words("Item", one)), pieces.column(Words("Tema", two))], ["5em", "", ""]) %}
  {% for hour in range(rows) %}
    <tr>
      {{ pieces.row_header(Words("%d:00" % hour, one)) }}
      {{ pieces.cell(Passage("Item number %d" % hour, one)) }}
      {{ pieces.cell(Passage("Tema número %d" % hour, two)) }}
    </tr>
  {% endfor %}
{% endcall %}
"""


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def table(rows: int = 3) -> bytes:
    body = page(TABLE, one=ENGLISH, two=SPANISH, rows=rows)
    return render(document(body, ENGLISH, SPANISH)).pdf


@pytest.mark.parametrize("tag", ["es", "vi", "so", "ht", "pt-BR", "ru", "uk", "zh-Hans", "zh-Hant"])
def test_each_passage_is_marked_with_its_language(tag: str) -> None:
    texts = text_by_language(printed_pair("en", tag).pdf)
    assert texts.keys() == {"en", tag}
    for paragraph in text_in(tag).paragraphs:
        assert share_found(paragraph, texts[tag]) == 1
    for paragraph in text_in("en").paragraphs:
        assert share_found(paragraph, texts["en"]) == 1


@pytest.mark.parametrize(
    ("tag", "letters"),
    [
        ("ar", "[\u0620-\u06ff]"),
        ("fa", "[\u0620-\u06ff]"),
        ("my", "[\u1000-\u109f]"),
        ("ne", "[\u0900-\u0963]"),
        ("am", "[\u1200-\u1360]"),
        ("ko", "[\uac00-\ud7a3]"),
    ],
)
def test_no_letter_of_a_script_is_read_in_another_voice(tag: str, letters: str) -> None:
    texts = text_by_language(printed_pair("en", tag).pdf)
    assert texts.keys() == {"en", tag}
    assert re.search(letters, texts[tag])
    assert not re.search(letters, texts["en"])
    assert not re.search("[A-Za-z]{3}", texts[tag])


def test_a_language_is_written_only_where_it_changes() -> None:
    with opened(printed_pair("en", "es").pdf) as pdf:
        assert str(pdf.Root.Lang) == "en"
        marked = [str(element.Lang) for element in elements_of(pdf) if "/Lang" in element]
    assert set(marked) == {"es"}


def test_a_word_of_another_language_inside_a_sentence_has_its_own_voice() -> None:
    body = "<p>They call it <span lang='es'>consejo escolar</span> here.</p>"
    texts = text_by_language(render(document(body, ENGLISH, SPANISH)).pdf)
    assert bare(texts["es"]) == "consejoescolar"
    assert bare(texts["en"]) == "Theycallithere."


def test_the_edge_of_the_page_is_no_content() -> None:
    printed = printed_pair("en", "ar")
    edge = [piece for piece in pieces_of(printed.pdf) if piece.content < 0]
    content = [piece for piece in pieces_of(printed.pdf) if piece.content >= 0]
    assert len({piece.page for piece in edge}) == printed.pages
    assert all(piece.bottom > 735 or piece.top < 71 for piece in edge)
    assert all(71 < piece.bottom < piece.top < 735 for piece in content)
    with opened(printed.pdf) as pdf:
        for sheet in pdf.pages:
            artifacts = [
                operands[1]
                for operands, operator in pikepdf.parse_content_stream(sheet)
                if str(operator) == "BDC" and operands[0] == "/Artifact"
            ]
            assert artifacts
            assert all(artifact.Type == "/Pagination" for artifact in artifacts)


def test_all_that_is_painted_is_content_or_artifact() -> None:
    with opened(table()) as pdf:
        for sheet in pdf.pages:
            depth = 0
            for operands, operator in pikepdf.parse_content_stream(sheet):
                match str(operator):
                    case "BDC" | "BMC":
                        depth += 1
                    case "EMC":
                        depth -= 1
                    case "TJ" | "Tj" | "f" | "S" | "Do":
                        assert depth > 0, (operator, operands)
            assert depth == 0


def test_a_head_says_what_it_is_the_head_of() -> None:
    with opened(table()) as pdf:
        heads = [element for element in elements_of(pdf) if element.S == "/TH"]
        assert [str(head.A.Scope) for head in heads] == ["/Column"] * 3 + ["/Row"] * 3


def test_a_cell_names_heads_that_are_in_the_index() -> None:
    with opened(table()) as pdf:
        (kid,) = pdf.Root.StructTreeRoot.IDTree.Kids
        names = [str(name) for name in list(kid.Names)[::2]]
        assert names == sorted(names)
        assert [str(kid.Limits[0]), str(kid.Limits[1])] == [names[0], names[-1]]
        cells = [element for element in elements_of(pdf) if element.S == "/TD"]
        assert len(cells) == 6
        for cell in cells:
            assert len(cell.A.Headers) == 2
            assert {str(head) for head in cell.A.Headers} <= set(names)


def test_a_pair_is_no_table_to_a_reader_by_ear() -> None:
    with opened(printed_pair("en", "es").pdf) as pdf:
        kinds = {str(element.S) for element in elements_of(pdf)}
    assert {"/H1", "/H2", "/P", "/Div"} <= kinds
    assert not kinds & {"/Table", "/TR", "/TD"}


def test_the_head_of_a_table_stands_on_every_page() -> None:
    pdf = table(rows=60)
    with pypdfium2.PdfDocument(pdf) as sheets:
        assert len(sheets) > 1
        for sheet in sheets:
            assert "Tema" in sheet.get_textpage().get_text_range()[:60]


def test_a_table_that_goes_on_overleaf_is_one_table_with_one_head() -> None:
    with opened(table(rows=60)) as pdf:
        assert len(pdf.pages) > 2
        kinds = [str(element.S) for element in elements_of(pdf)]
        assert kinds.count("/Table") == kinds.count("/THead") == kinds.count("/TBody") == 1
        assert kinds.count("/TR") == 61
        heads = {str(head.ID): head for head in elements_of(pdf) if head.S == "/TH"}
        assert len(heads) == 3 + 60
        for cell in (element for element in elements_of(pdf) if element.S == "/TD"):
            row, column = (heads[str(name)] for name in cell.A.Headers)
            assert (str(row.A.Scope), str(column.A.Scope)) == ("/Row", "/Column")


def test_a_passage_that_goes_on_overleaf_is_read_to_its_end_before_its_translation() -> None:
    first, second = ("one " * 700).strip(), ("dos " * 700).strip()
    body = page(
        """
        {% call pieces.pairs() %}
          {{ pieces.pair(Passage(first, one), Passage(second, two)) }}
        {% endcall %}
        """,
        first=first,
        second=second,
        one=ENGLISH,
        two=SPANISH,
    )
    printed = render(document(body, ENGLISH, SPANISH))
    assert printed.pages > 1
    with opened(printed.pdf) as pdf:
        paragraphs = [element for element in elements_of(pdf) if element.S == "/P"]
        assert len(paragraphs) == 2
        # Each piece of content finds the element that it is in.
        owners = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]
        for paragraph in paragraphs:
            overleaf = {kid.Pg.objgen for kid in kids_of(paragraph) if not isinstance(kid, int)}
            assert len(overleaf | {paragraph.Pg.objgen}) == printed.pages
        held = {owner.objgen for page_owners in owners for owner in page_owners}
        assert held <= {element.objgen for element in elements_of(pdf)}


def test_bookmarks_are_in_both_languages() -> None:
    with pypdfium2.PdfDocument(printed_pair("en", "ar").pdf) as pdf:
        titles = [bookmark.get_title() for bookmark in pdf.get_toc()]
    english, arabic = text_in("en"), text_in("ar")
    assert titles == [
        f"{english.title} · {arabic.title}",
        *(
            f"{first} · {second}"
            for first, second in zip(english.headings, arabic.headings, strict=True)
        ),
    ]


def test_the_file_says_which_standards_it_keeps() -> None:
    with opened(printed_pair("en", "es").pdf) as pdf:
        said = pdf.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="2"' in said
        assert 'pdfaid:conformance="A"' in said
        assert 'pdfuaid:part="1"' in said
        assert "PDF/UA identification" in said
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == text_in("en").title
        assert pdf.check_pdf_syntax() == []


def test_a_passage_from_the_left_keeps_its_order_in_a_document_from_the_right() -> None:
    sentence = "The morning bus on the north line often comes ten minutes late."
    body = page(
        """
        {{ pieces.heading(1, Words(title, arabic)) }}
        {{ pieces.pair(Passage(sentence, english, notice=Words(title, arabic))) }}
        {% call pieces.pairs() %}
          {{ pieces.pair(Passage(title, arabic), Passage(sentence, english)) }}
        {% endcall %}
        """,
        title=text_in("ar").title,
        sentence=sentence,
        arabic=ARABIC,
        english=ENGLISH,
    )
    printed = render(document(body, ARABIC, ENGLISH))
    words = read(printed.pdf)
    assert bare(sentence) in bare(words)
    with opened(printed.pdf) as pdf:
        assert str(pdf.Root.Lang) == "ar"


def test_a_link_says_where_it_leads_and_is_printed() -> None:
    body = '<h1>Help</h1><p><a href="https://example.org/x">Ask the <b>school</b></a></p>'
    with opened(render(document(body)).pdf) as pdf:
        (link,) = pdf.pages[0].Annots
        assert str(link.Contents) == "Ask the school"
        assert int(link.F) == 4
        assert "/StructParent" in link


def test_a_link_on_the_edge_of_the_page_is_printed_but_not_clicked() -> None:
    body = (
        '<div class="edge-title-first"><a href="https://example.org/x">example.org</a></div>'
        '<h1>Help</h1><p><a href="https://example.org/y">Ask</a></p>'
    )
    with opened(render(document(body)).pdf) as pdf:
        (link,) = pdf.pages[0].Annots
        assert str(link.Contents) == "Ask"


def test_a_figure_says_what_it_shows_in_its_language() -> None:
    body = page(
        '{{ pieces.figure("chart.svg", Words("Temas de las familias", two)) }}', two=SPANISH
    )
    chart = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
        b'<rect width="30" height="30"/></svg>'
    )
    printed = render(document(body, ENGLISH, SPANISH, assets={"chart.svg": chart}))
    with opened(printed.pdf) as pdf:
        (figure,) = [element for element in elements_of(pdf) if element.S == "/Figure"]
        assert str(figure.Alt) == "Temas de las familias"
        assert str(figure.Lang) == "es"


def test_a_watermark_stands_on_every_page_and_is_no_content() -> None:
    body = page("{{ pieces.passage(Passage(text, one)) }}", text="Word. " * 2000, one=ENGLISH)
    printed = render(
        document(
            body,
            ENGLISH,
            ARABIC,
            watermark=(Words("Preview <only>", ENGLISH), Words("معاينة", ARABIC)),
        )
    )
    pieces = list(pieces_of(printed.pdf))
    assert printed.pages > 1
    for number in range(printed.pages):
        aside = "".join(p.text for p in pieces if p.page == number and p.content < 0)
        assert aside.count("Preview <only>") == 3
    assert "Preview" not in "".join(piece.text for piece in pieces if piece.content >= 0)


def test_standing_and_notice_are_said_in_words() -> None:
    passage = Passage(
        "Original words.",
        ENGLISH,
        mark=Mark(Standing.CHANGED, Words("El original ha cambiado", SPANISH)),
        notice=Words("Solo en inglés por ahora", SPANISH),
    )
    body = page("{{ pieces.passage(passage) }}", passage=passage)
    texts = text_by_language(render(document(body, SPANISH, ENGLISH)).pdf)
    assert bare(texts["en"]) == bare("Original words.")
    assert bare(texts["es"]) == bare("Solo en inglés por ahora El original ha cambiado")
