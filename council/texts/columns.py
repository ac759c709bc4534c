"""What is read on a printed sheet, side by side: each thing once for each of its languages.

A sheet's template asks for columns and hands them to the macros of `printing/pieces.html`:

    {% call pieces.pairs() %}
      {{ pieces.pair(*sheet.pair(sheet.label("when"), sheet.part("day", day))) }}
      {{ pieces.pair(*sheet.marked(title, sheet.words_of("title", title))) }}
    {% endcall %}
    {{ pieces.told(sheet.passage(summary)) }}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from council.languages.registry import find
from council.printing.languages import PrintedLanguage
from council.printing.passages import Mark, Standing, Words
from council.printing.passages import Passage as Column
from council.texts.passages import PassageStanding
from council.texts.printed import Passage, Reading, Said, Voice

# What stands in columns looks the same wherever it is printed.
STYLES = Path(__file__).with_name("columns.css")

# How the printer's signs stand for the standing of a text.
MARKS = {
    PassageStanding.APPROVED: (Standing.APPROVED, "mark_approved"),
    PassageStanding.STALE: (Standing.CHANGED, "mark_stale"),
    PassageStanding.DRAFT: (Standing.UNAPPROVED, "mark_draft"),
    PassageStanding.MACHINE: (Standing.UNAPPROVED, "mark_machine"),
    PassageStanding.MISSING: (Standing.UNAPPROVED, "mark_missing"),
}


def printed_language(tag: str) -> PrintedLanguage:
    """A written language of the registry as the printer sees it."""
    language = find(tag)
    if language.script is None:
        raise ValueError(f"{tag} is not written")
    return PrintedLanguage(language.tag, language.script)


@dataclass(frozen=True, slots=True)
class Line:
    """One line or passage of a column, once for each language."""

    css: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A passage on paper: a row of columns, and words across the sheet where both lack their own.

    Words that are in neither reader's language stand once, under a notice to each of them.
    """

    columns: tuple[Column, ...]
    across: Column | None = None


class Columns:
    """A sheet's readers, and everything said to them: each thing once for each language.

    `phrases` are the fixed ones by their key, with those of `standing_phrases` among them.
    `is_wide` says that words can run across both columns.
    """

    def __init__(
        self,
        voices: Sequence[Voice],
        phrases: Mapping[str, Said],
        names_in: str,
        *,
        is_wide: bool = True,
    ) -> None:
        self.phrases = phrases
        self.readers = tuple(printed_language(voice.language) for voice in voices)
        # Fixed phrases are in a language of their own where the reader's has no catalog.
        self.voices = tuple(printed_language(voice.phrases_in) for voice in voices)
        self.reviewed = tuple(voice.reviewed for voice in voices)
        self.names_in = printed_language(names_in)
        self.is_wide = is_wide

    @property
    def is_bilingual(self) -> bool:
        """Whether two columns stand side by side."""
        return len(self.readers) == 2

    # ---- words, once for each language

    def phrase(self, key: str) -> list[Words]:
        """A fixed phrase."""
        return self.said(self.phrases[key])

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

    # ---- lines, which stand under one another in a column

    def part(self, css: str, said: Said) -> Line:
        """A line of fixed words."""
        return Line(css, tuple(self.said(said)))

    def label(self, key: str) -> Line:
        """A fixed phrase over something."""
        return Line("label", tuple(self.phrase(key)))

    def names(self, css: str, name: str) -> Line:
        """A name or an address, the same for every reader."""
        return Line(css, tuple(self.name(name) for _ in self.readers))

    def number(self, css: str, number: int) -> Line:
        """A number that something is called by; figures are the same for every reader."""
        return Line(css, tuple(Words(f"{number}.", voice) for voice in self.voices))

    def words_of(self, css: str, passage: Passage) -> Line:
        """The words of a passage, without their standing."""
        return Line(css, tuple(self.title(passage)))

    # ---- columns

    def pair(self, *lines: Line) -> list[Column]:
        """Lines of both columns."""
        return [
            Column(self._html(place, lines), reader) for place, reader in enumerate(self.readers)
        ]

    def marked(self, passage: Passage, *lines: Line) -> list[Column]:
        """Lines that belong to a title, and how far the title can be relied on."""
        return [
            Column(
                self._html(place, lines), reader, mark=self._mark(place, passage.readings[place])
            )
            for place, reader in enumerate(self.readers)
        ]

    def has_marks(self, passage: Passage) -> bool:
        """Whether there is something to say of how far a title can be relied on."""
        return any(each.standing is not PassageStanding.ORIGINAL for each in passage.readings)

    def passage(self, passage: Passage) -> Told:
        """A passage with its standing; untranslated, with an important notice to its reader.

        The words of one language are not printed twice on a sheet: a reader who has none of their
        own is told which language the words beside are in, or those under the notices.
        """
        words = (self.words_of("words", passage),)
        columns = []
        for place, reader in enumerate(self.readers):
            if passage.readings[place].standing is not PassageStanding.MISSING:
                mark = self._mark(place, passage.readings[place])
                columns.append(Column(self._html(place, words), reader, mark=mark))
            else:
                elsewhere = self._stands_elsewhere(passage, place)
                columns.append(
                    Column(
                        "" if elsewhere else self._html(place, words),
                        reader,
                        notice=self._notice(place, passage),
                    )
                )
        if self._runs_across(passage):
            reading = passage.readings[0]
            return Told(tuple(columns), Column(reading.words, printed_language(reading.language)))
        return Told(tuple(columns))

    def _runs_across(self, passage: Passage) -> bool:
        """Whether words that neither reader has in their language stand under both columns."""
        return (
            self.is_wide
            and self.is_bilingual
            and all(each.standing is PassageStanding.MISSING for each in passage.readings)
        )

    def _stands_elsewhere(self, passage: Passage, place: int) -> bool:
        """Whether the words that are missing here stand beside, or under both columns."""
        if not self.is_bilingual:
            return False
        beside = passage.readings[1 - place].standing is PassageStanding.ORIGINAL
        return beside or self._runs_across(passage)

    def _html(self, place: int, lines: Sequence[Line]) -> Markup:
        html = Markup("")
        for line in lines:
            words = line.words[place]
            for paragraph in words.paragraphs:
                html += Markup('<p class="{}" lang="{}" dir="{}">{}</p>').format(
                    line.css, words.language.tag, words.language.direction, paragraph
                )
        return html

    def _mark(self, place: int, reading: Reading) -> Mark | None:
        if reading.standing is PassageStanding.ORIGINAL:
            return None
        standing, key = MARKS[reading.standing]
        if reading.standing is PassageStanding.MISSING:
            key = f"words_in:{reading.language}"
        return Mark(standing, self.phrase(key)[place])

    def _notice(self, place: int, passage: Passage) -> Words:
        important = self.phrase(f"not_translated:{passage.language}")[place]
        ask = self.phrase("ask_school")[place]
        return Words(f"{important.text}\n\n{ask.text}", important.language)

    # ---- what the reader is told about the sheet itself

    def marks_used(self, passages: Sequence[Passage]) -> list[list[Column]]:
        """The marks that occur on the sheet, for the key to them."""
        used = {reading.standing for passage in passages for reading in passage.readings}
        return [
            [
                Column("", reader, mark=Mark(standing, self.phrase(key)[place]))
                for place, reader in enumerate(self.readers)
            ]
            for kind, (standing, key) in MARKS.items()
            if kind in used
        ]

    def small_print(self) -> list[list[Column]]:
        """What families should know of the fixed phrases, each in the column that it is about."""
        rows = []
        if any(self.phrases["phrases_in"]):
            rows.append(self._row("phrases_in", [True] * len(self.voices)))
        if not all(self.reviewed):
            rows.append(self._row("unreviewed", [not reviewed for reviewed in self.reviewed]))
        return rows

    def _row(self, key: str, shown: Sequence[bool]) -> list[Column]:
        line = Line("small", tuple(self.phrase(key)))
        return [
            Column(self._html(place, (line,)) if shown[place] else "", reader)
            for place, reader in enumerate(self.readers)
        ]
