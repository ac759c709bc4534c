"""The parts of a document joined into one file: PDF/A-2a and PDF/UA-1.

Parts come without fonts, edges and page numbers; here they get one structure, one outline, each
face once, and links that lead from one to the other.
"""

import io
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import pikepdf
import weasyprint
from pikepdf import Array, Dictionary, Name, Stream, String
from weasyprint.pdf.metadata import DocumentMetadata

from council.printing.assembling import (
    Assembly,
    PlaceUnknown,
    first_pages,
    is_facing,
    places_in,
)
from council.printing.document import Bookmark, Document, Part, Place, Printed, PrintedPart
from council.printing.fonts import FontSet
from council.printing.part_fonts import JoinedFonts, NotedFont
from council.printing.printable import printable
from council.printing.styles import NumberPlace, number_place

# How the address of a link begins that leads elsewhere in the document; the rest is the ID there.
PLACE = "place:"

# What page numbers are made of: digits, and a stroke between the page and how many there are.
# Without spaces around it the number keeps its order among words from the right as well.
NUMERALS = "0123456789/"

# Page numbers in the quiet ink of print.css.
_QUIET = b"0.298 0.345 0.369 rg"

_ASIDE = b"/Artifact <</Type /Pagination>> BDC\n"
_END = b"\nEMC\n"

_NAME_OF_PROFILE = "sRGB2014.icc"

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


def join(assembly: Assembly, fonts: FontSet) -> Printed:
    """One file of all parts; the same parts give the same bytes. Raises PlaceUnknown."""
    document = assembly.document
    joined = _Joined(assembly, fonts)
    for part in document.parts:
        joined.take(part)
    joined.close()
    everything = [*assembly.parts.values(), *assembly.edges.values()]
    if assembly.watermark:
        everything.append(assembly.watermark)
    families: dict[str, set[str]] = {}
    for each in everything:
        for tag, names in each.fonts.items():
            families.setdefault(tag, set()).update(names)
    return Printed(
        pdf=joined.saved(),
        pages=joined.pages,
        missing_glyphs=_each_once(each.missing_glyphs for each in everything),
        fonts={tag: tuple(sorted(names)) for tag, names in sorted(families.items()) if tag},
        refused_addresses=_each_once(each.refused_addresses for each in everything),
    )


def _each_once(groups: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))


class _Joined:
    """A document on its way into one file."""

    def __init__(self, assembly: Assembly, fonts: FontSet) -> None:
        self._assembly = assembly
        self._document = assembly.document
        self._pdf = pikepdf.new()
        self._fonts = JoinedFonts(self._pdf, fonts.folders)
        self._structure = _Structure(self._pdf, self._document.language.tag)
        lengths = {name: part.pages for name, part in assembly.parts.items()}
        self._begins = first_pages(self._document, lengths)
        self._places = places_in(self._document, assembly.parts, lengths)
        last = self._document.parts[-1].name
        self.pages = self._begins[last] + lengths[last]
        self._watermark = None
        if assembly.watermark:
            (self._watermark, *_), _ = self._forms(assembly.watermark)
        place = number_place(self._document.layout)
        self._edges = {
            name: _Edge(*self._forms(printed), self._fonts, place)
            for name, printed in assembly.edges.items()
        }
        self._before = self._indirect(
            (_ASIDE + b"q /Watermark Do Q" + _END if self._watermark else b"") + b"q\n"
        )
        self._after = self._indirect(b"\nQ")
        self._bookmarks: list[Bookmark] = []

    def take(self, part: Part) -> None:
        """Take over the pages of a part."""
        printed = self._assembly.parts[part.name]
        begins = self._begins[part.name]
        source = pikepdf.open(io.BytesIO(printed.pdf))
        if len(self._pdf.pages) < begins:
            self._add_empty(source.pages[0].obj.MediaBox)
        noted = self._note_fonts(source)
        self._pdf.pages.extend(source.pages)
        pages = [self._pdf.pages[begins + number].obj for number in range(printed.pages)]
        if noted:
            self._use_fonts(noted, pages[0].Resources.Font)
        self._structure.take(source, pages, part.languages[0].tag)
        self._bookmarks += [
            Bookmark(each.level, each.title, _moved(each.place, begins))
            for each in printed.bookmarks
        ]
        edge = None if part.edge is None else self._edges[part.edge]
        if edge or self._watermark:
            self._dress(pages, begins, edge, is_facing(self._document, part))

    def _add_empty(self, size: Any) -> None:
        """A page on which nothing stands."""
        box = Array([float(each) for each in size])
        page = Dictionary(
            Type=Name.Page,
            MediaBox=box,
            TrimBox=box,
            BleedBox=box,
            Tabs=Name.S,
            Resources=Dictionary(),
            Contents=self._indirect(b""),
        )
        self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(page)))

    def _indirect(self, content: bytes) -> Any:
        return self._pdf.make_indirect(Stream(self._pdf, content))

    # ---- fonts, edges, watermark

    def _note_fonts(self, source: pikepdf.Pdf) -> dict[str, NotedFont]:
        """The fonts of a part, which are not taken over."""
        fonts = source.pages[0].obj.Resources.Font
        noted = {name: NotedFont.read(fonts[name]) for name in sorted(fonts.keys())}
        for name in noted:
            del fonts[name]
        return noted

    def _use_fonts(self, noted: dict[str, NotedFont], fonts: Any) -> None:
        for name, font in noted.items():
            self._fonts.use(font, fonts, name)

    def _forms(self, printed: PrintedPart) -> tuple[list[Any], list[NotedFont]]:
        """Pages to be drawn on others, and their fonts."""
        source = pikepdf.open(io.BytesIO(printed.pdf))
        noted = self._note_fonts(source)
        forms = [
            self._pdf.copy_foreign(source.make_indirect(page.as_form_xobject()))
            for page in source.pages
        ]
        self._use_fonts(noted, forms[0].Resources.Font)
        return forms, list(noted.values())

    def _dress(self, pages: Sequence[Any], begins: int, edge: "_Edge | None", facing: bool) -> None:
        """Lay the edge and the number over pages, and the watermark under them."""
        resources = pages[0].Resources
        if "/XObject" not in resources:
            resources.XObject = Dictionary()
        if self._watermark:
            resources.XObject.Watermark = self._watermark
        if edge:
            edge.put_at_hand(resources)
        for number, page in enumerate(pages):
            after = self._after
            if edge:
                side = number % 2 if facing else 0
                after = self._indirect(
                    edge.drawn(side, f"{begins + number + 1}/{self.pages}", page.MediaBox)
                )
            page.Contents = Array([self._before, page.Contents, after])

    # ---- what holds the document together

    def close(self) -> None:
        """Put in what all parts share."""
        self._fonts.put_in()
        self._structure.close()
        self._lead_links()
        if self._bookmarks:
            self._pdf.Root.Outlines = self._outlines()
        self._describe()

    def _destination(self, place: Place) -> Array:
        page = self._pdf.pages[place.page].obj
        top = place.top or float(page.MediaBox[3])
        return Array([page, Name.XYZ, round(place.left, 2), round(top, 2), 0])

    def _lead_links(self) -> None:
        for page in self._pdf.pages:
            for annotation in page.obj.get("/Annots", ()):
                address = str(annotation.A.URI) if "/A" in annotation else ""
                if address.startswith(PLACE):
                    name = unquote(address.removeprefix(PLACE))
                    if name not in self._places:
                        raise PlaceUnknown(name)
                    del annotation.A
                    annotation.Dest = self._destination(self._places[name])

    def _outlines(self) -> Any:
        """The outline: a heading stands below the last one that is of a higher level."""
        root = self._pdf.make_indirect(Dictionary(Type=Name.Outlines))
        above: list[tuple[int, Any]] = [(0, root)]
        for bookmark in self._bookmarks:
            entry = self._pdf.make_indirect(
                Dictionary(
                    Title=String(bookmark.title), Dest=self._destination(bookmark.place), Count=0
                )
            )
            while above[-1][0] >= bookmark.level:
                above.pop()
            for _, higher in above:
                higher.Count = int(higher.get("/Count", 0)) + 1
            parent = above[-1][1]
            entry.Parent = parent
            if "/Last" in parent:
                entry.Prev = parent.Last
                parent.Last.Next = entry
            else:
                parent.First = entry
            parent.Last = entry
            above.append((bookmark.level, entry))
        return root

    def _describe(self) -> None:
        document, root = self._document, self._pdf.Root
        root.Lang = String(document.language.tag)
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        # No word on the side of binding (/Direction /R2L): pdfium, and so Chrome, takes it for the
        # direction of every line, and reads a passage from the left backwards, word by word.
        profile = self._indirect((files("weasyprint.pdf") / _NAME_OF_PROFILE).read_bytes())
        profile.N = 3
        root.OutputIntents = Array(
            [
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFA1,
                    OutputConditionIdentifier=String(_NAME_OF_PROFILE),
                    Info=String(_NAME_OF_PROFILE),
                    DestOutputProfile=profile,
                )
            ]
        )
        metadata = self._indirect(_metadata(document))
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        root.Metadata = metadata
        made = document.made_at
        at = (
            made.strftime("D:%Y%m%d%H%M%S")
            + made.strftime("%z")[:3]
            + "'"
            + made.strftime("%z")[3:5]
        )
        info = {
            "/Title": document.title,
            "/Author": document.author,
            "/Subject": document.subject,
            "/Producer": f"WeasyPrint {weasyprint.__version__}",
            "/CreationDate": at,
            "/ModDate": at,
        }
        for name, value in info.items():
            if value:
                self._pdf.docinfo[name] = String(printable(value))

    def saved(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self._pdf.save(
            out,
            deterministic_id=True,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return out.getvalue()


def _moved(place: Place, pages: int) -> Place:
    return Place(place.page + pages, place.left, place.top)


def _metadata(document: Document) -> bytes:
    """What the file says of itself (XMP)."""
    made = document.made_at.isoformat(timespec="seconds")
    rdf: bytes = DocumentMetadata(
        title=printable(document.title),
        authors=[printable(document.author)] if document.author else None,
        description=printable(document.subject) or None,
        created=made,
        modified=made,
    ).generate_rdf_metadata("a", 2, "A")
    return (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        + rdf.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>", 1)
        + b'\n</x:xmpmeta>\n<?xpacket end="r"?>'
    )


class _Edge:
    """What is laid over pages: titles, a code, and in the middle of the foot the page number."""

    def __init__(
        self, forms: list[Any], noted: list[NotedFont], fonts: JoinedFonts, place: NumberPlace
    ) -> None:
        self._forms = forms
        self._fonts = fonts
        self._place = place
        for font in noted:
            codes = {text: code for code, text in font.texts.items()}
            if all(numeral in codes for numeral in NUMERALS):
                self._font, self._codes = font, codes
                break
        else:
            raise ValueError("an edge comes without numerals")

    def put_at_hand(self, resources: Any) -> None:
        """Let pages with these resources draw the edge."""
        for side, form in enumerate(self._forms):
            resources.XObject[f"/Edge{side}"] = form
        if "/Font" not in resources:
            resources.Font = Dictionary()
        self._fonts.use(self._font, resources.Font, "/Numerals")

    def drawn(self, side: int, number: str, sheet: Any) -> bytes:
        """The edge of one page."""
        codes = [self._codes[numeral] for numeral in number]
        size = self._place.size
        width = sum(self._font.widths[code] for code in codes) * size / 1000
        left = (float(sheet[0]) + float(sheet[2]) - width) / 2
        shown = "".join(f"{code:04x}" for code in codes).encode()
        return (
            b"\nQ %sq /Edge%d Do Q q BT %s /Numerals %.4g Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET Q%s"
            % (
                *(_ASIDE, side, _QUIET, size, left, self._place.height, shown),
                _END,
            )
        )


# ---- tags


class _Structure:
    """The one structure tree (ISO 32000-1, 14.7), with an element for each part."""

    def __init__(self, pdf: pikepdf.Pdf, language: str) -> None:
        self._pdf = pdf
        self._language = language
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root)
        )
        self._parts: list[Any] = []
        self._numbers: list[Any] = []
        self._named: dict[bytes, Any] = {}
        self._next = 0

    def take(self, source: pikepdf.Pdf, pages: Sequence[Any], language: str) -> None:
        """Take over the tags of a part, whose pages are here already."""
        tree = self._pdf.copy_foreign(source.Root.StructTreeRoot)
        part = tree.K[0]
        part.S, part.P = Name.Part, self._document
        if language != self._language:
            part.Lang = String(language)
        self._parts.append(part)
        self._number(tree, pages)
        if "/IDTree" in tree:
            self._name(tree, part)

    def _number(self, tree: Any, pages: Sequence[Any]) -> None:
        first = self._next
        for key, found in _pairs(tree.ParentTree.Nums):
            self._numbers += [int(key) + first, found]
            self._next = max(self._next, int(key) + first + 1)
        for page in pages:
            page.StructParents = int(page.StructParents) + first
            for annotation in page.get("/Annots", ()):
                annotation.StructParent = int(annotation.StructParent) + first

    def _name(self, tree: Any, part: Any) -> None:
        """Index the elements that have a name; a part that is there twice gets names of its own."""
        named = {bytes(name): element for name, element in _pairs(tree.IDTree.Kids[0].Names)}
        if named.keys() & self._named.keys():
            prefix = b"%d-" % len(self._parts)
            named = {prefix + name: element for name, element in named.items()}
            for name, element in named.items():
                element.ID = String(name)
            for element in _elements(part):
                if "/A" in element and "/Headers" in element.A:
                    element.A.Headers = Array(
                        [String(prefix + bytes(each)) for each in element.A.Headers]
                    )
        self._named |= named

    def close(self) -> None:
        """Put the tree in place."""
        pdf, root = self._pdf, self._root
        self._document.K = Array(self._parts)
        root.K = Array([self._document])
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(self._numbers)))
        root.ParentTreeNextKey = self._next
        if self._named:
            names = sorted(self._named)
            leaf = Dictionary(
                Names=Array([each for name in names for each in (String(name), self._named[name])]),
                Limits=Array([String(names[0]), String(names[-1])]),
            )
            root.IDTree = pdf.make_indirect(Dictionary(Kids=Array([pdf.make_indirect(leaf)])))
        pdf.Root.StructTreeRoot = root


def _pairs(values: Any) -> Iterator[tuple[Any, Any]]:
    items = list(values)
    return zip(items[::2], items[1::2], strict=True)


def _elements(top: Any) -> Iterator[Any]:
    """An element and all within it."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            kids = element.get("/K", ())
            waiting.extend(kids if isinstance(kids, pikepdf.Array) else [kids])
