"""Which font prints which script: a folder of pinned faces, and nothing that a system brings."""

import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from council.printing.languages import PrintedLanguage
from council.printing.printable import printable
from council.refusals import Refusal

FOLDER = Path(__file__).parent / "fonts"
MANIFEST = FOLDER / "manifest.json"

# A further face says in its name which script it is for: Mong-NotoSansMongolian-Regular.ttf.
_EXTRA_FACE = re.compile(r"(?P<script>[A-Z][a-z]{3})-.+\.ttf")

# OpenType, OS/2 fsSelection bit 7: the typographic metrics are the ones to use.
_USE_TYPO_METRICS = 1 << 7


@dataclass(frozen=True, slots=True)
class Setting:
    """How a script is set beside Latin, so that both columns look equally large and dark.

    `scale` is its size relative to Latin's, `leading` the steps of the baseline rhythm that its
    lines need beyond Latin's. Both are measured (tests/pdf/evenness.py).
    """

    family: str
    scale: float = 1.0
    leading: float = 0
    file: Path | None = None

    @property
    def regular_face(self) -> Path:
        """The face that running text is set in."""
        return self.file or FOLDER / f"{self.family.replace(' ', '')}-Regular.ttf"


# Letters of running text are as high on average as Latin's, and its columns as dark, by measure;
# then they were looked at beside English. Scripts whose letters all fill a square keep what that
# takes: Han and Hangul are a third higher than Latin, kana a fifth, Ethiopic and Sinhala an eighth
# or more. Han stays a seventh darker, since lines further apart would fall asunder, and Arabic a
# fifth lighter, since larger type would touch the next line.
_LATIN = Setting("Noto Sans")
_ARABIC = Setting("Noto Naskh Arabic", leading=1)  # enlarged by a fifth in build_fonts.py
_CHINESE_SIMPLIFIED = Setting("Noto Sans SC", scale=0.96, leading=1)
_KOREAN = Setting("Noto Sans KR", scale=0.96, leading=0.5)
_JAPANESE = Setting("Noto Sans JP", scale=0.96, leading=0.5)

SETTINGS: dict[str, Setting] = {
    "Adlm": Setting("Noto Sans Adlam", leading=1),
    "Arab": _ARABIC,
    # Urdu's hanging style reads back badly from a PDF, so it is set in Naskh, as its newspapers'
    # web pages are, unless the installation brings a face of its own.
    "Aran": _ARABIC,
    "Armn": Setting("Noto Sans Armenian"),
    "Beng": Setting("Noto Sans Bengali", leading=1),
    "Cher": Setting("Noto Sans Cherokee", scale=1.08),
    "Cyrl": _LATIN,
    "Deva": Setting("Noto Sans Devanagari", leading=1),
    "Ethi": Setting("Noto Sans Ethiopic", scale=0.98, leading=0.5),
    "Geor": Setting("Noto Sans Georgian", scale=0.96, leading=0.5),
    "Grek": _LATIN,
    "Gujr": Setting("Noto Sans Gujarati", leading=0.5),
    "Guru": Setting("Noto Sans Gurmukhi", leading=1),
    "Hang": _KOREAN,
    "Hani": _CHINESE_SIMPLIFIED,
    "Hans": _CHINESE_SIMPLIFIED,
    "Hant": Setting("Noto Sans TC", scale=0.96, leading=1),
    "Hebr": Setting("Noto Sans Hebrew", scale=1.04),
    "Hmng": Setting("Noto Sans Pahawh Hmong"),
    "Jpan": _JAPANESE,
    "Khmr": Setting("Noto Sans Khmer", scale=1.04, leading=2),
    "Knda": Setting("Noto Sans Kannada", scale=0.95, leading=1),
    "Kore": _KOREAN,
    "Laoo": Setting("Noto Sans Lao", scale=1.06, leading=1.5),
    "Latn": _LATIN,
    "Mlym": Setting("Noto Sans Malayalam", leading=1),
    "Mymr": Setting("Noto Sans Myanmar", scale=0.96, leading=1.5),
    "Nkoo": Setting("Noto Sans NKo", leading=1),
    "Rohg": Setting("Noto Sans Hanifi Rohingya", leading=1),
    "Sinh": Setting("Noto Sans Sinhala", scale=0.95, leading=1),
    "Syrc": Setting("Noto Sans Syriac", scale=1.18, leading=1),
    "Taml": Setting("Noto Sans Tamil", scale=0.95, leading=1),
    "Telu": Setting("Noto Sans Telugu", scale=0.97, leading=1),
    "Thai": Setting("Noto Sans Thai", scale=1.06, leading=1),
}

# What a script's own face lacks is taken from these, in this order, so that the same character
# never comes from a face that chance chose: Latin, signs, then Han.
FALLBACKS = (
    "Noto Sans",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans SC",
    "Noto Sans TC",
)


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces that a printer may use: the pinned ones, and those of the installation."""

    settings: dict[str, Setting]
    folders: tuple[Path, ...]

    def setting(self, language: PrintedLanguage) -> Setting:
        """How a language is set; raises NoFontForScript where no face holds its script."""
        try:
            return self.settings[language.script]
        except KeyError:
            # Refusals speak the person's language; a process that only prints spares itself that.
            from council.printing.errors import NoFontForScript

            raise NoFontForScript(language.tag, language.script) from None

    def families(self, language: PrintedLanguage) -> tuple[str, ...]:
        """The families that a language is printed in, the first by right, the rest to fill in."""
        return tuple(dict.fromkeys((self.setting(language).family, *FALLBACKS)))


def font_set(extra: Path | None = None) -> FontSet:
    """The pinned faces, and the faces that an installation keeps in a folder of its own.

    Raises ExtraFontUnusable for a face there that is no static TrueType.
    """
    if extra is None or not extra.is_dir():
        return FontSet(SETTINGS, (FOLDER,))
    settings = dict(SETTINGS)
    for file in sorted(extra.glob("*.ttf")):
        match = _EXTRA_FACE.fullmatch(file.name)
        if match is None:
            raise _unusable(file)
        standard = SETTINGS.get(match["script"])
        settings[match["script"]] = Setting(
            _family(file),
            scale=standard.scale if standard else 1.0,
            leading=standard.leading if standard else 2,
            file=file,
        )
    return FontSet(settings, (FOLDER, extra))


@cache
def height_of_middle(face: Path) -> float:
    """How far a face's baseline lies below the middle of its lines, in parts of its size."""
    from fontTools.ttLib import TTFont

    with TTFont(face, lazy=True) as font:
        if font["OS/2"].fsSelection & _USE_TYPO_METRICS:
            up, down = font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender
        else:
            up, down = font["hhea"].ascent, font["hhea"].descent
        middle: float = (up + down) / 2 / font["head"].unitsPerEm
    return middle


# They have no ink of their own: a font that lacks them shows nothing in their place (Unicode,
# Default_Ignorable_Code_Point, as far as it is no format control).
_INKLESS = frozenset(
    chr(code)
    for first, last in ((0x34F, 0x34F), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
)


@cache
def _held_by(face: Path) -> frozenset[int]:
    """The characters that a face has a glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(face, lazy=True) as font:
        return frozenset(font.getBestCmap())


def characters_without_font(words: str, fonts: FontSet) -> tuple[str, ...]:
    """The characters that none of the faces holds, each once; they would print as empty boxes."""
    faces = [face for folder in fonts.folders for face in sorted(folder.glob("*.ttf"))]
    shown = dict.fromkeys(printable(words))
    return tuple(character for character in shown if not _is_held(character, faces))


def _is_held(character: str, faces: Iterable[Path]) -> bool:
    if character in _INKLESS or unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return True
    parts = {ord(part) for part in unicodedata.normalize("NFD", character)}
    return any(ord(character) in held or parts <= held for held in map(_held_by, faces))


def _family(file: Path) -> str:
    """The family name of a static TrueType face."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with file.open("rb") as content, TTFont(content, lazy=True) as font:
            # PostScript outlines print as blank pages in one common reader, and a variable face
            # slows every print.
            if "glyf" not in font or "fvar" in font:
                raise _unusable(file)
            name: str | None = font["name"].getDebugName(1)
    except TTLibError:
        raise _unusable(file) from None
    if not name:
        raise _unusable(file)
    return name


def _unusable(file: Path) -> Refusal:
    from council.printing.errors import ExtraFontUnusable

    return ExtraFontUnusable(file.name)


# A face is chosen by its family and weight alone: fontconfig would rather take a regular face that
# it thinks complete for a language than a bold one that lacks rare characters.
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
  <match target="pattern"><edit name="lang" mode="delete_all"/></match>
</fontconfig>
"""


def _configuration(folders: Iterable[Path], cache: Path) -> str:
    listed = "\n".join(f"  <dir>{escape(str(folder.resolve()))}</dir>" for folder in folders)
    return _CONFIGURATION.format(folders=listed, cache=escape(str(cache.resolve())))


_in_use: FontSet | None = None


def use_fonts(fonts: FontSet, cache_folder: Path) -> None:
    """Let this process print with these faces alone; comes before the engine is imported."""
    global _in_use
    if "weasyprint" in sys.modules:
        raise RuntimeError("the fonts are chosen before WeasyPrint is imported, once a process")
    cache_folder.mkdir(parents=True, exist_ok=True)
    content = _configuration(fonts.folders, cache_folder)
    configuration = cache_folder / "fonts.conf"
    # Several processes may start at once: each puts the whole file in place in one step.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=cache_folder, delete=False) as file:
        file.write(content)
    Path(file.name).replace(configuration)
    os.environ["FONTCONFIG_FILE"] = str(configuration.resolve())
    os.environ.pop("FONTCONFIG_PATH", None)
    _in_use = fonts


def fonts_in_use() -> FontSet:
    """The faces that this process prints with."""
    if _in_use is None:
        raise RuntimeError("call use_fonts() before printing")
    return _in_use
