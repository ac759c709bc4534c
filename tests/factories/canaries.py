"""A council's year in little, with a word planted in each thing that not everybody may read."""

from dataclasses import dataclass, field
from datetime import timedelta

from flask_security.proxies import _security
from flask_security.utils import hash_password

from council import clock
from council.access.actions import Role
from council.access.models import Account, LinkAsked, Purpose, Ticket
from council.access.operations import answer_link_asked, invite_person
from council.access.tickets import issue_ticket, ticket_token
from council.concerns.codes import written
from council.concerns.operations import close_concern, log_concern, raise_concern, withdraw_concern
from council.concerns.reading_operations import write_reading
from council.concerns.states import Arrival, Consent
from council.concerns.summary_operations import write_summary
from council.concerns.theme_operations import group_concerns, start_theme
from council.councils.models import Seat
from council.database import db
from council.history.operations import record
from council.interpreting.operations import (
    InterpreterFacts,
    accept_booking,
    add_interpreter,
    decline_booking,
    offer_booking,
    request_interpreter,
)
from council.interpreting.states import Credential, Modality, Mode
from council.meetings.agenda_operations import add_item
from council.meetings.council_words_operations import write_council_words
from council.meetings.minutes_operations import approve_minutes, write_minutes
from council.meetings.operations import MeetingFacts, hold_meeting, schedule_meeting
from council.meetings.reply_operations import Answer, record_reply
from council.meetings.states import ItemKind, WordsAbout
from council.people.models import ContactChannel
from council.recommendations.operations import draft_recommendation, withdraw_recommendation
from council.rounds.models import PriorityRound
from council.rounds.operations import draft_round, invite_families, open_round
from council.texts.glossary_operations import add_term, retire_term
from tests.factories.packets import Scene, a_scene, a_small_meeting, translate, translate_scene
from tests.factories.recommendations import a_theme, sent_to_paula
from tests.factories.school import Cast, a_family

NOBODY = frozenset[str]()
COORDINATOR = frozenset({"coordinator"})
WRITERS = COORDINATOR | {"leader"}
WHOLE_COUNCIL = WRITERS | {"member", "administrator"}
# The directory of interpreters is the whole district's.
DIRECTORY = COORDINATOR | {"district_admin", "other_coordinator"}
# So is the glossary, which those who answer for the school read too.
GLOSSARY = DIRECTORY | {"leader", "administrator"}
TRANSLATORS = WRITERS | {"other_coordinator"}
# The people of a council are its own and the district's.
PEOPLE = COORDINATOR | {"district_admin"}


@dataclass
class Planted:
    """The scene, who may read which word, and the links and codes that families hold."""

    cast: Cast
    scene: Scene
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    code: str = ""
    links: dict[str, str] = field(default_factory=dict)
    open_round: PriorityRound = field(init=False)
    ids: dict[str, str] = field(default_factory=dict)
    concerns: list[str] = field(default_factory=list)

    def plant(self, word: str, readers: frozenset[str] = NOBODY) -> str:
        """A word that stands nowhere else, and who may read it."""
        word = f"zq{word}qz"
        self.words[word] = readers
        return word

    def plant_address(self, name: str, readers: frozenset[str] = NOBODY) -> str:
        """An address that stands nowhere else, and who may read it."""
        self.words[f"zq.{name}@example.org"] = readers
        return f"zq.{name}@example.org"

    def plant_number(self, last: int, readers: frozenset[str] = NOBODY) -> str:
        """A phone number that stands nowhere else, and who may read it."""
        self.words[f"+141555501{last}"] = readers
        return f"+141555501{last}"

    def plant_secret(self, secret: str, readers: frozenset[str] = NOBODY) -> str:
        """Something that was not made to be recognised: a token, a hash, a code."""
        assert len(secret) > 10
        self.words[secret] = readers
        return secret


def planted(cast: Cast) -> Planted:
    """Plant them all."""
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    planted = Planted(cast, scene)
    _concerns(planted)
    _texts(planted)
    _meetings(planted)
    _words(planted)
    _interpreting(planted)
    _families(planted)
    _accounts(planted)
    _elsewhere(planted)
    db.session.commit()
    return planted


def _concerns(p: Planted) -> None:
    cast = p.cast
    for consent in Consent:
        concern, code = raise_concern(
            cast.council,
            p.plant(
                f"words{consent.value}",
                COORDINATOR | ({"family_by_code"} if consent is Consent.SUMMARY else set()),
            ),
            language="es",
            variant=p.plant(f"variant{consent.value}", COORDINATOR),
            consent=consent,
            name=p.plant(f"raiser{consent.value}"),
            email=p.plant_address(f"raiser.{consent.value}"),
            phone=p.plant_number(10 + len(p.ids)),
        )
        p.ids[consent.value] = concern.id
        p.concerns.append(concern.id)
        p.plant_secret(concern.code_hash)
        if consent is Consent.SUMMARY:
            p.code = written(code)
            p.plant_secret(p.code)
            p.plant_secret(code)
        if consent is not Consent.PRIVATE:
            group_concerns(p.scene.buses, [concern], by=cast.coordinator)
            write_reading(concern, p.plant(f"replaced{consent.value}"), by=cast.coordinator)
            words = p.plant(f"reading{consent.value}", WHOLE_COUNCIL)
            write_reading(concern, words, by=cast.second_coordinator)
            translated = p.plant(f"translatedreading{consent.value}", WRITERS)
            translate(cast, concern.reading_id or "", "ar", translated)
    logged, _code = log_concern(
        cast.council,
        p.plant("wordsofleader", WRITERS | {"family_by_link"}),
        language="es",
        arrival=Arrival.SPOKEN,
        read_back=True,
        name=p.plant("toldtoleader"),
        by=cast.leader,
    )
    p.ids["logged"] = logged.id
    p.links["family_by_link"] = ticket_token(
        issue_ticket(Purpose.THREAD, subject_id=logged.id, council_id=cast.council.id)
    )
    p.plant_secret(p.links["family_by_link"])
    write_reading(logged, p.plant("readingdraft", WRITERS), by=cast.leader)
    heard, _code = log_concern(
        cast.council,
        p.plant("wordsofdevi", COORDINATOR),
        language="so",
        arrival=Arrival.PHONE,
        read_back=True,
        family=cast.somali_family,
        by=cast.second_coordinator,
    )
    # Somebody who was a leader then wrote it down, and what they say it means is not approved.
    draft, _code = log_concern(
        cast.council,
        p.plant("wordsofmei", COORDINATOR),
        language="es",
        arrival=Arrival.PAPER,
        read_back=True,
        by=cast.member,
    )
    write_reading(draft, p.plant("readingofmei", COORDINATOR), by=cast.member)
    group_concerns(p.scene.buses, [draft], by=cast.coordinator)
    closed, _code = raise_concern(cast.council, p.plant("wordsclosed", COORDINATOR), language="es")
    close_concern(closed, p.plant("reason", WRITERS), language="en", by=cast.coordinator)
    gone, _code = raise_concern(
        cast.council,
        p.plant("wordswithdrawn"),
        language="es",
        variant=p.plant("variantwithdrawn"),
        name=p.plant("raiserwithdrawn"),
        email=p.plant_address("raiser.withdrawn"),
    )
    write_reading(gone, p.plant("readingwithdrawn"), by=cast.coordinator)
    translate(cast, gone.reading_id or "", "ar", p.plant("translationwithdrawn"))
    write_reading(gone, p.plant("readingrevisedwithdrawn"), by=cast.coordinator)
    translate(cast, gone.reading_id or "", "ar", p.plant("translationrevisedwithdrawn"))
    withdraw_concern(gone)
    p.concerns += [logged.id, heard.id, draft.id, closed.id, gone.id]
    record(
        "concern_grouped",
        closed,
        council_id=cast.council.id,
        by_id=cast.coordinator.id,
        detail={"fields": [p.plant("historydetail")]},
    )


def _texts(p: Planted) -> None:
    cast, scene = p.cast, p.scene
    drafted = start_theme(cast.council, "Lunch", language="en", by=cast.leader)
    write_summary(drafted, p.plant("summarydraft", WRITERS), language="en", by=cast.leader)
    write_summary(scene.homework, p.plant("summaryrevised", WRITERS), language="en", by=cast.leader)
    buses, homework = scene.buses.summary_id or "", scene.homework.title_id
    translate(cast, buses, "ar", p.plant("translationdraft", WRITERS), approve=False)
    translate(cast, homework, "ar", p.plant("machine", WRITERS), approve=False, machine=True)
    draft_recommendation(
        cast.council,
        title=p.plant("recommendationtitle", WRITERS),
        body=p.plant("recommendationbody", WRITERS),
        language="en",
        themes=[scene.homework],
        by=cast.leader,
    )
    given_up = draft_recommendation(
        cast.council,
        title=p.plant("givenuptitle", WRITERS),
        body=p.plant("givenupbody", WRITERS),
        language="en",
        themes=[scene.homework],
        by=cast.leader,
    )
    withdraw_recommendation(given_up, by=cast.leader)
    sent_to_paula(cast, a_theme(cast, "Snow"))


def _meetings(p: Planted) -> None:
    cast = p.cast
    later = clock.today(cast.council.time_zone) + timedelta(days=20)
    facts = MeetingFacts(
        p.plant("meetingdraft", WRITERS),
        later,
        p.scene.meeting.from_time,
        60,
        p.plant("placedraft", WRITERS),
        "",
    )
    unposted = schedule_meeting(cast.council, facts, by=cast.coordinator)
    for meeting, word in ((unposted, "itemdraft"), (p.scene.meeting, "itemaddedlater")):
        add_item(
            meeting,
            p.plant(word, WRITERS),
            kind=ItemKind.INFORMATION,
            minutes=5,
            by=cast.coordinator,
        )


def _words(p: Planted) -> None:
    """What packets repeat: drafts of minutes are for those who write, the rest is for many."""
    cast = p.cast
    # The day before: only what was approved may stand in the packet of the next meeting.
    with clock.at(clock.now() - timedelta(days=3)):
        meeting = a_small_meeting(cast, "The meeting before")
    with clock.at(meeting.ends_at):
        hold_meeting(meeting, by=cast.coordinator)
        write_minutes(meeting, "Approved words.", language="en", by=cast.leader)
        approve_minutes(meeting, by=cast.coordinator)
        write_minutes(meeting, p.plant("minutesdraft", WRITERS), language="en", by=cast.leader)
    explained = add_term(
        p.plant("term", GLOSSARY), p.plant("meaning", GLOSSARY), language="en", by=cast.coordinator
    )
    retired = add_term(
        p.plant("termretired", GLOSSARY),
        p.plant("meaningretired", GLOSSARY),
        language="en",
        by=cast.coordinator,
    )
    retire_term(retired, by=cast.coordinator)
    translate(cast, explained.meaning_id, "ar", p.plant("meaningdraft", TRANSLATORS), approve=False)
    write_council_words(
        cast.council, WordsAbout.HOW_WE_MEET, "One at a time.", language="en", by=cast.coordinator
    )


def _interpreting(p: Planted) -> None:
    cast = p.cast
    request = request_interpreter(
        p.scene.meeting,
        "so",
        mode=Mode.SIMULTANEOUS,
        modality=Modality.ON_SITE,
        note=p.plant("noteforinterpreter", COORDINATOR | {"interpreter"}),
        by=cast.coordinator,
    )
    for number, name in enumerate(("declining", "coming")):
        interpreter = add_interpreter(
            InterpreterFacts(
                name=f"Amina {name}",
                email=p.plant_address(f"interpreter.{name}", DIRECTORY),
                phone=p.plant_number(20 + number, DIRECTORY),
                credential=Credential.QUALIFIED,
                attested_adult_and_unrelated=True,
                modalities=(Modality.ON_SITE,),
                pairs=(("so", "en"), ("en", "so")),
                pay=p.plant(
                    f"pay{name}", DIRECTORY | ({"interpreter"} if name == "coming" else set())
                ),
            ),
            by=cast.coordinator,
        )
        db.session.refresh(request)
        booking = request.bookings[-1]
        offer_booking(
            booking,
            interpreter,
            travel_minutes=30,
            answer_by=clock.now() + timedelta(hours=5),
            by=cast.coordinator,
        )
        if name == "declining":
            decline_booking(booking, p.plant("declined", COORDINATOR))
        else:
            accept_booking(booking)
            ticket = db.session.scalars(
                db.select(Ticket).where(
                    Ticket.purpose == Purpose.BOOKING, Ticket.subject_id == booking.id
                )
            ).one()
            # On the worklist it stands in the message to the interpreter.
            p.links["interpreter"] = p.plant_secret(ticket_token(ticket), COORDINATOR)


def _families(p: Planted) -> None:
    cast = p.cast
    family = a_family(
        cast.council,
        "es",
        name=p.plant("family", COORDINATOR),
        channel=ContactChannel.LETTER,
        email=p.plant_address("family", COORDINATOR),
        phone=p.plant_number(30, COORDINATOR),
    )
    family.spoken_variant = p.plant("familyvariant", COORDINATOR)
    record_reply(p.scene.meeting, family, Answer(True, 2, "es"), by=cast.coordinator)
    ticket = issue_ticket(
        Purpose.REPLY,
        subject_id=p.scene.meeting.id,
        council_id=cast.council.id,
        family_id=family.id,
    )
    p.links["reply"] = p.plant_secret(ticket_token(ticket))
    round_ = draft_round(
        cast.council,
        "And what next?",
        "en",
        [p.scene.buses, p.scene.homework],
        responder=cast.administrator,
        respond_by=clock.today(cast.council.time_zone) + timedelta(days=30),
        within_power="The school's own money.",
        by=cast.leader,
    )
    open_round(round_, by=cast.leader)
    invite_families(round_, by=cast.leader)
    p.open_round = round_
    to_vote = issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=cast.council.id)
    p.links["voter"] = p.plant_secret(ticket_token(to_vote))


def _accounts(p: Planted) -> None:
    cast = p.cast
    invited = invite_person(
        cast.council,
        name="Nora New",
        email=p.plant_address("invited", PEOPLE),
        roles=[Role.MEMBER],
        seat=Seat.PARENT,
        by=cast.coordinator,
    )
    account = db.session.scalars(db.select(Account).where(Account.person_id == invited.id)).one()
    p.plant_secret(account.fs_uniquifier)
    principal = db.session.scalars(
        db.select(Account).where(Account.person_id == cast.administrator.id)
    ).one()
    principal.password = p.plant_secret(hash_password("a sentence that nobody knows"))
    principal.tf_primary_method = "authenticator"
    principal.tf_totp_secret = p.plant_secret(_security.totp_factory.generate_totp_secret())
    principal.mf_recovery_codes = [p.plant_secret("zqrecoverycodeqz")]
    for purpose in (Purpose.SIGN_IN, Purpose.NEW_PASSWORD):
        asked = LinkAsked(purpose=purpose, email=cast.member.email or "")
        db.session.add(asked)
        db.session.flush()
        ticket = answer_link_asked(asked)
        assert ticket is not None
        p.plant_secret(ticket_token(ticket))


def _elsewhere(p: Planted) -> None:
    cast, readers = p.cast, frozenset({"other_coordinator"})
    concern, _code = raise_concern(
        cast.other_council,
        p.plant("otherwords", readers),
        language="es",
        name=p.plant("otherraiser"),
        phone=p.plant_number(40),
    )
    p.concerns.append(concern.id)
    theme = start_theme(
        cast.other_council, p.plant("othertheme", readers), language="en", by=cast.other_coordinator
    )
    group_concerns(theme, [concern], by=cast.other_coordinator)
    a_family(
        cast.other_council,
        "ar",
        name=p.plant("otherfamily", readers),
        email=p.plant_address("other.family", readers),
    )
    schedule_meeting(
        cast.other_council,
        MeetingFacts(
            p.plant("othermeeting", readers),
            clock.today(cast.council.time_zone) + timedelta(days=5),
            p.scene.meeting.from_time,
            60,
            "Elsewhere",
            "",
        ),
        by=cast.other_coordinator,
    )
