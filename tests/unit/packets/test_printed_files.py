"""Files of packets: asked for once, printed by the worker, found again, and let go in time."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from council import clock, jobs
from council.concerns.operations import withdraw_concern
from council.database import db
from council.meetings.models import Meeting
from council.packets import print_operations, tasks
from council.packets.content import USUAL_SECTIONS, PacketContent, Section
from council.packets.models import Packet, PrintedFile
from council.packets.operations import issue_packet, withdraw_packet
from council.packets.print_operations import (
    HELD,
    TRIES,
    ask_for_packet,
    ask_for_preview,
    forget_old_files,
    mark_used,
    note_use,
    take_file,
)
from council.packets.queries import bytes_of, files_to_print
from council.packets.states import PrintKind, PrintState
from council.packets.style import USUAL_STYLE, PacketArrangement, PacketStyle
from council.printing.document import Paper, Printed
from council.printing.errors import PrintingTookTooLong
from council.printing.kept_parts import KeptParts
from council.refusals import Refusal
from tests.factories.concerns import raised
from tests.factories.packets import LARGE_PRINT, a_small_meeting, translate
from tests.factories.school import Cast

A4 = PacketStyle(paper=Paper.A4)
FACING = PacketStyle(PacketArrangement.FACING)


class FakePrinter:
    """Prints in no time; says what it was given."""

    def __init__(self) -> None:
        self.printed: list[tuple[PacketContent, PrintKind, PacketStyle]] = []
        self.pdf = b"%PDF demo"
        self.steps: list[tuple[int, int]] = []
        self.refuses: Exception | None = None
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(
        self,
        content: PacketContent,
        made_at: object,
        kind: PrintKind,
        style: PacketStyle,
        progress: Callable[[int, int], None],
    ) -> Printed:
        self.printed.append((content, kind, style))
        for step in self.steps:
            progress(*step)
        self.meanwhile()
        if self.refuses is not None:
            raise self.refuses
        return Printed(self.pdf, 8, (), {})


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> FakePrinter:
    """Stands in for the printing engine, which has tests of its own."""
    fake = FakePrinter()
    monkeypatch.setattr(tasks, "printed_of", fake)
    return fake


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A posted meeting."""
    return a_small_meeting(cast)


@pytest.fixture
def packet(cast: Cast, meeting: Meeting) -> Packet:
    """Its packet in English and Spanish."""
    return issue_packet(meeting, "en", "es", by=cast.coordinator)


def again(file: PrintedFile) -> PrintedFile:
    """The file as it stands now."""
    db.session.expire_all()
    return db.session.get_one(PrintedFile, file.id)


def waiting() -> list[str]:
    """What waits to be printed, in order."""
    return list(db.session.scalars(files_to_print(clock.now())))


def a_preview(cast: Cast, meeting: Meeting, second: str = "es") -> PrintedFile:
    """What the packet would be now."""
    return ask_for_preview(
        meeting, ("en", second), USUAL_SECTIONS, PrintKind.PACKET, USUAL_STYLE, by=cast.coordinator
    )


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the worker is told to do."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(print_operations, "hand_over", lambda name, id_: told.append((name, id_)))
    return told


# ---- asked for


def test_an_issued_packet_is_printed_without_being_asked_for(
    packet: Packet, printer: FakePrinter
) -> None:
    (file_id,) = waiting()
    tasks.print_file(file_id)
    file = db.session.get_one(PrintedFile, file_id)
    assert (file.state, file.packet_id, file.pages) == (PrintState.DONE, packet.id, 8)
    assert bytes_of(file) == b"%PDF demo"
    ((content, kind, style),) = printer.printed
    assert content.edition is not None and content.edition.packet_id == packet.id
    assert (kind, style) == (PrintKind.PACKET, USUAL_STYLE)


def test_whoever_asks_for_the_same_gets_the_same_file(packet: Packet) -> None:
    first = ask_for_packet(packet)
    assert ask_for_packet(packet).id == first.id
    others = [
        ask_for_packet(packet, style=A4),
        ask_for_packet(packet, style=FACING),
        ask_for_packet(packet, style=LARGE_PRINT),
        ask_for_packet(packet, PrintKind.HANDOUT),
    ]
    assert len({first.id, *(each.id for each in others)}) == 5
    assert ask_for_packet(packet, style=A4).id == others[0].id


def test_two_who_ask_at_once_get_one_file(packet: Packet, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looks a moment before the first has written."""
    first = ask_for_packet(packet, style=A4)
    found = print_operations.file_with_key
    looks = iter([lambda key: None, found])
    monkeypatch.setattr(print_operations, "file_with_key", lambda key: next(looks)(key))
    assert ask_for_packet(packet, style=A4).id == first.id


def test_one_language_alone_has_one_arrangement(cast: Cast, meeting: Meeting) -> None:
    packet = issue_packet(meeting, "es", by=cast.coordinator)
    assert ask_for_packet(packet, style=FACING).id == ask_for_packet(packet).id


def test_a_preview_is_what_stood_there_when_it_was_asked_for(
    cast: Cast, meeting: Meeting, printer: FakePrinter
) -> None:
    file = a_preview(cast, meeting)
    assert a_preview(cast, meeting).id == file.id
    translate(cast, meeting.title_id, "es", "Reunión", approve=False)
    changed = a_preview(cast, meeting)
    assert changed.id != file.id
    tasks.print_file(file.id)
    assert [content.preview for content, _, _ in printer.printed] == [True, True]
    titles = [content.cover.title.readings[1].words for content, _, _ in printer.printed]
    assert "Reunión" not in titles[0] and titles[1] == "Reunión"


def test_the_sections_of_a_preview_are_those_that_were_chosen(
    cast: Cast, meeting: Meeting, printer: FakePrinter
) -> None:
    chosen = (Section.COMMENT_CARD, Section.AGENDA)
    file = ask_for_preview(
        meeting, ("en", ""), chosen, PrintKind.PACKET, USUAL_STYLE, by=cast.coordinator
    )
    tasks.print_file(file.id)
    ((content, _, _),) = printer.printed
    assert content.sections == chosen


@pytest.mark.parametrize(
    "name", ["leader", "administrator", "member", "district_admin", "other_coordinator"]
)
def test_only_a_coordinator_of_the_council_sees_drafts(
    cast: Cast, meeting: Meeting, name: str
) -> None:
    with pytest.raises(Refusal, match="Only a coordinator"):
        ask_for_preview(
            meeting,
            ("en", "es"),
            USUAL_SECTIONS,
            PrintKind.PACKET,
            USUAL_STYLE,
            by=getattr(cast, name),
        )
    assert waiting() == []


def test_there_is_an_end_to_what_waits(packet: Packet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_operations, "MOST_WAITING", 2)
    ask_for_packet(packet, style=A4)
    with pytest.raises(Refusal, match="Try again in a few minutes"):
        ask_for_packet(packet, style=LARGE_PRINT)
    assert ask_for_packet(packet, style=A4) is not None


def test_the_worker_is_told_and_finds_it_by_itself_too(
    packet: Packet, printer: FakePrinter, handed_over: list[tuple[str, str]]
) -> None:
    file = ask_for_packet(packet, style=A4)
    assert handed_over == [("print_file", file.id)]
    tasks.print_what_waits()
    assert again(file).state is PrintState.DONE
    assert waiting() == []


def test_printing_is_among_what_the_worker_does_every_minute() -> None:
    minutes = {each.name: each.minutes for each in jobs.periodic_operations()}
    assert minutes["packets.tasks.print_what_waits"] == 1
    assert minutes["packets.tasks.forget_old_files"] == 60
    assert minutes["packets.tasks.forget_old_parts"] == 60


# ---- printed


def test_what_was_asked_for_first_is_printed_first(
    cast: Cast, packet: Packet, printer: FakePrinter
) -> None:
    now = clock.now()
    styles = [LARGE_PRINT, A4, FACING]
    for minute, style in enumerate(styles, start=1):
        with clock.at(now + timedelta(minutes=minute)):
            ask_for_packet(packet, style=style)
    tasks.print_what_waits()
    assert [style for _, _, style in printer.printed] == [USUAL_STYLE, *styles]


def test_the_page_can_tell_how_far_it_is(
    packet: Packet, printer: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_STEP", 0)
    file = ask_for_packet(packet)
    seen = []
    printer.steps = [(1, 12), (7, 12)]
    printer.meanwhile = lambda: seen.append((again(file).parts_done, again(file).parts))
    tasks.print_file(file.id)
    assert seen == [(7, 12)]


def test_a_file_is_printed_by_one_worker(packet: Packet, printer: FakePrinter) -> None:
    file = ask_for_packet(packet)
    printer.meanwhile = lambda: tasks.print_file(file.id)
    tasks.print_file(file.id)
    assert len(printer.printed) == 1
    assert again(file).state is PrintState.DONE


def test_two_are_printed_at_once_and_no_more(packet: Packet, printer: FakePrinter) -> None:
    files = [ask_for_packet(packet, style=style) for style in (USUAL_STYLE, A4, FACING)]
    under_way: list[int] = []

    def others() -> None:
        under_way.append(sum(again(file).state is PrintState.PRINTING for file in files))
        tasks.print_what_waits()

    printer.meanwhile = others
    tasks.print_what_waits()
    assert max(under_way) == 2
    assert {again(file).state for file in files} == {PrintState.DONE}


def test_what_a_dead_worker_has_left_is_printed_by_another(
    packet: Packet, printer: FakePrinter
) -> None:
    file = ask_for_packet(packet)
    dead = take_file(file.id)
    assert dead is not None
    tasks.print_what_waits()
    assert again(file).state is PrintState.PRINTING
    with clock.at(clock.now() + HELD):
        tasks.print_what_waits()
    assert again(file).state is PrintState.DONE
    assert (len(printer.printed), again(file).attempts) == (1, 2)


def test_a_worker_that_was_given_up_overwrites_nothing(
    packet: Packet, printer: FakePrinter
) -> None:
    file = ask_for_packet(packet)
    slow = take_file(file.id)
    assert slow is not None
    with clock.at(clock.now() + HELD):
        fast = take_file(file.id)
    assert fast is not None
    print_operations.note_printed(slow, b"%PDF slow", 1)
    assert again(file).state is PrintState.PRINTING
    print_operations.note_printed(fast, b"%PDF fast", 2)
    print_operations.note_failed(slow.file_id, slow.attempt, PrintingTookTooLong(30))
    assert bytes_of(again(file)) == b"%PDF fast"


def test_a_file_that_takes_workers_down_is_given_up(packet: Packet, printer: FakePrinter) -> None:
    file = ask_for_packet(packet)
    moment = clock.now()
    for _ in range(TRIES):
        assert file.state is not PrintState.FAILED
        with clock.at(moment):
            assert take_file(file.id) is not None
        moment += HELD
    with clock.at(moment):
        tasks.print_what_waits()
    assert again(file).state is PrintState.FAILED
    assert printer.printed == []
    assert "could not be printed" in (again(file).failure or {})["en"]


def test_why_it_failed_is_kept_in_each_language_of_the_pages(
    packet: Packet, printer: FakePrinter
) -> None:
    file = ask_for_packet(packet)
    printer.refuses = PrintingTookTooLong(30)
    tasks.print_file(file.id)
    failure = again(file).failure or {}
    assert "30 seconds" in failure["en"]
    assert set(failure) == {"en", "es", "ar"} and len(set(failure.values())) == 3
    printer.refuses = None
    assert ask_for_packet(packet).state is PrintState.WAITING
    tasks.print_file(file.id)
    assert again(file).state is PrintState.DONE


def test_a_fault_of_ours_ends_with_a_sentence_and_the_next_is_printed(
    packet: Packet, printer: FakePrinter
) -> None:
    first, second = ask_for_packet(packet), ask_for_packet(packet, style=A4)
    printer.refuses = LookupError("a mistake")
    printer.meanwhile = lambda: (
        None if len(printer.printed) == 1 else setattr(printer, "refuses", None)
    )
    tasks.print_file(first.id)
    assert again(first).state is PrintState.FAILED
    assert "log" in (again(first).failure or {})["en"]
    assert again(second).state is PrintState.DONE


# ---- kept, and let go


def test_what_nobody_read_for_longest_makes_room(
    packet: Packet, printer: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_operations, "KEPT_BYTES", 250)
    printer.pdf = b"x" * 100
    files = []
    now = clock.now()
    for hour, style in enumerate((USUAL_STYLE, A4)):
        with clock.at(now + timedelta(hours=hour)):
            files.append(ask_for_packet(packet, style=style))
            tasks.print_file(files[-1].id)
    with clock.at(now + timedelta(hours=2)):
        mark_used(files[0].id)
        third = ask_for_packet(packet, style=FACING)
        tasks.print_file(third.id)
    assert set(db.session.scalars(select(PrintedFile.id))) == {files[0].id, third.id}
    assert ask_for_packet(packet, style=A4).state is PrintState.WAITING


def test_a_file_that_would_push_out_all_others_is_refused(
    packet: Packet, printer: FakePrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ask_for_packet(packet)
    tasks.print_file(kept.id)
    monkeypatch.setattr(print_operations, "LARGEST", 50)
    printer.pdf = b"x" * 51
    large = ask_for_packet(packet, style=A4)
    tasks.print_file(large.id)
    assert "Leave a section out" in (again(large).failure or {})["en"]
    assert again(kept).state is PrintState.DONE


def test_reading_is_noted_once_a_day(
    packet: Packet, printer: FakePrinter, handed_over: list[tuple[str, str]]
) -> None:
    file = ask_for_packet(packet)
    handed_over.clear()
    note_use(file)
    assert handed_over == []
    with clock.at(clock.now() + timedelta(days=1)):
        note_use(file)
        assert handed_over == [("mark_used", file.id)]
        tasks.mark_used(file.id)
        assert again(file).used_at == clock.now()


def test_previews_and_failures_stay_for_a_day(
    cast: Cast, meeting: Meeting, packet: Packet, printer: FakePrinter
) -> None:
    a_preview(cast, meeting)
    kept = ask_for_packet(packet).id
    tasks.print_what_waits()
    printer.refuses = PrintingTookTooLong(30)
    failed = ask_for_packet(packet, style=A4)
    tasks.print_file(failed.id)
    with clock.at(clock.now() + timedelta(hours=23)):
        forget_old_files()
    assert len(list(db.session.scalars(select(PrintedFile.id)))) == 3
    with clock.at(clock.now() + timedelta(hours=25)):
        forget_old_files()
    assert list(db.session.scalars(select(PrintedFile.id))) == [kept]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE printed_file SET state = 'done'",
        "UPDATE printed_file SET state = 'failed'",
        "UPDATE printed_file SET state = 'printing'",
        "UPDATE printed_file SET pages = 3",
        "UPDATE printed_file SET packet_id = NULL",
    ],
)
def test_the_database_keeps_files_and_their_states_together(packet: Packet, change: str) -> None:
    db.session.commit()
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(change))


# ---- taken back


@pytest.fixture
def parts(app: Flask) -> Iterator[KeptParts]:
    """What this machine keeps of what it printed."""
    kept = KeptParts(Path(app.instance_path) / "cache" / "printing" / "parts")
    yield kept
    kept.forget()


def written_ago(parts: KeptParts, key: str, ago: timedelta) -> None:
    """A part that was printed so long ago, and was in use just now."""
    parts.put(key, b"what a family said")
    then = (clock.now() - ago).timestamp()
    os.utime(parts.folder / key, (clock.now().timestamp(), then))


def test_parts_that_nobody_prints_any_more_do_not_stay_on_the_disk(parts: KeptParts) -> None:
    for key in ("in-use", "unused"):
        parts.put(key, b"what a family said")
    a_week_ago = time.time() - 8 * 24 * 3600
    os.utime(parts.folder / "unused", (a_week_ago, a_week_ago))
    tasks.forget_old_parts()
    assert parts.get("in-use") == b"what a family said"
    assert parts.get("unused") is None


def test_nothing_that_was_printed_of_a_withdrawn_packet_stays(
    cast: Cast, meeting: Meeting, packet: Packet, printer: FakePrinter, parts: KeptParts
) -> None:
    ask_for_packet(packet, style=A4)
    a_preview(cast, meeting)
    other = ask_for_packet(issue_packet(meeting, "en", "ar", by=cast.coordinator))
    elsewhere = a_preview(cast, a_small_meeting(cast))
    tasks.print_what_waits()
    parts.put("agenda", b"what families said")
    withdraw_packet(packet, by=cast.coordinator)
    assert parts.get("agenda") is not None, "it may not be saved yet"
    db.session.commit()
    assert parts.get("agenda") is None
    assert set(db.session.scalars(select(PrintedFile.id))) == {other.id, elsewhere.id}


def test_what_is_in_print_while_its_packet_is_withdrawn_is_kept_nowhere(
    cast: Cast, packet: Packet, printer: FakePrinter
) -> None:
    printer.meanwhile = lambda: withdraw_packet(packet, by=cast.coordinator)
    printer.steps = [(1, 2)]
    tasks.print_what_waits()
    assert len(printer.printed) == 1
    assert list(db.session.scalars(select(PrintedFile))) == []


def test_another_machine_forgets_what_it_printed_before_a_packet_was_withdrawn(
    cast: Cast, packet: Packet, parts: KeptParts
) -> None:
    with clock.at(clock.now() - timedelta(hours=3)):
        withdraw_packet(packet, by=cast.coordinator)
        db.session.commit()
    written_ago(parts, "before", timedelta(hours=4))
    written_ago(parts, "in-print", timedelta(hours=3) - timedelta(minutes=2))
    written_ago(parts, "after", timedelta(hours=2))
    tasks.forget_old_parts()
    assert [parts.get(key) is not None for key in ("before", "in-print", "after")] == [0, 0, 1]


def test_nothing_printed_stays_when_a_family_takes_its_concern_back(
    cast: Cast, parts: KeptParts
) -> None:
    concern = raised(cast)
    parts.put("letter", b"what families said")
    withdraw_concern(concern)
    db.session.commit()
    assert parts.get("letter") is None


def test_another_machine_forgets_what_it_printed_on_the_day_a_concern_was_taken_back(
    cast: Cast, parts: KeptParts
) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        withdraw_concern(raised(cast))
        db.session.commit()
    written_ago(parts, "that-day", timedelta(days=3))
    written_ago(parts, "later", timedelta(days=1, hours=23))
    tasks.forget_old_parts()
    assert [parts.get(key) is not None for key in ("that-day", "later")] == [0, 1]
