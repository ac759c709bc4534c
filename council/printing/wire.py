"""How a document goes to the printer's own process and comes back: lines of JSON, then bytes.

Nothing is pickled, because the printer's process handles what strangers wrote.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from council.printing.document import Arrangement, Document, Layout, Paper, Part, Printed, TextSize
from council.printing.languages import PrintedLanguage
from council.printing.passages import Words


def pack_job(document: Document, cache: Path, extra_fonts: Path | None) -> bytes:
    """A document and where its fonts are, as the printer's process reads them."""
    return json.dumps(
        {
            "cache": str(cache),
            "extra_fonts": str(extra_fonts) if extra_fonts else None,
            "parts": [
                {
                    "name": part.name,
                    "body": str(part.body),
                    "languages": [_pack_language(language) for language in part.languages],
                    "edge": part.edge,
                }
                for part in document.parts
            ],
            "edges": {name: str(html) for name, html in document.edges.items()},
            "title": document.title,
            "made_at": document.made_at.isoformat(),
            "author": document.author,
            "subject": document.subject,
            "paper": document.layout.paper,
            "text_size": document.layout.text_size,
            "arrangement": document.layout.arrangement,
            "watermark": [
                [str(words.text), *_pack_language(words.language)] for words in document.watermark
            ],
            "assets": {
                name: b64encode(content).decode() for name, content in document.assets.items()
            },
            "styles": document.styles,
        }
    ).encode()


def unpack_job(packed: bytes) -> tuple[Document, Path, Path | None]:
    """What pack_job() packed."""
    job: dict[str, Any] = json.loads(packed)
    document = Document(
        parts=tuple(
            Part(
                name=part["name"],
                body=part["body"],
                languages=tuple(PrintedLanguage(tag, script) for tag, script in part["languages"]),
                edge=part["edge"],
            )
            for part in job["parts"]
        ),
        edges=job["edges"],
        title=job["title"],
        made_at=datetime.fromisoformat(job["made_at"]),
        author=job["author"],
        subject=job["subject"],
        layout=Layout(
            Paper(job["paper"]), TextSize(job["text_size"]), Arrangement(job["arrangement"])
        ),
        watermark=tuple(
            Words(text, PrintedLanguage(tag, script)) for text, tag, script in job["watermark"]
        ),
        assets={name: b64decode(content) for name, content in job["assets"].items()},
        styles=job["styles"],
    )
    extra_fonts = job["extra_fonts"]
    return document, Path(job["cache"]), Path(extra_fonts) if extra_fonts else None


def _pack_language(language: PrintedLanguage) -> tuple[str, str]:
    return language.tag, language.script


def pack_printed(printed: Printed) -> bytes:
    """A printed document: one line about it, then the PDF."""
    return (
        _line(
            outcome="printed",
            pages=printed.pages,
            missing_glyphs=printed.missing_glyphs,
            fonts=printed.fonts,
            refused_addresses=printed.refused_addresses,
        )
        + printed.pdf
    )


def pack_refused(outcome: str, **details: str) -> bytes:
    """Why a document was not printed."""
    return _line(outcome=outcome, **details)


def _line(**about: Any) -> bytes:
    return json.dumps(about).encode() + b"\n"


def unpack_answer(packed: bytes) -> Printed | Mapping[str, str]:
    """What the printer's process answered: a printed document, or why it is none."""
    line, _, pdf = packed.partition(b"\n")
    about: dict[str, Any] = json.loads(line)
    if about["outcome"] != "printed":
        return about
    return Printed(
        pdf=pdf,
        pages=about["pages"],
        missing_glyphs=tuple(about["missing_glyphs"]),
        fonts={tag: tuple(families) for tag, families in about["fonts"].items()},
        refused_addresses=tuple(about["refused_addresses"]),
    )
