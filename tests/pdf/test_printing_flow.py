"""How text flows over pages: headings keep from their foot, and what is short is not torn apart."""

import re
from collections import defaultdict

import pytest

from council.printing.document import Document, Layout, TextSize
from tests.pdf import flow
from tests.pdf.checklist import Proof
from tests.pdf.printing_support import ENGLISH, SPANISH, document, page, render, weasyprint_hooks

REGULAR, LARGE = TextSize

_EDGE = """
{{ pieces.furniture(Words("Words", one), Words("Palabras", two)) }}
"""
_BODY = """
{{ pieces.heading(1, Words("Words", one), Words("Palabras", two)) }}
{% for times in lengths %}
  {% set number = loop.index %}
  {{ pieces.heading(2, Words("Heading " ~ number, one), Words("Encabezado " ~ number, two)) }}
  {% call pieces.pairs() %}
    {{ pieces.pair(Passage(("a%03d " % number) ~ "words in English here " * times, one),
                   Passage(("b%03d " % number) ~ "palabras en español aquí " * times, two)) }}
  {% endcall %}
{% endfor %}
"""
# Of every length up to half a page.
LENGTHS = [3, 1, 7, 12, 4, 2, 9, 15, 5, 6, 11, 8, 3, 14, 10, 2, 13, 1, 6, 4] * 2


def of_lengths(lengths: list[int], size: TextSize, styles: str = "") -> Document:
    names = {"one": ENGLISH, "two": SPANISH, "lengths": lengths}
    return document(
        page(_BODY, **names),
        ENGLISH,
        SPANISH,
        edge=page(_EDGE, **names),
        layout=Layout(text_size=size),
        styles=styles,
    )


def proof(document: Document) -> Proof:
    return Proof(document, render(document))


def torn_apart(proof: Proof) -> list[str]:
    """Passages that do not stand on one page with their translation."""
    pages: dict[str, set[int]] = defaultdict(set)
    for block in proof.blocks:
        if named := re.match(r"[ab](\d{3})", block.text):
            pages[named[1]].update(piece.page for piece in block.pieces)
    return [number for number, found in pages.items() if len(found) > 1]


@pytest.mark.parametrize("size", TextSize)
def test_no_heading_stands_within_three_lines_of_the_foot_of_a_page(
    monkeypatch: pytest.MonkeyPatch, size: TextSize
) -> None:
    def near_the_foot(styles: str = "") -> list[str]:
        return [
            heading
            for first in range(1, 20, 2)
            for heading in flow.headings_near_the_foot(
                proof(of_lengths([first, *[1] * 24], size, styles))
            )
        ]

    assert near_the_foot() == []
    monkeypatch.setattr(weasyprint_hooks, "_LINES_BELOW", 0)
    # In large print a passage and its translation are three lines by themselves.
    assert near_the_foot(".pair { break-inside: auto; }" if size is LARGE else "") != []


@pytest.mark.parametrize("size", TextSize)
def test_no_single_line_of_a_paragraph_stands_on_another_page(size: TextSize) -> None:
    lengths = [40 + 3 * number for number in range(12)]
    assert list(flow.stray_lines(proof(of_lengths(lengths, size)))) == []
    sabotaged = of_lengths(lengths, size, "html { orphans: 1; widows: 1; }")
    assert list(flow.stray_lines(proof(sabotaged))) != []


@pytest.mark.parametrize("size", TextSize)
def test_a_short_passage_stands_on_one_page_with_its_translation(
    monkeypatch: pytest.MonkeyPatch, size: TextSize
) -> None:
    lengths = [number // 2 for number in LENGTHS] if size is LARGE else LENGTHS
    assert torn_apart(proof(of_lengths(lengths, size))) == []
    monkeypatch.setattr(weasyprint_hooks, "_SHORT", 0)
    assert torn_apart(proof(of_lengths(lengths, size))) != []


@pytest.mark.parametrize("size", TextSize)
def test_what_is_long_leaves_no_page_half_empty(
    monkeypatch: pytest.MonkeyPatch, size: TextSize
) -> None:
    lengths = [45, 30, 50, 35, 55, 40] * (1 if size is LARGE else 2)
    assert list(flow.half_empty_pages(proof(of_lengths(lengths, size)))) == []
    if size is LARGE:
        monkeypatch.setattr(weasyprint_hooks, "_SHORT", 9)
        assert list(flow.half_empty_pages(proof(of_lengths(lengths, size)))) != []
