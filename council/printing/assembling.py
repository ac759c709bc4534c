"""From a document to its parts, each printed by itself, and what page each begins on.

Nothing here prints: whoever assembles a document says how manuscripts become pages, in this
process, in others, or out of what is kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from council.printing.document import (
    Arrangement,
    Document,
    Kind,
    Layout,
    Manuscript,
    Part,
    Place,
    PrintedPart,
)

PrintAll = Callable[[Sequence[Manuscript]], Sequence[PrintedPart]]

_ASSET = re.compile(r"asset:([A-Za-z0-9._-]+)")
_PAGE_OF = re.compile(r'\bdata-page-of="([^"]+)"')

# Numbers that move a part's own pages are put in anew; each time can add no more than a line or so.
_MOST_ROUNDS = 6


class PlaceUnknown(LookupError):
    """A document leads to a place that is nowhere in it."""

    def __init__(self, place: str) -> None:
        super().__init__(f"the document leads to “{place}”, which is nowhere in it")


@dataclass(frozen=True, slots=True)
class Assembly:
    """A document with all its pages, not joined yet."""

    document: Document
    parts: Mapping[str, PrintedPart]
    edges: Mapping[str, PrintedPart]
    watermark: PrintedPart | None


def is_facing(document: Document, part: Part) -> bool:
    """Whether the languages of a part stand on pages that face each other."""
    return document.layout.arrangement is Arrangement.FACING and part.edge is not None


def first_pages(document: Document, lengths: Mapping[str, int]) -> dict[str, int]:
    """The page that each part begins on, counted from 0.

    Where languages face each other, they do so on pages 2 and 3, 4 and 5, and so on: a page stays
    empty where a part would otherwise begin on the wrong side.
    """
    begins: dict[str, int] = {}
    after = 0
    for part in document.parts:
        if is_facing(document, part) and after % 2 == 0:
            after += 1
        begins[part.name] = after
        after += lengths[part.name]
    return begins


def places_in(
    document: Document, parts: Mapping[str, PrintedPart], lengths: Mapping[str, int]
) -> dict[str, Place]:
    """Where in the document each ID stands; an ID that is there twice means the first."""
    begins = first_pages(document, lengths)
    places: dict[str, Place] = {}
    for part in document.parts:
        if part.name in parts:
            for name, place in parts[part.name].places.items():
                there = Place(begins[part.name] + place.page, place.left, place.top)
                places.setdefault(name, there)
    for part in document.parts:
        places.setdefault(part.name, Place(begins[part.name], 0, 0))
    return places


def assemble(document: Document, print_all: PrintAll) -> Assembly:
    """Print all that a document consists of; raises PlaceUnknown."""
    waiting = [part for part in document.parts if _names_pages(part)]
    fixed = [part for part in document.parts if part not in waiting]
    edges = {part.edge: part for part in reversed(document.parts) if part.edge is not None}
    manuscripts = [
        *(_manuscript(document, part) for part in fixed),
        *(_edge(document, name, first) for name, first in edges.items()),
        *_watermark(document),
    ]
    printed = list(print_all(manuscripts))
    parts = {part.name: each for part, each in zip(fixed, printed, strict=False)}
    marginal = printed[len(fixed) :]
    _print_numbered(document, waiting, parts, print_all)
    return Assembly(
        document,
        parts,
        dict(zip(edges, marginal, strict=False)),
        marginal[-1] if document.watermark else None,
    )


def _print_numbered(
    document: Document, waiting: Sequence[Part], parts: dict[str, PrintedPart], print_all: PrintAll
) -> None:
    """Print the parts that name pages, until the pages that they name are those that are."""
    if not waiting:
        return
    for _ in range(_MOST_ROUNDS):
        lengths = {
            part.name: parts[part.name].pages if part.name in parts else 1
            for part in document.parts
        }
        places = places_in(document, parts, lengths)
        again = print_all([_manuscript(document, part, places) for part in waiting])
        parts.update({part.name: each for part, each in zip(waiting, again, strict=True)})
        settled = {name: each.pages for name, each in parts.items()} == lengths
        if settled and places_in(document, parts, lengths) == places:
            return
    raise RuntimeError("the pages that a document names move whenever they are put in")


def _names_pages(part: Part) -> bool:
    return "data-page-of=" in part.body


def _manuscript(
    document: Document, part: Part, places: Mapping[str, Place] | None = None
) -> Manuscript:
    numbers = {}
    for name in _PAGE_OF.findall(part.body):
        if places is None or name not in places:
            # Until its own part is printed, a place in it is taken to be on the first page.
            if places is not None and not _stands_in(document, name):
                raise PlaceUnknown(name)
            numbers[name] = 1
        else:
            numbers[name] = places[name].page + 1
    layout = document.layout
    if not is_facing(document, part):
        layout = Layout(layout.paper, layout.text_size)
    return Manuscript(
        Kind.PART,
        str(part.body),
        part.languages,
        layout,
        document.styles,
        _assets(document, part.body + document.styles),
        numbers,
    )


def _stands_in(document: Document, name: str) -> bool:
    return any(f'id="{name}"' in part.body for part in document.parts if _names_pages(part))


def _edge(document: Document, name: str, first: Part) -> Manuscript:
    """The edge of pages, in the direction of the first part that it stands around."""
    html = document.edges[name]
    return Manuscript(
        Kind.EDGE,
        str(html),
        tuple(dict.fromkeys((*first.languages, *document.languages))),
        document.layout,
        document.styles,
        _assets(document, html + document.styles),
    )


def _watermark(document: Document) -> Iterator[Manuscript]:
    """Pale words three times across a page."""
    if not document.watermark:
        return
    lines = "".join(
        f'<div lang="{words.language.tag}" dir="{words.language.direction}">'
        f"{escape(str(words.text))}</div>"
        for words in document.watermark
    )
    yield Manuscript(
        Kind.WATERMARK,
        f'<div class="press-watermark">{f"<div>{lines}</div>" * 3}</div>',
        tuple(dict.fromkeys(words.language for words in document.watermark)),
        Layout(document.layout.paper, document.layout.text_size),
    )


def _assets(document: Document, text: str) -> dict[str, bytes]:
    """The assets that a text names."""
    named = set(_ASSET.findall(text))
    return {name: content for name, content in document.assets.items() if name in named}
