"""Documents to fill in on a screen: fields in their places, named for those who read by ear."""

import ctypes
import io
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from council.printing.document import Printed
from council.printing.fillable import Field, FieldsMisplaced, make_fillable
from tests.pdf.printing_support import ENGLISH, SPANISH, document, page, render

STYLES = ".field { display: block; height: 12mm } .tall { height: 60mm }"
FIELDS = (
    Field("item", "Which item is it about? · ¿De qué punto se trata?"),
    Field("words", "What do you want to say? · ¿Qué quiere decir?", multiline=True),
)


@pytest.fixture(scope="module")
def card() -> Printed:
    body = page(
        """
        {{ pieces.heading(1, Words("Comment card", one), Words("Tarjeta", two)) }}
        <p><a href="https://example.org/f/door">example.org/f/door</a></p>
        <div><p>Which item is it about?</p><a class="field" href="field:item"></a></div>
        <div><p>What do you want to say?</p><a class="field tall" href="field:words"></a></div>
        """,
        one=ENGLISH,
        two=SPANISH,
    )
    return render(document(body, ENGLISH, SPANISH, styles=STYLES))


@pytest.fixture(scope="module")
def filled_in(card: Printed) -> bytes:
    return make_fillable(card.pdf, FIELDS, points=12)


def widgets(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for each in pdf.pages[0].Annots if each.Subtype == pikepdf.Name.Widget]


def test_each_field_stands_in_its_place_and_says_what_it_asks(filled_in: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(filled_in))
    item, words = widgets(pdf)
    assert [str(each.T) for each in (item, words)] == ["item", "words"]
    assert [str(each.TU) for each in (item, words)] == [field.label for field in FIELDS]
    assert str(item.FT) == str(words.FT) == "/Tx"
    assert (int(item.Ff), int(words.Ff)) == (0, 1 << 12)
    left, bottom, right, top = (float(each) for each in words.Rect)
    assert right - left > 400
    assert top - bottom == pytest.approx(60 / 25.4 * 72, abs=0.1)
    assert bottom > 0
    assert top < float(item.Rect[1])


def test_a_field_is_an_element_of_the_structure_and_a_link_stays_one(filled_in: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(filled_in))
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for widget in widgets(pdf):
        element = owners[int(widget.StructParent)]
        assert pikepdf.Name.Form == element.S
        (reference,) = element.K
        assert reference.Obj.objgen == widget.objgen
    (link,) = (each for each in pdf.pages[0].Annots if each.Subtype == pikepdf.Name.Link)
    assert pikepdf.Name.Link == owners[int(link.StructParent)].S
    assert pdf.pages[0].Tabs == pikepdf.Name.S


def test_what_is_filled_in_on_a_screen_is_called_accessible_and_not_archivable(
    card: Printed, filled_in: bytes
) -> None:
    with pikepdf.open(io.BytesIO(card.pdf)) as pdf:
        assert b"pdfaid:part" in pdf.Root.Metadata.read_bytes()
    with pikepdf.open(io.BytesIO(filled_in)) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
    assert b"pdfaid:part" not in metadata
    assert b'pdfuaid:part="1"' in metadata


@pytest.mark.parametrize(
    "words",
    ["الحافلة تتأخر 12:30", "ကျောင်းကား နောက်ကျသည်", "校车迟到了", "Автобус опаздывает", "ਬੱਸ ਦੇਰ ਨਾਲ"],
)
def test_a_field_keeps_what_is_typed_in_any_script(filled_in: bytes, words: str) -> None:
    typed = pypdfium2.PdfDocument(filled_in)
    typed.init_forms()
    forms = typed.formenv
    first = typed[0]
    with pikepdf.open(io.BytesIO(filled_in)) as pdf:
        left, _bottom, _right, top = (float(each) for each in widgets(pdf)[0].Rect)
    pdfium.FORM_OnLButtonDown(forms, first, 0, left + 5, top - 5)
    pdfium.FORM_OnLButtonUp(forms, first, 0, left + 5, top - 5)
    written = ctypes.create_string_buffer(words.encode("utf-16-le") + b"\0\0")
    pdfium.FORM_ReplaceSelection(forms, first, ctypes.cast(written, pdfium.FPDF_WIDESTRING))
    pdfium.FORM_ForceToKillFocus(forms)
    out = io.BytesIO()
    typed.save(out)
    saved = pikepdf.open(io.BytesIO(out.getvalue()))
    assert str(widgets(saved)[0].V) == words


def test_the_same_card_is_the_same_bytes(card: Printed, filled_in: bytes) -> None:
    assert make_fillable(card.pdf, FIELDS, points=12) == filled_in


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        (FIELDS[:1], "words"),
        ((*FIELDS, Field("reach", "How can we reach you?")), "reach"),
    ],
)
def test_a_place_without_a_field_and_a_field_without_a_place_are_faults(
    card: Printed, fields: tuple[Field, ...], named: str
) -> None:
    with pytest.raises(FieldsMisplaced, match=named):
        make_fillable(card.pdf, fields, points=12)
