"""Builds the font folder from named packages, or checks that it is what was built.

    python -m council.printing.build_fonts          # fetch, check, cut, write
    python -m council.printing.build_fonts --check  # compare the folder with its manifest

Needs `apt-get`, `dpkg-deb`, `pip`, fontTools and uharfbuzz in the versions that the manifest names.
"""

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from council.printing.fonts import FOLDER, MANIFEST

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


@dataclass(frozen=True, slots=True)
class Package:
    """A package that faces are taken from."""

    name: str
    version: str
    file: str
    sha256: str
    licence: str


NOTO = Package(
    name="fonts-noto-core (Debian)",
    version="20201225-1",
    file="fonts-noto-core_20201225-1_all.deb",
    sha256="58f4f0bb6720f919f92096b3508e1412a0f1544424ade6c5b5bf1eb694dd64ba",
    licence="OFL-noto.txt",
)
NOTO_WEIGHTS = Package(
    name="fonts-noto-extra (Debian)",
    version="20201225-1",
    file="fonts-noto-extra_20201225-1_all.deb",
    sha256="a44b0c7b9e3c72caf4237ab46846652d6d6eea296abfe675f6f604b6562ffd40",
    licence="OFL-noto.txt",
)
CJK = Package(
    name="justmytype-intl-cjk (PyPI)",
    version="0.1.0",
    file="justmytype_intl_cjk-0.1.0-py3-none-any.whl",
    sha256="06d9665542bfcad373716bb80583aa2d9bb2086a054fe11f706b9bd41e03f256",
    licence="OFL-noto-cjk.txt",
)

REGULAR_AND_BOLD = ("Regular", "Bold")
COPIED: dict[str, tuple[str, ...]] = {
    "NotoSans": ("Regular", "Bold", "Italic", "BoldItalic"),
    **dict.fromkeys(
        (
            "NotoSansAdlam",
            "NotoSansArmenian",
            "NotoSansBengali",
            "NotoSansCherokee",
            "NotoSansDevanagari",
            "NotoSansEthiopic",
            "NotoSansGeorgian",
            "NotoSansGujarati",
            "NotoSansGurmukhi",
            "NotoSansHanifiRohingya",
            "NotoSansHebrew",
            "NotoSansKannada",
            "NotoSansKhmer",
            "NotoSansLao",
            "NotoSansMalayalam",
            "NotoSansMyanmar",
            "NotoSansSinhala",
            "NotoSansTamil",
            "NotoSansTelugu",
            "NotoSansThai",
        ),
        REGULAR_AND_BOLD,
    ),
    **dict.fromkeys(
        (
            "NotoSansNKo",
            "NotoSansPahawhHmong",
            "NotoSansSymbols",
            "NotoSansSymbols2",
            "NotoSansSyriac",
        ),
        ("Regular",),
    ),
}

# Naskh's regular face is much lighter on paper than Latin's: its medium stands in its place.
NASKH = {"Regular": (NOTO_WEIGHTS, "Medium"), "Bold": (NOTO, "Bold")}
# It is drawn small for its size. So it is enlarged itself, and what other faces add to it, such as
# Latin names and addresses, stays as large as in other languages. Its Latin numerals fit those.
NASKH_SIZE = 1.2
NASKH_NUMERALS_SIZE = 1.03
_NARROW, _AS_WIDE = "uni06F4.10", "uni06F5.11"


def _decodable(codec: str, leads: Iterable[int], trails: Iterable[int]) -> set[str]:
    """The characters of a two-byte national character set."""
    characters: set[str] = set()
    trails = tuple(trails)
    for lead in leads:
        for trail in trails:
            try:
                characters.update(bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                continue
    return characters


BIG5_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
SJIS_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFD))
KS_X_1001_SIGNS = _decodable("euc_kr", range(0xA1, 0xAD), range(0xA1, 0xFF))
HANGUL = {chr(code) for code in range(0xAC00, 0xD7A4)} | KS_X_1001_SIGNS
GB_2312 = _decodable("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
BIG5 = _decodable("big5", range(0xA1, 0xFA), BIG5_TRAILS)
# Hong Kong's supplement: the characters that Cantonese needs.
HKSCS = _decodable("big5hkscs", range(0x87, 0xFF), BIG5_TRAILS)
# Big5's first level: the 5,401 characters in common use.
BIG5_COMMON = _decodable("big5", range(0xA1, 0xC7), BIG5_TRAILS)
JIS_X_0208 = _decodable("shift_jis", (*range(0x81, 0xA0), *range(0xE0, 0xF0)), SJIS_TRAILS)
# JIS X 0208's first level: the 2,965 characters in common use.
JIS_COMMON = _decodable("shift_jis", range(0x81, 0x99), SJIS_TRAILS)

# Latin, punctuation, Han punctuation and kana, and full-width forms, in every cut face.
SHARED = {
    chr(code)
    for block in ((0x20, 0x250), (0x2000, 0x2070), (0x3000, 0x3100), (0xFF00, 0xFFF0))
    for code in range(*block)
}

# Bold holds the common characters where the whole set is large: bold is for headings, and a rare
# character in one falls back to the regular face of its own family.
CUT: dict[str, dict[str, set[str]]] = {
    "SC": {"Regular": GB_2312, "Bold": GB_2312},
    "TC": {"Regular": BIG5 | HKSCS, "Bold": BIG5_COMMON},
    "JP": {"Regular": JIS_X_0208, "Bold": JIS_COMMON},
    "KR": {"Regular": HANGUL, "Bold": HANGUL},
}
WEIGHTS = {"Regular": 400, "Bold": 700}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _checked(package: Package, folder: Path) -> Path:
    file = folder / package.file
    if _sha256(file.read_bytes()) != package.sha256:
        raise SystemExit(f"{package.file} is not the file that was pinned.")
    return file


def _run(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - the commands are in this file


def _fetch(folder: Path) -> tuple[Path, Path]:
    """Fetch the packages by their ordinary clients and check them; gives them unpacked."""
    noto, cjk = folder / "noto", folder / "cjk"
    for package in (NOTO, NOTO_WEIGHTS):
        name, _ = package.name.split(" ")
        _run("apt-get", "download", f"{name}={package.version}", folder=folder)
        _run("dpkg-deb", "-x", str(_checked(package, folder)), str(noto), folder=folder)
    name, _ = CJK.name.split(" ")
    _run(*(sys.executable, "-m", "pip", "download", "--no-deps"), f"{name}=={CJK.version}",
         folder=folder)  # fmt: skip
    with zipfile.ZipFile(_checked(CJK, folder)) as wheel:
        wheel.extractall(cjk)
    return noto / "usr/share", cjk / "justmytype_intl_cjk/fonts/ofl"


def _cut(source: Path, family: str, style: str, characters: set[str]) -> bytes:
    """A static face of one weight with these characters, out of a variable one."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(source)))
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update({ord(character) for character in characters | SHARED})
    wanted.name_id_set.update(range(26))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    wanted.pin_axis_location(face, "wght", WEIGHTS[style])
    font = TTFont(io.BytesIO(uharfbuzz.subset(face, wanted).blob.data), recalcTimestamp=False)
    return _named(font, family, style)


def _named(font: "TTFont", family: str, style: str) -> bytes:
    """A face as the regular or bold one of its family."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID in (16, 17, 25):
            names.removeNames(nameID=record.nameID)
    full = family if style == "Regular" else f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style}"
    for name_id, text in ((1, family), (2, style), (3, postscript), (4, full), (6, postscript)):
        names.setName(text, name_id, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _naskh(font: "TTFont", style: str) -> bytes:
    """A face of Naskh as large as Latin, with Urdu's forms of digits in Urdu and Kashmiri alone."""
    _scale(font, _numerals(font), NASKH_NUMERALS_SIZE / NASKH_SIZE)
    font["head"].unitsPerEm = round(font["head"].unitsPerEm / NASKH_SIZE)
    # This edition has them everywhere, where Persian and Pashto read other digits.
    table = font["GSUB"].table
    lookups = table.LookupList.Lookup
    for feature in _localised(table, without=("URD ", "KSH ")):
        feature.LookupListIndex = [
            index
            for index in feature.LookupListIndex
            if not any("uni06F4" in getattr(sub, "mapping", ()) for sub in lookups[index].SubTable)
        ]
        feature.LookupCount = len(feature.LookupListIndex)
    # Among digits of equal width its four is narrower, and runs into the next one.
    _, left = font["hmtx"][_NARROW]
    font["hmtx"][_NARROW] = (font["hmtx"][_AS_WIDE][0], left)
    return _named(font, "Noto Naskh Arabic", style)


def _numerals(font: "TTFont") -> set[str]:
    """The glyphs of Latin numerals, of equal width and not."""
    names = {font.getBestCmap()[ord(digit)] for digit in "0123456789"}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for sub in lookup.SubTable:
            mapping = getattr(sub, "mapping", {})
            names |= {mapping[name] for name in names if isinstance(mapping.get(name), str)}
    return names


def _scale(font: "TTFont", glyphs: set[str], size: float) -> None:
    """Draw some glyphs larger or smaller; the others stay as they are."""
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    drawn = font.getGlyphSet()
    scaled = {}
    for name in sorted(glyphs):
        pen = TTGlyphPen(drawn)
        drawn[name].draw(TransformPen(pen, (size, 0, 0, size, 0, 0)))
        scaled[name] = pen.glyph()
    for name, glyph in scaled.items():
        font["glyf"][name] = glyph
        width, _ = font["hmtx"][name]
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (round(width * size), glyph.xMin)


def _localised(table: Any, without: tuple[str, ...]) -> Iterator[Any]:
    """The features of a table that give languages their own forms, but for some languages."""
    kept: set[int] = set()
    others: set[int] = set()
    for record in table.ScriptList.ScriptRecord:
        if record.Script.DefaultLangSys is not None:
            others.update(record.Script.DefaultLangSys.FeatureIndex)
        for language in record.Script.LangSysRecord:
            found = kept if language.LangSysTag in without else others
            found.update(language.LangSys.FeatureIndex)
    for index in sorted(others - kept):
        feature = table.FeatureList.FeatureRecord[index]
        if feature.FeatureTag == "locl":
            yield feature.Feature


def _faces(noto: Path, cjk: Path) -> Iterator[tuple[str, Package, str, bytes]]:
    """Each face: its file, the package and the member it comes from, its bytes."""
    from fontTools.ttLib import TTFont

    for stem, styles in COPIED.items():
        for style in styles:
            file = f"{stem}-{style}.ttf"
            member = f"fonts/truetype/noto/{file}"
            yield file, NOTO, member, (noto / member).read_bytes()
    for style, (package, weight) in NASKH.items():
        member = f"fonts/truetype/noto/NotoNaskhArabic-{weight}.ttf"
        with TTFont(noto / member, recalcTimestamp=False) as font:
            yield f"NotoNaskhArabic-{style}.ttf", package, member, _naskh(font, style)
    for code, cuts in CUT.items():
        member = f"notosans{code.lower()}/NotoSans{code}[wght].ttf"
        for style, characters in cuts.items():
            content = _cut(cjk / member, f"Noto Sans {code}", style, characters)
            yield f"NotoSans{code}-{style}.ttf", CJK, member, content


def _noto_licence(noto: Path) -> str:
    """The licence text out of Debian's copyright file, with the holders it names."""
    lines = (noto / "doc/fonts-noto-core/copyright").read_text("utf-8").splitlines()
    start = max(i for i, line in enumerate(lines) if line == "License: OFL-1.1")
    text: list[str] = []
    for line in lines[start + 1 :]:
        if not line.startswith(" "):
            break
        text.append("" if line == " ." else line.strip())
    return "\n".join(
        [
            "Copyright 2010, 2012-2020 Google Inc., 2015-2020 Google LLC",
            "",
            "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
            "",
            *text,
            "",
        ]
    )


def build() -> None:
    """Write the faces, their licences and their manifest anew."""
    with tempfile.TemporaryDirectory() as scratch:
        noto, cjk = _fetch(Path(scratch))
        for old in FOLDER.glob("*.ttf"):
            old.unlink()
        faces = {}
        for file, package, member, content in _faces(noto, cjk):
            (FOLDER / file).write_bytes(content)
            faces[file] = {
                "package": package.file,
                "member": member,
                "licence": package.licence,
                "sha256": _sha256(content),
            }
        (FOLDER / NOTO.licence).write_text(_noto_licence(noto), "utf-8")
        (FOLDER / CJK.licence).write_bytes((cjk / "notosanssc/OFL.txt").read_bytes())
    manifest = {
        "packages": {
            package.file: {
                "name": package.name,
                "version": package.version,
                "sha256": package.sha256,
            }
            for package in (NOTO, NOTO_WEIGHTS, CJK)
        },
        "cut_with": {name: version(name) for name in ("fonttools", "uharfbuzz")},
        "faces": faces,
    }
    MANIFEST.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")


def differences() -> list[str]:
    """What in the font folder is not as the manifest says, one sentence each."""
    faces = json.loads(MANIFEST.read_text("utf-8"))["faces"]
    present = {path.name for path in FOLDER.glob("*.ttf")}
    found = [f"{file} is missing." for file in sorted(faces.keys() - present)]
    found += [f"{file} is not in the manifest." for file in sorted(present - faces.keys())]
    found += [
        f"{file} is not the face that was built."
        for file in sorted(present & faces.keys())
        if _sha256((FOLDER / file).read_bytes()) != faces[file]["sha256"]
    ]
    return found


def main() -> int:
    """Build the font folder, or check it; the exit code says whether it is in order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare the folder with its manifest")
    if not parser.parse_args().check:
        build()
    found = differences()
    for sentence in found:
        sys.stderr.write(sentence + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
