"""Packets as they were issued: a frozen snapshot with a version, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import Base, Identified, UtcDateTime
from council.meetings.models import Meeting
from council.people.models import Person


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
