"""Printed documents that can be filled in on a screen: PDF/UA-1 with fields to write in.

In a body, `<a class="field" href="field:NAME"></a>` keeps a place, as large as its style makes it.
What is made of it is no PDF/A: fields show what is typed later, in fonts that nobody has yet.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_PLACE = "field:"

# ISO 32000-1, tables 165, 221 and 228: printed with the page; more than one line.
_PRINTED = 1 << 2
_MULTILINE = 1 << 12

# One of the fonts that every reader of PDF brings along. No font that a file could bring holds
# every script that families write: readers take their device's own for what this one lacks.
_FONT = Name.Helv


@dataclass(frozen=True, slots=True)
class Field:
    """A place to write: `label` is said to those who read by ear when they come to it."""

    name: str
    label: str
    multiline: bool = False


class FieldsMisplaced(ValueError):
    """The places that a document keeps are not those of its fields."""


def make_fillable(pdf: bytes, fields: Sequence[Field], *, points: float) -> bytes:
    """The printed document with these fields in their places, typed in at so many points.

    The same document and fields give the same bytes. Raises FieldsMisplaced.
    """
    wanted = {field.name: field for field in fields}
    document = pikepdf.open(io.BytesIO(pdf))
    elements = _elements_by_key(document)
    widgets = []
    for page in document.pages:
        for annotation in page.get("/Annots", []):
            name = _place_of(annotation)
            if name is None:
                continue
            field = wanted.pop(name, None)
            if field is None:
                raise FieldsMisplaced(f"no field, or a second one, stands at “{name}”")
            elements[int(annotation.StructParent)].S = Name.Form
            _turn_into_field(annotation, page, field, points)
            widgets.append(annotation)
    if wanted:
        raise FieldsMisplaced(f"these fields have no place: {', '.join(wanted)}")
    document.Root.AcroForm = document.make_indirect(
        Dictionary(
            Fields=Array(widgets),
            DA=String(_appearance(points)),
            DR=Dictionary(Font=Dictionary({str(_FONT): document.make_indirect(_helvetica())})),
            # Whoever shows what somebody else's program filled in sets it in fonts of their own.
            NeedAppearances=True,
        )
    )
    _claim_accessibility_alone(document)
    out = io.BytesIO()
    document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _place_of(annotation: pikepdf.Object) -> str | None:
    """The name of the field whose place this link keeps."""
    if "/A" not in annotation or "/URI" not in annotation.A:
        return None
    target = str(annotation.A.URI)
    return target.removeprefix(_PLACE) if target.startswith(_PLACE) else None


def _turn_into_field(
    annotation: pikepdf.Object, page: pikepdf.Page, field: Field, points: float
) -> None:
    for key in ("/A", "/BS", "/Border", "/Contents"):
        if key in annotation:
            del annotation[key]
    left, one, right, other = (float(each) for each in annotation.Rect)
    annotation.Rect = Array([left, min(one, other), right, max(one, other)])
    annotation.Subtype = Name.Widget
    annotation.FT = Name.Tx
    annotation.T = String(field.name)
    annotation.TU = String(field.label)
    annotation.F = _PRINTED
    annotation.Ff = _MULTILINE if field.multiline else 0
    annotation.DA = String(_appearance(points))
    annotation.P = page.obj
    # Fields come in the order of the page's structure (ISO 14289-1, 7.18.3).
    page.obj.Tabs = Name.S


def _appearance(points: float) -> str:
    return f"{_FONT} {points:g} Tf 0 g"


def _helvetica() -> Dictionary:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )


def _elements_by_key(document: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """The elements that annotations belong to, by their keys in the parent tree."""
    return {
        key: element
        for key, element in _numbers(document.Root.StructTreeRoot.ParentTree)
        if isinstance(element, pikepdf.Dictionary)
    }


def _numbers(node: pikepdf.Object) -> Iterator[tuple[int, pikepdf.Object]]:
    """What a number tree holds (ISO 32000-1, 7.9.7)."""
    entries = list(node.get("/Nums", []))
    yield from ((int(entries[at]), entries[at + 1]) for at in range(0, len(entries), 2))
    for kid in node.get("/Kids", []):
        yield from _numbers(kid)


def _claim_accessibility_alone(document: pikepdf.Pdf) -> None:
    """Take back in the metadata that this is PDF/A; that it is PDF/UA stays."""
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in ("pdfaid:part", "pdfaid:conformance"):
            if claim in metadata:
                del metadata[claim]
