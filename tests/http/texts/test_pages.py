"""The review queue and the page to translate: what is shown, who may, and what stays typed."""

import pytest
from bs4 import Tag

from council.database import db
from council.people.models import Person
from council.texts.models import Text
from council.texts.operations import name_reviewer, revise_text
from council.texts.passages import PassageStanding, passage
from tests.factories.school import Cast
from tests.factories.texts import (
    LEFT_OUT,
    a_draft,
    a_stale,
    a_text,
    an_approved,
    machine_text,
    newest,
)
from tests.pages import Visitor
from tests.queries import count_queries

WHO = ("member", "leader", "coordinator", "administrator", "district_admin", "other_coordinator")


def queue(cast: Cast, more: str = "") -> str:
    db.session.commit()
    return f"/councils/{cast.council.id}/translations{more}"


def at(cast: Cast, text: Text, language: str = "es", more: str = "") -> str:
    return queue(cast, f"/{text.id}/{language}{more}")


def typed(
    text: Text, words: str = "El autobús llega a las siete.", after: int = 0, **more: str
) -> dict[str, str]:
    return {"words": words, "revision_id": newest(text).id, "after": str(after)} | more


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHO)
def test_who_opens_the_queue_and_translates(cast: Cast, visitor: Visitor, who: str) -> None:
    text = a_text(cast)
    may = who in ("leader", "coordinator")
    status = 404 if who == "other_coordinator" else 403
    visitor.as_person(getattr(cast, who))
    visitor.get(queue(cast), status=200 if may else status)
    visitor.get(at(cast, text), status=200 if may else status)
    visitor.post(at(cast, text), typed(text), status=303 if may else status)


@pytest.mark.parametrize("who", WHO)
def test_who_names_reviewers(cast: Cast, visitor: Visitor, who: str) -> None:
    may = who in ("coordinator", "district_admin")
    status = 404 if who == "other_coordinator" else 403
    visitor.as_person(getattr(cast, who))
    visitor.get(queue(cast, "/reviewers"), status=200 if may else status)
    data = {"person_id": cast.leader.id, "language": "es"}
    visitor.post(queue(cast, "/reviewers"), data, status=303 if may else status)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 403),
        ("leader", 403),  # not named
        ("coordinator", 403),  # wrote it
        ("second_coordinator", 303),
        ("administrator", 403),
        ("district_admin", 403),
        ("other_coordinator", 404),
    ],
)
@pytest.mark.parametrize("make", [a_draft, machine_text])
def test_who_approves(cast: Cast, visitor: Visitor, who: str, status: int, make: object) -> None:
    text = a_text(cast)
    translation = make(cast, text)  # type: ignore[operator]
    person: Person = getattr(cast, who)
    visitor.as_person(person).post(
        at(cast, text, "es", "/approve"), {"translation_id": translation.id}, status=status
    )
    expected = PassageStanding.APPROVED if status == 303 else PassageStanding.MISSING
    assert passage(text.id, "es").standing is expected


def test_a_named_leader_approves_into_their_language(cast: Cast, visitor: Visitor) -> None:
    name_reviewer(cast.council, cast.leader, "es", by=cast.coordinator)
    text = a_text(cast)
    spanish, arabic = a_draft(cast, text), a_draft(cast, text, "الحافلة", "ar")
    visitor.as_person(cast.leader)
    assert "Does it say the same?" in visitor.get(at(cast, text)).text
    assert "waits for a coordinator" in visitor.get(at(cast, text, "ar")).text
    visitor.post(at(cast, text, "es", "/approve"), {"translation_id": spanish.id})
    visitor.post(at(cast, text, "ar", "/approve"), {"translation_id": arabic.id}, status=403)


def test_another_councils_texts_are_not_there(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    draft = a_draft(cast, text)
    visitor.as_person(cast.other_coordinator)
    base = at(cast, text).replace(cast.council.id, cast.other_council.id)
    visitor.get(base, status=404)
    visitor.post(base, typed(text), status=404)
    visitor.post(f"{base}/approve", {"translation_id": draft.id}, status=404)


def test_another_texts_translation_is_not_approved_here(cast: Cast, visitor: Visitor) -> None:
    text, other = a_text(cast), a_text(cast)
    draft = a_draft(cast, other)
    visitor.as_person(cast.second_coordinator)
    visitor.post(at(cast, text, "es", "/approve"), {"translation_id": draft.id}, status=404)
    visitor.post(at(cast, other, "so", "/approve"), {"translation_id": draft.id}, status=404)
    visitor.post(at(cast, other, "es", "/approve"), {}, status=404)


@pytest.mark.parametrize("language", ["en", "ase", "xx", "not-a-language-at-all"])
def test_a_language_that_cannot_be_is_no_page(cast: Cast, visitor: Visitor, language: str) -> None:
    visitor.as_person(cast.coordinator).get(at(cast, a_text(cast), language), status=404)


def test_a_text_that_its_owner_leaves_out_is_no_page(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator).get(at(cast, a_text(cast, LEFT_OUT)), status=404)


# ---- translating ---------------------------------------------------------------------------------


def test_a_translation_is_written_beside_the_original(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    visitor.as_person(cast.leader)
    form = visitor.get(at(cast, text, "ar"))
    box = form.soup.find("textarea", attrs={"name": "words"})
    assert isinstance(box, Tag)
    assert (box["lang"], box["dir"]) == ("ar", "rtl")
    assert "The bus comes at seven." in form.text
    data = {
        "words": "تصل الحافلة في السابعة.",
        "revision_id": form.value_of("revision_id"),
        "after": form.value_of("after"),
    }
    page = visitor.follow(visitor.post(at(cast, text, "ar"), data))
    assert "somebody else approves it" in page.text
    assert passage(text.id, "ar", unapproved=True).standing is PassageStanding.DRAFT


def test_machine_text_is_marked(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    visitor.as_person(cast.leader)
    page = visitor.follow(visitor.post(at(cast, text), typed(text, machine="y")))
    assert "Machine translation, not checked by a person" in page.text
    assert passage(text.id, "es", unapproved=True).standing is PassageStanding.MACHINE
    assert "Machine text" in visitor.get(queue(cast)).text


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 8001])
def test_words_that_cannot_be_are_refused_beside_their_field(
    cast: Cast, visitor: Visitor, words: str
) -> None:
    text = a_text(cast)
    page = visitor.as_person(cast.leader).post(at(cast, text), typed(text, words), status=422)
    assert page.error_of("words")
    assert page.value_of("words") == words.strip()


def test_saving_after_somebody_else_keeps_what_was_typed(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    visitor.as_person(cast.leader)
    a_draft(cast, text, "Palabras de Carmen")
    page = visitor.post(at(cast, text), typed(text, "Mis palabras"), status=422)
    assert "Somebody else saved another translation" in page.text
    assert page.value_of("words") == "Mis palabras"
    assert "Palabras de Carmen" in page.text
    again = typed(text, "Mis palabras", after=int(page.value_of("after")))
    visitor.post(at(cast, text), again)
    assert passage(text.id, "es", unapproved=True).words == "Mis palabras"


def test_saving_beside_an_original_that_changed_shows_the_new_words(
    cast: Cast, visitor: Visitor
) -> None:
    text = a_text(cast)
    visitor.as_person(cast.coordinator)
    data = typed(text, "A las siete")
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    page = visitor.post(at(cast, text), data, status=422)
    assert "The original was changed while you were writing" in page.text
    assert "The bus comes at eight." in page.text
    assert page.value_of("words") == "A las siete"
    assert page.value_of("revision_id") == newest(text).id


def test_a_made_up_revision_is_refused(cast: Cast, visitor: Visitor) -> None:
    text, other = a_text(cast), a_text(cast)
    data = typed(other)
    visitor.as_person(cast.coordinator).post(at(cast, text), data, status=400)


def test_approving_what_changed_meanwhile_is_refused(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    draft = a_draft(cast, text)
    revise_text(text, "The bus comes at eight.", by=cast.leader)
    page = visitor.as_person(cast.second_coordinator).post(
        at(cast, text, "es", "/approve"), {"translation_id": draft.id}, status=409
    )
    assert "no longer say the same" in page.text
    assert passage(text.id, "es").standing is PassageStanding.MISSING


def test_a_stale_translation_shows_what_the_original_said(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    a_stale(cast, text)
    page = visitor.as_person(cast.leader).get(at(cast, text))
    assert "The original has changed since this was approved" in page.text
    assert "The bus comes at seven." in page.text
    assert "The bus comes at eight." in page.text
    assert page.value_of("words") == "El autobús llega a las siete."


def test_the_page_tells_what_became_of_a_translation(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    machine_text(cast, text)
    an_approved(cast, text)
    page = visitor.as_person(cast.leader).get(at(cast, text))
    history = page.soup.select(".history")[0].get_text(" ", strip=True)
    assert "Machine text brought in" in history
    assert "Devi Coordinator" in history
    assert "Carmen Coordinator" in history


# ---- the queue -----------------------------------------------------------------------------------


def test_the_board_shows_each_text_in_each_language(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    page = visitor.as_person(cast.coordinator).get(queue(cast))
    row = page.soup.select(".board tbody tr")[0]
    cells = [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
    assert [cell.split()[-1] for cell in cells] == ["Missing", "Approved", "Original"]
    links = [str(link["href"]) for link in row.select("td a")]
    assert links == [at(cast, text, "so"), at(cast, text, "es")]


def test_one_language_is_a_list_with_one_button_each(cast: Cast, visitor: Visitor) -> None:
    late, waiting = a_text(cast, due=-2), a_text(cast)
    a_draft(cast, waiting)
    page = visitor.as_person(cast.second_coordinator).get(queue(cast, "?language=es"))
    rows = [row.get_text(" ", strip=True) for row in page.soup.select(".today-row")]
    assert len(rows) == 2
    assert "Needed 2 days ago" in rows[0]
    assert "Translate" in rows[0]
    assert "Read and approve" in rows[1]
    own = visitor.as_person(cast.coordinator).get(queue(cast, "?language=es"))
    assert "Read and approve" not in own.text
    assert late.id in str(page.soup.select(".today-row a")[0]["href"])


def test_what_is_done_is_shown_on_request(cast: Cast, visitor: Visitor) -> None:
    text = a_text(cast)
    an_approved(cast, text)
    visitor.as_person(cast.coordinator)
    assert text.id not in visitor.get(queue(cast, "?language=es")).html
    assert text.id in visitor.get(queue(cast, "?language=es&show=all")).html


def test_an_empty_queue_is_a_good_one(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)
    assert "Everything is translated and approved" in visitor.get(queue(cast)).text
    assert "Nothing to translate yet" in visitor.get(queue(cast, "?show=all")).text
    assert visitor.get(queue(cast, "?language=nonsense&after=nonsense")).status == 200


@pytest.mark.parametrize("more", ["", "?language=es"])
def test_a_long_queue_goes_on_and_shows_each_once(cast: Cast, visitor: Visitor, more: str) -> None:
    texts = {a_text(cast, due=number % 3).id for number in range(60)}
    visitor.as_person(cast.coordinator)
    first = visitor.get(queue(cast, more))
    link = first.soup.find("a", attrs={"rel": "next"})
    assert isinstance(link, Tag)
    rest = visitor.get(str(link["href"]))
    seen = [text_id for text_id in texts for page in (first, rest) if f"/{text_id}/es" in page.html]
    assert sorted(seen) == sorted(texts)


@pytest.mark.parametrize("more", ["", "?language=es", "?show=all"])
def test_thirty_texts_cost_as_many_queries_as_three(
    cast: Cast, visitor: Visitor, more: str
) -> None:
    for _each in range(3):
        a_draft(cast, a_text(cast))
    visitor.as_person(cast.coordinator)
    url = queue(cast, more)
    visitor.get(url)
    with count_queries() as few:
        visitor.get(url)
    for _each in range(27):
        a_draft(cast, a_text(cast))
    db.session.commit()
    with count_queries() as many:
        visitor.get(url)
    assert len(many) == len(few)


def test_a_text_in_another_language_carries_it(cast: Cast, visitor: Visitor) -> None:
    a_text(cast, "الحافلة تتأخر", language="ar")
    page = visitor.as_person(cast.coordinator).get(queue(cast))
    words = page.soup.find(string=lambda text: bool(text) and "الحافلة" in text)
    assert words is not None
    holder = words.find_parent(attrs={"lang": True})
    assert isinstance(holder, Tag)
    assert (holder["lang"], holder["dir"]) == ("ar", "rtl")


# ---- reviewers -----------------------------------------------------------------------------------


def test_a_coordinator_names_a_leader_and_releases_them(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.coordinator)
    assert "Nobody is named yet" in visitor.get(queue(cast, "/reviewers")).text
    data = {"person_id": cast.leader.id, "language": "es"}
    page = visitor.follow(visitor.post(queue(cast, "/reviewers"), data))
    assert "Leyla Leader can now approve translations into Spanish." in page.text
    twice = visitor.post(queue(cast, "/reviewers"), data, status=422)
    assert "already named" in twice.error_of("language")
    release = queue(cast, f"/reviewers/{cast.leader.id}/es/release")
    visitor.post(release)
    visitor.post(release, status=404)


@pytest.mark.parametrize(
    ("field", "value"),
    [("person_id", ""), ("person_id", "0123456789ab"), ("language", ""), ("language", "xx")],
)
def test_naming_somebody_who_cannot_be_is_refused(
    cast: Cast, visitor: Visitor, field: str, value: str
) -> None:
    data = {"person_id": cast.leader.id, "language": "es"} | {field: value}
    page = visitor.as_person(cast.coordinator).post(queue(cast, "/reviewers"), data, status=422)
    assert page.error_of(field)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("more", ["", "?language=es", "/reviewers"])
def test_pages_show_in_either_direction(
    cast: Cast, visitor: Visitor, language: str, more: str
) -> None:
    a_draft(cast, a_text(cast))
    url = queue(cast, more)
    sign = "&" if "?" in url else "?"
    page = visitor.as_person(cast.coordinator).get(f"{url}{sign}lang={language}")
    root = page.soup.find("html")
    assert isinstance(root, Tag)
    assert root["dir"] == ("rtl" if language == "ar" else "ltr")
