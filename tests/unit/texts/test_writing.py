"""Words that the council goes on writing at, and that somebody reads before they approve them."""

import pytest

from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import words_to_approve, write_words
from tests.factories.school import Cast

KIND = "how_we_meet"


def written(
    cast: Cast,
    words: str,
    newest: TextRevision | None = None,
    *,
    language: str = "en",
    seen: str | None = None,
) -> TextRevision:
    return write_words(
        newest,
        words,
        kind=KIND,
        language=language,
        council=cast.council,
        by=cast.leader,
        seen=seen,
    )


def test_words_stay_in_the_language_that_they_were_begun_in(cast: Cast) -> None:
    first = written(cast, "Uno por uno.", language="es")
    second = written(cast, "Uno a la vez.", first, language="es")
    assert (second.text_id, second.number) == (first.text_id, 2)
    with pytest.raises(Refusal, match="Keep to the language") as refused:
        written(cast, "One at a time.", second)
    assert refused.value.field == "language"


@pytest.mark.parametrize("language", ["xx", "ase"])
def test_nobody_writes_in_a_language_that_is_not_written(cast: Cast, language: str) -> None:
    with pytest.raises(Refusal, match="Choose a written language"):
        written(cast, "One at a time.", language=language)


def test_the_same_words_again_are_the_same_revision(cast: Cast) -> None:
    first = written(cast, "One at a time.")
    assert written(cast, "One at a time.", first) is first


def test_nobody_writes_over_words_that_they_have_not_seen(cast: Cast) -> None:
    first = written(cast, "One at a time.", seen="")
    second = written(cast, "One by one.", first, seen=first.id)
    for seen in ("", first.id):
        with pytest.raises(Refusal, match="Somebody else has changed this") as refused:
            written(cast, "All at once.", second, seen=seen)
        assert refused.value.field == "words"


def test_only_the_newest_words_are_approved_by_whoever_has_read_them(cast: Cast) -> None:
    with pytest.raises(Refusal, match="Nothing is written yet"):
        words_to_approve(None)
    first = written(cast, "One at a time.")
    second = written(cast, "One by one.", first)
    with pytest.raises(Refusal, match="Read the new words first"):
        words_to_approve(second, seen=first.id)
    assert words_to_approve(second, seen=second.id) is second
