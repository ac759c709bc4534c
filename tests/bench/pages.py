"""How long pages take, and how that grows with what a council keeps: python -m tests.bench.pages

It makes four databases, on SQLite and on PostgreSQL, with the demo year and with twenty times as
much (tests/bench/years.py says of what), serves each under gunicorn with the settings of a real
installation, two workers with threads, and asks for five pages as a browser would, over
connections that are kept open: one request after the other, and then four at once. The small and
the large database take turns, so that a busy minute of the machine befalls both. It takes about
two minutes on two processors. Nothing is asserted, and pytest does not collect it: times belong
to a machine and an hour.

How to read what it prints, one line for each page on each engine:

- `queries`: what the page asks the database, with one year and with twenty. The two should be the
  same, or nearly: a page that asks more because it lists more has a loop around a query.
- `1 year`, `20 years`: median and 95th percentile in milliseconds, one request at a time.
- `ratio`: the second median by the first. 1 is a page that does not notice; a page that lists
  fifty at a time may come to 2 or 3, since with one year it has less than a page to show. Near
  20 it works through everything that there is.
- `4 at once`: the same with four visitors who ask without a pause, so that it is mostly queueing:
  two processors serve four requests in about twice the time of one.

Ratios can be compared between machines, times only within one run. The packet was printed before;
how long that takes is measured by tests/bench/printing.py.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import local

import click
from flask import Flask
from sqlalchemy import select, text

from council import create_app, demo
from council.access.actions import Role
from council.access.models import Purpose, RoleHeld
from council.access.tickets import issue_ticket, ticket_token
from council.concerns.models import Concern, ConcernInTheme
from council.concerns.states import ConcernState
from council.councils.models import Council
from council.database import db
from council.meetings.models import Meeting
from council.migrations import upgrade_database
from council.packets import tasks
from council.packets.models import Packet
from council.people.models import Person
from council.recommendations.models import Recommendation, RecommendationTheme, StaffResponse
from tests.bench.server import WORKERS
from tests.bench.years import Year, read_year, write_years
from tests.pages import Visitor
from tests.postgresql import running_postgresql
from tests.queries import count_queries

YEARS = (1, 20)
WARM_UP = 6
ONE_BY_ONE = 40
AT_ONCE = 4
ROUNDS_AT_ONCE = 10

PACKET = "a packet"


@dataclass(frozen=True)
class Scene:
    """Whose pages are looked at, and which: the same on every database, for ids are copied."""

    council_id: str
    coordinator_id: str
    meeting_id: str
    packet_id: str
    thread: str  # the token of a family's link

    @property
    def pages(self) -> Mapping[str, str]:
        """The address of each page, by its name in the table."""
        council = f"/councils/{self.council_id}"
        return {
            "today": council,
            "concerns": f"{council}/concerns",
            "a meeting": f"{council}/meetings/{self.meeting_id}",
            "a family's thread": f"/thread/{self.thread}",
            PACKET: f"{council}/packets/{self.packet_id}.pdf",
        }


@dataclass(frozen=True)
class Times:
    """Milliseconds of many requests for the same page."""

    median: float
    p95: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Times":
        """The middle one, and the one that nineteen of twenty do not exceed."""
        in_order = sorted(seconds)
        last = in_order[min(len(in_order) - 1, round(0.95 * (len(in_order) - 1)))]
        return cls(1000 * statistics.median(in_order), 1000 * last)

    def __str__(self) -> str:
        return f"{self.median:.0f} / {self.p95:.0f}"


@dataclass(frozen=True)
class Measured:
    """What one page took on one database."""

    queries: int
    alone: Times
    at_once: Times


# ---- the databases


def _tell_a_year(folder: Path) -> tuple[Year, Scene]:
    """The demo year by its operations, and the scene in it."""
    app = _application(folder, f"sqlite:///{folder / 'told.sqlite'}")
    with app.app_context():
        upgrade_database()
        demo.fill()
        scene = _scene()
        db.session.commit()
        with db.engine.begin() as connection:
            year = read_year(connection)
        db.engine.dispose()
    return year, scene


def _scene() -> Scene:
    council = db.session.scalars(select(Council).where(Council.school_id.is_not(None))).one()
    coordinator = db.session.scalars(
        select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.council_id == council.id, RoleHeld.role == Role.COORDINATOR)
        .order_by(Person.name)
    ).first()
    packet = db.session.scalars(
        select(Packet)
        .join(Meeting, Meeting.id == Packet.meeting_id)
        .where(Meeting.council_id == council.id)
        .order_by(Meeting.starts_at.desc(), Packet.second_language)
    ).first()
    # A concern that has come the whole way: voted on, put on an agenda, recommended, answered.
    concern = db.session.scalars(
        select(Concern)
        .join(ConcernInTheme, ConcernInTheme.concern_id == Concern.id)
        .join(RecommendationTheme, RecommendationTheme.theme_id == ConcernInTheme.theme_id)
        .join(Recommendation, Recommendation.id == RecommendationTheme.recommendation_id)
        .join(StaffResponse, StaffResponse.recommendation_id == Recommendation.id)
        .where(Concern.council_id == council.id, Concern.state == ConcernState.ANSWERED)
        .order_by(Recommendation.number.desc(), Concern.id)
    ).first()
    assert coordinator is not None
    assert packet is not None
    assert concern is not None
    thread = issue_ticket(Purpose.THREAD, subject_id=concern.id, council_id=council.id)
    return Scene(council.id, coordinator.id, packet.meeting_id, packet.id, ticket_token(thread))


def _application(folder: Path, url: str) -> Flask:
    os.environ["COUNCIL_DATABASE_URL"] = url
    return create_app(None, folder)


def _fill(app: Flask, year: Year, times: int) -> None:
    with app.app_context():
        upgrade_database()
        with db.engine.begin() as connection:
            write_years(connection, year, times)
        if db.engine.dialect.name == "postgresql":
            # The server of the tests does not do it by itself, as any other would.
            with db.engine.begin() as connection:
                connection.execute(text("ANALYZE"))


# ---- what a page asks


def _sign_in(app: Flask, scene: Scene) -> Visitor:
    coordinator = db.session.get_one(Person, scene.coordinator_id)
    return Visitor(app).as_person(coordinator)


def _ask(app: Flask, scene: Scene) -> tuple[str, dict[str, int]]:
    """The cookie of the coordinator's session, and how many queries each page makes."""
    with app.app_context():
        tasks.print_what_waits()
        visitor = _sign_in(app, scene)
        cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"], domain="localhost")
        assert cookie is not None
        asked = {}
        for name, address in scene.pages.items():
            db.session.commit()
            with count_queries() as counted:
                visitor.get(address)
            asked[name] = len(counted)
        db.session.remove()
        db.engine.dispose()
    return f"{cookie.key}={cookie.value}", asked


# ---- what a page takes


class _Browser:
    """Asks for one page over connections that are kept open, one for each thread."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port = port
        self._headers = {"Cookie": cookie, "Accept-Language": "en"}
        self._own = local()

    def seconds_for(self, address: str) -> float:
        """How long the whole answer took to come."""
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            return self._ask(address)
        except (http.client.RemoteDisconnected, ConnectionError):
            # Kept open and unused for seconds, it was closed: a browser opens another one.
            self._own.connection.close()
            return self._ask(address)

    def _ask(self, address: str) -> float:
        connection = self._own.connection
        began = time.perf_counter()
        connection.request("GET", address, headers=self._headers)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}.")
        return took


def _measure(browsers: Sequence[_Browser], address: str) -> list[tuple[Times, Times]]:
    for browser in browsers:
        for _each in range(WARM_UP):
            browser.seconds_for(address)
    # One database after the other, so that a busy minute of the machine befalls both.
    alone: list[list[float]] = [[] for _browser in browsers]
    for _each in range(ONE_BY_ONE):
        for browser, took in zip(browsers, alone, strict=True):
            took.append(browser.seconds_for(address))
    together: list[list[float]] = [[] for _browser in browsers]
    for _each in range(ROUNDS_AT_ONCE):
        for browser, took in zip(browsers, together, strict=True):
            with ThreadPoolExecutor(AT_ONCE) as visitors:
                took.extend(visitors.map(browser.seconds_for, [address] * AT_ONCE))
    return [
        (Times.of(each), Times.of(at_once)) for each, at_once in zip(alone, together, strict=True)
    ]


@contextmanager
def _served(folder: Path, url: str) -> Iterator[int]:
    """A database under gunicorn, at this port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.server", str(folder), str(port)],
            env={**os.environ, "COUNCIL_DATABASE_URL": url},
            stdout=log,
            stderr=log,
        ) as server,
    ):
        try:
            _wait_for(port, server)
            yield port
        except SystemExit:
            click.echo((folder / "log").read_text()[-3000:], err=True)
            raise
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _measure_engine(
    folders: Sequence[Path], urls: Sequence[str], year: Year, scene: Scene
) -> dict[str, list[Measured]]:
    """Each page on databases of one year and of many."""
    cookies, asked = [], []
    for folder, url, times in zip(folders, urls, YEARS, strict=True):
        folder.mkdir()
        app = _application(folder, url)
        _fill(app, year, times)
        cookie, queries = _ask(app, scene)
        cookies.append(cookie)
        asked.append(queries)
    found: dict[str, list[Measured]] = {}
    with ExitStack() as servers:
        ports = [
            servers.enter_context(_served(folder, url))
            for folder, url in zip(folders, urls, strict=True)
        ]

        def browsers() -> list[_Browser]:
            return [_Browser(port, cookie) for port, cookie in zip(ports, cookies, strict=True)]

        for name, address in scene.pages.items():
            times_taken = _measure(browsers(), address)
            found[name] = [
                Measured(queries[name], *taken)
                for queries, taken in zip(asked, times_taken, strict=True)
            ]
    return found


# ---- the table


def _table(engine: str, found: Mapping[str, Sequence[Measured]]) -> Iterator[str]:
    for name, (first, then) in found.items():
        queries = f"{first.queries}, {then.queries}"
        ratio, ratio_at_once = (
            f"{after.median / before.median:.1f}"
            for before, after in ((first.alone, then.alone), (first.at_once, then.at_once))
        )
        yield (
            f"| {engine} | {name} | {queries} | {first.alone} | {then.alone} | {ratio}"
            f" | {first.at_once} | {then.at_once} | {ratio_at_once} |"
        )


HEAD = (
    "| engine | page | queries | 1 year | 20 years | ratio"
    " | 4 at once, 1 year | 4 at once, 20 years | ratio |\n|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Make the databases, measure, and print the table."""
    began = time.monotonic()
    os.environ |= {
        "COUNCIL_ENV": "production",
        "COUNCIL_URL": "http://127.0.0.1",
        "COUNCIL_SECRET_KEY": "of a benchmark, for whoever runs it",
    }
    os.environ.pop("COUNCIL_DEMO", None)
    click.echo(f"{WORKERS} workers with threads; median / p95 in ms")
    click.echo(HEAD)
    with (
        tempfile.TemporaryDirectory(prefix="council-bench-") as place,
        running_postgresql() as server,
    ):
        folder = Path(place)
        year, scene = _tell_a_year(folder)
        for engine in ("SQLite", "PostgreSQL"):
            folders = [folder / f"{engine}-{years}" for years in YEARS]
            urls = [f"sqlite:///{own / 'council.sqlite'}" for own in folders]
            if engine == "PostgreSQL":
                urls = [
                    server.create_database().render_as_string(hide_password=False)
                    for _years in YEARS
                ]
            found = _measure_engine(folders, urls, year, scene)
            click.echo("\n".join(_table(engine, found)))
    click.echo(f"{time.monotonic() - began:.0f} seconds; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
