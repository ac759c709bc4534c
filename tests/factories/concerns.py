"""Concerns and themes at each place of their way, made by the people whose steps those are."""

from council.concerns.models import Concern, Theme
from council.concerns.operations import close_concern, log_concern, raise_concern, withdraw_concern
from council.concerns.reading_operations import write_reading
from council.concerns.states import Arrival, ConcernState, Consent
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import (
    group_concerns,
    mark_answered,
    put_themes_on_agenda,
    start_theme,
    take_themes_into_recommendation,
)
from council.people.models import Person
from tests.factories.school import Cast

WORDS = "El autobús llega tarde y los niños esperan en la oscuridad."
READING = "Buses are late, and children wait for them."


def raised(
    cast: Cast,
    words: str = WORDS,
    *,
    language: str = "es",
    consent: Consent = Consent.SUMMARY,
    name: str = "",
    email: str | None = None,
    phone: str | None = None,
) -> Concern:
    """A concern that a family raised by the council's link."""
    concern, _code = raise_concern(
        cast.council,
        words,
        language=language,
        consent=consent,
        name=name,
        email=email,
        phone=phone,
    )
    return concern


def logged(
    cast: Cast,
    words: str = WORDS,
    *,
    language: str = "es",
    by: Person | None = None,
    consent: Consent = Consent.SUMMARY,
    name: str = "",
) -> Concern:
    """A concern that Leyla, or somebody else, wrote down for a family."""
    concern, _code = log_concern(
        cast.council,
        words,
        language=language,
        arrival=Arrival.SPOKEN,
        consent=consent,
        read_back=True,
        name=name,
        by=by or cast.leader,
    )
    return concern


def with_reading(concern: Concern, words: str = READING, *, by: Person) -> Concern:
    """The same concern with a short summary by this person: approved if they are a coordinator."""
    write_reading(concern, words, by=by)
    return concern


def a_theme(cast: Cast, *concerns: Concern, title: str = "Buses that come late") -> Theme:
    """A theme that Leyla started in English, with these concerns under it."""
    theme = start_theme(cast.council, title, language="en", by=cast.leader)
    group_concerns(theme, concerns, by=cast.leader)
    return theme


def summed_up(
    cast: Cast, *concerns: Concern, title: str = "Buses that come late", approved: bool = True
) -> Theme:
    """A theme with a summary by Leyla, which Carmen has approved."""
    theme = a_theme(cast, *concerns, title=title)
    write_summary(theme, "Several families say that buses are late.", language="en", by=cast.leader)
    if approved:
        approve_summary(theme, by=cast.coordinator)
    return theme


def in_state(cast: Cast, state: ConcernState) -> tuple[Concern, Theme]:
    """A concern that came to this state on the usual way, and a theme: its own, once it has one."""
    concern = raised(cast)
    theme = a_theme(cast)
    if state is ConcernState.RECEIVED:
        return concern, theme
    if state is ConcernState.WITHDRAWN:
        withdraw_concern(concern)
        return concern, theme
    group_concerns(theme, [concern], by=cast.coordinator)
    if state is ConcernState.ON_AGENDA:
        put_themes_on_agenda([theme], by=cast.coordinator)
    elif state is ConcernState.IN_RECOMMENDATION:
        take_themes_into_recommendation([theme], by=cast.leader)
    elif state is ConcernState.ANSWERED:
        take_themes_into_recommendation([theme], by=cast.leader)
        mark_answered([theme], by=cast.administrator)
    elif state is ConcernState.CLOSED:
        close_concern(
            concern, "The street belongs to the city.", language="en", by=cast.coordinator
        )
    return concern, theme


def typed_down(**fields: str) -> dict[str, str]:
    """What a leader types to write a concern down."""
    return {
        "language": "es",
        "words": WORDS,
        "arrival": "spoken",
        "consent": "summary",
        "read_back": "y",
        **fields,
    }
