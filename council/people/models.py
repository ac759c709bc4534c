"""Families and people: who they are to the district, and how they want to be reached."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import Base, Identified, closed_enum


class ContactChannel(StrEnum):
    """How a family asks to be told things."""

    EMAIL = "email"
    TEXT_MESSAGE = "text_message"
    CALL = "call"
    LETTER = "letter"
    IN_PERSON = "in_person"


class Family(Identified, Base):
    """A household of the district: its languages and how it wants to be reached, nothing more.

    Immigration status, birthplace, visa and social security number are never asked; there is no
    column for them (Plyler v. Doe, 457 U.S. 202).
    """

    __tablename__ = "family"
    __table_args__ = (
        CheckConstraint("channel != 'email' OR email IS NOT NULL", name="email_reachable"),
        CheckConstraint(
            "channel NOT IN ('call', 'text_message') OR phone IS NOT NULL", name="phone_reachable"
        ),
    )

    name: Mapped[str] = mapped_column(String(120))
    spoken_language: Mapped[str] = mapped_column(String(35))
    # "Todos Santos" beside Mam: what people write down, free text.
    spoken_variant: Mapped[str] = mapped_column(String(80), default="")
    written_language: Mapped[str] = mapped_column(String(35))
    signed_language: Mapped[str | None] = mapped_column(String(35))
    channel: Mapped[ContactChannel] = mapped_column(closed_enum(ContactChannel))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))  # E.164
    large_print: Mapped[bool] = mapped_column(default=False)
    read_aloud: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    people: Mapped[list["Person"]] = relationship(back_populates="family")


class Person(Identified, Base):
    """Somebody with a name in Council: a leader, a member, a member of staff, an administrator."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(35), default="en")
    title: Mapped[str] = mapped_column(String(120), default="")
    employed_by_district: Mapped[bool] = mapped_column(default=False)
    family_id: Mapped[str | None] = mapped_column(ForeignKey("family.id"), index=True)

    family: Mapped[Family | None] = relationship(back_populates="people")
