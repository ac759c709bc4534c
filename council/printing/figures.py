"""Small drawings that a document carries as assets: codes to scan."""

import io

import segno


def qr_code(target: str) -> bytes:
    """A QR code that opens the target, as an SVG for `Document.assets`."""
    code = segno.make(target, error="m", micro=False)
    drawing = io.BytesIO()
    code.save(
        drawing,
        kind="svg",
        border=2,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=True,
        nl=False,
    )
    return drawing.getvalue()
