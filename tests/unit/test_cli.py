"""The council command: what each part does, and what it says when it cannot."""

import logging
import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from council.cli import main
from council.packets.style import USUAL_STYLE, PacketArrangement, PacketStyle
from council.printing.document import Paper, TextSize
from council.serving import run_together
from tests.mailserver import free_port

KEY = "7sQ-a-key-that-only-the-tests-know-4jX9pLw2"


class Installation:
    """One installation in a folder of its own, worked by the command alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = {
            "COUNCIL_DATABASE_URL": f"sqlite:///{folder / 'council.sqlite'}",
            "COUNCIL_SECRET_KEY": KEY,
        }

    def run(self, *words: str, **more: str) -> Result:
        """Run the command to its end."""
        others = {name: None for name in os.environ if name.startswith("COUNCIL_")}
        root = logging.getLogger()
        before = (root.handlers[:], root.level)
        try:
            return CliRunner(env={**others, "PORT": None, **self.settings, **more}).invoke(
                main, words, prog_name="council"
            )
        finally:
            root.handlers[:], root.level = before

    def well(self, *words: str, **more: str) -> str:
        """What it prints when all goes well."""
        answer = self.run(*words, **more)
        assert answer.exit_code == 0, answer.output
        return answer.stdout

    def refused(self, *words: str, **more: str) -> str:
        """The one sentence that it says when it cannot."""
        answer = self.run(*words, **more)
        assert answer.exit_code != 0, answer.output
        assert isinstance(answer.exception, SystemExit), answer.exc_info
        sentence = answer.stderr.removeprefix("Error: ")
        assert sentence.count("\n") == 1, sentence
        return sentence.strip()

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """What stands in its database."""
        engine = create_engine(self.settings["COUNCIL_DATABASE_URL"])
        with engine.begin() as connection:
            answer = connection.execute(text(statement))
            rows = [tuple(row) for row in answer] if answer.returns_rows else []
        engine.dispose()
        return rows


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation whose database does not exist yet."""
    return Installation(tmp_path)


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an installation that was set up."""
    installation = Installation(tmp_path_factory.mktemp("set-up"))
    installation.well(*INIT)
    return installation.folder / "council.sqlite"


@pytest.fixture
def ready(installation: Installation, set_up_once: Path) -> Installation:
    """An installation that was set up."""
    shutil.copy(set_up_once, installation.folder)
    return installation


INIT = (
    "init",
    "--district=Demo Unified",
    "--time-zone=America/Denver",
    "--school=Alder Elementary",
    "--council=Alder council",
    "--preset=ca_elac",
    "--admin-name=Dana Demo",
    "--admin-email=dana@example.org",
)


def test_version_is_told(installation: Installation) -> None:
    assert re.fullmatch(r"council, version \d+\.\d+\.\d+\n", installation.well("--version"))


def test_help_names_every_command(installation: Installation) -> None:
    answer = installation.well("--help")
    for name in ("init", "upgrade", "demo", "serve", "work", "packet", "check"):
        assert re.search(rf"^  {name} ", answer, re.MULTILINE), name


def test_init_makes_everything_and_prints_one_link(installation: Installation) -> None:
    answer = installation.well(*INIT, COUNCIL_URL="https://council.example.org")
    assert installation.ask("SELECT name, time_zone FROM district") == [
        ("Demo Unified", "America/Denver")
    ]
    assert installation.ask("SELECT name, preset, time_zone FROM council") == [
        ("Alder council", "ca_elac", "America/Denver")
    ]
    assert installation.ask("SELECT role FROM role_held") == [("district_admin",)]
    (link,) = re.findall(r"https?://\S+", answer)
    assert link.startswith("https://council.example.org/")
    ((ticket,),) = installation.ask("SELECT id FROM ticket WHERE purpose = 'invitation'")
    assert str(ticket) in link


def test_init_happens_once(ready: Installation) -> None:
    assert "set up already" in ready.refused(*INIT)
    assert len(ready.ask("SELECT id FROM council")) == 1


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--time-zone=America/Nowhere", "no such time zone"),
        ("--admin-email=dana", "no e-mail address"),
        ("--school=  ", "at least one letter"),
    ],
)
def test_init_refuses_what_cannot_be_and_writes_nothing(
    installation: Installation, option: str, said: str
) -> None:
    assert said in installation.refused(*INIT, option)
    assert installation.ask("SELECT id FROM district") == []


def test_upgrade_makes_an_empty_database_current_and_keeps_a_current_one(
    installation: Installation,
) -> None:
    installation.well("upgrade")
    installation.ask("INSERT INTO school (id, name, address) VALUES ('s', 'Demo', '')")
    installation.well("upgrade")
    assert installation.ask("SELECT name FROM school") == [("Demo",)]


@pytest.mark.parametrize("command", [("upgrade",), ("serve",), ("work", "--once")])
def test_newer_database_is_refused(ready: Installation, command: tuple[str, ...]) -> None:
    ready.ask("UPDATE alembic_version SET version_num = '9999'")
    assert "newer release" in ready.refused(*command)


@pytest.mark.parametrize(
    "command", [("serve",), ("work", "--once"), ("packet", "next", "--languages", "en")]
)
def test_empty_database_is_refused_with_what_to_do(
    installation: Installation, command: tuple[str, ...]
) -> None:
    assert installation.refused(*command) == "The database is empty. Run: council upgrade"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COUNCIL_DATABASE_URL", "mysql://somewhere", "COUNCIL_DATABASE_URL"),
        ("COUNCIL_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "cannot be reached"),
        ("COUNCIL_URL", "council", "COUNCIL_URL"),
        ("COUNCIL_ENV", "elsewhere", "COUNCIL_ENV"),
    ],
)
def test_setting_that_cannot_be_used_is_named(
    installation: Installation, name: str, value: str, said: str
) -> None:
    assert said in installation.refused("upgrade", **{name: value})


@pytest.mark.parametrize("command", [("serve",), ("work", "--once")])
def test_mail_settings_that_cannot_be_used_are_named_at_the_start(
    ready: Installation, command: tuple[str, ...]
) -> None:
    assert "COUNCIL_MAIL_FROM" in ready.refused(*command, COUNCIL_MAIL_URL="smtp://127.0.0.1")
    assert "COUNCIL_MAIL_URL" in ready.refused(*command, COUNCIL_MAIL_URL="nonsense")


def test_demo_year_goes_into_an_empty_database_only(ready: Installation) -> None:
    assert "empty database" in ready.refused("demo")
    assert "nothing was changed" in ready.well("demo", "--if-empty")
    assert len(ready.ask("SELECT id FROM council")) == 1


def test_packet_of_no_meeting_is_refused(ready: Installation) -> None:
    assert ready.refused("packet", "next", "--languages", "en") == "There is no meeting ahead."
    assert "no meeting abc" in ready.refused("packet", "abc", "--languages", "en,es")


def test_packet_is_printed_as_it_is_asked_for(
    ready: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[list[str], PacketStyle]] = []

    def print_nothing(_meeting: object, languages: list[str], style: PacketStyle) -> bytes:
        asked.append((languages, style))
        return b"%PDF demo"

    council = SimpleNamespace(paper=Paper.LETTER)
    meeting = SimpleNamespace(id="0123456789ab", held_on=date(2026, 12, 3), council=council)
    monkeypatch.setattr("council.cli._meeting", lambda _wanted: meeting)
    monkeypatch.setattr("council.packets.operations.print_meeting_packet", print_nothing)
    usual = ready.well("packet", "next", "--languages", "en, es").strip()
    other = ready.well(
        *("packet", "next", "--languages", "en,es"),
        *("--layout", "facing", "--paper", "a4", "--large"),
    ).strip()
    assert usual.endswith("2026-12-03-0123456789ab-en-es.pdf")
    assert other.endswith("-en-es-facing-a4-large.pdf")
    assert Path(usual).read_bytes() == Path(other).read_bytes() == b"%PDF demo"
    ready.well("packet", "next", "--languages", "es", "-o", str(tmp_path / "mine.pdf"))
    assert (tmp_path / "mine.pdf").read_bytes() == b"%PDF demo"
    large_a4 = PacketStyle(PacketArrangement.FACING, Paper.A4, TextSize.LARGE)
    assert asked == [(["en", "es"], USUAL_STYLE), (["en", "es"], large_a4), (["es"], USUAL_STYLE)]
    council.paper = Paper.A4
    on_its_paper = ready.well("packet", "next", "--languages", "es").strip()
    assert on_its_paper.endswith("2026-12-03-0123456789ab-es.pdf")
    on_letter = ready.well("packet", "next", "--languages", "es", "--paper", "letter").strip()
    assert on_letter.endswith("-es-side-by-side-letter.pdf")
    assert [style.paper for _languages, style in asked[3:]] == [Paper.A4, Paper.LETTER]
    for wrong in (("--layout", "booklet"), ("--paper", "napkin")):
        assert ready.run("packet", "next", "--languages", "en", *wrong).exit_code == 2


def test_work_once_does_what_is_due_and_ends(ready: Installation) -> None:
    ready.well("work", "--once")
    assert ("notices.tasks.send_what_is_owed",) in ready.ask("SELECT name FROM periodic_run")


# ---- check --------------------------------------------------------------------------------------


def test_check_says_what_is_wrong_and_how_to_mend_it(installation: Installation) -> None:
    answer = installation.run("check", COUNCIL_SECRET_KEY="secret")
    assert answer.exit_code == 1
    assert "WRONG  Database: The database is empty.\n       Run: council upgrade" in answer.stdout
    assert "WRONG  Secret key: it can be guessed" in answer.stdout
    assert "care   Address: http://127.0.0.1:5000 can be opened on this machine" in answer.stdout
    assert "care   Mail: no mail server is set" in answer.stdout
    assert answer.stderr == "Error: 2 things are wrong.\n"


def test_check_of_a_good_installation_is_content(ready: Installation) -> None:
    ready.well("work", "--once")
    answer = ready.well("check")
    assert "WRONG" not in answer
    for what in ("Database", "SQLite", "Background work", "Secret key", "Fonts", "Pango"):
        assert f"good   {what}: " in answer
    assert "good   Languages: pages can be read in 12 languages" in answer


def test_check_tries_the_mail_server(ready: Installation) -> None:
    port = free_port()
    answer = ready.run(
        "check",
        COUNCIL_MAIL_URL=f"smtp://council:secret@127.0.0.1:{port}",
        COUNCIL_MAIL_FROM="council@example.org",
    )
    assert f"WRONG  Mail: 127.0.0.1:{port} takes no mail" in answer.stdout
    assert "secret" not in answer.stdout


def test_check_finds_a_missing_trigger(ready: Installation) -> None:
    ready.ask("DROP TRIGGER history_refuses_update")
    answer = ready.run("check")
    assert answer.exit_code == 1
    assert "history_refuses_update" in answer.stdout


# ---- serve --------------------------------------------------------------------------------------


CALL = "from council.cli import main; main(prog_name='council')"


def surroundings() -> dict[str, str]:
    """The environment without what this machine may have set for a council."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COUNCIL_") and name != "PORT"
    }
    return kept | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


class Serving:
    """A server that runs, and what it says."""

    def __init__(self, installation: Installation, *options: str, **more: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", CALL, "serve", f"--port={self.port}", *options],
            cwd=installation.folder,
            env=surroundings() | installation.settings | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            self.said.extend(lines)

    def get(self, path: str) -> int:
        """The status of a page, once the server is up."""
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code
            except urllib.error.URLError:
                assert self.process.poll() is None, "".join(self.said)
                assert time.monotonic() < until, "".join(self.said)
                time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> str:
        """Stop it; everything that it said."""
        self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.reader.join(timeout=60)
        assert code == 0, "".join(self.said)
        return "".join(self.said)


@pytest.fixture
def servers() -> Iterator[list[Serving]]:
    """Servers that are gone when the test ends, however it ends."""
    started: list[Serving] = []
    yield started
    for server in started:
        if server.process.poll() is None:
            server.process.kill()
        server.process.wait()
        server.reader.join()


def test_server_logs_no_visit_of_a_family_and_no_token(
    ready: Installation, servers: list[Serving]
) -> None:
    servers.append(server := Serving(ready, "--workers=1"))
    token = "7k3f9qxm2dbt." + "s" * 43
    assert server.get("/") == 200
    for path in (
        "/look-up",
        f"/vote/{token}",
        "/alder123",
        f"/thread/{token}",
        "/static/favicon.svg",
    ):
        server.get(path)
    assert server.get(f"/today?next={token}") == 200  # sent on to the page where one signs in
    said = server.stop()
    lines = [line for line in said.splitlines() if "gunicorn.access" in line]
    assert len(lines) == 1, said
    assert lines[0].split("gunicorn.access ")[1].startswith("GET /today 302 ")
    for secret in (token, "look-up", "alder123", "favicon"):
        assert secret not in said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_server_with_worker_stops_both(
    ready: Installation, servers: list[Serving], how: signal.Signals
) -> None:
    ready.ask("DELETE FROM periodic_run")
    servers.append(server := Serving(ready, "--with-worker"))
    assert server.get("/") == 200
    until = time.monotonic() + 60
    while not ready.ask("SELECT 1 FROM periodic_run"):
        assert time.monotonic() < until
        time.sleep(0.2)
    children = children_of(server.process.pid)
    assert len(children) == 2
    server.stop(how)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port)).close()


def test_each_part_is_told_to_stop_once_and_may_finish(tmp_path: Path) -> None:
    told = tmp_path / "told"
    up = tmp_path / "up"

    def finish_slowly() -> None:
        def note(*_args: object) -> None:
            with told.open("a") as file:
                file.write("stop\n")

        signal.signal(signal.SIGTERM, note)
        up.touch()
        while not told.exists():
            time.sleep(0.05)
        time.sleep(1)  # the other part has ended by now
        with told.open("a") as file:
            file.write("finished\n")

    def end_at_once() -> None:
        signal.pause()

    whole = multiprocessing.get_context("fork").Process(
        target=lambda: sys.exit(run_together([finish_slowly, end_at_once]))
    )
    whole.start()
    until = time.monotonic() + 60
    while not up.exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    whole.terminate()
    whole.join(timeout=60)
    assert whole.exitcode == 0
    assert told.read_text() == "stop\nfinished\n"


def test_end_of_one_part_ends_the_others_with_an_error() -> None:
    whole = multiprocessing.get_context("fork").Process(
        target=lambda: sys.exit(run_together([signal.pause, lambda: None]))
    )
    whole.start()
    whole.join(timeout=60)
    assert whole.exitcode == 1


def test_server_killed_without_a_word_leaves_no_part_behind(
    ready: Installation, servers: list[Serving]
) -> None:
    servers.append(server := Serving(ready, "--with-worker"))
    assert server.get("/") == 200
    children = children_of(server.process.pid)
    server.process.kill()
    until = time.monotonic() + 60
    while [child for child in children if Path(f"/proc/{child}").exists()]:
        assert time.monotonic() < until
        time.sleep(0.2)


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def test_server_of_an_empty_installation_prints_a_link_that_works_once(
    installation: Installation, servers: list[Serving]
) -> None:
    installation.well("upgrade")
    links = []
    for _start in range(2):
        servers.append(server := Serving(installation))
        assert server.get("/") == 200
        said = server.stop()
        (link,) = re.findall(r"^http\S+$", said, re.MULTILINE)
        links.append(link)
    assert links[0].rsplit("/", 1)[1] == links[1].rsplit("/", 1)[1]
    assert len(installation.ask("SELECT id FROM ticket WHERE purpose = 'first_admin'")) == 1


def test_server_with_people_prints_no_link(ready: Installation, servers: list[Serving]) -> None:
    servers.append(server := Serving(ready))
    assert server.get("/") == 200
    assert "first" not in server.stop().lower().replace("first of all", "")
