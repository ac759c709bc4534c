"""The fonts of parts: noted where a part is painted, put in once where parts are joined.

WeasyPrint keeps the numbers that glyphs have in their face, so one cut of a face serves all parts.
What a glyph stands for is written in a font; where two parts use one glyph for different texts,
two fonts share the face.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pydyf
from pikepdf import Array, Dictionary, Name, Stream, String

from council.printing.faces import FaceUnknown, cut, faces_by_fingerprint, fingerprint

# As many as an entry of a mapping can hold (Adobe Technical Note 5014).
_MOST_AT_ONCE = 100

_SMALLEST = 9


def note_fonts(
    pdf: Any, fonts: Mapping[Any, Any], compress: bool, _subset: bool, _options: Any
) -> Any:
    """Stands for WeasyPrint's build_fonts_dictionary: describes fonts instead of embedding them."""
    noted = pydyf.Dictionary()
    for font in fonts.values():
        if font.hash in noted:
            # A face in several sizes: all know the same of its glyphs (Painting.share).
            continue
        described = {
            "name": font.name.decode().removeprefix("/"),
            "family": font.family,
            "face": fingerprint(bytes(font.file_content)),
            "ascent": font.ascent,
            "descent": font.descent,
            "flags": font.flags,
            "texts": font.to_unicode,
            "widths": font.widths,
            "missing": sorted(font.missing.values()),
        }
        stream = pydyf.Stream([json.dumps(described).encode()], compress=compress)
        pdf.add_object(stream)
        noted[font.hash] = stream.reference
    return noted


@dataclass(slots=True)
class NotedFont:
    """A font as a part uses it."""

    name: str
    family: str
    face: str
    ascent: int
    descent: int
    flags: int
    texts: dict[int, str]
    widths: dict[int, float]
    missing: frozenset[int]

    @classmethod
    def read(cls, stream: Any) -> "NotedFont":
        """What note_fonts() noted."""
        noted = json.loads(stream.read_bytes())
        for each in ("texts", "widths"):
            noted[each] = {int(glyph): value for glyph, value in noted[each].items()}
        return cls(**{**noted, "missing": frozenset(noted["missing"])})

    def agrees_with(self, other: "NotedFont") -> bool:
        """Whether both can be one font."""
        return _agree(self.texts, other.texts) and _agree(self.widths, other.widths)

    def take(self, other: "NotedFont") -> None:
        """Be the font of another part as well."""
        self.texts |= other.texts
        self.widths |= other.widths
        self.missing |= other.missing


def _agree(some: Mapping[int, Any], others: Mapping[int, Any]) -> bool:
    return all(some.get(glyph, value) == value for glyph, value in others.items())


@dataclass(slots=True)
class _Variant:
    """One font of a face, and the places in the document that call it."""

    noted: NotedFont
    called: list[tuple[Any, str]] = field(default_factory=list)


class JoinedFonts:
    """All fonts of a document, each face embedded once."""

    def __init__(self, pdf: pikepdf.Pdf, folders: Iterable[Path]) -> None:
        self._pdf = pdf
        self._files = faces_by_fingerprint(folders)
        self._faces: dict[str, list[_Variant]] = {}

    def use(self, noted: NotedFont, fonts: Any, name: str) -> None:
        """Let a name in a page's fonts mean this font; put_in() fulfils it."""
        variants = self._faces.setdefault(noted.name, [])
        for variant in variants:
            if variant.noted.agrees_with(noted):
                variant.noted.take(noted)
                break
        else:
            variant = _Variant(noted)
            variants.append(variant)
        variant.called.append((fonts, name))

    def put_in(self) -> None:
        """Embed the faces, cut down to what is shown; raises FaceUnknown."""
        for variants in self._faces.values():
            described = self._described([variant.noted for variant in variants])
            for variant in variants:
                font = self._font(variant.noted, described)
                for fonts, name in variant.called:
                    fonts[name] = font

    def _described(self, used: list[NotedFont]) -> Any:
        """The descriptor of a face, with the glyphs that any of these fonts shows."""
        first = used[0]
        if first.face not in self._files:
            raise FaceUnknown(first.name)
        content = cut(
            self._files[first.face],
            sorted({glyph for font in used for glyph in _shown(font)}),
        )
        file = self._stream(content)
        file.Length1 = len(content)
        widest = max((width for font in used for width in font.widths.values()), default=0)
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name(f"/{first.name}"),
                FontFamily=String(first.family),
                Flags=first.flags,
                FontBBox=Array([0, first.descent, widest, first.ascent]),
                ItalicAngle=0,
                Ascent=first.ascent,
                Descent=first.descent,
                CapHeight=first.ascent,
                StemV=80,
                StemH=80,
                FontFile2=file,
            )
        )

    def _font(self, noted: NotedFont, descriptor: Any) -> Any:
        name = Name(f"/{noted.name}")
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            CIDToGIDMap=self._boxes(noted) if noted.missing else Name.Identity,
            W=_runs(noted.widths),
            FontDescriptor=descriptor,
        )
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([self._pdf.make_indirect(descendant)]),
                ToUnicode=self._stream(_mapping(noted.texts)),
            )
        )

    def _boxes(self, noted: NotedFont) -> Any:
        """Which glyph each code shows: those of characters that no font holds show a box."""
        last = max(noted.missing)
        mapping = bytearray()
        for code in range(last + 1):
            mapping += (0 if code in noted.missing else code).to_bytes(2, "big")
        return self._stream(bytes(mapping))

    def _stream(self, content: bytes) -> Any:
        stream = Stream(self._pdf, b"")
        stream.write(zlib.compress(content, _SMALLEST), filter=Name.FlateDecode)
        return self._pdf.make_indirect(stream)


def _shown(noted: NotedFont) -> set[int]:
    return (noted.texts.keys() | noted.widths.keys()) - noted.missing


def _runs(widths: Mapping[int, float]) -> Array:
    """Widths as a font has them (ISO 32000-1, 9.7.4.3)."""
    runs: list[Any] = []
    for glyph in sorted(widths):
        if not runs or glyph != runs[-2] + len(runs[-1]):
            runs += [glyph, []]
        runs[-1].append(widths[glyph])
    return Array([Array(each) if isinstance(each, list) else each for each in runs])


def _mapping(texts: Mapping[int, str]) -> bytes:
    """What each glyph stands for (ISO 32000-1, 9.10.3)."""
    pairs = [f"<{glyph:04x}> <{texts[glyph].encode('utf-16-be').hex()}>" for glyph in sorted(texts)]
    blocks = (pairs[at : at + _MOST_AT_ONCE] for at in range(0, len(pairs), _MOST_AT_ONCE))
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines).encode()
