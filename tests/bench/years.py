"""The demo year, and the same year many times over in the same two councils.

The year itself is told by operations, once. Telling it twenty times would take minutes, so that
the further years are rows: each is a copy of every row that a year leaves behind, with ids of its
own. Nothing is moved in time, so that what waits for somebody today grows as well: the hardest
case for the pages, and more than any council has on its desk.

- Districts, councils, people with accounts, their roles and seats stay as they are, and so does
  what each council says in every packet. The glossary grows: each copied term has its year's
  number after it where it is looked up.
- A copied family also answers the invitations to the first year's meetings, a copied concern also
  stands under the first year's theme, and a copied ballot also counts in the first year's round:
  one meeting, one theme and one round grow with the rest.
- Of the copied concerns every second one says what residents of Kentucky really said, in English
  (tests/data/README.md); the others stay in the languages of the demonstration.
"""

import csv
import random
import secrets
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from council.database import Base, new_id

Row = dict[str, Any]
Year = dict[str, list[Row]]

# What a council does not get more of by having more families.
ONCE = frozenset(
    {
        "district",
        "school",
        "council",
        "person",
        "account",
        "role_held",
        "membership",
        "named_reviewer",
        "council_words",
        "limit_counter",
        "link_asked",
        "periodic_run",
        "printed_file",
    }
)

STATEMENTS = Path(__file__).parents[1] / "data" / "resident_concerns.csv"


def read_year(connection: Connection) -> Year:
    """Every row of a database that holds one year."""
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in Base.metadata.sorted_tables
    }


def write_years(connection: Connection, year: Year, times: int) -> None:
    """Fill an empty database with a year, and with `times` - 1 copies of it."""
    copies = _Copies(year)
    copied = [copies.one_more(number) for number in range(1, times)]
    for table in Base.metadata.sorted_tables:
        rows = [row for each in (year, *copied) for row in each.get(table.name, ())]
        if rows:
            connection.execute(insert(table), rows)


class _Copies:
    """Copies of a year, and what ties each to the first one."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.tables: dict[str, Table] = {
            table.name: table for table in Base.metadata.sorted_tables if table.name not in ONCE
        }
        with STATEMENTS.open(newline="", encoding="utf-8") as file:
            statements = [row["comment-body"] for row in csv.DictReader(file)]
        random.Random(2018).shuffle(statements)
        self.statements = cycle(statements)
        self.numbers = max(row["number"] for row in year["recommendation"])
        self.once = _texts_of_councils(year)

    def one_more(self, number: int) -> Year:
        """The year again: the same rows with other ids, told apart by their number."""
        ids = {
            row["id"]: new_id() for name in self.tables for row in self.year[name] if "id" in row
        }
        again = {
            name: [
                {key: _renamed(value, ids) for key, value in row.items()}
                for row in rows
                if row.get("id") not in self.once
            ]
            for name, rows in self.year.items()
            if name in self.tables
        }
        for row in again["glossary_term"]:
            row["key"] += f" {number}"
        for row in again["recommendation"]:
            row["number"] += number * self.numbers
        for place, row in enumerate(again["concern"]):
            row["code_hash"] = secrets.token_hex(32)
            if row["words"] and place % 2:
                row |= {"words": next(self.statements), "language": "en", "variant": ""}
        first = {copy: original for original, copy in ids.items()}
        again["reply"] += list(_again_at_the_first(again["reply"], first, "meeting_id"))
        again["concern_in_theme"] += [
            row | {"theme_id": first[row["theme_id"]]} for row in again["concern_in_theme"]
        ]
        self._vote_again(again, first)
        return again

    def _vote_again(self, again: Year, first: dict[str, str]) -> None:
        ballots = {row["id"]: new_id() for row in again["ballot"]}
        again["ballot"] += [
            row | {"id": ballots[row["id"]], "round_id": first[row["round_id"]]}
            for row in again["ballot"]
        ]
        again["ballot_dots"] += [
            row | {"ballot_id": ballots[row["ballot_id"]], "option_id": first[row["option_id"]]}
            for row in again["ballot_dots"]
        ]


def _texts_of_councils(year: Year) -> set[str]:
    """The ids of the texts that each council has once, of their revisions and translations."""
    texts = {row["text_id"] for row in year["council_words"]}
    revisions = {row["id"] for row in year["text_revision"] if row["text_id"] in texts}
    translations = {row["id"] for row in year["translation"] if row["revision_id"] in revisions}
    return texts | revisions | translations


def _again_at_the_first(rows: list[Row], first: dict[str, str], column: str) -> Iterator[Row]:
    for row in list(rows):
        yield row | {"id": new_id(), column: first[row[column]]}


def _renamed(value: Any, ids: dict[str, str]) -> Any:
    """A value in which every id of the first year is the copy's; snapshots hold ids as well."""
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, dict):
        return {_renamed(key, ids): _renamed(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, ids) for each in value]
    return value
