"""The pages of a packet: its sections printed one by one, and what shares a sheet with what."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from unicodedata import east_asian_width

from flask import current_app
from markupsafe import Markup

from council.packets.content import (
    PacketContent,
    Priority,
    SaidAndDone,
    Section,
    in_one_language,
)
from council.packets.style import PacketArrangement, PacketStyle
from council.printing.document import TextSize
from council.printing.passages import Passage as Column
from council.printing.passages import Words
from council.texts.columns import Columns

# A title of so many letters is set largest on the cover, and one of so many smaller.
SHORT_TITLE = 36
LONG_TITLE = 60
# A place, or the languages that are interpreted, in so many letters.
SHORT_FACT = 44
# The edge of a page has one line for the title.
LONGEST_ON_EDGE = 60

# So much of a section is printed and kept together, in pages of regular print; what is changed in
# one part is printed anew without the others.
FULL_PART = 3.0
# So much where only something short is left to be told: a page with a few lines is a page wasted.
FULLER_PART = 4.5
# A section that is longer begins on a sheet of its own.
LONG_SECTION = 2.0
# A section that is shorter stands on one page.
SHORT_SECTION = 0.6
# Letters on a page with two columns, and how much more room they take in large print.
_FULL_PAGE = 4400
_LARGER = 3

# How many of its items a section prints at a time: of those not named here all.
_AT_A_TIME = {
    Section.AGENDA: 10,
    Section.VOICES: 1,
    Section.PRIORITIES: 10,
    Section.DECISIONS: 1,
    Section.ANSWERS: 1,
    Section.SAID_AND_DONE: 1,
    Section.GLOSSARY: 6,
}
# To be taken out and given back: a sheet each.
_SHEETS = frozenset({Section.SPEAKERS, Section.COMMENT_CARD, Section.SIGN_IN})

# Lines that lead to a place in the document.
_CONTENTS_LINE = Markup(
    '<p class="contents-line" lang="{tag}" dir="{direction}">'
    '<span class="page-of" data-page-of="{anchor}"></span> <a href="#{anchor}">{words}</a></p>'
)
_SEE_LINE = Markup(
    '<p class="see" lang="{tag}" dir="{direction}">'
    '<a href="#{anchor}">{words}</a> <span class="page-of" data-page-of="{anchor}"></span></p>'
)

_TAG = re.compile(r"<[^>]*>")


def shorten(words: str, longest: int = LONGEST_ON_EDGE) -> str:
    """The beginning of a title, for a place with one line."""
    return words if len(words) <= longest else f"{words[:longest].rstrip()}…"


def width(words: str) -> int:
    """How much room words take, in letters; Han characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


@dataclass(frozen=True, slots=True)
class Pages:
    """HTML that begins on a new sheet, under the name that it is known by."""

    name: str
    html: str


@dataclass(frozen=True, slots=True)
class _Block:
    """HTML that shares a sheet with its neighbours."""

    section: Section
    html: str
    length: float  # in pages, roughly


class Packet(Columns):
    """A packet as its templates ask for it: each thing once for each of its languages.

    `run` sets apart what is said again in another language further on in one document.
    """

    def __init__(self, content: PacketContent, style: PacketStyle, run: str = "") -> None:
        self.is_facing = style.arrangement is PacketArrangement.FACING and len(content.voices) == 2
        super().__init__(
            content.voices,
            content.phrases,
            content.cover.names_in,
            is_wide=not self.is_facing,
        )
        self.content = content
        self.style = style
        self.run = run
        self._answered = frozenset(answer.recommendation_id for answer in content.answers)

    # ---- what the templates ask for

    @property
    def is_large(self) -> bool:
        """Whether the packet is in large print."""
        return self.style.text_size is TextSize.LARGE

    @property
    def is_stacked(self) -> bool:
        """Whether two languages stand one under the other."""
        return self.is_large and self.is_bilingual and not self.is_facing

    @cached_property
    def alone(self) -> tuple["Packet", ...]:
        """The packet as the readers of each of its languages see it on their own pages."""
        return tuple(
            Packet(in_one_language(self.content, place), self.style, run=language if place else "")
            for place, language in enumerate(self.content.languages)
        )

    @property
    def running_title(self) -> list[Words]:
        """The meeting's title on the edge of the page, where there is one line for it."""
        return [
            Words(shorten(words.text), words.language)
            for words in self.title(self.content.cover.title)
        ]

    @property
    def cover_size(self) -> str:
        """How large the title and the facts can be set on the cover."""
        cover = self.content.cover
        title = max(width(reading.words) for reading in cover.title.readings)
        facts = max(map(width, (cover.place, cover.online_link, *self.content.interpreters)))
        has_both = bool(cover.place and cover.online_link)
        if title <= SHORT_TITLE and facts <= SHORT_FACT and not has_both:
            return ""
        return " cover-long" if title <= LONG_TITLE else " cover-long cover-longest"

    @property
    def how_to_read(self) -> str | None:
        """The phrase that tells where each language stands."""
        if not self.is_bilingual:
            return None
        if self.is_facing:
            return "about_facing"
        return "about_stacked" if self.is_stacked else "about_sides"

    @property
    def listed(self) -> tuple[Section, ...]:
        """The sections that the contents name."""
        return tuple(section for section in self.content.told if section is not Section.CONTENTS)

    @property
    def form_rows(self) -> int:
        """How many rows of a form fill a sheet."""
        if not self.is_large:
            return 14
        return 9 if self.is_stacked else 5

    @property
    def card_lines(self) -> int:
        """How many lines of a comment card leave room for the rest."""
        return 4 if self.is_large else 9

    def anchor(self, name: str, place: int = 0) -> str:
        """Where in the document something stands, for the contents and for links.

        On facing pages it stands on another page for each of the languages.
        """
        if place and self.is_facing:
            name = f"{name}-opposite"
        return f"{name}-{self.run}" if self.run else name

    def figures(self, number: int) -> Words:
        """A number, the same for every reader."""
        return Words(str(number), self.voices[0])

    def bar_of(self, place: int) -> str:
        """The drawing of a bar of the chart: it begins at the side that its readers read from."""
        return f"{self.anchor('heard')}-{place}.svg"

    def contents_line(self, section: Section) -> list[Column]:
        """The page that a section begins on, and its heading."""
        return self._leading_to(section, section.value, _CONTENTS_LINE)

    def priority(self, line: Priority) -> list[Column]:
        """A theme's place, and over the number of its dots a bar as long as they are many."""
        above = self.pair(self.number("place", line.place), self.words_of("title", line.title))
        below = self.marked(line.title, self.part("small", line.said))
        bar = self._bar(line)
        return [
            replace(under, text=Markup("{}{}{}").format(over.text, bar, under.text))
            for over, under in zip(above, below, strict=True)
        ]

    def _bar(self, line: Priority) -> Markup:
        told = self.content.priorities.lines if self.content.priorities else ()
        most = max((each.dots for each in told if each.dots), default=0)
        if not line.dots:
            return Markup("")
        share = round(100 * line.dots / most)
        return Markup('<div class="votes"><div style="width: {}%"></div></div>').format(share)

    def begins_outcome(self, told: SaidAndDone) -> bool:
        """Whether this is the first of those that became the same."""
        same = (each for each in self.content.said_and_done if each.outcome is told.outcome)
        return next(same) is told

    def is_answered_here(self, told: SaidAndDone) -> bool:
        """Whether the whole answer stands in this packet."""
        return told.recommendation_id in self._answered

    def reasons_line(self, told: SaidAndDone) -> list[Column]:
        """Where the reasons of an answer stand."""
        return self._leading_to(told.recommendation_id, "reasons_on", _SEE_LINE)

    def _leading_to(self, name: str, key: str, line: Markup) -> list[Column]:
        """A phrase that leads to a place in the document, with the number of its page."""
        return [
            Column(
                line.format(
                    anchor=self.anchor(name, place),
                    words=words.text,
                    tag=words.language.tag,
                    direction=words.language.direction,
                ),
                reader,
            )
            for place, (words, reader) in enumerate(
                zip(self.phrase(key), self.readers, strict=True)
            )
        ]

    # ---- pages

    def edge(self) -> str:
        """What stands on the edge of each page."""
        return self._rendered("edge")

    def cover(self) -> Pages:
        """The first page."""
        return Pages(self.anchor("cover"), self._rendered("cover"))

    def inside(self) -> Iterator[Pages]:
        """All pages after the cover, in parts that are printed and kept by themselves.

        A long section is parted at its items; short ones that follow each other share sheets.
        """
        names: dict[str, int] = {}
        for blocks in _parted(list(self._blocks())):
            section = blocks[0].section.value.replace("_", "-")
            names[section] = number = names.get(section, 0) + 1
            name = section if number == 1 else f"{section}-{number}"
            shortest = SHORT_SECTION / (_LARGER if self.is_large else 1)
            yield Pages(self.anchor(name), "".join(_by_section(blocks, shortest)))

    def _blocks(self) -> Iterator[_Block]:
        for section in self.content.told:
            for place, items in enumerate(_batches(section, self._items(section))):
                html = self._rendered(section.value, items=items, is_first=place == 0)
                yield _Block(section, html, self._length(html))

    def _items(self, section: Section) -> Sequence[object]:
        content = self.content
        found: dict[Section, Sequence[object]] = {
            Section.AGENDA: content.agenda,
            Section.VOICES: content.themes,
            Section.PRIORITIES: content.priorities.lines if content.priorities else (),
            Section.DECISIONS: content.decisions,
            Section.ANSWERS: content.answers,
            Section.SAID_AND_DONE: content.said_and_done,
            Section.GLOSSARY: content.glossary,
        }
        return found.get(section, ())

    def _rendered(self, template: str, **values: object) -> str:
        found = current_app.jinja_env.get_template(f"packets/printed/{template}.html")
        return found.render(page=self, content=self.content, **values)

    def _length(self, html: str) -> float:
        """How many pages something takes, roughly: by its letters and its paragraphs."""
        letters = width(_TAG.sub("", html)) + 50 * html.count("<p ") + 60 * html.count("<tr>")
        # On pages that face each other each language has a page for itself.
        full = _FULL_PAGE * (2 if self.is_facing else 1)
        # Steps of an eighth, so that a changed word moves nothing to another part.
        return round(letters / full * 8) / 8


def _batches(section: Section, items: Sequence[object]) -> Iterable[Sequence[object]]:
    size = _AT_A_TIME.get(section)
    if size is None:
        return [()]
    return [items[start : start + size] for start in range(0, len(items), size)]


def _by_section(blocks: Sequence[_Block], shortest: float) -> Iterator[str]:
    """The blocks of each section together, which stay on one page if they can."""
    for _, group in groupby(blocks, key=lambda block: block.section):
        found = list(group)
        html = "".join(block.html for block in found)
        is_short = sum(block.length for block in found) < shortest
        yield f'<div class="whole">{html}</div>' if is_short else html


def _parted(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks by the part that they are printed in."""
    lengths: dict[Section, float] = {}
    for block in blocks:
        lengths[block.section] = lengths.get(block.section, 0) + block.length
    part: list[_Block] = []
    length = 0.0
    for block in blocks:
        whole = lengths[block.section]
        if not part:
            apart = False
        elif block.section is part[-1].section:
            apart = length + block.length > FULL_PART
        else:
            apart = (
                not _SHEETS.isdisjoint({block.section, part[-1].section})
                or whole > LONG_SECTION
                or length + whole > (FULLER_PART if whole < SHORT_SECTION else FULL_PART)
            )
        if apart:
            yield part
            part, length = [], 0.0
        part.append(block)
        length += block.length
    if part:
        yield part
