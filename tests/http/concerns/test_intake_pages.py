"""Writing a concern down for a family, and handing over its code."""

import re

import pytest
from sqlalchemy import func, select

from council.concerns.models import Concern
from council.concerns.states import Arrival
from council.database import db
from tests.factories.concerns import typed_down
from tests.factories.school import Cast
from tests.pages import Visitor


def here(cast: Cast, path: str = "") -> str:
    return f"/councils/{cast.council.id}/concerns{path}"


def concerns() -> int:
    return db.session.scalar(select(func.count()).select_from(Concern)) or 0


def test_a_leader_writes_a_concern_down_and_hands_over_its_code(
    cast: Cast, visitor: Visitor
) -> None:
    visitor.as_person(cast.leader)
    answer = visitor.post(here(cast, "/log"), typed_down(name="Demo Mother"))
    page = visitor.follow(answer)
    code = page.soup.select_one(".slip .code").get_text(strip=True)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]", code)
    slip = page.soup.select_one(".slip")
    assert (slip["lang"], slip["dir"]) == ("es", "ltr")
    concern = db.session.scalars(select(Concern)).one()
    assert (concern.arrival, concern.logged_by_id) == (Arrival.SPOKEN, cast.leader.id)
    assert concern.raiser is not None
    assert concern.raiser.name == "Demo Mother"
    visitor.post(here(cast, f"/{concern.id}/code/close"))
    page = visitor.get(here(cast, f"/{concern.id}"))
    assert code not in page.html
    visitor.get(answer.location or "", status=303)


def test_a_slip_is_in_the_familys_language_on_a_page_in_the_leaders(
    cast: Cast, visitor: Visitor
) -> None:
    visitor.as_person(cast.leader)
    page = visitor.follow(visitor.post(here(cast, "/log"), typed_down(language="ar")))
    assert page.soup.html["lang"] == "en"
    slip = page.soup.select_one(".slip")
    assert (slip["lang"], slip["dir"]) == ("ar", "rtl")
    assert "lang=ar" in slip.select_one(".look-up-address a")["href"]


def test_a_language_that_is_not_frequent_is_chosen_from_the_list(
    cast: Cast, visitor: Visitor
) -> None:
    visitor.as_person(cast.leader)
    form = typed_down(language="another", other_language="mam", variant="Todos Santos")
    visitor.post(here(cast, "/log"), form)
    concern = db.session.scalars(select(Concern)).one()
    assert (concern.language, concern.variant) == ("mam", "Todos Santos")


def test_the_languages_of_the_councils_families_are_large_choices(
    cast: Cast, visitor: Visitor
) -> None:
    page = visitor.as_person(cast.leader).get(here(cast, "/log"))
    choices = [
        control["value"]
        for control in page.soup.find_all("input", attrs={"type": "radio", "name": "language"})
    ]
    assert choices == ["es", "so", "another"]


def test_only_a_coordinator_picks_from_the_councils_families(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(here(cast, "/log"))
    assert cast.family.id not in page.html
    assert "Demo family" not in page.text
    visitor.post(here(cast, "/log"), typed_down(family=cast.family.id), status=422)
    assert concerns() == 0
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast, "/log"))
    assert cast.family.id in page.html
    visitor.post(here(cast, "/log"), typed_down(family=cast.family.id))
    concern = db.session.scalars(select(Concern)).one()
    assert concern.raiser is not None
    assert concern.raiser.family_id == cast.family.id


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("words", "", "Write down what the family said."),
        ("words", "x" * 5001, "This has 5001 characters."),
        ("language", "", "Choose the language that the family used."),
        ("language", "klingon", "Choose a language from the list."),
        ("read_back", "", "Read it back to the family first"),
        ("arrival", "link", "Not a valid choice."),
        ("consent", "everything", "Not a valid choice."),
        ("phone", "call me", "Write a phone number with its area code."),
        ("email", "demo at example", "Write an address such as"),
        ("variant", "v" * 81, "80"),
    ],
)
def test_what_cannot_be_saved_gets_a_message_and_everything_typed_stays(
    cast: Cast, visitor: Visitor, field: str, wrong: str, sentence: str
) -> None:
    visitor.as_person(cast.leader)
    form = typed_down(name="Demo Mother", variant="Madrid") | {field: wrong}
    if not wrong:
        del form[field]
    page = visitor.post(here(cast, "/log"), form, status=422)
    assert sentence in page.error_of(field)
    for name in {"words", "name", "variant"} - {field}:
        assert page.value_of(name) == form[name]
    assert concerns() == 0


def test_saving_twice_writes_one_concern(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.leader)
    slip = visitor.get(here(cast, "/log")).value_of("slip")
    first = visitor.post(here(cast, "/log"), typed_down(slip=slip))
    second = visitor.post(here(cast, "/log"), typed_down(slip=slip))
    assert first.location == second.location
    assert concerns() == 1
