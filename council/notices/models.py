"""The outbox: what the council owes to whom, in which language and by which channel."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import ID_LENGTH, Base, Identified, UtcDateTime, closed_enum
from council.notices.states import MessageState
from council.people.models import ContactChannel, Family, Person


class OutboxMessage(Identified, Base):
    """One message owed to one recipient: what it is about by kind and id, never its words.

    The owner of the kind registers how to render it, so erased words are gone from here too.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN family_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN interpreter_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_recipient",
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_a_time"),
        CheckConstraint("(state = 'done') = (done_by_id IS NOT NULL)", name="done_by_somebody"),
        Index("ix_outbox_state", "state", "channel"),
        Index("ix_outbox_council", "council_id", "state", "written_on", "id"),
    )

    council_id: Mapped[str | None] = mapped_column(ForeignKey("council.id"))
    kind: Mapped[str] = mapped_column(String(40))  # past tense: recommendation_answered
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    family_id: Mapped[str | None] = mapped_column(ForeignKey("family.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    # An interpreter of the district's directory; the directory is a later package.
    interpreter_id: Mapped[str | None] = mapped_column(ForeignKey("interpreter.id"), index=True)
    language: Mapped[str] = mapped_column(String(35))
    channel: Mapped[ContactChannel] = mapped_column(closed_enum(ContactChannel))
    state: Mapped[MessageState] = mapped_column(
        closed_enum(MessageState), default=MessageState.WAITING
    )
    written_on: Mapped[date] = mapped_column()
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(String(240), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    family: Mapped[Family | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
