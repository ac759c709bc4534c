"""The style sheet of one document: its sheet, its size of type, its languages."""

from dataclasses import dataclass
from pathlib import Path

from council.printing.document import Document, Paper, TextSize
from council.printing.fonts import FontSet, height_of_middle
from council.printing.languages import PrintedLanguage

_BASE = Path(__file__).with_name("print.css")


@dataclass(frozen=True, slots=True)
class _Measures:
    """A size of type, in steps of the baseline rhythm; in large print only the edge is small."""

    unit: str
    small: float
    small_lead: float
    edge: float
    edge_lead: float
    gutter: str
    margins: str


_MEASURES = {
    TextSize.REGULAR: _Measures("2.5pt", 3.4, 5, 3.2, 4.6, "5mm", "20mm 17mm 25mm"),
    TextSize.LARGE: _Measures("4.3pt", 4.2, 6, 2.8, 4, "6mm", "24mm 17mm 30mm"),
}
_SHEETS = {Paper.LETTER: "8.5in 11in", Paper.A4: "210mm 297mm"}


def base_styles() -> str:
    """What all documents share."""
    return _BASE.read_text("utf-8")


# Few large words fit a line: long ones are hyphenated where a line would stay a good part empty.
_LARGE = "html { hyphens: auto; hyphenate-limit-chars: 10 4 4; hyphenate-limit-zone: 20%; }\n"

# Sizes and leadings of running text and of the headings, as print.css has them.
_SIZES = {
    ".side": (4.2, 6, 1),
    ".data td": (4.2, 6, 1),
    ".data tbody th > div": (4.2, 6, 1),
    ".heading-1 .side": (8.4, 11, 2),
    ".heading-2 .side": (6.2, 8, 1.5),
    ".heading-3 .side": (5, 7, 1),
    ".heading-4 .side": (4.2, 6, 1),
}


def style_sheet(document: Document, fonts: FontSet) -> str:
    """The whole style sheet of a document; raises NoFontForScript."""
    measures = _MEASURES[document.layout.text_size]
    languages = "".join(_language(language, fonts) for language in document.languages)
    return "".join(
        (
            base_styles(),
            f":root {{ --unit: {measures.unit}; --small: {measures.small}; "
            f"--small-lead: {measures.small_lead}; --edge: {measures.edge}; "
            f"--edge-lead: {measures.edge_lead}; --gutter: {measures.gutter}; }}\n",
            _LARGE if document.layout.text_size is TextSize.LARGE else "",
            languages,
            _shared_baseline(document.languages, fonts),
            _page(document, measures),
            document.styles,
        )
    )


def _language(language: PrintedLanguage, fonts: FontSet) -> str:
    setting = fonts.setting(language)
    families = ", ".join(f'"{family}"' for family in fonts.families(language))
    return (
        f'[lang="{language.tag}"] {{ font-family: {families}; '
        f"--scale: {setting.scale}; --more: {setting.leading}; }}\n"
    )


def _shared_baseline(languages: tuple[PrintedLanguage, ...], fonts: FontSet) -> str:
    """Lower each column so that the first lines of a row stand on one baseline.

    Cells could do this themselves (vertical-align), but only after their lines have been counted,
    so that a full column would slide into the foot of the page.
    """
    rules = []
    for selector, (size, lead, grow) in _SIZES.items():
        depths = {}
        for language in languages:
            setting = fonts.setting(language)
            middle = height_of_middle(setting.regular_face) * size * setting.scale
            depths[language.tag] = (lead + setting.leading * grow) / 2 + middle
        lowest = max(depths.values())
        rules += [
            f'{selector}[lang="{tag}"] {{ --drop: {lowest - depth:.3f}; }}\n'
            for tag, depth in depths.items()
        ]
    return "".join(rules)


def _page(document: Document, measures: _Measures) -> str:
    start, end = (
        ("left", "right") if document.languages[0].direction == "ltr" else ("right", "left")
    )
    return f"""
.pair > :first-child {{
  padding-{end}: var(--gutter);
  border-{end}: 0.75pt solid var(--thread);
}}
.knots .pair > :first-child::after {{ {end}: -4pt; }}
.pair > :last-child {{ padding-{start}: var(--gutter); }}
.edge-title-first, .edge-page div {{ text-align: {start}; }}
.edge-title-second, .edge-code div {{ text-align: {end}; }}
.data tr > :first-child {{ padding-{start}: 0; }}
.data tr > :last-child {{ padding-{end}: 0; }}
.stacked > div {{ text-align: {start}; }}
@page {{
  size: {_SHEETS[document.layout.paper]};
  margin: {measures.margins};
  @top-{start} {{ content: element(title-first); width: 50%; vertical-align: bottom;
                 padding-bottom: 5mm; }}
  @top-{end} {{ content: element(title-second); width: 50%; vertical-align: bottom;
               padding-bottom: 5mm; }}
  @bottom-{start} {{ content: element(page); width: 50%; vertical-align: top; padding-top: 6mm; }}
  @bottom-{end} {{ content: element(code); width: 50%; vertical-align: top; padding-top: 4mm; }}
}}
"""
