"""The year of the district's council: one meeting held, a vote that is open, one to prepare."""

from datetime import timedelta

from council import clock
from council.access.tickets import ticket_number
from council.demo.families import SAID_IN_DISTRICT
from council.demo.year import WORDS, Year
from council.interpreting.operations import (
    accept_booking,
)
from council.meetings.agenda_operations import add_theme
from council.meetings.posting_operations import post_agenda
from council.rounds.operations import (
    draft_round,
    enter_paper_ballot,
    invite_families,
    make_paper_tickets,
    open_round,
)


def tell_district_year(year: Year) -> None:
    """A smaller council: one meeting held, a vote that is open now, and one to prepare."""
    cast = year.cast
    council = cast.district_council
    concerns = year.hear(council, SAID_IN_DISTRICT)
    themes = [
        year.theme(council, key, concerns, 36 - place, "es")
        for place, key in enumerate(("reclassification", "enrolment"))
    ]
    with year.days_ago(33):
        held = year.schedule(
            council, "district_meeting_held", -22, "es", place="District office, room 2 (demo)"
        )
        add_theme(held, themes[0], by=cast.district_coordinator)
        post_agenda(held, invite=False, by=cast.district_coordinator)
        accept_booking(year.book(held, "es", "Ruben").bookings[-1])
    year.hold(held)
    year.write_down(held, "minutes_district", approved=False)
    with year.days_ago(10):
        round_ = draft_round(
            council,
            WORDS["district_question"]["en"],
            "en",
            themes,
            responder=cast.superintendent,
            respond_by=clock.today(council.time_zone) + timedelta(days=60),
            within_power="The district decides about its letters and its front office. "
            "When a student counts as fluent is set by the state.",
            by=cast.district_leader,
        )
        year.translate(round_.question_id, "district_question", "es")
        open_round(round_, by=cast.district_leader)
        invite_families(round_, by=cast.district_leader)
    with year.days_ago(3):
        for ticket in make_paper_tickets(round_, 6, by=cast.district_coordinator)[:4]:
            enter_paper_ballot(
                round_,
                year.dots(round_),
                ticket_number(ticket),
                by=cast.district_coordinator,
            )
        year.schedule(
            council, "district_meeting_next", 20, "es", place="District office, room 2 (demo)"
        )
