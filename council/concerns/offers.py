"""What concerns give to the rest of the house: the families' door, places of texts, messages."""

from collections.abc import Iterable

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.concerns import family_messages, family_views
from council.concerns.models import Concern, Theme
from council.concerns.queries import languages_waiting_for_answers
from council.concerns.reading_queries import readings_to_translate
from council.concerns.states import ConcernState
from council.database import db
from council.languages.registry import find, reading_language
from council.notices.registry import renders
from council.texts.registry import TextPlace, describes, names_languages


def register(app: Flask) -> None:
    """Open the families' door, and write what they are told; places of texts are below."""
    app.register_blueprint(family_views.bp)
    renders("concern_closed", about=_l("What became of a concern"))(
        family_messages.render_concern_closed
    )


@describes("theme_title")
def describe_titles(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where titles of themes stand."""
    found = db.session.scalars(select(Theme).where(Theme.title_id.in_(text_ids)))
    return {theme.title_id: TextPlace(_l("Title of a theme"), _page_of(theme)) for theme in found}


@describes("theme_summary")
def describe_summaries(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where summaries of themes stand."""
    found = db.session.scalars(select(Theme).where(Theme.summary_id.in_(text_ids)))
    return {
        theme.summary_id: TextPlace(_l("Summary of a theme"), _page_of(theme))
        for theme in found
        if theme.summary_id is not None
    }


def _page_of(theme: Theme) -> str:
    return url_for("concerns.show_theme", council_id=theme.council_id, theme_id=theme.id)


@describes("concern_reading")
def describe_readings(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where readings stand, as long as nothing waits to be approved in one and it is needed."""
    found = db.session.execute(readings_to_translate().where(Concern.reading_id.in_(text_ids)))
    return {
        text_id: TextPlace(
            _l("Short summary of a concern"),
            url_for("concerns.show_concern", council_id=council_id, concern_id=concern_id),
            for_families=False,
        )
        for text_id, council_id, concern_id in found
        if text_id is not None
    }


@describes("concern_closed_reason")
def describe_reasons(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where reasons for closing stand: each answers one family, in its own language."""
    found = db.session.execute(
        select(Concern.closed_reason_id, Concern.council_id, Concern.id).where(
            Concern.closed_reason_id.in_(text_ids), Concern.state == ConcernState.CLOSED
        )
    )
    return {
        text_id: TextPlace(
            _l("Why a concern was closed"),
            url_for("concerns.show_concern", council_id=council_id, concern_id=concern_id),
        )
        for text_id, council_id, concern_id in found
        if text_id is not None
    }


@names_languages
def languages_of_families_waiting(council_id: str) -> Iterable[str]:
    """Families that raised a concern read of it in their own language, if it is written."""
    for tag in db.session.scalars(languages_waiting_for_answers(council_id)):
        yield reading_language(find(tag)).tag
