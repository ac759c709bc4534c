"""How long packets take to print, against three other engines: python -m tests.bench.printing

It prints one text in two languages side by side, ten, forty and two hundred pages of it and forty
pages in each of twelve languages, with Council's printer (two warm processes, tagged PDF/A-2a and
PDF/UA-1) and, in the same minutes on the same machine, with:

- WeasyPrint as it comes, which the printer builds on: the same HTML as one document, pdf/ua-1;
- Chromium's printing of the same HTML, tagged;
- typst, the same text in a grid of its own language, tagged.

All of them are warm: started, and asked for a page, before anything is measured. Fonts are the
same. It takes about five minutes on two processors. Nothing is asserted, and pytest does not
collect it: times belong to a machine and an hour.

How to read what it prints:

- `s`, `ms a page`: from being asked to having the file. Council prints on both processors at once,
  so that `CPU ms a page`, of all processes together, is the fair figure beside it.
- `by ours`: the other engine's seconds divided by Council's. Ratios can be compared between
  machines, times only within one run.
- `MB`: the most memory that all processes of an engine held at the same time, shared pages counted
  once.
- `KB`: the size of the file.
- one item changed: one article in one section says something else than a moment before.
- unchanged: the same document again.
- twelve languages: all asked for at once, as the worker does it; the other engines print six
  of them in each of two processes.

The text is the extract of the Universal Declaration of Human Rights that the tests have, again and
again; `--texts FILE` takes a longer one of the same form, so that less is repeated.
"""

import io
import json
import os
import re
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
import jinja2
import langcodes
import pikepdf

from council.jobs import THREADS
from council.paths import TEMPLATES
from council.printing.document import Document, Kind, Manuscript, Part
from council.printing.figures import SIGNS
from council.printing.fonts import FOLDER, SETTINGS, font_set, use_fonts
from council.printing.languages import PrintedLanguage
from council.printing.passages import Passage, Words
from council.printing.press import Press, print_document
from council.printing.styles import style_sheet

EXTRACT = Path(__file__).parents[1] / "pdf" / "data" / "declaration.json"
MADE_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIRST = "en"
SECONDS = ("es", "ar", "zh-Hans", "zh-Hant", "vi", "pt-BR", "ru", "ht", "so", "fa", "uk", "ko")
PAGES = (10, 40, 200)
PAGES_OF_SECTION = 5
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

# --- What is printed -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A text in one language, article by article."""

    language: PrintedLanguage
    title: str
    articles: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Section:
    """Some articles in two languages, which begin on a page of their own."""

    name: str
    pairs: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Content:
    """What each engine prints in its own way."""

    first: Text
    second: Text
    sections: tuple[Section, ...]


def read_texts(file: Path) -> dict[str, Text]:
    """The texts of a file, by language; forms of the extract and of the whole declaration."""
    held = json.loads(file.read_text("utf-8"))
    return {
        tag: Text(
            PrintedLanguage(tag, langcodes.get(tag).maximize().script or "Latn"),
            entry["title"],
            tuple((each["heading"], tuple(each["paragraphs"])) for each in entry["articles"]),
        )
        for tag, entry in held.get("pairs", held).items()
        if tag in (FIRST, *SECONDS)
    }


def content_of(first: Text, second: Text, sections: int, letters: int) -> Content:
    """As many sections, each of about so many letters in both languages; no two are the same."""
    made = []
    at = 0
    for number in range(sections):
        pairs: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []
        size = 0
        while size < letters:
            heading, paragraphs = first.articles[at % len(first.articles)]
            other, others = second.articles[at % len(second.articles)]
            at += 1
            rows = tuple(zip(paragraphs, others, strict=False))
            pairs.append((f"{heading} ({at})", f"{other} ({at})", rows))
            size += 60 + sum(max(len(one), len(two)) for one, two in rows)
        made.append(Section(f"section-{number}", tuple(pairs)))
    return Content(first, second, tuple(made))


def with_one_item_changed(content: Content, mark: str) -> Content:
    """The same, but for a word in the middle of it."""
    sections = list(content.sections)
    middle = len(sections) // 2
    heading, other, rows = sections[middle].pairs[0]
    (one, two), *rest = rows
    changed = (heading, other, ((f"{one} {mark}", f"{two} {mark}"), *rest))
    sections[middle] = replace(sections[middle], pairs=(changed, *sections[middle].pairs[1:]))
    return replace(content, sections=tuple(sections))


_JINJA = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
)
_BODY = """
{% import "printing/pieces.html" as pieces %}
{% if is_first %}
  {{ pieces.heading(1, Words(first.title, one), Words(second.title, two), id="beginning") }}
{% endif %}
{% for heading, other, rows in section.pairs %}
  {{ pieces.heading(2, Words(heading, one), Words(other, two),
                    id="%s-%d" % (section.name, loop.index)) }}
  {% call pieces.pairs() %}
    {% for words, others in rows %}
      {{ pieces.pair(Passage(words, one), Passage(others, two)) }}
    {% endfor %}
  {% endcall %}
{% endfor %}
"""
_EDGE = """
{% import "printing/pieces.html" as pieces %}
{{ pieces.furniture(title=Words(first.title, one), second_title=Words(second.title, two)) }}
"""


def document_of(content: Content) -> Document:
    """The content as Council's printer takes it."""
    named: dict[str, Any] = {
        "Words": Words,
        "Passage": Passage,
        "first": content.first,
        "second": content.second,
        "one": content.first.language,
        "two": content.second.language,
    }
    body, edge = _JINJA.from_string(_BODY), _JINJA.from_string(_EDGE)
    languages = (content.first.language, content.second.language)
    return Document(
        parts=tuple(
            Part(
                section.name,
                body.render(section=section, is_first=place == 0, **named),
                languages,
                edge="usual",
            )
            for place, section in enumerate(content.sections)
        ),
        edges={"usual": edge.render(**named)},
        title=content.first.title,
        made_at=MADE_AT,
    )


def html_of(content: Content) -> str:
    """The same HTML and styles as one document for other engines, without the edge of pages."""
    document = document_of(content)
    body = "".join(f'<div class="part">{part.body}</div>' for part in document.parts)
    first = document.language
    manuscript = Manuscript(Kind.PART, body, document.parts[0].languages, document.layout)
    styles = style_sheet(manuscript, font_set()) + ".part + .part { break-before: page; }"
    return (
        f'<!DOCTYPE html><html lang="{first.tag}" dir="{first.direction}"><head>'
        f'<meta charset="utf-8"><title>{document.title}</title>'
        f"<style>{styles}</style></head><body>{body}</body></html>"
    )


_TYPST_MEANS = re.compile(r"([#*_\\\[\]@<>$`\"~/=+\-])")


def typst_of(content: Content) -> str:
    """The same text in typst's language."""

    def words(text: str) -> str:
        return _TYPST_MEANS.sub(r"\\\1", text)

    def voice(language: PrintedLanguage) -> str:
        family = SETTINGS[language.script].family
        tag = language.tag.partition("-")[0]
        return (
            f'text.with(lang: "{tag}", font: ("{family}", "Noto Sans"), dir: {language.direction})'
        )

    lines = [
        f'#set document(title: "{content.first.title}")',
        "#let edges = (x: 17mm, top: 20mm, bottom: 25mm)",
        '#set page(paper: "us-letter", margin: edges, numbering: "1/1")',
        '#set text(font: "Noto Sans", size: 10.5pt)',
        f"#let one = {voice(content.first.language)}",
        f"#let two = {voice(content.second.language)}",
        "#let pair(a, b) = grid(columns: (1fr, 1fr), column-gutter: 10mm, one(a), two(b))",
        f"= {words(content.first.title)}",
    ]
    for place, section in enumerate(content.sections):
        lines += ["#pagebreak()"] if place else []
        for heading, other, rows in section.pairs:
            lines.append(f"== #one[{words(heading)}] #h(1fr) #two[{words(other)}]")
            lines += [f"#pair[{words(one)}][{words(two)}]" for one, two in rows]
    return "\n\n".join(lines)


# --- Who prints ----------------------------------------------------------------------------------

Printing = Callable[[Any], bytes]


@contextmanager
def council(folder: Path) -> Iterator[Printing]:
    """Council's printer: what it keeps lies in this folder."""
    press = Press(cache=folder, seconds=120)
    yield lambda document: print_document(document, press).pdf


@contextmanager
def weasyprint_alone(folder: Path) -> Iterator[Printing]:
    """WeasyPrint as it comes."""
    use_fonts(font_set(), folder)
    import weasyprint
    from weasyprint.urls import URLFetcherResponse

    class Signs(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            content = SIGNS[url.removeprefix("asset:")]
            return URLFetcherResponse(url, content, {"Content-Type": "image/svg+xml"})

    def printing(html: str) -> bytes:
        document = weasyprint.HTML(string=html, url_fetcher=Signs())
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    yield printing


@contextmanager
def chromium(folder: Path) -> Iterator[Printing]:
    """Chromium, with the same fonts."""
    from playwright.sync_api import sync_playwright

    use_fonts(font_set(), folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()

        def printing(html: str) -> bytes:
            page.set_content(html)
            return page.pdf(format="Letter", tagged=True, outline=True, prefer_css_page_size=True)

        yield printing
        browser.close()


@contextmanager
def typst(_: Path) -> Iterator[Printing]:
    """typst, with the same fonts."""
    import typst as engine

    def printing(source: str) -> bytes:
        return engine.compile(
            source.encode(), font_paths=[str(FOLDER)], ignore_system_fonts=True, format="pdf"
        )

    yield printing


def _serve(engine: Callable[[Path], Any], folder: Path, pipe: Connection) -> None:
    """A process of its own for an engine: prints what comes through the pipe."""
    with engine(folder) as printing, ThreadPoolExecutor(THREADS) as at_once:
        while (asked := pipe.recv()) is not None:
            try:
                if engine is council:
                    pipe.send(list(at_once.map(printing, asked)))
                else:
                    pipe.send([printing(each) for each in asked])
            except Exception as fault:  # noqa: BLE001 - told in the table
                pipe.send(fault)


@dataclass(frozen=True)
class Measured:
    """One printing: wall time and time of all processors, the most memory, the file."""

    seconds: float
    processor: float
    peak: int
    pdf: bytes
    pages: int

    @property
    def of_page(self) -> float:
        return 1000 * self.seconds / self.pages

    @property
    def processor_of_page(self) -> float:
        return 1000 * self.processor / self.pages


class Engine:
    """An engine that runs in processes of its own, watched from outside."""

    def __init__(self, name: str, engine: Callable[[Path], Any], takes: Callable[..., Any]) -> None:
        self.name = name
        self._takes = takes
        self._folder = tempfile.TemporaryDirectory()
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(engine, Path(self._folder.name), other), daemon=False
        )
        self._process.start()
        other.close()

    def measure(self, content: Content) -> Measured:
        """Print something; composing it is no part of the time."""
        asked = self.asked([content])
        root = self._process.pid or 0
        peak = _Peak(root)
        used, began = _processor(root), time.perf_counter()
        self.send(asked)
        (answer,) = self.receive()
        seconds = time.perf_counter() - began
        used = _processor(root) - used
        most = peak.stop()
        with pikepdf.open(io.BytesIO(answer)) as pdf:
            pages = len(pdf.pages)
        return Measured(seconds, used, most, answer, pages)

    def asked(self, contents: Sequence[Content]) -> list[Any]:
        """What this engine takes; composing it is no part of the time."""
        return [self._takes(content) for content in contents]

    def send(self, asked: Sequence[Any]) -> None:
        """Ask for documents."""
        self._pipe.send(asked)

    def receive(self) -> list[bytes]:
        """The documents that were asked for."""
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise click.ClickException(f"{self.name}: {answer}")
        return list(answer)

    def end(self) -> None:
        self._pipe.send(None)
        self._process.join(timeout=10)
        if self._process.is_alive():
            os.kill(self._process.pid or 0, signal.SIGTERM)
        self._folder.cleanup()


def _family(root: int) -> list[int]:
    """A process and all that come from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    family = [root]
    for process in family:
        family += [child for child, parent in parents.items() if parent == process]
    return family


def _processor(root: int) -> float:
    """Seconds of all processors that a family of processes has used, ended children included."""
    ticks = 0
    for process in _family(root):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


class _Peak:
    """Looks again and again at how much memory a family of processes holds."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._most = 0
        self._ended = Event()
        self._watch = Thread(target=self._look, daemon=True)
        self._watch.start()

    def _look(self) -> None:
        while True:
            self._most = max(self._most, sum(map(_memory, _family(self._root))))
            if self._ended.wait(0.1):
                return

    def stop(self) -> int:
        self._ended.set()
        self._watch.join()
        return self._most


def _memory(process: int) -> int:
    """The memory that a process holds, its share of what it holds together with others."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


# --- Measuring -----------------------------------------------------------------------------------

OURS = "Council"
ENGINES: tuple[tuple[str, Callable[[Path], Any], Callable[..., Any]], ...] = (
    (OURS, council, document_of),
    ("WeasyPrint", weasyprint_alone, html_of),
    ("Chromium", chromium, html_of),
    ("typst", typst, typst_of),
)


class Bench:
    """All engines, warm, and the texts that they print."""

    def __init__(self, texts: Mapping[str, Text], rounds: int) -> None:
        self._texts = texts
        self._rounds = rounds
        self._engines = [Engine(*each) for each in ENGINES]
        self._letters = 0
        self._mark = 0

    def warm(self) -> None:
        """Start everything, and find how many letters fill the pages of a section."""
        letters = 6000
        for engine in self._engines:
            content = self._content("es", 2, letters)
            measured = [engine.measure(self._changed(content)) for _ in range(2)]
            if engine.name == OURS:
                letters = round(letters * PAGES_OF_SECTION * 2 / measured[-1].pages)
        self._letters = letters

    def end(self) -> None:
        for engine in self._engines:
            engine.end()

    def _content(self, second: str, sections: int, letters: int = 0) -> Content:
        texts = self._texts
        return content_of(texts[FIRST], texts[second], sections, letters or self._letters)

    def _changed(self, content: Content) -> Content:
        """The same content with another item than ever before."""
        self._mark += 1
        return with_one_item_changed(content, f"({self._mark})")

    def _new(self, content: Content) -> Content:
        """The same content, no section of which was ever printed."""
        self._mark += 1
        sections = []
        for section in content.sections:
            (heading, other, rows), *rest = section.pairs
            first = (f"{heading} – {self._mark}", f"{other} – {self._mark}", rows)
            sections.append(replace(section, pairs=(first, *rest)))
        return replace(content, sections=tuple(sections))

    # --- Tables ---

    def lengths(self) -> Iterator[str]:
        """Ten, forty and two hundred pages, nothing of which was printed before."""
        yield "| English and Spanish | pages | s | ms a page | CPU ms a page | MB | KB | by ours |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|"
        for pages in PAGES:
            content = self._content("es", pages // PAGES_OF_SECTION)
            ours = 0.0
            for engine in self._engines:
                best = self._best(engine, lambda content=content: self._new(content))
                ours = ours or best.seconds
                yield _row(engine.name, best, ours)

    def scripts(self) -> Iterator[str]:
        """Forty pages in scripts that differ in how hard they are to set."""
        yield "| forty pages, English and | engine | pages | ms a page | CPU ms a page | KB |"
        yield "|---|---|--:|--:|--:|--:|"
        for tag, name in (("es", "Spanish"), ("ar", "Arabic"), ("zh-Hans", "Chinese")):
            content = self._content(tag, PAGES[1] // PAGES_OF_SECTION)
            for engine in self._engines:
                best = self._best(engine, lambda content=content: self._new(content))
                yield (
                    f"| {name} | {engine.name} | {best.pages} | {best.of_page:.0f} | "
                    f"{best.processor_of_page:.0f} | {len(best.pdf) >> 10} |"
                )

    def again(self) -> Iterator[str]:
        """What a coordinator waits for who changes one thing, or nothing."""
        yield from self._head("forty pages")
        content = self._content("es", PAGES[1] // PAGES_OF_SECTION)
        ours, *others = self._engines
        theirs = [self._best(each, lambda: self._new(content)).seconds for each in others]
        for name, change in self._changes():
            ours.measure(content)
            best = self._best(ours, lambda change=change: change(content))
            yield _sums(name, [best.seconds, *theirs])

    def languages(self) -> Iterator[str]:
        """Forty pages in each of twelve languages beside English, asked for at once."""
        yield from self._head("forty pages in each of twelve languages")
        contents = [self._content(tag, PAGES[1] // PAGES_OF_SECTION) for tag in SECONDS]
        ours, *others = self._engines
        theirs = []
        for engine, kind in zip(others, ENGINES[1:], strict=True):
            second = Engine(*kind)
            second.measure(contents[0])
            theirs.append(_seconds_of_all([engine, second], contents))
            second.end()
        _seconds_of_all([ours], contents)
        for name, change in self._changes():
            seconds = _seconds_of_all([ours], [change(content) for content in contents])
            yield _sums(name, [seconds, *theirs])

    def _changes(self) -> Iterator[tuple[str, Callable[[Content], Content]]]:
        yield "nothing printed before", self._new
        yield "one item changed", self._changed
        yield "unchanged", lambda content: content

    def _head(self, what: str) -> Iterator[str]:
        """Other engines print everything each time, so that they need to be measured only once."""
        others = " | ".join(f"{engine.name} s (by ours)" for engine in self._engines[1:])
        yield f"| {what} | Council s | {others} |"
        yield "|---|--:|" + "--:|" * (len(self._engines) - 1)

    def _best(self, engine: Engine, content: Callable[[], Content]) -> Measured:
        """The best of a few: what disturbs a machine only ever makes it slower."""
        measured = [engine.measure(content()) for _ in range(self._rounds)]
        return min(measured, key=lambda each: each.seconds)


def _seconds_of_all(engines: Sequence[Engine], contents: Sequence[Content]) -> float:
    """How long engines take for all contents, which they share among them."""
    shares = [engine.asked(contents[at :: len(engines)]) for at, engine in enumerate(engines)]
    began = time.perf_counter()
    for engine, share in zip(engines, shares, strict=True):
        engine.send(share)
    for engine in engines:
        engine.receive()
    return time.perf_counter() - began


def _row(name: str, measured: Measured, ours: float) -> str:
    return (
        f"| {name} | {measured.pages} | {measured.seconds:.2f} | {measured.of_page:.0f} | "
        f"{measured.processor_of_page:.0f} | {measured.peak >> 20} | {len(measured.pdf) >> 10} | "
        f"{measured.seconds / ours:.1f} |"
    )


def _sums(name: str, sums: Sequence[float]) -> str:
    ours, *others = sums
    told = " | ".join(f"{each:.2f} ({each / ours:.1f})" for each in others)
    return f"| {name} | {ours:.3f} | {told} |"


@click.command(help="How long packets take to print, against three other engines.")
@click.option(
    "--texts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=EXTRACT,
    help="Texts of the form of tests/pdf/data/declaration.json, or by language at once.",
)
@click.option("--rounds", default=2, show_default=True, help="Printings, the best of which counts.")
@click.option(
    "--table",
    "tables",
    multiple=True,
    type=click.Choice(("lengths", "scripts", "again", "languages")),
    help="Only this table; may be given more than once.",
)
def main(texts: Path, rounds: int, tables: tuple[str, ...]) -> None:
    began = time.monotonic()
    bench = Bench(read_texts(texts), rounds)
    try:
        bench.warm()
        for table in tables or ("lengths", "scripts", "again", "languages"):
            for line in getattr(bench, table)():
                click.echo(line)
            click.echo()
    finally:
        bench.end()
    click.echo(f"{time.monotonic() - began:.0f} seconds; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
