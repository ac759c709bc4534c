"""What stands in each section of a packet, and that a coordinator chooses which there are."""

import json

import pytest

from council.meetings.agenda_operations import add_theme
from council.meetings.council_words_operations import write_council_words
from council.meetings.minutes_operations import write_minutes
from council.meetings.states import WordsAbout
from council.packets.content import USUAL_SECTIONS, Outcome, Section, in_one_language
from council.packets.gather import gather
from council.packets.queries import last_meeting_held_before
from council.packets.sections import outcome_of
from council.packets.snapshot import from_json, to_json
from council.recommendations.answer_operations import answer_recommendation
from council.recommendations.states import Disposition
from council.texts.passages import PassageStanding
from tests.factories import packets as scenes
from tests.factories.packets import a_scene, a_small_meeting, translate, translate_scene
from tests.factories.recommendations import answered_by_paula, declining, sent_to_paula
from tests.factories.school import Cast
from tests.factories.words import a_term, some_minutes


def test_sections_stand_in_the_order_in_which_they_were_chosen(cast: Cast) -> None:
    chosen = (Section.DECISIONS, Section.AGENDA, Section.DECISIONS, Section.VOICES)
    content = gather(a_scene(cast).meeting, "en", sections=chosen)
    assert content.sections == content.told == (Section.DECISIONS, Section.AGENDA, Section.VOICES)


def test_what_is_in_no_chosen_section_is_not_in_the_packet_at_all(cast: Cast) -> None:
    scene = a_scene(cast)
    snapshot = json.dumps(to_json(gather(scene.meeting, "en", sections=[Section.AGENDA])))
    assert scenes.BUSES in snapshot
    for words in (
        scenes.BUSES_SUMMARY,
        "What should the school take up first?",
        "The company has agreed to a new timetable.",
        "Post the timetable at stop 1.",
        "Send instructions for homework in the languages that families read.",
    ):
        assert words not in snapshot


def test_nobody_is_asked_to_sign_in_unless_a_coordinator_wants_it(cast: Cast) -> None:
    assert Section.SIGN_IN not in USUAL_SECTIONS
    assert set(USUAL_SECTIONS) | {Section.SIGN_IN} == set(Section)


def test_chosen_sections_that_have_nothing_to_say_are_not_told(cast: Cast) -> None:
    content = gather(a_small_meeting(cast), "en", sections=tuple(Section))
    assert content.sections == tuple(Section)
    assert content.told == (
        Section.INTERPRETER,
        Section.CONTENTS,
        Section.AGENDA,
        Section.SPEAKERS,
        Section.COMMENT_CARD,
        Section.SIGN_IN,
    )


def test_the_meeting_before_is_told_by_its_decisions_and_its_approved_minutes(cast: Cast) -> None:
    scene = a_scene(cast)
    before = last_meeting_held_before(scene.meeting)
    assert before is not None
    some_minutes(cast, before, "Families told of late buses.")
    minutes = gather(scene.meeting, "en").minutes
    assert minutes is not None
    assert minutes.words is not None
    (vote,) = minutes.votes
    assert (vote.title.words, vote.carried) == ("A bus that comes on time", True)
    assert vote.said == ("The council adopted it. For: 7. Against: 2. Neither: 1.",)
    assert minutes.words.words == "Families told of late buses."
    write_minutes(before, "NOT YET APPROVED", language="en", by=cast.leader)
    for preview in (False, True):
        later = gather(scene.meeting, "en", preview=preview)
        assert "NOT YET APPROVED" not in json.dumps(to_json(later))
        assert later.minutes is not None
        assert later.minutes.words == minutes.words


def test_minutes_are_read_in_a_translation_of_what_was_approved(cast: Cast) -> None:
    scene = a_scene(cast)
    before = last_meeting_held_before(scene.meeting)
    assert before is not None
    revision = some_minutes(cast, before)
    translate(cast, revision.text_id, "es", "Las familias hablaron de los autobuses.")
    minutes = gather(scene.meeting, "en", "es").minutes
    assert minutes is not None
    assert minutes.words is not None
    reading = minutes.words.readings[1]
    assert (reading.words, reading.standing) == (
        "Las familias hablaron de los autobuses.",
        PassageStanding.APPROVED,
    )


def test_languages_of_all_that_was_said_are_counted_where_none_is_small(cast: Cast) -> None:
    lunch = scenes.a_said_theme(cast, "Lunch", "Families speak of lunch.", es=30, ar=12, so=6, vi=5)
    meeting = scenes.a_meeting_next_week(cast)
    add_theme(meeting, lunch, by=cast.coordinator)
    heard = gather(meeting, "en", "es").heard
    assert heard is not None
    assert heard.total == 53
    assert [(each.name, each.number) for each in heard.languages] == [
        (("Spanish", "español"), 30),
        (("Arabic", "árabe"), 12),
        (("Other languages", heard.languages[2].name[1]), 11),
    ]
    assert heard.languages[0].said[0] == "30 of 53"


def test_no_chart_gives_a_small_number_away(cast: Cast) -> None:
    # 14 Spanish, 3 Arabic and 4 Somali of one theme, 4 Spanish of the other.
    content = gather(a_scene(cast).meeting, "en")
    assert content.heard is None
    assert content.themes[0].behind is not None
    assert content.themes[0].behind.by_language == ()


@pytest.mark.parametrize(
    ("disposition", "is_done", "outcome"),
    [
        (Disposition.ACCEPTED, True, Outcome.DID),
        (Disposition.ACCEPTED, False, Outcome.WILL),
        (Disposition.PARTLY_ACCEPTED, True, Outcome.DID),
        (Disposition.PARTLY_ACCEPTED, False, Outcome.WILL),
        (Disposition.DECLINED, True, Outcome.WONT),
        (Disposition.DECLINED, False, Outcome.WONT),
        (Disposition.NEEDS_MORE_TIME, False, Outcome.MORE_TIME),
    ],
)
def test_what_became_of_something_is_told_by_its_answer(
    disposition: Disposition, is_done: bool, outcome: Outcome
) -> None:
    assert outcome_of(disposition, is_done=is_done) is outcome


def test_what_will_not_be_done_is_told_with_the_reasons_and_after_the_rest(cast: Cast) -> None:
    scene = a_scene(cast)
    waiting = sent_to_paula(cast, scene.homework)
    answer_recommendation(waiting, declining(), by=cast.administrator)
    will, wont = gather(scene.meeting, "en").said_and_done
    assert (will.outcome, wont.outcome) == (Outcome.WILL, Outcome.WONT)
    assert [step.words.words for step in will.steps] == [
        "Post the timetable at stop 1.",
        "Post the timetable at stop 2.",
    ]
    assert will.reasons is None
    assert wont.reasons is not None
    assert wont.reasons.words == "The contract runs until June."
    assert wont.verdict == ("The school will not do this.",)


def test_school_words_are_explained_where_they_occur(cast: Cast) -> None:
    a_term(cast, "timetable", "The times at which buses come.")
    a_term(cast, "ELAC", "A council of families.")
    scene = a_scene(cast)
    (explained,) = gather(scene.meeting, "en").glossary
    assert (explained.term.words, explained.meaning.words) == (
        "timetable",
        "The times at which buses come.",
    )
    assert gather(scene.meeting, "en", sections=[Section.GLOSSARY]).glossary == ()


@pytest.mark.parametrize(
    ("section", "about"),
    [(Section.NORMS, WordsAbout.HOW_WE_MEET), (Section.PARTNERS, WordsAbout.ASKED_OF_PARTNERS)],
)
def test_a_council_says_of_itself_what_it_has_written(
    cast: Cast, section: Section, about: WordsAbout
) -> None:
    meeting = a_small_meeting(cast)
    assert section not in gather(meeting, "en").told
    write_council_words(cast.council, about, "We listen first.", language="en", by=cast.coordinator)
    content = gather(meeting, "en")
    assert section in content.told
    said = {Section.NORMS: content.norms, Section.PARTNERS: content.partners}
    assert [part and part.words for part in said.values()].count("We listen first.") == 1
    assert said[section] is not None
    assert section not in gather(meeting, "en", sections=[Section.AGENDA]).told


def test_a_packet_with_everything_can_be_kept_and_read_again(cast: Cast) -> None:
    scene = a_scene(cast)
    before = last_meeting_held_before(scene.meeting)
    assert before is not None
    some_minutes(cast, before)
    a_term(cast, "timetable", "The times at which buses come.")
    for about in WordsAbout:
        write_council_words(cast.council, about, "We listen.", language="en", by=cast.coordinator)
    lunch = scenes.a_said_theme(cast, "Lunch", "Families speak of lunch.", es=30, ar=12)
    answered_by_paula(cast, lunch)
    content = gather(scene.meeting, "en", "es", sections=tuple(Section))
    assert content.told == tuple(Section)
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


def test_one_language_of_two_is_the_packet_that_its_readers_would_have_got_alone(
    cast: Cast,
) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    both = gather(scene.meeting, "en", "es")
    for place, language in enumerate(("en", "es")):
        assert in_one_language(both, place) == gather(scene.meeting, language)
