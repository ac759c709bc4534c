"""How a step is taken: in one transaction on either engine, with links checked at its end."""

from alembic import context
from sqlalchemy import Connection

from council.database import db
from council.migrations import DatabaseProblem


def take_steps() -> None:
    """Take the steps that were asked for, on the application's own database."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table drops it first, and its children's rows must survive that. Inside
            # a transaction the pragma would say nothing and do nothing, hence the driver's own.
            _set_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _refuse_broken_links(connection)
        if sqlite:
            _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, value: str) -> None:
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={value}")


def _refuse_broken_links(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseProblem(
            f"After the upgrade a row of {broken[0]} would point to a row of {broken[2]} that does"
            " not exist. Nothing was changed."
        )


take_steps()
