"""Only the pinned fonts print, each script in its own, and all of them are in the file."""

import io
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from council.printing import build_fonts
from council.printing.errors import ExtraFontUnusable, NoFontForScript
from council.printing.fonts import FOLDER, SETTINGS, font_set, use_fonts
from council.printing.languages import PrintedLanguage
from council.printing.press import Press, print_document
from tests.pdf.printing_support import DATA, ENGLISH, document, printed_pair, render

MONGOLIAN = PrintedLanguage("mn-Mong", "Mong")
# What a script's own face lacks may come from these.
SHARED = {"Noto Sans", "Noto Sans Symbols", "Noto Sans Symbols2"}


def families_here() -> set[str]:
    families = set()
    for face in FOLDER.glob("*.ttf"):
        with TTFont(face, lazy=True) as font:
            families.add(font["name"].getDebugName(1))
    return families


@pytest.fixture
def mongolian_face(tmp_path: Path) -> Path:
    """A folder of an installation with a face for a script that the product has none for."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    with TTFont(FOLDER / "NotoSansCherokee-Regular.ttf") as font:
        font["name"].setName("Face of This School", 1, 3, 1, 0x409)
        font.save(folder / "Mong-FaceOfThisSchool-Regular.ttf")
    return folder


def test_the_folder_is_what_was_built() -> None:
    assert build_fonts.differences() == []


def test_every_face_is_a_static_truetype() -> None:
    for face in FOLDER.glob("*.ttf"):
        with TTFont(face, lazy=True) as font:
            assert "glyf" in font, face.name
            assert "fvar" not in font, face.name


def test_every_script_is_set_in_a_face_that_is_here() -> None:
    assert {setting.family for setting in SETTINGS.values()} <= families_here()
    assert all(setting.regular_face.is_file() for setting in SETTINGS.values())


@pytest.mark.parametrize("tag", sorted(DATA["pairs"].keys() - {"en"}))
def test_each_language_is_printed_in_its_own_face(tag: str) -> None:
    own = SETTINGS[DATA["pairs"][tag]["script"]].family
    fonts = printed_pair("en", tag).fonts
    assert fonts.keys() == {"en", tag}
    assert own in fonts[tag]
    assert set(fonts[tag]) <= {own, *SHARED}
    assert set(fonts["en"]) <= SHARED


@pytest.mark.parametrize("tag", ["ar", "zh-Hant", "my"])
def test_all_fonts_are_embedded_and_tell_their_text(tag: str) -> None:
    ours = {family.replace(" ", "-") for family in families_here()}
    with pikepdf.open(io.BytesIO(printed_pair("en", tag).pdf)) as pdf:
        found = 0
        for sheet in pdf.pages:
            for font in sheet.Resources.Font.values():
                found += 1
                assert "/ToUnicode" in font
                (inner,) = font.DescendantFonts
                assert "/FontFile2" in inner.FontDescriptor
                name = re.sub(r"^/[A-Z]{6}\+|-(Bold|Italic)$", "", str(font.BaseFont))
                assert name.removesuffix("-Bold") in ours
        assert found >= 2


EVERY_LANGUAGE = {
    **{tag: (each["script"], each["title"]) for tag, each in DATA["pairs"].items()},
    **{tag: (each["script"], each["text"][:9]) for tag, each in DATA["first_article"].items()},
}


@pytest.mark.parametrize("tag", EVERY_LANGUAGE)
def test_what_is_strong_is_set_in_bold_wherever_there_is_a_bold_face(tag: str) -> None:
    script, words = EVERY_LANGUAGE[tag]
    own = SETTINGS[script].family.replace(" ", "-")
    bold = FOLDER / f"{own.replace('-', '')}-Bold.ttf"
    language = PrintedLanguage(tag, script)
    printed = render(document(f"<h1 lang='{tag}'>{words}</h1>", language))
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        fonts = pdf.pages[0].Resources.Font.values()
        names = {re.sub(r"^/[A-Z]{6}\+", "", str(font.BaseFont)) for font in fonts}
    wanted = f"{own}-Bold" if bold.is_file() else own
    assert {name for name in names if name.removesuffix("-Bold") == own} == {wanted}


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_urdu_has_digits_of_its_own_and_persian_and_pashto_have_theirs(style: str) -> None:
    face = uharfbuzz.Face(
        uharfbuzz.Blob.from_file_path(str(FOLDER / f"NotoNaskhArabic-{style}.ttf"))
    )
    font = uharfbuzz.Font(face)

    def shaped(digits: str, language: str) -> set[int]:
        line = uharfbuzz.Buffer()
        line.add_str(digits)
        line.script, line.direction, line.language = "Arab", "rtl", language
        uharfbuzz.shape(font, line, {"tnum": True})
        for glyph, place in zip(line.glyph_infos, line.glyph_positions, strict=True):
            drawn = font.get_glyph_extents(glyph.codepoint)
            assert drawn.x_bearing + drawn.width <= place.x_advance
        return {glyph.codepoint for glyph in line.glyph_infos}

    own = shaped("۴۶۷", "ur")
    for language in ("fa", "fa-AF", "ps", "ckb"):
        others = shaped("۰۱۲۳۴۵۶۷۸۹", language)
        assert not own & others
        # An Arabic six is no Persian six.
        assert not shaped("٦", language) & others


def test_a_script_without_a_font_is_refused_with_a_way_out() -> None:
    with pytest.raises(NoFontForScript) as refused:
        render(document("<p lang='mn-Mong'>ᠮᠣᠩᠭᠣᠯ</p>", MONGOLIAN))
    assert "“Mong-”" in str(refused.value)
    assert "mn-Mong" in str(refused.value)


def test_a_face_of_the_installation_prints_its_script(mongolian_face: Path, tmp_path: Path) -> None:
    press = Press(cache=tmp_path / "cache", extra_fonts=mongolian_face)
    printed = print_document(document("<p lang='mn-Mong'>ᏣᎳᎩ</p>", MONGOLIAN), press)
    assert printed.fonts["mn-Mong"] == ("Face of This School",)
    assert printed.missing_glyphs == ()


@pytest.mark.parametrize("name", ["NotoSansMongolian-Regular.ttf", "Mong-Broken-Regular.ttf"])
def test_a_face_that_cannot_be_used_is_refused_by_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"no font")
    with pytest.raises(ExtraFontUnusable) as refused:
        font_set(tmp_path)
    assert name in str(refused.value)


def test_a_missing_folder_of_faces_is_as_an_empty_one(tmp_path: Path) -> None:
    assert font_set(tmp_path / "none").settings == SETTINGS


def test_a_face_of_the_installation_replaces_the_pinned_one(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "NotoSans-Bold.ttf", tmp_path / "Arab-Other.ttf")
    assert font_set(tmp_path).settings["Arab"].regular_face == tmp_path / "Arab-Other.ttf"
    assert font_set(tmp_path).settings["Latn"] == SETTINGS["Latn"]


def test_fonts_are_chosen_once_a_process(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="before WeasyPrint"):
        use_fonts(font_set(), tmp_path)


def test_an_undeclared_language_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no language of its part"):
        render(document("<p lang='es'>hola</p>", ENGLISH))
