"""What pages of concerns and themes share: the one that is asked for, what is read of it."""

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, abort, g, request, url_for
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import visitor_may
from council.concerns import queries, reading_queries, theme_queries
from council.concerns.models import Concern, Theme
from council.concerns.rules import can_read_words
from council.concerns.wording import (
    arrival_words,
    consent_words,
    reading_badge,
    state_badge,
    state_words,
)
from council.database import db
from council.languages.choice import current_interface
from council.languages.registry import UnknownLanguage, find
from council.texts.passages import Passage, PassageStanding, ShownPassage

bp = Blueprint("concerns", __name__)


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {
        "arrival_words": arrival_words,
        "consent_words": consent_words,
        "reading_badge": reading_badge,
        "state_badge": state_badge,
        "state_words": state_words,
    }


def language_of_page() -> str:
    """The language that this page is in."""
    return current_interface().shown.tag


def concern_or_404(concern_id: str) -> Concern:
    """A concern whose words this person may read, in this council."""
    concern = db.session.scalar(
        queries.concerns_visible_to(g.person, g.roles, g.council).where(Concern.id == concern_id)
    )
    if concern is None:
        abort(404)
    return concern


def concern_to_work_on_or_404(concern_id: str) -> Concern:
    """The same, or one that a leader knows by its short summary, whose words must not be shown."""
    concern = db.session.scalar(
        queries.concerns_to_work_on(g.person, g.roles, g.council).where(Concern.id == concern_id)
    )
    if concern is None:
        abort(404)
    return concern


def page_of(concern: Concern) -> str:
    """The address of a concern's own page."""
    return url_for("concerns.show_concern", council_id=concern.council_id, concern_id=concern.id)


def theme_or_404(theme_id: str) -> Theme:
    """A theme of this council."""
    theme = db.session.scalar(theme_queries.themes_of(g.council).where(Theme.id == theme_id))
    if theme is None:
        abort(404)
    return theme


def page_of_theme(theme: Theme) -> str:
    """The address of a theme's own page."""
    return url_for("concerns.show_theme", council_id=theme.council_id, theme_id=theme.id)


def readings_for(lines: Iterable[queries.ConcernLine]) -> dict[str, Passage]:
    """What this person reads of the concerns whose own words are not theirs to read."""
    unread = [line.id for line in lines if line.words is None]
    return reading_queries.approved_readings(unread, language_of_page()) if unread else {}


def understood(concerns: Iterable[Concern]) -> dict[str, ShownPassage]:
    """Each concern in its family's words, or in a short summary for whoever may not read those."""
    concerns = list(concerns)
    unread = [each.id for each in concerns if not can_read_words(g.person, g.roles, each)]
    readings = reading_queries.approved_readings(unread, language_of_page()) if unread else {}
    return {
        each.id: readings[each.id].shown(_("Short summary by the coordinator"))
        if each.id in readings
        else ShownPassage(each.words, find(each.language), PassageStanding.ORIGINAL)
        for each in concerns
    }


def to_summarise() -> int:
    """How many concerns wait for the coordinator's short summary."""
    if not visitor_may(Action.APPROVE_READING):
        return 0
    return queries.how_many(reading_queries.concerns_without_reading(g.council))


def chosen_language() -> str | None:
    """The language that a list is narrowed to, if it is one."""
    try:
        return find(request.args.get("language", "")).tag
    except UnknownLanguage:
        return None


def after_in_address() -> tuple[date, str] | None:
    """The concern behind which a list goes on, as its line in the list before says."""
    day, _underscore, concern_id = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(day), concern_id
    except ValueError:
        return None
