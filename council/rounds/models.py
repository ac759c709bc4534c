"""Priority rounds: families give their dots to the themes that matter most to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.concerns.models import Theme
from council.database import Base, Identified, UtcDateTime, closed_enum
from council.people.models import Person
from council.rounds.rules import DOTS
from council.rounds.states import RoundState


class PriorityRound(Identified, Base):
    """A vote on themes, which opens only when somebody is ready to listen and to answer."""

    __tablename__ = "priority_round"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened_at_a_time"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_a_time"),
        CheckConstraint(
            "state = 'draft' OR (responder_id IS NOT NULL AND respond_by IS NOT NULL)",
            name="open_when_ready_to_listen",
        ),
    )

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    # Who will answer, by when, and what is and is not within their power.
    responder_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    respond_by: Mapped[date | None] = mapped_column()
    within_power: Mapped[str] = mapped_column(LongText, default="")
    state: Mapped[RoundState] = mapped_column(closed_enum(RoundState), default=RoundState.DRAFT)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    responder: Mapped[Person | None] = relationship()
    options: Mapped[list["RoundOption"]] = relationship(
        back_populates="round", order_by="RoundOption.position"
    )


class RoundOption(Identified, Base):
    """A theme that can be given dots in a round."""

    __tablename__ = "round_option"
    __table_args__ = (UniqueConstraint("round_id", "theme_id"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("priority_round.id"))
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), index=True)
    position: Mapped[int] = mapped_column()

    round: Mapped[PriorityRound] = relationship(back_populates="options")
    theme: Mapped[Theme] = relationship()


class Ballot(Identified, Base):
    """One family's dots; nothing ties it to the ticket or the number that it was cast with."""

    __tablename__ = "ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    # No day: a small round's ballots must not be matched with the tickets used that day.
    round_id: Mapped[str] = mapped_column(ForeignKey("priority_round.id"), index=True)
    # A paper ballot names the coordinator who counted it in.
    entered_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    dots: Mapped[list["BallotDots"]] = relationship(back_populates="ballot")


class BallotDots(Base):
    """How many dots a ballot gives to one option."""

    __tablename__ = "ballot_dots"
    __table_args__ = (
        CheckConstraint(f"dots BETWEEN 1 AND {DOTS}", name="dots_in_range"),
        {"sqlite_with_rowid": False},
    )

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    option_id: Mapped[str] = mapped_column(
        ForeignKey("round_option.id"), primary_key=True, index=True
    )
    dots: Mapped[int] = mapped_column()

    ballot: Mapped[Ballot] = relationship(back_populates="dots")
