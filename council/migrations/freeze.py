"""Writes the first step's SQL from the models: python -m council.migrations.freeze

Only until the first release, while there is no database anywhere that has taken it; from then on
a change of the models is a new step, and this program is deleted.
"""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import create_mock_engine, make_url

from council.assembly import import_models
from council.database import Base
from council.triggers import postgresql_statements, sqlite_triggers

VERSIONS = Path(__file__).parent / "versions"
ENGINES = ("sqlite", "postgresql")


def frozen_sql(engine_name: str) -> str:
    """Every statement that makes an empty database what the models say, with its triggers."""
    url = make_url("sqlite://" if engine_name == "sqlite" else "postgresql+psycopg://")
    statements: list[str] = []

    def keep(statement: Any, *_args: object, **_more: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine(url, keep)
    # By name, and not by which room happened to be imported first.
    by_name = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    Base.metadata.create_all(engine, tables=by_name, checkfirst=False)
    # Tables in the order of their links, then what SQLAlchemy keeps in no order: indexes.
    tables = [words for words in statements if words.lstrip().startswith("CREATE TABLE")]
    others = sorted(set(statements) - set(tables))
    triggers = sqlite_triggers().values() if engine_name == "sqlite" else postgresql_statements()
    statements = [*tables, *others, *triggers]
    return "\n\n".join(_tidy(statement) for statement in statements) + "\n"


def _tidy(statement: str) -> str:
    # Statements are told apart by blank lines, so that there are none within them.
    return re.sub(r"\s*\n", "\n", statement.strip()).replace("\t", "    ")


def main() -> None:
    """Write both files."""
    import_models()
    for name in ENGINES:
        (VERSIONS / f"0001_first.{name}.sql").write_text(frozen_sql(name), encoding="utf-8")


if __name__ == "__main__":
    main()
