"""Documents on their way to the printer's process and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from council.printing.document import Arrangement, Document, Layout, Paper, Part, Printed, TextSize
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
        parts=(
            Part("cover", "<p>Peace</p>", (ENGLISH,)),
            Part("agenda", "<p lang='ar'>سلام</p>", (ENGLISH, ARABIC), edge="usual"),
        ),
        edges={"usual": "<div>Packet</div>"},
        title="Packet",
        made_at=NOW,
        author="A council",
        subject="A meeting",
        layout=Layout(Paper.A4, TextSize.LARGE, Arrangement.FACING),
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


def document(**parts: Any) -> Document:
    return Document(
        **{"parts": (Part("words", "", (ENGLISH,)),), "title": "", "made_at": NOW} | parts
    )


def test_a_document_needs_a_part_in_a_language_and_a_moment_with_a_zone() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        document(parts=())
    with pytest.raises(ValueError, match="at least one language"):
        Part("words", "", ())
    with pytest.raises(ValueError, match="aware"):
        document(made_at=NOW.replace(tzinfo=None))


def test_parts_are_told_apart_by_their_names_and_know_their_edge() -> None:
    with pytest.raises(ValueError, match="same name"):
        document(parts=(Part("words", "a", (ENGLISH,)), Part("words", "b", (ENGLISH,))))
    with pytest.raises(ValueError, match="no edge"):
        document(parts=(Part("words", "a", (ENGLISH,), edge="usual"),))
    with pytest.raises(ValueError, match="cannot be named"):
        Part("The words", "", (ENGLISH,))


@pytest.mark.parametrize("name", ["press-knot.svg", "../x.svg", "a b.png", "", "http://x/"])
def test_an_asset_has_a_plain_name_of_its_own(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        document(assets={name: b""})


def test_a_code_to_scan_is_a_drawing_that_fits_its_frame() -> None:
    drawing = qr_code("https://example.org/packets/1").decode()
    assert drawing.startswith("<svg")
    assert "viewBox" in drawing
    assert qr_code("https://example.org/packets/2") != drawing.encode()
