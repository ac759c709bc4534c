"""A document is printed behind a wall: within limits, without a connection, always the same."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from council.printing.document import Document, Part
from council.printing.errors import (
    NoFontForScript,
    PrintingBroke,
    PrintingTookTooLong,
    PrintingTookTooMuchMemory,
)
from council.printing.fonts import FOLDER
from council.printing.languages import PrintedLanguage
from council.printing.passages import Words
from council.printing.press import Press, forget_lately, print_document
from council.printing.workers import Printer
from tests.pdf.printing_support import (
    ARABIC,
    ENGLISH,
    MADE_AT,
    document,
    page,
    pair,
    printed_pair,
    read,
    render,
    text_in,
)

ENDLESS = "<table>" + "<tr><td>word</td><td>word</td><td>word</td></tr>" * 60_000 + "</table>"
GREEDY = "<p>" + "many words " * 9_000_000 + "</p>"

REACHING_OUT = """
<link rel="stylesheet" href="http://127.0.0.1:9/style.css"/>
<link rel="attachment" href="file:///etc/hostname"/>
<style>
  @import url(http://127.0.0.1:9/more.css);
  @font-face { font-family: Other; src: url(http://127.0.0.1:9/font.ttf) }
  h1 { font-family: Other, "Noto Sans"; background: url(//127.0.0.1:9/back.png) }
</style>
<h1>Title</h1>
<img src="http://127.0.0.1:9/image.png" alt="one"/><img src="file:///etc/hostname" alt="two"/>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E" alt="three"/>
<object data="http://127.0.0.1:9/object.svg"></object>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     width="9" height="9"><image xlink:href="http://127.0.0.1:9/in.png" width="9" height="9"/></svg>
<img src="asset:none.svg" alt="four"/><img src="../../etc/hostname" alt="five"/>
"""


@pytest.fixture(autouse=True)
def nothing_was_printed() -> None:
    forget_lately()


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(cache=tmp_path)


def test_a_document_is_printed_in_a_process_of_its_own(press: Press) -> None:
    printed = print_document(pair(text_in("en"), text_in("ar")), press)
    assert printed == printed_pair("en", "ar")


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    # Two processes, two hash seeds, two font caches.
    first = print_document(pair(text_in("en"), text_in("zh-Hans")), Press(tmp_path / "one"))
    second = print_document(pair(text_in("en"), text_in("zh-Hans")), Press(tmp_path / "two"))
    assert first.pdf == second.pdf
    assert render(pair(text_in("en"), text_in("zh-Hans"))).pdf == first.pdf


def test_another_moment_of_making_gives_other_bytes() -> None:
    words = "<h1>Same words</h1>"
    one = document(words)
    assert render(one).pdf == render(document(words)).pdf
    later = replace(one, made_at=MADE_AT.replace(year=2027))
    assert render(later).pdf != render(one).pdf


def test_a_document_reaches_nothing_but_its_own_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    def trap(*_: Any, **__: Any) -> Any:
        pytest.fail("a document opened a connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, trap)
    monkeypatch.setattr(socket, "create_connection", trap)
    monkeypatch.setattr(socket, "getaddrinfo", trap)
    printed = render(document(REACHING_OUT))
    assert "Title" in read(printed.pdf)
    assert b"/EmbeddedFile" not in printed.pdf
    assert len(printed.refused_addresses) >= 9
    assert {
        "http://127.0.0.1:9/style.css",
        "file:///etc/hostname",
        "http://127.0.0.1:9/image.png",
        "http://127.0.0.1:9/in.png",
        "asset:none.svg",
    } <= set(printed.refused_addresses)


def test_the_printers_process_cannot_connect_even_if_it_tried(tmp_path: Path) -> None:
    attempt = (
        "import socket\n"
        "from council.printing.child import _limit\n"
        "_limit(1 << 30)\n"
        "socket.create_connection(('127.0.0.1', 9), timeout=1)\n"
    )
    ended = subprocess.run([sys.executable, "-c", attempt], capture_output=True, check=False)
    assert b"a printer does not do this: socket.getaddrinfo" in ended.stderr


def test_a_document_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(PrintingTookTooLong) as refused:
        print_document(document(ENDLESS), Press(tmp_path, seconds=3, memory=4 << 30))
    assert time.monotonic() - began < 10
    assert "3 seconds" in str(refused.value)


def test_a_document_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(PrintingTookTooMuchMemory) as refused:
        print_document(document(GREEDY), Press(tmp_path, memory=300 << 20))
    assert "300 MB" in str(refused.value)


def test_a_script_without_a_font_is_refused_through_the_wall(press: Press) -> None:
    mongolian = PrintedLanguage("mn-Mong", "Mong")
    with pytest.raises(NoFontForScript) as refused:
        print_document(document("<p>x</p>", mongolian), press)
    assert refused.value.script == "Mong"


def test_a_fault_of_the_caller_ends_with_a_sentence_and_a_log(
    press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(PrintingBroke) as refused:
        print_document(document("<p lang='es'>hola</p>", ENGLISH, ARABIC), press)
    assert "could not be printed" in str(refused.value)
    assert "which is no language of its part" in caplog.text


def test_the_printer_knows_no_secret(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_SECRET_KEY", "a key that only the tests know")
    seen: list[dict[str, str]] = []
    start = subprocess.Popen

    def watched(*arguments: Any, **named: Any) -> Any:
        seen.append(named["env"])
        return start(*arguments, **named)

    monkeypatch.setattr(subprocess, "Popen", watched)
    print_document(document("<h1>x</h1>"), press)
    assert not any(name.startswith("COUNCIL") for name in seen[0])


# --- What was printed before ---------------------------------------------------------------------


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often printers were asked for what."""
    asked: Counter[str] = Counter()
    print_job = Printer.print_job

    def watched(printer: Printer, job: bytes, seconds: float) -> bytes:
        asked[json.loads(job.partition(b"\n")[0])["job"]] += 1
        return print_job(printer, job, seconds)

    monkeypatch.setattr(Printer, "print_job", watched)
    return asked


def sections(*bodies: str) -> Document:
    return Document(
        parts=tuple(
            Part(f"section-{number}", f"<h1>{body}</h1>", (ENGLISH,), edge="usual")
            for number, body in enumerate(bodies)
        ),
        edges={"usual": page("{{ pieces.furniture(title=title) }}", title=Words("A", ENGLISH))},
        title="Sections",
        made_at=MADE_AT,
    )


def test_what_did_not_change_is_not_printed_again(press: Press, jobs: Counter[str]) -> None:
    print_document(sections("one", "two", "three"), press)
    assert jobs == {"print": 4, "join": 1}
    jobs.clear()
    changed = print_document(sections("one", "two, changed", "three"), press)
    assert jobs == {"print": 1, "join": 1}
    assert changed == render(sections("one", "two, changed", "three"))


def test_a_document_that_was_just_printed_is_there_at_once(
    press: Press, jobs: Counter[str]
) -> None:
    first = print_document(sections("one", "two"), press)
    jobs.clear()
    began = time.perf_counter()
    again = print_document(sections("one", "two"), press)
    assert time.perf_counter() - began < 0.1
    assert again == first
    assert not jobs


def test_parts_are_shared_by_documents(press: Press, jobs: Counter[str]) -> None:
    print_document(sections("one", "two"), press)
    jobs.clear()
    print_document(
        replace(sections("two", "one"), title="Another", watermark=(Words("Draft", ENGLISH),)),
        press,
    )
    # The watermark alone is new.
    assert jobs == {"print": 1, "join": 1}


def test_another_font_prints_everything_anew(
    press: Press, tmp_path: Path, jobs: Counter[str]
) -> None:
    print_document(sections("one"), press)
    jobs.clear()
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copy(FOLDER / "NotoSans-Regular.ttf", fonts / "Cher-Other.ttf")
    print_document(sections("one"), replace(press, extra_fonts=fonts))
    assert jobs == {"print": 2, "join": 1}


def test_a_kept_part_that_is_spoilt_is_printed_anew(press: Press, jobs: Counter[str]) -> None:
    whole = print_document(sections("one", "two"), press)
    for file in (press.cache / "parts").iterdir():
        file.write_bytes(file.read_bytes()[:-9])
    forget_lately()
    jobs.clear()
    assert print_document(sections("one", "two"), press) == whole
    assert jobs == {"print": 3, "join": 1}


def test_a_folder_that_cannot_be_written_prevents_no_printing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "parts").write_text("no folder")
    assert print_document(sections("one"), Press(tmp_path)).pages == 1
    assert "could not be kept" in caplog.text


def test_progress_grows_until_everything_is_ready(press: Press) -> None:
    told: list[tuple[int, int]] = []
    document = sections("one", "two", "three")
    print_document(document, press, lambda *progress: told.append(progress))
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)
    assert told == sorted(told)
    print_document(document, press, lambda *progress: told.append(progress))
    assert told[-1] == (5, 5)


def test_thousands_of_parts_end_with_a_refusal(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council.printing.press._LONGEST", 3.0)
    began = time.monotonic()
    with pytest.raises(PrintingTookTooLong) as refused:
        print_document(sections(*(f"part {number}" for number in range(5000))), press)
    assert time.monotonic() - began < 15
    assert "3 seconds" in str(refused.value)
    # The printers go on.
    assert print_document(sections("one"), press).pages == 1


def test_a_longer_document_may_take_longer() -> None:
    press = Press(Path("/nowhere"))
    assert press.seconds_of(sections("one")) == 32
    assert press.seconds_of(sections(*map(str, range(20)))) == 70
    assert press.seconds_of(sections(*map(str, range(5000)))) == 300
