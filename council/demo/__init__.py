"""The demonstration: one worked school year, made only through operations."""

from council.demo.story import tell_the_year


def fill() -> None:
    """Tell the demo year into an empty database; the caller commits all of it at once."""
    tell_the_year()
