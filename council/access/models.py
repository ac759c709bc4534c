"""Accounts, the roles they hold, and tickets for those who have none."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app
from flask_security import UserMixin
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.access.actions import STAFF_ROLES, Role
from council.councils.models import Council
from council.database import ID_LENGTH, Base, Identified, UtcDateTime, closed_enum, db
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
    # Mutable, since the library takes a used code out of the list in place.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    # The time step of the last code that was taken, so that no code is taken twice (RFC 6238, 5.2).
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)

    # Of two requests that use up the same recovery code, one fails.
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """None: Flask-Security's own roles are not used, rights are held per council."""
        return []

    def verify_and_update_password(self, password: str) -> bool:
        """Whether this is the password; who signs in by link alone has none."""
        return self.password is not None and super().verify_and_update_password(password)

    @property
    def has_second_factor(self) -> bool:
        """Whether an app that shows codes has been connected."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    @property
    def owes_second_factor(self) -> bool:
        """Whether this person holds a role of staff, which asks for a second factor."""
        if current_app.config["COUNCIL_DEMO"]:
            return False
        held = select(RoleHeld.id).where(
            RoleHeld.person_id == self.person_id, RoleHeld.role.in_(STAFF_ROLES)
        )
        return db.session.scalar(held.limit(1)) is not None

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """A second factor is asked of staff, and of whoever has connected one; each time."""
        return bool(tf_setup_methods) or self.owes_second_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Staff cannot do without it."""
        return self.owes_second_factor


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
    NEW_PASSWORD = "new_password"  # subject: person  # noqa: S105
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


class LinkAsked(Identified, Base):
    """Somebody typed an address and asked for a link; the worker answers it and forgets it.

    The page does the same for every address, known or not, so that nobody learns from it, or from
    the time that it takes, who has an account here.
    """

    __tablename__ = "link_asked"

    purpose: Mapped[Purpose] = mapped_column(closed_enum(Purpose))
    email: Mapped[str] = mapped_column(String(254))


class LimitCounter(Base):
    """How often something was tried from one place within a while.

    The key is a salted hash whose salt changes every day; nothing leads from it to an address.
    """

    __tablename__ = "limit_counter"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column()
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)  # seconds since 1970
