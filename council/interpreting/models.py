"""Interpreters of the district, what meetings need, and who is booked."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import Base, Identified, UtcDateTime, closed_enum
from council.interpreting.states import BookingState, Credential, Modality, Mode
from council.meetings.models import Meeting


class Interpreter(Identified, Base):
    """Somebody in the district's directory who interprets; adult, and unrelated to families."""

    __tablename__ = "interpreter"
    __table_args__ = (CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),)

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    credential: Mapped[Credential] = mapped_column(closed_enum(Credential))
    # Attested: an adult, who does not interpret for their own family.
    attested_adult_and_unrelated: Mapped[bool] = mapped_column(default=False)
    modalities: Mapped[list[str]] = mapped_column(JSON, default=list)
    pay: Mapped[str] = mapped_column(String(120), default="")
    active: Mapped[bool] = mapped_column(default=True)

    pairs: Mapped[list["InterpreterPair"]] = relationship(
        back_populates="interpreter", cascade="all, delete-orphan"
    )


class InterpreterPair(Base):
    """An interpreter works from one language into another."""

    __tablename__ = "interpreter_pair"

    interpreter_id: Mapped[str] = mapped_column(ForeignKey("interpreter.id"), primary_key=True)
    from_language: Mapped[str] = mapped_column(String(35), primary_key=True)
    into_language: Mapped[str] = mapped_column(String(35), primary_key=True)

    interpreter: Mapped[Interpreter] = relationship(back_populates="pairs")


class InterpreterRequest(Identified, Base):
    """A meeting needs interpreting into a language; with a relay language it has two legs."""

    __tablename__ = "interpreter_request"
    __table_args__ = (
        UniqueConstraint("meeting_id", "language"),
        CheckConstraint("relay_language IS NULL OR relay_language != language", name="relay_other"),
    )

    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    # The language of the families; the other end is the meeting's own language.
    language: Mapped[str] = mapped_column(String(35))
    meeting_language: Mapped[str] = mapped_column(String(35))
    relay_language: Mapped[str | None] = mapped_column(String(35))
    mode: Mapped[Mode] = mapped_column(closed_enum(Mode))
    modality: Mapped[Modality] = mapped_column(closed_enum(Modality))
    note: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()
    bookings: Mapped[list["Booking"]] = relationship(
        back_populates="request", order_by="Booking.leg, Booking.attempt"
    )


class Booking(Identified, Base):
    """One try to fill one leg of a request; a refused one stays, a new try is a new booking."""

    __tablename__ = "booking"
    __table_args__ = (
        # Of two people who open the same leg again at once, the second is refused.
        UniqueConstraint("request_id", "leg", "attempt"),
        CheckConstraint("leg IN (1, 2)", name="leg_of_two"),
        CheckConstraint(
            "state IN ('requested', 'withdrawn')"
            " OR (interpreter_id IS NOT NULL AND busy_from IS NOT NULL AND busy_until IS NOT NULL)",
            name="offered_to_somebody_at_a_time",
        ),
        CheckConstraint("busy_until > busy_from", name="busy_ends_after_start"),
        CheckConstraint(
            "state NOT IN ('declined', 'cancelled') OR reason != ''", name="ended_with_reason"
        ),
        Index("ix_booking_interpreter_busy", "interpreter_id", "busy_from", "busy_until"),
    )

    request_id: Mapped[str] = mapped_column(ForeignKey("interpreter_request.id"), index=True)
    leg: Mapped[int] = mapped_column(default=1)
    # Which try for its leg it is, counted from one.
    attempt: Mapped[int] = mapped_column(default=1)
    from_language: Mapped[str] = mapped_column(String(35))
    into_language: Mapped[str] = mapped_column(String(35))
    interpreter_id: Mapped[str | None] = mapped_column(ForeignKey("interpreter.id"))
    state: Mapped[BookingState] = mapped_column(
        closed_enum(BookingState), default=BookingState.REQUESTED
    )
    modality: Mapped[Modality] = mapped_column(closed_enum(Modality))
    # Half-open, in whole UTC seconds since 1970, travel included: the database itself refuses a
    # second booking of the same interpreter at an overlapping time.
    busy_from: Mapped[int | None] = mapped_column(BigInteger)
    busy_until: Mapped[int | None] = mapped_column(BigInteger)
    travel_minutes: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    minutes_served: Mapped[int | None] = mapped_column()
    # Rises with each change that the interpreter's calendar must follow (RFC 5545 SEQUENCE).
    calendar_sequence: Mapped[int] = mapped_column(default=0)

    request: Mapped[InterpreterRequest] = relationship(back_populates="bookings")
    interpreter: Mapped[Interpreter | None] = relationship()
