"""Printing packets, and keeping what was printed: an issued packet is printed once."""

import hashlib
import logging
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app

from council import clock
from council.packets.compose import STYLES, compose
from council.packets.content import PacketContent, from_json
from council.packets.models import Packet
from council.paths import PACKAGE, TEMPLATES
from council.printing.press import Press, print_in_subprocess

_LOG = logging.getLogger(__name__)

# What decides how a packet looks, beside its content.
_MADE_WITH = ("weasyprint", "pydyf", "fonttools", "segno")


def extra_fonts() -> Path:
    """The folder into which an installation puts fonts for further scripts."""
    return Path(current_app.instance_path) / "fonts"


def print_packet(packet: Packet) -> bytes:
    """An issued packet as a PDF: the same snapshot gives the same bytes, whenever it is printed.

    It is kept in the installation's folder, so that it is printed only once.
    """
    kept = _folder() / f"{packet.id}-{packet.snapshot_hash[:16]}-{edition_of_the_printer()}.pdf"
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        pdf = print_content(from_json(packet.snapshot))
    _keep(kept, pdf)
    return pdf


def print_content(content: PacketContent) -> bytes:
    """What a packet says as a PDF; a preview is watermarked on each page."""
    made_at = content.edition.issued_at if content.edition else clock.now()
    instance = Path(current_app.instance_path)
    press = Press(cache=instance / "cache" / "printing", extra_fonts=extra_fonts())
    printed = print_in_subprocess(compose(content, made_at), press)
    if printed.missing_glyphs:
        # Issuing refuses them; a preview shows them, and so does a packet whose font was taken
        # out of the folder since.
        _LOG.warning(
            "No font holds %s, so a packet shows empty boxes.",
            ", ".join(f"U+{ord(each):04X}" for each in printed.missing_glyphs),
        )
    return printed.pdf


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
        STYLES,
        *(Path(__file__).with_name(f"{name}.py") for name in ("compose", "pages", "style")),
        PACKAGE / "texts" / "columns.py",
    ]
    for file in sorted(files):
        digest.update(f"{file.name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _folder() -> Path:
    return Path(current_app.instance_path) / "packets"


def _keep(path: Path, pdf: bytes) -> None:
    """Write it whole or not at all; what an older printer made of the same packet goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packet_id = path.name.partition("-")[0]
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(pdf)
    Path(file.name).replace(path)
    for older in path.parent.glob(f"{packet_id}-*.pdf"):
        if older != path:
            older.unlink(missing_ok=True)
