"""Packets and handouts pass every check that does not ask for what was meant, in every layout."""

import itertools

import pytest

from council.packets.compose import compose, handout
from council.packets.content import Section
from council.packets.gather import gather
from council.packets.operations import issue_packet
from council.packets.printed import print_packet
from council.packets.style import PacketArrangement, PacketStyle
from council.printing.document import Document, Paper, TextSize
from tests.factories.packets import Scene, a_scene, translate, translate_scene
from tests.factories.school import Cast
from tests.pdf import checklist
from tests.pdf.checklist import Proof
from tests.pdf.printing_support import MADE_AT, render
from tests.pdf.verapdf import Validator

LETTER, A4 = Paper
REGULAR, LARGE = TextSize
SIDE, FACING, FLIP = PacketArrangement

PACKETS = [
    (("en", "es"), PacketStyle()),
    (("en", "ar"), PacketStyle(paper=A4)),
    (("ar", "fa"), PacketStyle()),
    (("en", "my"), PacketStyle()),
    (("zh-Hans", "ko"), PacketStyle(paper=A4)),
    (("ar",), PacketStyle(text_size=LARGE)),
    (("en", "es"), PacketStyle(text_size=LARGE)),
    (("en", "es"), PacketStyle(FACING)),
    (("ar", "en"), PacketStyle(FACING, paper=A4)),
    (("en", "ar"), PacketStyle(FLIP)),
    (("es", "en"), PacketStyle(FLIP, text_size=LARGE)),
]


def named(languages: tuple[str, ...], style: PacketStyle) -> str:
    return "-".join((*languages, style.arrangement, style.paper, style.text_size))


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """A meeting with something in each section, approved in Spanish and in Arabic."""
    scene = a_scene(cast)
    for language in ("es", "ar"):
        translate_scene(cast, scene, language)
    return scene


def packet_of(scene: Scene, languages: tuple[str, ...], style: PacketStyle) -> Document:
    content = gather(scene.meeting, *languages, sections=tuple(Section))
    return compose(content, MADE_AT, style)


@pytest.mark.parametrize(("languages", "style"), PACKETS, ids=itertools.starmap(named, PACKETS))
def test_a_packet_passes_all_checks(
    scene: Scene, languages: tuple[str, ...], style: PacketStyle, validator: Validator
) -> None:
    document = packet_of(scene, languages, style)
    assert checklist.faults(Proof(document, render(document)), validator) == []


@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize("languages", [("en", "es"), ("fa", "ar"), ("en", "my")])
def test_a_handout_passes_all_checks(
    scene: Scene, languages: tuple[str, ...], size: TextSize, validator: Validator
) -> None:
    content = gather(scene.meeting, *languages)
    style = PacketStyle(text_size=size)
    document = handout(content, MADE_AT, style, lambda tried: render(tried).pages)
    assert checklist.faults(Proof(document, render(document)), validator) == []


def test_a_preview_keeps_the_standards_under_its_watermark(
    cast: Cast, scene: Scene, validator: Validator
) -> None:
    translate(cast, scene.buses.title_id, "so", "Basaska soo daaha", approve=False)
    document = compose(gather(scene.meeting, "en", "so", preview=True), MADE_AT)
    assert document.watermark
    assert checklist.faults(Proof(document, render(document)), validator) == []


def test_what_families_download_keeps_the_standards(
    cast: Cast, scene: Scene, validator: Validator
) -> None:
    packet = issue_packet(scene.meeting, "en", "ar", by=cast.coordinator)
    assert validator.faults(print_packet(packet)) == []
