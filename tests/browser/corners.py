"""What stands in no demo year, but on somebody's page some day: links just sent, work half done."""

from datetime import time, timedelta

from sqlalchemy import select

from council import clock
from council.access.actions import Role
from council.access.models import Purpose, RoleHeld
from council.access.operations import invite_person, send_invitation
from council.access.tickets import issue_ticket
from council.concerns.models import Concern
from council.concerns.states import ConcernState
from council.concerns.summary_queries import themes_with_summary
from council.councils.models import Council, School
from council.councils.operations import open_school
from council.database import db
from council.interpreting.models import Interpreter
from council.interpreting.operations import accept_booking, offer_booking, request_interpreter
from council.interpreting.states import Modality, Mode
from council.meetings.agenda_operations import add_item
from council.meetings.models import Meeting
from council.meetings.operations import MeetingFacts, cancel_meeting, hold_meeting, schedule_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.people.models import Person
from council.recommendations.motion_operations import Vote, record_motion
from council.recommendations.operations import draft_recommendation, propose_recommendation


def add_corners() -> None:
    """To the school's council of a demo year; the caller commits."""
    council = db.session.scalars(select(Council).join(School)).one()
    coordinator = _holder(Role.COORDINATOR, council)
    _links(council, coordinator)
    held = _a_meeting_just_over(council, coordinator)
    _recommendations(council, held, coordinator)
    called_off = _a_posted_meeting(council, coordinator, "Meeting that was called off", 30)
    cancel_meeting(called_off, "The library has no heating.", by=coordinator)
    open_school("Birch Middle", address="", by=coordinator)


def _holder(role: Role, council: Council) -> Person:
    return db.session.scalars(
        select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.role == role, RoleHeld.council_id == council.id)
        .order_by(Person.name)
    ).first() or _nobody(role)


def _nobody(role: Role) -> Person:
    raise LookupError(f"the demo year has no {role}")


def _links(council: Council, coordinator: Person) -> None:
    """Links that were sent a moment ago."""
    newcomer = invite_person(
        council,
        name="Nadia Newcomer",
        email="nadia.newcomer@example.org",
        roles={Role.MEMBER},
        by=coordinator,
    )
    send_invitation(newcomer, council, by=coordinator)
    for purpose in (Purpose.SIGN_IN, Purpose.NEW_PASSWORD):
        issue_ticket(purpose, subject_id=coordinator.id)
    waiting = db.session.scalars(
        select(Concern).where(
            Concern.council_id == council.id, Concern.state == ConcernState.RECEIVED
        )
    ).first()
    assert waiting is not None
    issue_ticket(Purpose.THREAD, subject_id=waiting.id, council_id=council.id)


def _a_posted_meeting(council: Council, by: Person, title: str, days: int) -> Meeting:
    facts = MeetingFacts(
        title=title,
        held_on=clock.today(council.time_zone) + timedelta(days=days),
        from_time=time(17, 30),
        minutes=60,
        place="Library",
        online_link="https://meet.example.org/council",
    )
    meeting = schedule_meeting(council, facts, by=by)
    add_item(meeting, "Welcome", kind=ItemKind.INFORMATION, minutes=10, by=by)
    post_agenda(meeting, invite=False, by=by)
    return meeting


def _a_meeting_just_over(council: Council, coordinator: Person) -> Meeting:
    """Held two days ago; the interpreter's hours are not written down yet."""
    with clock.at(clock.now() - timedelta(days=9)):
        meeting = _a_posted_meeting(council, coordinator, "Meeting about buses", 7)
        request = request_interpreter(
            meeting, "so", mode=Mode.SIMULTANEOUS, modality=Modality.ON_SITE, by=coordinator
        )
        booking = request.bookings[0]
        offer_booking(
            booking,
            db.session.scalars(select(Interpreter).where(Interpreter.name.like("Safia%"))).one(),
            travel_minutes=30,
            answer_by=clock.now() + timedelta(days=2),
            by=coordinator,
        )
        accept_booking(booking)
    hold_meeting(meeting, by=coordinator)
    return meeting


def _recommendations(council: Council, held: Meeting, coordinator: Person) -> None:
    """One that is being written, and one that the council has adopted and nobody has sent."""
    leader, member = _holder(Role.PARENT_LEADER, council), _holder(Role.MEMBER, council)
    themes = list(db.session.scalars(themes_with_summary(council)))[:1]
    for title in ("A recommendation being written", "A recommendation just adopted"):
        recommendation = draft_recommendation(
            council,
            title=title,
            body="We ask the school to say when it can do it.",
            language="en",
            themes=themes,
            by=leader,
        )
    propose_recommendation(recommendation, by=leader)
    vote = Vote(
        meeting=held,
        agenda_item=None,
        moved_by=leader,
        seconded_by=member,
        votes_for=5,
        votes_against=0,
        finding_of_need="The bus contract ends this month, which nobody knew before.",
    )
    record_motion(recommendation, vote, by=coordinator)
