"""Paints one line of text so that every reader gets back the characters that were set.

A PDF maps each glyph to one text for good. Where a cluster of glyphs is not the plain sequence of
its characters, two ways make up for it:

- Read from the left, the cluster says its text outright (ActualText, ISO 32000-1, 14.9.4).
- Read from the right, readers turn round whatever they find, ActualText too, and take a vowel sign
  that is moved up for a line of its own. So the cluster is painted as outlines, and its characters
  lie under it unseen, one glyph each, in the order in which they stand on the line.
"""

import struct
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import pydyf
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from council.printing.line_breaks import ZERO_WIDTH_SPACE
from council.printing.outlines import Face, Outline, face_in

SOFT_HYPHEN = "\u00ad"

# Zero width non-joiner and joiner: unseen, but Persian and Nepali spell with them.
_JOINERS = frozenset("\u200c\u200d")

# The canonical combining class of signs that silence a letter's vowel, and stack the next.
_VIRAMA = 9
_ASAT = "\u103a"

# PDF measures glyphs in thousandths of the size of their font.
_GLYPH_SPACE = 1000

_FILLED, _UNSEEN = 0, 3

# Pango's marks for a glyph that leaves no ink and takes no room of its own, and for a character
# that no font holds (pango-glyph.h).
_EMPTY = pango.PANGO_GLYPH_EMPTY
_UNKNOWN = pango.PANGO_GLYPH_UNKNOWN_FLAG

# PangoGlyphInfo: the glyph, its width and offsets, and what Pango notes for itself.
_GLYPH = struct.Struct("=IiiiI")


@dataclass(slots=True)
class Painting:
    """What is noted while one document is painted."""

    # The boxes of what is no content: heads repeated.
    aside: set[Any] = field(default_factory=set)
    # What tagged elements come from, by their number.
    origins: dict[int, Hashable] = field(default_factory=dict)
    # The heads of tables by their element, and what stands for them where they are repeated.
    heads: dict[Any, Any] = field(default_factory=dict)
    repeated: list[tuple[Any, Any]] = field(default_factory=list)
    fonts: dict[str, set[str]] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    # Glyphs whose text was a guess, because they were only seen as a part of a cluster.
    guessed: set[tuple[str, int]] = field(default_factory=set)
    # Signs that were drawn: what to call to have them again.
    signs: dict[Any, str] = field(default_factory=dict)
    # By font and size, how a character is written that one glyph stands for: its code, and a move.
    plain: dict[Any, dict[Any, tuple[str, str]]] = field(default_factory=dict)
    faces: dict[str, Face] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=dict)

    def share(self, font: Any) -> None:
        """Let all fonts of one face know the same of its glyphs: a page calls them by one name."""
        known = self.sizes.setdefault(font.hash, font)
        font.to_unicode, font.widths, font.missing = known.to_unicode, known.widths, known.missing

    def face(self, font: Any) -> Face:
        """The face behind one of WeasyPrint's fonts."""
        if font.hash not in self.faces:
            self.faces[font.hash] = face_in(bytes(font.file_content))
        return self.faces[font.hash]


class _Glyph(NamedTuple):
    """A glyph where the layout has put it, in Pango's units."""

    code: int
    width: int
    aside: int
    lowered: int
    noted: int


@dataclass(slots=True)
class _Cluster:
    """Glyphs that belong together, in the order in which they are painted, and their text."""

    start: int
    text: str
    glyphs: list[_Glyph]

    @property
    def painted(self) -> list[_Glyph]:
        """The glyphs that leave ink or room."""
        return [info for info in self.glyphs if info.code != _EMPTY]

    @property
    def width(self) -> float:
        return float(sum(info.width for info in self.glyphs) * FROM_UNITS)

    @property
    def is_displaced(self) -> bool:
        """Whether a glyph is moved from where the text puts it."""
        return any(info.aside or info.lowered for info in self.painted)

    @property
    def is_missing(self) -> bool:
        """Whether a character has no glyph."""
        return any(info.code & _UNKNOWN for info in self.painted)


def paint_line(noted: Painting, stream: Any, textbox: Any, matrix: Any) -> list[Any]:
    """Paint a line of text; gives the outlines that are to be painted after it."""
    families = noted.fonts.setdefault(textbox.style["lang"] or "", set())
    layout = textbox.pango_layout
    if not getattr(layout, "is_as_measured", False):
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    first_line, _ = layout.get_first_line()
    utf8 = layout.text.encode()
    hyphen = textbox.style["hyphenate_character"]
    # The hyphen that layout puts at the end of a line, as print.css has it: never one of the text.
    hyphen_at = len(utf8) - len(hyphen.encode()) * layout.text.endswith(hyphen)

    stream.set_text_matrix(*matrix.values)
    painter = _Painter(noted, stream, textbox.style["font_size"])
    run = first_line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        painter.use_font(item.item.analysis.font)
        families.add(painter.font.family)
        from_right = bool(item.item.analysis.level % 2)
        glyphs = _glyphs(item)
        starts = ffi.unpack(item.glyphs.log_clusters, len(glyphs))
        end = item.item.offset + item.item.length
        if not from_right and end <= hyphen_at:
            text = utf8[item.item.offset : end].decode()
            if len(text) == len(glyphs) == len(set(starts)) and all(map(_stands_alone, text)):
                painter.letters(text, glyphs)
                continue
        for cluster in _clusters(item, glyphs, starts, utf8, from_right):
            if cluster.start >= hyphen_at:
                cluster.text = SOFT_HYPHEN
            painter.cluster(cluster, from_right)
    painter.flush()
    return painter.outlines


# What _Glyph names, as Pango tells it.
_Told = tuple[int, int, int, int, int]


def _glyphs(item: Any) -> list[_Told]:
    """The glyphs of a run in the order in which they are painted."""
    size = item.glyphs.num_glyphs * _GLYPH.size
    return list(_GLYPH.iter_unpack(ffi.buffer(item.glyphs.glyphs, size)))


@lru_cache(maxsize=4096)
def _stands_alone(character: str) -> bool:
    """Whether a character is a cluster by itself, wherever it stands; spaces that part are none."""
    return (
        character != ZERO_WIDTH_SPACE
        and character not in _JOINERS
        and not unicodedata.category(character).startswith("M")
        and unicodedata.normalize("NFC", character) == character
    )


def _clusters(
    item: Any, glyphs: list[_Told], starts: list[int], utf8: bytes, from_right: bool
) -> Iterator[_Cluster]:
    """The clusters of a run in the order in which they are painted."""
    count = len(glyphs)
    ends = dict(zip(ordered := sorted(set(starts)), [*ordered[1:], item.item.length], strict=True))
    clusters: list[_Cluster] = []
    first = 0
    for after in range(1, count + 1):
        if after == count or starts[after] != starts[first]:
            start = item.item.offset + starts[first]
            end = item.item.offset + ends[starts[first]]
            text = utf8[start:end].decode().replace(ZERO_WIDTH_SPACE, "")
            text = unicodedata.normalize("NFC", text)
            clusters.append(_Cluster(start, text, [_Glyph(*each) for each in glyphs[first:after]]))
            first = after
    return iter(clusters) if from_right else _joined(clusters)


def _joined(clusters: list[_Cluster]) -> Iterator[_Cluster]:
    """Clusters of a run from the left, each letter together with the signs around it.

    Pango parts them, and a reader that sees a sign moved aside takes it for a word of its own.
    """
    letter: _Cluster | None = None
    for cluster in clusters:
        if letter and (_belongs_to_letter(cluster.text) or _wants_a_letter(letter.text)):
            letter.text += cluster.text
            letter.glyphs += cluster.glyphs
            continue
        if letter:
            yield letter
        letter = cluster
    if letter:
        yield letter


def _belongs_to_letter(text: str) -> bool:
    first = text[:1]
    return first in _JOINERS or (first != "" and unicodedata.category(first).startswith("M"))


def _wants_a_letter(text: str) -> bool:
    """Whether the next letter is stacked on this one; Burmese's final sign ends one instead."""
    return unicodedata.combining(text[-1:] or " ") == _VIRAMA and text[-1] != _ASAT


class _Painter:
    """The text of one line on its way into the page."""

    def __init__(self, noted: Painting, stream: Any, line_size: float) -> None:
        self.outlines: list[Any] = []
        self.font: Any = None
        self._noted = noted
        self._stream = stream
        self._line_size = line_size
        self._pango_font: Any = None
        self._size = 0.0
        self._along = 0.0
        self._pieces: list[str] = []
        self._open = False

    def use_font(self, pango_font: Any) -> None:
        """Go on in this font."""
        if pango_font == self._pango_font:
            return
        self.flush()
        self._pango_font = pango_font
        self.font, self._size = self._stream.add_font(pango_font)
        self._noted.share(self.font)
        self._stream.set_font_size(self.font.hash, self._size)

    def letters(self, text: str, glyphs: list[_Told]) -> None:
        """Paint characters from the left, each of which has one glyph of its own."""
        plain = self._noted.plain.setdefault((self.font.hash, self._size), {})
        pieces, is_open, along = self._pieces, self._open, self._along
        for character, glyph in zip(text, glyphs, strict=True):
            code, width, aside, lowered, _ = glyph
            known = plain.get((character, code, width))
            if known is None or aside or lowered:
                self._open, self._along = is_open, along
                self.cluster(_Cluster(0, character, [_Glyph(*glyph)]), from_right=False)
                is_open, along = self._open, self._along
                if self._is_settled(code, character):
                    move = self.font.widths[code] - self._thousandths(width * FROM_UNITS)
                    plain[character, code, width] = f"{code:04x}", f"> {move} " if move else ""
                continue
            written, move = known
            pieces.append(written if is_open else f"<{written}")
            is_open = not move
            if move:
                pieces.append(move)
            along += width * FROM_UNITS
        self._open, self._along = is_open, along

    def _is_settled(self, code: int, character: str) -> bool:
        """Whether a glyph stands for this character for good."""
        return (
            self.font.to_unicode.get(code) == character
            and code in self.font.widths
            and (self.font.hash, code) not in self._noted.guessed
        )

    def cluster(self, cluster: _Cluster, from_right: bool) -> None:
        """Paint one cluster in such a way that it gives back its text."""
        if from_right:
            if not self._is_plain_from_right(cluster) and self._paint_over_letters(cluster):
                return
        elif not self._tells(cluster):
            self._paint_saying_text(cluster)
            return
        self._paint(cluster)

    def flush(self) -> None:
        """Write what has been gathered."""
        self._close()
        if self._pieces:
            self._stream.show_text("".join(self._pieces))
            self._pieces.clear()

    # --- From the left ---

    def _tells(self, cluster: _Cluster) -> bool:
        """Whether a cluster's glyphs give back its text by themselves."""
        codes = [info.code for info in cluster.painted]
        if not codes or cluster.is_missing:
            return True
        if len(codes) == 1:
            return self._stands_for(codes[0], cluster.text)
        if self._is_plain_sequence(cluster, codes):
            return True
        for place, code in enumerate(codes):
            if code not in self.font.to_unicode:
                # For readers that don't heed the text said outright.
                self.font.to_unicode[code] = cluster.text if place == 0 else ""
                self._noted.guessed.add((self.font.hash, code))
        return False

    def _is_plain_sequence(self, cluster: _Cluster, codes: list[int]) -> bool:
        """Whether a cluster is its characters one by one, each by its own glyph in its place."""
        if len(codes) != len(cluster.text) or cluster.is_displaced:
            return False
        face = self._noted.face(self.font)
        return all(
            face.glyph(character) == code and self._stands_for(code, character)
            for character, code in zip(cluster.text, codes, strict=True)
        )

    def _paint_saying_text(self, cluster: _Cluster) -> None:
        """Paint a cluster in one piece that says its text outright; what is raised, as outlines.

        Raised glyphs would part the piece, and a reader that sorts pieces says the text twice.
        """
        self.flush()
        self._stream.begin_marked_content(
            "Span", pydyf.Dictionary({"ActualText": _utf16(cluster.text)})
        )
        flat = [info for info in cluster.painted if not info.lowered]
        for info in cluster.glyphs:
            if flat and info.lowered:
                self._outline(self._noted.face(self.font), info, self._along)
                self._move(-self._thousandths(info.width * FROM_UNITS))
            else:
                self._glyph(info)
            self._along += info.width * FROM_UNITS
        self.flush()
        self._stream.end_marked_content()

    def _stands_for(self, code: int, text: str) -> bool:
        """Whether a glyph stands for this text; one that stands for nothing yet does from now."""
        key = (self.font.hash, code)
        if code not in self.font.to_unicode or key in self._noted.guessed:
            self.font.to_unicode[code] = text
            self._noted.guessed.discard(key)
        return bool(self.font.to_unicode[code] == text)

    # --- From the right ---

    def _is_plain_from_right(self, cluster: _Cluster) -> bool:
        """Whether a cluster is one glyph in its place, that stands for its one character."""
        if cluster.is_missing:
            return True
        codes = [info.code for info in cluster.painted]
        if not codes:
            return not _JOINERS.intersection(cluster.text)
        return (
            len(codes) == len(cluster.text) == 1
            and not cluster.is_displaced
            and self._stands_for(codes[0], cluster.text)
        )

    def _paint_over_letters(self, cluster: _Cluster) -> bool:
        """Paint a cluster as outlines over its characters, if the font holds each by itself."""
        face = self._noted.face(self.font)
        letters = [face.glyph(character) for character in reversed(cluster.text)]
        codes = [code for code in letters if code is not None]
        if len(codes) < len(letters) or not all(
            self._stands_for(code, character)
            for code, character in zip(codes, reversed(cluster.text), strict=True)
        ):
            return False
        along = self._along
        for info in cluster.painted:
            self._outline(face, info, along)
            along += info.width * FROM_UNITS
        self.flush()
        self._stream.set_text_rendering(_UNSEEN)
        # Signs take no room, or a reader sees a space before them.
        roomy = [not _belongs_to_letter(character) for character in reversed(cluster.text)]
        share = self._thousandths(cluster.width / max(1, sum(roomy)))
        for code, takes_room in zip(codes, roomy, strict=True):
            self._write(code)
            self._move(self._advance(code) - share * takes_room)
        self.flush()
        self._stream.set_text_rendering(_FILLED)
        self._along += cluster.width
        return True

    def _outline(self, face: Face, info: _Glyph, along: float) -> None:
        x = along + info.aside * FROM_UNITS
        y = info.lowered * FROM_UNITS
        outline = Outline(face, info.code, self._size)
        self.outlines.append([outline, self.font, 1, 1, x / self._line_size, y])

    # --- Glyph by glyph ---

    def _paint(self, cluster: _Cluster) -> None:
        for info in cluster.glyphs:
            self._glyph(info)
            self._along += info.width * FROM_UNITS

    def _glyph(self, info: _Glyph) -> None:
        """Write one glyph and move on by what the layout gave it."""
        code = info.code
        width = self._thousandths(info.width * FROM_UNITS)
        if code == _EMPTY:
            self._move(-width)
            return
        if code & _UNKNOWN:
            code = self._missing(code - _UNKNOWN, width)
        aside = self._thousandths(info.aside * FROM_UNITS)
        lowered = info.lowered * FROM_UNITS
        self._move(-aside)
        if lowered:
            self.flush()
            self._stream.set_text_rise(-lowered)
        self._write(code)
        if lowered:
            self.flush()
            self._stream.set_text_rise(0)
        self._move(self._advance(code) + aside - width)

    def _missing(self, character: int, width: int) -> int:
        """A code for a character that no font holds; it is shown as an empty box."""
        self._noted.missing[chr(character)] = None
        code: int = self.font.get_unused_glyph_id(character)
        self.font.to_unicode.setdefault(code, chr(character))
        self.font.widths[code] = width
        self.font.widths.setdefault(0, width)
        return code

    def _advance(self, code: int) -> int:
        """The width of a glyph in its font."""
        if code not in self.font.widths:
            stream = self._stream
            pango.pango_font_get_glyph_extents(
                self._pango_font, code, stream.ink_rect, stream.logical_rect
            )
            self.font.widths[code] = self._thousandths(stream.logical_rect.width * FROM_UNITS)
        return int(self.font.widths[code])

    def _thousandths(self, length: float) -> int:
        return round(length * _GLYPH_SPACE / self._size)

    def _write(self, code: int) -> None:
        if not self._open:
            self._pieces.append("<")
            self._open = True
        self._pieces.append(f"{code:04x}")

    def _move(self, thousandths: int) -> None:
        """Move back by thousandths of the font's size."""
        if thousandths:
            self._close()
            self._pieces.append(f" {thousandths} ")

    def _close(self) -> None:
        if self._open:
            self._pieces.append(">")
            self._open = False


def _utf16(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
