"""Who sees which concerns, and which counts may be published."""

import pytest

from council.access.actions import Role
from council.concerns.models import Concern
from council.concerns.operations import withdraw_concern
from council.concerns.queries import (
    A_PAGE,
    concern_lines,
    concerns_kept_private,
    concerns_to_group,
    concerns_visible_to,
    frequent_languages,
    how_many,
)
from council.concerns.states import ConcernState, Consent
from council.concerns.theme_operations import group_concerns
from council.concerns.theme_queries import concerns_for_theme, raisers_to_tell
from council.councils.queries import council_at_door
from council.database import db
from tests.factories.concerns import a_theme, logged, raised, with_reading
from tests.factories.school import Cast, a_family
from tests.queries import count_queries

LEADER = frozenset({Role.PARENT_LEADER})
COORDINATOR = frozenset({Role.COORDINATOR})
MEMBER = frozenset({Role.MEMBER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
DISTRICT = frozenset({Role.DISTRICT_ADMIN})


def test_each_role_reads_the_words_that_it_may(cast: Cast) -> None:
    mine, by_link = logged(cast), raised(cast)
    by_carmen = logged(cast, by=cast.coordinator)

    def readable(who: str, roles: frozenset[Role]) -> set[Concern]:
        person = getattr(cast, who)
        return set(db.session.scalars(concerns_visible_to(person, roles, cast.council)))

    assert readable("leader", LEADER) == {mine}
    assert readable("coordinator", COORDINATOR) == {mine, by_link, by_carmen}
    assert readable("member", MEMBER) == set()
    assert readable("administrator", ADMINISTRATOR) == set()
    assert readable("district_admin", DISTRICT) == set()


def test_nobody_sees_into_another_council(cast: Cast) -> None:
    raised(cast)
    elsewhere = concerns_visible_to(cast.coordinator, COORDINATOR, cast.other_council)
    assert db.session.scalars(elsewhere).all() == []


def test_a_leader_sees_of_others_concerns_that_they_are_there_and_not_what_they_say(
    cast: Cast,
) -> None:
    mine, other = logged(cast, "Mine."), raised(cast, "Not for Leyla.")
    private = raised(cast, "For Carmen alone.", consent=Consent.PRIVATE)
    lines, _more = concern_lines(cast.leader, LEADER, cast.council)
    by_id = {line.id: line for line in lines}
    assert set(by_id) == {mine.id, other.id}
    assert by_id[mine.id].words == "Mine."
    assert by_id[other.id].words is None
    assert by_id[other.id].consent is None
    lines, _more = concern_lines(cast.coordinator, COORDINATOR, cast.council)
    assert {line.words for line in lines} == {"Mine.", "Not for Leyla.", "For Carmen alone."}
    assert private.id in {line.id for line in lines}
    assert concern_lines(cast.member, MEMBER, cast.council) == ([], False)


def test_concerns_are_listed_by_state_language_and_theme(cast: Cast) -> None:
    spanish, arabic = raised(cast), raised(cast, "الحافلة تتأخر", language="ar")
    theme = a_theme(cast)
    group_concerns(theme, [arabic], by=cast.coordinator)

    def listed(**filters: object) -> list[str]:
        lines, _more = concern_lines(cast.coordinator, COORDINATOR, cast.council, **filters)  # type: ignore[arg-type]
        return [line.id for line in lines]

    assert listed(state=ConcernState.RECEIVED) == [spanish.id]
    assert listed(language="ar") == [arabic.id]
    assert listed(theme=theme) == [arabic.id]
    assert listed(theme=theme, language="es") == []


def test_concerns_are_paged_by_day_and_id_without_losing_any(cast: Cast) -> None:
    everything = {raised(cast, f"Concern {number}").id for number in range(A_PAGE + 3)}
    first, more = concern_lines(cast.coordinator, COORDINATOR, cast.council)
    assert (len(first), more) == (A_PAGE, True)
    last = first[-1]
    rest, more = concern_lines(
        cast.coordinator, COORDINATOR, cast.council, after=(last.raised_on, last.id)
    )
    assert (len(rest), more) == (3, False)
    assert {line.id for line in (*first, *rest)} == everything


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_two_questions_however_long_it_is(cast: Cast, many: int) -> None:
    theme = a_theme(cast)
    group_concerns(theme, [raised(cast) for _ in range(many)], by=cast.coordinator)
    db.session.flush()
    with count_queries() as counted:
        lines, _more = concern_lines(cast.coordinator, COORDINATOR, cast.council)
    assert len(lines) == many
    assert all(line.title_ids == [theme.title_id] for line in lines)
    assert len(counted) == 2


def test_a_leader_is_offered_what_they_wrote_down_and_what_has_an_approved_reading(
    cast: Cast,
) -> None:
    mine, known, unknown = logged(cast), raised(cast), raised(cast)
    theme = a_theme(cast)

    def offered() -> set[Concern]:
        found = concerns_for_theme(cast.leader, LEADER, theme, cast.council)
        return set(db.session.scalars(found))

    assert offered() == {mine}
    with_reading(known, by=cast.coordinator)
    assert offered() == {mine, known}
    assert how_many(concerns_to_group(cast.leader, LEADER, cast.council)) == 2
    assert unknown not in offered()
    withdraw_concern(known)
    assert offered() == {mine}


def test_only_concerns_that_may_be_grouped_are_offered(cast: Cast) -> None:
    mine, by_link = logged(cast), raised(cast)
    raised(cast, consent=Consent.PRIVATE)
    withdraw_concern(raised(cast))
    theme = a_theme(cast, logged(cast, "Already there."))

    def offered(who: str, roles: frozenset[Role]) -> set[Concern]:
        person = getattr(cast, who)
        return set(db.session.scalars(concerns_for_theme(person, roles, theme, cast.council)))

    assert offered("leader", LEADER) == {mine}
    assert offered("coordinator", COORDINATOR) == {mine, by_link}
    assert how_many(concerns_to_group(cast.leader, LEADER, cast.council)) == 1
    assert how_many(concerns_to_group(cast.coordinator, COORDINATOR, cast.council)) == 2
    assert how_many(concerns_kept_private(cast.council)) == 1


def test_those_who_left_an_address_are_to_be_told_and_nobody_else(cast: Cast) -> None:
    told = raised(cast, email="demo@example.org")
    named = raised(cast, name="Demo Mother")
    silent, gone = raised(cast), raised(cast, phone="+14155550100")
    theme = a_theme(cast)
    group_concerns(theme, [told, named, silent, gone], by=cast.coordinator)
    withdraw_concern(gone)
    found = db.session.scalars(raisers_to_tell([theme.id])).all()
    assert [raiser.concern_id for raiser in found] == [told.id]


def test_a_door_opens_in_capitals_too(cast: Cast) -> None:
    assert council_at_door(cast.council.door.upper()) is cast.council
    assert council_at_door("nowhere") is None


def test_the_languages_of_most_families_come_first(cast: Cast) -> None:
    for number in range(2):
        a_family(cast.council, "so", name=f"Demo {number}", email=f"demo{number}@example.org")
    assert frequent_languages(cast.council) == ["so", "es"]
    assert frequent_languages(cast.other_council) == []
