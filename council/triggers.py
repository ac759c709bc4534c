"""What the database itself refuses, on both engines: double booking, and changing what is kept.

Migrations create these; `council check` and the start of the server make sure that they are
there, since rebuilding a table on SQLite drops its triggers without a word.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from council.interpreting.states import TAKES_TIME
from council.packets.models import Packet
from council.texts.models import ERASABLE, TextRevision

_TAKEN = ", ".join(f"'{state.value}'" for state in TAKES_TIME)

_OVERLAP = f"""
    SELECT RAISE(ABORT, 'booking_overlaps') WHERE NEW.state IN ({_TAKEN}) AND EXISTS (
        SELECT 1 FROM booking AS other
        WHERE other.interpreter_id = NEW.interpreter_id AND other.id != NEW.id
          AND other.state IN ({_TAKEN})
          AND other.busy_from < NEW.busy_until AND NEW.busy_from < other.busy_until);
"""  # noqa: S608 - built from our own states

# What is written once. Of a packet, only that it was withdrawn can be written down later.
WITHDRAWAL = frozenset({"withdrawn_at", "withdrawn_by_id"})
APPEND_ONLY = ("history", "text_revision", "posting", "packet")
ERASURE_ONLY = "text_revision_refuses_all_but_erasure"

# The words of some texts can be erased as a whole, and nothing else about them be changed.
_KINDS = ", ".join(f"'{kind}'" for kind in ERASABLE)
_KEPT = [column.name for column in TextRevision.__table__.columns if column.name != "words"]
_ERASURE = " AND ".join(
    [
        "NEW.words = ''",
        *(f"NEW.{name} = OLD.{name}" for name in _KEPT),
        f"EXISTS (SELECT 1 FROM text WHERE text.id = OLD.text_id AND text.kind IN ({_KINDS}))",  # noqa: S608 - built from our own names
    ]
)


def _update_of(table: str) -> str:
    """The event of an update that the database refuses: of every column, or of all but some."""
    if table != "packet":
        return "UPDATE"
    frozen = [c.name for c in Packet.__table__.columns if c.name not in WITHDRAWAL]
    return f"UPDATE OF {', '.join(frozen)}"


def sqlite_triggers() -> Mapping[str, str]:
    """The triggers of the embedded database, by name."""
    triggers = {
        f"booking_overlap_{verb.lower()}": (
            f"CREATE TRIGGER booking_overlap_{verb.lower()} BEFORE {verb} ON booking"
            f" BEGIN {_OVERLAP} END"
        )
        for verb in ("INSERT", "UPDATE")
    }
    for table in APPEND_ONLY:
        for verb in (_update_of(table), "DELETE"):
            name = f"{table}_refuses_{verb.split()[0].lower()}"
            erasure = (table, verb) == ("text_revision", "UPDATE")
            triggers[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                f"{f' WHEN NOT ({_ERASURE})' if erasure else ''}"
                f" BEGIN SELECT RAISE(ABORT, '{table}_is_append_only'); END"
            )
    return triggers


def postgresql_statements() -> list[str]:
    """What PostgreSQL needs for the same: an exclusion constraint and statement triggers."""
    statements = [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "ALTER TABLE booking ADD CONSTRAINT booking_overlaps EXCLUDE USING gist ("
        " interpreter_id WITH =, int8range(busy_from, busy_until) WITH &&)"
        f" WHERE (state IN ({_TAKEN}))",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '%_is_append_only', TG_TABLE_NAME; END $$",
    ]
    for table in APPEND_ONLY:
        changes = f"{_update_of(table)} OR DELETE OR TRUNCATE"
        statements.append(
            f"CREATE TRIGGER {table}_refuses_change"
            f" BEFORE {'DELETE OR TRUNCATE' if table == 'text_revision' else changes}"
            f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    return [
        *statements,
        "CREATE OR REPLACE FUNCTION refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF {_ERASURE} THEN RETURN NEW; END IF;"
        " RAISE EXCEPTION 'text_revision_is_append_only'; END $$",
        f"CREATE TRIGGER {ERASURE_ONLY} BEFORE UPDATE ON text_revision"
        " FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erasure()",
    ]


def create_triggers(connection: Connection) -> None:
    """Create all of them in a database that has none yet."""
    if connection.dialect.name == "sqlite":
        statements = list(sqlite_triggers().values())
    else:
        statements = postgresql_statements()
    for statement in statements:
        connection.execute(text(statement))


def missing_triggers(connection: Connection) -> list[str]:
    """The names of those that should be there and are not."""
    if connection.dialect.name == "sqlite":
        wanted = set(sqlite_triggers())
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = {f"{table}_refuses_change" for table in APPEND_ONLY}
        wanted |= {"booking_overlaps", ERASURE_ONLY}
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            " UNION SELECT conname FROM pg_constraint WHERE contype = 'x'"
        )
    return sorted(wanted - set(connection.execute(text(query)).scalars()))
