"""A database that took every step is the one that the models describe, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from council import create_app
from council.councils.models import Council
from council.database import db, engine_options
from council.history.operations import record
from council.migrations import (
    DatabaseProblem,
    downgrade_database,
    refuse_unready_database,
    upgrade_database,
)
from council.migrations.freeze import ENGINES, VERSIONS, frozen_sql
from council.triggers import create_triggers, missing_triggers
from tests.factories.school import a_cast
from tests.postgresql import running_postgresql


@pytest.fixture
def empty(engine_name: str, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database is empty."""
    if engine_name == "sqlite":
        yield from _application(f"sqlite:///{tmp_path / 'council.sqlite'}", tmp_path)
        return
    with running_postgresql() as server:
        url = server.create_database()
        yield from _application(url.render_as_string(hide_password=False), tmp_path)
        server.drop_database(url)


def _application(url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(
        {
            "TESTING": True,
            "COUNCIL_URL": "http://council.test",
            "SECRET_KEY": "a key that only the tests know",
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        },
        instance,
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


SCHEMA_OF = {
    "sqlite": (
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name != 'alembic_version'"
        " AND name NOT LIKE 'sqlite_%'"
    ),
    "postgresql": (
        "SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable"
        "  || ' ' || coalesce(character_maximum_length::text, '')"
        "  FROM information_schema.columns WHERE table_schema = 'public'"
        " UNION SELECT 'constraint', conrelid::regclass::text || '.' || conname,"
        "  pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid != 0"
        " UNION SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " UNION SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger"
        "  WHERE NOT tgisinternal"
    ),
}


def schema_of(connection: Connection) -> set[tuple[str, str, str]]:
    """Everything that the engine says about the database's shape, in its own words."""
    rows = connection.execute(text(SCHEMA_OF[connection.dialect.name]))
    return {
        (kind, name, " ".join((sql or "").split()))
        for kind, name, sql in rows
        if "alembic_version" not in name
    }


def test_migrated_database_is_what_the_models_describe(empty: Flask) -> None:
    upgrade_database()
    with db.engine.connect() as connection:
        migrated = schema_of(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
        assert missing_triggers(connection) == []
    downgrade_database("base")
    db.create_all()
    with db.engine.begin() as connection:
        create_triggers(connection)
        assert migrated == schema_of(connection)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("name", ENGINES)
def test_first_step_is_as_the_models_are(empty: Flask, name: str) -> None:
    written = (VERSIONS / f"0001_first.{name}.sql").read_text(encoding="utf-8")
    assert written == frozen_sql(name), "run: python -m council.migrations.freeze"


def test_upgrade_of_a_current_database_keeps_its_data(empty: Flask) -> None:
    upgrade_database()
    council_id = a_cast().council.id
    db.session.commit()
    upgrade_database()
    assert db.session.get(Council, council_id) is not None


def test_downgrade_drops_everything_with_its_data(empty: Flask) -> None:
    upgrade_database()
    cast = a_cast()
    record("council_made", cast.council, council_id=cast.council.id, by_id=cast.coordinator.id)
    db.session.commit()
    downgrade_database("base")
    with db.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        if connection.dialect.name == "postgresql":
            functions = connection.execute(
                text("SELECT proname FROM pg_proc WHERE proname = 'refuse_change'")
            ).all()
            assert functions == []
    upgrade_database()
    assert db.session.scalars(select(Council)).all() == []


def test_history_of_a_migrated_database_cannot_be_changed(empty: Flask) -> None:
    upgrade_database()
    cast = a_cast()
    record("council_made", cast.council, council_id=cast.council.id, by_id=None)
    db.session.commit()
    with pytest.raises(DBAPIError, match="history_is_append_only"):
        db.session.execute(text("DELETE FROM history"))


def test_foreign_keys_hold_again_after_an_upgrade(empty: Flask) -> None:
    upgrade_database()
    with pytest.raises(DBAPIError):
        db.session.execute(
            text("INSERT INTO family_joined VALUES ('nobody', 'nobody', '2026-11-24')")
        )


def test_current_database_is_ready(empty: Flask) -> None:
    upgrade_database()
    refuse_unready_database()


def test_empty_database_is_refused_with_what_to_do(empty: Flask) -> None:
    with pytest.raises(DatabaseProblem, match="council upgrade"):
        refuse_unready_database()


@pytest.mark.parametrize("operation", [upgrade_database, refuse_unready_database])
def test_newer_database_is_refused(empty: Flask, operation: object) -> None:
    upgrade_database()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert callable(operation)
    with pytest.raises(DatabaseProblem, match="newer release"):
        operation()


def test_database_without_a_trigger_is_refused(empty: Flask) -> None:
    upgrade_database()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER history_refuses_delete"))
        else:
            connection.execute(text("DROP TRIGGER history_refuses_change ON history"))
    with pytest.raises(DatabaseProblem, match="history_refuses"):
        refuse_unready_database()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_database_that_cannot_be_opened_is_named(engine_name: str, tmp_path: Path) -> None:
    for app in _application("sqlite:////nowhere/at/all/council.sqlite", tmp_path):
        assert app
        with pytest.raises(DatabaseProblem, match="COUNCIL_DATABASE_URL"):
            refuse_unready_database()
