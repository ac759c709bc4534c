"""Printing packets: from what one says to its file, and from the file to pictures of its pages."""

import hashlib
import logging
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from council import clock
from council.packets.compose import STYLES, compose, handout
from council.packets.content import PacketContent
from council.packets.models import Packet
from council.packets.snapshot import from_json
from council.packets.states import PrintKind
from council.packets.style import USUAL_STYLE, PacketStyle, usual_style
from council.paths import PACKAGE, TEMPLATES
from council.printing.document import Printed
from council.printing.press import Progress, print_document
from council.texts.printer import extra_fonts, printer

_LOG = logging.getLogger(__name__)

# What decides how a packet looks, beside its content.
_MADE_WITH = ("weasyprint", "pydyf", "fonttools", "pikepdf", "segno")
_MADE_BY = ("compose", "content", "handout", "pages", "style")


def print_packet(
    packet: Packet, kind: PrintKind = PrintKind.PACKET, style: PacketStyle | None = None
) -> bytes:
    """An issued packet as a PDF: the same snapshot gives the same bytes, whenever it is printed."""
    style = style or usual_style(packet.meeting.council)
    return print_content(from_json(packet.snapshot), kind, style)


def print_content(
    content: PacketContent, kind: PrintKind = PrintKind.PACKET, style: PacketStyle = USUAL_STYLE
) -> bytes:
    """What a packet says as a PDF; a preview is watermarked on each page."""
    made_at = content.edition.issued_at if content.edition else clock.now()
    return print_file(content, made_at, kind, style).pdf


def print_file(
    content: PacketContent,
    made_at: datetime,
    kind: PrintKind,
    style: PacketStyle,
    progress: Progress | None = None,
) -> Printed:
    """What a packet says in one of its layouts; `progress` hears how many parts are printed."""
    press = printer()
    if kind is PrintKind.HANDOUT:
        document = handout(
            content, made_at, style, lambda tried: print_document(tried, press).pages
        )
    else:
        document = compose(content, made_at, style)
    printed = print_document(document, press, progress)
    if printed.missing_glyphs:
        # Issuing refuses them; a preview shows them, and so does a packet whose font was taken
        # out of the folder since.
        _LOG.warning(
            "No font holds %s, so a packet shows empty boxes.",
            ", ".join(f"U+{ord(each):04X}" for each in printed.missing_glyphs),
        )
    return printed


def key_of(content_hash: str, kind: PrintKind, style: PacketStyle) -> str:
    """Changes with all that decides about a file's bytes, but for when a preview was asked for."""
    fonts = sorted(extra_fonts().glob("*")) if extra_fonts().is_dir() else []
    decides = (
        content_hash,
        kind.value,
        style.arrangement.value,
        style.paper.value,
        style.text_size.value,
        edition_of_the_printer(),
        *(f"{font.name} {font.stat().st_size}" for font in fonts),
    )
    return hashlib.sha256("\n".join(decides).encode()).hexdigest()


@cache
def edition_of_the_printer() -> str:
    """Changes with all that decides how a packet looks: code, templates, styles, libraries."""
    digest = hashlib.sha256()
    for name in _MADE_WITH:
        digest.update(f"{name} {version(name)}\n".encode())
    files = [
        *(PACKAGE / "printing").glob("*.py"),
        *(PACKAGE / "printing").glob("*.css"),
        PACKAGE / "printing" / "fonts" / "manifest.json",
        *(TEMPLATES / "printing").glob("*.html"),
        *(TEMPLATES / "packets" / "printed").glob("*.html"),
        TEMPLATES / "meetings" / "printed" / "forms.html",
        *STYLES,
        *(Path(__file__).with_name(f"{name}.py") for name in _MADE_BY),
        PACKAGE / "texts" / "columns.py",
    ]
    for file in sorted(files):
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
