"""What the district never asks a family, the database has no place for."""

import re

import pytest
from sqlalchemy import Table

from council.assembly import import_models
from council.database import Base

import_models()

# Plyler v. Doe, FERPA, PPRA: none of these is anybody's business here.
NEVER_ASKED = re.compile(
    r"immigra|citizen|birth|visa|passport|ssn|social_security|alien|undocumented|nationality"
    r"|country_of|green_card|refugee|asylum|religio|ethnic|race$|^race|gender|salary|income"
)
# Nor what would tell who raised a concern without a name.
NEVER_KEPT = re.compile(r"(^|_)ip($|_)|user_agent|remote_addr|browser|device|fingerprint|location")

TABLES = list(Base.metadata.tables.values())


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_no_column_holds_what_is_never_asked(table: Table) -> None:
    for column in (table.name, *(column.name for column in table.columns)):
        assert not NEVER_ASKED.search(column), f"{table.name}.{column}"
        assert not NEVER_KEPT.search(column), f"{table.name}.{column}"


@pytest.mark.parametrize(
    "word",
    ["birthplace", "immigration_status", "ssn", "visa_type", "ip", "last_ip", "user_agent", "race"],
)
def test_the_words_would_be_found(word: str) -> None:
    assert NEVER_ASKED.search(word) or NEVER_KEPT.search(word)
