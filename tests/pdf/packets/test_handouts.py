"""A packet on a sheet to hand out, as it comes out of the printer."""

from dataclasses import replace

import pytest
from flask import Flask

from council.packets.content import PacketContent
from council.packets.gather import gather
from council.packets.printed import print_file
from council.packets.states import PrintKind
from council.packets.style import PacketStyle
from council.printing.document import Paper, Printed, TextSize
from tests.factories.packets import a_scene
from tests.factories.school import Cast
from tests.pdf.packets.test_packets_on_paper import is_on, read_back


def a_full_packet(content: PacketContent) -> PacketContent:
    """With a long title and place, and more items than any sheet holds."""
    long = "Very long words that go on and on, "
    cover = content.cover
    readings = tuple(replace(each, words=long * 9) for each in cover.title.readings)
    title = replace(cover.title, readings=readings)
    line = replace(content.agenda[0], title=title)
    return replace(
        content,
        cover=replace(cover, title=title, place=long * 5),
        agenda=tuple(replace(line, item_id=str(number)) for number in range(60)),
    )


def pages_of_front(printed: Printed) -> list[str]:
    return read_back(printed.pdf)[:1]


@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("languages", [("en", "es"), ("fa", "ar"), ("so",)])
def test_a_handout_is_one_page_or_one_sheet_in_large_print_however_much_there_is_to_say(
    app: Flask, cast: Cast, languages: tuple[str, ...], paper: Paper, size: TextSize
) -> None:
    content = gather(a_scene(cast).meeting, *languages)
    style = PacketStyle(paper=paper, text_size=size)
    for told in (content, a_full_packet(content)):
        printed = print_file(told, content.cover.starts_at, PrintKind.HANDOUT, style)
        assert printed.pages <= (1 if size is TextSize.REGULAR else 2)
        assert printed.pages == 1 or is_on(told.phrases["other_side"][0], pages_of_front(printed))
        pages = read_back(printed.pdf)
        for words in content.cover.day + content.cover.hours:
            assert is_on(words, pages), words
        assert is_on(content.phrases["card_phone"][0], pages)
