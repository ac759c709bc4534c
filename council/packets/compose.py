"""From what a packet says to documents for the printer: pure, and without a word of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from council.packets.content import PacketContent, words_in
from council.packets.handout import Handout
from council.packets.pages import Packet, shorten
from council.packets.style import USUAL_STYLE, PacketArrangement, PacketStyle
from council.printing.document import Arrangement, Document, Layout, Part, TextSize
from council.printing.errors import CharactersWithoutFont
from council.printing.figures import bar, qr_code
from council.printing.fonts import characters_without_font, font_set
from council.printing.languages import PrintedLanguage
from council.texts import columns
from council.texts.columns import printed_language

# A handout is one page, and in large print both sides of one sheet.
SIDES = {TextSize.REGULAR: 1, TextSize.LARGE: 2}

STYLES = (columns.STYLES, Path(__file__).with_name("packet.css"))


def printed_languages(content: PacketContent) -> tuple[PrintedLanguage, ...]:
    """Every language that something in the packet is in, its readers' own first."""
    tags = [*content.languages, *(voice.phrases_in for voice in content.voices)]
    tags.append(content.cover.names_in)
    tags += [reading.language for each in content.passages() for reading in each.readings]
    return tuple(printed_language(tag) for tag in dict.fromkeys(tags))


def refuse_without_font(content: PacketContent, extra_fonts: Path) -> None:
    """Say no before a packet is issued that could not be printed, or not without empty boxes.

    Raises NoFontForScript or CharactersWithoutFont.
    """
    fonts = font_set(extra_fonts)
    for language in printed_languages(content):
        fonts.setting(language)
    for words in words_in(content):
        if lacking := characters_without_font(words, fonts):
            raise CharactersWithoutFont(lacking, shorten(words))


def compose(
    content: PacketContent, made_at: datetime, style: PacketStyle = USUAL_STYLE
) -> Document:
    """The packet as a document: the same content in the same style gives the same document."""
    runs = _runs(content, style)
    return Document(
        parts=tuple(part for run in runs for part in _parts(run)),
        edges={run.anchor("edge"): run.edge() for run in runs},
        title=f"{content.cover.title.readings[0].words} – {content.phrases['packet'][0]}",
        author=content.cover.council,
        made_at=made_at,
        layout=Layout(
            style.paper,
            style.text_size,
            Arrangement.FACING if runs[0].is_facing else Arrangement.COLUMNS,
        ),
        watermark=tuple(runs[0].phrase("preview")) if content.preview else (),
        assets=_assets(*runs),
        styles=_styles(),
    )


def _parts(run: Packet) -> Iterator[Part]:
    """The parts of one run; its cover has nothing on the edge."""
    languages = printed_languages(run.content)
    cover = run.cover()
    yield Part(cover.name, cover.html, languages)
    for pages in run.inside():
        yield Part(pages.name, pages.html, languages, edge=run.anchor("edge"))


def handout(
    content: PacketContent,
    made_at: datetime,
    style: PacketStyle,
    pages_of: Callable[[Document], int],
) -> Document:
    """The packet in short, to hand out, with all that finds room.

    Only printing shows what does; `pages_of` says how many pages something takes.
    """
    whole = Handout(content, style)
    printed = _handout(whole, made_at)
    if pages_of(printed) == 1:
        return printed
    in_front = None if SIDES[style.text_size] == 1 else _sections_in_front(whole, made_at, pages_of)
    fit = _most_that_fit(
        whole.lines,
        lambda lines: _fits(Handout(content, style, lines, in_front), made_at, pages_of),
    )
    return _handout(Handout(content, style, fit, in_front), made_at)


def _sections_in_front(
    whole: Handout, made_at: datetime, pages_of: Callable[[Document], int]
) -> int:
    """How many sections find room on the front, if the others stand on the other side."""
    for in_front in range(len(whole.shown) - 1, 0, -1):
        two = Handout(whole.content, whole.style, in_front=in_front)
        if pages_of(_handout(two, made_at, front_alone=True)) == 1:
            return in_front
    return 0


def _fits(tried: Handout, made_at: datetime, pages_of: Callable[[Document], int]) -> bool:
    return pages_of(_handout(tried, made_at)) <= SIDES[tried.style.text_size]


def _most_that_fit(most: int, fits: Callable[[int], bool]) -> int:
    """How many lines find room, if all do not: in few tries, as each is printed."""
    if fits(most):
        return most
    fitting = 0
    while most - fitting > 1:
        middle = (fitting + most) // 2
        if fits(middle):
            fitting = middle
        else:
            most = middle
    return fitting


def _handout(handout: Handout, made_at: datetime, *, front_alone: bool = False) -> Document:
    """All sides of a handout, or its front alone."""
    content, style = handout.content, handout.style
    languages = printed_languages(content)
    parts = [Part("handout", handout.html(), languages)]
    if handout.behind and not front_alone:
        parts.append(Part("other-side", handout.other_side(), languages))
    return Document(
        parts=tuple(parts),
        title=content.cover.title.readings[0].words,
        author=content.cover.council,
        made_at=made_at,
        layout=Layout(style.paper, style.text_size),
        watermark=tuple(handout.phrase("preview")) if content.preview else (),
        assets=_assets(handout),
        styles=_styles(),
    )


def _runs(content: PacketContent, style: PacketStyle) -> list[Packet]:
    """What is printed from beginning to end: one run, or one for each language."""
    whole = Packet(content, style)
    return list(whole.alone) if style.arrangement is PacketArrangement.FLIP else [whole]


def _styles() -> str:
    return "".join(each.read_text("utf-8") for each in STYLES)


def _assets(*runs: Packet) -> dict[str, bytes]:
    """The drawings of the packet: codes to scan, and a bar for each language of the chart."""
    content = runs[0].content
    assets = {"door.svg": qr_code(content.door_address)}
    if content.edition:
        assets["newest.svg"] = qr_code(content.edition.address)
    for run in chain.from_iterable(run.alone if run.is_facing else (run,) for run in runs):
        if run.content.heard:
            counted = [each.number for each in run.content.heard.languages]
            from_right = run.readers[0].direction == "rtl"
            for place, number in enumerate(counted):
                drawn = bar(number / max(counted), from_right=from_right)
                assets[run.bar_of(place)] = drawn
    return assets
