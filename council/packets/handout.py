"""A packet on one sheet to hand out: what fits, and a code that opens the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from council.packets.content import PacketContent, Section
from council.packets.pages import Packet, shorten, width
from council.packets.style import PacketStyle
from council.printing.document import Paper
from council.printing.passages import Passage as Column
from council.printing.passages import Words
from council.texts.passages import PassageStanding
from council.texts.printed import Passage, Said

# Titles, names and places have a line or two here; the packet has them whole.
LONGEST = 70

# How many lines of each section come before any of the others have more.
_FIRST = {Section.AGENDA: 8, Section.ANSWERS: 3, Section.VOICES: 3, Section.DECISIONS: 2}

# In points: the height of each sheet, and the width of what stands on it.
_SHEETS = {Paper.LETTER: (792, 516), Paper.A4: (842, 499)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what leads it, and the title that it is about."""

    section: Section
    lead: Said
    title: Passage


class Handout(Packet):
    """The handout as its template asks for it, with no more than so many lines."""

    def __init__(
        self, content: PacketContent, style: PacketStyle, lines: int | None = None
    ) -> None:
        super().__init__(content, style)
        self._kept = self._that_fit(list(self._rows()), lines)
        self.lines = len(self._kept)

    def html(self) -> str:
        """The sheet."""
        return self._rendered("handout")

    # ---- what the template asks for

    def in_short(self, words: str) -> str:
        """A name or a place, no longer than there is room for."""
        return shorten(words, LONGEST)

    def short_title(self, passage: Passage) -> list[Words]:
        """A title, no longer than there is room for."""
        return [
            Words(shorten(words.text, LONGEST), words.language) for words in self.title(passage)
        ]

    @property
    def interpreters(self) -> Said:
        """Who interprets at the meeting, on one line."""
        pairs = zip(self.phrases["interpreters_here"], self.content.interpreters, strict=True)
        return tuple(shorten(f"{label}: {names}", LONGEST) for label, names in pairs)

    @property
    def shown(self) -> list[tuple[Section, list[Row]]]:
        """The sections in their order, each with its lines."""
        return [
            (section, rows)
            for section in self.content.told
            if (rows := [row for row in self._kept if row.section is section])
        ]

    def has_more(self, section: Section) -> bool:
        """Whether the packet says more of a section than there is room for here."""
        return sum(row.section is section for row in self._rows()) > sum(
            row.section is section for row in self._kept
        )

    def short_row(self, row: Row) -> list[Column]:
        """A line in both columns; a sign tells how far its title can be relied on."""
        return [
            Column(
                Markup('<p class="short-row">{}</p>').format(
                    Markup(" ").join(
                        each
                        for each in (
                            _span("short-lead", Words(lead, voice)) if lead else Markup(""),
                            self._sign(row.title, place),
                            _span("short-title", title),
                        )
                        if each
                    )
                ),
                reader,
            )
            for place, (lead, voice, title, reader) in enumerate(
                zip(row.lead, self.voices, self.short_title(row.title), self.readers, strict=True)
            )
        ]

    @property
    def key(self) -> list[list[Column]]:
        """What the signs mean that occur here."""
        return self.marks_used([self.content.cover.title, *(row.title for row in self._kept)])

    def _sign(self, passage: Passage, place: int) -> Markup:
        mark = self._mark(place, passage.readings[place])
        if mark is None:
            return Markup("")
        return Markup(
            '<img class="short-sign" src="asset:press-{}.svg" alt="{}" lang="{}" dir="{}"/>'
        ).format(
            mark.standing, mark.words.text, mark.words.language.tag, mark.words.language.direction
        )

    # ---- what fits

    def _rows(self) -> Iterator[Row]:
        content = self.content
        for line in content.agenda:
            yield Row(Section.AGENDA, line.begins, line.title)
        nobody = ("",) * len(self.readers)
        for theme in content.themes:
            yield Row(Section.VOICES, theme.behind.said if theme.behind else nobody, theme.title)
        for decision in content.decisions:
            yield Row(Section.DECISIONS, decision.label, decision.title)
        for answer in content.answers:
            yield Row(Section.ANSWERS, answer.verdict, answer.title)

    def _that_fit(self, rows: Sequence[Row], most: int | None) -> list[Row]:
        """The lines that there is room for, roughly: the first few of each section come first."""
        first = [
            place
            for section, number in _FIRST.items()
            for place in [n for n, row in enumerate(rows) if row.section is section][:number]
        ]
        room = self._room()
        kept: set[int] = set()
        told: set[Section] = set()
        for place in dict.fromkeys([*first, *range(len(rows))]):
            row = rows[place]
            needed = self._height(self._texts(row), 1)
            if row.section not in told:
                needed += self._height(self.phrases[row.section], 1.3) + 4 * self._unit
            if needed > room or len(kept) == most:
                break
            room -= needed
            told.add(row.section)
            kept.add(place)
        return [row for place, row in enumerate(rows) if place in kept]

    def _texts(self, row: Row) -> list[str]:
        titles = self.short_title(row.title)
        return [f"{lead} {title.text}  " for lead, title in zip(row.lead, titles, strict=True)]

    def _room(self) -> float:
        """What is left of the sheet under the facts of the meeting and over the code, in points."""
        cover = self.content.cover
        height, _ = _SHEETS[self.style.paper]
        # The margins, the names on top, and the code with its words.
        taken = 110 + 45 * self._unit
        taken += self._height([words.text for words in self.short_title(cover.title)], 2.2)
        taken += self._height(cover.day, 1.7) + self._height(cover.hours, 1.7)
        taken += self._height(
            [self.in_short(cover.place or cover.online_link)] * len(cover.day), 1.3
        )
        if self.content.interpreters:
            taken += self._height(self.interpreters, 1)
        marks = {each.standing for row in self._rows() for each in row.title.readings}
        marks -= {PassageStanding.ORIGINAL}
        taken += len(marks) * self._height([""] * len(self.readers), 1)
        return height - taken

    @property
    def _unit(self) -> float:
        return 4.3 if self.is_large else 2.5

    def _height(self, texts: Iterable[str], size: float) -> float:
        """The height of words that stand beside, or in large print under, each other."""
        _, across = _SHEETS[self.style.paper]
        stands_beside = self.is_bilingual and not self.is_large
        column = across / 2 - 14 if stands_beside else across
        letters = column / (4.2 * self._unit * size * 0.53)
        lines = [max(1, ceil(width(text) / letters)) for text in texts]
        needed = max(lines) if stands_beside else sum(lines)
        return (needed * 6.4 * size + 2) * self._unit


def _span(css: str, words: Words) -> Markup:
    return Markup('<span class="{}" lang="{}" dir="{}">{}</span>').format(
        css, words.language.tag, words.language.direction, words.text
    )
