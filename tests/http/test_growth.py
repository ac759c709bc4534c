"""What a page asks the database does not depend on how much it lists: shown at 3 and at 300."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

import pytest
from flask import Flask
from sqlalchemy import insert, select

from council import clock
from council.access.actions import Role
from council.access.models import Account, Purpose, RoleHeld
from council.access.tickets import issue_ticket, ticket_token
from council.concerns.models import ConcernInTheme, Theme
from council.councils.models import Membership, Seat
from council.database import Base, db, new_id
from council.interpreting.operations import accept_booking
from council.languages.registry import spoken_languages, written_languages
from council.meetings.models import AgendaItem, Meeting, Reply
from council.meetings.states import ItemKind
from council.packets.models import Packet
from council.packets.operations import issue_packet
from council.people.models import Family, Person
from council.recommendations.answer_operations import start_work, tell_families
from council.recommendations.models import ActionStep, Recommendation, RecommendationTheme
from council.rounds.models import RoundOption
from council.rounds.operations import cast_ballot, close_round, make_paper_tickets
from council.texts.models import Text
from tests.bench.years import Row, read_year, write_years
from tests.conftest import make_app
from tests.factories.concerns import logged, raised, summed_up, with_reading
from tests.factories.interpreting import a_request, an_interpreter, offer
from tests.factories.meetings import a_meeting, a_posted_meeting, a_reply
from tests.factories.recommendations import (
    a_draft,
    answered_by_paula,
    days_ago,
    sent_to_paula,
    voted_on,
)
from tests.factories.rounds import a_round
from tests.factories.school import Cast, a_cast, a_family
from tests.factories.texts import a_draft as a_translation
from tests.factories.words import a_term
from tests.pages import Visitor
from tests.queries import count_queries

FEW, MANY = 3, 300


@dataclass(frozen=True)
class Scene:
    """Who looks, and at which of the many things."""

    people: dict[str, str]
    council_id: str
    concern_id: str
    theme_id: str
    meeting_id: str
    round_id: str
    recommendation_id: str
    family_id: str
    thread: str


@dataclass(frozen=True)
class Place:
    """A council in which there are so many of everything."""

    app: Flask
    scene: Scene

    def visit(self, address: str, who: str | None) -> tuple[int, int]:
        """How long the page is that this person sees, and how many queries it made."""
        with self.app.app_context():
            visitor = Visitor(self.app)
            if who:
                visitor.as_person(db.session.get_one(Person, self.scene.people[who]))
            db.session.commit()
            with count_queries() as counted, self.app.app_context():
                answer = visitor.client.get(address.format(**vars(self.scene)))
        assert answer.status_code == 200
        return len(answer.data), len(counted)


def one_of_each() -> Scene:
    """One of everything that pages list, at the places where the most is shown of it."""
    cast = a_cast()
    concern = raised(cast, email="parent@example.org")
    with_reading(concern, by=cast.coordinator)
    with_reading(raised(cast), by=cast.coordinator)
    with_reading(logged(cast), by=cast.leader)  # which waits for the coordinator
    theme = summed_up(cast, concern)
    summed_up(cast, title="Lunch", approved=False)
    a_translation(cast, db.session.get_one(Text, theme.title_id))
    round_ = a_round(cast, "Buses", "Homework")
    (ticket,) = make_paper_tickets(round_, 1, by=cast.coordinator)
    cast_ballot(ticket, {round_.options[0].id: 3})
    close_round(round_, by=cast.leader)
    a_round(cast, "A safe crossing", "Letters home")
    recommendation = answered_by_paula(cast, theme)
    start_work(recommendation, by=cast.administrator)
    tell_families(recommendation, by=cast.coordinator)
    voted_on(cast, theme)
    sent_to_paula(cast, theme)
    a_draft(cast, theme)
    meeting = a_meeting_with_everything(cast)
    a_meeting(cast, hours=100)
    a_term(cast)
    thread = issue_ticket(Purpose.THREAD, subject_id=concern.id, council_id=cast.council.id)
    return Scene(
        people={
            "coordinator": cast.second_coordinator.id,
            "leader": cast.leader.id,
            "administrator": cast.administrator.id,
        },
        council_id=cast.council.id,
        concern_id=concern.id,
        theme_id=theme.id,
        meeting_id=meeting.id,
        round_id=round_.id,
        recommendation_id=recommendation.id,
        family_id=cast.family.id,
        thread=ticket_token(thread),
    )


def a_meeting_with_everything(cast: Cast) -> Meeting:
    """Posted and answered, interpreters sure, asked and missing, and a packet issued."""
    meeting = a_posted_meeting(cast, hours=240)
    a_reply(cast, meeting, a_family(cast.council, "so", name="Demo family that comes"), "so")
    sure = a_request(cast, meeting).bookings[0]
    offer(cast, sure, an_interpreter(cast))
    accept_booking(sure)
    asked = a_request(cast, meeting, "ar").bookings[0]
    offer(cast, asked, an_interpreter(cast, "Idris Demo", "ar"))
    a_request(cast, meeting, "es")
    issue_packet(meeting, "en", "es", by=cast.coordinator)
    with days_ago(20):
        # It is over, and nobody has said yet whether the interpreter came.
        over = a_posted_meeting(cast, hours=240)
        booking = a_request(cast, over).bookings[0]
        offer(cast, booking, an_interpreter(cast, "Safia Demo"))
        accept_booking(booking)
    return meeting


def grow_each(scene: Scene, times: int) -> None:
    """What the scene's own theme, meeting, round and recommendation list is as long as the rest."""
    themes = db.session.execute(
        select(Theme.id, Theme.title_id).where(Theme.id != scene.theme_id).limit(times)
    ).all()
    theme_ids = [theme_id for theme_id, _title in themes]
    titles = [title_id for _theme, title_id in themes]
    recommendation = db.session.get_one(Recommendation, scene.recommendation_id)
    _put(
        AgendaItem,
        (
            {
                "meeting_id": scene.meeting_id,
                "position": place,
                "kind": ItemKind.DISCUSSION,
                "title_id": title,
                "minutes": 1,
            }
            for place, title in enumerate(titles, 100)
        ),
    )
    _put(
        ActionStep,
        (
            {
                "response_id": recommendation.responses[-1].id,
                "position": place,
                "text_id": title,
                "due_on": clock.now().date(),
            }
            for place, title in enumerate(titles, 100)
        ),
    )
    _put(ConcernInTheme, ({"concern_id": scene.concern_id, "theme_id": one} for one in theme_ids))
    _put(
        RecommendationTheme,
        ({"recommendation_id": recommendation.id, "theme_id": one} for one in theme_ids),
    )
    taken = {
        option.theme_id
        for option in db.session.query(RoundOption).filter_by(round_id=scene.round_id)
    }
    _put(
        RoundOption,
        (
            {"round_id": scene.round_id, "theme_id": one, "position": place}
            for place, one in enumerate(theme_ids, 100)
            if one not in taken
        ),
    )
    packet = db.session.scalars(select(Packet).where(Packet.meeting_id == scene.meeting_id)).first()
    assert packet is not None
    same = {column.name: getattr(packet, column.name) for column in Packet.__table__.columns}
    _put(Packet, (same | {"id": new_id(), "version": 100 + number} for number in range(times)))
    _grow_people(scene, times)
    _speak_all_languages()


def _grow_people(scene: Scene, times: int) -> None:
    people = [{"id": new_id(), "name": f"Demo member {number}"} for number in range(times)]
    _put(Person, ({**one, "email": f"{one['id']}@example.org"} for one in people))
    _put(
        Account,
        (
            {"email": f"{one['id']}@example.org", "fs_uniquifier": new_id(), "person_id": one["id"]}
            for one in people
        ),
    )
    here = [{"person_id": one["id"], "council_id": scene.council_id} for one in people]
    _put(RoleHeld, (one | {"role": Role.MEMBER} for one in here))
    since = clock.now().date() - timedelta(days=90)
    _put(Membership, (one | {"seat": Seat.PARENT, "started_on": since} for one in here))


def _put(model: type[Base], rows: Iterator[Row]) -> None:
    db.session.execute(insert(model), list(rows))


def _speak_all_languages() -> None:
    spoken = cycle(language.tag for language in spoken_languages())
    written = cycle(language.tag for language in written_languages())
    for family in db.session.scalars(select(Family)):
        family.spoken_language, family.written_language = next(spoken), next(written)
    for reply in db.session.scalars(select(Reply)):
        reply.interpreter_language = next(spoken)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Place]]:
    """The same council with three of everything, and with three hundred."""
    one = make_app("sqlite://", tmp_path_factory.mktemp("one"))
    with one.app_context():
        scene = one_of_each()
        db.session.commit()
        unit = read_year(db.session.connection())
        db.session.remove()
    found = {}
    for times in (FEW, MANY):
        folder = tmp_path_factory.mktemp(str(times))
        app = make_app(f"sqlite:///{folder / 'council.sqlite'}", folder)
        with app.app_context():
            write_years(db.session.connection(), unit, times)
            grow_each(scene, times)
            db.session.commit()
            db.session.remove()
        found[times] = Place(app, scene)
    yield found
    for place in found.values():
        with place.app.app_context():
            db.engine.dispose()


HERE = "/councils/{council_id}"
PAGES = {
    "today": HERE,
    "concerns": HERE + "/concerns",
    "a concern": HERE + "/concerns/{concern_id}",
    "log a concern": HERE + "/concerns/log",
    "themes": HERE + "/themes",
    "a theme": HERE + "/themes/{theme_id}",
    "concerns of a theme": HERE + "/concerns?theme={theme_id}",
    "concerns to group": HERE + "/themes/{theme_id}/concerns",
    "rounds": HERE + "/rounds",
    "a round": HERE + "/rounds/{round_id}",
    "prepare a round": HERE + "/rounds/new",
    "meetings": HERE + "/meetings",
    "a meeting": HERE + "/meetings/{meeting_id}",
    "an agenda": HERE + "/meetings/{meeting_id}/agenda",
    "needs": HERE + "/meetings/{meeting_id}/needs",
    "replies": HERE + "/meetings/{meeting_id}/replies",
    "packets": HERE + "/meetings/{meeting_id}/packets",
    "prepare a packet": HERE + "/meetings/{meeting_id}/packets/prepare?first=en&second=es",
    "recommendations": HERE + "/recommendations",
    "a recommendation": HERE + "/recommendations/{recommendation_id}",
    "translations": HERE + "/translations",
    "all translations": HERE + "/translations?show=all",
    "the glossary": HERE + "/glossary",
    "the glossary, looked through": HERE + "/glossary?q=e",
    "messages": HERE + "/messages",
    "families": HERE + "/families",
    "people": HERE + "/people",
    "interpreters": HERE + "/interpreters",
    "a family's thread": "/thread/{thread}",
}
VISITS = (
    *((page, None if page == "a family's thread" else "coordinator") for page in PAGES),
    ("today", "leader"),
    ("concerns", "leader"),
    ("a theme", "leader"),
    ("a theme", "administrator"),
    ("concerns to group", "leader"),
    ("today", "administrator"),
    ("recommendations", "administrator"),
)


@pytest.mark.parametrize(("page", "who"), VISITS)
def test_a_page_asks_as_much_for_three_hundred_as_for_three(
    places: dict[int, Place], page: str, who: str | None
) -> None:
    length_of_few, asked_for_few = places[FEW].visit(PAGES[page], who)
    length_of_many, asked_for_many = places[MANY].visit(PAGES[page], who)
    assert length_of_many > 1.2 * length_of_few, "it lists no more than before"
    assert asked_for_many == asked_for_few
