"""Choosing a language, and the pages that say what has been translated."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from council.languages.registry import all_languages, written_languages


def soup(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.text, "html.parser")


def test_choosing_comes_back_to_the_page_in_the_chosen_language(client: FlaskClient) -> None:
    response = client.get("/language?to=ar&next=/family/7?question=2")
    assert response.status_code == 303
    assert response.location == "/family/7?question=2"
    assert client.get(response.location).get_json()["shown"] == "ar"


def test_a_choice_wins_over_the_language_in_the_address(client: FlaskClient) -> None:
    response = client.get("/language?to=ar&next=%2Ffamily%2F7%3Flang%3Des%26q%3D%C3%B1")
    assert response.location == "/family/7?q=%C3%B1"


@pytest.mark.parametrize(
    "away",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "/family/7\r\nSet-Cookie: x=y",
        "/no-such-page",
        "/post-only",
        "family/7",
        "http:/family/7",
        "//[",
        "",
    ],
)
def test_choosing_never_leads_away(client: FlaskClient, away: str) -> None:
    response = client.get("/language", query_string={"to": "ar", "next": away})
    assert response.status_code == 303
    assert response.location == "/"


def test_an_unknown_choice_is_answered_with_the_list(client: FlaskClient) -> None:
    page = soup(client, "/language?to=klingon<b>&next=/family/7", 400)
    alert = page.find(role="alert")
    assert alert is not None
    assert "klingon<b>" in alert.get_text()
    assert page.find("a", href="/language?to=ar&next=/family/7") is not None


def test_every_written_language_can_be_chosen_by_its_own_name(client: FlaskClient) -> None:
    page = soup(client, "/language")
    names = {
        (str(name["lang"]), str(name["dir"]), name.get_text())
        for name in page.select("main .language-names strong")
    }
    assert names == {
        (language.tag, language.direction.value, language.own_name)
        for language in written_languages()
    }


def test_the_list_is_there_in_every_language_of_the_families(client: FlaskClient) -> None:
    for language in all_languages():
        if language.areas:
            page = soup(client, f"/language?lang={language.tag}")
            assert page.html is not None
            assert page.html["lang"] == language.tag
            assert page.html["dir"] == language.direction.value


def test_each_page_offers_its_languages_by_their_own_names(client: FlaskClient) -> None:
    page = soup(client, "/languages?lang=ar")
    switcher = page.find("nav", class_="languages")
    assert switcher is not None
    links = switcher.find_all("a", hreflang=True)
    assert [str(link["hreflang"]) for link in links][:3] == ["en", "es", "ar"]
    assert len(links) == 12
    assert all(link["lang"] == link["hreflang"] for link in links)
    current = switcher.find_all(attrs={"aria-current": "true"})
    assert [link["hreflang"] for link in current] == ["ar"]


def test_the_switcher_leads_back_to_the_same_page(client: FlaskClient) -> None:
    page = soup(client, "/languages")
    link = page.select_one("nav.languages a[hreflang=es]")
    assert link is not None
    response = client.get(str(link["href"]))
    assert response.location == "/languages"


def test_a_stand_in_is_said_on_the_page(client: FlaskClient) -> None:
    text = soup(client, "/languages?lang=quc").get_text(" ", strip=True)
    assert "Esta página todavía no está en Kʼicheʼ . Se muestra en español." in text
    assert soup(client, "/languages?lang=es").find(lang="quc") is None


def test_an_unknown_language_is_said_on_the_page(client: FlaskClient) -> None:
    text = soup(client, "/languages?lang=klingon").get_text(" ", strip=True)
    assert "We do not know a language called klingon ." in text


def test_every_translation_is_called_a_draft_until_reviewed(client: FlaskClient) -> None:
    rows = soup(client, "/languages").select("main .row")
    assert len(rows) == 12
    standing = {str(row.bdi["lang"]): row.get_text(" ", strip=True) for row in rows if row.bdi}
    assert "Original words" in standing.pop("en")
    assert all("not yet reviewed by a native speaker" in text for text in standing.values())
    assert {tag for tag, text in standing.items() if "All pages" in text} == {"es", "ar"}
