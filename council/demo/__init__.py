"""The demonstration: one worked school year, made only through operations."""

from council.database import db
from council.demo.story import tell_the_year


def fill() -> None:
    """Tell the demo year into an empty database, all of it or nothing."""
    tell_the_year()
    db.session.commit()
