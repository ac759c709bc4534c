"""Printed sheets as tests look at them without a printer."""

import pytest

from council.printing.document import Document

# What prints the sheets of each page, in the module that the page is in.
PRINTING = (
    "council.concerns.sheet_views.print_sheet",
    "council.meetings.sheet_views.print_sheet",
    "council.packets.card_views.print_sheet",
    "council.recommendations.sheet_views.print_sheet",
    "council.rounds.views.print_each_page_alone",
)


def words_of(document: Document, *_tighter: Document) -> bytes:
    """What a sheet says, as the printer would be given it."""
    return "".join(part.body for part in document.parts).encode()


def sheets_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is printed: a sheet's words are the answer."""
    for printing in PRINTING:
        monkeypatch.setattr(printing, words_of)
    monkeypatch.setattr("council.rounds.ballot.pages_of", lambda _: 1)
    monkeypatch.setattr(
        "council.packets.card_views.make_fillable", lambda words, *_fields, **_points: words
    )
