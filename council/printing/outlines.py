"""Glyphs of a face as outlines, for what a PDF cannot say by a font's codes."""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pydyf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont


class Face:
    """A font file, for its characters and its outlines."""

    def __init__(self, content: bytes) -> None:
        self._font = TTFont(io.BytesIO(content), lazy=True)
        self._names: dict[int, str] = self._font.getBestCmap()
        self._shapes = self._font.getGlyphSet()
        self._drawn: dict[int, list[Any]] = {}
        self.units: int = self._font["head"].unitsPerEm

    def glyph(self, character: str) -> int | None:
        """The glyph of a character that stands alone, if the face holds it."""
        name = self._names.get(ord(character))
        return None if name is None else int(self._font.getGlyphID(name))

    def draw(self, glyph: int, stream: Any) -> None:
        """Write the outline of a glyph into a page, in the units of the face."""
        if glyph not in self._drawn:
            drawn = pydyf.Stream()
            shape = self._shapes[self._font.getGlyphName(glyph)]
            shape.draw(_StreamPen(self._shapes, drawn))
            self._drawn[glyph] = drawn.stream
        stream.stream.extend(self._drawn[glyph])


# One process prints many parts, mostly with the same few faces.
face_in = lru_cache(maxsize=16)(Face)


class _StreamPen(BasePen):  # type: ignore[misc]
    """Writes an outline into a page."""

    def __init__(self, shapes: Any, stream: Any) -> None:
        super().__init__(shapes)
        self._stream = stream

    def _moveTo(self, point: tuple[float, float]) -> None:
        self._stream.move_to(*point)

    def _lineTo(self, point: tuple[float, float]) -> None:
        self._stream.line_to(*point)

    def _curveToOne(self, first: Any, second: Any, point: Any) -> None:
        self._stream.curve_to(*(round(number, 1) for number in (*first, *second, *point)))

    def _closePath(self) -> None:
        self._stream.close()


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph that is painted as an outline once the line's text is written.

    WeasyPrint takes it where it takes an emoji, and puts the origin where the glyph stands.
    """

    face: Face
    glyph: int
    size: float

    def draw(self, stream: Any, *_: Any) -> None:
        scale = self.size / self.face.units
        stream.transform(a=scale, d=-scale)
        self.face.draw(self.glyph, stream)
        stream.fill()
