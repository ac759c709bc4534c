"""The pages of a sheet: how few it takes, and what stands on the edge where there are several."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flask import Response, render_template

from council.printing.document import Document, Printed, TextSize
from council.printing.errors import CharactersWithoutFont
from council.printing.passages import Words
from council.printing.press import print_document
from council.texts.columns import Columns
from council.texts.printer import printer

_EDGE = "edge"

# So long can a name be on the edge, where there is one line for it.
_LONGEST_ON_EDGE = 40

# A sheet of one page is written on nearly to its edge; where there are several, each has a number,
# and says to which sheet it belongs.
_ALONE = "@page { margin: 13mm 17mm 10mm; }\n"
_NUMBERED = {
    TextSize.REGULAR: "@page { margin: 18mm 17mm 21mm; }\n",
    TextSize.LARGE: "@page { margin: 20mm 17mm 26mm; }\n",
}
_RUNNING_TITLES = "@page { @top-left { padding-bottom: 3mm } @top-right { padding-bottom: 3mm } }\n"

# What stands under one another a little closer, where that saves a page.
_CLOSER = """
.side, .alone, .passage { padding-block-end: calc(var(--unit) * 1.5); }
.heading .side, .pair > :first-child { padding-block-end: calc(var(--unit) * 1); }
.heading > h1 { margin-block: calc(var(--unit) * 1); }
.sheet-head { margin-block-end: calc(var(--unit) * 1); }
.sheet-head > * { padding-block-end: calc(var(--unit) * 1); }
.pair, .notice, .code { margin-block-end: calc(var(--unit) * 1); }
h1 { --size: 5.8; --lead: 7.4; }
p, .label, .title { margin-block-end: 0; }
.ballot-lines { margin-block: calc(var(--unit) * 1); }
.ballot-line { padding-block: calc(var(--unit) * 0.5) 0; }
.ballot-summary .side, .ballot-summary .alone, .small-print .side { padding-block-end: 0; }
"""


def edges_of(
    sheet: Columns, title: str, council: str, about: Sequence[Words] = ()
) -> Mapping[str, str]:
    """What says of a loose page to which sheet it belongs: its name, what it is about, and whose.

    `title` is the key of the phrase that the sheet is called by.
    """
    edge = render_template(
        "texts/printed/edge.html",
        titles=sheet.each(sheet.phrase(title)),
        about=[*(_shortened(words) for words in about), None, None],
        council=_shortened(sheet.name(council)),
    )
    return {_EDGE: edge}


def _shortened(words: Words) -> Words:
    """The beginning of words that are long."""
    if len(words.text) <= _LONGEST_ON_EDGE:
        return words
    return replace(words, text=f"{words.text[:_LONGEST_ON_EDGE].rstrip()}…")


def print_sheet(document: Document, *tighter: Document) -> bytes:
    """The sheet as a PDF; of several that say the same, the roomiest on the fewest pages.

    They come in order, the roomiest first. What is one page alone has nothing on its edge.
    CharactersWithoutFont rather than empty boxes; other refusals as the printer has them.
    """
    documents = (document, *tighter)
    alone = _print(_alone(document))
    if alone.pages == 1:
        return alone.pdf
    if alone.pages == 2:
        # What is tighter or closer saves one page at most.
        for dress in (_alone, _alone_and_closer):
            if _print(dress(documents[-1])).pages == 1:
                return _roomiest(documents, dress).pdf
    ways = (_numbered, _numbered_and_closer)
    dress = min(ways, key=lambda way: _print(way(documents[-1])).pages)
    return _roomiest(documents, dress).pdf


def print_each_page_alone(document: Document) -> bytes:
    """Sheets as a PDF with nothing on the edge, so that their order cannot be told from them."""
    return _print(_alone(document)).pdf


def pages_of(document: Document) -> int:
    """How many pages a sheet takes, with nothing on their edge."""
    return _print(_alone(document)).pages


def closer(document: Document) -> Document:
    """The same, with what stands under one another a little closer."""
    return replace(document, styles=document.styles + _CLOSER)


def _alone(document: Document) -> Document:
    return replace(document, styles=document.styles + _ALONE)


def _numbered(document: Document) -> Document:
    return replace(
        document,
        parts=tuple(replace(part, edge=_EDGE) for part in document.parts),
        styles=document.styles + _NUMBERED[document.layout.text_size] + _RUNNING_TITLES,
    )


def _alone_and_closer(document: Document) -> Document:
    return closer(_alone(document))


def _numbered_and_closer(document: Document) -> Document:
    return closer(_numbered(document))


def _roomiest(documents: Sequence[Document], dress: Callable[[Document], Document]) -> Printed:
    """The first that takes no more pages than the last: the less room, the fewer pages."""
    fewest = _print(dress(documents[-1]))
    too_roomy, tight_enough = -1, len(documents) - 1
    while tight_enough - too_roomy > 1:
        middle = (too_roomy + tight_enough) // 2
        printed = _print(dress(documents[middle]))
        if printed.pages > fewest.pages:
            too_roomy = middle
        else:
            tight_enough, fewest = middle, printed
    return fewest


def _print(document: Document) -> Printed:
    printed = print_document(document, printer())
    if printed.missing_glyphs:
        raise CharactersWithoutFont(printed.missing_glyphs, document.title)
    return printed


def sheet_response(pdf: bytes, *name: str) -> Response:
    """A sheet to be looked at in the browser, or kept under a name of these parts."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{'-'.join(name)}.pdf")
    return response
