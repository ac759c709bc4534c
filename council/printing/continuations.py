"""What goes on overleaf stays one element: a paragraph, a row, a table.

WeasyPrint tags what stands on each page by itself. By ear, a passage of two columns would so be
interrupted by its translation at the foot of the page, and a table would begin anew.
"""

from collections.abc import Hashable, Iterator
from typing import Any

import pydyf

# What the element of a box comes from: its element of HTML, and the kind that it was given.
Origin = Hashable


def join_continued(pdf: Any, origins: dict[int, Origin]) -> None:
    """Make one element of what pages tore apart; `origins` are by the number of the element."""
    tree = _Tree(pdf, origins)
    for document in tree.elements(tree.root["K"]):
        tree.join_within(document)
    tree.renew_parent_tree()


class _Tree:
    """The structure of a document, while its elements are joined."""

    def __init__(self, pdf: Any, origins: dict[int, Origin]) -> None:
        self._pdf = pdf
        self._origins = origins
        self._joined: dict[bytes, bytes] = {}
        self.root: Any = _at(pdf, pdf.catalog["StructTreeRoot"])

    def elements(self, kids: list[Any]) -> Iterator[Any]:
        """The elements among the kids of an element."""
        for kid in kids:
            if isinstance(kid, bytes):
                found = _at(self._pdf, kid)
                if found.get("Type") == "/StructElem":
                    yield found

    def join_within(self, parent: Any) -> None:
        """Join the kids of an element that belong together, then theirs."""
        begun: dict[Origin, tuple[Any, bytes]] = {}
        gone = set()
        for kid in self.elements(parent["K"]):
            origin = self._origins.get(kid.number)
            if origin is None:
                continue
            page = kid["Pg"]
            first, last_page = begun.get(origin, (kid, page))
            if first is not kid and page != last_page:
                self._continue(first, kid)
                gone.add(kid.reference)
            else:
                first = kid
            begun[origin] = first, page
        if gone:
            parent["K"] = pydyf.Array(kid for kid in parent["K"] if kid not in gone)
        for kid in self.elements(parent["K"]):
            self.join_within(kid)

    def _continue(self, first: Any, rest: Any) -> None:
        """Move all that an element holds to the one that it continues."""
        for kid in rest["K"]:
            if isinstance(kid, int):
                # Content of another page than the element's own (ISO 32000-1, 14.7.4.2).
                first["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": rest["Pg"], "MCID": kid}))
                continue
            first["K"].append(kid)
            found = _at(self._pdf, kid)
            if "P" in found:
                found["P"] = first.reference
        if "ID" in rest and "ID" in first:
            # Whoever names a head by it holds this very string.
            rest["ID"].string = first["ID"].string
        self._joined[rest.reference] = first.reference
        # It is no element any more, wherever elements are looked for.
        rest.clear()
        rest.free = "f"

    def renew_parent_tree(self) -> None:
        """Let content find the element that it is in now."""
        if not self._joined:
            return
        numbers = _at(self._pdf, self.root["ParentTree"])["Nums"]
        for at in range(1, len(numbers), 2):
            if isinstance(numbers[at], list):
                numbers[at][:] = [self._now(reference) for reference in numbers[at]]
            else:
                numbers[at] = self._now(numbers[at])

    def _now(self, reference: bytes) -> bytes:
        while reference in self._joined:
            reference = self._joined[reference]
        return reference


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
