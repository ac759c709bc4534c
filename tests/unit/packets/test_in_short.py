"""A packet in short: a sheet to hand out, and a message for a phone made of whole facts."""

from dataclasses import replace

import pytest

from council.packets.content import PacketContent
from council.packets.gather import gather
from council.packets.handout import Handout
from council.packets.messages import LONG, SHORT, short_message
from council.packets.operations import issue_packet
from council.packets.style import USUAL_STYLE
from tests.factories import packets as scenes
from tests.factories.packets import a_scene, translate, translate_scene
from tests.factories.school import Cast


def issued(cast: Cast, scene: scenes.Scene, *languages: str) -> PacketContent:
    packet = issue_packet(scene.meeting, *languages, by=cast.coordinator)
    return gather(scene.meeting, *languages, edition=(packet.id, packet.version, packet.issued_at))


@pytest.mark.parametrize("limit", [SHORT, LONG])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_message_says_when_and_where_and_where_the_rest_is(
    cast: Cast, limit: int, language: str
) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    content = issued(cast, scene, "en", "es")
    place = content.languages.index(language)
    message = short_message(content, language, limit)
    assert len(message) <= limit
    lines = message.split("\n")
    assert f"{content.cover.day[place]}, {content.cover.hours[place]}" in lines
    assert content.cover.place in lines
    assert content.edition is not None
    assert lines[-1] == f"{content.edition.address}?lang={language}"


def test_a_long_message_tells_the_agenda_from_its_beginning(cast: Cast) -> None:
    scene = a_scene(cast)
    lines = short_message(issued(cast, scene, "en"), "en", LONG).split("\n")
    assert lines[:2] == [cast.council.name, "Council meeting"]
    assert lines[-4:-1] == [
        "6:00\u202fPM Welcome",
        f"6:10\u202fPM {scenes.BUSES}",
        "6:25\u202fPM Homework sheets in every home language",
    ]


def test_nothing_is_cut_where_there_is_no_room_for_it(cast: Cast) -> None:
    scene = a_scene(cast, title="A very long title of a meeting " * 20)
    content = issued(cast, scene, "en")
    for limit in (60, 100, SHORT, LONG):
        message = short_message(content, "en", limit)
        assert len(message) <= limit
        assert "A very long" not in message
        assert message.split("\n")[0] == cast.council.name or limit < SHORT


def test_words_that_nobody_has_translated_are_left_to_the_packet(cast: Cast) -> None:
    scene = a_scene(cast)
    translate(cast, scene.buses.title_id, "es", "Autobuses que llegan tarde")
    message = short_message(issued(cast, scene, "en", "es"), "es", LONG)
    assert "Autobuses que llegan tarde" in message
    assert "Welcome" not in message
    assert "Council meeting" not in message


def long_agenda(content: PacketContent) -> PacketContent:
    (line, *_others) = content.agenda
    return replace(
        content, agenda=tuple(replace(line, item_id=str(number)) for number in range(60))
    )


def test_a_handout_tells_the_meeting_in_short(cast: Cast) -> None:
    scene = a_scene(cast)
    content = issued(cast, scene, "en", "es")
    sheet = Handout(content, USUAL_STYLE).html()
    assert content.edition is not None
    for words in (
        "Council meeting",
        content.cover.day[1],
        content.cover.hours[0],
        content.cover.place,
        content.edition.address,
        "Welcome",
        scenes.BUSES,
        "The school will do this.",
        "21 concerns",
    ):
        assert words in sheet
    assert "The company has agreed to a new timetable." not in sheet
    assert content.phrases["and_more"][0] not in sheet


def test_a_handout_says_that_there_is_more_where_it_leaves_something_out(cast: Cast) -> None:
    content = long_agenda(issued(cast, a_scene(cast), "en"))
    whole = Handout(content, USUAL_STYLE)
    assert whole.html().count("Welcome") == 60
    assert content.phrases["and_more"][0] not in whole.html()
    for lines in (40, 9, 1):
        sheet = Handout(content, USUAL_STYLE, lines).html()
        assert 0 < sheet.count("Welcome") <= lines
        assert content.phrases["and_more"][0] in sheet


def test_what_a_handout_has_no_room_for_stands_on_the_other_side(cast: Cast) -> None:
    content = issued(cast, a_scene(cast), "en")
    more = content.phrases["other_side"][0]
    one_sided = Handout(content, USUAL_STYLE)
    assert more not in one_sided.html()
    assert one_sided.behind == []
    two_sided = Handout(content, USUAL_STYLE, in_front=1)
    assert more in two_sided.html()
    for words, front in (("Welcome", True), ("The school will do this.", False)):
        assert (words in two_sided.html()) is front
        assert (words in two_sided.other_side()) is not front


def test_the_few_lines_of_a_handout_tell_something_of_each_section(cast: Cast) -> None:
    content = long_agenda(issued(cast, a_scene(cast), "en"))
    everything = [section for section, _ in Handout(content, USUAL_STYLE).shown]
    assert [section for section, _ in Handout(content, USUAL_STYLE, 16).shown] == everything


def test_signs_of_a_handout_are_explained_on_it(cast: Cast) -> None:
    scene = a_scene(cast)
    translate(cast, scene.buses.title_id, "es", "Autobuses que llegan tarde")
    content = issued(cast, scene, "en", "es")
    sheet = Handout(content, USUAL_STYLE).html()
    for key in ("mark_approved", "mark_missing"):
        assert f">{content.phrases[key][1]}<" in sheet
    assert f'alt="{content.phrases["words_in:en"][1]}"' in sheet
