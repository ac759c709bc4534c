"""What `council check` looks at, and how to mend what it finds."""

import ctypes
import hashlib
import json
import smtplib
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from council import clock
from council.config import BadSetting
from council.database import db
from council.jobs import PeriodicRun
from council.languages.registry import Area, interface_languages
from council.languages.translations import catalog_for, catalog_path
from council.migrations import DatabaseProblem, refuse_unready_database
from council.notices.mail import NotReached, connection_to, mail_server
from council.printing.fonts import FOLDER, MANIFEST

# Its WAL can be corrupted before this (sqlite.org/wal.html, "the WAL-reset bug").
FIRST_SOUND_SQLITE = (3, 51, 3)

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}

SHORTEST_KEY = 32

# A worker runs something every minute.
WORKER_SEEN_WITHIN = timedelta(minutes=5)


class Level(StrEnum):
    """How much it matters."""

    GOOD = "good"
    CARE = "care"  # it works, and somebody should know
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, what was seen, and what to do about it."""

    level: Level
    what: str
    seen: str
    mend: str = ""


def findings(app: Flask) -> Iterator[Finding]:
    """Everything that this installation needs, one after another."""
    yield _database(app)
    yield _sqlite(app)
    yield _worker()
    yield _address(app)
    yield _mail(app)
    yield _key(app)
    yield _fonts()
    yield _libraries()
    yield _catalogs()


def _database(app: Flask) -> Finding:
    what = "Database"
    try:
        refuse_unready_database()
    except DatabaseProblem as problem:
        seen, _full_stop, mend = str(problem).partition(". ")
        return Finding(Level.WRONG, what, seen.removesuffix("."), mend)
    name = db.engine.url.render_as_string(hide_password=True)
    return Finding(Level.GOOD, what, f"{name}: current, with all its triggers")


def _sqlite(app: Flask) -> Finding:
    what = "SQLite"
    if db.engine.dialect.name != "sqlite":
        return Finding(Level.GOOD, what, "not used here")
    version = db.engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    shown = ".".join(map(str, version))
    if version < FIRST_SOUND_SQLITE:
        return Finding(
            Level.WRONG,
            what,
            f"version {shown} can corrupt the database",
            "Install the package pysqlite3, which brings a newer one.",
        )
    return Finding(Level.GOOD, what, f"version {shown}")


def _worker() -> Finding:
    what = "Background work"
    try:
        latest = db.session.scalar(select(func.max(PeriodicRun.due)))
    except DatabaseError:
        db.session.rollback()
        latest = None
    if latest is not None and clock.now() - latest <= WORKER_SEEN_WITHIN:
        return Finding(Level.GOOD, what, "a worker is running")
    seen = "no worker has ever run" if latest is None else f"no worker since {latest:%F %H:%M} UTC"
    return Finding(
        Level.CARE,
        what,
        seen,
        "Messages wait until there is one: run council serve --with-worker, or council work.",
    )


def _address(app: Flask) -> Finding:
    what = "Address"
    url = app.config["COUNCIL_URL"]
    parts = urlsplit(url)
    mend = "Set COUNCIL_URL to the address that families' phones open."
    if not _reachable_from_elsewhere(parts.hostname or ""):
        return Finding(Level.CARE, what, f"{url} can be opened on this machine alone", mend)
    if parts.scheme != "https":
        return Finding(
            Level.CARE,
            what,
            f"{url} is not encrypted",
            "Put a proxy with a certificate in front, and let COUNCIL_URL begin with https://.",
        )
    try:
        socket.getaddrinfo(parts.hostname, None)
    except OSError:
        return Finding(Level.CARE, what, f"{url} is a name that is not found from here", mend)
    return Finding(Level.GOOD, what, str(url))


def _reachable_from_elsewhere(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")
    return not (address.is_loopback or address.is_unspecified or address.is_link_local)


def _mail(app: Flask) -> Finding:
    what = "Mail"
    if not app.config["MAIL_URL"]:
        return Finding(
            Level.CARE,
            what,
            "no mail server is set, so every e-mail goes on the worklist to be written by hand",
            "Set COUNCIL_MAIL_URL and COUNCIL_MAIL_FROM.",
        )
    try:
        server = mail_server()
        with connection_to(server) as connection:
            connection.noop()
    except BadSetting as problem:
        return Finding(Level.WRONG, what, "its settings cannot be used", str(problem))
    except (NotReached, OSError, smtplib.SMTPException) as problem:
        return Finding(
            Level.WRONG,
            what,
            f"{server.host}:{server.port} takes no mail ({problem})",
            "Look at COUNCIL_MAIL_URL: host, port, user, password, and smtp:// or smtps://.",
        )
    return Finding(Level.GOOD, what, f"{server.host}:{server.port} takes mail from {server.sender}")


def _key(app: Flask) -> Finding:
    what = "Secret key"
    key = app.config["SECRET_KEY"]
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        return Finding(
            Level.WRONG,
            what,
            "it can be guessed, and whoever does can make links and open codes",
            "Set COUNCIL_SECRET_KEY to what this prints:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    file = Path(app.instance_path) / "secret_key"
    if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(
            Level.WRONG, what, f"others on this machine can read {file}", f"Run: chmod 600 {file}"
        )
    return Finding(Level.GOOD, what, "long, and this installation's own")


def _fonts() -> Finding:
    what = "Fonts"
    wrong = [
        name
        for name, face in json.loads(MANIFEST.read_text(encoding="utf-8"))["faces"].items()
        if not (FOLDER / name).is_file()
        or hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != face["sha256"]
    ]
    if wrong:
        return Finding(
            Level.WRONG,
            what,
            f"missing or not as they were released: {', '.join(wrong)}",
            "Install Council again.",
        )
    return Finding(Level.GOOD, what, "every pinned face is there")


def _libraries() -> Finding:
    what = "Pango"
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if missing:
        return Finding(
            Level.WRONG,
            what,
            f"packets cannot be printed without {', '.join(missing)}",
            f"On Debian, run: apt-get install {' '.join(missing)}",
        )
    return Finding(Level.GOOD, what, "with harfbuzz-subset")


def _catalogs() -> Finding:
    what = "Languages"
    languages = {tag for area in Area for tag in interface_languages(area)}
    missing = sorted(
        language.english_name
        for language in languages
        if language.tag != "en" and not catalog_path(language).is_file()
    )
    if missing:
        return Finding(
            Level.WRONG, what, f"no catalog for {', '.join(missing)}", "Install Council again."
        )
    for language in languages:
        catalog_for(language)
    return Finding(Level.GOOD, what, f"pages can be read in {len(languages)} languages")
