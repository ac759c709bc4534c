"""Small drawings that a document carries as assets: codes to scan, and signs."""

import io

import segno

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 24 24">'
_STROKE = 'fill="none" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"'


def _sign(drawing: str, size: int = 24) -> bytes:
    return f"{_SVG.format(size=size)}{drawing}</svg>".encode()


# Signs differ in shape, so that they tell the same in black and white.
SIGNS = {
    "press-approved.svg": _sign(f'<path d="M4 13l5.5 5.5L20 6" stroke="#2f6b3a" {_STROKE}/>'),
    "press-changed.svg": _sign(
        f'<g stroke="#1f2a30" {_STROKE}><path d="M20 12a8 8 0 1 1-2.6-5.9"/>'
        '<path d="M18.5 1.8v5h-5"/></g>'
    ),
    # What begins hangs on the thread by it.
    "press-knot.svg": _sign(
        '<circle cx="12" cy="12" r="8.5" fill="#fff" stroke="#0b5c6b" stroke-width="6.9"/>'
    ),
    "press-unapproved.svg": _sign(
        f'<circle cx="12" cy="12" r="8.5" stroke="#1f2a30" {_STROKE} stroke-dasharray="3.2 4.2"/>'
    ),
}


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
        omitsize=True,
    )
    return drawing.getvalue()


def bar(share: float, *, from_right: bool = False) -> bytes:
    """A bar of a chart, as an SVG: so much of its length is full; told by shape, not by colour."""
    length = max(2.0, 200 * min(max(share, 0.0), 1.0))
    start = 200 - length if from_right else 0
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="10" viewBox="0 0 200 10"'
        ' preserveAspectRatio="none"><rect x="0" y="4.4" width="200" height="1.2" fill="#c3c9c8"/>'
        f'<rect x="{start:.1f}" y="0" width="{length:.1f}" height="10" fill="#0b5c6b"/></svg>'
    ).encode()
