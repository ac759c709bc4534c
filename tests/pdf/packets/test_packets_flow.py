"""Pages of packets are filled, and nothing on them is torn apart that should not be."""

import itertools

import pytest

from council.packets.compose import compose
from council.packets.content import Section
from council.packets.gather import gather
from council.packets.style import PacketArrangement, PacketStyle
from council.printing.document import TextSize
from tests.factories.packets import a_scene, translate_scene
from tests.factories.school import Cast
from tests.pdf import flow
from tests.pdf.checklist import Proof
from tests.pdf.printing_support import MADE_AT, render

SIDE, FACING, FLIP = PacketArrangement
# In large print a few lines are half a page.
_MOST_EMPTY = {TextSize.REGULAR: 0.5, TextSize.LARGE: 0.6}

PACKETS = [
    (("en", "es"), PacketStyle()),
    (("fa", "ar"), PacketStyle()),
    (("en", "my"), PacketStyle(FACING)),
    (("en", "zh-Hans"), PacketStyle(FLIP)),
    (("en", "es"), PacketStyle(text_size=TextSize.LARGE)),
    (("en", "ar"), PacketStyle(text_size=TextSize.LARGE)),
]


def named(languages: tuple[str, ...], style: PacketStyle) -> str:
    return "-".join((*languages, style.arrangement, style.text_size))


@pytest.mark.parametrize(("languages", "style"), PACKETS, ids=itertools.starmap(named, PACKETS))
def test_pages_of_a_packet_are_filled_and_nothing_is_torn_apart(
    cast: Cast, languages: tuple[str, ...], style: PacketStyle
) -> None:
    scene = a_scene(cast)
    for language in ("es", "ar"):
        translate_scene(cast, scene, language)
    content = gather(scene.meeting, *languages, sections=tuple(Section))
    document = compose(content, MADE_AT, style)
    proof = Proof(document, render(document))
    assert list(flow.headings_near_the_foot(proof)) == []
    assert list(flow.stray_lines(proof)) == []
    assert list(flow.half_empty_pages(proof, _MOST_EMPTY[style.text_size])) == []
    # A cover is one page, and so is what each language's readers find what they look for by.
    assert not proof.is_numbered(0)
    assert proof.is_numbered(1)
