"""The pages of the district's glossary, by whoever may open them."""

import pytest
from sqlalchemy import select

from council.database import db
from council.texts.glossary_operations import retire_term, revise_term
from council.texts.glossary_queries import glossary_terms, retired_terms
from council.texts.models import GlossaryTerm, Text
from council.texts.passages import passage
from tests.factories.packets import translate
from tests.factories.school import Cast
from tests.factories.texts import a_draft
from tests.factories.words import LEARNER, MEANS, a_term
from tests.pages import Visitor
from tests.queries import count_queries
from tests.visitors import PEOPLE, status_for

READERS = {"leader", "coordinator", "administrator", "district_admin"}
KEEPERS = {"coordinator", "district_admin"}


def place(cast: Cast, page: str = "") -> str:
    return f"/councils/{cast.council.id}/glossary{page}"


@pytest.mark.parametrize("who", PEOPLE)
def test_the_glossary_is_read_by_those_who_work_with_it(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    term = a_term(cast)
    visitor.as_person(getattr(cast, who))
    for page in ("", f"/{term.id}"):
        answer = visitor.get(place(cast, page), status=status_for(who, READERS, 200))
        if who in READERS:
            assert MEANS in answer.text
            assert ("Add a term" in answer.text) is (who in KEEPERS and not page)
            assert ("Retire the term" in answer.text) is (who in KEEPERS and bool(page))


@pytest.mark.parametrize("who", PEOPLE)
def test_the_glossary_is_kept_by_coordinators_and_the_district(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    term = a_term(cast)
    visitor.as_person(getattr(cast, who))
    for page in ("/add", f"/{term.id}/revise"):
        visitor.get(place(cast, page), status=status_for(who, KEEPERS, 200))
    for page in (f"/{term.id}/retire", f"/{term.id}/bring-back"):
        visitor.post(place(cast, page), status=status_for(who, KEEPERS, 303))
    typed = {"term": "IEP", "meaning": "A written plan.", "language": "en"}
    visitor.post(place(cast, "/add"), typed, status=status_for(who, KEEPERS, 303))
    assert len(glossary_terms()) == 1 + (who in KEEPERS)


def test_a_term_of_one_council_is_there_for_another(cast: Cast, visitor: Visitor) -> None:
    term = a_term(cast)
    visitor.as_person(cast.other_coordinator)
    there = f"/councils/{cast.other_council.id}"
    assert LEARNER in visitor.get(f"{there}/glossary").text
    page = visitor.get(f"/glossary/{term.id}", status=303)
    assert page.location == f"{there}/glossary/{term.id}"
    visitor.post(
        f"{there}/translations/{term.meaning_id}/es",
        {
            "words": "Alumno.",
            "revision_id": db.session.get_one(Text, term.meaning_id).revisions[0].id,
            "after": 0,
        },
    )
    assert visitor.get(f"{there}/translations/{term.meaning_id}/es").value_of("after") == "1"
    visitor.as_person(cast.coordinator)
    url = f"/councils/{cast.council.id}/translations/{term.meaning_id}/es"
    waiting = visitor.get(url).value_of("translation_id")
    visitor.post(f"{url}/approve", {"translation_id": waiting})
    assert passage(term.meaning_id, "es").words == "Alumno."


def test_a_term_is_found_from_anywhere_by_those_who_may_read_it(
    cast: Cast, visitor: Visitor
) -> None:
    term = a_term(cast)
    visitor.as_person(cast.member).get(f"/glossary/{term.id}", status=403)
    visitor.as_person(cast.leader).get(f"/glossary/{'0' * 12}", status=404)
    page = visitor.follow(visitor.get(f"/glossary/{term.id}", status=303))
    assert page.title == LEARNER


def test_a_term_is_added_revised_retired_and_brought_back(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)
    assert "The glossary is empty" in visitor.get(place(cast)).text
    page = visitor.get(place(cast, "/add"))
    assert page.value_of("language") == "en"
    typed = {"term": LEARNER, "meaning": MEANS, "language": "en"}
    page = visitor.follow(visitor.post(place(cast, "/add"), typed))
    assert page.title == LEARNER and "1 of 3 languages" in page.text
    (term,) = db.session.scalars(select(GlossaryTerm))
    form = visitor.get(place(cast, f"/{term.id}/revise"))
    assert (form.value_of("term"), form.value_of("meaning")) == (LEARNER, MEANS)
    better = {"term": LEARNER, "meaning": "Somebody who learns.", "seen": form.value_of("seen")}
    page = visitor.follow(visitor.post(place(cast, f"/{term.id}/revise"), better))
    assert "Somebody who learns." in page.text and "Revised" in page.text
    page = visitor.follow(visitor.post(place(cast, f"/{term.id}/retire")))
    assert "Retired" in page.text and glossary_terms() == []
    assert LEARNER in visitor.get(place(cast, "?show=retired")).text
    assert not visitor.get(place(cast)).soup.select(".rows .row")
    visitor.post(place(cast, f"/{term.id}/bring-back"))
    assert retired_terms() == []


@pytest.mark.parametrize(
    ("field", "words", "sentence"),
    [
        ("term", "", "Write the term."),
        ("term", "t" * 121, "Field cannot be longer than 120 characters."),
        ("term", LEARNER.upper(), "in the glossary already"),
        ("meaning", " ", "Write what it means."),
        ("meaning", "m" * 1001, "Field cannot be longer than 1000 characters."),
        ("language", "ase", "Not a valid choice."),
    ],
)
def test_a_term_that_cannot_be_kept_gets_a_message(
    cast: Cast, visitor: Visitor, field: str, words: str, sentence: str
) -> None:
    a_term(cast)
    visitor.as_person(cast.coordinator)
    typed = {"term": "IEP", "meaning": "A written plan.", "language": "en"} | {field: words}
    page = visitor.post(place(cast, "/add"), typed, status=422)
    assert sentence in page.error_of(field)
    for name in {"term", "meaning", "language"} - {field}:
        assert page.value_of(name) == typed[name]
    assert len(glossary_terms()) == 1


def test_words_that_somebody_changed_meanwhile_are_not_overwritten(
    cast: Cast, visitor: Visitor
) -> None:
    term = a_term(cast)
    visitor.as_person(cast.coordinator)
    url = place(cast, f"/{term.id}/revise")
    seen = visitor.get(url).value_of("seen")
    revise_term(term, LEARNER, "Theirs.", by=cast.second_coordinator)
    mine = {"term": LEARNER, "meaning": "Mine.", "seen": seen}
    page = visitor.post(url, mine, status=422)
    assert "Somebody else has changed this" in page.text and page.value_of("meaning") == "Mine."
    visitor.post(url, {"term": LEARNER, "meaning": "Mine."}, status=422)
    assert glossary_terms()[0].meaning == "Theirs."


def test_the_list_says_in_which_languages_a_meaning_is_approved(
    cast: Cast, visitor: Visitor
) -> None:
    term = a_term(cast)
    a_draft(cast, db.session.get_one(Text, term.meaning_id), "Waa arday.", "so")
    visitor.as_person(cast.leader)
    (row,) = visitor.get(place(cast)).soup.select(".rows .row")
    assert "Draft to approve" in row.text and "Somali" not in row.text
    for language, words in (("so", "Arday."), ("es", "Un estudiante que aprende inglés.")):
        translate(cast, term.meaning_id, language, words)
    translate(cast, term.term_id, "es", "Estudiante de inglés")
    (row,) = visitor.get(place(cast)).soup.select(".rows .row")
    assert "In all languages" in row.text and "Somali" in row.text
    spanish = visitor.get(place(cast, "?lang=es"))
    assert "Estudiante de inglés" in spanish.text and LEARNER in spanish.text
    page = visitor.get(place(cast, f"/{term.id}?lang=en"))
    links = {link["href"] for link in page.soup.select(".board a")}
    assert f"/councils/{cast.council.id}/translations/{term.meaning_id}/so" in links
    page = visitor.as_person(cast.administrator).get(place(cast, f"/{term.id}"))
    assert not page.soup.select(".board a") and "Approved" in page.text


@pytest.mark.parametrize(
    ("looked_for", "found"),
    [
        ("LEARNER", {LEARNER}),
        ("written  plan", {"IEP"}),
        ("estudiante", {LEARNER}),
        ("zzz", set()),
        ("%", set()),
        ("", {LEARNER, "IEP"}),
    ],
)
def test_terms_are_looked_for_by_their_words(
    cast: Cast, visitor: Visitor, looked_for: str, found: set[str]
) -> None:
    term = a_term(cast)
    a_term(cast, "IEP", "A written plan.")
    translate(cast, term.meaning_id, "es", "Un estudiante.")
    visitor.as_person(cast.coordinator).get(place(cast, "?lang=es"))
    page = visitor.get(place(cast, f"?q={looked_for.replace('%', '%25').replace(' ', '+')}"))
    titles = {row.get_text(strip=True) for row in page.soup.select(".rows .row-title")}
    assert titles == found
    assert page.value_of("q") == looked_for


def test_many_terms_go_on_to_the_next_page(cast: Cast, visitor: Visitor) -> None:
    for number in range(52):
        a_term(cast, f"Term {number}")
    visitor.as_person(cast.coordinator)
    page = visitor.get(place(cast, "?q=term"))
    assert len(page.soup.select(".rows .row")) == 50
    page = visitor.get(str(page.soup.find("a", rel="next")["href"]))
    assert len(page.soup.select(".rows .row")) == 2 and page.value_of("q") == "term"


@pytest.mark.parametrize("query", ["", "?q=term"])
def test_the_list_asks_no_more_of_the_database_for_more_terms(
    cast: Cast, visitor: Visitor, query: str
) -> None:
    visitor.as_person(cast.coordinator)
    retire_term(a_term(cast), by=cast.coordinator)
    url = place(cast, query)

    def asked() -> int:
        with count_queries() as counted:
            visitor.get(url)
        return len(counted)

    a_term(cast, "Term 0")
    few = asked()
    for number in range(1, 30):
        a_term(cast, f"Term {number}")
    assert asked() == few
