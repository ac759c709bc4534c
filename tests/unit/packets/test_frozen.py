"""An issued packet stays as it is, and what it cannot show is said before it is issued."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from council.database import db
from council.packets.models import Packet
from council.packets.operations import issue_packet, withdraw_packet
from council.printing.errors import CharactersWithoutFont
from council.printing.fonts import characters_without_font, font_set
from tests.factories.packets import a_small_meeting
from tests.factories.school import Cast


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE packet SET snapshot = '{}'",
        "UPDATE packet SET snapshot_hash = ''",
        "UPDATE packet SET version = 9",
        "UPDATE packet SET issued_at = '2020-01-01'",
        "DELETE FROM packet",
    ],
)
def test_the_database_refuses_to_change_an_issued_packet(cast: Cast, change: str) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", by=cast.coordinator)
    db.session.commit()
    with pytest.raises(DBAPIError, match="packet_is_append_only"), db.session.begin_nested():
        db.session.execute(text(change))
    assert db.session.get_one(Packet, packet.id).version == 1


def test_a_packet_can_be_withdrawn_all_the_same(cast: Cast) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", by=cast.coordinator)
    db.session.commit()
    withdraw_packet(packet, by=cast.coordinator)
    db.session.commit()
    assert db.session.get_one(Packet, packet.id).withdrawn_by_id == cast.coordinator.id


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_packet_that_would_show_empty_boxes_is_not_issued(cast: Cast) -> None:
    meeting = a_small_meeting(cast, "A bus \U0001f68c, \U0001f476\U0001f3fd and \u2764\ufe0f")
    with pytest.raises(CharactersWithoutFont) as refused:
        issue_packet(meeting, "en", by=cast.coordinator)
    assert refused.value.characters == ("\U0001f68c", "\U0001f476", "\U0001f3fd")
    sentence = str(refused.value.sentence)
    assert "\U0001f68c (U+1F68C)" in sentence and "A bus" in sentence


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_families_write_every_day_has_a_font(cast: Cast) -> None:
    for words in (
        "¿Niños? “Sí” – 3½ €",
        "مدرسة ١٢٣ ؟",
        "Xin chào, trường học ở đâu?",
        "学校巴士，學校巴士",
        "Ба́бушка їде",
        "☎ ✔ → ❤️ ☐",
        "מחר בבית הספר",
        "விழா ಶಾಲೆ స్కూల్ ស្រុក ໂຮງຮຽນ ትምህርት",
        "e\u0301te\u0301 \u200bzero\u200d \u00a0",
    ):
        assert characters_without_font(words, font_set()) == (), words
