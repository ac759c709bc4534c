"""From a document to a PDF/A-2a and PDF/UA-1 file, in this process.

Only `council.printing.child` and tests import this; everyone else prints behind the wall of
`council.printing.press`.
"""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from html import escape
from mimetypes import MimeTypes
from typing import Any
from xml.etree.ElementTree import Element

import pydyf

from council.printing.document import Document, Printed
from council.printing.figures import SIGNS
from council.printing.fonts import FontSet, fonts_in_use
from council.printing.line_breaks import has_hidden_breaks, show_breaks
from council.printing.printable import printable
from council.printing.styles import style_sheet

# WeasyPrint reads the fonts' configuration when it is imported.
_FONTS = fonts_in_use()

import weasyprint  # noqa: E402
from weasyprint.pdf.metadata import DocumentMetadata  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

from council.printing import weasyprint_hooks  # noqa: E402

weasyprint_hooks.install()

_VARIANT = "pdf/a-2a"
_ASSET = "asset:"

# PDF/UA-1 (ISO 14289-1, 5) asks for its part in the metadata, and PDF/A-2 (ISO 19005-2, 6.6.2.3.3)
# for a description of every property that it does not know itself.
_PDF_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" '
    b'pdfuaid:part="1"/>'
    b'<rdf:Description rdf:about="" '
    b'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    b'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    b'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name>"
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
    b"</rdf:Description>"
)


class _BothStandards(DocumentMetadata):  # type: ignore[misc]
    """Metadata that names PDF/UA-1 beside PDF/A-2a."""

    def generate_rdf_metadata(self, *args: Any) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(*args)
        return rdf.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>", 1)


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
    """Print a document; the same document gives the same bytes. Raises NoFontForScript."""
    styles = style_sheet(document, fonts)
    fetcher = _Assets({**document.assets, **SIGNS})
    html = weasyprint.HTML(string=_whole(document), url_fetcher=fetcher, media_type="print")
    _prepare_text(html.etree_element, document)
    rendered = html.render(
        stylesheets=[weasyprint.CSS(string=styles, url_fetcher=fetcher)], pdf_variant=_VARIANT
    )
    rendered.metadata = _BothStandards(**vars(rendered.metadata))
    with weasyprint_hooks.painting(rendered, bool(document.watermark)) as noted:
        pdf = rendered.write_pdf(pdf_variant=_VARIANT, finisher=_finish(document))
    return Printed(
        pdf=pdf,
        pages=len(rendered.pages),
        missing_glyphs=tuple(noted.missing),
        fonts={tag: tuple(sorted(families)) for tag, families in sorted(noted.fonts.items())},
        refused_addresses=tuple(fetcher.refused),
    )


def _whole(document: Document) -> str:
    """The whole HTML around a body."""
    first = document.languages[0]
    title = printable(document.title)
    named = {"author": printable(document.author), "description": printable(document.subject)}
    metas = "".join(
        f'<meta name="{name}" content="{escape(content)}">' for name, content in named.items()
        if content
    )  # fmt: skip
    made = document.made_at.isoformat(timespec="seconds")
    return (
        f'<!DOCTYPE html><html lang="{first.tag}" dir="{first.direction}"><head>'
        f'<meta charset="utf-8"><title>{escape(title)}</title>{metas}'
        f'<meta name="dcterms.created" content="{made}">'
        f'<meta name="dcterms.modified" content="{made}">'
        f"</head><body>{printable(_bodies(document))}</body></html>"
    )


def _bodies(document: Document) -> str:
    parts = "".join(
        f'<div class="part" id="{part.name}">{part.body}</div>' for part in document.parts
    )
    return _watermark(document) + next(iter(document.edges.values()), "") + parts


def _watermark(document: Document) -> str:
    """Pale words three times across every page, behind what is printed on it."""
    lines = "".join(
        f'<div lang="{words.language.tag}" dir="{words.language.direction}">'
        f"{escape(str(words.text))}</div>"
        for words in document.watermark
    )
    return (
        f'<div class="{weasyprint_hooks.WATERMARK}">{f"<div>{lines}</div>" * 3}</div>'
        if lines
        else ""
    )


def _prepare_text(root: Element, document: Document) -> None:
    """Check that each language is one of the document's; show where hidden breaks are."""
    known = {language.tag for language in document.languages}

    def visit(element: Element, language: str) -> None:
        own = element.get("lang", language)
        if own not in known:
            raise ValueError(f"a passage is in “{own}”, which is no language of the document")
        if has_hidden_breaks(own) and element.text:
            element.text = show_breaks(element.text, own)
        for child in element:
            visit(child, own)
            if has_hidden_breaks(own) and child.tail:
                child.tail = show_breaks(child.tail, own)

    visit(root, document.languages[0].tag)


_REFERENCE = re.compile(rb"(\d+) 0 R")


def _finish(document: Document) -> Any:
    """What is put right once all of a document is painted."""

    def finisher(_: Any, pdf: Any) -> None:
        _keep_changes_of_language(pdf, document.languages[0].tag)
        _index_identifiers(pdf)
        _keep_tagged_links(pdf)
        # No word on the side of binding (/Direction /R2L): pdfium, and so Chrome, takes it for the
        # direction of every line, and reads a passage from the left backwards, word by word.

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


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _is_root(thing: Any) -> bool:
    return isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructTreeRoot"


def _added(pdf: Any, content: dict[str, Any]) -> Any:
    added = pydyf.Dictionary(content)
    pdf.add_object(added)
    return added.reference
