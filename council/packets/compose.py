"""From what a packet says to a document for the printer: pure, and without a word of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unicodedata import east_asian_width

from flask import current_app
from markupsafe import Markup

from council.languages.registry import find
from council.packets.content import PacketContent, Passage, Reading, Said, words_in
from council.printing.document import Document
from council.printing.errors import CharactersWithoutFont
from council.printing.figures import qr_code
from council.printing.fonts import characters_without_font, font_set
from council.printing.languages import PrintedLanguage
from council.printing.passages import Mark, Standing, Words
from council.printing.passages import Passage as Column
from council.texts.passages import PassageStanding

STYLES = Path(__file__).with_name("packet.css")
TEMPLATE = "packets/printed/packet.html"

# A title of so many letters is set large on the cover; a longer one smaller.
SHORT_TITLE = 32
# The edge of a page has one line for the title.
LONG_TITLE = 60

# How the printer's signs stand for the standing of a text.
_MARKS = {
    PassageStanding.APPROVED: (Standing.APPROVED, "mark_approved"),
    PassageStanding.STALE: (Standing.CHANGED, "mark_stale"),
    PassageStanding.DRAFT: (Standing.UNAPPROVED, "mark_draft"),
    PassageStanding.MACHINE: (Standing.UNAPPROVED, "mark_machine"),
    PassageStanding.MISSING: (Standing.UNAPPROVED, "mark_missing"),
}


def shorten(words: str) -> str:
    """The beginning of a title, for a place with one line."""
    return words if len(words) <= LONG_TITLE else f"{words[:LONG_TITLE].rstrip()}…"


def _width(words: str) -> int:
    """How much room words take, in letters; Han characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


def printed_language(tag: str) -> PrintedLanguage:
    """A written language of the registry as the printer sees it."""
    language = find(tag)
    if language.script is None:
        raise ValueError(f"{tag} is not written")
    return PrintedLanguage(language.tag, language.script)


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


@dataclass(frozen=True, slots=True)
class _Part:
    """One line or passage of a column, once for each language."""

    css: str
    words: tuple[Words, ...]


class _Page:
    """What the template asks of a packet: each thing once for each of its languages."""

    def __init__(self, content: PacketContent) -> None:
        self.content = content
        self.readers = tuple(printed_language(tag) for tag in content.languages)
        # Fixed phrases are in a language of their own where the reader's has no catalog.
        self.voices = tuple(printed_language(voice.phrases_in) for voice in content.voices)
        self.names_in = printed_language(content.cover.names_in)

    @property
    def is_bilingual(self) -> bool:
        """Whether two columns stand side by side."""
        return len(self.readers) == 2

    def phrase(self, key: str) -> list[Words]:
        """A fixed phrase."""
        return self.said(self.content.phrases[key])

    def said(self, said: Said) -> list[Words]:
        """A phrase with its values."""
        return [Words(words, voice) for words, voice in zip(said, self.voices, strict=True)]

    def name(self, name: str) -> Words:
        """A name or an address, as the council writes it."""
        return Words(name, self.names_in)

    def title(self, passage: Passage) -> list[Words]:
        """A passage as a heading."""
        return [
            Words(reading.words, printed_language(reading.language)) for reading in passage.readings
        ]

    def each(self, words: list[Words]) -> tuple[Words, Words | None]:
        """The first words, and the second unless they say the same in the same language."""
        second = words[1] if len(words) == 2 and words[1] != words[0] else None
        return words[0], second

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

    # ---- columns

    def part(self, css: str, said: Said) -> _Part:
        """A line of fixed words."""
        return _Part(css, tuple(self.said(said)))

    def label(self, key: str) -> _Part:
        """A fixed phrase over something."""
        return _Part("label", tuple(self.phrase(key)))

    def names(self, css: str, name: str) -> _Part:
        """A name or an address, the same for every reader."""
        return _Part(css, tuple(self.name(name) for _ in self.readers))

    def place(self, number: int) -> _Part:
        """The place of something in an order; figures are the same for every reader."""
        return _Part("place", tuple(Words(f"{number}.", voice) for voice in self.voices))

    def words_of(self, css: str, passage: Passage) -> _Part:
        """The words of a passage, without their standing."""
        return _Part(css, tuple(self.title(passage)))

    def pair(self, *parts: _Part) -> list[Column]:
        """Lines of both columns."""
        return [
            Column(self._html(place, parts), reader) for place, reader in enumerate(self.readers)
        ]

    def marked(self, passage: Passage, *parts: _Part) -> list[Column]:
        """Lines that belong to a title, and how far the title can be relied on."""
        return [
            Column(
                self._html(place, parts),
                reader,
                mark=self._mark(place, passage.readings[place]),
            )
            for place, reader in enumerate(self.readers)
        ]

    def passage(self, passage: Passage) -> list[Column]:
        """A passage with its standing; untranslated, with an important notice to its reader."""
        parts = (self.words_of("words", passage),)
        return [
            Column(
                self._html(place, parts),
                reader,
                mark=None
                if self._is_missing(passage, place)
                else self._mark(place, passage.readings[place]),
                notice=self._notice(place, passage) if self._is_missing(passage, place) else None,
            )
            for place, reader in enumerate(self.readers)
        ]

    def has_marks(self, passage: Passage) -> bool:
        """Whether there is something to say of how far a title can be relied on."""
        return any(each.standing is not PassageStanding.ORIGINAL for each in passage.readings)

    def _html(self, place: int, parts: Sequence[_Part]) -> Markup:
        lines = Markup("")
        for part in parts:
            words = part.words[place]
            for paragraph in words.paragraphs:
                lines += Markup('<p class="{}" lang="{}" dir="{}">{}</p>').format(
                    part.css, words.language.tag, words.language.direction, paragraph
                )
        return lines

    def _is_missing(self, passage: Passage, place: int) -> bool:
        return passage.readings[place].standing is PassageStanding.MISSING

    def _mark(self, place: int, reading: Reading) -> Mark | None:
        if reading.standing is PassageStanding.ORIGINAL:
            return None
        standing, key = _MARKS[reading.standing]
        if reading.standing is PassageStanding.MISSING:
            key = f"words_in:{reading.language}"
        return Mark(standing, self.phrase(key)[place])

    def _notice(self, place: int, passage: Passage) -> Words:
        important = self.phrase(f"not_translated:{passage.readings[place].language}")[place]
        ask = self.phrase("ask_school")[place]
        return Words(f"{important.text}\n\n{ask.text}", important.language)

    # ---- what the reader is told about the packet itself

    def marks_used(self) -> list[list[Column]]:
        """The marks that occur in this packet, for the key to them."""
        used = {
            reading.standing for passage in self.content.passages() for reading in passage.readings
        }
        return [
            [
                Column("", reader, mark=Mark(standing, self.phrase(key)[place]))
                for place, reader in enumerate(self.readers)
            ]
            for kind, (standing, key) in _MARKS.items()
            if kind in used
        ]

    def small_print(self) -> list[list[Column]]:
        """What families should know of the fixed phrases, each in the column that it is about."""
        rows = []
        if any(self.content.phrases["phrases_in"]):
            rows.append(self._row(self.phrase("phrases_in"), [True] * len(self.voices)))
        unreviewed = [not voice.reviewed for voice in self.content.voices]
        if any(unreviewed):
            rows.append(self._row(self.phrase("unreviewed"), unreviewed))
        return rows

    def _row(self, words: list[Words], shown: list[bool]) -> list[Column]:
        return [
            Column(
                self._html(place, (_Part("small", tuple(words)),)) if shown[place] else "", reader
            )
            for place, reader in enumerate(self.readers)
        ]
