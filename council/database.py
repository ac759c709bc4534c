"""The database: one session for a request, the same rules on SQLite and on PostgreSQL."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, MetaData, String, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# Douglas Crockford's base 32 (www.crockford.com/base32.html): no I, L, O, U to mistake.
ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 12

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def new_id() -> str:
    """A fresh identity of 60 random bits: it counts nothing and orders nothing."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on our side, UTC in the database, on either engine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def closed_enum(kind: type[StrEnum]) -> Enum:
    """A column that holds one of the enum's values, and a CHECK that says so to the database."""
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")
    values: Callable[[type[StrEnum]], list[str]] = lambda members: [m.value for m in members]  # noqa: E731
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=values,
        length=32,
        validate_strings=True,
    )


class Base(DeclarativeBase):
    """What every table has in common."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Identified:
    """A thing with an identity of its own."""

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)


db = SQLAlchemy(model_class=Base)


def engine_options(url: str) -> dict[str, Any]:
    """How the engine is opened: a current SQLite for the embedded file, psycopg for PostgreSQL."""
    if url.startswith("sqlite"):
        # Debian 12's own SQLite (3.40) can corrupt a WAL database; this one is fixed.
        import pysqlite3.dbapi2 as current_sqlite

        return {"module": current_sqlite, "connect_args": {"timeout": 10}}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}


PRAGMAS = (
    "busy_timeout=10000",  # first: the others may have to wait
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE slips past the append-only triggers
    "secure_delete=ON",
    "trusted_schema=OFF",
)


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: DBAPIConnection, record: object) -> None:
    if not type(connection).__module__.startswith("pysqlite3"):
        return
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    reading = has_request_context() and request.method in SAFE_METHODS
    # A write that starts as a read can fail half-way with SQLITE_BUSY; taking the lock first waits.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
