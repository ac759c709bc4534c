"""One worked school year, told by the same operations that people use, relative to today."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from council import clock
from council.access.tickets import ticket_number
from council.concerns.models import Concern, Theme
from council.concerns.operations import log_concern, raise_concern
from council.concerns.reading_operations import write_reading
from council.concerns.states import Arrival
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import group_concerns, start_theme
from council.councils.models import Council
from council.database import db
from council.demo.families import SAID, SAID_IN_DISTRICT, Said
from council.demo.people import ZONE, make_cast
from council.interpreting.models import Booking, InterpreterRequest
from council.interpreting.operations import (
    accept_booking,
    decline_booking,
    fulfil_booking,
    offer_booking,
    request_interpreter,
)
from council.interpreting.queries import bookings_to_settle
from council.interpreting.states import Modality, Mode
from council.meetings.agenda_operations import add_item, add_theme
from council.meetings.agenda_queries import agenda_of
from council.meetings.council_words_operations import write_council_words
from council.meetings.minutes_operations import approve_minutes, write_minutes
from council.meetings.models import Meeting
from council.meetings.operations import MeetingFacts, hold_meeting, schedule_meeting
from council.meetings.posting_operations import post_agenda
from council.meetings.reply_operations import Answer as Reply
from council.meetings.reply_operations import record_reply
from council.meetings.states import Aid, ItemKind, Support, WordsAbout
from council.packets.operations import issue_packet
from council.people.models import Family, Person
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
from council.recommendations.motion_operations import Vote, record_motion
from council.recommendations.operations import (
    draft_recommendation,
    propose_recommendation,
    put_on_agenda,
)
from council.recommendations.states import Disposition
from council.rounds.models import PriorityRound
from council.rounds.operations import (
    cast_ballot,
    close_round,
    draft_round,
    enter_paper_ballot,
    invite_families,
    make_paper_tickets,
    open_round,
)
from council.texts.models import Text
from council.texts.operations import add_term, add_translation, approve_translation, revise_text
from council.texts.passages import newest_revisions

WORDS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)

# The same year each time: what is drawn by lot is drawn from here.
SEED = 52176

PLACE = "Alder Elementary, library (demo)"

# The terms of the glossary, with the languages that each is approved in and those it waits in.
TERMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "english_learner": (("es", "ar"), ()),
    "reclassification": (("es",), ("ar",)),
    "elac": (("es",), ("ar",)),
    "delac": (("es",), ()),
    "iep": (("es", "ar"), ()),
    "title_i": ((), ("es", "ar")),
    "lcap": ((), ("es",)),
    "interpreter": (("es", "ar"), ()),
    "attendance": (("es", "ar"), ()),
    "census": (("es", "ar"), ()),
    "elpac": ((), ()),
}


def tell_the_year() -> None:
    """Fill an empty database with the demonstration's district, councils, families and year."""
    _Year().tell()


class _Year:
    """The story, in the order in which the councils live it."""

    def __init__(self) -> None:
        self.lot = random.Random(SEED)  # noqa: S311 - a story, not a secret
        self.now = clock.now()
        self.zone = ZoneInfo(ZONE)
        with self.days_ago(90):
            self.cast = make_cast(self.lot)

    def tell(self) -> None:
        self.explain_terms()
        self.say_in_every_packet(self.cast.school_council, "es", "ar")
        self.say_in_every_packet(self.cast.district_council, "es")
        self.school_year()
        self.district_year()

    # ---- time and words

    @contextmanager
    def days_ago(self, days: float) -> Iterator[None]:
        """It is the late morning of a day, so many days before today."""
        day = (self.now - timedelta(days=days)).astimezone(self.zone).date()
        morning = datetime.combine(day, time(10, 30), self.zone)
        with clock.at(min(morning, self.now)):
            yield
            db.session.flush()

    def evening(self, days_ahead: int) -> datetime:
        """Half past five, about so many days from today, on a weekday."""
        day = (self.now + timedelta(days=days_ahead)).astimezone(self.zone).date()
        day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
        return datetime.combine(day, time(17, 30), self.zone)

    def translate(self, text_id: str, key: str, *languages: str, approved: bool = True) -> None:
        """Put a text into these languages; somebody else than the writer approves it."""
        revision = newest_revisions([text_id])[text_id]
        for language in languages:
            writer, reviewer = self.cast.translators(revision.text.council_id, language)
            translation = add_translation(revision, language, WORDS[key][language], by=writer)
            if approved:
                approve_translation(translation, by=reviewer)

    # ---- what families say

    def hear(self, council: Council, said: Sequence[Said]) -> dict[str, list[Concern]]:
        """Families speak; what they did not type themselves is logged, read back and agreed."""
        leader = self.cast.leader_of(council)
        reachable: dict[str, list[Family]] = {}
        for household in self.cast.families[council.id]:
            reachable.setdefault(household.written_language, []).append(household)
        heard: dict[str, list[Concern]] = {}
        for one in said:
            family = reachable[one.language].pop() if one.leaves_contact else None
            with self.days_ago(one.days_ago):
                if one.arrival is Arrival.LINK:
                    concern, _code = raise_concern(
                        council,
                        one.words,
                        language=one.language,
                        consent=one.consent,
                        name=family.name if family else "",
                        email=family.email if family else None,
                        phone=family.phone if family and not family.email else None,
                    )
                else:
                    concern, _code = log_concern(
                        council,
                        one.words,
                        language=one.language,
                        variant=one.variant,
                        arrival=one.arrival,
                        consent=one.consent,
                        read_back=True,
                        family=family,
                        by=leader,
                    )
            if one.reading:
                with self.days_ago(max(one.days_ago - 1, 0)):
                    self.sum_up(concern, one)
            heard.setdefault(one.theme, []).append(concern)
        return heard

    def sum_up(self, concern: Concern, said: Said) -> None:
        """Whoever read the words says what they mean; the coordinator does, or approves it."""
        coordinator = self.cast.coordinator_of(concern.council)
        revision = write_reading(concern, said.reading, by=concern.logged_by or coordinator)
        if said.reading_waits:
            return
        write_reading(concern, said.reading, by=coordinator)
        for language, words in said.readings.items():
            writer, reviewer = self.cast.translators(concern.council_id, language)
            translation = add_translation(revision, language, words, by=writer)
            approve_translation(translation, by=reviewer)

    def theme(
        self,
        council: Council,
        key: str,
        concerns: dict[str, list[Concern]],
        days_ago: float,
        *languages: str,
        approved: bool = True,
    ) -> Theme:
        """A leader gathers what she wrote down and what came by link; the coordinator approves."""
        leader, coordinator = self.cast.leader_of(council), self.cast.coordinator_of(council)
        with self.days_ago(days_ago):
            theme = start_theme(council, WORDS[f"theme_{key}"]["en"], language="en", by=leader)
            group_concerns(theme, concerns[key], by=leader)
            write_summary(theme, WORDS[f"summary_{key}"]["en"], language="en", by=leader)
        if approved:
            with self.days_ago(days_ago - 1):
                approve_summary(theme, by=coordinator)
                self.translate(theme.title_id, f"theme_{key}", *languages)
                if theme.summary_id:
                    self.translate(theme.summary_id, f"summary_{key}", *languages)
        return theme

    # ---- what packets repeat

    def explain_terms(self) -> None:
        """The school's coordinator explains terms; some translations wait, one has none yet."""
        with self.days_ago(72):
            for key, (approved, waiting) in TERMS.items():
                term = add_term(
                    WORDS[f"term_{key}"]["en"],
                    WORDS[f"meaning_{key}"]["en"],
                    language="en",
                    by=self.cast.coordinator,
                )
                for text_id, words in (
                    (term.term_id, f"term_{key}"),
                    (term.meaning_id, f"meaning_{key}"),
                ):
                    self.translate(text_id, words, *approved)
                    self.translate(text_id, words, *waiting, approved=False)

    def say_in_every_packet(self, council: Council, *languages: str) -> None:
        """How the council meets, and what it asks partners for."""
        with self.days_ago(71):
            for about in WordsAbout:
                revision = write_council_words(
                    council,
                    about,
                    WORDS[about.value]["en"],
                    language="en",
                    by=self.cast.coordinator_of(council),
                )
                self.translate(revision.text_id, about.value, *languages)

    # ---- meetings

    def schedule(
        self, council: Council, key: str, days_ahead: int, *languages: str, place: str = PLACE
    ) -> Meeting:
        """The coordinator plans a meeting, with a welcome first."""
        start = self.evening(days_ahead)
        by = self.cast.coordinator_of(council)
        meeting = schedule_meeting(
            council,
            MeetingFacts(
                title=WORDS[key]["en"],
                held_on=start.date(),
                from_time=start.time(),
                minutes=90,
                place=place,
                online_link="",
            ),
            by=by,
        )
        self.translate(meeting.title_id, key, *languages)
        self.item(meeting, "item_welcome", ItemKind.INFORMATION, 10, *languages)
        return meeting

    def item(
        self,
        meeting: Meeting,
        key: str,
        kind: ItemKind,
        minutes: int,
        *languages: str,
        topic: str | None = None,
    ) -> None:
        by = self.cast.coordinator_of(meeting.council)
        item = add_item(meeting, WORDS[key]["en"], kind=kind, minutes=minutes, topic=topic, by=by)
        self.translate(item.title_id, key, *languages)

    def book(
        self,
        meeting: Meeting,
        language: str,
        interpreter: str,
        *,
        relay: str | None = None,
        modality: Modality = Modality.ON_SITE,
    ) -> InterpreterRequest:
        """The coordinator asks for an interpreter and offers the first leg to somebody."""
        by = self.cast.coordinator_of(meeting.council)
        request = request_interpreter(
            meeting,
            language,
            mode=Mode.SIMULTANEOUS,
            modality=modality,
            relay_language=relay,
            by=by,
        )
        self.offer(request.bookings[-1], interpreter, by)
        return request

    def offer(self, booking: Booking, interpreter: str, by: Person) -> None:
        offer_booking(
            booking,
            self.cast.interpreters[interpreter],
            travel_minutes=30 if booking.modality is Modality.ON_SITE else 0,
            answer_by=min(
                clock.now() + timedelta(days=3),
                booking.request.meeting.starts_at - timedelta(hours=1),
            ),
            by=by,
        )

    def hold(self, meeting: Meeting) -> None:
        """The meeting takes place, and its interpreters have served."""
        by = self.cast.coordinator_of(meeting.council)
        with clock.at(meeting.ends_at + timedelta(minutes=10)):
            hold_meeting(meeting, by=by)
            for booking in bookings_to_settle(meeting.council_id, clock.now()):
                fulfil_booking(booking, 120, by=by)

    def write_down(
        self, meeting: Meeting, key: str, *languages: str, approved: bool = True
    ) -> None:
        """A leader writes the minutes two days later, and the coordinator approves them."""
        council = meeting.council
        with clock.at(meeting.ends_at + timedelta(days=2)):
            write_minutes(meeting, WORDS[key]["en"], language="en", by=self.cast.leader_of(council))
        if approved:
            with clock.at(meeting.ends_at + timedelta(days=3)):
                revision = approve_minutes(meeting, by=self.cast.coordinator_of(council))
                self.translate(revision.text_id, key, *languages)

    def replies(self, meeting: Meeting, asking: dict[str, int]) -> None:
        """Families answer the invitation; some ask for an interpreter, an aid, or childcare."""
        for family in self.cast.families[meeting.council_id]:
            language = family.spoken_language
            if asking.get(language, 0) <= 0:
                continue
            asking[language] -= 1
            record_reply(
                meeting,
                family,
                Reply(
                    coming=True,
                    people=self.lot.choice((1, 1, 2)),
                    interpreter_language=language,
                    aids=(Aid.LARGE_PRINT,) if family.large_print else (),
                    supports=self.lot.choice(((), (Support.CHILDCARE,), (Support.TRANSPORT,))),
                ),
                by=None,
            )

    # ---- the school's council

    def school_year(self) -> None:
        """From the first concerns to the packet of the coming meeting."""
        council = self.cast.school_council
        concerns = self.hear(council, SAID)
        lunch = self.theme(council, "lunch", concerns, 69, "es", "ar")
        buses = self.theme(council, "buses", concerns, 57, "es", "ar")
        interpreters = self.theme(council, "interpreters", concerns, 56, "es", "ar")
        lunch_asked = self.first_meeting(lunch)
        self.choose_priorities([buses, interpreters, lunch])
        buses_asked = self.second_meeting(buses, interpreters)
        self.decline(lunch_asked)
        self.accept_partly(buses_asked)
        homework = self.theme(council, "homework", concerns, 22, "es", "ar")
        self.theme(council, "crossing", concerns, 5, approved=False)
        self.coming_meeting(homework)
        with self.days_ago(2):
            self.schedule(council, "meeting_later", 42, "es")

    def first_meeting(self, lunch: Theme) -> Recommendation:
        """The council hears about lunch, and adopts its first recommendation."""
        cast = self.cast
        with self.days_ago(66):
            meeting = self.schedule(cast.school_council, "meeting_autumn", -56, "es", "ar")
            add_theme(meeting, lunch, by=cast.coordinator)
            recommendation = self.draft("lunch", [lunch])
            put_on_agenda(recommendation, meeting, by=cast.coordinator)
            self.item(meeting, "item_comment", ItemKind.DISCUSSION, 10, "es", "ar")
            post_agenda(meeting, invite=False, by=cast.coordinator)
            for language, interpreter in (("es", "Ines"), ("ar", "Idris"), ("so", "Safia")):
                request = self.book(meeting, language, interpreter)
                accept_booking(request.bookings[-1])
        self.hold(meeting)
        self.vote(recommendation, meeting, 9, 0, 1)
        self.write_down(meeting, "minutes_autumn", "es", "ar")
        with self.days_ago(50):
            send_recommendation(
                recommendation,
                cast.administrator,
                clock.today(cast.school_council.time_zone) + timedelta(days=30),
                by=cast.coordinator,
            )
        return recommendation

    def draft(self, key: str, themes: Sequence[Theme]) -> Recommendation:
        """A leader drafts and proposes; the council's texts get their translations."""
        cast = self.cast
        recommendation = draft_recommendation(
            cast.school_council,
            title=WORDS[f"rec_{key}_title"]["en"],
            body=WORDS[f"rec_{key}_body"]["en"],
            language="en",
            themes=themes,
            by=cast.leader,
        )
        propose_recommendation(recommendation, by=cast.leader)
        self.translate(recommendation.title_id, f"rec_{key}_title", "es", "ar")
        self.translate(recommendation.body_id, f"rec_{key}_body", "es", "ar")
        return recommendation

    def vote(
        self, recommendation: Recommendation, meeting: Meeting, yes: int, no: int, abstain: int
    ) -> None:
        item = next(
            item for item in agenda_of(meeting) if item.recommendation_id == recommendation.id
        )
        mover, seconder = self.cast.members[:2]
        with clock.at(meeting.ends_at + timedelta(hours=14)):
            record_motion(
                recommendation,
                Vote(meeting, item, mover, seconder, yes, no, abstain),
                by=self.cast.coordinator,
            )

    def choose_priorities(self, themes: Sequence[Theme]) -> None:
        """Families give their dots, by phone and on paper."""
        cast = self.cast
        with self.days_ago(48):
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
            self.translate(round_.question_id, "round_question", "es", "ar")
            open_round(round_, by=cast.leader)
        with self.days_ago(45):
            tickets = make_paper_tickets(round_, 26, by=cast.coordinator)
            for place, ticket in enumerate(tickets):
                dots = self._dots(round_)
                if place < 7:
                    enter_paper_ballot(round_, dots, ticket_number(ticket), by=cast.coordinator)
                else:
                    cast_ballot(ticket, dots)
        with self.days_ago(40):
            close_round(round_, by=cast.leader)

    def _dots(self, round_: PriorityRound) -> dict[str, int]:
        """Three dots, more often on the first option than on the last."""
        dots: dict[str, int] = {}
        for option in self.lot.choices(
            round_.options, weights=(5, 4, 3)[: len(round_.options)], k=3
        ):
            dots[option.id] = dots.get(option.id, 0) + 1
        return dots

    def second_meeting(self, buses: Theme, interpreters: Theme) -> Recommendation:
        """Two recommendations are adopted; one is answered later, the other is still awaited."""
        cast = self.cast
        with self.days_ago(38):
            meeting = self.schedule(cast.school_council, "meeting_last", -28, "es", "ar")
            add_theme(meeting, buses, by=cast.coordinator)
            add_theme(meeting, interpreters, by=cast.coordinator)
            about_buses = self.draft("buses", [buses])
            about_interpreters = self.draft("interpreters", [interpreters])
            for recommendation in (about_buses, about_interpreters):
                put_on_agenda(recommendation, meeting, by=cast.coordinator)
            self.item(
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
                accept_booking(self.book(meeting, language, interpreter).bookings[-1])
            declined = self.book(meeting, "so", "Safia").bookings[-1]
            decline_booking(declined, "I interpret at the hospital that evening.")
        self.hold(meeting)
        self.vote(about_buses, meeting, 8, 1, 1)
        self.vote(about_interpreters, meeting, 10, 0, 0)
        self.write_down(meeting, "minutes_last", "es", "ar")
        with self.days_ago(26):
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

    def decline(self, recommendation: Recommendation) -> None:
        """The principal declines, with reasons; their Arabic is stale since she added to them."""
        cast = self.cast
        with self.days_ago(34):
            response = answer_recommendation(
                recommendation,
                Answer(Disposition.DECLINED, WORDS["rec_lunch_reasons"]["en"], "en"),
                by=cast.administrator,
            )
            self.translate(response.reasons_id, "rec_lunch_reasons", "es", "ar")
        with self.days_ago(20):
            reasons = db.session.get_one(Text, response.reasons_id)
            revise_text(reasons, WORDS["rec_lunch_reasons_later"]["en"], by=cast.administrator)
            self.translate(reasons.id, "rec_lunch_reasons_later", "es")
            tell_families(recommendation, by=cast.coordinator)

    def accept_partly(self, recommendation: Recommendation) -> None:
        """The principal does part of what was asked, in steps; one is done and one is late."""
        cast = self.cast
        with self.days_ago(12):
            today = clock.today(cast.school_council.time_zone)
            response = answer_recommendation(
                recommendation,
                Answer(
                    Disposition.PARTLY_ACCEPTED,
                    WORDS["rec_buses_reasons"]["en"],
                    "en",
                    steps=(
                        self.step("languages", "Front office", today + timedelta(days=5)),
                        self.step("callers", "Paula Principal", today + timedelta(days=10)),
                        self.step("company", "Paula Principal", today + timedelta(days=40)),
                    ),
                ),
                by=cast.administrator,
            )
            self.translate(response.reasons_id, "rec_buses_reasons", "es", "ar")
            for step, key in zip(response.steps, ("languages", "callers", "company"), strict=True):
                self.translate(step.text_id, f"step_buses_{key}", "es", "ar")
            start_work(recommendation, by=cast.administrator)
        with self.days_ago(8):
            mark_step_done(recommendation, response.steps[0], by=cast.administrator)
        with self.days_ago(6):
            tell_families(recommendation, by=cast.coordinator)

    def step(self, key: str, owner: str, due_on: date) -> PromisedStep:
        return PromisedStep(WORDS[f"step_buses_{key}"]["en"], owner, due_on)

    def coming_meeting(self, homework: Theme) -> None:
        """Next week: Spanish is sure, Arabic is offered, Somali is open, and so is a relay leg."""
        cast = self.cast
        with self.days_ago(9):
            meeting = self.schedule(cast.school_council, "meeting_next", 8, "es", "ar")
            add_theme(meeting, homework, minutes=20, by=cast.coordinator)
            recommendation = self.draft("homework", [homework])
            put_on_agenda(recommendation, meeting, by=cast.coordinator)
            self.item(
                meeting,
                "item_census",
                ItemKind.INFORMATION,
                10,
                "es",
                topic="language_census",
            )
            self.item(meeting, "item_comment", ItemKind.DISCUSSION, 10, "es", "ar")
            accept_booking(self.book(meeting, "es", "Ines").bookings[-1])
        with self.days_ago(6):
            post_agenda(meeting, invite=True, by=cast.coordinator)
        with self.days_ago(4):
            self.replies(meeting, {"es": 6, "ar": 3, "so": 2, "mam": 1, "cmn": 1})
        with self.days_ago(2):
            relay = request_interpreter(
                meeting,
                "mam",
                mode=Mode.CONSECUTIVE,
                modality=Modality.VIDEO,
                relay_language="es",
                by=cast.coordinator,
            )
            self.offer(relay.bookings[-1], "Ruben", cast.coordinator)
            accept_booking(relay.bookings[-1])
        with self.days_ago(1):
            self.book(meeting, "ar", "Idris")
            request_interpreter(
                meeting,
                "so",
                mode=Mode.SIMULTANEOUS,
                modality=Modality.ON_SITE,
                by=cast.coordinator,
            )
        with self.days_ago(0):
            for second in ("es", "ar"):
                issue_packet(meeting, "en", second, by=cast.coordinator)

    # ---- the district's council

    def district_year(self) -> None:
        """A smaller council: one meeting held, a vote that is open now, and one to prepare."""
        cast = self.cast
        council = cast.district_council
        concerns = self.hear(council, SAID_IN_DISTRICT)
        themes = [
            self.theme(council, key, concerns, 36 - place, "es")
            for place, key in enumerate(("reclassification", "enrolment"))
        ]
        with self.days_ago(33):
            held = self.schedule(
                council, "district_meeting_held", -22, "es", place="District office, room 2 (demo)"
            )
            add_theme(held, themes[0], by=cast.district_coordinator)
            post_agenda(held, invite=False, by=cast.district_coordinator)
            accept_booking(self.book(held, "es", "Ruben").bookings[-1])
        self.hold(held)
        self.write_down(held, "minutes_district", approved=False)
        with self.days_ago(10):
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
            self.translate(round_.question_id, "district_question", "es")
            open_round(round_, by=cast.district_leader)
            invite_families(round_, by=cast.district_leader)
        with self.days_ago(3):
            for ticket in make_paper_tickets(round_, 6, by=cast.district_coordinator)[:4]:
                enter_paper_ballot(
                    round_,
                    self._dots(round_),
                    ticket_number(ticket),
                    by=cast.district_coordinator,
                )
            self.schedule(
                council, "district_meeting_next", 20, "es", place="District office, room 2 (demo)"
            )
