"""Logging: what the server did and what went wrong, and nothing that leads to a family.

Lines go to standard error, one for each event. Whatever wrote a line, it passes the same gate
last: what could open something (tokens, codes, passwords) or lead to somebody (addresses of any
kind, phone numbers, the values of a database statement) is taken out.
"""

import logging
import re
import sys
from logging.config import dictConfig

# The order matters: what holds another comes first.
WITHHELD = (
    # What SQLAlchemy and PostgreSQL tell of the values that a statement was given.
    (re.compile(r"\[parameters: .*?\](?=\n|$)", re.DOTALL), "[values]"),
    (re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE), r"\1: [values]"),
    # A ticket's id and signature, wherever it stands.
    (re.compile(r"\b[0-9a-hjkmnp-tv-z]{12}\.[\w-]{20,}"), "[token]"),
    (re.compile(r"://[^/@\s]+:[^/@\s]*@"), "://[password]@"),
    (re.compile(r"[^\s<>@\"'(:/]+@[^\s<>@\"'):,]+"), "[address]"),
    # A look-up code, in groups or in one, as it was typed.
    (re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{4}[- ]){3}[0-9A-Z*~$=](?![0-9A-Za-z])"), "[code]"),
    (re.compile(r"(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{12}[0-9A-Z*~$=](?![0-9A-Za-z])"), "[code]"),
    (re.compile(r"(?<![\w.])\+\d[\d ().-]{6,}\d"), "[number]"),
    # But not this machine's own, which the server's lines say where it listens.
    (
        re.compile(r"(?<![\w.])(?!127\.0\.0\.1\b|0\.0\.0\.0\b)(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"),
        "[address]",
    ),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])"), "[address]"),
)


def withhold(words: str) -> str:
    """The line without what must not stand in a log."""
    for pattern, instead in WITHHELD:
        words = pattern.sub(instead, words)
    return words


class Discreet(logging.Formatter):
    """Formats a line with its traceback, and withholds from the whole of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return withhold(super().format(record))


def set_up_logs(level: str = "INFO") -> None:
    """From here on everything that this process logs goes through the gate, to standard error."""
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "discreet": {
                    "()": Discreet,
                    "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
                }
            },
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "stream": sys.stderr,
                    "formatter": "discreet",
                }
            },
            "root": {"level": level, "handlers": ["stderr"]},
            "loggers": {
                # It names every task with its arguments, every minute.
                "huey": {"level": "WARNING"},
                "alembic": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
                # It announces itself.
                "pikepdf": {"level": "WARNING"},
                "weasyprint": {"level": "ERROR"},
            },
        }
    )
