"""What decides about printed pages, as a key: under the same key are the same bytes."""

import ctypes
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from council.printing.document import Document, Layout, Manuscript, Part
from council.printing.fonts import MANIFEST
from council.printing.languages import PrintedLanguage

_PACKAGES = (
    "cssselect2",
    "fonttools",
    "icu4py",
    "pikepdf",
    "pydyf",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
# The libraries that shape text come from the system: which ones, and what tells their version.
_LIBRARIES = (
    ("libpango-1.0.so.0", "pango_version_string"),
    ("libharfbuzz.so.0", "hb_version_string"),
)


def key_of_manuscript(manuscript: Manuscript, fonts: str) -> str:
    """The key of what is printed by itself; `fonts` says which faces an installation brings."""
    return _key({"edition": edition(), "fonts": fonts, "manuscript": manuscript.key}, {})


def key_of_document(document: Document, fonts: str) -> str:
    """The key of a whole document, likewise."""
    return _key(
        {
            "edition": edition(),
            "fonts": fonts,
            "parts": [[part.name, *_part(part), part.edge] for part in document.parts],
            "edges": {name: str(html) for name, html in document.edges.items()},
            "title": document.title,
            "made_at": document.made_at.isoformat(),
            "author": document.author,
            "subject": document.subject,
            "layout": _layout(document.layout),
            "watermark": [[str(each.text), *_tag(each.language)] for each in document.watermark],
            "styles": document.styles,
        },
        document.assets,
    )


@cache
def edition() -> str:
    """Changes with all that decides how pages look: code, styles, fonts, libraries."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), *sorted(here.glob("*.css")), MANIFEST]
    return _key(
        {
            "packages": {name: version(name) for name in _PACKAGES},
            "libraries": [_library_version(*each) for each in _LIBRARIES],
            "files": [file.name for file in files],
        },
        {file.name: file.read_bytes() for file in files},
    )


def _library_version(library: str, function: str) -> str:
    tells = getattr(ctypes.CDLL(library), function)
    tells.restype = ctypes.c_char_p
    told: bytes = tells()
    return told.decode("ascii")


def _part(part: Part) -> tuple[str, list[tuple[str, str]]]:
    return str(part.body), [_tag(language) for language in part.languages]


def _layout(layout: Layout) -> tuple[str, str, str]:
    return layout.paper, layout.text_size, layout.arrangement


def _tag(language: PrintedLanguage) -> tuple[str, str]:
    return language.tag, language.script


def _key(words: Mapping[str, Any], contents: Mapping[str, bytes]) -> str:
    """One key of words and of contents under names."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    described = json.dumps([words, sums], sort_keys=True)
    return hashlib.sha256(described.encode()).hexdigest()
