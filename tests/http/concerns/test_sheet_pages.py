"""The sheet on which families write a concern: who prints it, in which languages."""

import pytest

from tests.factories.school import Cast
from tests.pages import Visitor


def sheets(cast: Cast, what: str = "") -> str:
    return f"/councils/{cast.council.id}/concerns/sheet{what}"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("leader", 200),
        ("coordinator", 200),
        ("member", 403),
        ("administrator", 403),
        ("district_admin", 403),
        ("other_coordinator", 404),
    ],
)
def test_whoever_writes_concerns_down_prints_the_sheet(
    cast: Cast, visitor: Visitor, who: str, status: int
) -> None:
    visitor.as_person(getattr(cast, who))
    visitor.get(sheets(cast), status=status)
    visitor.get(sheets(cast, ".pdf?first=en"), status=status)


def test_the_sheet_is_offered_where_concerns_are(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(f"/councils/{cast.council.id}/concerns")
    assert sheets(cast) in {link["href"] for link in page.soup.find_all("a", href=True)}
    page = visitor.get(sheets(cast))
    assert page.value_of("first") == "en"
    assert page.soup.select_one(f'button[formaction="{sheets(cast, ".pdf")}"]') is not None


def test_the_sheet_asks_in_both_languages_who_may_read_it(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(sheets(cast, ".pdf?first=en&second=es"))
    (words,) = page.printed
    for said in ("Who may read it?", "¿Quién puede leerlo?", "Only the coordinator"):
        assert said in words
    assert "You need not give your name." in words
    assert f"/f/{cast.council.door}" in words


def test_a_sheet_of_fixed_words_is_not_said_twice_in_the_same_language(
    cast: Cast, visitor: Visitor
) -> None:
    page = visitor.as_person(cast.leader).get(sheets(cast, ".pdf?first=en&second=my"))
    (words,) = page.printed
    assert words.count("Who may read it?") == 1
    assert "We cannot write them in Burmese yet." in words


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "first"),
        ("?first=", "first"),
        ("?first=tlh", "first"),
        ("?first=cmn", "first"),  # spoken, and not written
        ("?first=es&second=es", "second"),
        ("?first=en&second=%F0%9F%9A%8C", "second"),
        ("?first=en&paper=napkin", "paper"),
        ("?first=en&size=huge", "size"),
    ],
)
def test_a_sheet_that_cannot_be_printed_is_refused_beside_the_field(
    cast: Cast, visitor: Visitor, query: str, field: str
) -> None:
    page = visitor.as_person(cast.leader).get(sheets(cast, f".pdf{query}"), status=422)
    assert page.error_of(field)
    if query.startswith("?first=es"):
        assert page.value_of("first") == "es"


def test_the_poster_invites_in_every_language_of_families(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(f"/councils/{cast.council.id}/concerns/door")
    invitations = page.soup.select(".poster-languages li")
    assert len(invitations) == 12
    assert {each["dir"] for each in invitations} == {"ltr", "rtl"}
    address = page.soup.select_one(".poster-address").get_text()
    assert address == f"council.test/f/{cast.council.door}"
