"""Parts that were printed before are kept while they are in use, and not for ever."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from council.printing import kept_parts
from council.printing.kept_parts import KeptParts

DAY = 24 * 3600


@pytest.fixture
def kept(tmp_path: Path) -> KeptParts:
    return KeptParts(tmp_path / "parts")


def age(kept: KeptParts, key: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(kept.folder / key, (then, then))


def test_a_part_comes_back_as_it_was_kept(kept: KeptParts) -> None:
    assert kept.get("agenda") is None
    kept.put("agenda", b"%PDF\x00 pages")
    assert kept.get("agenda") == b"%PDF\x00 pages"


def test_nobody_else_reads_the_folder(kept: KeptParts) -> None:
    kept.put("agenda", b"words of a family")
    assert kept.folder.stat().st_mode & 0o077 == 0
    assert (kept.folder / "agenda").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("left", [0, 10, 32, 40])
def test_a_part_that_is_not_as_it_was_written_is_forgotten(kept: KeptParts, left: int) -> None:
    kept.put("agenda", b"words " * 20)
    file = kept.folder / "agenda"
    file.write_bytes(file.read_bytes()[:left])
    assert kept.get("agenda") is None
    kept.put("agenda", b"words again")
    assert kept.get("agenda") == b"words again"


def test_what_nobody_has_printed_for_a_week_goes(kept: KeptParts) -> None:
    for key in ("used", "forgotten", "new"):
        kept.put(key, b"words")
    age(kept, "used", 6 * DAY)
    age(kept, "forgotten", 7 * DAY + 60)
    kept.sweep()
    assert {file.name for file in kept.folder.iterdir()} == {"used", "new"}


def test_what_is_printed_again_stays_for_another_week(kept: KeptParts) -> None:
    kept.put("agenda", b"words")
    age(kept, "agenda", 8 * DAY)
    assert kept.get("agenda") == b"words"
    kept.sweep()
    assert kept.get("agenda") == b"words"


def test_what_words_were_taken_back_of_goes_however_lately_it_was_used(kept: KeptParts) -> None:
    for key in ("before", "after"):
        kept.put(key, b"words")
    age(kept, "before", 3 * 60)
    assert kept.get("before") == b"words"
    kept.sweep(written_before=time.time() - 60)
    assert {file.name for file in kept.folder.iterdir()} == {"after"}


def test_everything_can_be_forgotten_at_once(kept: KeptParts) -> None:
    kept.forget()
    for number in range(3):
        kept.put(f"part-{number}", b"words")
    kept.forget()
    assert list(kept.folder.iterdir()) == []


def test_the_folder_stays_within_its_bytes(kept: KeptParts) -> None:
    small = KeptParts(kept.folder, most_bytes=3000)
    for number in range(5):
        small.put(f"part-{number}", b"x" * 900)
        age(small, f"part-{number}", 60 - number)
    small.sweep()
    assert {file.name for file in kept.folder.iterdir()} == {"part-2", "part-3", "part-4"}


def test_a_long_run_of_parts_lets_go_of_the_first_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_parts, "_ADDED", 2000)
    small = KeptParts(tmp_path / "parts", most_bytes=3000)
    for number in range(20):
        small.put(f"part-{number}", b"x" * 900)
    assert sum(file.stat().st_size for file in small.folder.iterdir()) <= 3000 + 2000 + 2 * 932


def test_a_file_that_was_never_finished_goes_as_well(kept: KeptParts) -> None:
    kept.put("agenda", b"words")
    unfinished = kept.folder / ".half"
    unfinished.write_bytes(b"wor")
    os.utime(unfinished, (0, 0))
    kept.sweep()
    assert not unfinished.exists()


def test_several_processes_share_the_folder(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as processes:
        assert all(processes.map(_use_heavily, [tmp_path / "parts"] * 4, range(4)))


def _use_heavily(folder: Path, seed: int) -> bool:
    kept = KeptParts(folder, most_bytes=20_000)
    for number in range(200):
        key = f"part-{(number * 7 + seed) % 30}"
        kept.put(key, key.encode() * 200)
        if number % 10 == 0:
            kept.sweep()
        if kept.get(key) not in (None, key.encode() * 200):
            return False
    return True
