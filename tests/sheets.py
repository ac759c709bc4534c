"""Printed sheets as tests look at them without a printer."""

import pytest

from council.printing.document import Document

# Each page that prints sheets, by the module that it is in.
PRINTING = (
    "council.concerns.sheet_views",
    "council.meetings.sheet_views",
    "council.packets.card_views",
    "council.recommendations.sheet_views",
    "council.rounds.views",
)


def words_of(document: Document, *_tighter: Document) -> bytes:
    """What a sheet says, as the printer would be given it."""
    return "".join(part.body for part in document.parts).encode()


def sheets_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is printed: a sheet's words are the answer."""
    for module in PRINTING:
        monkeypatch.setattr(f"{module}.print_sheet", words_of)
    monkeypatch.setattr("council.rounds.ballot.fits_one_page", lambda _: True)
    monkeypatch.setattr(
        "council.packets.card_views.make_fillable", lambda words, *_fields, **_points: words
    )
