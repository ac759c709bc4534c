"""Pictures of pages, to be looked at once by eye and held against every later print.

    .venv/bin/python -m tests.pdf.pictures        prints those anew that look different, and says so
    .venv/bin/python -m tests.pdf.pictures ar km  only these

Whoever renews a picture looks at it: is the type equally large and dark in both columns, does
nothing touch the line above, is no sign cut off?
"""

import sys
from pathlib import Path

import pypdfium2
from icu4py.breakers import LineBreaker
from markupsafe import Markup
from PIL import Image, ImageChops, ImageFilter

from council.printing.document import Document, Part
from council.printing.figures import qr_code
from council.printing.languages import PrintedLanguage
from council.printing.passages import Mark, Standing, Words
from tests.pdf.printing_support import DATA, MADE_AT, page, render, text_in

FOLDER = Path(__file__).parent / "pictures"

# One language for each script, and each way in which a script is set apart.
TAGS = (
    "aii",
    "am",
    "ar",
    "bn",
    "chr",
    "el",
    "es",
    "ff-Adlm",
    "gu",
    "he",
    "hi",
    "hy",
    "ja",
    "ka",
    "km",
    "kn",
    "ko",
    "lo",
    "ml",
    "my",
    "pa",
    "ru",
    "si",
    "ta",
    "te",
    "th",
    "ur",
    "vi",
    "zh-Hans",
    "zh-Hant",
)

# Letters of a heading.
_LONG_ENOUGH = 12
_DOTS_PER_POINT = 1
# Few shades tell as much, in fewer bytes.
_SHADES = 8
# Two machines do not draw to a hair's breadth alike.
_BLUR = 1.2
# How far a point may be off before it counts, of 255, and how many may be.
_OFF = 26
_MOST_OFF = 60

_PAGE = """
{{ pieces.heading(1, Words(titles[0], one), Words(titles[1], two)) }}
{% call pieces.pairs() %}
  {{ pieces.pair(Passage(texts[0], one, mark=marks[0]), Passage(texts[1], two, mark=marks[1])) }}
  {{ pieces.pair(Passage(strong[0], one), Passage(strong[1], two)) }}
{% endcall %}
{{ pieces.heading(2, Words(titles[0], one), Words(titles[1], two)) }}
{% call pieces.pairs() %}
  {{ pieces.pair(Passage(texts[0], one), Passage(texts[1], two)) }}
{% endcall %}
{{ pieces.notice(Words(texts[1], two)) }}
{% call pieces.data_table(
     [pieces.column(Words(titles[0], one), Words(titles[1], two)),
      pieces.column(Words(titles[0], one), Words(titles[1], two))], ["", "13em"]) %}
  <tr>{{ pieces.row_header(Words("18:30", one)) }}
      {{ pieces.cell(Passage(titles[0], one), Passage(titles[1], two)) }}</tr>
{% endcall %}
"""
_EDGE = """
{{ pieces.furniture(Words(titles[0], one), Words(titles[1], two), qr="code.svg",
                    qr_words=Words(titles[0], one), second_qr_words=Words(titles[1], two)) }}
"""


def language_of(tag: str) -> PrintedLanguage:
    """A language of the extract, or of its first article."""
    entry = DATA["pairs"].get(tag) or DATA["first_article"][tag]
    return PrintedLanguage(tag, entry["script"])


def words_in(tag: str) -> str:
    """The first article in a language."""
    return (
        text_in(tag).paragraphs[0] if tag in DATA["pairs"] else DATA["first_article"][tag]["text"]
    )


def _title(words: str, tag: str) -> str:
    """The first words, as many as a heading has."""
    title = ""
    for part in LineBreaker(words, tag):
        title += part
        if len(title) >= _LONG_ENOUGH:
            break
    return title.strip()


def sheet(tag: str, *, words: str | None = None, styles: str = "") -> Document:
    """A page with every size of type, English beside a language."""
    english, other = PrintedLanguage("en", "Latn"), language_of(tag)
    texts = (words_in("en"), words_in(tag) if words is None else words)
    titles = (_title(texts[0], "en"), _title(words_in(tag), tag))
    sides = (english, other)
    names = {
        "one": english,
        "two": other,
        "titles": titles,
        "texts": texts,
        "marks": [
            Mark(standing, Words(title, side))
            for standing, title, side in zip(
                (Standing.APPROVED, Standing.CHANGED), titles, sides, strict=True
            )
        ],
        "strong": [
            Markup('<p lang="{}" dir="{}"><strong>{}</strong></p>').format(
                side.tag, side.direction, title
            )
            for title, side in zip(titles, sides, strict=True)
        ],
    }
    return Document(
        parts=(Part("page", page(_PAGE, **names), sides, edge="edge"),),
        edges={"edge": page(_EDGE, **names)},
        title=titles[0],
        made_at=MADE_AT,
        styles=styles,
        assets={"code.svg": qr_code("https://council.example/f/packet")},
    )


def picture(document: Document) -> Image.Image:
    """The first page of a document, in few shades of grey."""
    with pypdfium2.PdfDocument(render(document).pdf) as pdf:
        drawn = pdf[0].render(scale=_DOTS_PER_POINT, grayscale=True).to_pil()
    step = 255 / (_SHADES - 1)
    return drawn.point([round(round(shade / step) * step) for shade in range(256)])


def kept(tag: str) -> Image.Image:
    """The picture that somebody looked at."""
    return Image.open(FOLDER / f"{tag}.png").convert("L")


def points_off(one: Image.Image, other: Image.Image) -> int:
    """How many points of two pictures differ to the eye."""
    if one.size != other.size:
        return one.width * one.height
    blurred = (image.filter(ImageFilter.GaussianBlur(_BLUR)) for image in (one, other))
    difference = ImageChops.difference(*blurred)
    return sum(difference.histogram()[_OFF:])


def look_the_same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show the same, but for what another machine draws otherwise."""
    return points_off(one, other) <= _MOST_OFF


def main(tags: list[str]) -> None:
    """Print pictures anew where they look different."""
    FOLDER.mkdir(exist_ok=True)
    for tag in tags or TAGS:
        made = picture(sheet(tag))
        file = FOLDER / f"{tag}.png"
        if not file.exists() or not look_the_same(made, kept(tag)):
            made.quantize(_SHADES, dither=Image.Dither.NONE).save(file, optimize=True)
            sys.stdout.write(f"Look at {file}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
