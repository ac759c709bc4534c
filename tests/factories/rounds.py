"""A priority round on a few themes with approved summaries."""

from datetime import timedelta

from council import clock
from council.concerns.models import Theme
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import start_theme
from council.rounds.models import PriorityRound
from council.rounds.operations import draft_round, open_round
from tests.factories.school import Cast


def a_theme(cast: Cast, title: str) -> Theme:
    """A theme whose summary Leyla wrote and Carmen approved."""
    theme = start_theme(cast.council, title, language="en", by=cast.leader)
    write_summary(theme, f"Families speak of {title.lower()}.", language="en", by=cast.leader)
    approve_summary(theme, by=cast.coordinator)
    return theme


def a_round(cast: Cast, *titles: str, opened: bool = True) -> PriorityRound:
    """A round that Leyla drafted, open unless said otherwise; Paula is ready to listen."""
    themes = [a_theme(cast, title) for title in titles or ("Buses", "Lunch", "Homework")]
    round_ = draft_round(
        cast.council,
        "What should the school take up first?",
        "en",
        themes,
        responder=cast.administrator,
        respond_by=clock.today(cast.council.time_zone) + timedelta(days=30),
        within_power="The school's own money and times, not the bus contract.",
        by=cast.leader,
    )
    if opened:
        open_round(round_, by=cast.leader)
    return round_
