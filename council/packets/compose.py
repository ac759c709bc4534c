"""From what a packet says to a document for the printer: pure, and without a word of its own."""

from datetime import datetime
from pathlib import Path
from unicodedata import east_asian_width

from flask import current_app

from council.packets.content import PacketContent, words_in
from council.printing.document import Document
from council.printing.errors import CharactersWithoutFont
from council.printing.figures import qr_code
from council.printing.fonts import characters_without_font, font_set
from council.printing.languages import PrintedLanguage
from council.printing.passages import Words
from council.texts.columns import Columns, printed_language

STYLES = Path(__file__).with_name("packet.css")
TEMPLATE = "packets/printed/packet.html"

# A title of so many letters is set large on the cover; a longer one smaller.
SHORT_TITLE = 32
# The edge of a page has one line for the title.
LONG_TITLE = 60


def shorten(words: str) -> str:
    """The beginning of a title, for a place with one line."""
    return words if len(words) <= LONG_TITLE else f"{words[:LONG_TITLE].rstrip()}…"


def _width(words: str) -> int:
    """How much room words take, in letters; Han characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


def printed_languages(content: PacketContent) -> tuple[PrintedLanguage, ...]:
    """Every language that something in the packet is in, its readers' own first."""
    tags = [*content.languages, *(voice.phrases_in for voice in content.voices)]
    tags.append(content.cover.names_in)
    tags += [reading.language for each in content.passages() for reading in each.readings]
    return tuple(printed_language(tag) for tag in dict.fromkeys(tags))


def refuse_without_font(content: PacketContent, extra_fonts: Path) -> None:
    """Say no before a packet is issued that could not be printed, or not without empty boxes.

    Raises NoFontForScript or CharactersWithoutFont.
    """
    fonts = font_set(extra_fonts)
    for language in printed_languages(content):
        fonts.setting(language)
    for words in words_in(content):
        if lacking := characters_without_font(words, fonts):
            raise CharactersWithoutFont(lacking, shorten(words))


def compose(content: PacketContent, made_at: datetime) -> Document:
    """The packet as a document: the same content gives the same document."""
    page = _Page(content)
    template = current_app.jinja_env.get_template(TEMPLATE)
    assets = {"door.svg": qr_code(content.door_address)}
    if content.edition:
        assets["newest.svg"] = qr_code(content.edition.address)
    return Document(
        body=template.render(page=page, content=content),
        title=f"{content.cover.title.readings[0].words} – {content.phrases['packet'][0]}",
        author=content.cover.council,
        languages=printed_languages(content),
        made_at=made_at,
        watermark=tuple(page.phrase("preview")) if content.preview else (),
        assets=assets,
        styles=STYLES.read_text("utf-8"),
    )


class _Page(Columns):
    """What the template asks of a packet: each thing once for each of its languages."""

    def __init__(self, content: PacketContent) -> None:
        super().__init__(content.voices, content.phrases, content.cover.names_in)
        self.content = content

    @property
    def running_title(self) -> list[Words]:
        """The meeting's title on the edge of the page, where there is one line for it."""
        return [
            Words(shorten(words.text), words.language)
            for words in self.title(self.content.cover.title)
        ]

    @property
    def cover_size(self) -> str:
        """How large the title can be set on the cover."""
        longest = max(_width(reading.words) for reading in self.content.cover.title.readings)
        if longest <= SHORT_TITLE:
            return ""
        return " cover-long" if longest <= LONG_TITLE else " cover-long cover-longest"
