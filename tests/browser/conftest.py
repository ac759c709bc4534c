"""A served council and real browsers: a phone in a school corridor, and a desk."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)
from werkzeug.serving import WSGIRequestHandler, make_server

from council import create_app
from council.database import db, engine_options
from council.demo import fill
from tests.browser.at_work import AtWork, set_to_work
from tests.conftest import prepare_database

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 360, "height": 740}
SMALL_PHONE: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 900}

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Served:
    """An application that answers on an address of this machine."""

    app: Flask
    address: str


class Quiet(WSGIRequestHandler):
    """Writes no line for each request, so that what went wrong can be seen."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def serve(folder: Path, *, demo: bool = True) -> Iterator[Served]:
    """A demonstration on an empty database, served as long as the block lasts."""
    url = f"sqlite:///{folder / 'council.sqlite'}"
    settings = {
        "COUNCIL_DEMO": demo,
        "COUNCIL_ENV": "development",
        "SECRET_KEY": "a key that only the browser tests know",
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
    }
    app = create_app(settings, folder)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    app.config["COUNCIL_URL"] = address
    prepare_database(app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(app, address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole demo year, served."""
    for served in serve(tmp_path_factory.mktemp("demo")):
        with served.app.app_context():
            fill()
            db.session.commit()
        yield served


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[tuple[Served, AtWork]]:
    """A small council in the middle of its year, which a test may change as it likes."""
    for served in serve(tmp_path):
        with served.app.app_context():
            work = set_to_work()
            db.session.commit()
        yield served, work


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator["Opener"]:
    """Opens browsers of different people; each must load everything without a complaint."""
    opener = Opener(chromium)
    yield opener
    opener.close()


class Opener:
    """Opens a browser for one person at a time, and hears what its console says."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(
        self,
        language: str = "en",
        size: ViewportSize = PHONE,
        *,
        scripts: bool = True,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = self.chromium.new_context(
            viewport=size, locale=language, java_script_enabled=scripts, color_scheme=scheme
        )
        self.contexts.append(context)
        page = context.new_page()
        # "Close the vote?": whoever pressed the button means it.
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("response", self._see)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        # An answer such as 422 to a form with a mistake is logged by the browser as an error.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _see(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url} answered {response.status}")

    def close(self) -> None:
        """Close all of them; a complaint of any fails the test."""
        for context in self.contexts:
            context.close()
        assert not self.complaints, self.complaints


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page, or a part of it, as it is shown."""
    page.evaluate(AXE)
    found = page.evaluate(
        "([within, rules]) => axe.run(within, {runOnly: {type: 'tag', values: rules}})",
        [within, RULES],
    )
    return [
        f"{violation['id']}: {node['html']} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
