"""The steps from one release's database to the next, and whether a database has taken them all."""

from io import StringIO

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from council.database import db
from council.paths import PACKAGE
from council.triggers import missing_triggers


class DatabaseProblem(Exception):
    """The database cannot be used as it is; the sentence says why and how to mend it."""


def _config() -> Config:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(PACKAGE / "migrations").replace("%", "%%"))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def upgrade_database() -> None:
    """Take every step that this database has not taken yet; it is all of them or none."""
    with _connection() as connection:
        _refuse_newer(connection)
    db.session.remove()
    command.upgrade(_config(), "head")


def downgrade_database(revision: str) -> None:
    """Take steps back, down to this revision; `base` leaves an empty database."""
    db.session.remove()
    command.downgrade(_config(), revision)


def refuse_unready_database() -> None:
    """Raise DatabaseProblem unless the database has taken every step and has its triggers."""
    with _connection() as connection:
        _refuse_newer(connection)
        revision = _revision(connection)
        if revision is None:
            raise DatabaseProblem("The database is empty. Run: council upgrade")
        if revision != _script().get_current_head():
            raise DatabaseProblem(
                f"The database is of an older release (revision {revision}). Run: council upgrade"
            )
        if missing := missing_triggers(connection):
            raise DatabaseProblem(
                "The database would allow what it must refuse, since these are missing:"
                f" {', '.join(missing)}. Restore a backup, or ask for help before going on."
            )


def _connection() -> Connection:
    try:
        return db.engine.connect()
    except OperationalError as error:
        raise DatabaseProblem(
            f"The database cannot be reached ({str(error.orig).strip().splitlines()[0]})."
            " Look at COUNCIL_DATABASE_URL."
        ) from error


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection) -> None:
    revision = _revision(connection)
    known = {script.revision for script in _script().walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseProblem(
            f"The database is of a newer release than this one: it is at revision {revision},"
            " which is unknown here. Install that release, or restore a backup of this one."
        )
