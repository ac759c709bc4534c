"""Families are kept by coordinators: what they speak and read, and how they want to be reached."""

import pytest
from sqlalchemy import select

from council.access.actions import Role
from council.councils.models import FamilyJoined
from council.councils.queries import family_of
from council.database import db
from council.history.models import HistoryEntry
from council.people.models import ContactChannel, Family
from tests.factories.people import many_families
from tests.factories.school import Cast, a_person
from tests.pages import Visitor
from tests.queries import count_queries

MAM = {
    "name": "Demo family Mam",
    "spoken_language": "mam",
    "spoken_variant": "Todos Santos",
    "written_language": "es",
    "signed_language": "",
    "channel": "call",
    "email": "",
    "phone": "(٤١٥) ٥٥٥-٠١٩٩",
    "read_aloud": "y",
}


def _families(cast: Cast) -> str:
    return f"/councils/{cast.council.id}/families"


def test_a_family_is_written_down_as_it_says(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(f"{_families(cast)}/add", MAM)
    family = db.session.scalars(select(Family).where(Family.name == MAM["name"])).one()
    assert (family.spoken_language, family.spoken_variant) == ("mam", "Todos Santos")
    assert family.written_language == "es"
    assert family.signed_language is None
    assert family.channel is ContactChannel.CALL
    assert family.phone == "+14155550199", "digits of any script are read"
    assert (family.large_print, family.read_aloud) == (False, True)
    page = visitor.get(_families(cast))
    assert "Speaks Mam, reads Spanish" in page.text
    assert "Todos Santos" in page.text


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": ""}, "name", "how this family is called"),
        ({"spoken_language": ""}, "spoken_language", "language that they speak"),
        ({"written_language": ""}, "written_language", "language that they read"),
        ({"spoken_language": "xx"}, "spoken_language", "valid choice"),
        ({"written_language": "mam-Xxxx"}, "written_language", "valid choice"),
        ({"phone": "12"}, "phone", "area code"),
        ({"phone": ""}, "phone", "want to be phoned"),
        ({"channel": "email"}, "email", "want e-mail"),
        ({"channel": "pigeon"}, "channel", "valid choice"),
        ({"email": "no address"}, "email", "no e-mail address"),
        ({"name": "x" * 121}, "name", "120"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visitor: Visitor, cast: Cast, change: dict[str, str], field: str, words: str
) -> None:
    visitor.as_person(cast.coordinator)
    page = visitor.post(f"{_families(cast)}/add", MAM | change, status=422)
    assert words in page.error_of(field)
    assert page.value_of("spoken_variant") == "Todos Santos"
    assert not db.session.scalars(select(Family).where(Family.spoken_language == "mam")).all()


def test_control_characters_are_left_out(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(f"{_families(cast)}/add", MAM | {"name": "Demo\x00 \u202ehouse"})
    assert db.session.scalars(select(Family).where(Family.name == "Demo house")).one()


def test_a_family_is_brought_up_to_date(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_families(cast)}/{cast.family.id}"
    page = visitor.get(here)
    assert page.value_of("email") == "family@example.org"
    visitor.post(here, MAM | {"version": page.value_of("version")})
    assert cast.family.spoken_variant == "Todos Santos"
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "family_changed")
    ).one()
    assert "phone" in entry.detail["fields"]
    assert "Todos Santos" not in str(entry.detail), "history holds no words"


def test_two_coordinators_do_not_undo_each_other(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_families(cast)}/{cast.family.id}"
    version = visitor.get(here).value_of("version")
    visitor.post(here, MAM | {"version": version, "name": "Demo family one"})
    page = visitor.post(here, MAM | {"version": version, "name": "Demo family two"}, status=422)
    assert "Somebody else changed this family" in page.text
    assert page.value_of("name") == "Demo family two"
    assert cast.family.name == "Demo family one"


def test_a_family_leaves_the_council(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.coordinator)
    here = f"{_families(cast)}/{cast.family.id}"
    visitor.post(f"{here}/leave")
    assert family_of(cast.council.id, cast.family.id) is None
    assert db.session.get(Family, cast.family.id) is not None
    visitor.get(here, status=404)
    visitor.post(f"{here}/leave", status=404)


def test_a_family_of_another_council_is_not_found(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.other_coordinator)
    here = f"/councils/{cast.other_council.id}/families"
    assert cast.family.name not in visitor.get(here).text
    for url in (f"{here}/{cast.family.id}", f"{here}/{cast.family.id}/leave"):
        visitor.post(url, MAM, status=404)
    assert visitor.get(f"{here}?after={cast.family.id}").status == 200


@pytest.mark.parametrize("who", ["leader", "member", "administrator", "district_admin"])
def test_only_coordinators_see_families(visitor: Visitor, cast: Cast, who: str) -> None:
    visitor.as_person(getattr(cast, who))
    visitor.get(_families(cast), status=403)
    visitor.post(f"{_families(cast)}/add", MAM, status=403)
    visitor.get(f"{_families(cast)}/{cast.family.id}", status=403)


def test_a_council_without_families_is_told_what_to_do(visitor: Visitor, cast: Cast) -> None:
    page = visitor.as_person(cast.other_coordinator).get(
        f"/councils/{cast.other_council.id}/families"
    )
    assert "No family has joined yet" in page.text


def test_a_long_list_is_paged_without_losing_anybody(visitor: Visitor, cast: Cast) -> None:
    many_families(cast.council.id, 120)
    visitor.as_person(cast.coordinator)
    seen: list[str] = []
    url: str | None = _families(cast)
    while url:
        page = visitor.get(url)
        seen += [row.get_text(strip=True) for row in page.soup.select(".row-title")]
        following = page.soup.select_one('a[rel="next"]')
        url = str(following["href"]) if following else None
    joined = db.session.scalars(
        select(FamilyJoined).where(FamilyJoined.council_id == cast.council.id)
    ).all()
    assert len(seen) == len(set(seen)) == len(joined) == 122


@pytest.mark.parametrize("page", ["families", "people"])
def test_a_longer_list_asks_the_database_no_more(visitor: Visitor, cast: Cast, page: str) -> None:
    visitor.as_person(cast.coordinator)
    url = f"/councils/{cast.council.id}/{page}"
    visitor.get(url)
    with count_queries() as few:
        visitor.get(url)
    many_families(cast.council.id, 30)
    for number in range(30):
        a_person(f"Extra{number} Person", cast.council, Role.MEMBER)
    with count_queries() as many:
        visitor.get(url)
    assert len(many) == len(few)
