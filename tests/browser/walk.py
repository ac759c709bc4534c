"""Walking through Council as people do: tapping buttons, filling in fields, following messages.

Nothing is found by its words, which differ by language, but by fields and by where forms lead.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener, Served

SUBMIT = "button[type=submit]"


class Days:
    """The calendar on the wall of the council, whose days a test lets pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = timedelta()
        # For all threads of the server at once, unlike `clock.at`.
        monkeypatch.setattr("council.clock.datetime", self)

    def now(self, zone: tzinfo) -> datetime:
        """What `datetime.now` answers in `council.clock`."""
        return datetime.now(zone) + self.passed

    def pass_by(self, days: int) -> None:
        """So many days later."""
        self.passed += timedelta(days=days)

    def from_now(self, days: int) -> str:
        """A day as a date field takes it."""
        return (self.now(UTC) + timedelta(days=days)).date().isoformat()


@dataclass
class Person:
    """Somebody with a browser of their own."""

    page: Page
    address: str
    language: str
    direction: str

    def open(self, path: str) -> None:
        """Open a page, by a path or a whole link."""
        response = self.page.goto(path if path.startswith("http") else self.address + path)
        assert response is not None, path
        assert response.status == 200, f"{path} answered {response.status}"
        self.look()

    def press(self, selector: str) -> None:
        """Press a button or follow a link that leads to another page."""
        with self.page.expect_navigation() as navigation:
            self.page.locator(selector).first.click()
        status = navigation.value.status
        wrong = self.page.locator("#form-errors")
        said = wrong.inner_text() if wrong.count() else self.page.locator("h1").inner_text()
        assert status == 200, f"{selector} on the way to {self.page.url} got {status}: {said}"
        self.look()

    def press_in_vain(self, selector: str) -> None:
        """Press a button of a form that is not filled in well, and be told so."""
        with self.page.expect_navigation() as navigation:
            self.page.locator(selector).first.click()
        assert navigation.value.status == 422, self.page.url
        assert self.sees("#form-errors")
        self.look()

    def save(self) -> None:
        """Press the save button of the page's one long form."""
        self.press(f".save-bar {SUBMIT}")

    def send(self, action: str) -> None:
        """Press the button of the form that leads to an address with this ending."""
        self.press(f'main form[action$="{action}"] {SUBMIT}')

    def sheet(self, action: str) -> bytes:
        """Send the form that leads to an address with this ending, and get what is printed."""
        form = self.page.locator(f'main form[action$="{action}"]').first
        answer = self.page.request.post(
            self.address + str(form.get_attribute("action")),
            form=form.evaluate("form => Object.fromEntries(new FormData(form))"),
        )
        assert answer.status == 200, f"{action} got {answer.status}"
        return answer.body()

    def go_on(self) -> None:
        """Answer a question of a family's page."""
        self.press('button[name="go"][value="on"]')

    def fill(self, **fields: str) -> None:
        """Type into fields, by their names."""
        for name, words in fields.items():
            self.page.locator(f'[name="{name}"]').fill(words)

    def choose(self, **fields: str) -> None:
        """Choose from lists, by their names."""
        for name, value in fields.items():
            self.page.locator(f'select[name="{name}"]').select_option(value)

    def tick(self, name: str, value: str = "") -> None:
        """Tick a box, or take one of several choices."""
        which = f'[name="{name}"]' + (f'[value="{value}"]' if value else "")
        control = self.page.locator(which).first
        # Away from the bar with the save button, which stays in reach at the lower edge.
        control.evaluate("control => control.scrollIntoView({block: 'center'})")
        # The whole card is its label and lies over the little circle.
        control.check(force=True)

    def sees(self, selector: str) -> bool:
        """Whether the page has this."""
        return self.page.locator(selector).count() > 0

    def reads(self, words: str, language: str, within: str = "main") -> bool:
        """Whether these words stand on the page, marked as being in their language."""
        return any(
            words in said
            for said in self.page.locator(f'{within} [lang="{language}"]').all_inner_texts()
        )

    def links(self, selector: str) -> list[str]:
        """Where links lead."""
        return [str(link.get_attribute("href")) for link in self.page.locator(selector).all()]

    def look(self) -> None:
        """Each page says which language it is in and which way that reads, and fits the phone."""
        root = self.page.locator("html")
        found = root.get_attribute("lang"), root.get_attribute("dir")
        assert found == (self.language, self.direction), self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"


@dataclass
class Town:
    """Everybody of one walk, each with a phone."""

    served: Served
    open_browser: Opener
    language: str
    direction: str
    known: dict[str, Person] = field(default_factory=dict)

    def persona(self, person_id: str) -> Person:
        """Somebody of the demonstration, stepped into with one tap."""
        person = self.known.get(person_id)
        if person is None:
            person = self.known[person_id] = self.somebody()
        person.open("/")
        person.send(f"/demo/persona/{person_id}")
        return person

    def somebody(self, language: str = "", direction: str = "") -> Person:
        """Somebody without an account, whose phone is in this language."""
        language = language or self.language
        page = self.open_browser(language)
        return Person(page, self.served.address, language, direction or self.direction)

    def mail(self, link: str, language: str) -> str:
        """The newest message in this language with a link like this one: that link."""
        return self._message(rf"{link}(?=$|[/?#\w.-])", language)[1]

    def invite(self, language: str) -> bytes:
        """The newest invite for a calendar that a message in this language brings."""
        reader, href = self._message(r"/demo/mailbox/\w+/0$", language)
        answer = reader.page.request.get(self.served.address + href)
        assert answer.status == 200
        return answer.body()

    def _message(self, link: str, language: str) -> tuple[Person, str]:
        reader = self.somebody()
        reader.open("/demo/mailbox")
        for message in reader.links('main a[href*="/demo/mailbox/"]'):
            reader.open(message)
            for href in reader.links("main a"):
                if re.search(link, href) and reader.sees(f'.passage [lang="{language}"]'):
                    return reader, href
        raise AssertionError(f"no message in {language} has a link like {link}")
