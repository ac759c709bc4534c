"""The validator that all printed documents go through finds what is wrong."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from tests.pdf.printing_support import printed_pair
from tests.pdf.verapdf import PDF_UA_1, Validator


def changed(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The file with one thing wrong."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def without_language(pdf: Any) -> None:
    del pdf.Root.Lang


def without_font_file(pdf: Any) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def without_structure(pdf: Any) -> None:
    del pdf.Root.StructTreeRoot


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (without_language, "PDFUA-1 7.2"),
        (without_font_file, "PDFA-2A 6.2.11.4.1"),
        (without_structure, "PDFA-2A 6.7.3.3"),
    ],
)
def test_a_file_with_one_thing_wrong_is_faulted_by_its_clause(
    validator: Validator, change: Callable[[Any], None], named: str
) -> None:
    faults = validator.faults(changed(printed_pair("en", "es").pdf, change))
    assert any(fault.startswith(named) for fault in faults), faults


def test_what_is_no_pdf_is_faulted_and_the_next_file_is_checked(validator: Validator) -> None:
    (fault,) = validator.faults(b"no file of any kind", PDF_UA_1)[:1]
    assert "unreadable" in fault
    assert validator.faults(printed_pair("en", "es").pdf) == []
