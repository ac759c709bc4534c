"""Texts that the council publishes: each with its revisions, each revision with translations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.database import Base, Identified, UtcDateTime, closed_enum
from council.people.models import Person
from council.texts.states import Standing


class Text(Identified, Base):
    """Something the council says in its own words: a title, a summary, an answer."""

    __tablename__ = "text"

    # What the whole district says belongs to none: every council reads and translates it.
    council_id: Mapped[str | None] = mapped_column(ForeignKey("council.id"), index=True)
    # What it is to its owner ("staff_response"): owners register a label and address by kind.
    kind: Mapped[str] = mapped_column(String(40))
    source_language: Mapped[str] = mapped_column(String(35))

    revisions: Mapped[list["TextRevision"]] = relationship(
        back_populates="text", order_by="TextRevision.number"
    )


# The kinds of text whose words can be erased, when the family that they are about takes them back.
ERASABLE = ("concern_reading",)


class TextRevision(Identified, Base):
    """The words of a text at one time, by one author; never overwritten, and seldom erased."""

    __tablename__ = "text_revision"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    number: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(LongText)
    author_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    text: Mapped[Text] = relationship(back_populates="revisions")
    author: Mapped[Person] = relationship()
    translations: Mapped[list["Translation"]] = relationship(back_populates="revision")


class Translation(Identified, Base):
    """A revision's words in another language: machine, draft, or approved by somebody else.

    Never overwritten: a better one is another row, and the newest approved one stays in use.
    """

    __tablename__ = "translation"
    __table_args__ = (
        CheckConstraint(
            "(standing = 'approved') = (approved_by_id IS NOT NULL)", name="approved_by_somebody"
        ),
        CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL)", name="approved_at_a_time"
        ),
        CheckConstraint(
            "approved_by_id IS NULL OR written_by_id IS NULL OR approved_by_id != written_by_id",
            name="approved_by_another",
        ),
        CheckConstraint(
            "standing != 'machine' OR written_by_id IS NULL", name="machine_has_no_author"
        ),
        CheckConstraint(
            "written_by_id IS NULL OR written_by_id = entered_by_id", name="written_by_who_entered"
        ),
        CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id != entered_by_id",
            name="approved_by_another_than_entered",
        ),
        UniqueConstraint("revision_id", "language", "number"),
    )

    revision_id: Mapped[str] = mapped_column(ForeignKey("text_revision.id"))
    language: Mapped[str] = mapped_column(String(35))
    # Counts the translations of this revision into this language: the highest is the newest.
    number: Mapped[int] = mapped_column()
    words: Mapped[str] = mapped_column(LongText)
    standing: Mapped[Standing] = mapped_column(closed_enum(Standing))
    # Nobody wrote what came from a machine, but somebody brought it here.
    written_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    entered_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    revision: Mapped[TextRevision] = relationship(back_populates="translations")
    written_by: Mapped[Person | None] = relationship(foreign_keys=[written_by_id])
    entered_by: Mapped[Person] = relationship(foreign_keys=[entered_by_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])


class NamedReviewer(Base):
    """A person whom the council trusts to approve translations into one language."""

    __tablename__ = "named_reviewer"

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)

    person: Mapped[Person] = relationship()


class GlossaryTerm(Identified, Base):
    """A term of the school that the district explains in plain words, once for all councils."""

    __tablename__ = "glossary_term"
    __table_args__ = (
        # The same term twice would be explained in two ways.
        UniqueConstraint("language", "key"),
        CheckConstraint(
            "(retired_at IS NULL) = (retired_by_id IS NULL)", name="retired_by_somebody"
        ),
    )

    term_id: Mapped[str] = mapped_column(ForeignKey("text.id"), unique=True)
    meaning_id: Mapped[str] = mapped_column(ForeignKey("text.id"), unique=True)
    # The language in which both are written, and the term as it is looked up.
    language: Mapped[str] = mapped_column(String(35))
    key: Mapped[str] = mapped_column(String(400))
    # A retired term stands in no packet any more; packets that were issued keep it.
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))

    term: Mapped[Text] = relationship(foreign_keys=[term_id])
    meaning: Mapped[Text] = relationship(foreign_keys=[meaning_id])
