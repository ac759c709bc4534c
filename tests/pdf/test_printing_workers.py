"""Printers stay warm and are shared; one that dies harms no job but its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from council.printing import workers
from council.printing.document import Kind, Layout, Manuscript, PrintedPart
from council.printing.errors import PrintingBroke, PrintingTookTooLong
from council.printing.frames import write_frame
from council.printing.wire import pack_manuscript, unpack_answer
from council.printing.workers import Outfit, Printer, Workers
from tests.pdf.printing_support import ENGLISH

SHORT = "<h1>Peace</h1>"
ENDLESS = "<table>" + "<tr><td>word</td><td>word</td><td>word</td></tr>" * 60_000 + "</table>"


@pytest.fixture
def outfit(tmp_path: Path) -> Outfit:
    return Outfit(cache=tmp_path, extra_fonts=None, memory=1 << 30)


@pytest.fixture
def printers() -> Iterator[Workers]:
    printers = Workers()
    yield printers
    printers.end()


def job(body: str = SHORT) -> bytes:
    return pack_manuscript(Manuscript(Kind.PART, body, (ENGLISH,), Layout()))


def soon(seconds: float = 60) -> float:
    return time.monotonic() + seconds


def process_of(printers: Workers, outfit: Outfit) -> int:
    with printers.borrowed(outfit, soon()) as printer:
        return printer.process_id


def is_printed(answer: bytes) -> bool:
    return isinstance(unpack_answer(answer), PrintedPart)


def test_a_printer_prints_one_job_after_the_other(printers: Workers, outfit: Outfit) -> None:
    before = process_of(printers, outfit)
    answers = [printers.print_job(job(), outfit, 30, soon()) for _ in range(3)]
    assert process_of(printers, outfit) == before
    assert len(set(answers)) == 1
    assert is_printed(answers[0])


def test_no_more_than_two_print_at_the_same_time(printers: Workers, outfit: Outfit) -> None:
    with (
        printers.borrowed(outfit, soon()) as one,
        printers.borrowed(outfit, soon()) as two,
        pytest.raises(PrintingTookTooLong),
        printers.borrowed(outfit, soon(0.1)),
    ):
        pass
    # Nor do more wait, whatever they were started for.
    other = process_of(printers, replace(outfit, memory=900 << 20))
    assert _runs(other)
    assert _runs(one.process_id) != _runs(two.process_id)


def test_a_printer_that_died_while_it_waited_is_replaced(printers: Workers, outfit: Outfit) -> None:
    dead = process_of(printers, outfit)
    os.kill(dead, signal.SIGKILL)
    _wait_until(lambda: _state(dead) == "Z")
    assert is_printed(printers.print_job(job(), outfit, 30, soon()))
    assert process_of(printers, outfit) != dead


def test_a_printer_that_dies_at_work_costs_that_job_alone(
    printers: Workers, outfit: Outfit, caplog: pytest.LogCaptureFixture
) -> None:
    with printers.borrowed(outfit, soon()) as printer:
        threading.Timer(1.0, os.kill, (printer.process_id, signal.SIGKILL)).start()
        elsewhere: list[bytes] = []
        other = threading.Thread(
            target=lambda: elsewhere.append(printers.print_job(job(), outfit, 30, soon()))
        )
        other.start()
        with pytest.raises(PrintingBroke):
            printer.print_job(job(ENDLESS), 30)
        other.join()
    assert "ended with code -9" in caplog.text
    assert is_printed(elsewhere[0])
    assert is_printed(printers.print_job(job(), outfit, 30, soon()))


def test_of_several_jobs_one_that_is_refused_ends_the_others(
    printers: Workers, outfit: Outfit
) -> None:
    jobs = [job("<p lang='xx'>words</p>"), job(ENDLESS), job(ENDLESS)]
    began = time.monotonic()
    with pytest.raises(PrintingBroke):
        list(printers.print_jobs(jobs, outfit, 60, soon(120)))
    assert time.monotonic() - began < 20
    assert is_printed(printers.print_job(job(), outfit, 30, soon()))


def test_several_jobs_are_answered_each_in_its_place(printers: Workers, outfit: Outfit) -> None:
    jobs = [job(f"<h1>{'word ' * number}</h1>") for number in range(1, 6)]
    answers = dict(printers.print_jobs(jobs, outfit, 30, soon()))
    assert answers == {
        place: printers.print_job(each, outfit, 30, soon()) for place, each in enumerate(jobs)
    }


def test_a_printer_is_let_go_when_nothing_is_printed_any_more(
    printers: Workers, outfit: Outfit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "IDLE_SECONDS", 0.5)
    process = process_of(printers, outfit)
    assert _runs(process)
    _wait_until(lambda: not _runs(process))


def test_a_printer_is_let_go_after_many_jobs(
    printers: Workers, outfit: Outfit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MOST_JOBS", 2)
    seen = set()
    for _ in range(4):
        printers.print_job(job(), outfit, 30, soon())
        seen.add(process_of(printers, outfit))
    assert len(seen) == 3


def test_a_printer_that_has_grown_large_is_let_go(printers: Workers, outfit: Outfit) -> None:
    small = replace(outfit, worn_at=1 << 20)
    with printers.borrowed(small, soon()) as printer:
        assert is_printed(printer.print_job(job(), 30))
        assert printer.is_worn
    assert not _runs(printer.process_id)


def test_printers_end_with_whoever_started_them(tmp_path: Path) -> None:
    script = (
        "import os, pathlib\n"
        "from council.printing.workers import Outfit, WORKERS\n"
        f"outfit = Outfit(pathlib.Path({str(tmp_path)!r}), None, 1 << 30)\n"
        "with WORKERS.borrowed(outfit, 1e9) as printer:\n"
        "    print(printer.process_id, flush=True)\n"
        "os._exit(0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    _wait_until(lambda: not _runs(int(ended.stdout)))


def test_a_printer_that_nobody_waits_for_stops_by_itself(outfit: Outfit) -> None:
    printer = Printer(outfit)
    try:
        # Started, and so at work on the second of them for all the time that it may take.
        assert is_printed(printer.print_job(job(), 30))
        write_frame(printer._to, 2, job(ENDLESS))
        _wait_until(lambda: not _runs(printer.process_id))
    finally:
        printer.end()


def test_a_forked_process_has_printers_of_its_own(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys\n"
        "from council.printing import workers\n"
        "from tests.pdf.test_printing_workers import SHORT, is_printed, job, soon\n"
        f"outfit = workers.Outfit(pathlib.Path({str(tmp_path)!r}), None, 1 << 30)\n"
        "def prints():\n"
        "    answer = workers.WORKERS.print_job(job(), outfit, 60, soon())\n"
        "    assert is_printed(answer)\n"
        "    with workers.WORKERS.borrowed(outfit, soon()) as printer:\n"
        "        return printer.process_id\n"
        "before = prints()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    assert prints() != before\n"
        "    os._exit(0)\n"
        "_, status = os.waitpid(child, 0)\n"
        "assert status == 0\n"
        "assert prints() == before\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def _state(process: int) -> str:
    """One letter for what the system says about a process: Z for one that ended unseen."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def _runs(process: int) -> bool:
    return _state(process) not in ("", "Z")


def _wait_until(holds: Callable[[], bool]) -> None:
    until = soon(15)
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
