"""How manuscripts go to a printer's own process and pages come back: a line of JSON, then bytes.

Nothing is pickled, because the printer's process handles what strangers wrote.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from council.printing.assembling import Assembly
from council.printing.document import (
    Arrangement,
    Bookmark,
    Document,
    Kind,
    Layout,
    Manuscript,
    Paper,
    Part,
    Place,
    Printed,
    PrintedPart,
    TextSize,
)
from council.printing.languages import PrintedLanguage
from council.printing.passages import Words

# What a job asks for.
PRINT = "print"
JOIN = "join"


def pack_manuscript(manuscript: Manuscript) -> bytes:
    """A job: one manuscript to print."""
    return _pack(
        {
            "job": PRINT,
            "kind": manuscript.kind,
            "body": manuscript.body,
            "languages": _languages(manuscript.languages),
            "layout": _layout(manuscript.layout),
            "styles": manuscript.styles,
            "assets": list(manuscript.assets),
            "numbers": dict(manuscript.numbers),
        },
        list(manuscript.assets.values()),
    )


def pack_assembly(assembly: Assembly) -> bytes:
    """A job: all pages of a document to join."""
    document = assembly.document
    printed = [
        *(assembly.parts[part.name] for part in document.parts),
        *assembly.edges.values(),
        *([assembly.watermark] if assembly.watermark else []),
    ]
    return _pack(
        {
            "job": JOIN,
            "parts": [
                {"name": part.name, "languages": _languages(part.languages), "edge": part.edge}
                for part in document.parts
            ],
            "edges": list(assembly.edges),
            "title": document.title,
            "made_at": document.made_at.isoformat(),
            "author": document.author,
            "subject": document.subject,
            "layout": _layout(document.layout),
            "watermark": [
                [str(words.text), *_language(words.language)] for words in document.watermark
            ],
            "printed": [_describe(each) for each in printed],
        },
        [each.pdf for each in printed],
    )


def unpack_job(packed: bytes) -> Manuscript | Assembly:
    """What pack_manuscript() or pack_assembly() packed."""
    job, contents = _unpack(packed)
    if job["job"] == PRINT:
        return Manuscript(
            kind=Kind(job["kind"]),
            body=job["body"],
            languages=_unpack_languages(job["languages"]),
            layout=_unpack_layout(job["layout"]),
            styles=job["styles"],
            assets=dict(zip(job["assets"], contents, strict=True)),
            numbers=job["numbers"],
        )
    return _unpack_assembly(job, contents)


def _unpack_assembly(job: Mapping[str, Any], contents: Sequence[bytes]) -> Assembly:
    document = Document(
        # What the parts say is on their pages already.
        parts=tuple(
            Part(part["name"], "", _unpack_languages(part["languages"]), part["edge"])
            for part in job["parts"]
        ),
        edges=dict.fromkeys(job["edges"], ""),
        title=job["title"],
        made_at=datetime.fromisoformat(job["made_at"]),
        author=job["author"],
        subject=job["subject"],
        layout=_unpack_layout(job["layout"]),
        watermark=tuple(
            Words(text, PrintedLanguage(tag, script)) for text, tag, script in job["watermark"]
        ),
    )
    printed = [
        _printed_part(about, pdf) for about, pdf in zip(job["printed"], contents, strict=True)
    ]
    marginal = printed[len(document.parts) :]
    return Assembly(
        document=document,
        parts={part.name: each for part, each in zip(document.parts, printed, strict=False)},
        edges=dict(zip(job["edges"], marginal, strict=False)),
        watermark=marginal[-1] if document.watermark else None,
    )


def pack_printed_part(printed: PrintedPart) -> bytes:
    """An answer, and what is kept: a manuscript on its pages."""
    return _pack({"outcome": "part", **_describe(printed)}, [printed.pdf])


def pack_printed(printed: Printed) -> bytes:
    """An answer: a whole document."""
    return _pack(
        {
            "outcome": "document",
            "pages": printed.pages,
            "missing_glyphs": printed.missing_glyphs,
            "fonts": dict(printed.fonts),
            "refused_addresses": printed.refused_addresses,
        },
        [printed.pdf],
    )


def pack_refused(outcome: str, **details: str) -> bytes:
    """An answer: why nothing was printed."""
    return _pack({"outcome": outcome, **details}, [])


def unpack_answer(packed: bytes) -> PrintedPart | Printed | Mapping[str, str]:
    """What the printer's process answered: pages, or why there are none."""
    about, contents = _unpack(packed)
    if about["outcome"] == "part":
        return _printed_part(about, contents[0])
    if about["outcome"] == "document":
        return Printed(
            pdf=contents[0],
            pages=about["pages"],
            missing_glyphs=tuple(about["missing_glyphs"]),
            fonts=_unpack_fonts(about["fonts"]),
            refused_addresses=tuple(about["refused_addresses"]),
        )
    return about


def _describe(printed: PrintedPart) -> dict[str, Any]:
    return {
        "pages": printed.pages,
        "places": {name: _place(place) for name, place in printed.places.items()},
        "bookmarks": [[each.level, each.title, _place(each.place)] for each in printed.bookmarks],
        "missing_glyphs": printed.missing_glyphs,
        "fonts": dict(printed.fonts),
        "refused_addresses": printed.refused_addresses,
    }


def _printed_part(about: Mapping[str, Any], pdf: bytes) -> PrintedPart:
    return PrintedPart(
        pdf=pdf,
        pages=about["pages"],
        places={name: Place(*place) for name, place in about["places"].items()},
        bookmarks=tuple(
            Bookmark(level, title, Place(*place)) for level, title, place in about["bookmarks"]
        ),
        missing_glyphs=tuple(about["missing_glyphs"]),
        fonts=_unpack_fonts(about["fonts"]),
        refused_addresses=tuple(about["refused_addresses"]),
    )


# --- Pieces --------------------------------------------------------------------------------------


def _place(place: Place) -> tuple[int, float, float]:
    return place.page, place.left, place.top


def _unpack_fonts(fonts: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {tag: tuple(families) for tag, families in fonts.items()}


def _language(language: PrintedLanguage) -> tuple[str, str]:
    return language.tag, language.script


def _languages(languages: Sequence[PrintedLanguage]) -> list[tuple[str, str]]:
    return [_language(language) for language in languages]


def _unpack_languages(languages: Sequence[Sequence[str]]) -> tuple[PrintedLanguage, ...]:
    return tuple(PrintedLanguage(tag, script) for tag, script in languages)


def _layout(layout: Layout) -> tuple[str, str, str]:
    return layout.paper, layout.text_size, layout.arrangement


def _unpack_layout(layout: Sequence[str]) -> Layout:
    paper, text_size, arrangement = layout
    return Layout(Paper(paper), TextSize(text_size), Arrangement(arrangement))


def _pack(about: Mapping[str, Any], contents: Sequence[bytes]) -> bytes:
    line = json.dumps({**about, "lengths": [len(content) for content in contents]})
    return b"".join((line.encode(), b"\n", *contents))


def _unpack(packed: bytes) -> tuple[dict[str, Any], list[bytes]]:
    line, _, rest = packed.partition(b"\n")
    about: dict[str, Any] = json.loads(line)
    contents = []
    at = 0
    for length in about.pop("lengths"):
        contents.append(rest[at : at + length])
        at += length
    return about, contents
