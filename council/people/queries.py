"""Who is known to the district."""

from sqlalchemy import select

from council.database import db
from council.people.models import Person


def is_empty_installation() -> bool:
    """Whether nobody has been set up here yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None
