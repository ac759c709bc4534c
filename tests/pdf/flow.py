"""How text flows over pages: what no reader should meet at the foot or the head of one."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from council.printing.assembling import assemble, first_pages
from council.printing.document import TextSize
from tests.pdf.checklist import Block, Proof
from tests.pdf.printing_support import render_part

# The leading of running text, in points, where a script asks for no more.
_LEADING = {TextSize.REGULAR: 15, TextSize.LARGE: 25.8}
_LINES_BELOW = 3
# What is closer than this stands on one line, in points.
_ONE_LINE = 5


def headings_near_the_foot(proof: Proof) -> Iterator[str]:
    """Headings with no room for three lines below them."""
    leading = _LEADING[proof.document.layout.text_size]
    for block in proof.blocks:
        last = block.pieces[-1]
        if not block.kind.startswith("/H") or not proof.is_numbered(last.page):
            continue
        room = last.bottom - proof.margins(last.page)[2]
        if room < _LINES_BELOW * leading:
            yield f"“{block.text[:40]}” on page {last.page + 1}, {room:.0f} points above the foot"


def stray_lines(proof: Proof) -> Iterator[str]:
    """Paragraphs of which a single line stands on one page and the rest on another."""
    for block in proof.blocks:
        lines = _lines_by_page(block)
        if len(lines) > 1 and min(lines.values()) == 1:
            yield f"“{block.text[:40]}” has {dict(lines)} lines on its pages"


def _lines_by_page(block: Block) -> Counter[int]:
    bottoms: dict[int, list[float]] = defaultdict(list)
    for piece in block.pieces:
        known = bottoms[piece.page]
        middle = (piece.bottom + piece.top) / 2
        if all(abs(middle - other) > _ONE_LINE for other in known):
            known.append(middle)
    return Counter({page: len(found) for page, found in bottoms.items()})


def half_empty_pages(proof: Proof, most: float = 0.5) -> Iterator[str]:
    """Pages of which a large share stays empty though more of their part follows."""
    document = proof.document
    assembly = assemble(document, lambda each: [render_part(one) for one in each])
    lengths = {name: part.pages for name, part in assembly.parts.items()}
    begins = first_pages(document, lengths)
    side = 1 + (document.layout.arrangement == "facing")
    ends = {
        begins[name] + length - back
        for name, length in lengths.items()
        for back in range(1, 1 + side)
    }
    for page in range(len(proof.sheets)):
        if page in ends or not proof.is_numbered(page):
            continue
        above, _, below = proof.margins(page)
        height = proof.sheets[page][3]
        lowest = min(
            (p.bottom for p in proof.pieces if p.page == page and p.content >= 0), default=height
        )
        empty = (lowest - below) / (height - above - below)
        if empty > most:
            yield f"page {page + 1}: {empty:.0%} empty"
