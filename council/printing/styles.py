"""The style sheet of one document: its sheet, its size of type, its languages."""

from dataclasses import dataclass, replace
from pathlib import Path

from council.printing.document import Arrangement, Kind, Layout, Manuscript, Paper, TextSize
from council.printing.fonts import FontSet, Setting, height_of_middle
from council.printing.languages import PrintedLanguage

_BASE = Path(__file__).with_name("print.css")


@dataclass(frozen=True, slots=True)
class _Measures:
    """A size of type, in steps of the baseline rhythm; in large print only the edge is small."""

    unit: float  # in points
    small: float
    small_lead: float
    edge: float
    edge_lead: float
    gutter: str
    above: int  # millimetres that stay free above what is read, beside it, and below it
    beside: int
    below: int


_MEASURES = {
    TextSize.REGULAR: _Measures(2.5, 3.4, 5, 3.2, 4.6, "5mm", 20, 17, 25),
    TextSize.LARGE: _Measures(4.3, 4.2, 6, 2.8, 4, "6mm", 24, 17, 30),
}
# Width and height in millimetres.
_SHEETS = {Paper.LETTER: (215.9, 279.4), Paper.A4: (210.0, 297.0)}

# So much lies between what is read and what stands below it on the edge, in millimetres.
_TO_FOOT = 6
_POINTS_A_MILLIMETRE = 72 / 25.4


def base_styles() -> str:
    """What all documents share."""
    return _BASE.read_text("utf-8")


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


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """How large page numbers are, and how high above the foot of the sheet, in points."""

    size: float
    height: float


def number_place(layout: Layout) -> NumberPlace:
    """Where page numbers stand: in the middle of the foot, on the line of the edge."""
    measures = _MEASURES[layout.text_size]
    size = measures.unit * measures.edge
    middle = measures.unit * measures.edge_lead / 2 + size * 0.35
    return NumberPlace(size, (measures.below - _TO_FOOT) * _POINTS_A_MILLIMETRE - middle)


def style_sheet(manuscript: Manuscript, fonts: FontSet) -> str:
    """The whole style sheet of a manuscript; raises NoFontForScript."""
    layout = manuscript.layout
    measures = _MEASURES[layout.text_size]
    settings = _settings(manuscript, fonts)
    languages = "".join(
        _language(language, fonts, settings[language.tag]) for language in manuscript.languages
    )
    is_facing = layout.arrangement is Arrangement.FACING
    is_large = layout.text_size is TextSize.LARGE
    return "".join(
        (
            base_styles(),
            f":root {{ --unit: {measures.unit}pt; --small: {measures.small}; "
            f"--small-lead: {measures.small_lead}; --edge: {measures.edge}; "
            f"--edge-lead: {measures.edge_lead}; --gutter: {measures.gutter}; }}\n",
            languages,
            _shared_baseline(settings),
            _sides(manuscript),
            _facing(manuscript, measures) if is_facing else _STACKED if is_large else "",
            _APART if is_facing or is_large else "",
            _page(manuscript, measures),
            manuscript.styles,
        )
    )


def _settings(manuscript: Manuscript, fonts: FontSet) -> dict[str, Setting]:
    """How each language is set; no language is set smaller in large print than Latin."""
    smallest = 1 if manuscript.layout.text_size is TextSize.LARGE else 0
    settings = {language.tag: fonts.setting(language) for language in manuscript.languages}
    return {
        tag: replace(setting, scale=max(setting.scale, smallest))
        for tag, setting in settings.items()
    }


def _language(language: PrintedLanguage, fonts: FontSet, setting: Setting) -> str:
    families = ", ".join(f'"{family}"' for family in fonts.families(language))
    return (
        f'[lang="{language.tag}"] {{ font-family: {families}; '
        f"--scale: {setting.scale}; --more: {setting.leading}; }}\n"
    )


def _shared_baseline(settings: dict[str, Setting]) -> str:
    """Lower each column so that the first lines of a row stand on one baseline.

    Cells could do this themselves (vertical-align), but only after their lines have been counted,
    so that a full column would slide into the foot of the page.
    """
    rules = []
    for selector, (size, lead, grow) in _SIZES.items():
        depths = {}
        for tag, setting in settings.items():
            middle = height_of_middle(setting.regular_face) * size * setting.scale
            depths[tag] = (lead + setting.leading * grow) / 2 + middle
        lowest = max(depths.values())
        rules += [
            f'{selector}[lang="{tag}"] {{ --drop: {lowest - depth:.3f}; }}\n'
            for tag, depth in depths.items()
        ]
    return "".join(rules)


def _ends(manuscript: Manuscript) -> tuple[str, str]:
    """The side that the first language is read from, and the other."""
    from_left = manuscript.languages[0].direction == "ltr"
    return ("left", "right") if from_left else ("right", "left")


def _sides(manuscript: Manuscript) -> str:
    start, end = _ends(manuscript)
    return f"""
.pair > :first-child {{
  padding-{end}: var(--gutter);
  border-{end}: 0.75pt solid var(--thread);
}}
.knots .pair > :first-child::after {{ {end}: -4pt; }}
.pair > :last-child {{ padding-{start}: var(--gutter); }}
.edge-title-first, .edge-code-first {{ text-align: {start}; }}
.edge-title-second, .edge-code div {{ text-align: {end}; }}
.data tr > :first-child {{ padding-{start}: 0; }}
.data tr > :last-child {{ padding-{end}: 0; }}
.stacked > div {{ text-align: {start}; }}
"""


# Large print leaves no room for two columns: the languages stand one under the other, passage by
# passage, and a thin line parts what belongs together from what follows.
_STACKED = """
.pairs, .pair, .side { display: block; }
.pair > :first-child, .pair > :last-child { border: 0; padding-inline: 0; }
.pair > :first-child { padding-block-end: calc(var(--unit) * 2); }
.pair > :last-child { padding-block-start: 0; }
.pair { border-block-end: 0.75pt solid var(--line); margin-block-end: calc(var(--unit) * 3); }
.pair { break-inside: avoid; }
.heading-2 h2 { --size: 5.6; --lead: 7; }
.heading-2 .pair > .side:first-child { --above: 3; }
.heading .pair { border: 0; margin-block-end: 0; }
.pair > .side + .side { --above: 0; }
.knotted::after, .knots .pair > :first-child::after { content: none; }
"""


# Where a page has little room beside its number, each language's words for the code stand at the
# language's own side of the foot.
_APART = """
.edge-code-first { display: block; position: running(code-first); }
.edge-code-words > :first-child:not(:last-child) { display: none; }
"""


def _facing(manuscript: Manuscript, measures: _Measures) -> str:
    """Two pages as one wide sheet: the first column on one, the second on the other.

    What is in no pair of columns stays on the first.
    """
    start, end = _ends(manuscript)
    width, _ = _SHEETS[manuscript.layout.paper]
    return f"""
.pairs {{ width: {2 * width - 2 * measures.beside:.2f}mm; max-width: none; }}
.pairs .pairs {{ width: auto; }}
.pair > :first-child {{ border: 0; padding-{end}: {measures.beside}mm; }}
.side > p, .side > h2, .side > h3 {{ max-width: calc(var(--unit) * 170); }}
.pair > :last-child {{ padding-{start}: {measures.beside}mm; }}
.knotted::after, .knots .pair > :first-child::after {{ content: none; }}
"""


def _page(manuscript: Manuscript, measures: _Measures) -> str:
    """The sheet, and what stands on its edge."""
    start, end = _ends(manuscript)
    width, height = _SHEETS[manuscript.layout.paper]
    is_facing = manuscript.layout.arrangement is Arrangement.FACING
    is_edge = manuscript.kind is Kind.EDGE
    # What stands beside the number of a page, of the width that the edge goes along.
    foot = 20 if is_facing else 44
    # An edge goes around both pages; what is read begins on the first.
    far = width + measures.beside if is_facing and not is_edge else measures.beside
    edge = f"""
  @top-{start} {{ content: element(title-first); width: 50%; vertical-align: bottom;
                 padding-bottom: 5mm; }}
  @top-{end} {{ content: element(title-second); width: 50%; vertical-align: bottom;
               padding-bottom: 5mm; }}
  @bottom-{start} {{ content: element(code-first); width: {foot}%; vertical-align: top;
                    padding-top: 4mm; }}
  @bottom-{end} {{ content: element(code); width: {foot}%; vertical-align: top; padding-top: 4mm; }}
"""
    return f"""
@page {{
  size: {2 * width if is_facing else width}mm {height}mm;
  margin: {measures.above}mm {measures.beside}mm {measures.below}mm;
  margin-{end}: {far}mm;
{edge if is_edge else ""}}}
"""
