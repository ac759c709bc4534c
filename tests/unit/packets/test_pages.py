"""Which sections of a packet share sheets, and what of it is printed anew after a change."""

import re
from dataclasses import replace

import pytest

from council.packets.compose import compose
from council.packets.content import (
    AnswerGiven,
    Heard,
    LanguageHeard,
    PacketContent,
    Priorities,
    Priority,
    Section,
)
from council.packets.gather import gather
from council.packets.pages import FULL_PART, LONGEST_ON_EDGE, Packet, shorten
from council.packets.style import USUAL_STYLE, PacketArrangement, PacketStyle
from council.printing.document import TextSize
from council.texts.printed import Passage
from tests.factories.packets import a_scene, a_small_meeting
from tests.factories.school import Cast

FACING = PacketStyle(PacketArrangement.FACING)


def said_anew(passage: Passage, words: str) -> Passage:
    readings = tuple(replace(reading, words=words) for reading in passage.readings)
    return replace(passage, words=words, readings=readings)


def with_answers(content: PacketContent, number: int) -> PacketContent:
    """The packet with so many answers of half a page."""
    (answer,) = content.answers
    reasons = said_anew(answer.reasons, "The company has agreed to a new timetable. " * 30)
    return replace(
        content,
        answers=tuple(
            replace(answer, recommendation_id=f"answer{place}", reasons=reasons)
            for place in range(number)
        ),
    )


def parts(content: PacketContent, style: PacketStyle = USUAL_STYLE) -> dict[str, str]:
    return {pages.name: pages.html for pages in Packet(content, style).inside()}


def test_short_sections_share_sheets(cast: Cast) -> None:
    found = parts(gather(a_small_meeting(cast), "en", "es"))
    assert list(found) == ["interpreter", "speakers", "comment-card"]
    assert 'id="agenda"' in found["interpreter"]


def test_what_is_given_back_is_a_sheet_of_its_own(cast: Cast) -> None:
    sections = (Section.COMMENT_CARD, Section.AGENDA, Section.SIGN_IN, Section.SPEAKERS)
    found = parts(gather(a_small_meeting(cast), "en", sections=sections))
    assert list(found) == ["comment-card", "agenda", "sign-in", "speakers"]


def test_a_long_section_is_parted_at_its_items(cast: Cast) -> None:
    content = with_answers(gather(a_scene(cast).meeting, "en", "es"), 30)
    found = parts(content)
    answers = [name for name in found if name.startswith("answers")]
    assert answers == ["answers", *(f"answers-{n}" for n in range(2, len(answers) + 1))]
    assert len(answers) > 30 / 2 / (2 * FULL_PART)
    for answer in content.answers:
        within = [name for name in answers if f'id="{answer.recommendation_id}"' in found[name]]
        assert len(within) == 1
    # Its heading stands once, over the first of them.
    assert [name for name in found if 'id="answers"' in found[name]] == ["answers"]


def test_a_changed_item_changes_no_other_part(cast: Cast) -> None:
    content = with_answers(gather(a_scene(cast).meeting, "en", "es"), 30)
    before = parts(content)
    changed: AnswerGiven = content.answers[15]
    words = changed.reasons.readings[0].words.replace("new", "very new", 1)
    answers = list(content.answers)
    answers[15] = replace(changed, reasons=said_anew(changed.reasons, words))
    after = parts(replace(content, answers=tuple(answers)))
    assert list(after) == list(before)
    assert len([name for name in after if after[name] != before[name]]) == 1


def test_the_contents_lead_to_each_section_and_to_nothing_else(cast: Cast) -> None:
    content = gather(a_scene(cast).meeting, "en", "es", sections=tuple(Section))
    html = "".join(parts(content).values())
    anchors = set(re.findall(r'id="([^"]+)"', html))
    asked = re.findall(r'data-page-of="([^"]+)"', html)
    assert set(asked) <= anchors
    listed = [section for section in content.told if section is not Section.CONTENTS]
    assert asked[: 2 * len(listed)] == [name for each in listed for name in (each, each)]
    assert "minutes" in asked
    assert not {"glossary", "norms", "partners", "contents"} & set(asked)


def test_reasons_that_stand_in_the_packet_already_are_referred_to(cast: Cast) -> None:
    content = gather(a_scene(cast).meeting, "en")
    (told,) = content.said_and_done
    (answer,) = content.answers
    told = replace(told, reasons=answer.reasons)
    page = f'data-page-of="{answer.recommendation_id}"'
    assert page in "".join(parts(replace(content, said_and_done=(told,))).values())
    alone = "".join(parts(replace(content, said_and_done=(told,), answers=())).values())
    assert page not in alone
    assert answer.reasons.words in alone


@pytest.mark.parametrize(
    ("style", "phrase"),
    [
        (USUAL_STYLE, "about_sides"),
        (PacketStyle(PacketArrangement.FACING), "about_facing"),
        (PacketStyle(text_size=TextSize.LARGE), "about_stacked"),
    ],
)
def test_a_packet_tells_how_it_is_read(cast: Cast, style: PacketStyle, phrase: str) -> None:
    content = gather(a_small_meeting(cast), "en", "es")
    assert content.phrases[phrase][0] in "".join(parts(content, style).values())
    alone = gather(a_small_meeting(cast), "en")
    assert Packet(alone, style).how_to_read is None


def test_words_of_a_third_language_stand_on_both_of_two_facing_pages(cast: Cast) -> None:
    scene = a_scene(cast)
    for languages, side_by_side, on_pages in ((("en", "vi"), 1, 1), (("so", "vi"), 1, 2)):
        content = gather(scene.meeting, *languages)
        words = content.answers[0].reasons.words
        assert "".join(parts(content).values()).count(words) == side_by_side
        assert "".join(parts(content, FACING).values()).count(words) == on_pages


def test_a_title_on_the_edge_has_one_line() -> None:
    assert shorten("Buses") == "Buses"
    assert shorten("b" * (LONGEST_ON_EDGE + 1)) == "b" * LONGEST_ON_EDGE + "…"


def test_one_language_after_the_other_is_the_packet_twice(cast: Cast) -> None:
    content = gather(a_scene(cast).meeting, "en", "ar")
    document = compose(content, content.cover.starts_at, PacketStyle(PacketArrangement.FLIP))
    english = [part for part in document.parts if not part.name.endswith("-ar")]
    arabic = [part for part in document.parts if part.name.endswith("-ar")]
    assert list(document.parts) == english + arabic
    assert english[0].name == "cover"
    assert arabic[0].name == "cover-ar"
    assert {part.languages[0].tag for part in english} == {"en"}
    assert {part.languages[0].tag for part in arabic} == {"ar"}
    assert [part.edge for part in arabic[:2]] == [None, "edge-ar"]
    anchors = re.findall(r'id="([^"]+)"', "".join(part.body for part in document.parts))
    assert len(anchors) == len(set(anchors))
    assert content.agenda[0].about[1] not in "".join(part.body for part in english)


def test_bars_begin_at_the_side_from_which_their_readers_read(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    content = gather(meeting, "en", "ar")
    rows = (LanguageHeard(("Spanish", "الإسبانية"), 20, ("20 of 30", "20 من 30")),)
    content = replace(content, heard=Heard(30, ("", ""), (*rows, replace(rows[0], number=10))))
    flipped = compose(content, content.cover.starts_at, PacketStyle(PacketArrangement.FLIP)).assets
    from_left, from_right = flipped["heard-1.svg"], flipped["heard-ar-1.svg"]
    assert b'<rect x="0.0" y="0" width="100.0"' in from_left
    assert b'<rect x="100.0" y="0" width="100.0"' in from_right
    assert compose(content, content.cover.starts_at).assets["heard-1.svg"] == from_left
    facing = compose(content, content.cover.starts_at, FACING).assets
    assert [facing["heard-1.svg"], facing["heard-ar-1.svg"]] == [from_left, from_right]


def test_each_of_two_facing_pages_has_its_own_chart_and_its_own_lines_to_write_on(
    cast: Cast,
) -> None:
    content = gather(a_scene(cast).meeting, "en", "ar", sections=tuple(Section))
    rows = (LanguageHeard(("Spanish", "الإسبانية"), 20, ("20 of 30", "20 من 30")),)
    content = replace(content, heard=Heard(30, ("", ""), rows))
    beside = "".join(parts(content).values())
    facing = "".join(parts(content, FACING).values())
    for sign in ("<table", 'class="ruled"', 'src="asset:door.svg"'):
        assert facing.count(sign) == 2 * beside.count(sign) > 0
    assert 'alt="20 of 30" lang="en"' in facing
    assert 'alt="20 من 30" lang="ar"' in facing


def test_the_contents_of_facing_pages_name_the_page_of_each_language(cast: Cast) -> None:
    html = "".join(parts(gather(a_scene(cast).meeting, "en", "es"), FACING).values())
    asked = re.findall(r'data-page-of="([^"]+)"', html)
    assert asked[:2] == ["interpreter", "interpreter-opposite"]
    assert set(asked) <= set(re.findall(r'id="([^"]+)"', html))


def test_the_contents_in_large_print_are_a_list_for_each_reader(cast: Cast) -> None:
    content = gather(a_scene(cast).meeting, "en", "es")
    html = "".join(parts(content, PacketStyle(text_size=TextSize.LARGE)).values())
    english, spanish = re.findall(
        r'<div class="contents">.*?(?=<div class="contents">|$)', html, re.S
    )
    assert content.phrases["agenda"][0] in english
    assert content.phrases["agenda"][1] not in english
    assert content.phrases["agenda"][1] in spanish


def test_bars_of_priorities_are_as_long_as_their_dots_are_many(cast: Cast) -> None:
    content = gather(a_scene(cast).meeting, "en")
    theme = content.themes[0].title
    lines = tuple(
        Priority(place, theme, dots, (f"{dots or 'no'} dots",))
        for place, dots in ((1, 40), (2, 30), (3, None))
    )
    told = Priorities(theme, ("Families voted.",), lines)
    page = Packet(replace(content, priorities=told), USUAL_STYLE)
    bars = [re.findall(r"width: (\d+)%", str(page.priority(line)[0].text)) for line in lines]
    assert bars == [["100"], ["75"], []]


@pytest.mark.parametrize(
    ("title", "place", "size"),
    [
        ("Buses", "Library", ""),
        ("Buses", "Library, a place with a very long name, on the first floor", " cover-long"),
        ("A title of more words than that one, and on", "Library", " cover-long"),
        ("A title of many words " * 4, "Library", " cover-long cover-longest"),
    ],
)
def test_a_cover_is_set_as_large_as_its_words_allow(
    cast: Cast, title: str, place: str, size: str
) -> None:
    content = gather(a_small_meeting(cast), "en")
    cover = replace(
        content.cover, title=said_anew(content.cover.title, title), place=place, online_link=""
    )
    assert Packet(replace(content, cover=cover), USUAL_STYLE).cover_size == size
