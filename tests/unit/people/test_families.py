"""What operations and the database refuse about a family, on both engines."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from council.database import db
from council.people.models import ContactChannel, Family
from council.people.operations import FamilyFacts, add_family, change_family
from council.refusals import Refusal
from tests.factories.school import Cast

FACTS = FamilyFacts(
    name="Demo family",
    spoken_language="so",
    written_language="so",
    channel=ContactChannel.CALL,
    phone="+14155550123",
)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(FACTS, name=""), "name"),
        (replace(FACTS, spoken_language="xx"), "spoken_language"),
        (replace(FACTS, spoken_language="ase"), "spoken_language"),
        (replace(FACTS, written_language="ase"), "written_language"),
        (replace(FACTS, signed_language="so"), "signed_language"),
        (replace(FACTS, phone=None), "phone"),
        (replace(FACTS, channel=ContactChannel.TEXT_MESSAGE, phone=None), "phone"),
        (replace(FACTS, channel=ContactChannel.EMAIL), "email"),
    ],
)
def test_what_is_unfit_is_refused(cast: Cast, facts: FamilyFacts, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        add_family(facts, council_id=cast.council.id, by=cast.coordinator)
    assert refused.value.field == field


def test_a_deaf_family_signs_and_reads(cast: Cast) -> None:
    facts = replace(FACTS, signed_language="ase", channel=ContactChannel.LETTER, phone=None)
    family = add_family(facts, council_id=cast.council.id, by=cast.coordinator)
    assert family.signed_language == "ase"


def test_the_database_refuses_a_family_that_cannot_be_reached(cast: Cast) -> None:
    db.session.add(
        Family(
            name="Demo family",
            spoken_language="so",
            written_language="so",
            channel=ContactChannel.EMAIL,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_an_older_version_changes_nothing(cast: Cast) -> None:
    family = add_family(FACTS, council_id=cast.council.id, by=cast.coordinator)
    known = family.version
    change_family(
        family,
        replace(FACTS, name="Demo family A"),
        version=known,
        council_id=cast.council.id,
        by=cast.coordinator,
    )
    with pytest.raises(Refusal, match="Somebody else changed"):
        change_family(
            family,
            replace(FACTS, name="Demo family B"),
            version=known,
            council_id=cast.council.id,
            by=cast.coordinator,
        )
    assert family.name == "Demo family A"
