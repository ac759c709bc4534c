"""How large and how dark each script is on paper beside Latin: python -m tests.pdf.evenness

Size: how high the letters of running text are on average, each counted by its width, without what
stands above and below them. Grey: how much of the area of its lines running text covers with ink,
line spacing included. Both are given as parts of English's.
"""

import functools
import re
import sys

import click
import pypdfium2
import uharfbuzz
from PIL import Image, ImageOps

from council.printing.fonts import SETTINGS
from council.printing.languages import PrintedLanguage
from tests.pdf.printing_support import DATA, document, render

TAGS = (*DATA["pairs"], *DATA["first_article"])
_LETTERS = 1000
_PIXELS_A_POINT = 2
# As print.css and styles.py have them, in points: a line of Latin, a step, what is free above.
_LINE, _STEP, _ABOVE = 15, 2.5, 20 * 72 / 25.4


def language(tag: str) -> PrintedLanguage:
    """A language of the tests' texts."""
    return PrintedLanguage(tag, (DATA["pairs"].get(tag) or DATA["first_article"][tag])["script"])


def running_text(tag: str) -> str:
    """Some paragraphs in a language, one after the other."""
    if tag in DATA["pairs"]:
        articles = DATA["pairs"][tag]["articles"]
        words = " ".join(text for each in articles for text in each["paragraphs"])
    else:
        words = f"{DATA['first_article'][tag]['text']} " * 6
    return words[:_LETTERS]


def _letter_height(tag: str) -> float:
    """How high letters are on average, in parts of Latin's size."""
    setting = SETTINGS[language(tag).script]
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(setting.regular_face)))
    font = uharfbuzz.Font(face)
    line = uharfbuzz.Buffer()
    line.add_str(re.sub(r"[\d.,:;!?()«»“”\"]+", "", running_text(tag)))
    line.guess_segment_properties()
    uharfbuzz.shape(font, line)
    height = width = 0.0
    for glyph, place in zip(line.glyph_infos, line.glyph_positions, strict=True):
        extents = font.get_glyph_extents(glyph.codepoint)
        if extents is not None and extents.height and place.x_advance:
            height -= extents.height * place.x_advance
            width += place.x_advance
    return setting.scale * height / width / face.upem


@functools.cache
def sizes() -> dict[str, float]:
    """How large each language looks beside English."""
    english = _letter_height("en")
    return {tag: _letter_height(tag) / english for tag in TAGS}


def _grey(page: Image.Image, pitch: float) -> float:
    """How much of their area the whole lines of a page cover; the last line is not looked at."""
    ink = ImageOps.invert(page.convert("L"))
    top = _ABOVE * _PIXELS_A_POINT
    _, _, _, bottom = ink.getbbox() or (0, 0, 0, 0)
    dark = area = 0.0
    for number in range(int((bottom - top) / pitch)):
        line = ink.crop(
            (0, round(top + number * pitch), page.width, round(top + (number + 1) * pitch))
        )
        left, _, right, _ = line.getbbox() or (0, 0, 0, 0)
        dark += sum(value * count for value, count in enumerate(line.histogram())) / 255
        area += (right - left) * line.height
    return dark / area


@functools.cache
def greys(weight: str = "normal") -> dict[str, float]:
    """How dark each language looks beside English, in a regular or a bold face."""
    languages = [language(tag) for tag in TAGS]
    body = "".join(
        f'<div lang="{each.tag}" dir="{each.direction}" style="break-before: page; width: 84mm; '
        f'color: #000; font-weight: {weight}">{running_text(each.tag)}</div>'
        for each in languages
    )
    found = {}
    with pypdfium2.PdfDocument(render(document(body, *languages)).pdf) as opened:
        for each, sheet in zip(languages, opened, strict=True):
            pitch = (_LINE + _STEP * SETTINGS[each.script].leading) * _PIXELS_A_POINT
            found[each.tag] = _grey(sheet.render(scale=_PIXELS_A_POINT).to_pil(), pitch)
    return {tag: grey / found["en"] for tag, grey in found.items()}


def main() -> int:
    """Say it for all languages of the tests."""
    click.echo("language script   scale leading   size   grey   bold")
    for tag, size in sizes().items():
        script = language(tag).script
        setting = SETTINGS[script]
        click.echo(
            f"{tag:8} {script:8} {setting.scale:5.2f} {setting.leading:7} {size:6.2f} "
            f"{greys()[tag]:6.2f} {greys('bold')[tag]:6.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
