"""From a part of a document to its pages, and from a document to its file, in this process.

Only `council.printing.child` and tests import this; everyone else prints behind the wall of
`council.printing.press`.
"""

import re
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from functools import cache, lru_cache
from mimetypes import MimeTypes
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import cssselect2
import pydyf

from council.printing.assembling import assemble
from council.printing.directions import keep_phone_numbers
from council.printing.document import (
    Arrangement,
    Bookmark,
    Document,
    Kind,
    Manuscript,
    Place,
    Printed,
    PrintedPart,
)
from council.printing.facing import halved
from council.printing.figures import SIGNS
from council.printing.fonts import FontSet, fonts_in_use
from council.printing.joining import NUMERALS, PLACE, join
from council.printing.line_breaks import has_hidden_breaks, show_breaks
from council.printing.one_stack import in_one_stack
from council.printing.plain_tags import leave_out_plain
from council.printing.printable import printable
from council.printing.styles import style_sheet

# WeasyPrint reads the fonts' configuration when it is imported.
_FONTS = fonts_in_use()

import weasyprint  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

from council.printing import weasyprint_hooks  # noqa: E402

weasyprint_hooks.install()

_ASSET = "asset:"


class _Assets(URLFetcher):  # type: ignore[misc]
    """Serves a document's own assets out of memory, and nothing else to anyone."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)
        self._assets = assets
        self._types = MimeTypes()
        self.refused: dict[str, None] = {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(_ASSET)
        if not url.startswith(_ASSET) or name not in self._assets:
            self.refused[url] = None
            raise ValueError(f"nothing but the document's own assets is fetched, not {url}")
        kind, _ = self._types.guess_type(name)
        described = EmailMessage()
        described["Content-Type"] = kind or "application/octet-stream"
        return URLFetcherResponse(url, self._assets[name], described)


def render(document: Document, fonts: FontSet = _FONTS) -> Printed:
    """Print a document in this process, all of it anew. Raises NoFontForScript, PlaceUnknown."""
    return join(assemble(document, lambda each: [render_part(one, fonts) for one in each]), fonts)


@in_one_stack
def render_part(manuscript: Manuscript, fonts: FontSet = _FONTS) -> PrintedPart:
    """Print a part, an edge or a watermark; the same manuscript gives the same bytes.

    Raises NoFontForScript.
    """
    styles = style_sheet(manuscript, fonts)
    fetcher = _Assets({**manuscript.assets, **SIGNS})
    html = _Html(_whole(manuscript), fetcher)
    _prepare(html.etree_element, manuscript)
    sheet, refused = _sheet(styles)
    rendered = html.render(stylesheets=[sheet], font_config=_font_configuration())
    is_content = manuscript.kind is Kind.PART
    with weasyprint_hooks.painting(rendered) as noted:
        pdf = rendered.write_pdf(
            pdf_tags=is_content, finisher=_finish(manuscript) if is_content else None
        )
    printed = PrintedPart(
        pdf=pdf,
        pages=len(rendered.pages),
        places=dict(_places(rendered)),
        bookmarks=tuple(_bookmarks(rendered)),
        missing_glyphs=tuple(noted.missing),
        fonts={tag: tuple(sorted(families)) for tag, families in sorted(noted.fonts.items())},
        refused_addresses=tuple(dict.fromkeys((*refused, *fetcher.refused))),
    )
    if manuscript.layout.arrangement is Arrangement.FACING:
        return halved(printed, manuscript.languages[0].direction)
    return printed


class _Html(weasyprint.HTML):  # type: ignore[misc]
    """A page, read as the XML that our templates write, in a tenth of the time of other HTML."""

    def __init__(self, page: str, fetcher: URLFetcher) -> None:
        # It declares no entities, and what people wrote stands in it escaped.
        root = ElementTree.fromstring(page)  # noqa: S314
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


@cache
def _font_configuration() -> FontConfiguration:
    """The faces in use, opened once a process."""
    return FontConfiguration()


@lru_cache(maxsize=16)
def _sheet(styles: str) -> tuple[weasyprint.CSS, tuple[str, ...]]:
    """A style sheet, which most parts of a document share, and the addresses that it asked for."""
    fetcher = _Assets({})
    return weasyprint.CSS(string=styles, url_fetcher=fetcher), tuple(fetcher.refused)


# WeasyPrint measures in CSS pixels from the top of a page, PDF in points from its foot.
_POINTS_A_PIXEL = 0.75


def _place(rendered: Any, page: int, left: float, top: float) -> Place:
    height = rendered.pages[page].height
    return Place(page, left * _POINTS_A_PIXEL, (height - top) * _POINTS_A_PIXEL)


def _places(rendered: Any) -> Iterator[tuple[str, Place]]:
    """Where each ID stands; one that is there twice means the first."""
    known = set()
    for number, page in enumerate(rendered.pages):
        for name, (left, top, *_) in page.anchors.items():
            if name not in known:
                known.add(name)
                yield name, _place(rendered, number, left, top)


def _bookmarks(rendered: Any) -> Iterator[Bookmark]:
    for number, page in enumerate(rendered.pages):
        for level, title, (left, top), _ in page.bookmarks:
            yield Bookmark(level, title, _place(rendered, number, left, top))


def _whole(manuscript: Manuscript) -> str:
    """The whole HTML around a body."""
    first = manuscript.languages[0]
    body = printable(manuscript.body)
    if manuscript.kind is Kind.EDGE:
        # What page numbers are made of comes with the edge, on a page of its own.
        body += f'<div></div><div class="numerals" dir="ltr">{NUMERALS}</div>'
    return (
        f'<!DOCTYPE html><html lang="{first.tag}" dir="{first.direction}"><head>'
        f"</head><body>{body}</body></html>"
    )


def _prepare(root: Element, manuscript: Manuscript) -> None:
    """Check that each language is one of the part's, show what layout cannot know, number pages.

    Whether a link leads elsewhere in its own part or in another is known once parts are joined.
    """
    known = {language.tag: language.direction for language in manuscript.languages}

    def shown(text: str, language: str) -> str:
        if known[language] == "rtl":
            text = keep_phone_numbers(text)
        return show_breaks(text, language) if has_hidden_breaks(language) else text

    def visit(element: Element, language: str) -> None:
        own = element.get("lang", language)
        if own not in known:
            raise ValueError(f"a passage is in “{own}”, which is no language of its part")
        if place := element.get("data-page-of"):
            element.text = str(manuscript.numbers[place])
        if (address := element.get("href", "")).startswith("#"):
            element.set("href", PLACE + address[1:])
        if element.text:
            element.text = shown(element.text, own)
        for child in element:
            visit(child, own)
            if child.tail:
                child.tail = shown(child.tail, own)

    visit(root, manuscript.languages[0].tag)


# ISO 32000-1, table 165: an annotation that is printed with its page.
_PRINTED = 1 << 2

_REFERENCE = re.compile(rb"(\d+) 0 R")


def _finish(manuscript: Manuscript) -> Any:
    """What is put right once all of a part is painted."""

    def finisher(_: Any, pdf: Any) -> None:
        _keep_changes_of_language(pdf, manuscript.languages[0].tag)
        leave_out_plain(pdf)
        _set_apart_identifiers(pdf, manuscript.key[:12])
        _index_identifiers(pdf)
        _keep_tagged_links(pdf)

    return finisher


def _is_element(thing: Any) -> bool:
    return isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem"


def _keep_changes_of_language(pdf: Any, language: str) -> None:
    """Leave a language on an element only where it differs from its parent's."""
    # Parents are numbered before their children.
    spoken: dict[int, str] = {}
    for element in filter(_is_element, pdf.objects):
        match = _REFERENCE.match(element["P"])
        above = spoken.get(int(match[1]), language) if match else language
        own = element["Lang"].string if "Lang" in element else above
        spoken[element.number] = own
        if own == above:
            element.pop("Lang", None)


def _set_apart_identifiers(pdf: Any, prefix: str) -> None:
    """Keep names of cells apart from those of other parts."""
    held = {}
    for element in filter(_is_element, pdf.objects):
        named = [element["ID"]] if "ID" in element else []
        for name in (*named, *element.get("A", {}).get("Headers", ())):
            held[id(name)] = name
    for name in held.values():
        name.string = f"{prefix}-{name.string}"


def _index_identifiers(pdf: Any) -> None:
    """The index of named elements, which cells use to name their heads (ISO 32000-1, 14.7.2)."""
    named = sorted(
        (element["ID"].string, element.reference)
        for element in filter(_is_element, pdf.objects)
        if "ID" in element
    )
    if not named:
        return
    names = pydyf.Array()
    for identifier, reference in named:
        names.extend((pydyf.String(identifier), reference))
    root = next(thing for thing in pdf.objects if _is_root(thing))
    limits = pydyf.Array((pydyf.String(named[0][0]), pydyf.String(named[-1][0])))
    root["IDTree"] = pydyf.Dictionary(
        {"Kids": pydyf.Array((_added(pdf, {"Names": names, "Limits": limits}),))}
    )


def _keep_tagged_links(pdf: Any) -> None:
    """Leave out links that are no content: a page's edge is printed, not clicked."""
    for page in pdf.objects:
        if isinstance(page, pydyf.Dictionary) and page.get("Type") == "/Page" and "Annots" in page:
            page["Annots"] = pydyf.Array(
                reference for reference in page["Annots"] if "StructParent" in _at(pdf, reference)
            )
            for reference in page["Annots"]:
                _at(pdf, reference)["F"] = _PRINTED


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _is_root(thing: Any) -> bool:
    return isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructTreeRoot"


def _added(pdf: Any, content: dict[str, Any]) -> Any:
    added = pydyf.Dictionary(content)
    pdf.add_object(added)
    return added.reference
