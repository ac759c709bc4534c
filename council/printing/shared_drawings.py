"""The same sign, drawn many times, is kept once.

WeasyPrint makes a drawing of its own for each place where an image stands, and lets the drawing
move there by itself. Moved by the page instead, drawings of one image are the same.
"""

import re
from typing import Any

import pydyf

_MOVED = re.compile(rb"1 0 0 1 \S+ \S+ cm")
_PAINTED = re.compile(rb"/(\S+) Do")


def share_drawings(pdf: Any) -> None:
    """Keep one of the drawings that only stand in different places; pages share all they draw."""
    pages = [
        each
        for each in pdf.objects
        if isinstance(each, pydyf.Dictionary) and each.get("Type") == "/Page"
    ]
    drawings = _at(pdf, pages[0]["Resources"])["XObject"]
    kept: dict[tuple[bytes, ...], str] = {}
    painted: dict[bytes, bytes] = {}
    for name, reference in list(drawings.items()):
        drawing = _at(pdf, reference)
        content = drawing.stream
        if "Group" not in drawing.extra or not content or not _MOVED.fullmatch(_bytes(content[0])):
            continue
        moved = _bytes(content[0])
        resources = _at(pdf, drawing.extra["Resources"])
        alike = (resources.data, *map(_bytes, content[1:]))
        same = kept.setdefault(alike, name)
        if same == name:
            del content[0]
            _, _, width, height = drawing.extra["BBox"]
            # What is drawn now lies around the corner that it was moved from.
            drawing.extra["BBox"] = pydyf.Array((-width, -height, width, height))
        else:
            del drawings[name]
            drawing.free = resources.free = "f"
        painted[name.encode()] = b"q %s /%s Do Q" % (moved, same.encode())
    for page in pages:
        stream = _at(pdf, page["Contents"]).stream
        for at, instruction in enumerate(stream):
            match = _PAINTED.fullmatch(_bytes(instruction))
            if match and match[1] in painted:
                stream[at] = painted[match[1]]


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _bytes(instruction: Any) -> bytes:
    return instruction if isinstance(instruction, bytes) else bytes(str(instruction), "ascii")
