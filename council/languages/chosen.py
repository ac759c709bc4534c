"""A language that somebody has chosen, or a refusal if it is none that can be meant there."""

from flask_babel import lazy_gettext as _l

from council.languages.registry import Language, UnknownLanguage, find
from council.refusals import Refusal


def known_language(tag: str, field: str = "language") -> Language:
    """A language that families speak, sign or read; refused if the registry does not hold it."""
    try:
        return find(tag)
    except UnknownLanguage:
        raise Refusal(_l("Choose a language from the list."), field=field) from None


def written_language(tag: str, field: str = "language") -> Language:
    """A language that a text can be written in, and people can read."""
    try:
        language = find(tag)
    except UnknownLanguage:
        language = None
    if language is None or not language.written:
        raise Refusal(_l("Choose a written language of the list."), field=field)
    return language
