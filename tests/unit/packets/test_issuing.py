"""Issuing packets: once, by coordinators, never changed after."""

from datetime import timedelta

import pytest

from council import clock
from council.database import db
from council.languages.choice import in_language
from council.languages.registry import find, written_languages
from council.meetings.operations import MeetingFacts, cancel_meeting, edit_meeting
from council.notices.letters import compose as letter_of
from council.notices.models import OutboxMessage
from council.packets.models import Packet
from council.packets.operations import issue_packet, tell_families, withdraw_packet
from council.packets.print_operations import issued_file
from council.packets.queries import current_packets, families_to_tell, newest_packet
from council.packets.snapshot import from_json, hash_of
from council.packets.states import PrintKind, PrintState
from council.printing.errors import NoFontForScript
from council.printing.fonts import SETTINGS
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import revise_text
from tests.factories.packets import (
    LARGE_PRINT,
    a_meeting_next_week,
    a_scene,
    a_small_meeting,
    translate,
    translate_scene,
)
from tests.factories.school import Cast, a_family


def reload(packet: Packet) -> Packet:
    db.session.flush()
    db.session.expire(packet)
    return packet


def test_an_issued_packet_is_numbered_and_hashed(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    packets = [
        issue_packet(meeting, "en", "es", by=cast.coordinator),
        issue_packet(meeting, "en", "es", by=cast.coordinator),
        issue_packet(meeting, "en", "ar", by=cast.coordinator),
        issue_packet(meeting, "en", by=cast.coordinator),
    ]
    assert [packet.version for packet in packets] == [1, 2, 1, 1]
    for packet in packets:
        reload(packet)
        assert packet.snapshot_hash == hash_of(packet.snapshot)
        edition = from_json(packet.snapshot).edition
        assert edition is not None
        assert (edition.packet_id, edition.version) == (packet.id, packet.version)
        assert edition.issued_at == packet.issued_at
        assert edition.address == f"http://council.test/packet/{packet.id}"


def test_what_was_issued_does_not_change_with_what_it_was_made_from(cast: Cast) -> None:
    scene = a_scene(cast)
    packet = issue_packet(scene.meeting, "en", "es", by=cast.coordinator)
    before = from_json(packet.snapshot)
    translate_scene(cast, scene, "es")
    for text_id in scene.text_ids:
        revise_text(db.session.get_one(Text, text_id), "Other words", by=cast.coordinator)
    scene.meeting.place = "Elsewhere"
    cast.council.name = "Renamed council"
    cast.administrator.name = "Another name"
    assert from_json(reload(packet).snapshot) == before
    assert packet.snapshot_hash == hash_of(packet.snapshot)


def test_the_agenda_has_to_be_posted_first(cast: Cast) -> None:
    meeting = a_meeting_next_week(cast)
    with pytest.raises(Refusal, match="Post the agenda first"):
        issue_packet(meeting, "en", "es", by=cast.coordinator)


def test_a_cancelled_meeting_has_no_new_packet(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    cancel_meeting(meeting, "Snow", by=cast.coordinator)
    with pytest.raises(Refusal, match="Post the agenda first"):
        issue_packet(meeting, "en", "es", by=cast.coordinator)


def test_a_meeting_that_moved_is_posted_again_before_its_packet_is_issued(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    facts = MeetingFacts(
        "Council meeting",
        meeting.held_on + timedelta(days=1),
        meeting.from_time,
        meeting.minutes,
        meeting.place,
        meeting.online_link,
    )
    edit_meeting(meeting, facts, version=meeting.version, by=cast.coordinator)
    with pytest.raises(Refusal, match="Post the agenda again"):
        issue_packet(meeting, "en", "es", by=cast.coordinator)


@pytest.mark.parametrize(
    "name", ["leader", "administrator", "member", "district_admin", "other_coordinator"]
)
def test_only_a_coordinator_of_the_council_issues_withdraws_and_tells(
    cast: Cast, name: str
) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    person = getattr(cast, name)
    for step in (
        lambda: issue_packet(meeting, "en", "es", by=person),
        lambda: withdraw_packet(packet, by=person),
        lambda: tell_families(packet, by=person),
    ):
        with pytest.raises(Refusal, match="Only a coordinator"):
            step()
    assert packet.withdrawn_at is None


def test_a_language_without_a_font_is_refused_before_anything_is_issued(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    unprintable = next(
        language for language in written_languages() if language.script not in SETTINGS
    )
    with pytest.raises(NoFontForScript, match="fonts folder"):
        issue_packet(meeting, "en", unprintable.tag, by=cast.coordinator)
    assert current_packets(meeting.id) == []


def test_a_withdrawn_packet_keeps_its_record_and_is_no_longer_current(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    first = issue_packet(meeting, "en", "es", by=cast.coordinator)
    second = issue_packet(meeting, "en", "es", by=cast.coordinator)
    assert current_packets(meeting.id) == [second]
    withdraw_packet(second, by=cast.second_coordinator)
    assert second.withdrawn_by_id == cast.second_coordinator.id
    assert second.snapshot_hash == hash_of(second.snapshot)
    assert current_packets(meeting.id) == [first]
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw_packet(second, by=cast.coordinator)
    third = issue_packet(meeting, "en", "es", by=cast.coordinator)
    assert third.version == 3


def test_a_pair_is_found_whichever_language_comes_first(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    alone = issue_packet(meeting, "en", by=cast.coordinator)
    assert newest_packet(meeting.id, ["es", "en"]) is packet
    assert newest_packet(meeting.id, ["en"]) is alone
    assert newest_packet(meeting.id, ["es"]) is None


def test_families_who_read_a_language_of_the_packet_are_told_once(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    arabic = a_family(cast.council, "ar", name="Demo family ar")
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    messages = tell_families(packet, by=cast.coordinator)
    assert [message.family_id for message in messages] == [cast.family.id]
    assert tell_families(packet, by=cast.coordinator) == []
    other = issue_packet(meeting, "es", "ar", by=cast.coordinator)
    assert [family.id for family in families_to_tell(other)] == [arabic.id]


def test_a_newer_version_is_told_again(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    tell_families(issue_packet(meeting, "en", "es", by=cast.coordinator), by=cast.coordinator)
    newer = issue_packet(meeting, "en", "es", by=cast.coordinator)
    assert [family.id for family in families_to_tell(newer)] == [cast.family.id]


def test_the_message_is_in_the_familys_language_and_leads_to_the_packet(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    translate(cast, meeting.title_id, "es", "Reunión del consejo")
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    (message,) = tell_families(packet, by=cast.coordinator)
    letter = letter_of(message)
    assert letter is not None
    assert letter.language.tag == "es"
    words = [paragraph.words for paragraph in letter.paragraphs]
    assert "Reunión del consejo" in words
    assert f"http://council.test/packet/{packet.id}" in words


def test_a_family_that_asked_for_large_print_is_led_to_it_too(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    large = f"http://council.test/packet/{packet.id}.pdf?size=large&paper=letter"
    (message,) = tell_families(packet, by=cast.coordinator)
    letter = letter_of(message)
    assert letter is not None
    assert large not in [paragraph.words for paragraph in letter.paragraphs]
    assert issued_file(packet, PrintKind.PACKET, LARGE_PRINT) is None
    cast.family.large_print = True
    newer = issue_packet(meeting, "en", "es", by=cast.coordinator)
    (message,) = tell_families(newer, by=cast.coordinator)
    letter = letter_of(message)
    assert letter is not None
    words = [paragraph.words for paragraph in letter.paragraphs]
    assert large.replace(packet.id, newer.id) in words
    file = issued_file(newer, PrintKind.PACKET, LARGE_PRINT)
    assert file is not None and file.state is PrintState.WAITING


def test_nobody_is_told_of_a_withdrawn_packet(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    (message,) = tell_families(packet, by=cast.coordinator)
    withdraw_packet(packet, by=cast.coordinator)
    assert letter_of(message) is None
    with pytest.raises(Refusal, match="withdrawn"):
        tell_families(packet, by=cast.coordinator)
    assert db.session.query(OutboxMessage).count() == 1


def test_the_fixed_phrases_are_frozen_with_the_packet(cast: Cast) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", "es", by=cast.coordinator)
    with in_language(find("ar")):
        content = from_json(packet.snapshot)
        assert content.phrases["agenda"][0] == "Agenda"
    assert packet.issued_at <= clock.now()
