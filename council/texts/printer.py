"""The printer of this machine: its fonts, what it keeps, and when it lets go of that."""

from datetime import datetime
from pathlib import Path

from flask import current_app

from council.printing.press import Press, forget_lately


def extra_fonts() -> Path:
    """The folder into which an installation puts fonts for further scripts."""
    return Path(current_app.instance_path) / "fonts"


def printer() -> Press:
    """What everything of councils is printed with here."""
    cache = Path(current_app.instance_path) / "cache" / "printing"
    return Press(cache=cache, extra_fonts=extra_fonts())


def forget_prints() -> None:
    """Words were taken back: nothing that was printed here is kept any longer."""
    forget_lately()
    printer().parts.forget()


def forget_old_prints(taken_back_until: datetime | None) -> None:
    """Let go of what nobody has printed for a week, and of all that may hold words taken back.

    That is what was printed until then, here or for somebody else while they were taken back.
    """
    if taken_back_until is None:
        printer().parts.sweep()
    else:
        printer().parts.sweep(written_before=taken_back_until.timestamp())
