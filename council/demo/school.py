"""The year of the school's council: from the first concerns to the packet of the coming meeting."""

from collections.abc import Sequence
from datetime import date, timedelta

from council import clock
from council.access.tickets import ticket_number
from council.concerns.models import Theme
from council.database import db
from council.demo.families import SAID
from council.demo.year import WORDS, Year
from council.interpreting.operations import (
    accept_booking,
    decline_booking,
    request_interpreter,
)
from council.interpreting.states import Modality, Mode
from council.meetings.agenda_operations import add_theme
from council.meetings.posting_operations import post_agenda
from council.meetings.states import ItemKind
from council.packets.operations import issue_packet
from council.recommendations.answer_operations import (
    Answer,
    PromisedStep,
    answer_recommendation,
    mark_step_done,
    send_recommendation,
    start_work,
    tell_families,
)
from council.recommendations.models import Recommendation
from council.recommendations.operations import put_on_agenda
from council.recommendations.states import Disposition
from council.rounds.operations import (
    cast_ballot,
    close_round,
    draft_round,
    enter_paper_ballot,
    make_paper_tickets,
    open_round,
)
from council.texts.models import Text
from council.texts.operations import revise_text


def tell_school_year(year: Year) -> None:
    """From the first concerns to the packet of the coming meeting."""
    council = year.cast.school_council
    concerns = year.hear(council, SAID)
    lunch = year.theme(council, "lunch", concerns, 69, "es", "ar")
    buses = year.theme(council, "buses", concerns, 57, "es", "ar")
    interpreters = year.theme(council, "interpreters", concerns, 56, "es", "ar")
    lunch_asked = _first_meeting(year, lunch)
    _choose_priorities(year, [buses, interpreters, lunch])
    buses_asked = _second_meeting(year, buses, interpreters)
    _decline(year, lunch_asked)
    _accept_partly(year, buses_asked)
    homework = year.theme(council, "homework", concerns, 22, "es", "ar")
    year.theme(council, "crossing", concerns, 5, approved=False)
    _coming_meeting(year, homework)
    with year.days_ago(2):
        year.schedule(council, "meeting_later", 42, "es")


def _first_meeting(year: Year, lunch: Theme) -> Recommendation:
    """The council hears about lunch, and adopts its first recommendation."""
    cast = year.cast
    with year.days_ago(66):
        meeting = year.schedule(cast.school_council, "meeting_autumn", -56, "es", "ar")
        add_theme(meeting, lunch, by=cast.coordinator)
        recommendation = year.draft("lunch", [lunch])
        put_on_agenda(recommendation, meeting, by=cast.coordinator)
        year.item(meeting, "item_comment", ItemKind.DISCUSSION, 10, "es", "ar")
        post_agenda(meeting, invite=False, by=cast.coordinator)
        for language, interpreter in (("es", "Ines"), ("ar", "Idris"), ("so", "Safia")):
            request = year.book(meeting, language, interpreter)
            accept_booking(request.bookings[-1])
    year.hold(meeting)
    year.vote(recommendation, meeting, 9, 0, 1)
    year.write_down(meeting, "minutes_autumn", "es", "ar")
    with year.days_ago(50):
        send_recommendation(
            recommendation,
            cast.administrator,
            clock.today(cast.school_council.time_zone) + timedelta(days=30),
            by=cast.coordinator,
        )
    return recommendation


def _choose_priorities(year: Year, themes: Sequence[Theme]) -> None:
    """Families give their dots, by phone and on paper."""
    cast = year.cast
    with year.days_ago(48):
        round_ = draft_round(
            cast.school_council,
            WORDS["round_question"]["en"],
            "en",
            themes,
            responder=cast.administrator,
            respond_by=clock.today(cast.school_council.time_zone) + timedelta(days=45),
            within_power="The school decides about its own money, times and messages. "
            "The bus contract and the kitchen belong to the district.",
            by=cast.leader,
        )
        year.translate(round_.question_id, "round_question", "es", "ar")
        open_round(round_, by=cast.leader)
    with year.days_ago(45):
        tickets = make_paper_tickets(round_, 26, by=cast.coordinator)
        for place, ticket in enumerate(tickets):
            dots = year.dots(round_)
            if place < 7:
                enter_paper_ballot(round_, dots, ticket_number(ticket), by=cast.coordinator)
            else:
                cast_ballot(ticket, dots)
    with year.days_ago(40):
        close_round(round_, by=cast.leader)


def _second_meeting(year: Year, buses: Theme, interpreters: Theme) -> Recommendation:
    """Two recommendations are adopted; one is answered later, the other is still awaited."""
    cast = year.cast
    with year.days_ago(38):
        meeting = year.schedule(cast.school_council, "meeting_last", -28, "es", "ar")
        add_theme(meeting, buses, by=cast.coordinator)
        add_theme(meeting, interpreters, by=cast.coordinator)
        about_buses = year.draft("buses", [buses])
        about_interpreters = year.draft("interpreters", [interpreters])
        for recommendation in (about_buses, about_interpreters):
            put_on_agenda(recommendation, meeting, by=cast.coordinator)
        year.item(
            meeting,
            "item_attendance",
            ItemKind.INFORMATION,
            10,
            "es",
            "ar",
            topic="attendance",
        )
        post_agenda(meeting, invite=False, by=cast.coordinator)
        for language, interpreter in (("es", "Ines"), ("ar", "Idris")):
            accept_booking(year.book(meeting, language, interpreter).bookings[-1])
        declined = year.book(meeting, "so", "Safia").bookings[-1]
        decline_booking(declined, "I interpret at the hospital that evening.")
    year.hold(meeting)
    year.vote(about_buses, meeting, 8, 1, 1)
    year.vote(about_interpreters, meeting, 10, 0, 0)
    year.write_down(meeting, "minutes_last", "es", "ar")
    with year.days_ago(26):
        today = clock.today(cast.school_council.time_zone)
        send_recommendation(
            about_buses, cast.administrator, today + timedelta(days=30), by=cast.coordinator
        )
        # Overdue by now: the coordinator's and the principal's pages say so.
        send_recommendation(
            about_interpreters,
            cast.administrator,
            today + timedelta(days=21),
            by=cast.coordinator,
        )
    return about_buses


def _decline(year: Year, recommendation: Recommendation) -> None:
    """The principal declines, with reasons; their Arabic is stale since she added to them."""
    cast = year.cast
    with year.days_ago(34):
        response = answer_recommendation(
            recommendation,
            Answer(Disposition.DECLINED, WORDS["rec_lunch_reasons"]["en"], "en"),
            by=cast.administrator,
        )
        year.translate(response.reasons_id, "rec_lunch_reasons", "es", "ar")
    with year.days_ago(20):
        reasons = db.session.get_one(Text, response.reasons_id)
        revise_text(reasons, WORDS["rec_lunch_reasons_later"]["en"], by=cast.administrator)
        year.translate(reasons.id, "rec_lunch_reasons_later", "es")
        tell_families(recommendation, by=cast.coordinator)


def _accept_partly(year: Year, recommendation: Recommendation) -> None:
    """The principal does part of what was asked, in steps; one is done and one is late."""
    cast = year.cast
    with year.days_ago(12):
        today = clock.today(cast.school_council.time_zone)
        response = answer_recommendation(
            recommendation,
            Answer(
                Disposition.PARTLY_ACCEPTED,
                WORDS["rec_buses_reasons"]["en"],
                "en",
                steps=(
                    _step("languages", "Front office", today + timedelta(days=5)),
                    _step("callers", "Paula Principal", today + timedelta(days=10)),
                    _step("company", "Paula Principal", today + timedelta(days=40)),
                ),
            ),
            by=cast.administrator,
        )
        year.translate(response.reasons_id, "rec_buses_reasons", "es", "ar")
        for step, key in zip(response.steps, ("languages", "callers", "company"), strict=True):
            year.translate(step.text_id, f"step_buses_{key}", "es", "ar")
        start_work(recommendation, by=cast.administrator)
    with year.days_ago(8):
        mark_step_done(recommendation, response.steps[0], by=cast.administrator)
    with year.days_ago(6):
        tell_families(recommendation, by=cast.coordinator)


def _step(key: str, owner: str, due_on: date) -> PromisedStep:
    return PromisedStep(WORDS[f"step_buses_{key}"]["en"], owner, due_on)


def _coming_meeting(year: Year, homework: Theme) -> None:
    """Next week: Spanish is sure, Arabic is offered, Somali is open, and so is a relay leg."""
    cast = year.cast
    with year.days_ago(9):
        meeting = year.schedule(cast.school_council, "meeting_next", 8, "es", "ar")
        add_theme(meeting, homework, minutes=20, by=cast.coordinator)
        recommendation = year.draft("homework", [homework])
        put_on_agenda(recommendation, meeting, by=cast.coordinator)
        year.item(
            meeting,
            "item_census",
            ItemKind.INFORMATION,
            10,
            "es",
            topic="language_census",
        )
        year.item(meeting, "item_comment", ItemKind.DISCUSSION, 10, "es", "ar")
        accept_booking(year.book(meeting, "es", "Ines").bookings[-1])
    with year.days_ago(6):
        post_agenda(meeting, invite=True, by=cast.coordinator)
    with year.days_ago(4):
        year.replies(meeting, {"es": 6, "ar": 3, "so": 2, "mam": 1, "cmn": 1})
    with year.days_ago(2):
        relay = request_interpreter(
            meeting,
            "mam",
            mode=Mode.CONSECUTIVE,
            modality=Modality.VIDEO,
            relay_language="es",
            by=cast.coordinator,
        )
        year.offer(relay.bookings[-1], "Ruben", cast.coordinator)
        accept_booking(relay.bookings[-1])
    with year.days_ago(1):
        year.book(meeting, "ar", "Idris")
        request_interpreter(
            meeting,
            "so",
            mode=Mode.SIMULTANEOUS,
            modality=Modality.ON_SITE,
            by=cast.coordinator,
        )
    with year.days_ago(0):
        for second in ("es", "ar"):
            issue_packet(meeting, "en", second, by=cast.coordinator)
