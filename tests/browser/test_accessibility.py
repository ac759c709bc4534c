"""Every page: nothing against WCAG 2.2 AA, nothing beside the screen of a small phone, no complaint.

English pages are looked at in daylight, Arabic ones, which read from the right, in the dark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Page

from council.access.operations import first_admin_ticket
from council.access.tickets import ticket_token
from council.concerns.models import Concern
from council.concerns.operations import log_concern
from council.concerns.states import Arrival, Consent
from council.councils.models import Council
from council.database import db
from tests.browser.conftest import SMALL_PHONE, Opener, Served, serve, violations
from tests.browser.corners import add_corners
from tests.browser.looks import Explorer, Look, Passerby, passersby

DIRECTIONS = {"en": "ltr", "ar": "rtl"}
SCHEMES: Mapping[str, Literal["light", "dark"]] = {"en": "light", "ar": "dark"}

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
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    return [f"{page.url}: {problem}" for problem in found + violations(page)]


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
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])
    return page


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_accessible(
    name: str, language: str, year: Year, open_browser: Opener
) -> None:
    address = year.served.address
    page = a_small_phone(open_browser, language, address)
    person_id = year.passersby[name].person_id
    if person_id is not None:
        page.goto(f"{address}/")
        page.locator(f'form[action$="/persona/{person_id}"] button').click()
        page.wait_for_url(lambda url: not url.endswith("/"))
    found = []
    for look in year.looks[name]:
        answer = page.goto(address + look.path)
        assert answer is not None, look.path
        assert answer.status in (200, 410), f"{look.path} answered {answer.status}"
        if "lang=" not in look.path:
            assert page.locator("html").get_attribute("dir") == DIRECTIONS[language], look.path
        found += problems_of(page)
    assert not found, "\n".join(found)


def test_every_page_was_looked_at(year: Year) -> None:
    assert set(year.passersby) == set(NAMES)
    pages = {
        rule.endpoint
        for rule in year.served.app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods
    }
    assert pages - year.visited - BEHIND_FORMS == set(WITHOUT_LOOKS)
