"""The pages of what a council says in every packet, as each person finds them."""

import pytest

from council.meetings.council_words_operations import write_council_words
from council.meetings.council_words_queries import words_of_council
from council.meetings.states import WordsAbout
from council.texts.passages import passage
from tests.factories.school import Cast
from tests.pages import Visitor
from tests.visitors import PEOPLE, status_for

READERS = {"leader", "coordinator", "administrator", "member"}


def words_place(cast: Cast, about: str = "") -> str:
    return f"/councils/{cast.council.id}/meetings/words" + (f"/{about}" if about else "")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("about", WordsAbout)
def test_what_each_packet_says_is_read_by_the_council_and_written_by_the_coordinator(
    cast: Cast, visitor: Visitor, who: str, about: WordsAbout
) -> None:
    write_council_words(
        cast.council, about, "One at a time.", language="en", by=cast.second_coordinator
    )
    visitor.as_person(getattr(cast, who))
    url = words_place(cast, about)
    page = visitor.get(words_place(cast), status=status_for(who, READERS, 200))
    if who in READERS:
        assert "One at a time." in page.text
        assert (url in page.html) is (who == "coordinator")
    writes = {"coordinator"}
    visitor.get(url, status=status_for(who, writes, 200))
    text_id = words_of_council(cast.council.id)[about].text_id
    typed = {"words": "All at once.", "language": "en", "seen": ""}
    # Nobody who did not have before them what stands there overwrites it.
    visitor.post(url, typed, status=status_for(who, writes, 422))
    assert passage(text_id, "en").words == "One at a time."


@pytest.mark.parametrize("about", WordsAbout)
def test_what_each_packet_says_is_written_and_changed(
    cast: Cast, visitor: Visitor, about: WordsAbout
) -> None:
    visitor.as_person(cast.coordinator)
    meetings = visitor.get(f"/councils/{cast.council.id}/meetings")
    assert words_place(cast) in meetings.html
    assert "Nothing is written yet" in visitor.get(words_place(cast)).text
    url = words_place(cast, about)
    for words in ("One at a time.", "One at a time, please."):
        form = visitor.get(url)
        typed = {
            "words": words,
            "language": form.value_of("language"),
            "seen": form.value_of("seen"),
        }
        page = visitor.follow(visitor.post(url, typed))
        assert words in page.text and "1 of 3 languages" in page.text
    page = visitor.post(url, typed | {"words": "w" * 3001}, status=422)
    assert "Field cannot be longer than 3000 characters." in page.error_of("words")
    visitor.get(words_place(cast, "something_else"), status=404)


def test_those_who_only_look_on_see_what_is_not_written_yet(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.member).get(words_place(cast))
    assert page.text.count("Nothing is written yet") == 2 and "Write it" not in page.text
