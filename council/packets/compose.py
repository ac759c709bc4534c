"""From what a packet says to documents for the printer: pure, and without a word of its own."""

from datetime import datetime
from pathlib import Path

from council.packets.content import PacketContent, in_one_language, words_in
from council.packets.pages import Packet, Pages, shorten
from council.packets.style import USUAL_STYLE, PacketArrangement, PacketStyle
from council.printing.document import Document, Layout
from council.printing.errors import CharactersWithoutFont
from council.printing.figures import bar, qr_code
from council.printing.fonts import characters_without_font, font_set
from council.printing.languages import PrintedLanguage
from council.texts.columns import printed_language

STYLES = Path(__file__).with_name("packet.css")


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
    pages = [each for run in runs for each in (run.cover(), *run.inside())]
    return Document(
        body=runs[0].edge() + "".join(_sheet(each) for each in pages),
        title=f"{content.cover.title.readings[0].words} – {content.phrases['packet'][0]}",
        author=content.cover.council,
        languages=printed_languages(content),
        made_at=made_at,
        layout=Layout(style.paper, style.text_size),
        watermark=tuple(runs[0].phrase("preview")) if content.preview else (),
        assets=_assets(content),
        styles=STYLES.read_text("utf-8"),
    )


def _sheet(pages: Pages) -> str:
    return f'<div class="sheet" id="{pages.name}">{pages.html}</div>'


def _runs(content: PacketContent, style: PacketStyle) -> list[Packet]:
    """What is printed from beginning to end: one run, or one for each language."""
    if style.arrangement is not PacketArrangement.FLIP or len(content.languages) == 1:
        return [Packet(content, style)]
    return [
        Packet(in_one_language(content, place), style, run=language if place else "")
        for place, language in enumerate(content.languages)
    ]


def _assets(content: PacketContent) -> dict[str, bytes]:
    """The drawings of the packet: codes to scan, and a bar for each language of the chart."""
    assets = {"door.svg": qr_code(content.door_address)}
    if content.edition:
        assets["newest.svg"] = qr_code(content.edition.address)
    if content.heard:
        from_right = printed_language(content.languages[0]).direction == "rtl"
        longest = max(each.number for each in content.heard.languages)
        for place, each in enumerate(content.heard.languages):
            assets[f"heard-{place}.svg"] = bar(each.number / longest, from_right=from_right)
    return assets
