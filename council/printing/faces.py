"""Faces cut down to the glyphs that a document shows; glyphs keep their numbers."""

import struct
import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# All that a PDF needs of a face whose glyphs it calls by number (ISO 32000-1, 9.9); what hints are
# made with is left out, and the hints with it.
_KEPT = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")

# OpenType, glyf: flags of a glyph that is put together from others.
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _INSTRUCTIONS = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100

_CHECKSUM_OF_ALL = 0xB1B0AFBA
_CHECKSUM_AT = 8


class FaceUnknown(LookupError):
    """A part was printed with a face that is not at hand any more."""


def fingerprint(content: bytes) -> str:
    """Tells a face from every other, by its size and the checksum that it carries of itself."""
    at, _ = _directory(content)[b"head"]
    return f"{len(content)}-{content[at + _CHECKSUM_AT : at + _CHECKSUM_AT + 4].hex()}"


def faces_by_fingerprint(folders: Iterable[Path]) -> Mapping[str, Path]:
    """Where each face lies."""
    return _faces(tuple(file for folder in folders for file in sorted(folder.glob("*.ttf"))))


@lru_cache(maxsize=4)
def _faces(files: tuple[Path, ...]) -> Mapping[str, Path]:
    return {fingerprint(file.read_bytes()): file for file in files}


@dataclass(frozen=True, slots=True)
class _Face:
    """A TrueType file, as far as glyphs are concerned."""

    content: bytes
    tables: Mapping[bytes, tuple[int, int]]
    offsets: "array[int]"
    full_widths: int

    def table(self, tag: bytes) -> bytes:
        at, length = self.tables[tag]
        return self.content[at : at + length]

    def glyph(self, number: int) -> bytes:
        start, _ = self.tables[b"glyf"]
        return self.content[start + self.offsets[number] : start + self.offsets[number + 1]]

    @property
    def count(self) -> int:
        return len(self.offsets) - 1


@lru_cache(maxsize=8)
def _face(path: Path) -> _Face:
    content = path.read_bytes()
    tables = _directory(content)
    at, length = tables[b"loca"]
    head, _ = tables[b"head"]
    is_long = struct.unpack_from(">h", content, head + 50)[0]
    offsets = array("I" if is_long else "H", content[at : at + length])
    if sys.byteorder == "little":
        offsets.byteswap()
    if not is_long:
        offsets = array("I", (2 * offset for offset in offsets))
    hhea, _ = tables[b"hhea"]
    (full_widths,) = struct.unpack_from(">H", content, hhea + 34)
    return _Face(content, tables, offsets, full_widths)


def _directory(content: bytes) -> dict[bytes, tuple[int, int]]:
    """Where each table of a file lies, and how long it is."""
    (count,) = struct.unpack_from(">H", content, 4)
    entries = (struct.unpack_from(">4sLLL", content, 12 + 16 * each) for each in range(count))
    return {tag: (at, length) for tag, _, at, length in entries}


def glyphs_in(path: Path) -> int:
    """How many glyphs a face holds."""
    return _face(path).count


def cut(path: Path, glyphs: Iterable[int]) -> bytes:
    """The face with these glyphs alone, and with those that they are put together from."""
    face = _face(path)
    shapes: dict[int, bytes] = {}
    waiting = {0, *glyphs}
    while waiting:
        number = waiting.pop()
        shapes[number], parts = _without_hints(face.glyph(number))
        waiting |= parts - shapes.keys()
    count = max(shapes) + 1
    glyf = bytearray()
    offsets = array("I")
    widths = bytearray()
    for number in range(count):
        offsets.append(len(glyf))
        shape = shapes.get(number)
        if shape is None:
            widths += b"\0\0\0\0"
            continue
        glyf += shape + bytes(-len(shape) % 4)
        widths += _metrics(face, number)
    offsets.append(len(glyf))
    if sys.byteorder == "little":
        offsets.byteswap()
    tables = {
        b"glyf": bytes(glyf),
        b"head": _patched(face.table(b"head"), {_CHECKSUM_AT: b"\0\0\0\0", 50: b"\0\1"}),
        b"hhea": _patched(face.table(b"hhea"), {34: struct.pack(">H", count)}),
        b"hmtx": bytes(widths),
        b"loca": offsets.tobytes(),
        b"maxp": _patched(face.table(b"maxp"), {4: struct.pack(">H", count), 26: b"\0\0"}),
    }
    return _assembled(tables)


def _metrics(face: _Face, number: int) -> bytes:
    """The width and the left side of a glyph; the last glyphs of a face may share one width."""
    at, _ = face.tables[b"hmtx"]
    if number < face.full_widths:
        return face.content[at + 4 * number : at + 4 * number + 4]
    last = at + 4 * (face.full_widths - 1)
    side = at + 4 * face.full_widths + 2 * (number - face.full_widths)
    return face.content[last : last + 2] + face.content[side : side + 2]


def _without_hints(shape: bytes) -> tuple[bytes, set[int]]:
    """A glyph without its hints, and the glyphs that it is put together from."""
    if not shape:
        return b"", set()
    (contours,) = struct.unpack_from(">h", shape)
    if contours >= 0:
        at = 10 + 2 * contours
        (length,) = struct.unpack_from(">H", shape, at)
        return shape[:at] + b"\0\0" + shape[at + 2 + length :], set()
    kept = bytearray(shape)
    parts = set()
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", shape, at)
        struct.pack_into(">H", kept, at, flags & ~_INSTRUCTIONS)
        parts.add(part)
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return bytes(kept[:at]), parts


def _patched(table: bytes, patches: Mapping[int, bytes]) -> bytes:
    patched = bytearray(table)
    for at, content in patches.items():
        patched[at : at + len(content)] = content
    return bytes(patched)


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    """A TrueType file of these tables."""
    count = len(_KEPT)
    power = count.bit_length() - 1
    header = struct.pack(
        ">LHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power)
    )
    entries, body = bytearray(), bytearray()
    head_at = 0
    for tag in _KEPT:
        table = tables[tag]
        at = len(header) + 16 * count + len(body)
        if tag == b"head":
            head_at = at
        entries += struct.pack(">4sLLL", tag, _checksum(table), at, len(table))
        body += table + bytes(-len(table) % 4)
    whole = bytearray(header + entries + body)
    total = (_CHECKSUM_OF_ALL - _checksum(bytes(whole))) & 0xFFFFFFFF
    struct.pack_into(">L", whole, head_at + _CHECKSUM_AT, total)
    return bytes(whole)


def _checksum(table: bytes) -> int:
    words = array("I", table + bytes(-len(table) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF
