"""Languages as the printer sees them: a tag, a script, and the side from which it is read."""

from dataclasses import dataclass
from typing import Literal

# Scripts that are read from the right (Unicode, bidirectional classes R and AL).
RIGHT_TO_LEFT_SCRIPTS = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)


@dataclass(frozen=True, slots=True)
class PrintedLanguage:
    """A language that a document is printed in: its BCP 47 tag and its ISO 15924 script."""

    tag: str
    script: str

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The side from which the language is read."""
        return "rtl" if self.script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
