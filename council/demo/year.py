"""What happens again and again in a council's year: days pass, families speak, councils meet."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from council import clock
from council.concerns.models import Concern, Theme
from council.concerns.operations import log_concern, raise_concern
from council.concerns.reading_operations import write_reading
from council.concerns.states import Arrival
from council.concerns.summary_operations import approve_summary, write_summary
from council.concerns.theme_operations import group_concerns, start_theme
from council.councils.models import Council
from council.database import db
from council.demo.families import Said
from council.demo.people import ZONE, make_cast
from council.interpreting.models import Booking, InterpreterRequest
from council.interpreting.operations import (
    fulfil_booking,
    offer_booking,
    request_interpreter,
)
from council.interpreting.queries import bookings_to_settle
from council.interpreting.states import Modality, Mode
from council.meetings.agenda_operations import add_item
from council.meetings.agenda_queries import agenda_of
from council.meetings.minutes_operations import approve_minutes, write_minutes
from council.meetings.models import Meeting
from council.meetings.operations import MeetingFacts, hold_meeting, schedule_meeting
from council.meetings.reply_operations import Answer as Reply
from council.meetings.reply_operations import record_reply
from council.meetings.states import Aid, ItemKind, Support
from council.people.models import Family, Person
from council.recommendations.models import Recommendation
from council.recommendations.motion_operations import Vote, record_motion
from council.recommendations.operations import (
    draft_recommendation,
    propose_recommendation,
)
from council.rounds.models import PriorityRound
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import newest_revisions

WORDS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)

# The same year each time: what is drawn by lot is drawn from here.
SEED = 52176

PLACE = "Alder Elementary, library (demo)"


class Year:
    """Who takes part, which day it is, and what people do as often as the story needs it."""

    def __init__(self) -> None:
        self.lot = random.Random(SEED)  # noqa: S311 - a story, not a secret
        self.now = clock.now()
        self.zone = ZoneInfo(ZONE)
        with self.days_ago(90):
            self.cast = make_cast(self.lot)

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

    # ---- what a council decides

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

    def dots(self, round_: PriorityRound) -> dict[str, int]:
        """Three dots, more often on the first option than on the last."""
        dots: dict[str, int] = {}
        for option in self.lot.choices(
            round_.options, weights=(5, 4, 3)[: len(round_.options)], k=3
        ):
            dots[option.id] = dots.get(option.id, 0) + 1
        return dots
