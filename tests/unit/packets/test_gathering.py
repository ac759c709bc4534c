"""What a packet holds: approved words, nobody's own ones, and nothing that is not there."""

import json

import pytest

from council.concerns.operations import raise_concern
from council.concerns.summary_operations import write_summary
from council.concerns.theme_operations import group_concerns
from council.database import db
from council.meetings.agenda_operations import add_item, add_theme
from council.meetings.states import ItemKind
from council.packets.content import PacketContent
from council.packets.gather import gather
from council.packets.snapshot import SnapshotUnreadable, canonical, from_json, hash_of, to_json
from council.recommendations.answer_operations import answer_recommendation
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import revise_text
from council.texts.passages import PassageStanding
from council.texts.printed import Passage
from tests.factories import packets as scenes
from tests.factories.packets import a_scene, a_small_meeting, translate, translate_scene
from tests.factories.recommendations import sent_to_paula
from tests.factories.school import Cast, a_family


def said_for(content: PacketContent, text_id: str) -> Passage:
    return next(each for each in content.passages() if each.text_id == text_id)


def standings(content: PacketContent, place: int) -> set[PassageStanding]:
    return {each.readings[place].standing for each in content.passages()}


def test_a_packet_tells_of_all_that_the_meeting_is_about(cast: Cast) -> None:
    scene = a_scene(cast)
    content = gather(scene.meeting, "en", "es")
    assert [line.title.words for line in content.agenda] == [
        "Welcome",
        scenes.BUSES,
        "Homework sheets in every home language",
    ]
    assert [line.begins[0] for line in content.agenda] == [
        "6:00\u202fPM",
        "6:10\u202fPM",
        "6:25\u202fPM",
    ]
    assert [theme.summary.words for theme in content.themes] == [
        scenes.BUSES_SUMMARY,
        scenes.HOMEWORK_SUMMARY,
    ]
    assert content.priorities is not None
    assert [line.title.words for line in content.priorities.lines] == [
        scenes.BUSES,
        scenes.HOMEWORK,
    ]
    (decision,) = content.decisions
    assert decision.evidence[0].title.words == scenes.HOMEWORK
    (answer,) = content.answers
    assert answer.reasons.words == "The company has agreed to a new timetable."
    assert [step.words.words for step in answer.done] == ["Post the timetable at stop 1."]
    assert [step.words.words for step in answer.to_do] == ["Post the timetable at stop 2."]


def test_each_reader_gets_the_original_or_an_approved_translation(cast: Cast) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    content = gather(scene.meeting, "en", "es")
    assert standings(content, 0) == {PassageStanding.ORIGINAL}
    assert standings(content, 1) == {PassageStanding.APPROVED}
    reading = said_for(content, scene.buses.summary_id or "").readings[1]
    assert (reading.words, reading.language) == (scenes.SPANISH[scenes.BUSES_SUMMARY], "es")


def test_drafts_and_machine_text_are_in_a_preview_only(cast: Cast) -> None:
    scene = a_scene(cast)
    translate(cast, scene.meeting.title_id, "es", "BORRADOR", approve=False)
    translate(cast, scene.buses.summary_id or "", "es", "MAQUINA", approve=False, machine=True)
    translate(cast, scene.homework.summary_id or "", "es", "Aprobado")
    issued = json.dumps(to_json(gather(scene.meeting, "en", "es")))
    assert "BORRADOR" not in issued
    assert "MAQUINA" not in issued
    preview = gather(scene.meeting, "en", "es", preview=True)
    assert preview.preview
    drafts = {
        scene.meeting.title_id: ("BORRADOR", PassageStanding.DRAFT),
        scene.buses.summary_id: ("MAQUINA", PassageStanding.MACHINE),
        scene.homework.summary_id: ("Aprobado", PassageStanding.APPROVED),
    }
    for text_id, expected in drafts.items():
        reading = said_for(preview, text_id or "").readings[1]
        assert (reading.words, reading.standing) == expected


def test_an_untranslated_passage_keeps_its_language_and_says_so(cast: Cast) -> None:
    scene = a_scene(cast)
    content = gather(scene.meeting, "ar", "es")
    reading = said_for(content, scene.buses.title_id).readings[0]
    assert (reading.words, reading.language, reading.standing) == (
        scenes.BUSES,
        "en",
        PassageStanding.MISSING,
    )
    arabic, spanish = content.coverage()
    assert arabic.approved == spanish.approved == 0
    assert len(arabic.missing) == len(arabic.translated) == len(content.passages())


def test_a_translation_of_older_words_says_that_they_have_changed(cast: Cast) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    reasons = scene.answered.responses[-1].reasons_id
    revise_text(db.session.get_one(Text, reasons), "It begins in May.", by=cast.administrator)
    content = gather(scene.meeting, "en", "es")
    passage = said_for(content, reasons)
    assert passage.readings[0].words == "It begins in May."
    assert passage.readings[1].words == scenes.SPANISH["The company has agreed to a new timetable."]
    assert passage.readings[1].standing is PassageStanding.STALE
    (english, spanish) = content.coverage()
    assert english.translated == ()
    assert [each.text_id for each in spanish.stale] == [reasons]


def test_the_agenda_stands_as_it_was_posted(cast: Cast) -> None:
    scene = a_scene(cast)
    welcome = scene.meeting.items[0]
    translate(cast, welcome.title_id, "es", "Bienvenida")
    revise_text(db.session.get_one(Text, welcome.title_id), "Hello", by=cast.coordinator)
    add_item(scene.meeting, "Not posted", kind=ItemKind.DISCUSSION, minutes=5, by=cast.coordinator)
    content = gather(scene.meeting, "en", "es")
    assert len(content.agenda) == 3
    assert content.agenda[0].title.words == "Welcome"
    assert content.agenda[0].title.readings[0].words == "Welcome"
    assert content.agenda[0].title.readings[1].words == "Bienvenida"
    assert content.agenda[0].title.readings[1].standing is PassageStanding.APPROVED


def test_an_unapproved_summary_stays_out(cast: Cast) -> None:
    scene = a_scene(cast)
    write_summary(scene.buses, "NOT YET APPROVED", language="en", by=cast.leader)
    for preview in (False, True):
        content = gather(scene.meeting, "en", "es", preview=preview)
        assert content.themes[0].summary.words == scenes.BUSES_SUMMARY
        assert "NOT YET APPROVED" not in json.dumps(to_json(content))


def test_no_word_of_a_concern_and_no_name_of_a_family_is_in_a_packet(cast: Cast) -> None:
    scene = a_scene(cast)
    family = a_family(cast.council, "es", name="CANARYFAMILY", email="canary@example.org")
    concern, code = raise_concern(
        cast.council,
        "CANARYWORDS of a child",
        language="es",
        email="canaryraiser@example.org",
    )
    group_concerns(scene.buses, [concern], by=cast.coordinator)
    for preview in (False, True):
        snapshot = json.dumps(to_json(gather(scene.meeting, "en", "es", preview=preview)))
        for canary in ("CANARYWORDS", "CANARYFAMILY", "canary@", "canaryraiser", concern.id):
            assert canary not in snapshot
        assert code not in snapshot
        assert family.id not in snapshot


def test_small_counts_are_left_out_with_what_would_give_them_away(cast: Cast) -> None:
    scene = a_scene(cast)
    content = gather(scene.meeting, "en", "es")
    buses, homework = content.themes
    assert buses.behind is not None
    assert homework.behind is not None
    # 14 Spanish, 4 Somali and 3 Arabic: the total less the 14 would tell of seven families.
    assert (buses.behind.total, buses.behind.by_language) == (21, ())
    assert buses.behind.said[0] == "21 concerns"
    assert (homework.behind.total, homework.behind.by_language) == (None, ())
    assert homework.behind.said[0] == "Fewer than 10 concerns"


def test_large_counts_are_told_by_language(cast: Cast) -> None:
    theme = scenes.a_said_theme(cast, "Lunch", "Families speak of lunch.", es=12, ar=10)
    meeting = scenes.a_meeting_next_week(cast)
    add_theme(meeting, theme, by=cast.coordinator)
    (lunch,) = gather(meeting, "en").themes
    assert lunch.behind is not None
    assert lunch.behind.by_language == (("es", 12), ("ar", 10))
    assert lunch.behind.said == ("22 concerns · Spanish 12 · Arabic 10",)


def test_dots_of_a_large_vote_are_told(cast: Cast) -> None:
    priorities = gather(a_scene(cast, ballots=12).meeting, "en").priorities
    assert priorities is not None
    assert [line.dots for line in priorities.lines] == [24, 12]
    assert "12 ballots" in priorities.about[0]


def test_few_dots_are_left_out_with_the_turnout_that_would_give_them_away(cast: Cast) -> None:
    themes = [
        scenes.a_said_theme(cast, title, f"Families speak of {title}.")
        for title in ("lunch", "buses", "books")
    ]
    scenes.a_closed_round(cast, themes, 12)
    priorities = gather(a_small_meeting(cast), "en").priorities
    assert priorities is not None
    assert [line.dots for line in priorities.lines] == [24, 12, None]
    assert "ballot" not in priorities.about[0]


def test_a_small_vote_is_told_as_an_order_alone(cast: Cast) -> None:
    priorities = gather(a_scene(cast, ballots=9).meeting, "en").priorities
    assert priorities is not None
    assert [line.dots for line in priorities.lines] == [None, None]
    assert [line.place for line in priorities.lines] == [1, 2]
    assert "ballot" not in priorities.about[0]


def test_sections_with_nothing_to_say_are_empty(cast: Cast) -> None:
    content = gather(a_small_meeting(cast), "en", "es")
    assert len(content.agenda) == 1
    assert (content.themes, content.priorities, content.decisions, content.answers) == (
        (),
        None,
        (),
        (),
    )
    assert content.interpreters == ()


def test_a_refusal_of_the_school_is_told_with_its_reasons(cast: Cast) -> None:
    scene = a_scene(cast)
    waiting = sent_to_paula(cast, scene.homework)
    answer_recommendation(waiting, scenes.declined(scene), by=cast.administrator)
    answer = gather(scene.meeting, "en").answers[-1]
    assert answer.verdict == ("The school will not do this.",)
    assert answer.reasons.words == "There is no money for it this year."
    assert (answer.done, answer.to_do) == ((), ())


def test_the_same_language_twice_is_refused(cast: Cast) -> None:
    meeting = a_small_meeting(cast)
    with pytest.raises(Refusal, match="two different languages"):
        gather(meeting, "es", "es")
    with pytest.raises(Refusal, match="two different languages"):
        gather(meeting, "zh-Hans", "zh-CN")


def test_a_language_that_is_not_written_is_refused_with_what_its_families_read(
    cast: Cast,
) -> None:
    with pytest.raises(Refusal, match=r"Mandarin is spoken or signed.*Chinese"):
        gather(a_small_meeting(cast), "en", "cmn")


def test_an_unknown_language_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="do not know this language"):
        gather(a_small_meeting(cast), "en", "tlh")


def test_headings_that_nobody_has_translated_are_in_another_language_and_say_so(
    cast: Cast,
) -> None:
    content = gather(a_small_meeting(cast), "en", "my")
    assert [voice.phrases_in for voice in content.voices] == ["en", "en"]
    assert content.phrases["phrases_in"] == (
        "",
        "The headings are in English. We cannot write them in Burmese yet.",
    )


def test_a_snapshot_gives_back_the_same_content(cast: Cast) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "ar")
    content = gather(scene.meeting, "en", "ar")
    stored = json.loads(json.dumps(to_json(content)))
    assert from_json(stored) == content
    assert hash_of(stored) == hash_of(to_json(content))


def test_the_hash_does_not_depend_on_the_order_of_keys(cast: Cast) -> None:
    snapshot = to_json(gather(a_small_meeting(cast), "en"))
    turned = dict(reversed(list(snapshot.items())))
    assert list(turned) != list(snapshot)
    assert canonical(turned) == canonical(snapshot)


def test_a_snapshot_of_another_shape_is_not_guessed_at(cast: Cast) -> None:
    snapshot = to_json(gather(a_small_meeting(cast), "en"))
    with pytest.raises(SnapshotUnreadable):
        from_json({**snapshot, "schema": 99})
    with pytest.raises(SnapshotUnreadable):
        from_json({key: value for key, value in snapshot.items() if key != "cover"})
    with pytest.raises(SnapshotUnreadable):
        from_json({**snapshot, "preview": "yes"})


def test_controls_and_turns_of_direction_do_not_reach_the_paper(cast: Cast) -> None:
    meeting = scenes.a_meeting_next_week(cast, "A\u202eB\u0007C\u2066D")
    content = gather(meeting, "en")
    assert content.cover.title.words == "ABCD"
