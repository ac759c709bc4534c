"""Packets as they come out of the printer, read back by another library."""

import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from council.concerns.operations import raise_concern
from council.concerns.theme_operations import group_concerns
from council.packets.compose import compose
from council.packets.content import PacketContent
from council.packets.gather import gather
from council.packets.operations import issue_packet, print_meeting_packet
from council.packets.printed import print_content, print_packet
from council.printing import press
from council.printing.document import Printed
from council.printing.press import Press, print_document
from council.refusals import Refusal
from tests.factories import packets as scenes
from tests.factories.packets import (
    Scene,
    a_scene,
    a_small_meeting,
    translate,
    translate_scene,
)
from tests.factories.school import Cast


def read_back(pdf: bytes) -> list[str]:
    """The words of each page, with all spaces as one."""
    document = pypdfium2.PdfDocument(pdf)
    return [
        " ".join(unicodedata.normalize("NFC", page.get_textpage().get_text_bounded()).split())
        for page in document
    ]


def squeezed(words: str) -> str:
    """Letters and digits alone, since lines and joined letters break words up."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(character for character in plain if character.isalnum())


def is_on(words: str, pages: list[str]) -> bool:
    return squeezed(words) in squeezed(" ".join(pages))


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """A meeting with something in each section."""
    return a_scene(cast)


Pages = Callable[..., list[str]]


@pytest.fixture
def printed_pages(cast: Cast, scene: Scene) -> Pages:
    """The words of each page of the packet that Carmen issues in these languages."""

    def issue(*languages: str) -> list[str]:
        return read_back(print_packet(issue_packet(scene.meeting, *languages, by=cast.coordinator)))

    return issue


def test_both_languages_can_be_read_on_the_paper(
    cast: Cast, scene: Scene, printed_pages: Pages
) -> None:
    translate_scene(cast, scene, "es")
    pages = printed_pages("en", "es")
    said = {each.words for each in gather(scene.meeting, "en").passages()}
    assert len(said) == 13
    for words in said:
        assert is_on(words, pages), words
        assert is_on(scenes.SPANISH[words], pages), scenes.SPANISH[words]
    assert is_on("Approved translation", pages) or is_on("Traducción aprobada", pages)


def test_two_languages_read_from_the_right_can_be_read_on_the_paper(
    cast: Cast, scene: Scene, printed_pages: Pages
) -> None:
    translate_scene(cast, scene, "ar")
    translate(cast, scene.buses.title_id, "fa", "اتوبوس‌هایی که دیر می‌رسند")
    pages = printed_pages("fa", "ar")
    assert is_on("اتوبوس‌هایی که دیر می‌رسند", pages)
    for words in ("حافلات تصل متأخرة", scenes.ARABIC[scenes.HOMEWORK_SUMMARY]):
        assert is_on(words, pages), words


def test_one_language_alone_has_no_word_of_another(
    cast: Cast, scene: Scene, printed_pages: Pages
) -> None:
    translate_scene(cast, scene, "es")
    pages = printed_pages("es")
    assert is_on(scenes.SPANISH[scenes.BUSES_SUMMARY], pages)
    assert not is_on(scenes.BUSES_SUMMARY, pages)


def test_a_missing_translation_prints_the_original_with_a_notice(
    scene: Scene, printed_pages: Pages
) -> None:
    pages = printed_pages("so", "vi")
    phrases = gather(scene.meeting, "so", "vi").phrases
    # Once across the sheet, under a notice to each of its readers.
    assert squeezed(" ".join(pages)).count(squeezed(scenes.BUSES_SUMMARY)) == 1
    for key in ("not_translated:en", "ask_school", "words_in:en"):
        for words in phrases[key]:
            assert is_on(words, pages), words


def test_words_that_stand_beside_are_not_printed_again(scene: Scene, printed_pages: Pages) -> None:
    pages = printed_pages("en", "vi")
    assert squeezed(" ".join(pages)).count(squeezed(scenes.BUSES_SUMMARY)) == 1
    phrases = gather(scene.meeting, "en", "vi").phrases
    assert is_on(phrases["not_translated:en"][1], pages)


def test_a_missing_translation_is_noticed_by_a_reader_from_the_right(
    scene: Scene, printed_pages: Pages
) -> None:
    pages = printed_pages("ar")
    phrases = gather(scene.meeting, "ar").phrases
    assert is_on(scenes.BUSES_SUMMARY, pages)
    for key in ("not_translated:en", "ask_school", "words_in:en"):
        assert is_on(phrases[key][0], pages), phrases[key][0]


def test_a_language_without_headings_of_its_own_prints_with_others(
    cast: Cast, scene: Scene, printed_pages: Pages
) -> None:
    burmese = "နောက်ကျသော ကျောင်းကားများ"
    translate(cast, scene.buses.title_id, "my", burmese)
    pages = printed_pages("en", "my")
    assert is_on(burmese, pages)
    assert is_on("The headings are in English. We cannot write them in Burmese yet.", pages)


def test_sections_with_nothing_to_say_leave_no_trace(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", by=cast.coordinator)
    pages = read_back(print_packet(packet))
    for heading in (
        "What families said",
        "What matters most",
        "To be decided",
        "What the school answered",
        "Sign-in sheet",
        "Approved translation",
        "Interpreters at this meeting",
    ):
        assert not is_on(heading, pages), heading
    for heading in ("Agenda", "Comment card", "How to use your interpreter", "Welcome"):
        assert is_on(heading, pages), heading


def test_the_same_snapshot_prints_to_the_same_bytes(app: Flask, cast: Cast, scene: Scene) -> None:
    translate_scene(cast, scene, "ar")
    packet = issue_packet(scene.meeting, "en", "ar", by=cast.coordinator)
    first = print_packet(packet)
    # Nothing is taken from what was printed before.
    shutil.rmtree(Path(app.instance_path) / "cache/printing/parts", ignore_errors=True)
    press._LATELY.clear()
    scene.meeting.place = "Elsewhere"
    cast.council.name = "Renamed"
    assert print_packet(packet) == first


def test_every_page_of_a_preview_says_so(cast: Cast, scene: Scene) -> None:
    translate(cast, scene.buses.summary_id or "", "es", "Borrador del resumen", approve=False)
    preview = gather(scene.meeting, "en", "es", preview=True)
    document = compose(preview, scene.meeting.starts_at)
    assert [words.text for words in document.watermark] == list(preview.phrases["preview"])
    pdf = print_content(preview)
    assert is_on("Borrador del resumen", read_back(pdf))
    assert all(is_on("Preview, not issued", [page]) for page in read_back(pdf))
    issued = read_back(print_packet(issue_packet(scene.meeting, "en", "es", by=cast.coordinator)))
    assert not is_on("Borrador del resumen", issued)
    assert not is_on("Preview, not issued", issued)


def test_nothing_of_a_concern_or_a_family_is_on_the_paper(cast: Cast, scene: Scene) -> None:
    concern, code = raise_concern(
        cast.council, "CANARYWORDS", language="es", email="canary@example.org"
    )
    group_concerns(scene.buses, [concern], by=cast.coordinator)
    packet = issue_packet(scene.meeting, "en", "es", by=cast.coordinator)
    for pdf in (
        print_packet(packet),
        print_content(gather(scene.meeting, "en", "es", preview=True)),
    ):
        document = pypdfium2.PdfDocument(pdf)
        words = " ".join(read_back(pdf)) + str(document.get_metadata_dict())
        for canary in ("CANARYWORDS", "canary@example.org", cast.family.name, code, concern.id):
            assert canary not in words
            assert canary.encode() not in pdf


def printed(content: PacketContent, app: Flask) -> Printed:
    """With all that the printer has to say about it."""
    # How fast is not asked here, and machines that run tests are busy.
    patient = Press(cache=Path(app.instance_path) / "cache" / "printing", seconds=150)
    return print_document(compose(content, content.cover.starts_at), patient)


HOSTILE = {
    "HTML": "<script>alert(1)</script> & <img src=http://example.org/x.png> &lt;",
    "Markdown": "# Heading\n\n* one **bold** [link](http://example.org) `code`",
    "one long word": "A" * 5000,
    "turns of direction": "turn\u202eed \u2066round\u2069 \u200f\u0007 and on",
    "templates": "{{ page.content }} {% raw %} %(name)s {page}",
    "signs": "Buses ①②③ 🚌",
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_stands_in_a_title_is_printed_as_words(app: Flask, cast: Cast, words: str) -> None:
    scene = a_scene(cast, title=words)
    content = gather(scene.meeting, "en", "ar")
    made = printed(content, app)
    assert made.refused_addresses == ()
    kept = content.cover.title.words
    pages = read_back(made.pdf)
    shown = squeezed(" ".join(pages))
    # Broken over lines it is whole again once the lines are joined, and stands in both columns.
    assert shown.count("A") >= 2 * kept.count("A")
    if len(kept) < 1000:
        assert shown.count(squeezed(kept)) >= 2
    # What follows stands where it should.
    assert is_on("Library, 12 Alder Street", pages)
    assert is_on("Comment card", pages) or is_on(content.phrases["comment_card"][0], pages)


def test_the_command_prints_what_was_issued_or_else_a_preview(cast: Cast, scene: Scene) -> None:
    preview = print_meeting_packet(scene.meeting, ["en", "es"])
    assert is_on("Preview, not issued", read_back(preview))
    packet = issue_packet(scene.meeting, "en", "es", by=cast.coordinator)
    assert print_meeting_packet(scene.meeting, ["en", "es"]) == print_packet(packet)
    assert print_meeting_packet(scene.meeting, ["es", "en"]) == print_packet(packet)
    for wrong in ([], ["en", "es", "ar"], ["en", "en"], ["xx-nothing"]):
        with pytest.raises(Refusal):
            print_meeting_packet(scene.meeting, wrong)
