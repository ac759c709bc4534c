"""One concern travels to a written answer in a bilingual packet, each step by whose step it is."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from council.database import db
from council.packets import tasks
from tests.browser.conftest import Opener, Served, serve
from tests.browser.people import Cast, make_cast
from tests.browser.walk import SUBMIT, Days, Person, Town

SHORT = "A bus is late, and the first lesson begins without the child."
THEME = "Buses arrive late"
SUMMARY = "Children who come by bus miss the first lesson when the bus is late."
SECOND_THEME = "Letters only in English"
SECOND_SUMMARY = "Families get letters that they cannot read."
QUESTION = "What should the school take up first?"
ASKED = "Buses on time"
BODY = "We ask the school to agree with the bus company on a time that it keeps."
REASONS = "Families are right: the second bus was late on most days of October."
STEP = "A third bus runs on the longest route."


@dataclass(frozen=True)
class Walk:
    """Which language staff read, and what the families say in theirs."""

    interface: str
    direction: str
    family: str
    family_direction: str
    said: str
    told: str
    translations: dict[str, str]


ENGLISH = Walk(
    interface="en",
    direction="ltr",
    family="es",
    family_direction="ltr",
    said="El autobús llega tarde y mi hija pierde la primera clase.",
    told="Mi hijo espera el autobús casi una hora, también cuando llueve.",
    translations={
        THEME: "Los autobuses llegan tarde",
        SUMMARY: "Los niños que vienen en autobús pierden la primera clase cuando se retrasa.",
        ASKED: "Autobuses a tiempo",
        BODY: "Pedimos que la escuela acuerde con la compañía un horario que se cumpla.",
        REASONS: "Las familias tienen razón: el segundo autobús se retrasó en octubre.",
        STEP: "Un tercer autobús hace la ruta más larga.",
    },
)
ARABIC = Walk(
    interface="ar",
    direction="rtl",
    family="ar",
    family_direction="rtl",
    said="الحافلة تتأخر دائما، وابنتي تفوتها الحصة الأولى.",
    told="ابني ينتظر الحافلة نحو ساعة، حتى في المطر.",
    translations={
        THEME: "الحافلات تتأخر",
        SUMMARY: "الأطفال الذين يأتون بالحافلة تفوتهم الحصة الأولى حين تتأخر.",
        ASKED: "حافلات في موعدها",
        BODY: "نطلب من المدرسة أن تتفق مع شركة الحافلات على موعد تلتزم به.",
        REASONS: "العائلات على حق: الحافلة الثانية تأخرت في معظم أيام أكتوبر.",
        STEP: "تسير حافلة ثالثة على أطول طريق.",
    },
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A council of its own, on an empty database."""
    yield from serve(tmp_path)


@pytest.mark.parametrize("walk", [ENGLISH, ARABIC], ids=["in_english", "in_arabic"])
def test_a_concern_travels_to_an_answer(
    walk: Walk, served: Served, open_browser: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served.app.app_context():
        cast = make_cast(walk.family, walk.interface)
        db.session.commit()
    town = Town(served, open_browser, walk.interface, walk.direction)
    days = Days(monkeypatch)
    chain = Chain(walk, town, cast, days)

    code = chain.a_family_raises_a_concern()
    chain.it_is_grouped_and_summed_up()
    chain.families_vote()
    meeting = chain.a_meeting_is_prepared()
    chain.an_interpreter_accepts(meeting)
    recommendation = chain.the_council_recommends(meeting)
    chain.the_school_answers(recommendation)
    chain.the_answer_is_translated()
    chain.the_packet_goes_out(recommendation)
    chain.the_family_reads_the_answer(code)


class Chain:
    """The steps, and what each leaves for those that follow."""

    def __init__(self, walk: Walk, town: Town, cast: Cast, days: Days) -> None:
        self.walk = walk
        self.town = town
        self.cast = cast
        self.days = days
        self.council = f"/councils/{cast.council}"
        self.themes: dict[str, str] = {}

    def family(self) -> Person:
        """A phone in the family's language."""
        return self.town.somebody(self.walk.family, self.walk.family_direction)

    # ---- 1

    def a_family_raises_a_concern(self) -> str:
        """By the link of a poster, without an account, in its own language; it gets a code."""
        phone = self.town.somebody("en", "ltr")
        phone.open(f"/f/{self.cast.door}")
        phone.language, phone.direction = self.walk.family, self.walk.family_direction
        phone.press(f'main a[hreflang="{self.walk.family}"]')
        phone.fill(words=self.walk.said)
        phone.go_on()
        assert phone.page.locator('[name="consent"][value="summary"]').is_checked()
        phone.go_on()
        phone.fill(name="Demo parent", email="parent@example.org")
        phone.go_on()
        assert phone.reads(self.walk.said, self.walk.family)
        phone.go_on()
        code = phone.page.locator(".code").inner_text()
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-Z*~$=]", code), code
        phone.send("/code/close")
        assert not phone.sees(".code")
        return code

    # ---- 2

    def it_is_grouped_and_summed_up(self) -> None:
        """A leader groups what she wrote down with what a family wrote itself, and sums it up.

        Of the second she reads what the coordinator says of it in short, and not a word more.
        """
        self._the_coordinator_says_it_in_short()
        leader = self.town.persona(self.cast.leader)
        for theme, summary in ((THEME, SUMMARY), (SECOND_THEME, SECOND_SUMMARY)):
            leader.open(f"{self.council}/concerns/log")
            leader.tick("language", self.walk.family)
            leader.fill(words=self.walk.told)
            leader.tick("arrival", "spoken")
            leader.tick("read_back")
            leader.save()
            assert leader.sees(f'.slip[lang="{self.walk.family}"] .code')
            leader.send("/code/close")
            leader.open(f"{self.council}/themes/start")
            leader.fill(title=theme)
            leader.choose(language="en")
            leader.save()
            self.themes[theme] = re.findall(r"/themes/(\w+)", leader.page.url)[0]
            leader.open(f"{self._theme(theme)}/concerns")
            assert not leader.reads(self.walk.said, self.walk.family)
            leader.tick("concerns", self._concern_that_says(leader, self.walk.told))
            if theme == THEME:
                leader.tick("concerns", self._concern_that_says(leader, SHORT))
            leader.save()
            said = leader.page.locator(".rows .row").all_inner_texts()
            assert len(said) == (2 if theme == THEME else 1)
            leader.open(f"{self._theme(theme)}/summary")
            leader.fill(words=summary)
            leader.choose(language="en")
            leader.save()
            assert not leader.sees('form[action$="/summary/approve"]')
        coordinator = self.town.persona(self.cast.coordinator)
        for theme in self.themes:
            coordinator.open(self._theme(theme))
            coordinator.send("/summary/approve")
            assert not coordinator.sees('form[action$="/summary/approve"]')

    def _the_coordinator_says_it_in_short(self) -> None:
        """Today leads to the words, and beside them stands the place to write."""
        coordinator = self.town.persona(self.cast.coordinator)
        coordinator.press('main a[href$="/concerns/summaries"]')
        assert coordinator.reads(self.walk.said, self.walk.family, ".pair")
        coordinator.fill(words=SHORT)
        coordinator.press(f".pair form {SUBMIT}")
        assert not coordinator.sees('main a[href$="/concerns/summaries"]')

    def _theme(self, name: str) -> str:
        return f"{self.council}/themes/{self.themes[name]}"

    def _concern_that_says(self, person: Person, words: str) -> str:
        """The first of them, since those under no theme yet come first."""
        card = person.page.locator(".choice").filter(has_text=words[:40]).first
        return str(card.locator('input[name="concerns"]').get_attribute("value"))

    # ---- 3

    def families_vote(self) -> None:
        """By ticket and on paper; nobody sees how the dots fall before it is closed."""
        leader = self.town.persona(self.cast.leader)
        leader.open(f"{self.council}/rounds/new")
        leader.fill(
            question=QUESTION,
            respond_by=self.days.from_now(40),
            within_power="The school arranges buses with the company.",
        )
        for theme in self.themes.values():
            leader.tick("themes", theme)
        leader.choose(responder=self.cast.administrator)
        leader.save()
        round_ = leader.page.url
        leader.send("/open")
        leader.send("/invite")

        ticket = self.town.mail("/vote/", self.walk.family)
        family = self.family()
        family.open(ticket)
        family.tick(self._line(family, THEME), "2")
        family.tick(self._line(family, SECOND_THEME), "1")
        family.press(f".question-next {SUBMIT}")
        assert family.page.url.endswith("/voted")

        coordinator = self.town.persona(self.cast.coordinator)
        coordinator.open(round_)
        coordinator.fill(count="2")
        coordinator.choose(first="en", second=self.walk.family)
        ballots = _read_back(coordinator.sheet("/paper-ballots"))
        assert _squeezed(THEME) in _squeezed(ballots)
        number = re.findall(r"\b\w{4}-\w{4}-\w{4}\b", ballots)[0]
        coordinator.open(f"{round_}/paper")
        coordinator.fill(number=number)
        coordinator.tick(self._line(coordinator, THEME), "3")
        coordinator.save()
        for person in (leader, coordinator):
            person.open(round_)
            assert not person.sees(".results")

        leader.send("/close")
        assert leader.page.locator(".results meter").evaluate_all(
            "bars => bars.map(bar => bar.value)"
        ) == [5, 1]
        assert THEME in leader.page.locator(".result-title").first.inner_text()
        family.open(ticket)
        assert family.sees(".results")

    def _line(self, person: Person, theme: str) -> str:
        line = person.page.locator("fieldset.dots").filter(has_text=theme)
        return str(line.locator("input").first.get_attribute("name"))

    # ---- 4

    def a_meeting_is_prepared(self) -> str:
        """In the council's time, with what families want most, posted days before."""
        coordinator = self.town.persona(self.cast.coordinator)
        meeting = self._schedule(coordinator, "November meeting", 10)
        assert coordinator.sees(".posting-line .is-here")  # by when it has to be posted
        coordinator.open(f"{meeting}/agenda")
        offered = coordinator.page.locator('form[action*="/agenda/themes/"]')
        assert self.themes[THEME] in str(offered.first.get_attribute("action"))
        coordinator.send(f"/agenda/themes/{self.themes[THEME]}")
        coordinator.open(f"{meeting}/post")
        coordinator.tick("invite")
        coordinator.save()
        coordinator.open(meeting)
        assert coordinator.sees('a[href$="/postings/1"]')
        assert not coordinator.sees(".posting-line .is-here")
        assert coordinator.sees(".posting-line .is-done")
        invited = self.town.mail("/reply/", self.walk.family)
        family = self.family()
        family.open(invited)
        assert family.sees('a[href$="/coming"]')
        return meeting

    def _schedule(self, coordinator: Person, title: str, days: int) -> str:
        coordinator.open(f"{self.council}/meetings/schedule")
        coordinator.fill(
            title=title,
            held_on=self.days.from_now(days),
            from_time="18:00",
            minutes="90",
            place="Library",
        )
        coordinator.save()
        return coordinator.page.url.partition("#")[0]

    def an_interpreter_accepts(self, meeting: str) -> None:
        """From a link: looking answers nothing, accepting brings an invite for the calendar."""
        coordinator = self.town.persona(self.cast.coordinator)
        coordinator.open(f"{meeting}/needs")
        coordinator.press(f'main a[href*="/needs/ask?language={self.walk.family}"]')
        coordinator.tick("modality", "on_site")
        coordinator.save()
        booking = coordinator.page.url
        coordinator.press('main a[href*="/offer/"]')
        coordinator.save()

        offer = self.town.mail("/booking/", "en")
        interpreter = self.town.somebody()
        for _time in range(2):
            interpreter.open(offer)
            coordinator.open(booking)
            assert coordinator.sees('form[action$="/withdraw"]')  # it is still only offered
        interpreter.send("/accept")
        assert not interpreter.sees('form[action$="/accept"]')
        coordinator.open(booking)
        assert not coordinator.sees('form[action$="/withdraw"]')
        invite = self.town.invite("en")
        assert b"BEGIN:VEVENT" in invite
        assert b"LOCATION:" in invite

    # ---- 5

    def the_council_recommends(self, meeting: str) -> str:
        """Drafted from the theme, posted for action in time, voted on at the meeting, and sent."""
        leader = self.town.persona(self.cast.leader)
        leader.open(f"{self.council}/recommendations/new?theme={self.themes[THEME]}")
        assert leader.page.locator(f'[name="themes"][value="{self.themes[THEME]}"]').is_checked()
        leader.choose(language="en")
        leader.fill(title=ASKED, body=BODY)
        leader.save()
        recommendation = leader.page.url
        leader.send("/propose")

        coordinator = self.town.persona(self.cast.coordinator)
        coordinator.open(f"{recommendation}/agenda")
        coordinator.choose(meeting_id=meeting.rpartition("/")[2])
        coordinator.save()
        coordinator.open(f"{meeting}/post")
        coordinator.save()
        coordinator.open(meeting)
        for version in (1, 2):
            assert coordinator.sees(f'a[href$="/postings/{version}"]')

        self.days.pass_by(11)
        coordinator = self.town.persona(self.cast.coordinator)
        coordinator.open(meeting)
        coordinator.send("/hold")
        coordinator.open(f"{recommendation}/vote")
        places = coordinator.page.locator('[name="place"] option').evaluate_all(
            "options => options.map(option => option.value)"
        )
        posted = next(place for place in places if re.fullmatch(r"\w+\.\w+", place))
        coordinator.choose(
            place=posted, moved_by_id=self.cast.leader, seconded_by_id=self.cast.member
        )
        coordinator.fill(votes_for="2", votes_against="0", abstentions="0")
        coordinator.save()
        coordinator.open(f"{recommendation}/send")
        coordinator.choose(addressee_id=self.cast.administrator)
        coordinator.fill(due_on=self.days.from_now(30))
        coordinator.save()
        return recommendation

    # ---- 6

    def the_school_answers(self, recommendation: str) -> None:
        """The administrator finds it waiting, and answers on the phone."""
        administrator = self.town.persona(self.cast.administrator)
        assert administrator.sees(f'main a[href^="{_path(recommendation)}"]')
        administrator.open(f"{recommendation}/answer")
        administrator.tick("disposition", "accepted")
        administrator.fill(reasons=REASONS)
        administrator.fill(
            **{
                "steps-0-words": STEP,
                "steps-0-owner_name": "Paula Principal",
                "steps-0-due_on": self.days.from_now(20),
            }
        )
        administrator.choose(language="en")
        administrator.save()
        assert administrator.reads(REASONS, "en")

    def the_answer_is_translated(self) -> None:
        """By one person, and approved by another; nobody approves their own."""
        coordinator = self.town.persona(self.cast.coordinator)
        queue = f"{self.council}/translations?language={self.walk.family}"
        coordinator.open(queue)
        written = []
        left = dict(self.walk.translations)
        for text in coordinator.links(f'main a[href$="/{self.walk.family}"]'):
            coordinator.open(text)
            original = coordinator.page.locator(".pair .words").first.inner_text()
            words = left.pop(original, None)
            if words is not None:
                coordinator.fill(words=words)
                coordinator.press(f".pair form {SUBMIT}")
                assert not coordinator.sees('form[action$="/approve"]')
                written.append(text)
        assert not left
        approver = self.town.persona(self.cast.second_coordinator)
        for text in written:
            approver.open(text)
            approver.send("/approve")

    # ---- 7

    def the_packet_goes_out(self, recommendation: str) -> None:
        """For the next meeting, in both languages; those who asked are told, in theirs."""
        coordinator = self.town.persona(self.cast.coordinator)
        meeting = self._schedule(coordinator, "December meeting", 14)
        coordinator.open(f"{meeting}/agenda")
        coordinator.send(f"/agenda/themes/{self.themes[THEME]}")
        coordinator.open(f"{meeting}/post")
        coordinator.save()
        coordinator.open(f"{meeting}/packets")
        coordinator.choose(first="en", second=self.walk.family)
        coordinator.press(f'form[action$="/packets/prepare"] {SUBMIT}')
        coordinator.press(f'main form[action*="/packets/preview"] {SUBMIT}')
        self._printed(coordinator)
        coordinator.press(".page-back a")
        coordinator.press(f'main form[action*="/packets/issue"] {SUBMIT}')
        (packet,) = coordinator.links('.packets .action-buttons a[href^="/councils/"]')
        coordinator.open(packet)
        self._printed(coordinator)
        (link,) = coordinator.links('main a[href*=".pdf"]')
        answer = coordinator.page.request.get(coordinator.address + link)
        assert answer.status == 200
        said = _squeezed(_read_back(answer.body()))
        for english, translation in self.walk.translations.items():
            if english not in (ASKED, BODY):  # what was decided stands there by its answer
                assert _squeezed(english) in said, english
                assert _squeezed(translation) in said, translation
        assert _squeezed(self.walk.said) not in said
        assert _squeezed(self.walk.told) not in said

        coordinator.press(".page-back a")
        coordinator.send("/tell")
        packet = self.town.mail("/packet/", self.walk.family)
        family = self.family()
        family.open(packet)
        assert family.sees('.packet-offers a[href*=".pdf"]')
        coordinator.open(recommendation)
        coordinator.send("/tell")
        thread = self.town.mail("/thread/", self.walk.family)
        family.open(thread)
        assert family.reads(self.walk.translations[REASONS], self.walk.family)

    def _printed(self, person: Person) -> None:
        """While the worker prints, the page looks by itself until there is a picture to see."""
        assert person.sees("[data-printing]")
        with self.town.served.app.app_context():
            tasks.print_what_waits()
        picture = person.page.locator(".printed-pages img").first
        picture.scroll_into_view_if_needed()
        # Pictures are loaded when they come into view.
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 800
        person.look()

    # ---- 8

    def the_family_reads_the_answer(self, code: str) -> None:
        """By its code, the whole way in its language."""
        phone = self.family()
        phone.open("/code")
        phone.fill(code=code.lower().replace("-", " "))
        phone.press(f".question-next {SUBMIT}")
        assert phone.reads(self.walk.said, self.walk.family)
        for words in self.walk.translations.values():
            assert phone.reads(words, self.walk.family), words
        assert not phone.sees(".thread .passage-note")  # nothing is left untranslated
        assert phone.page.locator(".thread-knots > .is-done").count() >= 5
        phone.send("/code/close")
        assert not phone.reads(self.walk.said, self.walk.family)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _read_back(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _squeezed(words: str) -> str:
    """Letters and digits alone, since lines and joined letters break words up."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(character for character in plain if character.isalnum())
