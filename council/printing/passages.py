"""Words in a language, as the templates of `printing/pieces.html` take them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from council.printing.languages import PrintedLanguage

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language; `Markup` stands for HTML that has been cleaned already."""

    text: str | Markup
    language: PrintedLanguage

    @property
    def paragraphs(self) -> tuple[str | Markup, ...]:
        """The words paragraph by paragraph, parted at blank lines; cleaned HTML stays whole."""
        if isinstance(self.text, Markup):
            return (self.text,)
        parts = (part.strip() for part in _PARAGRAPH_BREAK.split(self.text))
        return tuple(part for part in parts if part)


class Standing(StrEnum):
    """How far a passage may be relied on."""

    APPROVED = "approved"
    CHANGED = "changed"
    UNAPPROVED = "unapproved"


@dataclass(frozen=True, slots=True)
class Mark:
    """A standing with the words that say it, so that it never rests on colour or sign alone."""

    standing: Standing
    words: Words


@dataclass(frozen=True, slots=True)
class Passage(Words):
    """Words with their standing, and a notice where the original stands for a translation."""

    mark: Mark | None = None
    notice: Words | None = None
