"""What texts give to the rest of the house: where the words of the district's glossary stand."""

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from council.texts import glossary_views
from council.texts.glossary_operations import MEANING, TERM
from council.texts.glossary_queries import terms_of_texts
from council.texts.registry import TextPlace, describes


def register(app: Flask) -> None:
    """Open the pages of the glossary; where its words stand is told below."""
    app.register_blueprint(glossary_views.bp)


@describes(TERM, MEANING)
def describe_terms(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where terms and their meanings stand; those retired are asked for no more."""
    wanted = set(text_ids)
    answer: dict[str, TextPlace] = {}
    for term in terms_of_texts(text_ids):
        page = url_for("glossary.find_term", term_id=term.id)
        if term.term_id in wanted:
            answer[term.term_id] = TextPlace(_l("Term of the glossary"), page)
        if term.meaning_id in wanted:
            answer[term.meaning_id] = TextPlace(_l("What a term means"), page)
    return answer
