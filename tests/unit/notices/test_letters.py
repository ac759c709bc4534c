"""What a recipient reads."""

import pytest
from flask import Flask

from council.languages.choice import current_interface
from council.notices.letters import compose, compose_for_staff
from council.notices.registry import renders
from tests.factories.notices import GONE, KIND, a_family_to_call, a_message, render_lantern
from tests.factories.school import Cast, a_family


def test_letter_is_in_the_language_of_its_recipient(cast: Cast) -> None:
    letter = compose(a_message(cast))
    assert letter is not None
    assert letter.language.tag == "es"
    assert letter.subject == "somalí"
    assert letter.paragraphs[0].words == "martes, 24 de noviembre de 2026"


def test_words_in_another_language_keep_it(cast: Cast) -> None:
    letter = compose(a_message(cast))
    assert letter is not None
    assert [paragraph.language.tag for paragraph in letter.paragraphs] == ["es", "en", "en", "es"]
    assert letter.paragraphs[2].words == "Come and see it."


def test_letter_says_which_language_stands_in_for_one_without_a_catalog(cast: Cast) -> None:
    family = a_family(cast.council, "my")
    letter = compose(a_message(cast, family))
    assert letter is not None
    assert letter.language.tag == "en"
    assert letter.paragraphs[0].words == (
        "This message is in English. We cannot write it in Burmese yet."
    )


def test_script_for_a_call_is_read_by_somebody_else_and_says_nothing_of_it(cast: Cast) -> None:
    family = a_family_to_call(cast.council, "mam", "en")
    letter = compose(a_message(cast, family))
    assert letter is not None
    assert letter.language.tag == "es"
    assert letter.paragraphs[0].words == "martes, 24 de noviembre de 2026"


def test_staff_read_the_same_in_english(cast: Cast) -> None:
    message = a_message(cast)
    letter = compose_for_staff(message)
    assert letter is not None
    assert letter.language.tag == "en"
    assert letter.subject == "Somali"
    assert message.language == "es"


def test_language_of_the_page_is_as_before_once_a_letter_is_written(app: Flask, cast: Cast) -> None:
    with app.test_request_context("/?lang=ar"):
        before = current_interface()
        compose(a_message(cast))
        assert current_interface() == before


def test_letter_about_something_gone_is_none(cast: Cast) -> None:
    assert compose(a_message(cast, kind=GONE)) is None


def test_letter_is_signed_by_the_council(cast: Cast) -> None:
    letter = compose(a_message(cast))
    assert letter is not None
    assert letter.sender.words == cast.council.name
    assert letter.sender.language.tag == "en"


def test_kind_of_message_has_one_renderer() -> None:
    with pytest.raises(ValueError, match=KIND):
        renders(KIND, about="A lantern")(lambda subject_id, message: None)
    assert renders(KIND, about="A lantern")(render_lantern) is render_lantern
