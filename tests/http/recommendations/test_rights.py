"""Each page of recommendations × each role, own and not own, and another council's ids."""

import pytest
from sqlalchemy import select

from council.database import db
from council.people.models import Person
from council.recommendations.models import Recommendation
from council.recommendations.states import RecommendationState
from tests.factories.recommendations import (
    a_second_administrator,
    a_secretary,
    a_theme,
    answered_by_paula,
    declining,
    in_state,
    voted_on,
)
from tests.factories.school import Cast
from tests.pages import Visitor

S = RecommendationState

WHO = (
    "member",
    "leader",
    "secretary",
    "coordinator",
    "administrator",  # the addressee
    "other_administrator",
    "district_admin",
)


def person(cast: Cast, who: str) -> Person:
    """The person, who is made where the cast has none."""
    if who == "secretary":
        return a_secretary(cast)
    if who == "other_administrator":
        return a_second_administrator(cast)
    found: Person = getattr(cast, who)
    return found


# Page, the state it is tried in, and who gets through; everybody else of the council gets 403.
WRITE = {"leader", "secretary", "coordinator"}
COUNCIL = WRITE | {"member", "administrator", "other_administrator"}
COORDINATOR = {"coordinator"}
VOTE = {"secretary", "coordinator"}
ADDRESSEE = {"administrator"}

PAGES = [
    ("", None, COUNCIL),
    ("/new", None, WRITE),
    ("/{id}", S.PROPOSED, COUNCIL),
    ("/{id}/edit", S.DRAFT, WRITE),
    ("/{id}/agenda", S.PROPOSED, COORDINATOR),
    ("/{id}/vote", S.PROPOSED, VOTE),
    ("/{id}/send", S.ADOPTED, COORDINATOR),
    ("/{id}/hand-on", S.SENT, ADDRESSEE),
    ("/{id}/answer", S.SENT, ADDRESSEE),
]
BUTTONS = [
    ("/{id}/propose", S.DRAFT, WRITE),
    ("/{id}/return", S.PROPOSED, WRITE),
    ("/{id}/withdraw", S.DRAFT, WRITE),
    ("/{id}/withdraw", S.PROPOSED, WRITE),
    ("/{id}/withdraw", S.ADOPTED, COORDINATOR),
    ("/{id}/start", S.ANSWERED, ADDRESSEE),
    ("/{id}/steps/{step}/done", S.ANSWERED, ADDRESSEE),
    ("/{id}/tell", S.ANSWERED, COORDINATOR),
]


def address(cast: Cast, path: str, state: S | None) -> str:
    recommendation = in_state(cast, state) if state else None
    step = ""
    if recommendation is not None and "{step}" in path:
        step = recommendation.responses[-1].steps[0].id
    path = path.format(id=recommendation.id if recommendation else "", step=step)
    db.session.commit()
    return f"/councils/{cast.council.id}/recommendations{path}"


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("path", "state", "may"), PAGES)
def test_who_opens_a_page(
    cast: Cast, visitor: Visitor, who: str, path: str, state: S | None, may: set[str]
) -> None:
    somebody = person(cast, who)
    a_theme(cast)
    url = address(cast, path, state)
    visitor.as_person(somebody).get(url, status=200 if who in may else 403)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("path", "state", "may"), BUTTONS)
def test_who_presses_a_button(
    cast: Cast, visitor: Visitor, who: str, path: str, state: S, may: set[str]
) -> None:
    somebody = person(cast, who)
    url = address(cast, path, state)
    visitor.as_person(somebody).post(url, status=303 if who in may else 403)
    recommendation = db.session.scalars(select(Recommendation)).one()
    if who not in may:
        assert recommendation.state is state


@pytest.mark.parametrize("who", WHO)
def test_who_closes_what_left_nothing_to_do(cast: Cast, visitor: Visitor, who: str) -> None:
    somebody = person(cast, who)
    recommendation = answered_by_paula(cast, answer=declining())
    db.session.commit()
    url = f"/councils/{cast.council.id}/recommendations/{recommendation.id}/finish"
    visitor.as_person(somebody).post(url, status=303 if who == "coordinator" else 403)
    assert (recommendation.state is S.DONE) is (who == "coordinator")


@pytest.mark.parametrize("who", ["member", "administrator"])
def test_a_draft_is_not_there_for_those_who_do_not_write(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    url = address(cast, "/{id}", S.DRAFT)
    visitor.as_person(getattr(cast, who)).get(url, status=404)


@pytest.mark.parametrize("paths", [PAGES, BUTTONS])
def test_nobody_from_elsewhere_learns_anything(
    cast: Cast, visitor: Visitor, paths: list[tuple[str, S | None, set[str]]]
) -> None:
    visitor.as_person(cast.other_coordinator)
    for path, state, _may in paths:
        url = address(cast, path, state)
        if paths is PAGES:
            visitor.get(url, status=404)
        else:
            visitor.post(url, status=404)


@pytest.mark.parametrize("paths", [PAGES, BUTTONS])
def test_another_councils_recommendation_is_not_in_this_one(
    cast: Cast, visitor: Visitor, paths: list[tuple[str, S | None, set[str]]]
) -> None:
    visitor.as_person(cast.other_coordinator)
    for path, state, may in paths:
        if state is None or not may & COORDINATOR:
            continue
        url = address(cast, path, state).replace(cast.council.id, cast.other_council.id)
        if paths is PAGES:
            visitor.get(url, status=404)
        else:
            visitor.post(url, status=404)


def test_somebody_not_signed_in_is_asked_to_sign_in(cast: Cast, visitor: Visitor) -> None:
    page = visitor.get(address(cast, "/{id}", S.SENT), status=302)
    assert page.location
    assert "/account/login" in page.location


def test_a_step_of_another_recommendation_is_not_this_ones(cast: Cast, visitor: Visitor) -> None:
    url = address(cast, "/{id}/steps/{step}/done", S.ANSWERED)
    other = in_state(cast, S.ANSWERED)
    db.session.commit()
    parts = url.split("/")
    parts[4] = other.id
    visitor.as_person(cast.administrator).post("/".join(parts), status=404)


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/{id}/agenda", S.SENT),
        ("/{id}/vote", S.SENT),
        ("/{id}/send", S.SENT),
    ],
)
def test_a_form_for_a_step_that_is_over_leads_to_the_page(
    cast: Cast, visitor: Visitor, path: str, state: S
) -> None:
    page = visitor.as_person(cast.coordinator).get(address(cast, path, state), status=303)
    assert page.location
    assert page.location.count("/") == 4


def test_a_button_pressed_too_late_changes_nothing(cast: Cast, visitor: Visitor) -> None:
    voted_on(cast)
    db.session.commit()
    recommendation = db.session.scalars(select(Recommendation)).one()
    url = f"/councils/{cast.council.id}/recommendations/{recommendation.id}/propose"
    page = visitor.as_person(cast.leader).post(url, status=409)
    assert "no longer possible" in page.text
    assert recommendation.state is S.ADOPTED
