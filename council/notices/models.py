"""The outbox: what the council owes to whom, in which language and by which channel."""

from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import ID_LENGTH, Base, Identified, UtcDateTime, closed_enum
from council.notices.states import Failure, MessageState
from council.people.models import ContactChannel, Family, Person


class Reachable(Protocol):
    """Somebody with a name who left an e-mail address or a phone number."""

    @property
    def name(self) -> str:
        """What they are called."""

    @property
    def email(self) -> str | None:
        """Their e-mail address."""

    @property
    def phone(self) -> str | None:
        """Their phone number."""


class Interpreting(Reachable, Protocol):
    """An interpreter of the district's directory, which is a later package's."""

    @property
    def id(self) -> str:
        """Their identity in the directory."""


@runtime_checkable
class Raiser(Reachable, Protocol):
    """Who raised a concern and said how to be told of it; concerns are a later package's."""

    @property
    def concern_id(self) -> str:
        """What they raised."""

    @property
    def family(self) -> Family | None:
        """The family that they belong to, if they said so."""

    @property
    def concern(self) -> Any:
        """What they raised, with the language that they spoke."""


class OutboxMessage(Identified, Base):
    """One message owed to one recipient: what it is about by kind and id, never its words.

    The owner of the kind registers how to render it, so erased words are gone from here too. Only
    days are kept: a message can follow at once from what somebody did without a name.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN family_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN interpreter_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN concern_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_recipient",
        ),
        CheckConstraint("(state = 'sent') = (sent_on IS NOT NULL)", name="sent_on_a_day"),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failed_for_a_reason"),
        CheckConstraint(
            "(state = 'done') = (done_by_id IS NOT NULL)"
            " AND (done_by_id IS NULL) = (done_on IS NULL)",
            name="done_by_somebody_on_a_day",
        ),
        Index("ix_outbox_state", "state", "channel"),
        Index("ix_outbox_council", "council_id", "state", "written_on", "id"),
        # Without a row id SQLite keeps no order that could tell when within a day.
        {"sqlite_with_rowid": False},
    )

    council_id: Mapped[str | None] = mapped_column(ForeignKey("council.id"))
    kind: Mapped[str] = mapped_column(String(40))  # past tense: recommendation_answered
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    family_id: Mapped[str | None] = mapped_column(ForeignKey("family.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    # The directory of interpreters and the concerns are later packages' tables.
    interpreter_id: Mapped[str | None] = mapped_column(ForeignKey("interpreter.id"), index=True)
    # Somebody who raised a concern without a family's profile, and left an address or a number.
    concern_id: Mapped[str | None] = mapped_column(
        ForeignKey("concern_raiser.concern_id"), index=True
    )
    language: Mapped[str] = mapped_column(String(35))
    channel: Mapped[ContactChannel] = mapped_column(closed_enum(ContactChannel))
    state: Mapped[MessageState] = mapped_column(
        closed_enum(MessageState), default=MessageState.WAITING
    )
    written_on: Mapped[date] = mapped_column()
    attempts: Mapped[int] = mapped_column(default=0)
    # While it is being sent, or waits for another try; rounded up, so that it tells no exact time.
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[Failure | None] = mapped_column(closed_enum(Failure))
    sent_on: Mapped[date | None] = mapped_column()
    done_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    done_on: Mapped[date | None] = mapped_column()
    # In demo mode alone, where nobody is real: its mailbox shows the newest first.
    demo_written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    family: Mapped[Family | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id])
    interpreter: Mapped[Interpreting | None] = relationship("Interpreter")
    raiser: Mapped[Raiser | None] = relationship("ConcernRaiser")
