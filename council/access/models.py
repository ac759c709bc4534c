"""Accounts, the roles they hold, and tickets for those who have none."""

from datetime import date, datetime
from enum import StrEnum

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, JSON, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.access.actions import Role
from council.councils.models import Council
from council.database import ID_LENGTH, Base, Identified, UtcDateTime, closed_enum
from council.people.models import Person


class Account(Identified, Base, UserMixin):  # type: ignore[misc]
    """How a leader or a member of staff signs in; the columns are those Flask-Security asks for."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def roles(self) -> list[str]:
        """None: Flask-Security's own roles are not used, rights are held per council."""
        return []


class RoleHeld(Identified, Base):
    """A person holds this role in this council; a district admin holds it in no single one."""

    __tablename__ = "role_held"
    __table_args__ = (
        CheckConstraint(
            "(role = 'district_admin') = (council_id IS NULL)", name="district_or_council"
        ),
        Index("uq_role_held", "person_id", "council_id", "role", unique=True),
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    council_id: Mapped[str | None] = mapped_column(ForeignKey("council.id"), index=True)
    role: Mapped[Role] = mapped_column(closed_enum(Role))

    person: Mapped[Person] = relationship()
    council: Mapped[Council | None] = relationship()


class Purpose(StrEnum):
    """What a ticket opens."""

    SIGN_IN = "sign_in"  # subject: person
    INVITATION = "invitation"  # subject: person
    FIRST_ADMIN = "first_admin"  # no subject
    VOTE = "vote"  # subject: priority round
    BOOKING = "booking"  # subject: booking
    THREAD = "thread"  # subject: concern
    REPLY = "reply"  # subject: meeting, for a family: coming, interpreter, aids


class Ticket(Identified, Base):
    """A link that opens one thing for whoever holds it, until it is used up or expires.

    The link carries the id with its signature; nothing that could rebuild it is stored.
    """

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_subject", "purpose", "subject_id"),)

    purpose: Mapped[Purpose] = mapped_column(closed_enum(Purpose))
    subject_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    council_id: Mapped[str | None] = mapped_column(ForeignKey("council.id"), index=True)
    # Only where the right needs to know: a reply to a meeting. Never on a ticket to vote.
    family_id: Mapped[str | None] = mapped_column(ForeignKey("family.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The day, not the time: a vote must not be told from its ticket by the clock.
    used_on: Mapped[date | None] = mapped_column()
