"""Recommendations, the motions that adopt them, staff's written responses and what follows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from council.concerns.models import Theme
from council.councils.models import Council
from council.database import Base, Identified, UtcDateTime, closed_enum
from council.meetings.models import AgendaItem, Meeting
from council.people.models import Person
from council.recommendations.states import Disposition, RecommendationState


class Recommendation(Identified, Base):
    """What the council asks the school to do, with the themes that stand behind it."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("council_id", "number"),
        CheckConstraint(
            "(sent_at IS NULL) = (due_on IS NULL) AND (sent_at IS NULL) = (addressee_id IS NULL)",
            name="sent_to_somebody_with_a_date",
        ),
        CheckConstraint(
            "state NOT IN ('sent', 'answered', 'in_progress', 'done') OR sent_at IS NOT NULL",
            name="sent_at_a_time",
        ),
        Index("ix_recommendation_addressee", "addressee_id", "state", "due_on"),
    )

    council_id: Mapped[str] = mapped_column(ForeignKey("council.id"))
    number: Mapped[int] = mapped_column()
    title_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    body_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    state: Mapped[RecommendationState] = mapped_column(
        closed_enum(RecommendationState), default=RecommendationState.DRAFT
    )
    drafted_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    addressee_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)

    council: Mapped[Council] = relationship()
    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id])
    addressee: Mapped[Person | None] = relationship(foreign_keys=[addressee_id])
    themes: Mapped[list[Theme]] = relationship(
        secondary="recommendation_theme", order_by=(Theme.started_at, Theme.id)
    )
    motions: Mapped[list["Motion"]] = relationship(
        back_populates="recommendation", order_by="Motion.voted_at"
    )
    responses: Mapped[list["StaffResponse"]] = relationship(
        back_populates="recommendation", order_by="StaffResponse.signed_at"
    )

    __mapper_args__ = {"version_id_col": version}


class RecommendationTheme(Base):
    """A theme, with the concerns under it, is the evidence of a recommendation."""

    __tablename__ = "recommendation_theme"

    recommendation_id: Mapped[str] = mapped_column(
        ForeignKey("recommendation.id"), primary_key=True
    )
    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class Motion(Identified, Base):
    """The council's vote on a recommendation at a meeting."""

    __tablename__ = "motion"
    __table_args__ = (
        CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name="counted"
        ),
        CheckConstraint("carried = (votes_for > votes_against)", name="carried_by_majority"),
        CheckConstraint("moved_by_id != seconded_by_id", name="seconded_by_another"),
        CheckConstraint(
            "agenda_item_id IS NOT NULL OR finding_of_need != ''", name="posted_or_needed"
        ),
    )

    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendation.id"), index=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    # What it was voted under; where that did not stand posted in time, with the finding of need.
    agenda_item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"))
    finding_of_need: Mapped[str] = mapped_column(default="")
    moved_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    seconded_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    votes_for: Mapped[int] = mapped_column()
    votes_against: Mapped[int] = mapped_column()
    abstentions: Mapped[int] = mapped_column(default=0)
    carried: Mapped[bool] = mapped_column()
    voted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    recommendation: Mapped[Recommendation] = relationship(back_populates="motions")
    meeting: Mapped[Meeting] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship()
    moved_by: Mapped[Person] = relationship(foreign_keys=[moved_by_id])
    seconded_by: Mapped[Person] = relationship(foreign_keys=[seconded_by_id])


class StaffResponse(Identified, Base):
    """The school's written answer: signed, dated, with reasons (Cal. Ed. Code 52062)."""

    __tablename__ = "staff_response"
    __table_args__ = (
        CheckConstraint(
            "(disposition = 'needs_more_time') = (answer_by IS NOT NULL)", name="more_time_until"
        ),
    )

    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendation.id"), index=True)
    disposition: Mapped[Disposition] = mapped_column(closed_enum(Disposition))
    reasons_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    # Where more time is needed: by when the full answer comes.
    answer_by: Mapped[date | None] = mapped_column()
    signed_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    recommendation: Mapped[Recommendation] = relationship(back_populates="responses")
    signed_by: Mapped[Person] = relationship()
    steps: Mapped[list["ActionStep"]] = relationship(
        back_populates="response", order_by="ActionStep.position"
    )


class ActionStep(Identified, Base):
    """One thing that the school promised to do, by whom and by when."""

    __tablename__ = "action_step"
    __table_args__ = (UniqueConstraint("response_id", "position"),)

    response_id: Mapped[str] = mapped_column(ForeignKey("staff_response.id"))
    position: Mapped[int] = mapped_column()
    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    owner_name: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date] = mapped_column()
    done_on: Mapped[date | None] = mapped_column()

    response: Mapped[StaffResponse] = relationship(back_populates="steps")
