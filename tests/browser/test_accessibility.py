"""Every page: nothing against WCAG 2.2 AA, nothing beside a small phone's screen, no complaint.

English pages are looked at in daylight, Arabic ones, which read from the right, in the dark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from council.access.operations import first_admin_ticket
from council.access.tickets import ticket_token
from council.database import db
from council.meetings.models import Meeting
from council.packets import tasks
from council.printing.document import Printed
from council.printing.errors import PrintingTookTooLong
from tests.browser.at_work import AtWork
from tests.browser.conftest import SMALL_PHONE, Opener, Served, serve, violations
from tests.browser.corners import add_corners
from tests.browser.looks import Explorer, Look, Passerby, passersby
from tests.browser.walk import SUBMIT, Person, Town
from tests.factories.packets import a_pdf

DIRECTIONS = {"en": "ltr", "ar": "rtl"}
SCHEMES: Mapping[str, Literal["light", "dark"]] = {"en": "light", "ar": "dark"}

UNFOLD = """() => {
  for (const it of document.querySelectorAll("main details:not([open])")) {
    it.dataset.folded = "";
    it.open = true;
  }
}"""
FOLD = """() => {
  for (const it of document.querySelectorAll("[data-folded]")) {
    it.open = false;
    delete it.dataset.folded;
  }
}"""

# Who goes through the demo year. A page that several can reach is looked at by the first of them.
NAMES = (
    "nobody",
    "school member",
    "school parent_leader",
    "school coordinator",
    "school administrator",
    "district parent_leader",
    "district coordinator",
    "district administrator",
    "district admin",
)

# Pages that no link leads to, looked at below in the middle of what leads there.
BEHIND_FORMS = {
    "family.show_code",
    "rounds.voted",
    "thread.show_thread",
    "thread.withdraw_concern",
    "concerns.show_code",
    "access.first_admin",
    "packet.wait_for_packet",
    "packets.download_packet",
    "packets.download_preview",
    "packets.show_packet_page",
    "packets.show_preview",
    "packets.show_preview_page",
    "sheets.print_speaker_sheet",
}
# Pages that have no look of their own, or none in a demonstration.
WITHOUT_LOOKS = {
    "static": "files",
    "security.tf_select": "closed: the guard answers 404",
    "security.two_factor_rescue": "closed: the guard answers 404",
    "security.two_factor_token_validation": "stands between password and second factor",
    "security.mf_recovery": "stands between password and second factor",
    "security.mf_recovery_codes": "asks for the second factor first",
}


@dataclass(frozen=True)
class Year:
    """The demo year, and every look of its pages by who sees it first."""

    served: Served
    looks: Mapping[str, Sequence[Look]]
    passersby: Mapping[str, Passerby]
    visited: frozenset[str]


@pytest.fixture(scope="session")
def year(demo: Served) -> Year:
    """The demo year with all its corners, explored once."""
    with demo.app.app_context():
        add_corners()
        db.session.commit()
        everybody = {passerby.name: passerby for passerby in passersby()}
        explorer = Explorer(demo.app)
        looks = {name: explorer.explore(passerby) for name, passerby in everybody.items()}
    return Year(demo, looks, everybody, frozenset(explorer.visited))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """An installation in which nothing is set up yet."""
    yield from serve(tmp_path, demo=False)


def problems_of(page: Page) -> list[str]:
    """What is wrong with the page as it is shown, folded up and with everything unfolded."""
    found = _beside_the_screen(page)
    page.evaluate(UNFOLD)
    found += _beside_the_screen(page) + violations(page)
    page.evaluate(FOLD)
    return [f"{page.url}: {problem}" for problem in found]


def problems_of_menus(page: Page) -> list[str]:
    """What is wrong with the menus on top, which lie over the page when they are open."""
    found = []
    for menu in page.locator(".masthead details").all():
        menu.evaluate("it => { it.open = true }")
        found += _beside_the_screen(page) + violations(page, ".masthead")
        menu.evaluate("it => { it.open = false }")
    return [f"{page.url}: {problem}" for problem in found]


def _beside_the_screen(page: Page) -> list[str]:
    wide: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .filter(it => it.getBoundingClientRect().right > width + 1
                          || it.getBoundingClientRect().left < -1)
            .map(it => it.outerHTML.slice(0, 120));
        }"""
    )
    return [f"beside the screen: {piece}" for piece in wide]


def a_small_phone(open_browser: Opener, language: str, address: str) -> Page:
    """A phone of 320 px whose owner has chosen a language."""
    page = open_browser(language, SMALL_PHONE, scheme=SCHEMES[language])
    choose_language(page, language, address)
    return page


def choose_language(page: Page, language: str, address: str) -> None:
    """What the switcher on every page does."""
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_accessible(
    name: str, language: str, year: Year, open_browser: Opener
) -> None:
    address = year.served.address
    page = a_small_phone(open_browser, language, address)
    person_id = year.passersby[name].person_id
    if person_id is not None:
        page.goto(address)
        page.locator(f'form[action$="/persona/{person_id}"] button').click()
        page.wait_for_url(lambda url: not url.endswith("/"))
    found = []
    mastheads = set()
    for look in year.looks[name]:
        choose_language(page, language, address)  # the page before may have been in another
        answer = page.goto(address + look.path)
        assert answer is not None, look.path
        assert answer.status in (200, 410), f"{look.path} answered {answer.status}"
        if "?lang=" not in look.path:
            assert page.locator("html").get_attribute("dir") == DIRECTIONS[language], look.path
        found += problems_of(page)
        menus = page.locator(".masthead details").count()
        if menus not in mastheads:  # families have other menus than staff
            mastheads.add(menus)
            found += problems_of_menus(page)
    assert not found, "\n".join(found)


def test_every_page_was_looked_at(year: Year) -> None:
    assert set(year.passersby) == set(NAMES)
    pages = {
        rule.endpoint
        for rule in year.served.app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods
    }
    assert pages - year.visited - BEHIND_FORMS == set(WITHOUT_LOOKS)


@pytest.mark.parametrize("language", DIRECTIONS)
def test_what_a_family_sees_on_its_way_is_accessible(
    language: str, at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    page = a_small_phone(open_browser, language, served.address)
    phone = Person(page, served.address, language, DIRECTIONS[language])
    found = []
    phone.open(f"/f/{work.cast.door}/concern")
    phone.press_in_vain('button[name="go"][value="on"]')  # no words yet
    found += problems_of(page)
    phone.fill(words="immigration papers")  # which draws the sentence that they are not needed
    found += problems_of(page)
    phone.go_on()
    found += problems_of(page)
    phone.go_on()
    phone.fill(email="parent", phone="1")
    phone.press_in_vain('button[name="go"][value="on"]')  # neither is whole
    found += problems_of(page)
    phone.fill(email="parent@example.org", phone="")
    phone.go_on()
    found += problems_of(page)
    phone.go_on()
    code = page.locator(".code").inner_text()
    found += problems_of(page)

    phone.open("/code")
    phone.fill(code=f"{code[:-1]}{'0' if code[-1] != '0' else '1'}")
    phone.press_in_vain(f".question-next {SUBMIT}")  # mistyped
    found += problems_of(page)
    phone.fill(code=code)
    phone.press(f".question-next {SUBMIT}")
    found += problems_of(page)
    phone.press('main a[href$="/thread/withdraw"]')
    found += problems_of(page)

    phone.open(work.votes[0])
    phone.press_in_vain(f".question-next {SUBMIT}")  # no dot given
    found += problems_of(page)
    phone.tick(str(page.locator("fieldset.dots input").first.get_attribute("name")), "1")
    phone.press(f".question-next {SUBMIT}")
    found += problems_of(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", DIRECTIONS)
def test_what_staff_meet_when_something_is_wrong_is_accessible(
    language: str, at_work: tuple[Served, AtWork], open_browser: Opener
) -> None:
    served, work = at_work
    page = a_small_phone(open_browser, language, served.address)
    phone = Person(page, served.address, language, DIRECTIONS[language])
    town = Town(served, open_browser, language, DIRECTIONS[language])
    town.known = dict.fromkeys((work.cast.leader, work.cast.administrator), phone)
    council = f"/councils/{work.cast.council}"
    found = []
    town.persona(work.cast.leader)
    for path in (
        f"{council}/concerns/log",
        f"{council}/themes/start",
        f"{council}/rounds/new",
        f"{council}/recommendations/new",
    ):
        phone.open(path)
        phone.press_in_vain(f".save-bar {SUBMIT}")  # with nothing filled in
        found += problems_of(page)
    phone.open(f"{council}/concerns/log")
    phone.tick("language", "es")
    phone.fill(words="Nadie nos avisa.")
    phone.tick("read_back")
    phone.save()
    found += problems_of(page)  # the code to hand over
    for path in (f"{council}/messages", f"{council}/concerns/nowhere"):  # forbidden, and nowhere
        page.goto(served.address + path)
        found += problems_of(page)
    town.persona(work.cast.administrator)
    phone.open(f"{work.recommendations[0]}/answer")
    phone.fill(**{"steps-0-words": "A step without a day"})
    phone.press_in_vain(f".save-bar {SUBMIT}")
    found += problems_of(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", DIRECTIONS)
def test_what_is_seen_while_a_packet_is_printed_is_accessible(
    language: str,
    at_work: tuple[Served, AtWork],
    open_browser: Opener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served, work = at_work
    page = a_small_phone(open_browser, language, served.address)
    phone = Person(page, served.address, language, DIRECTIONS[language])
    town = Town(served, open_browser, language, DIRECTIONS[language])
    town.known = {work.cast.coordinator: phone}
    with served.app.app_context():
        meeting = db.session.scalars(select(Meeting).limit(1)).one().id
    packets = f"/councils/{work.cast.council}/meetings/{meeting}/packets"
    found = []
    town.persona(work.cast.coordinator)
    phone.open(f"{packets}/prepare?first=en&second=es")
    phone.press(f'main form[action*="/packets/preview"] {SUBMIT}')
    found += problems_of(page)  # a preview that waits
    monkeypatch.setattr(tasks, "printed_of", lambda *_: Printed(a_pdf(2), 2, (), {}))
    with served.app.app_context():
        tasks.print_what_waits()
    page.locator(".printed-pages").wait_for()
    found += problems_of(page)
    preview = page.url
    assert page.request.get(f"{preview}.pdf").headers["content-type"] == "application/pdf"
    for number, status in ((1, 200), (2, 200), (3, 404)):
        assert page.request.get(f"{preview}/{number}.png").status == status
    phone.press(".page-back a")
    page.locator('[name="section"]').evaluate_all(
        "boxes => boxes.forEach(it => it.checked = false)"
    )
    phone.press_in_vain('main form[method="get"] button.secondary[type="submit"]')
    found += problems_of(page)  # a packet of nothing
    page.go_back()
    phone.press(f'main form[action*="/packets/issue"] {SUBMIT}')
    phone.press('.packets .action-buttons a[href^="/councils/"]')
    found += problems_of(page)  # a packet that waits
    packet = page.url.rpartition("/")[2]
    with served.app.app_context():
        tasks.print_what_waits()
    page.locator(".printed-pages").wait_for()
    (link,) = phone.links('main a[href*=".pdf"]')
    answer = page.request.get(served.address + link)
    assert answer.headers["content-type"] == "application/pdf"
    phone.open(f"/packet/{packet}")
    phone.press('.packet-offers form button[type="submit"]')
    found += problems_of(page)  # a family waits
    monkeypatch.setattr(tasks, "printed_of", _too_long)
    with served.app.app_context():
        tasks.print_what_waits()
    for path in (f"/packet/{packet}/print", f"/councils/{work.cast.council}/packets/{packet}"):
        phone.open(f"{path}?size=large")
        found += problems_of(page)  # it could not be printed
    assert not found, "\n".join(found)


def _too_long(*_: object) -> Printed:
    raise PrintingTookTooLong(30)


@pytest.mark.parametrize("language", DIRECTIONS)
def test_the_first_pages_of_an_empty_installation_are_accessible(
    language: str, empty: Served, open_browser: Opener
) -> None:
    page = a_small_phone(open_browser, language, empty.address)
    with empty.app.app_context():
        first = f"/first-admin/{ticket_token(first_admin_ticket())}"
        db.session.commit()
    found = []
    for path in ("/", first, "/account/login"):
        answer = page.goto(empty.address + path)
        assert answer is not None, path
        assert answer.status == 200, path
        assert page.locator("html").get_attribute("dir") == DIRECTIONS[language]
        found += problems_of(page)
        if page.locator(f"main form {SUBMIT}").count():
            with page.expect_navigation():
                page.locator(f"main form {SUBMIT}").first.click()  # with nothing filled in
            found += problems_of(page)
    assert not found, "\n".join(found)
