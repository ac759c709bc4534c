"""What is printed of a recommendation: notes to speak from, and the answer as a letter."""

import pytest

from council.recommendations.models import Recommendation
from council.recommendations.states import RecommendationState
from tests.factories.packets import translate
from tests.factories.recommendations import (
    a_theme,
    answered_by_paula,
    declining,
    in_state,
    sent_to_paula,
)
from tests.factories.school import Cast
from tests.pages import Visitor

S = RecommendationState

WHO = [
    ("member", 200),
    ("leader", 200),
    ("coordinator", 200),
    ("administrator", 200),
    ("district_admin", 403),
    ("other_coordinator", 404),
]


def of(recommendation: Recommendation, what: str) -> str:
    return f"/councils/{recommendation.council_id}/recommendations/{recommendation.id}/{what}"


def letter(recommendation: Recommendation, what: str = ".pdf?first=en") -> str:
    return of(recommendation, f"answers/{recommendation.responses[-1].id}/letter{what}")


@pytest.mark.parametrize(("who", "status"), WHO)
def test_everyone_in_the_council_prints_notes_and_letters(
    cast: Cast, visitor: Visitor, who: str, status: int
) -> None:
    recommendation = answered_by_paula(cast, a_theme(cast))
    visitor.as_person(getattr(cast, who))
    for path in (
        of(recommendation, "talking-points"),
        of(recommendation, "talking-points.pdf?first=en"),
        letter(recommendation, ""),
        letter(recommendation),
    ):
        visitor.get(path, status=status)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (S.DRAFT, 404),
        (S.PROPOSED, 200),
        (S.ADOPTED, 200),
        (S.SENT, 200),
        (S.ANSWERED, 200),
        (S.REJECTED, 404),
        (S.WITHDRAWN, 404),
    ],
)
def test_one_speaks_for_what_the_council_has_before_it(
    cast: Cast, visitor: Visitor, state: S, status: int
) -> None:
    recommendation = in_state(cast, state)
    visitor.as_person(cast.coordinator)
    page = visitor.get(of(recommendation, "").rstrip("/"))
    links = {link["href"] for link in page.soup.find_all("a", href=True)}
    assert (of(recommendation, "talking-points") in links) is (status == 200)
    visitor.get(of(recommendation, "talking-points"), status=status)
    visitor.get(of(recommendation, "talking-points.pdf?first=en"), status=status)


def test_notes_say_what_families_said_and_what_is_asked(cast: Cast, visitor: Visitor) -> None:
    approved = a_theme(cast, "Buses")
    waiting = a_theme(cast, "Lunch", approved=False)
    recommendation = sent_to_paula(cast, approved)
    recommendation.themes.append(waiting)
    page = visitor.as_person(cast.leader).get(of(recommendation, "talking-points.pdf?first=en"))
    words = " ".join(page.printed)
    assert f"I speak for {cast.council.name}." in words
    assert "A bus that comes on time" in words
    assert "Buses" in words
    assert "Lunch" not in words  # nobody has approved what is said of it
    assert "at least twice the time" in words
    assert "Cal. AB 1787" in words
    cast.council.preset = "own_rules"
    page = visitor.get(of(recommendation, "talking-points.pdf?first=en"))
    words = " ".join(page.printed)
    assert "Cal. AB 1787" not in words
    assert "Ask for twice the time." in words


def test_a_letter_says_what_the_school_answered_why_and_who_signed(
    cast: Cast, visitor: Visitor
) -> None:
    recommendation = answered_by_paula(cast, a_theme(cast))
    response = recommendation.responses[-1]
    translate(cast, response.reasons_id, "es", "Las razones de la escuela.")
    translate(cast, recommendation.title_id, "es", "Borrador sin aprobar.", approve=False)
    page = visitor.as_person(cast.member).get(letter(recommendation, ".pdf?first=en&second=es"))
    words = " ".join(page.printed)
    assert "The school will do this." in words
    assert "La escuela lo hará." in words or "La escuela hará" in words
    assert "Las razones de la escuela." in words
    assert "Borrador sin aprobar." not in words
    assert "Answered by Paula Principal" in words
    assert "/code" in words


def test_a_school_that_says_no_says_so_in_its_letter(cast: Cast, visitor: Visitor) -> None:
    recommendation = answered_by_paula(cast, a_theme(cast), answer=declining())
    page = visitor.as_person(cast.member).get(letter(recommendation))
    assert "The school will not do this." in " ".join(page.printed)


def test_the_answer_of_another_recommendation_is_not_there(cast: Cast, visitor: Visitor) -> None:
    one = answered_by_paula(cast, a_theme(cast))
    other = answered_by_paula(cast, a_theme(cast, "Lunch"))
    mixed = of(one, f"answers/{other.responses[-1].id}/letter")
    visitor.as_person(cast.coordinator).get(mixed, status=404)
    visitor.get(f"{mixed}.pdf?first=en", status=404)


@pytest.mark.parametrize("query", ["", "?first=es&second=es", "?first=en&size=huge"])
def test_a_sheet_that_cannot_be_printed_is_refused_beside_the_field(
    cast: Cast, visitor: Visitor, query: str
) -> None:
    recommendation = answered_by_paula(cast, a_theme(cast))
    visitor.as_person(cast.leader)
    for path in (of(recommendation, "talking-points.pdf"), letter(recommendation, ".pdf")):
        page = visitor.get(f"{path}{query}", status=422)
        assert page.soup.select_one(".form-errors") is not None


def test_words_that_no_font_holds_are_named_and_nothing_is_printed(
    cast: Cast, visitor: Visitor
) -> None:
    recommendation = answered_by_paula(cast, a_theme(cast, "Buses \U0001f9ab"))
    page = visitor.as_person(cast.leader).get(
        of(recommendation, "talking-points.pdf?first=en"), status=409
    )
    assert "U+1F9AB" in page.text
