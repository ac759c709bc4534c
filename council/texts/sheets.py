"""Small printed sheets: a page or two in one language or two, printed when they are asked for.

Forms to write on, letters and notes; their words are texts and fixed phrases, side by side.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import render_template

from council import clock
from council.councils.models import Council
from council.councils.queries import the_district
from council.languages.choice import in_language
from council.languages.registry import Language, find
from council.printing.document import Document, Layout, Part, TextSize
from council.printing.figures import qr_code
from council.printing.passages import Words
from council.texts import columns
from council.texts.columns import Columns, printed_language
from council.texts.printed import (
    Passage,
    Said,
    Voice,
    cleaned,
    said_by,
    standing_phrases,
    voice_of,
)
from council.texts.sheet_pages import edges_of

_STYLES = (columns.STYLES, Path(__file__).with_name("sheet.css"))

# In large print words stand under one another, and so they do beside a code. What is written on
# has a line of its own.
_IN_LARGE_PRINT = """
.stays .pair, .small-print .pair { border: 0; margin-block-end: 0; }
.code, .code-words-1 { display: block; padding-inline: 0; }
.keep .pair, .spoken .pair, .ballot .pair { break-inside: auto; }
.keep .side, .spoken .side, .spoken .stays .pair { break-inside: avoid; }
.dots { width: 42mm; }
"""


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """In which languages a sheet is read, on what paper, and how large it is set."""

    languages: tuple[Language, ...]
    layout: Layout = field(default_factory=Layout)

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages by their tags."""
        return tuple(language.tag for language in self.languages)


class Sheet(Columns):
    """A sheet of a council: who it is from, its readers, and what is said to them."""

    def __init__(
        self,
        council: Council,
        style: SheetStyle,
        phrases: Callable[[], Mapping[str, str]],
        passages: Iterable[Passage] = (),
    ) -> None:
        voices = tuple(voice_of(language) for language in style.languages)
        self.texts = tuple(passages)
        said: Mapping[str, Said] = standing_phrases(
            voices, {passage.language for passage in self.texts}
        ) | phrases_in(voices, phrases)
        if not self.texts:
            voices, said = each_language_once(voices, said)
        super().__init__(voices, said, find(council.language).tag)
        self.spoken_by = voices
        self.style = style
        self.assets: dict[str, bytes] = {}
        self.time_zone = council.time_zone
        self.council = cleaned(council.name)
        district = the_district()
        of = council.school.name if council.school else district.name if district else ""
        self.of = cleaned(of)

    def says(self, phrase: Callable[..., str], *values: object) -> Said:
        """A phrase with values of its own, in each of the sheet's languages."""
        return said_by(self.spoken_by, phrase, *values)

    def code(self, name: str, address: str) -> str:
        """A code to scan that opens an address, as an image of the sheet."""
        self.assets[name] = qr_code(address)
        return name

    def document(
        self,
        template: str,
        *,
        title: str,
        on: date,
        about: Sequence[Words] = (),
        parts: Sequence[Mapping[str, object]] = ({},),
        **values: object,
    ) -> Document:
        """The sheet as a document, dated this day: the same sheet gives the same document.

        `title` is the key of the phrase that the sheet is called by; with what it is `about`, in
        each language, it tells of a loose page where it belongs. Where a sheet has several parts,
        each begins on a page of its own and has values of its own.
        """
        tags = [*self.style.tags, *(voice.tag for voice in self.voices), self.names_in.tag]
        tags += [reading.language for each in self.texts for reading in each.readings]
        languages = tuple(printed_language(tag) for tag in dict.fromkeys(tags))
        return Document(
            parts=tuple(
                Part(
                    f"sheet-{number}",
                    render_template(template, sheet=self, **values, **own),
                    languages,
                )
                for number, own in enumerate(parts, 1)
            ),
            title=f"{self.phrases[title][0]} – {self.council}",
            author=self.council,
            made_at=datetime.combine(on, time(), ZoneInfo(self.time_zone)),
            edges=edges_of(self, title, self.council, about),
            layout=self.style.layout,
            assets=self.assets,
            styles=styles_for(self.style.layout),
        )


def styles_for(layout: Layout) -> str:
    """What sheets look like, beside what all printed documents do."""
    styles = "".join(each.read_text("utf-8") for each in _STYLES)
    return styles + _IN_LARGE_PRINT if layout.text_size is TextSize.LARGE else styles


def phrases_in(
    voices: Sequence[Voice], phrases: Callable[[], Mapping[str, str]]
) -> dict[str, Said]:
    """Fixed phrases, each once in each of these languages."""
    said: dict[str, list[str]] = {}
    for voice in voices:
        with in_language(find(voice.language)):
            for key, words in phrases().items():
                said.setdefault(key, []).append(str(words))
    return {key: tuple(each) for key, each in said.items()}


def each_language_once(
    voices: tuple[Voice, ...], said: Mapping[str, Said]
) -> tuple[tuple[Voice, ...], Mapping[str, Said]]:
    """Where both readers get the same fixed phrases, and nothing else is said: for one alone.

    Why they are not in the other's language stays.
    """
    if len({voice.phrases_in for voice in voices}) == len(voices):
        return voices, said
    return voices[:1], {key: (next(filter(None, each), ""),) for key, each in said.items()}


def today_of(council: Council) -> date:
    """The day that a sheet printed now is dated: sheets of one day are the same bytes."""
    return clock.today(council.time_zone)
