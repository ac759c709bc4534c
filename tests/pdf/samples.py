"""A document with something of everything, in any languages and layout, and what it says."""

from enum import StrEnum
from typing import Any

from council.printing.document import Arrangement, Document, Layout, Paper, Part, TextSize
from council.printing.figures import qr_code
from council.printing.languages import PrintedLanguage
from council.printing.passages import Passage, Words
from tests.pdf.checklist import Proof, Row, Stands
from tests.pdf.printing_support import DATA, MADE_AT, Text, page, render, text_in


class Style(StrEnum):
    """How two languages stand in a document, or a single one."""

    COLUMNS = "columns"
    FACING = "facing"
    STACKED = "stacked"
    FLIP = "flip"
    SINGLE = "single"


_STANDS = {
    Style.COLUMNS: Stands.BESIDE,
    Style.FACING: Stands.OPPOSITE,
    Style.STACKED: Stands.BELOW,
}

# A line is as high as its script sets it only where it holds a letter of that script.
_NUMERALS = {
    "Armn": "ԱԲԳԴԵ",
    "Beng": "১২৩৪৫",
    "Cher": "ᎠᎡᎢᎣᎤ",
    "Geor": "აბგდე",
    "Grek": "ΑΒΓΔΕ",
    "Gujr": "૧૨૩૪૫",
    "Hebr": "אבגדה",
    "Jpan": "一二三四五",
    "Khmr": "១២៣៤៥",
    "Knda": "೧೨೩೪೫",
    "Laoo": "໑໒໓໔໕",
    "Mlym": "൧൨൩൪൫",
    "Mymr": "၁၂၃၄၅",
    "Sinh": "අආඇඈඉ",
    "Syrc": "ܒܕܗܘܙ",
    "Taml": "௧௨௩௪௫",
    "Telu": "౧౨౩౪౫",
    "Thai": "๑๒๓๔๕",
}

_COVER = """
{{ pieces.heading(1, titles[0], titles[1], id="title" ~ suffix) }}
{% call pieces.pairs() %}{{ pieces.pair(*openings) }}{% endcall %}
"""
_CONTENTS = """
{% macro line(words, id) %}
  <p lang="{{ words.language.tag }}" dir="{{ words.language.direction }}">
    <a href="#{{ id }}">{{ words.text }}</a> <span data-page-of="{{ id }}"></span>
  </p>
{% endmacro %}
{% call pieces.pairs() %}
  {% for headings, id in lines %}
    <div class="{{ "pair" if headings[1:] else "alone" }}">
      {% for words in headings %}
        <div class="side" lang="{{ words.language.tag }}" dir="{{ words.language.direction }}">
          {{ line(words, id) }}
        </div>
      {% endfor %}
    </div>
  {% endfor %}
{% endcall %}
"""
_ARTICLES = """
{% for headings, passages, id in articles %}
  {{ pieces.heading(2, headings[0], headings[1], id=id) }}
  {% call pieces.pairs() %}{{ pieces.pair(*passages) }}{% endcall %}
{% endfor %}
"""
_TABLE = """
{% call pieces.data_table(
     [pieces.column(*headings[0]), pieces.column(*headings[1])], ["12em", ""]) %}
  {% for index in [2, 3] %}
    <tr>{{ pieces.row_header(*headings[index]) }}{{ pieces.cell(*passages[index]) }}</tr>
  {% endfor %}
{% endcall %}
"""
_EDGE = '{{ pieces.furniture(*titles, qr="code.svg", qr_words=titles[0]) }}'


class _Strand:
    """Parts that say everything in one language, or in two at once."""

    def __init__(self, texts: tuple[Text, ...], stands: Stands, name: str) -> None:
        self.texts = texts
        self.languages = tuple(text.language for text in texts)
        self.stands = stands if len(texts) == 2 else Stands.ANYWHERE
        self.name = name
        self.parts: list[Part] = []
        self.rows: list[Row] = []

    @property
    def edge(self) -> str:
        return page(_EDGE, titles=[Words(text.title, text.language) for text in self.texts])

    def write(self, rows_before: int, *, table: bool) -> None:
        count = len(self.texts[0].headings)
        headings = [self._words(lambda text, at=at: text.headings[at]) for at in range(count)]
        passages = [self._words(lambda text, at=at: text.paragraphs[at]) for at in range(count)]
        titles = self._words(lambda text: text.title)
        ids = [f"article-{at}{self.name}" for at in range(count)]

        self._part("cover", _COVER, edge=False, titles=titles, openings=passages[0], suffix="")
        facing = self.stands is Stands.OPPOSITE
        bare = Stands.BESIDE if facing else self.stands
        self._say(titles, bare, heading=True)
        self._say(passages[0], bare)

        first_article = rows_before + len(self.rows) + count
        lines = []
        for at, id_ in enumerate(ids):
            lines.append((headings[at], id_))
            self._say(headings[at], self.stands, leads_to=first_article + 2 * at)
        self._part("contents", _CONTENTS, lines=lines)

        for part, begin, end in (("one", 0, 3), ("two", 3, count)):
            articles = [
                (self._two(headings[at]), passages[at], ids[at]) for at in range(begin, end)
            ]
            source = _ARTICLES + (_TABLE if table and part == "two" else "")
            self._part(part, source, articles=articles, headings=headings, passages=passages)
            for at in range(begin, end):
                self._say(headings[at], self.stands, heading=True)
                self._say(passages[at], self.stands)
        if table:
            for at in (0, 1):
                self._say(_once(headings[at]), Stands.ANYWHERE)
            for at in (2, 3):
                self._say(_once(headings[at]), Stands.ANYWHERE)
                self._say(passages[at], Stands.ANYWHERE)

    def _words(self, pick: Any) -> list[Passage]:
        return [Passage(pick(text), text.language) for text in self.texts]

    def _two(self, words: list[Passage]) -> list[Passage | None]:
        return [*words, None][:2]

    def _part(self, name: str, source: str, *, edge: bool = True, **names: Any) -> None:
        body = page(source, **{**names, "titles": self._two(names.get("titles", []))})
        self.parts.append(
            Part(f"{name}{self.name}", body, self.languages, "edge" + self.name if edge else None)
        )

    def _say(self, words: list[Passage], stands: Stands, **more: Any) -> None:
        blocks = [tuple(str(block) for block in passage.paragraphs) for passage in words]
        self.rows.append(Row(self.languages, *blocks, stands=stands, **more))


def _once(words: list[Passage]) -> list[Passage]:
    """Heads of tables that are the same in both languages stand there once."""
    return words[:1] if words[0].text == words[-1].text else words


def _text(tag: str) -> Text:
    """The extract in a language, or else its one article as often as the extract has articles."""
    if tag in DATA["pairs"]:
        return text_in(tag)
    entry = DATA["first_article"][tag]
    numbers = tuple(_NUMERALS[entry["script"]][: len(DATA["pairs"]["en"]["articles"])])
    language = PrintedLanguage(tag, entry["script"])
    return Text(language, numbers[0] * 4, numbers, (entry["text"],) * len(numbers))


def sample(
    *tags: str, style: Style = Style.COLUMNS, paper: Paper = Paper.LETTER
) -> tuple[Document, tuple[Row, ...]]:
    """A cover, contents, articles and a table, in these languages."""
    texts = tuple(map(_text, tags))
    apart = style in (Style.FLIP, Style.SINGLE)
    strands = [
        _Strand(group, _STANDS.get(style, Stands.ANYWHERE), f"-{at}")
        for at, group in enumerate([(text,) for text in texts] if apart else [texts])
    ]
    rows: list[Row] = []
    for strand in strands:
        # No table across two pages that face each other.
        strand.write(len(rows), table=style is not Style.FACING)
        rows += strand.rows
    layout = Layout(
        paper,
        TextSize.LARGE if style is Style.STACKED else TextSize.REGULAR,
        Arrangement.FACING if style is Style.FACING else Arrangement.COLUMNS,
    )
    document = Document(
        parts=tuple(part for strand in strands for part in strand.parts),
        edges={"edge" + strand.name: strand.edge for strand in strands},
        title=texts[0].title,
        made_at=MADE_AT,
        layout=layout,
        assets={"code.svg": qr_code("https://council.example/f/packet")},
    )
    return document, tuple(rows)


def proof_of(*tags: str, style: Style = Style.COLUMNS, paper: Paper = Paper.LETTER) -> Proof:
    """The sample, printed."""
    document, rows = sample(*tags, style=style, paper=paper)
    return Proof(document, render(document), rows)
