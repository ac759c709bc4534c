"""Meetings, their agendas as posted, and who needs what to take part."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.concerns.models import Theme
from council.councils.models import Council
from council.database import Base, Identified, UtcDateTime, closed_enum
from council.meetings.states import ItemKind, MeetingState, WordsAbout
from council.people.models import Family, Person
from council.texts.models import Text


class Meeting(Identified, Base):
    """A meeting of the council at a local time, which stands across daylight saving."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "(state = 'cancelled') = (cancelled_reason != '')", name="cancelled_with_reason"
        ),
        CheckConstraint("place != '' OR online_link != ''", name="somewhere"),
        Index("ix_meeting_council_start", "council_id", "starts_at", "id"),
    )

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"))
    title_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    # What people agreed on is the clock on the wall; the moments are worked out from it.
    held_on: Mapped[date] = mapped_column()
    from_time: Mapped[time] = mapped_column()
    minutes: Mapped[int] = mapped_column()
    time_zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(240), default="")
    online_link: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[MeetingState] = mapped_column(
        closed_enum(MeetingState), default=MeetingState.DRAFT
    )
    cancelled_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    council: Mapped[Council] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="meeting", order_by="AgendaItem.position"
    )
    postings: Mapped[list["Posting"]] = relationship(
        back_populates="meeting", order_by="Posting.version"
    )

    __mapper_args__ = {"version_id_col": version}


class AgendaItem(Identified, Base):
    """One thing on the agenda, with its minutes and what the council may do with it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("minutes > 0", name="takes_time"),
    )

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int] = mapped_column()
    kind: Mapped[ItemKind] = mapped_column(closed_enum(ItemKind))
    title_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    minutes: Mapped[int] = mapped_column()
    theme_id: Mapped[str | None] = mapped_column(ForeignKey("theme.id"), index=True)
    # The recommendation to be voted on; recommendations are a later package.
    recommendation_id: Mapped[str | None] = mapped_column(
        ForeignKey("recommendation.id"), index=True
    )
    # A duty of the preset that this item meets ("needs_assessment").
    topic: Mapped[str | None] = mapped_column(String(40))

    meeting: Mapped[Meeting] = relationship(back_populates="items")
    theme: Mapped[Theme | None] = relationship()


class Posting(Identified, Base):
    """The agenda as it was posted: kept word for word, whatever changes later."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    version: Mapped[int] = mapped_column()
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    posted_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    # Date, time, place and each item with its text revision, as frozen when posted.
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)

    meeting: Mapped[Meeting] = relationship(back_populates="postings")


class Reply(Identified, Base):
    """A family's answer to an invitation, with the interpreter, aids and supports it asks for."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("meeting_id", "family_id"),)

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    family_id: Mapped[str] = mapped_column(ForeignKey("family.id"), index=True)
    coming: Mapped[bool] = mapped_column()
    people: Mapped[int] = mapped_column(default=1)
    # The language to interpret into; empty where none is asked for.
    interpreter_language: Mapped[str | None] = mapped_column(String(35))
    aids: Mapped[list[str]] = mapped_column(JSON, default=list)
    supports: Mapped[list[str]] = mapped_column(JSON, default=list)
    replied_on: Mapped[date] = mapped_column()

    family: Mapped[Family] = relationship()


class Minutes(Base):
    """What was said and agreed at a meeting that was held, in plain words.

    Packets and members only ever read revisions that a coordinator has approved.
    """

    __tablename__ = "minutes"

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"), unique=True)

    meeting: Mapped[Meeting] = relationship()
    text: Mapped[Text] = relationship()


class MinutesApproval(Base):
    """A coordinator approved this revision of minutes; its translations may be shown."""

    __tablename__ = "minutes_approval"

    revision_id: Mapped[str] = mapped_column(ForeignKey("text_revision.id"), primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    approved_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    approved_by: Mapped[Person] = relationship()


class CouncilWords(Identified, Base):
    """What a council says in every packet: how it meets, and what it asks partners for."""

    __tablename__ = "council_words"
    __table_args__ = (UniqueConstraint("council_id", "about"),)

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"))
    about: Mapped[WordsAbout] = mapped_column(closed_enum(WordsAbout))
    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"), unique=True)

    text: Mapped[Text] = relationship()
