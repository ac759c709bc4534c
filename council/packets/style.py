"""How a packet is laid out on paper; no part of what it says."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from council.councils.models import Council
from council.packets.states import PrintKind
from council.printing.document import Paper, TextSize


class PacketArrangement(StrEnum):
    """How two languages share a packet; one language alone is the same in each."""

    SIDE_BY_SIDE = "side_by_side"
    FACING = "facing"  # the second language on the page opposite
    FLIP = "flip"  # all of it in the first language, then all of it in the second


@dataclass(frozen=True, slots=True)
class PacketStyle:
    """The layout, the sheet and the size of type that somebody wants a packet in."""

    arrangement: PacketArrangement = PacketArrangement.SIDE_BY_SIDE
    paper: Paper = Paper.LETTER
    text_size: TextSize = TextSize.REGULAR


USUAL_STYLE = PacketStyle()


def usual_style(council: Council, text_size: TextSize = TextSize.REGULAR) -> PacketStyle:
    """How a packet is printed where nobody chooses: on the council's paper."""
    return PacketStyle(paper=council.paper, text_size=text_size)


def in_use(style: PacketStyle, languages: int) -> PacketStyle:
    """The style as it matters for a packet in so many languages: one alone is side by nothing."""
    if languages == 1:
        return replace(style, arrangement=PacketArrangement.SIDE_BY_SIDE)
    return style


def style_in_address(kind: PrintKind, style: PacketStyle) -> dict[str, Any]:
    """What is printed, and how, as an address says it.

    What is usual goes without saying, but for the paper: what was sent to somebody stays what it is
    if the council chooses another.
    """
    chosen = {
        "what": (kind, PrintKind.PACKET),
        "layout": (style.arrangement, USUAL_STYLE.arrangement),
        "size": (style.text_size, USUAL_STYLE.text_size),
    }
    said = {name: each.value for name, (each, usual) in chosen.items() if each is not usual}
    return {**said, "paper": style.paper.value}
