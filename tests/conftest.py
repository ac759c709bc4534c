"""A council's database for each test, on SQLite and on PostgreSQL, and visitors to its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from council import create_app, triggers
from council.assembly import import_models
from council.database import db, engine_options
from tests.factories.school import Cast, a_cast
from tests.pages import Visitor
from tests.postgresql import running_postgresql

# A test by itself may import models whose links lead to others that it does not import.
import_models()


def make_app(url: str, instance: Path) -> Flask:
    """An application on a new, empty database."""
    app = create_app(
        {
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "COUNCIL_URL": "http://council.test",
            "SECRET_KEY": "a key that only the tests know",
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        },
        instance,
    )
    prepare_database(app)
    return app


def prepare_database(app: Flask) -> None:
    """Every table and trigger, in a database that is still empty."""
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            triggers.create_triggers(connection)


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on the embedded database."""
    instance = tmp_path_factory.mktemp("sqlite")
    return make_app(f"sqlite:///{instance / 'council.sqlite'}", instance)


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a real PostgreSQL server."""
    with running_postgresql() as server:
        url = server.create_database()
        app = make_app(
            url.render_as_string(hide_password=False), tmp_path_factory.mktemp("postgresql")
        )
        yield app
        with app.app_context():
            db.engine.dispose()
        server.drop_database(url)


@pytest.fixture
def engine_name() -> str:
    """The engine of tests that do not ask for both."""
    return "sqlite"


@pytest.fixture
def app(engine_name: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application, whose database forgets everything when the test ends.

    The whole test runs in one outer transaction that is rolled back; commits and rollbacks of the
    code under test are savepoints inside it.
    """
    app: Flask = request.getfixturevalue(f"{engine_name}_app")
    with app.app_context():
        engine = db.engines[None]
        connection = engine.connect()
        outer = connection.begin()
        connection.begin_nested()
        db.engines[None] = connection  # type: ignore[assignment]
        try:
            yield app
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db.engines[None] = engine


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The same few demo people throughout: two councils, and who is what in them."""
    return a_cast()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a browser, not signed in."""
    return Visitor(app)
