"""How few pages a sheet takes, and how much room to write that leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from council.printing.document import Document, Part
from council.printing.languages import PrintedLanguage
from council.texts import sheet_pages
from council.texts.sheet_pages import print_sheet

ENGLISH = PrintedLanguage("en", "Latn")
# How many lines a page holds: with nothing on its edge or numbered, as usual or closer.
HOLDS = {(False, False): 12, (False, True): 14, (True, False): 10, (True, True): 11}


@dataclass(frozen=True)
class OnPaper:
    """A sheet as the printer would have it: its lines, and how it was set."""

    lines: int
    is_numbered: bool = False
    is_closer: bool = False

    @property
    def pages(self) -> int:
        return -(-self.lines // HOLDS[self.is_numbered, self.is_closer])

    @property
    def pdf(self) -> "OnPaper":
        return self


def sheet(lines: int) -> Document:
    return Document(
        (Part("sheet-1", "<p>" * lines, (ENGLISH,)),),
        "A sheet",
        datetime(2026, 11, 25, tzinfo=UTC),
        edges={"edge": "<p>"},
    )


@pytest.fixture(autouse=True)
def on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is printed, and a page holds so many lines."""

    def printed(document: Document) -> OnPaper:
        (part,) = document.parts
        is_closer = sheet_pages._CLOSER in document.styles
        return OnPaper(part.body.count("<p>"), part.edge is not None, is_closer)

    monkeypatch.setattr(sheet_pages, "_print", printed)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([5], OnPaper(5)),
        # What is a little too long for one page is set closer, and fits.
        ([13], OnPaper(13, is_closer=True)),
        # Of several pages each has a number, and less room; closer only where that saves one.
        ([15], OnPaper(15, is_numbered=True)),
        ([22], OnPaper(22, is_numbered=True, is_closer=True)),
        ([25], OnPaper(25, is_numbered=True)),
        # The roomiest that is one page; else the roomiest on the fewest pages.
        (range(20, 3, -1), OnPaper(12)),
        (range(26, 14, -1), OnPaper(20, is_numbered=True)),
        (range(30, 21, -1), OnPaper(22, is_numbered=True, is_closer=True)),
    ],
)
def test_a_sheet_takes_the_fewest_pages_with_the_most_room(
    lines: Sequence[int], expected: OnPaper
) -> None:
    assert print_sheet(*map(sheet, lines)) == expected
