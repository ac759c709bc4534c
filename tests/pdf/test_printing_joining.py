"""Parts that are printed one by one are one document: to the eye, by ear, and to its reader."""

import io
import re
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pytest

from council.printing.assembling import PlaceUnknown, assemble
from council.printing.document import (
    Arrangement,
    Document,
    Kind,
    Layout,
    Manuscript,
    Part,
    Printed,
    PrintedPart,
    TextSize,
)
from council.printing.fonts import fonts_in_use
from council.printing.languages import PrintedLanguage
from council.printing.passages import Mark, Standing, Words
from tests.pdf.printing_support import (
    ARABIC,
    ENGLISH,
    MADE_AT,
    SPANISH,
    Text,
    bare,
    elements_of,
    join,
    page,
    pieces_of,
    read,
    render,
    render_part,
    share_found,
    text_by_language,
    text_in,
)

FACING = Layout(arrangement=Arrangement.FACING)
LARGE = Layout(text_size=TextSize.LARGE)

ARTICLES = """
{{ pieces.heading(level, Words(first.headings[at], first.language),
                  Words(second.headings[at], second.language), id="article-%d" % at) }}
{% call pieces.pairs() %}
  {{ pieces.pair(Passage(first.paragraphs[at], first.language),
                 Passage(second.paragraphs[at], second.language)) }}
{% endcall %}
"""


def edge_of(*titles: Words) -> str:
    return page(
        "{{ pieces.furniture(title=titles[0], second_title=titles[1]) }}",
        titles=(*titles, None),
    )


def article(first: Text, second: Text, at: int) -> Part:
    """One article of the extract, as a part of its own."""
    body = page(ARTICLES, first=first, second=second, at=at, level=2)
    return Part(f"part-{at}", body, (first.language, second.language), edge="usual")


def document_of(*parts: Part, **more: Any) -> Document:
    usual = edge_of(Words("A council’s packet", parts[0].languages[0]))
    more = {"edges": {"usual": usual}, "title": "A packet"} | more
    return Document(parts=parts, made_at=MADE_AT, **more)


def cover_of(*languages: PrintedLanguage) -> Part:
    body = page(
        "{{ pieces.heading(1, Words('2026', one)) }}",
        one=languages[0],
    )
    return Part("cover", body, languages)


def in_parts(first: str, second: str, **more: Any) -> Document:
    """The extract with a bare cover, and each article a part."""
    one, two = text_in(first), text_in(second)
    parts = [article(one, two, at) for at in range(len(one.paragraphs))]
    return document_of(cover_of(one.language, two.language), *parts, **more)


@cache
def printed_in_parts(first: str, second: str) -> Printed:
    return render(in_parts(first, second))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as sheets:
        return [sheet.get_textpage().get_text_range() for sheet in sheets]


def page_of(pdf: pikepdf.Pdf, destination: Any) -> int:
    return [sheet.obj.objgen for sheet in pdf.pages].index(destination[0].objgen) + 1


# --- Words and tags ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "least"),
    [
        ("ar", 0.99),
        ("my", 0.99),
        ("hi", 0.99),
        ("ne", 0.99),
        ("zh-Hans", 0.99),
        ("es", 1),
    ],
)
def test_all_words_come_back_from_a_joined_document(tag: str, least: float) -> None:
    one, two = text_in("en"), text_in(tag)
    found = read(printed_in_parts("en", tag).pdf)
    for text in (*one.paragraphs, *one.headings):
        assert share_found(text, found) == 1
    assert share_found("\n".join((*two.paragraphs, *two.headings)), found) >= least


@pytest.mark.parametrize("tag", ["es", "zh-Hans"])
def test_each_passage_keeps_its_language_when_parts_are_joined(tag: str) -> None:
    texts = text_by_language(printed_in_parts("en", tag).pdf)
    assert texts.keys() == {"en", tag}
    for paragraph in text_in(tag).paragraphs:
        assert share_found(paragraph, texts[tag]) == 1


def test_parts_are_parts_of_one_document() -> None:
    with opened(printed_in_parts("en", "es").pdf) as pdf:
        (whole,) = pdf.Root.StructTreeRoot.K
        assert str(whole.S) == "/Document"
        assert [str(part.S) for part in whole.K] == ["/Part"] * len(in_parts("en", "es").parts)


def test_all_content_finds_the_element_that_it_is_in() -> None:
    printed = printed_in_parts("en", "ar")
    with opened(printed.pdf) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        assert sorted(owners) == list(map(int, numbers[::2]))
        known = {element.objgen for element in elements_of(pdf)}
        keys = [int(sheet.obj.StructParents) for sheet in pdf.pages]
        assert len(set(keys)) == printed.pages
        for piece in pieces_of(printed.pdf):
            if piece.content >= 0:
                assert owners[keys[piece.page]][piece.content].objgen in known


def test_a_table_in_each_part_names_heads_of_its_own() -> None:
    table = page(
        """
        {% call pieces.data_table([pieces.column(Words("Time", one))]) %}
          <tr>{{ pieces.cell(Passage("9:00", one)) }}</tr>
        {% endcall %}
        """,
        one=ENGLISH,
    )
    # The last two are the same manuscript.
    bodies = ["<h1>Agenda</h1>" + table, table, table]
    parts = [Part(f"part-{at}", body, (ENGLISH,)) for at, body in enumerate(bodies)]
    with opened(render(document_of(*parts)).pdf) as pdf:
        elements = list(elements_of(pdf))
        heads = {bytes(each.ID) for each in elements if each.S == "/TH"}
        assert len(heads) == 3
        named = [bytes(cell.A.Headers[0]) for cell in elements if cell.S == "/TD"]
        assert set(named) == heads
        (leaf,) = pdf.Root.StructTreeRoot.IDTree.Kids
        index = [bytes(name) for name in list(leaf.Names)[::2]]
        assert index == sorted(heads)


# --- Places --------------------------------------------------------------------------------------


@cache
def with_contents() -> Printed:
    """A document whose second part says where the others are, and leads there."""
    one, two = text_in("en"), text_in("es")
    filler = Part(
        "filler",
        page(
            '{{ pieces.passage(Passage(words, one)) }}<p><a href="#article-0">back</a></p>',
            words="Word. " * 2500,
            one=ENGLISH,
        ),
        (ENGLISH,),
        edge="usual",
    )
    rows = "".join(
        f'<li><a href="#article-{at}">Article</a> <span data-page-of="article-{at}"></span></li>'
        for at in range(3)
    )
    listed = f'<ol>{rows}<li><a href="#filler">Filler</a>: <b data-page-of="filler"></b></li></ol>'
    contents = Part("contents", listed, (ENGLISH,), edge="usual")
    articles = [article(one, two, at) for at in range(3)]
    return render(document_of(cover_of(ENGLISH), contents, articles[0], filler, *articles[1:]))


def test_contents_name_the_pages_that_are() -> None:
    texts = page_texts(with_contents().pdf)
    headings = text_in("en").headings
    pages = [
        next(number for number, text in enumerate(texts, 1) if number > 2 and heading in text)
        for heading in headings[:3]
    ]
    assert pages[1] > pages[0] + 2
    named = [int(number) for number in re.findall(r"Article (\d+)", texts[1])]
    assert named == pages
    assert re.search(r"Filler: (\d+)", texts[1])[1] == str(pages[0] + 1)  # type: ignore[index]


def test_links_lead_to_other_parts_and_back() -> None:
    with opened(with_contents().pdf) as pdf:
        links = [(number, link) for number, sheet in enumerate(pdf.pages, 1)
                 for link in sheet.get("/Annots", ())]  # fmt: skip
        assert all("/A" not in link and "/StructParent" in link for _, link in links)
        leads = [(number, page_of(pdf, link.Dest)) for number, link in links]
    texts = page_texts(with_contents().pdf)
    assert [to for at, to in leads if at == 2][:3] == [
        int(number) for number in re.findall(r"Article (\d+)", texts[1])
    ]
    assert [to for at, to in leads if at > 2] == [3]


def test_a_place_that_is_nowhere_is_a_fault_of_the_caller() -> None:
    for body in ('<a href="#nowhere">x</a>', '<p data-page-of="nowhere"></p>'):
        with pytest.raises(PlaceUnknown, match="nowhere"):
            render(document_of(Part("words", body, (ENGLISH,))))


def test_contents_that_grow_by_a_page_still_name_the_pages_that_are() -> None:
    rows = "".join('<p>Row <span data-page-of="end"></span></p>' for _ in range(130))
    end = Part("last", '<h2 id="end">The end</h2>', (ENGLISH,))
    printed = render(document_of(Part("contents", f"<h1>Contents</h1>{rows}", (ENGLISH,)), end))
    assert printed.pages > 3
    numbers = set(re.findall(r"Row (\d+)", read(printed.pdf)))
    assert numbers == {str(printed.pages)}


def test_bookmarks_of_all_parts_lead_to_their_pages() -> None:
    printed = printed_in_parts("en", "es")
    headings = text_in("en").headings
    texts = page_texts(printed.pdf)
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        marks = [
            (mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in pdf.get_toc()
        ]
    assert [level for level, *_ in marks] == [0] + [1] * len(headings)
    for (_, title, at), heading in zip(marks[1:], headings, strict=True):
        assert title.startswith(heading)
        assert heading in texts[at]


# --- Edges, numbers, watermark -------------------------------------------------------------------


def test_pages_with_an_edge_are_numbered_through_and_a_bare_cover_is_not() -> None:
    printed = printed_in_parts("en", "ar")
    texts = page_texts(printed.pdf)
    assert "A council" not in texts[0]
    assert "/" not in texts[0]
    for number, text in enumerate(texts[1:], 2):
        assert f"{number}/{printed.pages}" in text
        assert "A council’s packet" in text


def test_what_is_laid_around_pages_is_no_content_and_there_once() -> None:
    printed = render(in_parts("en", "es", watermark=(Words("Preview", ENGLISH),)))
    content = "".join(piece.text for piece in pieces_of(printed.pdf) if piece.content >= 0)
    assert "Preview" not in content
    assert "packet" not in content
    assert not re.search(r"\d/\d", content)
    with opened(printed.pdf) as pdf:
        edges = {sheet.Resources.XObject.Edge0.objgen for sheet in list(pdf.pages)[1:]}
        marks = {sheet.Resources.XObject.Watermark.objgen for sheet in pdf.pages}
        assert len(edges) == len(marks) == 1
        for sheet in pdf.pages:
            depth, painted = 0, 0
            for instruction in pikepdf.parse_content_stream(sheet):
                operands, operator = instruction.operands, instruction.operator
                depth += str(operator) in ("BDC", "BMC")
                depth -= str(operator) == "EMC"
                if str(operator) == "Do" and str(operands[0]) in ("/Edge0", "/Watermark"):
                    painted += 1
                    assert depth == 1
            assert depth == 0
            assert painted >= 1


def test_one_language_after_the_other_each_with_its_own_edge() -> None:
    english, arabic = text_in("en"), text_in("ar")

    def run(text: Text) -> Iterator[Part]:
        for at in range(2):
            body = page(
                "{{ pieces.heading(level, Words(heading, one)) }}"
                "{{ pieces.pair(Passage(words, one)) }}",
                level=1 if at == 0 else 2,
                heading=text.headings[at],
                words=text.paragraphs[at],
                one=text.language,
            )
            tag = text.language.tag
            yield Part(f"{tag}-{at}", body, (text.language,), edge=tag)

    edges = {
        "en": edge_of(Words("An English edge", ENGLISH)),
        "ar": edge_of(Words(arabic.title, ARABIC)),
    }
    printed = render(document_of(*run(english), *run(arabic), edges=edges))
    texts = page_texts(printed.pdf)
    assert len(texts) == 4
    for number, text in enumerate(texts, 1):
        assert f"{number}/4" in text
        assert ("An English edge" in text) == (number <= 2)
        assert (bare(arabic.title) in bare(text)) == (number > 2)
    assert text_by_language(printed.pdf).keys() == {"en", "ar"}
    assert share_found(arabic.paragraphs[1], texts[3]) >= 0.99
    with opened(printed.pdf) as pdf:
        parts = list(pdf.Root.StructTreeRoot.K[0].K)
        assert [str(part.get("/Lang", "")) for part in parts] == ["", "", "ar", "ar"]
        titles = [
            piece for piece in pieces_of(printed.pdf) if piece.content < 0 and piece.page == 3
        ]
        assert max(piece.right for piece in titles) > 500


# --- Bytes and fonts -----------------------------------------------------------------------------


def test_the_same_document_is_the_same_bytes() -> None:
    assert render(in_parts("en", "my")).pdf == printed_in_parts("en", "my").pdf


def test_a_part_is_the_same_in_every_document() -> None:
    seen: list[Manuscript] = []

    def note(manuscripts: Any) -> list[PrintedPart]:
        seen.extend(manuscripts)
        return [render_part(each) for each in manuscripts]

    one, two = text_in("en"), text_in("es")
    part = article(one, two, 0)
    other_edge = {"usual": edge_of(Words("Version 2", ENGLISH))}
    assemble(document_of(part), note)
    assemble(
        document_of(
            cover_of(ENGLISH),
            part,
            edges=other_edge,
            title="Another",
            watermark=(Words("Preview", ENGLISH),),
            assets={"unused.svg": b""},
        ),
        note,
    )
    wanted = page(ARTICLES, first=one, second=two, at=0, level=2)
    keys = [each.key for each in seen if each.body == wanted]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    edges = [each.key for each in seen if each.kind is Kind.EDGE]
    assert len(set(edges)) == 2


def test_a_face_is_in_a_document_once_and_serves_all_parts() -> None:
    printed = printed_in_parts("en", "my")
    with opened(printed.pdf) as pdf:
        files = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)
                 and "/Length1" in each]  # fmt: skip
        fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
                 and each.get("/Subtype") == "/Type0"]  # fmt: skip
        faces = {str(font.BaseFont) for font in fonts}
        assert all("/ToUnicode" in font for font in fonts)
    assert len(files) == len(faces) <= 4


def test_glyphs_that_stand_for_different_texts_are_kept_apart_in_one_face() -> None:
    # In Devanagari, what a glyph stands for depends on the word that it was first seen in.
    one, two = text_in("en"), text_in("ne")
    words = [Part(f"part-{at}", article(one, two, at).body, (one.language, two.language))
             for at in range(len(one.paragraphs))]  # fmt: skip
    printed = render(document_of(cover_of(one.language), *words))
    found = read(printed.pdf)
    assert share_found("\n".join(two.paragraphs), found) >= 0.99


def test_nothing_of_a_part_is_left_that_nobody_needs() -> None:
    with opened(printed_in_parts("en", "es").pdf) as pdf:
        kinds = [str(each.get("/Type", "")) for each in pdf.objects
                 if isinstance(each, pikepdf.Dictionary)]  # fmt: skip
        assert kinds.count("/StructTreeRoot") == 1
        assert kinds.count("/Catalog") == 1
        assert pdf.check_pdf_syntax() == []


def test_what_parts_lack_and_use_is_said_of_the_whole() -> None:
    parts = (
        Part("one", "<h1>A \U0001f600</h1>", (ENGLISH,)),
        Part("two", '<p lang="ar">سلام</p><img src="http://x.example/" alt="x"/>', (ARABIC,)),
    )
    printed = render(document_of(*parts))
    assert printed.missing_glyphs == ("\U0001f600",)
    assert "Noto Naskh Arabic" in printed.fonts["ar"]
    assert "Noto Sans" in printed.fonts["en"]
    assert printed.refused_addresses == ("http://x.example/",)
    assert printed.pages == 2


# --- Pages that face each other ------------------------------------------------------------------


@cache
def printed_facing(first: str, second: str) -> Printed:
    return render(in_parts(first, second, layout=FACING))


@pytest.mark.parametrize(("first", "second"), [("en", "ar"), ("ar", "es"), ("en", "zh-Hans")])
def test_facing_pages_hold_their_own_language_alone(first: str, second: str) -> None:
    printed = printed_facing(first, second)
    one, two = text_in(first), text_in(second)
    with opened(printed.pdf) as pdf:
        assert len(pdf.pages) == printed.pages == 1 + 2 * len(one.paragraphs)
    texts = page_texts(printed.pdf)
    for at in range(len(one.paragraphs)):
        left, right = texts[1 + 2 * at], texts[2 + 2 * at]
        assert share_found(one.paragraphs[at], left) >= 0.99
        assert share_found(two.paragraphs[at], right) >= 0.99
        assert share_found(one.paragraphs[at], right) < 0.3
        assert share_found(two.paragraphs[at], left) < 0.3
    assert text_by_language(printed.pdf).keys() == {first, second}


def test_facing_rows_begin_at_one_height() -> None:
    pieces = [piece for piece in pieces_of(printed_facing("en", "es").pdf) if piece.content >= 0]
    for number in range(1, 5, 2):
        left = [piece for piece in pieces if piece.page == number]
        right = [piece for piece in pieces if piece.page == number + 1]
        assert left[0].top == pytest.approx(right[0].top, abs=0.3)
        for piece in left + right:
            assert 47 < piece.left < piece.right < 612 - 47


def test_tags_point_to_the_facing_page_that_they_are_on() -> None:
    printed = printed_facing("en", "es")
    with opened(printed.pdf) as pdf:
        numbers = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages)}
        for element in elements_of(pdf):
            if element.S in ("/H2", "/P"):
                is_spanish = "/Lang" in element or "/Lang" in element.P
                assert numbers[element.Pg.objgen] % 2 == (0 if is_spanish else 1)


@pytest.mark.parametrize("covers", [0, 1, 2])
def test_what_faces_each_other_begins_on_an_even_page(covers: int) -> None:
    one, two = text_in("en"), text_in("es")
    bare_parts = [Part(f"bare-{at}", "<h1>Cover</h1>", (ENGLISH,)) for at in range(covers)]
    printed = render(document_of(*bare_parts, article(one, two, 0), layout=FACING))
    texts = page_texts(printed.pdf)
    begins = next(at for at, text in enumerate(texts, 1) if one.headings[0] in text)
    assert begins % 2 == 0
    assert begins == (2 if covers < 2 else 4)
    empty = [text.strip() for text in texts[covers : begins - 1]]
    assert empty == [""] * len(empty)


def test_bookmarks_and_numbers_are_those_of_facing_pages() -> None:
    printed = printed_facing("en", "es")
    texts = page_texts(printed.pdf)
    for number, text in enumerate(texts[1:], 2):
        assert f"{number}/{printed.pages}" in text
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        pages = [mark.get_dest().get_index() for mark in pdf.get_toc()]
    assert pages == [0, *range(1, printed.pages, 2)]


def test_links_stay_on_the_facing_page_that_they_are_on() -> None:
    body = """
    <div class="pairs"><div class="pair">
      <div class="side" lang="en" dir="ltr"><a href="https://example.org/one">one</a></div>
      <div class="side" lang="es" dir="ltr"><a href="https://example.org/two">two</a></div>
    </div></div>
    """
    part = Part("links", body, (ENGLISH, SPANISH), edge="usual")
    with opened(render(document_of(cover_of(ENGLISH), part, layout=FACING)).pdf) as pdf:
        for number, word in ((1, "one"), (2, "two")):
            (link,) = pdf.pages[number].obj.Annots
            assert str(link.A.URI).endswith(word)
            assert 40 < float(link.Rect[0]) < 120


@pytest.mark.parametrize("languages", [(ENGLISH, ARABIC), (ARABIC, ENGLISH)])
def test_the_signs_of_both_languages_stand_on_their_own_pages(
    languages: tuple[PrintedLanguage, PrintedLanguage],
) -> None:
    body = page(
        """{% call pieces.pairs() %}
          {{ pieces.pair(Passage("1", one, mark=Mark(standing, Words("2", one))),
                         Passage("1", two, mark=Mark(standing, Words("2", two)))) }}
        {% endcall %}""",
        one=languages[0],
        two=languages[1],
        Mark=Mark,
        standing=Standing.APPROVED,
    )
    part = Part("signs", body, languages, edge="usual")
    printed = render(document_of(cover_of(*languages), part, layout=FACING))
    for sheet in list(pypdfium2.PdfDocument(printed.pdf))[1:3]:
        picture = sheet.render(scale=2).to_pil().convert("RGB")
        # The sign is green; nothing else is.
        green = [each for each in picture.get_flattened_data() if each[1] > each[0] + 30 > each[2]]
        assert len(green) > 20


# --- Large print ---------------------------------------------------------------------------------


def test_in_large_print_the_languages_stand_one_under_the_other() -> None:
    one, two = text_in("en"), text_in("es")
    printed = render(document_of(article(one, two, 0), layout=LARGE))
    pieces = [piece for piece in pieces_of(printed.pdf) if piece.content >= 0 and piece.page == 0]
    english = next(piece for piece in pieces if piece.text.startswith(one.paragraphs[0][:8]))
    spanish = next(piece for piece in pieces if piece.text.startswith(two.paragraphs[0][:8]))
    assert english.left == pytest.approx(spanish.left, abs=2)
    assert english.bottom > spanish.top


# --- Speed ---------------------------------------------------------------------------------------


def test_joining_costs_little_beside_printing() -> None:
    one, two = text_in("en"), text_in("es")
    document = document_of(*(article(one, two, at) for at in range(len(one.paragraphs))))
    started = time.process_time()
    assembly = assemble(document, lambda each: [render_part(manuscript) for manuscript in each])
    to_print = time.process_time() - started
    join(assembly, fonts_in_use())  # faces are read once a process
    started = time.process_time()
    join(assembly, fonts_in_use())
    assert time.process_time() - started < to_print / 4


# --- Size ----------------------------------------------------------------------------------------


def test_a_sign_that_stands_in_many_places_is_kept_once_and_seen_in_each() -> None:
    approved = Mark(Standing.APPROVED, Words("Approved", ENGLISH))
    body = page(
        """
        <h1>Signs</h1>
        {% for number in range(12) %}{{ pieces.pair(Passage("Words", one, mark=mark)) }}{% endfor %}
        """,
        one=ENGLISH,
        mark=approved,
    )
    printed = render(document_of(Part("signs", body, (ENGLISH,))))
    with opened(printed.pdf) as pdf:
        drawings = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)
                    and "/Group" in each]  # fmt: skip
        assert len(drawings) == 1
    lines = [piece for piece in pieces_of(printed.pdf) if piece.text.startswith("Approved")]
    with pypdfium2.PdfDocument(printed.pdf) as sheets:
        picture = sheets[0].render(scale=2).to_pil().convert("RGB")
    assert len(lines) == 12
    for line in lines:
        box = (line.left - 14, 792 - line.top - 4, line.left - 3, 792 - line.bottom + 4)
        sign = picture.crop(tuple(round(2 * side) for side in box))
        darkest, lightest = sign.convert("L").getextrema()
        assert darkest < 160 < 250 < lightest


@pytest.mark.parametrize(("tag", "most"), [("es", 6_000), ("ar", 7_500), ("zh-Hans", 7_500)])
def test_a_page_takes_few_bytes(tag: str, most: int) -> None:
    one, two = text_in("en"), text_in(tag)
    body = "".join(
        page(ARTICLES, first=one, second=two, at=at, level=2) for at in range(len(one.paragraphs))
    )
    parts = [Part(f"part-{at}", body, (one.language, two.language), "usual") for at in range(12)]
    short = render(document_of(*parts[:2]))
    long = render(document_of(*parts))
    more = long.pages - short.pages
    assert more >= 10
    assert (len(long.pdf) - len(short.pdf)) / more < most
