"""Documents on their way to the printer's process and back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from council.printing.assembling import Assembly
from council.printing.document import (
    Arrangement,
    Bookmark,
    Document,
    Kind,
    Layout,
    Manuscript,
    Paper,
    Part,
    Place,
    Printed,
    PrintedPart,
    TextSize,
)
from council.printing.figures import qr_code
from council.printing.languages import PrintedLanguage
from council.printing.passages import Words
from council.printing.wire import (
    pack_assembly,
    pack_manuscript,
    pack_printed,
    pack_printed_part,
    pack_refused,
    unpack_answer,
    unpack_job,
)

ENGLISH = PrintedLanguage("en", "Latn")
ARABIC = PrintedLanguage("ar", "Arab")
NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


LEFT = Place(0, 51.5, 700.25)


def printed_part(pdf: bytes, pages: int = 1) -> PrintedPart:
    return PrintedPart(
        pdf=pdf,
        pages=pages,
        places={"agenda": LEFT},
        bookmarks=(Bookmark(1, "Agenda · جدول", Place(1, 0, 10)),),
        missing_glyphs=("\U0001f600",),
        fonts={"en": ("Noto Sans",), "ar": ("Noto Naskh Arabic", "Noto Sans")},
        refused_addresses=("http://example.org/",),
    )


def test_a_manuscript_arrives_as_it_was_sent() -> None:
    manuscript = Manuscript(
        kind=Kind.EDGE,
        body="<p lang='ar'>سلام\ud800</p>",
        languages=(ENGLISH, ARABIC),
        layout=Layout(Paper.A4, TextSize.LARGE, Arrangement.FACING),
        styles="p { color: red }",
        assets={"qr.svg": b"\x00\xff\n<svg/>", "empty.svg": b""},
        numbers={"agenda": 3},
    )
    assert unpack_job(pack_manuscript(manuscript)) == manuscript


@pytest.mark.parametrize("watermark", [(), (Words("Preview", ENGLISH), Words("معاينة", ARABIC))])
def test_what_is_to_be_joined_arrives_but_for_what_is_on_its_pages(
    watermark: tuple[Words, ...],
) -> None:
    document = Document(
        parts=(
            Part("cover", "<p>Peace</p>", (ENGLISH,)),
            Part("agenda", "<p lang='ar'>سلام</p>", (ARABIC, ENGLISH), edge="usual"),
        ),
        edges={"usual": "<div>Packet</div>"},
        title="Packet",
        made_at=NOW,
        author="A council",
        subject="A meeting",
        layout=Layout(Paper.A4, TextSize.LARGE, Arrangement.FACING),
        watermark=watermark,
        assets={"qr.svg": b"<svg/>"},
        styles="p { color: red }",
    )
    assembly = Assembly(
        document,
        {"cover": printed_part(b"%PDF cover\n"), "agenda": printed_part(b"%PDF agenda", 3)},
        {"usual": printed_part(b"%PDF edge")},
        printed_part(b"%PDF mark") if watermark else None,
    )
    bare = replace(
        document,
        parts=tuple(replace(part, body="") for part in document.parts),
        edges={"usual": ""},
        assets={},
        styles="",
    )
    assert unpack_job(pack_assembly(assembly)) == replace(assembly, document=bare)


def test_a_printed_part_comes_back_byte_by_byte() -> None:
    printed = printed_part(b"%PDF\n\x00\n", 3)
    assert unpack_answer(pack_printed_part(printed)) == printed


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
