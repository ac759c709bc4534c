"""The first database: every table and trigger as of the first release."""

import re
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _statements() -> list[str]:
    # What was written then, in the engine's own words: the models have moved on since.
    file = Path(__file__).with_suffix(f".{op.get_bind().dialect.name}.sql")
    return file.read_text(encoding="utf-8").strip().split("\n\n")


def upgrade() -> None:
    """Make everything."""
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if _escapes() else statement)


def downgrade() -> None:
    """Drop everything, whatever it holds; the extension stays, since others may use it."""
    statements = _statements()
    tables = [name for s in statements for name in re.findall(r"^CREATE TABLE (\w+)", s)]
    cascade = " CASCADE" if op.get_bind().dialect.name == "postgresql" else ""
    for table in reversed(tables):
        op.get_bind().exec_driver_sql(f"DROP TABLE {table}{cascade}")
    functions = [
        name for s in statements for name in re.findall(r"^CREATE OR REPLACE FUNCTION (\w+)", s)
    ]
    for function in functions:
        op.get_bind().exec_driver_sql(f"DROP FUNCTION {function}")


def _escapes() -> bool:
    # psycopg reads % as a placeholder.
    return op.get_bind().dialect.name == "postgresql"
