"""Where lines break in scripts without spaces."""

import pytest

from council.printing.line_breaks import ZERO_WIDTH_SPACE, has_hidden_breaks, show_breaks


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("km", ["មនុស្ស", "ទាំងអស់", "កើតមក", "មាន", "សេរីភាព"]),
        ("lo", ["ນັກຮຽນ", "ໂຮງຮຽນ"]),
        ("my", ["ကျောင်း", "မိဘ"]),
        ("my-MM", ["ကျောင်း", "မိဘ"]),
    ],
)
def test_breaks_are_shown_between_words_and_change_none(tag: str, words: list[str]) -> None:
    text = "".join(words)
    shown = show_breaks(text, tag)
    assert shown.replace(ZERO_WIDTH_SPACE, "") == text
    assert shown.split(ZERO_WIDTH_SPACE) == words


def test_other_scripts_inside_are_left_alone() -> None:
    assert show_breaks("School Site Council 12", "my") == "School Site Council 12"


@pytest.mark.parametrize("tag", ["en", "th", "ksw", "zh-Hans", "mym"])
def test_languages_that_part_their_words_have_no_hidden_breaks(tag: str) -> None:
    assert not has_hidden_breaks(tag)
