"""A small council in the middle of its year: a vote is open, and the school has to answer."""

from dataclasses import dataclass
from datetime import time, timedelta

from sqlalchemy import select

from council import clock
from council.access.models import Purpose, Ticket
from council.access.tickets import ticket_token
from council.concerns.models import Theme
from council.concerns.operations import log_concern
from council.concerns.states import Arrival
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import group_concerns, start_theme
from council.councils.models import Council
from council.database import db
from council.meetings.agenda_operations import add_item
from council.meetings.operations import MeetingFacts, hold_meeting, schedule_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.people.models import Person
from council.recommendations.answer_operations import send_recommendation
from council.recommendations.motion_operations import Vote, record_motion
from council.recommendations.operations import draft_recommendation, propose_recommendation
from council.rounds.operations import draft_round, make_paper_tickets, open_round
from tests.browser.people import Cast, make_cast

THEMES = (
    ("Buses arrive late", "Children miss the first lesson when the bus is late."),
    ("Letters only in English", "Families get letters that they cannot read."),
)


@dataclass(frozen=True)
class AtWork:
    """The council's people, links that families hold, and what waits for an answer."""

    cast: Cast
    votes: tuple[str, ...]
    recommendations: tuple[str, ...]


def set_to_work() -> AtWork:
    """On an empty database; the caller commits."""
    cast = make_cast("es", "en")
    council = db.session.get_one(Council, cast.council)
    coordinator = db.session.get_one(Person, cast.coordinator)
    with clock.at(clock.now() - timedelta(days=20)):
        themes = [_a_theme(council, cast, *words) for words in THEMES]
    return AtWork(
        cast,
        _open_vote(council, cast, themes),
        tuple(
            _sent(council, cast, themes[0], coordinator, title)
            for title in ("Buses on time", "A bus that waits")
        ),
    )


def _a_theme(council: Council, cast: Cast, title: str, summary: str) -> Theme:
    leader = db.session.get_one(Person, cast.leader)
    concern, _code = log_concern(
        council,
        "Lo dijo una familia en la puerta de la escuela.",
        language="es",
        arrival=Arrival.SPOKEN,
        read_back=True,
        by=leader,
    )
    theme = start_theme(council, title, language="en", by=leader)
    group_concerns(theme, [concern], by=leader)
    write_summary(theme, summary, language="en", by=leader)
    approve_summary(theme, by=db.session.get_one(Person, cast.coordinator))
    return theme


def _open_vote(council: Council, cast: Cast, themes: list[Theme]) -> tuple[str, ...]:
    """A vote that is open, and links to it."""
    leader = db.session.get_one(Person, cast.leader)
    round_ = draft_round(
        council,
        "What should the school take up first?",
        "en",
        themes,
        responder=db.session.get_one(Person, cast.administrator),
        respond_by=clock.today(council.time_zone) + timedelta(days=40),
        within_power="The school arranges buses with the company.",
        by=leader,
    )
    open_round(round_, by=leader)
    make_paper_tickets(round_, 4, by=leader)
    tickets = db.session.scalars(select(Ticket).where(Ticket.purpose == Purpose.VOTE))
    return tuple(f"/vote/{ticket_token(ticket)}" for ticket in tickets)


def _sent(council: Council, cast: Cast, theme: Theme, coordinator: Person, title: str) -> str:
    """A recommendation that the council adopted and that waits for the administrator's answer."""
    leader, member = (db.session.get_one(Person, one) for one in (cast.leader, cast.member))
    with clock.at(clock.now() - timedelta(days=9)):
        facts = MeetingFacts(
            title="Meeting about buses",
            held_on=clock.today(council.time_zone) + timedelta(days=5),
            from_time=time(17, 30),
            minutes=60,
            place="Library",
            online_link="",
        )
        meeting = schedule_meeting(council, facts, by=coordinator)
        add_item(meeting, "Buses", kind=ItemKind.ACTION, minutes=20, by=coordinator)
        post_agenda(meeting, invite=False, by=coordinator)
        recommendation = draft_recommendation(
            council,
            title=title,
            body="We ask the school to agree with the bus company on a time that it keeps.",
            language="en",
            themes=[theme],
            by=leader,
        )
        propose_recommendation(recommendation, by=leader)
    hold_meeting(meeting, by=coordinator)
    vote = Vote(
        meeting=meeting,
        agenda_item=None,
        moved_by=leader,
        seconded_by=member,
        votes_for=2,
        votes_against=0,
        finding_of_need="The bus contract ends this month, which nobody knew before.",
    )
    record_motion(recommendation, vote, by=coordinator)
    send_recommendation(
        recommendation,
        db.session.get_one(Person, cast.administrator),
        clock.today(council.time_zone) + timedelta(days=30),
        by=coordinator,
    )
    return f"/councils/{council.id}/recommendations/{recommendation.id}"
