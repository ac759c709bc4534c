"""Packets as they were issued, never changed; and files that were printed of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import Base, Identified, UtcDateTime, closed_enum
from council.meetings.models import Meeting
from council.packets.states import PrintKind, PrintState
from council.packets.style import PacketArrangement, PacketStyle
from council.people.models import Person
from council.printing.document import Paper, TextSize


class Packet(Identified, Base):
    """A meeting's packet in one pair of languages, as families got it."""

    __tablename__ = "packet"
    __table_args__ = (
        UniqueConstraint("meeting_id", "first_language", "second_language", "version"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"
        ),
    )

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    first_language: Mapped[str] = mapped_column(String(35))
    second_language: Mapped[str] = mapped_column(String(35), default="")  # empty: one language
    version: Mapped[int] = mapped_column()
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    snapshot_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of its canonical JSON
    issued_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()
    issued_by: Mapped[Person] = relationship(foreign_keys=[issued_by_id])


class PrintedFile(Identified, Base):
    """A file that somebody asked for: an issued packet, or a preview, in one of its layouts.

    The worker prints it, and all machines serve it from here. It can be printed again whenever it
    was let go, so nothing is lost with it.
    """

    __tablename__ = "printed_file"
    __table_args__ = (
        # An issued packet keeps its own snapshot; a preview is what stood there when it was asked
        # for.
        CheckConstraint("(packet_id IS NULL) = (content IS NOT NULL)", name="of_something"),
        CheckConstraint(
            "(state = 'done') = (pdf IS NOT NULL) AND (pdf IS NULL) = (pages IS NULL)"
            " AND (pdf IS NULL) = (size IS NULL)",
            name="done_with_a_file",
        ),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failed_for_a_reason"),
        CheckConstraint("(state = 'printing') = (held_until IS NOT NULL)", name="held_in_print"),
        Index("ix_printed_file_state", "state", "asked_at", "id"),
    )

    # A hash of all that decides about its bytes: what it says, how it is laid out, by what printer.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    packet_id: Mapped[str | None] = mapped_column(ForeignKey("packet.id"), index=True)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    kind: Mapped[PrintKind] = mapped_column(closed_enum(PrintKind))
    arrangement: Mapped[PacketArrangement] = mapped_column(closed_enum(PacketArrangement))
    paper: Mapped[Paper] = mapped_column(closed_enum(Paper))
    text_size: Mapped[TextSize] = mapped_column(closed_enum(TextSize))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[PrintState] = mapped_column(closed_enum(PrintState), default=PrintState.WAITING)
    # While a worker prints it; one that was killed holds it no longer than this.
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    parts_done: Mapped[int] = mapped_column(default=0)
    parts: Mapped[int] = mapped_column(default=0)
    # Why it could not be printed, in each language that the pages are in.
    failure: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    pages: Mapped[int | None] = mapped_column()
    size: Mapped[int | None] = mapped_column()
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    meeting: Mapped[Meeting] = relationship()
    packet: Mapped[Packet | None] = relationship()

    @property
    def style(self) -> PacketStyle:
        """How it is laid out."""
        return PacketStyle(self.arrangement, self.paper, self.text_size)
