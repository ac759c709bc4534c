"""Wide sheets cut in two: the languages of a part on pages that face each other.

A part is laid out on sheets of double width, so that rows keep one height on both pages. Here each
sheet becomes two pages that hold what stands on them and nothing else: what is painted on the
other is left out, and tags point to the page that their content is on.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream

from council.printing.document import Place, PrintedPart

Side = Literal[0, 1]  # the left page, the right page
_LEFT: Side = 0
_RIGHT: Side = 1

_PATHS = frozenset(("m", "l", "c", "v", "y", "h", "re"))
_PATH_ENDS = frozenset(("f", "F", "f*", "S", "s", "B", "B*", "b", "b*"))
_CLIPS = frozenset(("W", "W*"))
_TEXTS = frozenset(("Tj", "TJ"))
_PAINTS = _TEXTS | {"Do", "sh"}
_MARKS = frozenset(("BDC", "BMC", "EMC"))
_COLOURS = frozenset(("scn", "SCN"))

# What sets how the rest is painted belongs to no unit.
_STATE = -1

# What is closer to the fold than this does not reach over it, in points.
_NEAR = 0.5

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


def halved(printed: PrintedPart, direction: str) -> PrintedPart:
    """The pages of a part that was laid out on wide sheets; the page read first comes first."""
    pdf = pikepdf.open(io.BytesIO(printed.pdf))
    order: tuple[Side, Side] = (_LEFT, _RIGHT) if direction == "ltr" else (_RIGHT, _LEFT)
    sheets = list(pdf.pages)
    fold = float(sheets[0].obj.MediaBox[2]) / 2
    cuts = [_Cut(pdf, sheet.obj, fold) for sheet in sheets]
    if "/StructTreeRoot" in pdf.Root:
        _Tags(pdf, cuts, order).point()
    del pdf.pages[:]
    for cut in cuts:
        for side in order:
            pdf.pages.append(pikepdf.Page(cut.pages[side]))
    out = io.BytesIO()
    pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    def moved(place: Place) -> Place:
        side = _RIGHT if place.left > fold - _NEAR else _LEFT
        return Place(
            2 * place.page + order.index(side), place.left - fold * (side == _RIGHT), place.top
        )

    return replace(
        printed,
        pdf=out.getvalue(),
        pages=2 * printed.pages,
        places={name: moved(place) for name, place in printed.places.items()},
        bookmarks=tuple(replace(each, place=moved(each.place)) for each in printed.bookmarks),
    )


class _Cut:
    """One wide sheet, and the two pages made of it."""

    def __init__(self, pdf: pikepdf.Pdf, sheet: Any, fold: float) -> None:
        self._pdf = pdf
        self._fold = fold
        self.number = sheet.get("/StructParents")
        self.side_of_content: dict[int, Side] = {}
        self.side_of_annotation: dict[tuple[int, int], Side] = {}
        self._resources = sheet.Resources
        self._instructions = list(pikepdf.parse_content_stream(sheet))
        self._units = list(_units(self._instructions))
        self._sides = self._sides_of_units()
        left = Array([0, 0, fold, sheet.MediaBox[3]])
        other = pdf.make_indirect(Dictionary(sheet))
        self.pages: tuple[Any, Any] = (sheet, other)
        for side, page in enumerate(self.pages):
            content = Stream(pdf, b"")
            content.write(
                pikepdf.unparse_content_stream(list(self._written(side, sheet.Resources)))
            )
            page.Contents = pdf.make_indirect(content)
            page.MediaBox = page.TrimBox = page.BleedBox = left
        self._share(sheet.get("/Annots", ()))

    def _sides_of_units(self) -> dict[int, tuple[Side, ...]]:
        """On which pages each unit is; what only decorates may be on both."""
        spans: dict[int, list[tuple[float, float]]] = {}
        for unit, span in _spans(self._resources, self._instructions, self._units):
            spans.setdefault(unit, []).append(span)
        sides: dict[int, tuple[Side, ...]] = {}
        for unit, instruction in zip(self._units, self._instructions, strict=True):
            if unit in sides or unit == _STATE:
                continue
            found = spans.get(unit, [])
            first = min((left for left, _ in found), default=0)
            last = max((right for _, right in found), default=0)
            begins: Side = _RIGHT if first > self._fold - _NEAR else _LEFT
            content = _content_number(instruction)
            if content is not None:
                self.side_of_content[content] = begins
                sides[unit] = (begins,)
            elif not found:
                sides[unit] = (_LEFT, _RIGHT)
            else:
                goes_on = begins == _LEFT and last > self._fold + _NEAR
                sides[unit] = (_LEFT, _RIGHT) if goes_on else (begins,)
        return sides

    def _written(self, side: int, resources: Any) -> Iterator[Any]:
        """What is painted on one page."""
        if side == _RIGHT:
            yield _instruction("cm", 1, 0, 0, 1, -self._fold, 0)
        path: list[Any] = []
        clips = False
        groups: list[tuple[int, bool]] = []
        written: list[Any] = []
        for unit, instruction in zip(self._units, self._instructions, strict=True):
            operator = str(instruction.operator)
            is_shown = unit == _STATE or side in self._sides[unit]
            if operator in _PATHS:
                path.append(instruction)
            elif operator in _CLIPS:
                path.append(instruction)
                clips = True
            elif operator in _PATH_ENDS or operator == "n":
                if is_shown or clips:
                    written += path
                    written.append(instruction if is_shown else _instruction("n"))
                    groups = _shown(groups) if operator != "n" and is_shown else groups
                path, clips = [], False
            elif operator == "q":
                groups.append((len(written), False))
                written.append(instruction)
            elif operator == "Q":
                begun, has_shown = groups.pop()
                if has_shown:
                    written.append(instruction)
                else:
                    # Whatever such a group has set ends with it.
                    del written[begun:]
            elif operator in _PAINTS or operator in _MARKS:
                if is_shown:
                    written.append(instruction)
                    groups = _shown(groups)
            elif operator in _COLOURS and side == _RIGHT and _pattern(instruction) is not None:
                written.append(self._moved_pattern(instruction, resources))
            else:
                written.append(instruction)
        yield from written

    def _moved_pattern(self, instruction: Any, resources: Any) -> Any:
        """Patterns lie where the page does, whatever it has been moved by (ISO 32000-1, 8.7.3)."""
        name = _pattern(instruction)
        moved = f"{name}right"
        if moved not in resources.Pattern:
            pattern = resources.Pattern[name]
            copy = Stream(self._pdf, b"")
            copy.write(pattern.read_bytes())
            for key in sorted(pattern.keys()):
                if key not in ("/Length", "/Filter", "/DecodeParms"):
                    copy[key] = pattern[key]
            a, b, c, d, e, f = (float(each) for each in pattern.Matrix)
            copy.Matrix = Array([a, b, c, d, e - self._fold, f])
            resources.Pattern[moved] = self._pdf.make_indirect(copy)
        return pikepdf.ContentStreamInstruction(
            [*list(instruction.operands)[:-1], Name(moved)], instruction.operator
        )

    def _share(self, annotations: Iterable[Any]) -> None:
        """Leave each link on the page that it is on."""
        shared: tuple[list[Any], list[Any]] = ([], [])
        for annotation in annotations:
            left, bottom, right, top = (float(each) for each in annotation.Rect)
            side: Side = _RIGHT if (left + right) / 2 > self._fold else _LEFT
            if side == _RIGHT:
                moved = [left - self._fold, bottom, right - self._fold, top]
                annotation.Rect = Array(moved)
            self.side_of_annotation[annotation.objgen] = side
            shared[side].append(annotation)
        for page, its in zip(self.pages, shared, strict=True):
            if its:
                page.Annots = Array(its)
            elif "/Annots" in page:
                del page["/Annots"]


def _instruction(operator: str, *operands: Any) -> Any:
    return pikepdf.ContentStreamInstruction(list(operands), Operator(operator))


def _shown(groups: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    return [(begun, True) for begun, _ in groups]


def _content_number(instruction: Any) -> int | None:
    """The number of the content that begins here."""
    if str(instruction.operator) != "BDC" or "/MCID" not in instruction.operands[1]:
        return None
    return int(instruction.operands[1].MCID)


def _pattern(instruction: Any) -> str | None:
    operands = list(instruction.operands)
    return str(operands[-1]) if operands and isinstance(operands[-1], Name) else None


def _units(instructions: Iterable[Any]) -> Iterator[int]:
    """What is painted together: marked content, or else what is painted at once."""
    depth, unit = 0, 0
    in_path = False
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            unit += depth == 0
            depth += 1
        elif not depth:
            if operator in _PATHS or operator in _PAINTS:
                unit += not in_path
                in_path = operator in _PATHS
            elif operator in _CLIPS or operator in _PATH_ENDS or operator == "n":
                in_path = in_path and operator in _CLIPS
            else:
                yield _STATE
                continue
        yield unit
        depth -= operator == "EMC"


def _spans(
    resources: Any, instructions: Iterable[Any], units: Iterable[int], moved: Matrix = _UNMOVED
) -> Iterator[tuple[int, tuple[float, float]]]:
    """From where to where, from left to right, each thing that is painted goes."""
    matrices = [moved]
    line = _UNMOVED
    path: list[float] = []
    for unit, instruction in zip(units, instructions, strict=False):
        operator = str(instruction.operator)
        operands = instruction.operands
        if operator == "q":
            matrices.append(matrices[-1])
        elif operator == "Q":
            matrices.pop()
        elif operator == "cm":
            matrices[-1] = _multiplied(_numbers(operands), matrices[-1])
        elif operator in ("BT", "Tm"):
            line = _UNMOVED if operator == "BT" else _numbers(operands)
        elif operator == "Td":
            across, up = _numbers(operands)
            line = _multiplied((1, 0, 0, 1, across, up), line)
        elif operator in _TEXTS:
            at = _multiplied(line, matrices[-1])[4]
            yield unit, (at, at)
        elif operator == "re":
            left, bottom, width, height = _numbers(operands)
            for corner in ((left, bottom), (left + width, bottom + height)):
                path.append(_moved_across(corner, matrices[-1]))
        elif operator in _PATHS:
            points = _numbers(operands)
            for corner in zip(points[::2], points[1::2], strict=True):
                path.append(_moved_across(corner, matrices[-1]))
        elif operator in _PATH_ENDS:
            if path:
                yield unit, (min(path), max(path))
            path = []
        elif operator == "n":
            path = []
        elif (form := _form(instruction, resources)) is not None:
            # A drawing moves itself to its place, and is told to be as large as the sheet.
            inside = _multiplied(_numbers(form.get("/Matrix", _UNMOVED)), matrices[-1])
            drawn = pikepdf.parse_content_stream(form)
            yield from _spans(form.get("/Resources", resources), drawn, repeat(unit), inside)
        elif operator in _PAINTS:
            corners = [
                _moved_across(corner, matrices[-1]) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))
            ]
            yield unit, (min(corners), max(corners))


def _form(instruction: Any, resources: Any) -> Any:
    """The drawing that is painted here, if it is one; an image fills a square."""
    if str(instruction.operator) != "Do":
        return None
    painted = resources.XObject[str(instruction.operands[0])]
    return painted if painted.Subtype == Name.Form else None


def _numbers(operands: Iterable[Any]) -> Any:
    return tuple(float(each) for each in operands)


def _multiplied(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _moved_across(point: tuple[float, float], matrix: Matrix) -> float:
    return point[0] * matrix[0] + point[1] * matrix[2] + matrix[4]


class _Tags:
    """The tags of a part, while they are pointed to the pages that their content is on."""

    def __init__(self, pdf: pikepdf.Pdf, cuts: Sequence[_Cut], order: tuple[Side, Side]) -> None:
        self._pdf = pdf
        self._order = order
        # A wide sheet goes on as its left page.
        self._cuts = {cut.pages[_LEFT].objgen: cut for cut in cuts}

    def point(self) -> None:
        """Point all tags to their pages, and all content to its tags."""
        root = self._pdf.Root.StructTreeRoot
        for document in root.K:
            for element in document.K:
                self._point(element)
        self._divide_parent_tree(root)

    def _page(self, sheet: Any, content: int) -> Any:
        cut = self._cuts[sheet.objgen]
        return cut.pages[cut.side_of_content[content]]

    def _point(self, element: Any) -> None:
        sheet = element.Pg
        kids = element.get("/K", Array())
        kids = list(kids) if isinstance(kids, Array) else [kids]
        pointed = []
        own = None
        for kid in kids:
            if not isinstance(kid, Dictionary):
                page = self._page(sheet, int(kid))
                own = own or page
                if page.objgen == own.objgen:
                    pointed.append(kid)
                else:
                    pointed.append(Dictionary(Type=Name.MCR, Pg=page, MCID=int(kid)))
                continue
            pointed.append(kid)
            kind = kid.get("/Type")
            if kind == "/MCR":
                kid.Pg = self._page(kid.Pg, int(kid.MCID))
            elif kind == "/OBJR":
                cut = self._cuts[kid.Pg.objgen]
                kid.Pg = cut.pages[cut.side_of_annotation[kid.Obj.objgen]]
            else:
                self._point(kid)
        element.K = Array(pointed)
        if own is not None:
            element.Pg = own

    def _divide_parent_tree(self, root: Any) -> None:
        numbers = list(root.ParentTree.Nums)
        found = dict(zip((int(key) for key in numbers[::2]), numbers[1::2], strict=True))
        divided: list[Any] = []
        following = 0
        for cut in self._cuts.values():
            elements = list(found.pop(int(cut.number)))
            for side in self._order:
                its = [
                    element if cut.side_of_content.get(content) == side else None
                    for content, element in enumerate(elements)
                ]
                cut.pages[side].StructParents = following
                divided += [following, Array(its)]
                following += 1
        for cut in self._cuts.values():
            for page in cut.pages:
                for annotation in page.get("/Annots", ()):
                    element = found.pop(int(annotation.StructParent))
                    annotation.StructParent = following
                    divided += [following, element]
                    following += 1
        root.ParentTree.Nums = Array(divided)
