"""Who did what to which thing: ids, fields and moves, never anybody's words."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from council.database import ID_LENGTH, Base, Identified, UtcDateTime


class HistoryEntry(Identified, Base):
    """One thing that happened; it is written once, and the database refuses to change it."""

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_subject", "subject_kind", "subject_id", "at"),
        # Without a row id SQLite keeps no order: between two entries that have a time, it would
        # tell when a family raised its concern.
        {"sqlite_with_rowid": False},
    )

    council_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    # What a family does without an account carries the day only: midnight, UTC.
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    event: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
