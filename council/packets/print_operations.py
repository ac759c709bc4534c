"""Files of packets: asked for by people, printed by the worker, let go when there are too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access.actions import Action, may
from council.access.queries import roles_of
from council.database import db
from council.jobs import hand_over
from council.languages.choice import in_language
from council.languages.registry import Area, interface_languages
from council.meetings.models import Meeting
from council.moves import apply_move
from council.packets.content import Section
from council.packets.gather import gather
from council.packets.models import Packet, PrintedFile
from council.packets.printed import key_of
from council.packets.queries import file_with_key, is_held_by_nobody
from council.packets.snapshot import hash_of, to_json
from council.packets.states import MOVES, UNDER_WAY, PrintKind, PrintMove, PrintState
from council.packets.style import PacketStyle, in_use, usual_style
from council.people.models import Person
from council.printing.errors import PrintingBroke
from council.refusals import Refusal

# So much is kept of all that was printed; a packet of forty pages takes about 0.2 MB.
KEPT_BYTES = 128 << 20
# One file never takes so much that hardly another could be kept.
LARGEST = 32 << 20
# More would take the worker too long: whoever asks then is told to wait.
MOST_WAITING = 100
# Longer than the printer is ever silent; a file of a worker that is gone is then printed again.
HELD = timedelta(minutes=2)
TRIES = 3
# Drafts that families have not seen are not kept for long.
PREVIEWS_KEPT = timedelta(days=1)
# A file is noted as used once in so long.
USE_NOTED = timedelta(days=1)


class TooMuchWaits(Refusal):
    """Many files are being printed already."""

    def __init__(self) -> None:
        super().__init__(_l("Many packets are waiting to be printed. Try again in a few minutes."))


class FileTooLarge(Refusal):
    """What was printed is too large to be kept."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The printed file is larger than %(mebibytes)s MB and was not kept. Leave a section"
                " out, and print the rest.",
                mebibytes=LARGEST >> 20,
            )
        )


# ---- asked for


def ask_for_packet(
    packet: Packet, kind: PrintKind = PrintKind.PACKET, style: PacketStyle | None = None
) -> PrintedFile:
    """Whoever reads an issued packet wants it in a layout; it is printed once for all of them.

    Without a layout it is the usual one of the council.
    """
    style = style or usual_style(packet.meeting.council)
    key, wanted = _key_of_issued(packet, kind, style)
    return _ask(key, packet.meeting_id, kind, wanted, packet_id=packet.id)


def issued_file(packet: Packet, kind: PrintKind, style: PacketStyle) -> PrintedFile | None:
    """An issued packet in a layout, if somebody has asked for it."""
    return file_with_key(_key_of_issued(packet, kind, style)[0])


def _key_of_issued(packet: Packet, kind: PrintKind, style: PacketStyle) -> tuple[str, PacketStyle]:
    wanted = in_use(style, 2 if packet.second_language else 1)
    return key_of(packet.snapshot_hash, kind, wanted), wanted


def ask_for_preview(
    meeting: Meeting,
    languages: tuple[str, str],
    sections: Sequence[Section],
    kind: PrintKind,
    style: PacketStyle,
    *,
    by: Person,
) -> PrintedFile:
    """A coordinator wants to see the packet as it would be now, drafts included, watermarked."""
    if not may(roles_of(by, meeting.council_id), Action.ISSUE_PACKET):
        raise Refusal(_l("Only a coordinator of this council can do that."))
    content = gather(meeting, *languages, preview=True, sections=sections)
    snapshot = to_json(content)
    wanted = in_use(style, len(content.languages))
    return _ask(key_of(hash_of(snapshot), kind, wanted), meeting.id, kind, wanted, content=snapshot)


def ask_again(file: PrintedFile) -> None:
    """A file that could not be printed is to be tried once more."""
    file.state = apply_move(MOVES, file.state, PrintMove.ASK_AGAIN)
    file.failure = None
    file.attempts = file.parts = file.parts_done = 0
    file.asked_at = file.used_at = clock.now()
    db.session.flush()
    hand_over("print_file", file.id)


def _ask(
    key: str,
    meeting_id: str,
    kind: PrintKind,
    style: PacketStyle,
    *,
    packet_id: str | None = None,
    content: dict[str, object] | None = None,
) -> PrintedFile:
    found = file_with_key(key)
    if found is not None:
        found.used_at = clock.now()
        if found.state is PrintState.FAILED:
            ask_again(found)
        db.session.flush()
        return found
    waiting = select(func.count(PrintedFile.id)).where(PrintedFile.state.in_(UNDER_WAY))
    if (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooMuchWaits
    file = PrintedFile(
        key=key,
        meeting_id=meeting_id,
        packet_id=packet_id,
        content=content,
        kind=kind,
        arrangement=style.arrangement,
        paper=style.paper,
        text_size=style.text_size,
        asked_at=clock.now(),
        used_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(file)
    except IntegrityError:  # somebody else asked for the same a moment ago
        found = file_with_key(key)
        if found is None:
            raise
        return found
    hand_over("print_file", file.id)
    return file


def note_use(file: PrintedFile) -> None:
    """Somebody reads a file, so that others are let go before it.

    Reading a page writes nothing, so the worker writes it down, and once a day is enough.
    """
    if clock.now() - file.used_at >= USE_NOTED:
        hand_over("mark_used", file.id)


def mark_used(file_id: str) -> None:
    """Write down that a file was read just now."""
    db.session.execute(
        update(PrintedFile).where(PrintedFile.id == file_id).values(used_at=clock.now())
    )


# ---- printed by the worker


@dataclass(frozen=True)
class Taken:
    """A file that a worker prints: which, at which try, and what is to stand in it."""

    file_id: str
    attempt: int
    snapshot: Mapping[str, Any]
    made_at: datetime
    kind: PrintKind
    style: PacketStyle


def take_file(file_id: str) -> Taken | None:
    """Take a file to print it; None if another worker has it, or nothing is left to do."""
    file = db.session.scalar(
        select(PrintedFile)
        .where(PrintedFile.id == file_id, is_held_by_nobody(clock.now()))
        .with_for_update(skip_locked=True)
    )
    if file is None:
        return None
    file.state = apply_move(MOVES, file.state, PrintMove.TAKE)
    file.attempts += 1
    file.parts = file.parts_done = 0
    file.held_until = clock.now() + HELD
    db.session.flush()
    if file.attempts > TRIES:
        # It took several workers down with it.
        note_failed(file.id, file.attempts, PrintingBroke())
        return None
    if file.packet is not None:
        snapshot, made_at = file.packet.snapshot, file.packet.issued_at
    else:
        snapshot, made_at = file.content or {}, file.asked_at
    return Taken(file.id, file.attempts, snapshot, made_at, file.kind, file.style)


def note_progress(taken: Taken, done: int, of: int) -> None:
    """So many parts of a file are printed; the worker holds it for a while more."""
    _write(taken.file_id, taken.attempt, parts_done=done, parts=of, held_until=clock.now() + HELD)


def note_printed(taken: Taken, pdf: bytes, pages: int) -> None:
    """A file is printed and kept; what nobody has read for longest makes room for it."""
    if len(pdf) > LARGEST:
        note_failed(taken.file_id, taken.attempt, FileTooLarge())
        return
    make_room(len(pdf))
    _write(
        taken.file_id,
        taken.attempt,
        state=apply_move(MOVES, PrintState.PRINTING, PrintMove.FINISH),
        held_until=None,
        pdf=pdf,
        pages=pages,
        size=len(pdf),
        used_at=clock.now(),
    )


def note_failed(file_id: str, attempt: int, refusal: Refusal) -> None:
    """A file could not be printed; its page says why, in the language that it is read in."""
    failure = {}
    for language in interface_languages(Area.STAFF):
        with in_language(language, Area.STAFF):
            failure[language.tag] = str(refusal.sentence)
    _write(
        file_id,
        attempt,
        state=apply_move(MOVES, PrintState.PRINTING, PrintMove.FAIL),
        held_until=None,
        failure=failure,
    )


def _write(file_id: str, attempt: int, **values: object) -> None:
    """Unless another worker took it over meanwhile."""
    db.session.execute(
        update(PrintedFile)
        .where(
            PrintedFile.id == file_id,
            PrintedFile.state == PrintState.PRINTING,
            PrintedFile.attempts == attempt,
        )
        .values(**values)
    )


# ---- let go


def drop_files_of(packet: Packet) -> None:
    """Let go of all that was printed of a packet, and of its meeting's previews, at once.

    What a worker prints just now is kept nowhere when it is ready.
    """
    db.session.execute(
        delete(PrintedFile).where(
            PrintedFile.meeting_id == packet.meeting_id,
            or_(PrintedFile.packet_id == packet.id, PrintedFile.packet_id.is_(None)),
        )
    )


def make_room(size: int) -> None:
    """Let go of what nobody has read for longest, until so many more bytes can be kept."""
    kept = db.session.execute(
        select(PrintedFile.id, PrintedFile.size)
        .where(PrintedFile.state == PrintState.DONE)
        .order_by(PrintedFile.used_at, PrintedFile.id)
    ).all()
    over = sum(each.size for each in kept) + size - KEPT_BYTES
    gone = []
    for each in kept:
        if over <= 0:
            break
        gone.append(each.id)
        over -= each.size
    db.session.execute(delete(PrintedFile).where(PrintedFile.id.in_(gone)))


def forget_old_files() -> None:
    """Let go of previews that are a day old, and of what could not be printed by then."""
    db.session.execute(
        delete(PrintedFile).where(
            PrintedFile.asked_at < clock.now() - PREVIEWS_KEPT,
            or_(PrintedFile.packet_id.is_(None), PrintedFile.state == PrintState.FAILED),
        )
    )
