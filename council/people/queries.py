"""Who is known to the district, and what they did."""

from sqlalchemy import select

from council.database import db
from council.history.models import HistoryEntry
from council.history.queries import history_of
from council.people.models import Person


def is_empty_installation() -> bool:
    """Whether nobody has been set up here yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None


def history_with_names(
    subject_kind: str, subject_id: str, most: int | None = None
) -> list[tuple[HistoryEntry, str | None]]:
    """What happened to a thing and who did it, the latest first."""
    return list(
        db.session.execute(
            history_of(subject_kind, subject_id)
            .add_columns(Person.name)
            .outerjoin(Person, Person.id == HistoryEntry.person_id)
            .limit(most)
        )
    )
