"""A face cut down draws the same glyphs, under the same numbers, in far fewer bytes."""

import io
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from council.printing.faces import cut, faces_by_fingerprint, fingerprint, glyphs_in
from council.printing.fonts import FOLDER


def drawn(font: TTFont, number: int) -> object:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getGlyphName(number)].draw(pen)
    return pen.value


@pytest.mark.parametrize(
    "name", ["NotoSans-Regular", "NotoNaskhArabic-Bold", "NotoSansMyanmar-Regular"]
)
def test_glyphs_keep_their_numbers_their_shapes_and_their_widths(name: str) -> None:
    path = FOLDER / f"{name}.ttf"
    whole = TTFont(path)
    numbers = range(3, glyphs_in(path), 17)
    content = cut(path, numbers)
    small = TTFont(io.BytesIO(content))
    assert small["maxp"].numGlyphs == max(numbers) + 1
    for number in numbers:
        assert drawn(small, number) == drawn(whole, number)
        assert (
            small["hmtx"][small.getGlyphName(number)] == whole["hmtx"][whole.getGlyphName(number)]
        )
    assert len(content) < path.stat().st_size / 3


def test_what_a_glyph_is_put_together_from_comes_with_it() -> None:
    path = FOLDER / "NotoSans-Regular.ttf"
    whole = TTFont(path)
    composite = next(
        number
        for number, name in enumerate(whole.getGlyphOrder())
        if whole["glyf"][name].isComposite()
    )
    small = TTFont(io.BytesIO(cut(path, [composite])))
    assert drawn(small, composite) == drawn(whole, composite)


def test_what_nobody_shows_is_left_out() -> None:
    path = FOLDER / "NotoSans-Regular.ttf"
    small = TTFont(io.BytesIO(cut(path, [40])))
    assert [number for number in range(1, 40) if drawn(small, number)] == []
    assert "cmap" not in small
    assert "fpgm" not in small


def test_a_cut_is_the_same_bytes_whatever_the_order() -> None:
    path = FOLDER / "NotoSans-Regular.ttf"
    assert cut(path, [50, 40, 60]) == cut(path, [60, 50, 40, 40])


def test_a_file_keeps_its_own_checksum() -> None:
    content = cut(FOLDER / "NotoSans-Regular.ttf", [40, 50])
    words = [int.from_bytes(content[at : at + 4], "big") for at in range(0, len(content), 4)]
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


def test_each_face_is_told_from_every_other(tmp_path: Path) -> None:
    files = sorted(FOLDER.glob("*.ttf"))
    found = faces_by_fingerprint([FOLDER, tmp_path])
    assert sorted(found.values()) == files
    assert found[fingerprint(files[0].read_bytes())] == files[0]
