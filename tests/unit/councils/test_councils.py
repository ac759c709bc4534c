"""Founding, joining and sitting, on both engines."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access import operations as access
from council.access.actions import Action, Role
from council.access.queries import councils_of, district_admins, people_who_may, roles_of
from council.councils.models import District, Office, Seat
from council.councils.operations import (
    choose_paper,
    end_membership,
    found_council,
    found_district,
    join_council,
    leave_council,
    open_school,
    seat_member,
)
from council.councils.presets import PRESETS
from council.councils.queries import families_after, family_of, members_of, seat_of
from council.database import db
from council.history.models import HistoryEntry
from council.printing.document import Paper
from council.refusals import Refusal
from tests.factories.people import many_families
from tests.factories.school import Cast


def test_there_is_one_district(cast: Cast) -> None:
    with pytest.raises(Refusal, match="already"):
        found_district("Second", "America/New_York", by=None)
    assert len(db.session.scalars(select(District)).all()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "council"),
        ({"preset": "of nobody"}, "preset"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"language": "ase"}, "language"),
    ],
)
def test_an_impossible_council_is_refused(cast: Cast, change: dict[str, str], field: str) -> None:
    wanted = {
        "name": "New council",
        "preset": "own_rules",
        "time_zone": "America/Denver",
        "language": "en",
    } | change
    name = wanted.pop("name")
    with pytest.raises(Refusal) as refused:
        found_council(
            name,
            preset=wanted["preset"],
            time_zone=wanted["time_zone"],
            language=wanted["language"],
            school=None,
            by=cast.district_admin,
        )
    assert refused.value.field == field


@pytest.mark.parametrize("preset", PRESETS)
def test_a_council_of_every_kind_can_be_founded(cast: Cast, preset: str) -> None:
    school = open_school("Cedar High", by=cast.district_admin)
    council = found_council(
        "Cedar council",
        preset=preset,
        school=school,
        time_zone="America/Denver",
        by=cast.district_admin,
    )
    assert len(council.door) == 8
    assert council in db.session.scalars(councils_of(cast.district_admin)).all()


def test_a_council_chooses_its_paper(cast: Cast) -> None:
    assert cast.council.paper is Paper.LETTER
    choose_paper(cast.council, Paper.A4, by=cast.coordinator)
    choose_paper(cast.council, Paper.A4, by=cast.coordinator)
    assert cast.council.paper is Paper.A4
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "paper_chosen")
    ).all()
    assert [(each.subject_id, each.person_id, each.detail) for each in entries] == [
        (cast.council.id, cast.coordinator.id, {"from": "letter", "to": "a4"})
    ]


def test_the_database_knows_no_other_paper(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)paper"):
        db.session.execute(text("UPDATE council SET paper = 'napkin'"))


def test_a_family_joins_and_leaves(cast: Cast) -> None:
    join_council(cast.family, cast.other_council, by=cast.other_coordinator)
    assert family_of(cast.other_council.id, cast.family.id) == cast.family
    leave_council(cast.family, cast.other_council, by=cast.other_coordinator)
    assert family_of(cast.other_council.id, cast.family.id) is None
    assert family_of(cast.council.id, cast.family.id) == cast.family
    with pytest.raises(Refusal):
        leave_council(cast.family, cast.other_council, by=cast.other_coordinator)


def test_families_come_page_by_page_in_the_order_of_names(cast: Cast) -> None:
    many_families(cast.council.id, 5)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = db.session.scalars(families_after(cast.council.id, after, 3)).all()
        seen += [family.name for family in page[:3]]
        if len(page) <= 3:
            break
        after = page[2].id
    assert seen == sorted(seen)
    assert len(seen) == 7


def test_another_seat_ends_the_first(cast: Cast) -> None:
    first = seat_of(cast.member, cast.council)
    assert first is not None
    second = seat_member(cast.member, cast.council, Seat.COMMUNITY, by=cast.coordinator)
    assert first.ended_on == clock.today(cast.council.time_zone)
    assert seat_of(cast.member, cast.council) == second
    again = seat_member(
        cast.member, cast.council, Seat.COMMUNITY, office=Office.CHAIR, by=cast.coordinator
    )
    assert again == second
    assert second.office is Office.CHAIR


def test_a_membership_ends_with_the_day(cast: Cast) -> None:
    membership = seat_of(cast.member, cast.council)
    assert membership is not None
    end_membership(membership, by=cast.coordinator)
    assert membership in db.session.scalars(members_of(cast.council)).all()
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert membership not in db.session.scalars(members_of(cast.council)).all()
    with pytest.raises(Refusal, match="already"):
        end_membership(membership, by=cast.coordinator)


def test_the_district_keeps_an_admin(cast: Cast) -> None:
    with pytest.raises(Refusal, match="needs an admin"):
        access.take_role(cast.district_admin, None, Role.DISTRICT_ADMIN, by=cast.district_admin)
    second = access.invite_person(
        None,
        name="Dario District",
        email="dario@example.org",
        roles=[Role.DISTRICT_ADMIN],
        by=cast.district_admin,
    )
    assert len(db.session.scalars(district_admins()).all()) == 2
    access.take_role(cast.district_admin, None, Role.DISTRICT_ADMIN, by=second)
    assert roles_of(cast.district_admin, None) == frozenset()


def test_a_role_of_the_district_is_not_held_in_a_council(cast: Cast) -> None:
    with pytest.raises(Refusal, match="not held in a council"):
        access.give_role(cast.leader, cast.council, Role.DISTRICT_ADMIN, by=cast.coordinator)
    with pytest.raises(Refusal, match="not held in a council"):
        access.give_role(cast.leader, None, Role.COORDINATOR, by=cast.coordinator)


def test_a_role_is_held_once(cast: Cast) -> None:
    with pytest.raises(Refusal, match="already"):
        access.give_role(cast.leader, cast.council, Role.PARENT_LEADER, by=cast.coordinator)
    who = db.session.scalars(people_who_may(Action.RUN_ROUND, cast.council.id)).all()
    assert cast.leader in who
