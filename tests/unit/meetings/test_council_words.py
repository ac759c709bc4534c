"""What a council says in every packet."""

import pytest
from flask import Flask
from sqlalchemy import select

from council.database import db
from council.history.models import HistoryEntry
from council.meetings.council_words_operations import write_council_words
from council.meetings.council_words_queries import words_of_council
from council.meetings.states import WordsAbout
from council.refusals import Refusal
from council.texts.passages import PassageStanding, newest_revisions, passage
from council.texts.queries import text_rows
from tests.factories.meetings import a_posted_meeting
from tests.factories.school import Cast


@pytest.mark.parametrize("about", WordsAbout)
def test_what_each_packet_says_is_one_text_of_the_council(
    app: Flask, cast: Cast, about: WordsAbout
) -> None:
    council, by = cast.council, cast.coordinator
    meeting = a_posted_meeting(cast)
    first = write_council_words(council, about, "One at a time.", language="en", by=by, seen="")
    again = write_council_words(
        council, about, "One at a time, please.", language="en", by=by, seen=first.id
    )
    same = write_council_words(council, about, "One at a time, please.", language="en", by=by)
    assert again == same and again.text_id == first.text_id
    assert {words.text_id for words in words_of_council(council.id).values()} == {first.text_id}
    assert words_of_council(cast.other_council.id) == {}
    assert passage(first.text_id, "es").standing is PassageStanding.MISSING
    with app.test_request_context():
        rows = {row.text_id: row.place for row in text_rows(council.id, ["es"])}
    assert rows[first.text_id].due_on == meeting.held_on
    events = [entry.event for entry in db.session.scalars(select(HistoryEntry))]
    assert events.count("council_words_written") == 2


def test_words_of_the_council_that_cannot_stand_are_refused(cast: Cast) -> None:
    council, by, about = cast.council, cast.coordinator, WordsAbout.HOW_WE_MEET
    for words, language, field in ((" ", "en", "words"), ("Words", "xx", "language")):
        with pytest.raises(Refusal) as refused:
            write_council_words(council, about, words, language=language, by=by)
        assert refused.value.field == field
    first = write_council_words(council, about, "One at a time.", language="en", by=by)
    with pytest.raises(Refusal, match="Somebody else has changed this"):
        write_council_words(council, about, "Mine.", language="en", by=by, seen="")
    with pytest.raises(Refusal, match="Keep to the language"):
        write_council_words(council, about, "Uno a la vez.", language="es", by=by)
    assert newest_revisions([first.text_id])[first.text_id].words == "One at a time."
