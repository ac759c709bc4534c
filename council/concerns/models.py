"""Concerns as families said them, and the themes that gather them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.concerns.states import Arrival, ConcernState, Consent
from council.councils.models import Council
from council.database import Base, Identified, UtcDateTime, closed_enum
from council.people.models import Family, Person


class Concern(Identified, Base):
    """What a family said, verbatim, with its language; only the day it came is kept.

    No address, device or account of the one who raised it is stored, and the table keeps no order
    of arrival within a day.
    """

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint(
            "(state = 'closed') = (closed_reason_id IS NOT NULL)", name="closed_with_reason"
        ),
        CheckConstraint("(state = 'withdrawn') = (words = '')", name="withdrawn_without_words"),
        CheckConstraint(
            "(arrival = 'link') = (logged_by_id IS NULL)", name="logged_unless_by_link"
        ),
        CheckConstraint("logged_by_id IS NULL OR read_back", name="logged_after_reading_back"),
        CheckConstraint("consent != 'private' OR reading_id IS NULL", name="private_unread"),
        CheckConstraint(
            "reading_approved_revision_id IS NULL"
            " OR (reading_id IS NOT NULL AND state != 'withdrawn')",
            name="withdrawn_without_reading",
        ),
        CheckConstraint(
            "(reading_approved_revision_id IS NULL) = (reading_approved_by_id IS NULL)",
            name="reading_approved_by_somebody",
        ),
        CheckConstraint(
            "(reading_approved_by_id IS NULL) = (reading_approved_at IS NULL)",
            name="reading_approved_at_a_time",
        ),
        Index("ix_concern_council_day", "council_id", "raised_on", "id"),
        # Without a row id SQLite keeps no order of arrival that could tell who came when.
        {"sqlite_with_rowid": False},
    )

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"))
    words: Mapped[str] = mapped_column(LongText)
    language: Mapped[str] = mapped_column(String(35))
    variant: Mapped[str] = mapped_column(String(80), default="")
    arrival: Mapped[Arrival] = mapped_column(closed_enum(Arrival))
    consent: Mapped[Consent] = mapped_column(closed_enum(Consent), default=Consent.SUMMARY)
    raised_on: Mapped[date] = mapped_column()
    state: Mapped[ConcernState] = mapped_column(
        closed_enum(ConcernState), default=ConcernState.RECEIVED, index=True
    )
    # Why the council does not take it further: a text, since the family reads it in its language.
    closed_reason_id: Mapped[str | None] = mapped_column(ForeignKey("text.id"))
    # HMAC of the look-up code: whoever reads the database cannot look anything up with it.
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Logged-by is not raised-by: the leader or coordinator who typed what a family said aloud.
    logged_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    read_back: Mapped[bool] = mapped_column(default=False)
    # What it says, without what its family could be known by: all that others than those who may
    # read the words ever read of it, and only as a coordinator approved it.
    reading_id: Mapped[str | None] = mapped_column(ForeignKey("text.id"))
    reading_approved_revision_id: Mapped[str | None] = mapped_column(ForeignKey("text_revision.id"))
    reading_approved_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    reading_approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    council: Mapped[Council] = relationship()
    logged_by: Mapped[Person | None] = relationship(foreign_keys=[logged_by_id])
    raiser: Mapped["ConcernRaiser | None"] = relationship(back_populates="concern")
    themes: Mapped[list["Theme"]] = relationship(
        secondary="concern_in_theme", back_populates="concerns"
    )


class ConcernRaiser(Base):
    """Who raised a concern, only if they said so; each look at it is logged.

    All of it is emptied when the family withdraws the concern.
    """

    __tablename__ = "concern_raiser"
    __table_args__ = ({"sqlite_with_rowid": False},)

    concern_id: Mapped[str] = mapped_column(ForeignKey("concern.id"), primary_key=True)
    family_id: Mapped[str | None] = mapped_column(ForeignKey("family.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    # An e-mail address or a phone number, as they gave it, to be told what became of it.
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))

    concern: Mapped[Concern] = relationship(back_populates="raiser")
    family: Mapped[Family | None] = relationship()


class ConcernInTheme(Base):
    """A concern stands under a theme; it can stand under several."""

    __tablename__ = "concern_in_theme"
    __table_args__ = ({"sqlite_with_rowid": False},)

    concern_id: Mapped[str] = mapped_column(ForeignKey("concern.id"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class Theme(Identified, Base):
    """What several concerns have in common, with a summary that exposes nobody.

    Packets and public pages only ever read the approved summary.
    """

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint(
            "(summary_approved_revision_id IS NULL) = (summary_approved_by_id IS NULL)",
            name="summary_approved_by_somebody",
        ),
        CheckConstraint(
            "(summary_approved_by_id IS NULL) = (summary_approved_at IS NULL)",
            name="summary_approved_at_a_time",
        ),
    )

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"), index=True)
    title_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    summary_id: Mapped[str | None] = mapped_column(ForeignKey("text.id"))
    summary_approved_revision_id: Mapped[str | None] = mapped_column(ForeignKey("text_revision.id"))
    summary_approved_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    summary_approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)

    concerns: Mapped[list[Concern]] = relationship(
        secondary="concern_in_theme", back_populates="themes"
    )


class SummaryApproval(Base):
    """A coordinator approved this revision of a summary; its translations may be shown."""

    __tablename__ = "summary_approval"

    revision_id: Mapped[str] = mapped_column(ForeignKey("text_revision.id"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    approved_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
