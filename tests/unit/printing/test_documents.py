"""Documents on their way to the printer's process and back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from council.printing.document import Document, Layout, Paper, Printed, TextSize
from council.printing.figures import qr_code
from council.printing.languages import PrintedLanguage
from council.printing.passages import Words
from council.printing.wire import (
    pack_job,
    pack_printed,
    pack_refused,
    unpack_answer,
    unpack_job,
)

ENGLISH = PrintedLanguage("en", "Latn")
ARABIC = PrintedLanguage("ar", "Arab")
NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


def test_a_document_arrives_as_it_was_sent(tmp_path: Path) -> None:
    document = Document(
        body="<p lang='ar'>سلام</p>",
        title="Packet",
        languages=(ENGLISH, ARABIC),
        made_at=NOW,
        author="A council",
        subject="A meeting",
        layout=Layout(Paper.A4, TextSize.LARGE),
        watermark=(Words("Preview", ENGLISH), Words("معاينة", ARABIC)),
        assets={"qr.svg": b"\x00\xff<svg/>"},
        styles="p { color: red }",
    )
    assert unpack_job(pack_job(document, tmp_path, tmp_path / "fonts")) == (
        document,
        tmp_path,
        tmp_path / "fonts",
    )
    assert unpack_job(pack_job(document, tmp_path, None))[2] is None


def test_a_printed_document_comes_back_byte_by_byte() -> None:
    printed = Printed(
        pdf=b"%PDF\n\x00\n",
        pages=3,
        missing_glyphs=("\U0001f600",),
        fonts={"en": ("Noto Sans",)},
        refused_addresses=("http://example.org/",),
    )
    assert unpack_answer(pack_printed(printed)) == printed


def test_a_refusal_comes_back_with_its_reasons() -> None:
    assert unpack_answer(pack_refused("NoFontForScript", language="mn", script="Mong")) == {
        "outcome": "NoFontForScript",
        "language": "mn",
        "script": "Mong",
    }


def test_a_document_needs_a_language_and_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        Document(body="", title="", languages=(), made_at=NOW)
    with pytest.raises(ValueError, match="aware"):
        Document(body="", title="", languages=(ENGLISH,), made_at=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("name", ["press-knot.svg", "../x.svg", "a b.png", "", "http://x/"])
def test_an_asset_has_a_plain_name_of_its_own(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        Document(body="", title="", languages=(ENGLISH,), made_at=NOW, assets={name: b""})


def test_a_code_to_scan_is_a_drawing_that_fits_its_frame() -> None:
    drawing = qr_code("https://example.org/packets/1").decode()
    assert drawing.startswith("<svg")
    assert "viewBox" in drawing
    assert qr_code("https://example.org/packets/2") != drawing.encode()
