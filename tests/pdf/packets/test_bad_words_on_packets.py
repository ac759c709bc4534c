"""Whatever stands in a packet's texts, the packet is printed right, or refused with a reason."""

import re

import pytest
from flask import Flask

from council.database import db
from council.meetings.agenda_operations import add_item
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.packets.gather import gather
from council.packets.models import Packet
from council.packets.operations import issue_packet
from council.packets.printed import print_content, print_packet
from council.packets.style import PacketArrangement, PacketStyle
from council.printing.document import TextSize
from council.printing.errors import CharactersWithoutFont
from council.refusals import Refusal
from tests.factories.packets import a_meeting_next_week, a_scene, a_small_meeting, translate
from tests.factories.school import Cast
from tests.pdf.printing_support import bare, read
from tests.pdf.verapdf import Validator

LAYOUTS = [
    PacketStyle(),
    PacketStyle(PacketArrangement.FACING),
    PacketStyle(PacketArrangement.FLIP),
    PacketStyle(text_size=TextSize.LARGE),
]


@pytest.mark.parametrize(
    "style", LAYOUTS, ids=lambda style: f"{style.arrangement}-{style.text_size}"
)
def test_a_summary_of_20000_characters_is_printed_to_its_end(
    app: Flask, cast: Cast, style: PacketStyle
) -> None:
    scene = a_scene(cast)
    words = [f"w{number:05d}" for number in range(2860)]
    translate(cast, scene.buses.summary_id or "", "es", " ".join(words))
    packet = issue_packet(scene.meeting, "en", "es", by=cast.coordinator)
    found = re.findall(r"w\d{5}", read(print_packet(packet, style=style)))
    assert sorted(found) == words


def test_hundreds_of_agenda_items_are_all_printed(
    app: Flask, cast: Cast, validator: Validator
) -> None:
    meeting = a_meeting_next_week(cast)
    for number in range(400):
        add_item(
            meeting,
            f"Item E{number:05d}",
            kind=ItemKind.INFORMATION,
            minutes=5,
            by=cast.coordinator,
        )
    post_agenda(meeting, invite=False, by=cast.coordinator)
    pdf = print_packet(issue_packet(meeting, "en", by=cast.coordinator))
    found = set(re.findall(r"E\d{5}", read(pdf)))
    assert found == {f"E{number:05d}" for number in range(400)}
    assert validator.faults(pdf) == []


FLOODS = {
    "control characters": ("Buses\x07 \x1bthat are late", "Buses that are late"),
    "unseen spaces": ("Buses" + "\u200b" * 3000 + " late", "Buses late"),
    "signs on one letter": ("Buses e" + "\u0301" * 500 + " late", "late"),
    "overrides of direction": ("Buses \u202ethat are\u202c late", "Buses that are late"),
    "no characters": ("Buses\ufffe \ufdd0late", "Buses late"),
}


@pytest.mark.parametrize(("typed", "shown"), FLOODS.values(), ids=FLOODS)
def test_what_floods_a_title_stays_in_its_place(
    app: Flask, cast: Cast, validator: Validator, typed: str, shown: str
) -> None:
    scene = a_scene(cast)
    translate(cast, scene.buses.title_id, "es", typed)
    pdf = print_packet(issue_packet(scene.meeting, "en", "es", by=cast.coordinator))
    words = bare(read(pdf))
    assert bare(shown) in words
    assert bare("Library, 12 Alder Street") in words
    assert validator.faults(pdf) == []


def test_signs_that_no_font_holds_are_refused_when_issued_and_boxes_in_a_preview(
    app: Flask, cast: Cast
) -> None:
    meeting = a_small_meeting(cast, "A bus \U0001f68c on time")
    with pytest.raises(CharactersWithoutFont) as refused:
        issue_packet(meeting, "en", by=cast.coordinator)
    assert "U+1F68C" in str(refused.value)
    assert db.session.query(Packet).count() == 0
    assert "on time" in read(print_content(gather(meeting, "en", preview=True)))


def test_a_pair_of_the_same_language_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refusal):
        issue_packet(a_small_meeting(cast), "es", "es", by=cast.coordinator)
    assert db.session.query(Packet).count() == 0
