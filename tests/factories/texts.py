"""Texts of the council, for tests: a kind of their own with a place of its own."""

from datetime import date, timedelta

from council import clock
from council.texts.models import Text, TextRevision, Translation
from council.texts.operations import add_translation, approve_translation, revise_text, write_text
from council.texts.passages import newest_revisions
from council.texts.registry import TextPlace, describes
from tests.factories.school import Cast

KIND = "text_of_a_test"
LEFT_OUT = "left out"

DUE: dict[str, date] = {}


@describes(KIND)
def describe_texts_of_tests(text_ids: list[str]) -> dict[str, TextPlace]:
    """Each stands on the council's page; one whose words are "left out" is in no queue."""
    newest = newest_revisions(text_ids)
    return {
        text_id: TextPlace(f"Text {text_id}", "/a-page", DUE.get(text_id))
        for text_id in text_ids
        if newest[text_id].words != LEFT_OUT
    }


def a_text(
    cast: Cast,
    words: str = "The bus comes at seven.",
    *,
    language: str = "en",
    due: int | None = None,
) -> Text:
    """A text that Leyla wrote, needed in so many days."""
    text = write_text(words, kind=KIND, language=language, council=cast.council, by=cast.leader)
    if due is not None:
        DUE[text.id] = clock.today(cast.council.time_zone) + timedelta(days=due)
    return text


def newest(text: Text) -> TextRevision:
    """The text's newest words."""
    return newest_revisions([text.id])[text.id]


def a_draft(
    cast: Cast, text: Text, words: str = "El autobús llega a las siete.", language: str = "es"
) -> Translation:
    """A translation by Carmen that nobody has approved."""
    return add_translation(newest(text), language, words, by=cast.coordinator)


def machine_text(
    cast: Cast, text: Text, words: str = "Autobús viene siete.", language: str = "es"
) -> Translation:
    """A machine's translation that Carmen brought in."""
    return add_translation(newest(text), language, words, by=cast.coordinator, machine=True)


def an_approved(
    cast: Cast, text: Text, words: str = "El autobús llega a las siete.", language: str = "es"
) -> Translation:
    """A translation by Carmen that Devi has approved."""
    translation = a_draft(cast, text, words, language)
    approve_translation(translation, by=cast.second_coordinator)
    return translation


def a_stale(
    cast: Cast, text: Text, words: str = "El autobús llega a las siete.", language: str = "es"
) -> Translation:
    """An approved translation whose original Leyla has changed since."""
    translation = an_approved(cast, text, words, language)
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    return translation
