"""A packet on a page to hand out: what fits on it, and a code that opens the rest.

In large print it is a sheet with two sides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.packets.content import PacketContent, Section
from council.packets.pages import Packet, shorten
from council.packets.style import PacketStyle
from council.printing.passages import Passage as Column
from council.printing.passages import Words
from council.texts.printed import Passage, Said

# Titles, names and places have a line or two here; the packet has them whole.
LONGEST = 70

# How many lines of each section come before any of the others have more.
_FIRST = {Section.AGENDA: 8, Section.ANSWERS: 3, Section.VOICES: 3, Section.DECISIONS: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what leads it, and the title that it is about."""

    section: Section
    lead: Said
    title: Passage


class Handout(Packet):
    """The handout as its template asks for it, with no more than so many lines.

    So many sections stand on the front, and the others on the other side; all of them if no number
    is told.
    """

    def __init__(
        self,
        content: PacketContent,
        style: PacketStyle,
        lines: int | None = None,
        in_front: int | None = None,
    ) -> None:
        super().__init__(content, style)
        rows = list(self._rows())
        self._kept = rows if lines is None else _first(rows, lines)
        self.lines = len(self._kept)
        self._in_front = in_front

    def html(self) -> str:
        """The front."""
        return self._rendered("handout")

    def other_side(self) -> str:
        """What stands on the other side."""
        return self._rendered("handout_other_side")

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

    @property
    def front(self) -> list[tuple[Section, list[Row]]]:
        """What of it stands on the front."""
        return self.shown[: self._in_front]

    @property
    def behind(self) -> list[tuple[Section, list[Row]]]:
        """What of it stands on the other side."""
        return [] if self._in_front is None else self.shown[self._in_front :]

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

    def titles_in(self, shown: Sequence[tuple[Section, Sequence[Row]]]) -> list[Passage]:
        """What the sections tell of, for the key to the signs."""
        return [row.title for _, rows in shown for row in rows]

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


def _first(rows: Sequence[Row], most: int) -> list[Row]:
    """So many lines: the first few of each section come first."""
    first = [
        place
        for section, number in _FIRST.items()
        for place in [n for n, row in enumerate(rows) if row.section is section][:number]
    ]
    kept = set(list(dict.fromkeys([*first, *range(len(rows))]))[:most])
    return [row for place, row in enumerate(rows) if place in kept]


def _span(css: str, words: Words) -> Markup:
    return Markup('<span class="{}" lang="{}" dir="{}">{}</span>').format(
        css, words.language.tag, words.language.direction, words.text
    )
