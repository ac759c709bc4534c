"""Every language, in pairs and alone, in every layout, passes the whole list of checks."""

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from council.printing.document import Paper
from tests.pdf import checklist
from tests.pdf.checklist import Proof, Row
from tests.pdf.printing_support import DATA
from tests.pdf.samples import Style, proof_of
from tests.pdf.verapdf import Validator

WITH_ENGLISH = sorted(DATA["pairs"].keys() - {"en"})
# Every script beside another, every direction, and each language that has one article only.
WITHOUT_ENGLISH = [
    ("ar", "fa"),
    ("fa", "ps"),
    ("he", "ur"),
    ("so", "ar"),
    ("ur", "hi"),
    ("es", "mam"),
    ("fr", "ht"),
    ("ru", "uk"),
    ("zh-Hans", "ko"),
    ("zh-Hant", "vi"),
    ("my", "th"),
    ("ksw", "my"),
    ("km", "lo"),
    ("am", "ti"),
    ("ne", "bn"),
    ("pa", "quc"),
    ("gu", "ta"),
    ("te", "kn"),
    ("ml", "si"),
    ("ka", "hy"),
    ("ja", "el"),
    ("aii", "chr"),
]
OTHER_LAYOUTS = [
    *((Style.COLUMNS, pair, Paper.A4) for pair in (("en", "ar"), ("fa", "ar"), ("my", "zh-Hans"))),
    *(
        (Style.FACING, pair, paper)
        for pair, paper in (
            (("en", "es"), Paper.LETTER),
            (("en", "ar"), Paper.A4),
            (("ar", "en"), Paper.LETTER),
            (("ar", "fa"), Paper.LETTER),
            (("ko", "my"), Paper.A4),
        )
    ),
    *(
        (Style.STACKED, pair, paper)
        for pair, paper in (
            (("en", "es"), Paper.LETTER),
            (("ar", "en"), Paper.A4),
            (("fa", "ar"), Paper.LETTER),
            (("my", "km"), Paper.LETTER),
        )
    ),
    *(
        (Style.FLIP, pair, Paper.LETTER)
        for pair in (("en", "ar"), ("ps", "fa"), ("zh-Hant", "zh-Hans"), ("en", "lo"))
    ),
    *(
        (Style.SINGLE, (tag,), paper)
        for tag, paper in (
            ("es", Paper.LETTER),
            ("ar", Paper.A4),
            ("my", Paper.LETTER),
            ("hi", Paper.LETTER),
            ("zh-Hant", Paper.A4),
        )
    ),
]


@pytest.mark.parametrize("tag", WITH_ENGLISH)
def test_every_language_beside_english_passes_all_checks(tag: str, validator: Validator) -> None:
    assert checklist.faults(proof_of("en", tag), validator) == []


@pytest.mark.parametrize("pair", WITHOUT_ENGLISH, ids="-".join)
def test_two_languages_of_which_none_is_english_pass_all_checks(
    pair: tuple[str, str], validator: Validator
) -> None:
    assert checklist.faults(proof_of(*pair), validator) == []


@pytest.mark.parametrize(
    ("style", "tags", "paper"),
    OTHER_LAYOUTS,
    ids=[f"{style}-{'-'.join(tags)}-{paper}" for style, tags, paper in OTHER_LAYOUTS],
)
def test_every_other_layout_passes_all_checks(
    style: Style, tags: tuple[str, ...], paper: Paper, validator: Validator
) -> None:
    assert checklist.faults(proof_of(*tags, style=style, paper=paper), validator) == []


# --- Each check finds what it is there for -------------------------------------------------------


@pytest.fixture(scope="module")
def sound() -> Proof:
    return proof_of("en", "ar")


def with_row(proof: Proof, at: int, **changes: Any) -> Proof:
    """The same print, of which something else was meant."""
    rows = list(proof.said or ())
    rows[at] = dataclasses.replace(rows[at], **changes)
    return Proof(proof.document, proof.printed, tuple(rows))


def with_file(proof: Proof, change: Callable[[pikepdf.Pdf], None]) -> Proof:
    """The same document, with something done to its file."""
    with pikepdf.open(io.BytesIO(proof.printed.pdf)) as opened:
        change(opened)
        out = io.BytesIO()
        opened.save(out)
    printed = dataclasses.replace(proof.printed, pdf=out.getvalue())
    return Proof(proof.document, printed, proof.said)


def last_article(proof: Proof) -> tuple[int, Row]:
    """A row of passages, and its place."""
    return next(
        (at, row)
        for at, row in reversed(list(enumerate(proof.said or ())))
        if row.stands is checklist.Stands.BESIDE and len(row.first[0]) > 100
    )


def append_to_page(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[-1].contents_add(b"Q " + content, prepend=False)

    return change


def paint_a_word(where: tuple[int, int]) -> Callable[[pikepdf.Pdf], None]:
    """A word of the page's own font, as a new content that no element holds."""

    def change(pdf: pikepdf.Pdf) -> None:
        font = next(iter(pdf.pages[-1].Resources.Font.keys()))
        left, bottom = where
        pdf.pages[-1].contents_add(
            f"/P <</MCID 0>> BDC BT {font} 12 Tf 1 0 0 1 {left} {bottom} Tm "
            "<00280028> Tj ET EMC".encode()
        )

    return change


def shift_bookmarks(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        for item in outline.root:
            item.destination = Array([pdf.pages[-1].obj, Name.Fit])


def forget_languages(pdf: pikepdf.Pdf) -> None:
    for element in checklist.elements_of(pdf):
        if "/Lang" in element:
            del element["/Lang"]


def forget_texts(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[-1].Resources.Font.values():
        # One font may go by several names.
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def empty_last_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].Contents = pdf.make_stream(b"")


def paint_an_empty_box(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[-1].Resources.Font.keys()))
    pdf.pages[-1].contents_add(f"/Artifact BMC BT {font} 12 Tf <0000> Tj ET EMC".encode())


def turn_link(pdf: pikepdf.Pdf) -> None:
    link = next(annotation for page in pdf.pages for annotation in page.get("/Annots", []))
    for key in ("/A", "/Dest"):
        if key in link:
            del link[key]
    link.Dest = Array([pdf.pages[0].obj, Name.Fit])


def add_font(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].Resources.Font["/Other"] = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            BaseFont=Name("/ABCDEF+Comic-Sans"),
            ToUnicode=pdf.make_stream(b""),
            DescendantFonts=Array([Dictionary(FontDescriptor=Dictionary())]),
        )
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (forget_languages, "is_read_in_its_order_and_voice"),
        (forget_texts, "brings_its_fonts"),
        (add_font, "brings_its_fonts"),
        (empty_last_page, "is_read_back"),
        (paint_an_empty_box, "misses_no_glyph"),
        (paint_a_word((20, 400)), "keeps_to_its_column"),
        (paint_a_word((400, 20)), "keeps_to_its_column"),
        (append_to_page(b"0 0 40 40 re f"), "spares_the_ear_its_edges"),
        (append_to_page(b"/Artifact BMC 0 300 40 40 re f EMC"), "has_white_margins"),
        (shift_bookmarks, "leads_where_it_says"),
        (turn_link, "leads_where_it_says"),
    ],
)
def test_what_was_done_to_a_file_is_found(
    sound: Proof, change: Callable[[pikepdf.Pdf], None], named: str
) -> None:
    check = getattr(checklist, named)
    assert list(check(sound)) == []
    assert list(check(with_file(sound, change))) != []


def test_a_word_that_is_not_there_is_found(sound: Proof) -> None:
    at, row = last_article(sound)
    more = with_row(sound, at, first=(row.first[0] + " and one more sentence here", *row.first[1:]))
    assert list(checklist.is_read_back(more)) != []
    assert list(checklist.is_read_in_its_order_and_voice(more)) != []


def test_a_word_that_is_there_twice_is_found(sound: Proof) -> None:
    at, row = last_article(sound)
    less = with_row(sound, at, first=(row.first[0][:100], *row.first[1:]))
    assert list(checklist.is_read_back(less)) != []


def test_a_translation_on_the_wrong_side_is_found(sound: Proof) -> None:
    at, row = last_article(sound)
    turned = with_row(sound, at, languages=row.languages[::-1], first=row.second, second=row.first)
    assert list(checklist.is_read_in_its_order_and_voice(turned)) != []
    below = with_row(sound, at, stands=checklist.Stands.BELOW)
    assert list(checklist.keeps_rows_together(below)) != []


def test_a_wrong_number_in_the_contents_is_found(sound: Proof) -> None:
    at = next(at for at, row in enumerate(sound.said or ()) if row.leads_to is not None)
    assert list(checklist.leads_where_it_says(with_row(sound, at, leads_to=0))) != []
    assert list(checklist.is_read_in_its_order_and_voice(with_row(sound, at, leads_to=0))) != []


def test_a_page_that_one_program_shows_and_another_does_not_is_found(
    sound: Proof, validator: Validator
) -> None:
    class Blind:
        def ink(self, pdf: bytes) -> list[float]:
            return [0.0, *validator.ink(pdf)[1:]]

    assert list(checklist.shows_the_same_ink(sound, validator)) == []
    assert list(checklist.shows_the_same_ink(sound, Blind())) != []  # type: ignore[arg-type]
