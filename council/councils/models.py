"""The district, its schools and their councils, and who belongs to each."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import Base, Identified, closed_enum
from council.people.models import Family, Person
from council.printing.document import Paper


class District(Identified, Base):
    """The one district that this installation serves."""

    __tablename__ = "district"

    name: Mapped[str] = mapped_column(String(160))
    time_zone: Mapped[str] = mapped_column(String(64))


class School(Identified, Base):
    """A school of the district."""

    __tablename__ = "school"

    name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(240), default="")


class Council(Identified, Base):
    """A family advisory council, of one school or of the whole district (then without a school)."""

    __tablename__ = "council"

    name: Mapped[str] = mapped_column(String(160))
    preset: Mapped[str] = mapped_column(String(40))
    time_zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(35), default="en")
    # What everything is printed on where nobody chooses otherwise.
    paper: Mapped[Paper] = mapped_column(closed_enum(Paper), default=Paper.LETTER)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.id"), index=True)
    # The link that families open to raise a concern; short enough to type from paper.
    door: Mapped[str] = mapped_column(String(12), unique=True)

    school: Mapped[School | None] = relationship()


class FamilyJoined(Base):
    """A family belongs to this council."""

    __tablename__ = "family_joined"

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"), primary_key=True)
    family_id: Mapped[str] = mapped_column(ForeignKey("family.id"), primary_key=True, index=True)
    joined_on: Mapped[date] = mapped_column()

    council: Mapped[Council] = relationship()
    family: Mapped[Family] = relationship()


class Seat(StrEnum):
    """Whom a member sits for."""

    PARENT = "parent"
    STAFF = "staff"
    COMMUNITY = "community"


class Office(StrEnum):
    """What a member does for the council."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"


class Membership(Identified, Base):
    """A person's seat on a council, from one day to another."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index("ix_membership_council_person", "council_id", "person_id"),
    )

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    seat: Mapped[Seat] = mapped_column(closed_enum(Seat))
    office: Mapped[Office | None] = mapped_column(closed_enum(Office))
    started_on: Mapped[date] = mapped_column()
    ended_on: Mapped[date | None] = mapped_column()

    council: Mapped[Council] = relationship()
    person: Mapped[Person] = relationship()
