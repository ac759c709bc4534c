"""A family raises a concern on a phone, without an account, in its own language."""

import re

import pytest
from sqlalchemy import func, select

from council.concerns.models import Concern, ConcernRaiser
from council.concerns.states import Arrival, Consent
from council.database import db
from tests.factories.concerns import WORDS
from tests.factories.school import Cast
from tests.pages import Page, Visitor


def door(cast: Cast) -> str:
    return f"/f/{cast.council.door}"


def concerns() -> int:
    return db.session.scalar(select(func.count()).select_from(Concern)) or 0


def kept(page: Page) -> dict[str, str]:
    """Everything that the form on a page would send again."""
    form = page.soup.find("form", class_="question")
    assert form is not None
    fields: dict[str, str] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name = control.get("name")
        if not name:
            continue
        if control.get("type") in ("radio", "checkbox"):
            if control.has_attr("checked"):
                fields[name] = control["value"]
        else:
            fields[name] = page.value_of(name)
    return fields


class Phone:
    """A family's phone, which fills in one page after the other."""

    def __init__(self, visitor: Visitor, cast: Cast, language: str) -> None:
        self.visitor = visitor
        self.url = f"{door(cast)}/concern"
        self.page = visitor.get(f"{self.url}?lang={language}")

    def go(self, go: str = "on", *, status: int = 200, **fields: str) -> Page:
        self.page = self.visitor.post(
            self.url, {**kept(self.page), **fields, "go": go}, status=status
        )
        return self.page


def test_the_first_page_offers_languages_by_their_own_names(cast: Cast, visitor: Visitor) -> None:
    page = visitor.get(door(cast), language="es-MX")
    assert page.soup.html["lang"] == "es"
    first = page.soup.select_one(".door-first a")
    assert first.get_text(strip=True) == "Español"
    assert first["href"].endswith("lang=es")
    names = {link.get_text(strip=True) for link in page.soup.select(".language-names a")}
    assert {"English", "العربية", "Tiếng Việt", "Kreyòl ayisyen", "繁體中文"} <= names
    assert "Español" not in names


def test_a_door_that_is_not_there_says_so(cast: Cast, visitor: Visitor) -> None:
    visitor.get("/f/nowhere", status=404)
    visitor.get("/f/nowhere/concern", status=404)
    visitor.post("/f/nowhere/concern", status=404)
    visitor.get("/f/nowhere/code", status=404)


def test_a_family_raises_a_concern_and_gets_its_code_once(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="es")
    assert phone.page.value_of("language") == "es"
    phone.go(words=WORDS)
    assert (
        phone.page.soup.find("input", attrs={"name": "consent", "checked": True})["value"]
        == Consent.SUMMARY
    )
    phone.go()
    page = phone.go(email="demo@example.org")
    assert WORDS in page.text
    assert concerns() == 0
    sent = phone.go(status=303)
    page = visitor.follow(sent)
    code = page.soup.select_one(".code").get_text(strip=True)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]", code)
    concern = db.session.scalars(select(Concern)).one()
    assert (concern.words, concern.language, concern.arrival) == (WORDS, "es", Arrival.LINK)
    assert concern.raiser is not None
    assert concern.raiser.email == "demo@example.org"
    # It can be loaded again on a bad line, until it is put away.
    assert code in visitor.get(sent.location).text
    visitor.post(f"{door(cast)}/code/close")
    gone = visitor.get(sent.location, status=303)
    assert code not in gone.html


def test_the_picture_on_the_code_page_does_not_hold_the_code(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="en")
    phone.go(words="The bus is late.")
    phone.go()
    phone.go()
    page = visitor.follow(phone.go(status=303))
    code = page.soup.select_one(".code").get_text(strip=True)
    link = page.soup.select_one(".look-up-address a")
    assert link["href"] == "http://council.test/code?lang=en"
    assert code not in str(page.soup.find("img"))
    assert code not in link["href"]


def test_a_concern_in_a_language_without_pages_is_kept_in_that_language(
    cast: Cast, visitor: Visitor
) -> None:
    phone = Phone(visitor, cast, language="mam")
    assert phone.page.soup.html["lang"] == "es"
    assert phone.page.value_of("language") == "mam"
    phone.go(words="Qo txi'n tten", variant="Todos Santos")
    phone.go()
    phone.go()
    phone.go(status=303)
    concern = db.session.scalars(select(Concern)).one()
    assert (concern.language, concern.variant) == ("mam", "Todos Santos")


def test_going_back_keeps_everything_that_was_typed(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="en")
    words = 'He said: "wait",\n\nand <b>waited</b> & waited.'
    phone.go(words=words, language="so", variant="Maay")
    phone.go(consent=Consent.PRIVATE)
    phone.go(name="Demo Mother", phone="(415) 555-0100")
    page = phone.go("back")
    assert page.value_of("name") == "Demo Mother"
    page = phone.go("back")
    assert page.soup.find("input", attrs={"value": "private", "checked": True})
    page = phone.go("back")
    assert page.value_of("words") == words
    assert page.value_of("language") == "so"
    assert page.value_of("variant") == "Maay"
    page = phone.go("check")
    assert "Demo Mother" in page.text
    page = phone.go("contact")
    assert page.value_of("phone") == "+14155550100"
    assert concerns() == 0


def test_going_back_keeps_even_what_is_wrong(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="en")
    phone.go(words="The bus is late.")
    phone.go()
    page = phone.go("back", email="not an address")
    assert page.soup.find("input", attrs={"name": "email"})["value"] == "not an address"
    page = phone.go("contact")
    assert page.value_of("email") == "not an address"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "This has 5001 characters. Make it 5000 or fewer."), ("es", "5001"), ("ar", "5001")],
)
def test_an_overlong_concern_gets_a_message_in_the_familys_language_and_is_kept(
    cast: Cast, visitor: Visitor, language: str, sentence: str
) -> None:
    phone = Phone(visitor, cast, language=language)
    page = phone.go(words="ä" * 5001, status=422)
    assert page.soup.html["lang"] == language
    assert sentence in page.error_of("words")
    assert page.value_of("words") == "ä" * 5001
    assert concerns() == 0


def test_5000_characters_are_taken_however_the_browser_ends_its_lines(
    cast: Cast, visitor: Visitor
) -> None:
    phone = Phone(visitor, cast, language="en")
    words = "\r\n".join(["a" * 999] * 5) + "b"
    assert len(words.replace("\r\n", "\n")) == 5000
    phone.go(words=words)
    phone.go()
    phone.go()
    phone.go(status=303)
    assert db.session.scalars(select(Concern.words)).one() == words.replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["xx-nowhere", "", "klingon", "<script>", "es\x00"])
def test_an_unknown_language_gets_a_message_beside_the_field(
    cast: Cast, visitor: Visitor, language: str
) -> None:
    phone = Phone(visitor, cast, language="en")
    page = phone.go(words=WORDS, language=language, status=422)
    assert "Choose a language from the list." in page.error_of("language")
    assert page.value_of("words") == WORDS
    assert page.soup.select_one("details.more[open] select") is not None


def test_control_characters_do_not_reach_the_database(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="en")
    phone.go(
        words="The\x00 bus\x07 is\u202e late.\ttoday\r\nagain\ud800".encode(
            "utf-8", "replace"
        ).decode()
    )
    phone.go()
    phone.go()
    phone.go(status=303)
    assert db.session.scalars(select(Concern.words)).one() == "The bus is late.\ttoday\nagain?"


@pytest.mark.parametrize("words", ["", "  \r\n ", "\x00\x07"])
def test_nothing_written_gets_a_message(cast: Cast, visitor: Visitor, words: str) -> None:
    phone = Phone(visitor, cast, language="en")
    page = phone.go(words=words, status=422)
    assert "Write your concern here first." in page.error_of("words")


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("email", "demo at example", "Write an address such as"),
        ("phone", "call me", "Write a phone number with its area code."),
        ("phone", "12", "Write a phone number with its area code."),
        ("name", "n" * 121, "120"),
    ],
)
def test_contact_that_cannot_be_used_gets_a_message(
    cast: Cast, visitor: Visitor, field: str, wrong: str, sentence: str
) -> None:
    phone = Phone(visitor, cast, language="en")
    phone.go(words=WORDS)
    phone.go()
    page = phone.go(**{field: wrong}, status=422)
    assert sentence in page.error_of(field)
    assert page.value_of(field) == wrong
    assert page.value_of("words") == WORDS


def test_a_phone_number_is_read_in_arabic_digits(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="ar")
    phone.go(words="الحافلة تتأخر")
    phone.go()
    phone.go(phone="٤١٥٥٥٥٠١٠٠")
    phone.go(status=303)
    assert db.session.scalars(select(ConcernRaiser.phone)).one() == "+14155550100"


def test_a_form_that_skips_pages_is_taken_back_to_the_first_that_is_wrong(
    cast: Cast, visitor: Visitor
) -> None:
    url = f"{door(cast)}/concern"
    page = visitor.post(url, {"step": "check", "go": "on"}, status=422)
    assert page.soup.find("textarea", attrs={"name": "words"})
    page = visitor.post(
        url,
        {"step": "check", "go": "on", "words": WORDS, "language": "es", "consent": "everything"},
        status=422,
    )
    assert page.error_of("consent")
    assert concerns() == 0


def test_a_button_pressed_twice_sends_one_concern(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="en")
    phone.go(words=WORDS)
    phone.go()
    page = phone.go()
    again = kept(page)
    first = visitor.follow(phone.go(status=303))
    second = visitor.follow(visitor.post(phone.url, {**again, "go": "on"}))
    assert concerns() == 1
    assert first.soup.select_one(".code").text == second.soup.select_one(".code").text


def test_nobody_can_choose_their_own_code(cast: Cast, visitor: Visitor) -> None:
    phone = Phone(visitor, cast, language="en")
    phone.go(words=WORDS)
    phone.go()
    phone.go()
    page = visitor.follow(phone.go(slip="0000000000000.forged", status=303))
    assert "0000-0000-0000-0" not in page.text


def test_words_of_immigration_status_are_asked_about_and_never_refused(
    cast: Cast, visitor: Visitor
) -> None:
    phone = Phone(visitor, cast, language="en")
    sentence = "This may tell of immigration status."
    page = phone.go(words="My neighbour is undocumented.")
    assert sentence not in page.text
    phone.go()
    page = phone.go()
    assert sentence in page.text
    phone.go(status=303)
    assert concerns() == 1


def test_raising_a_concern_while_signed_in_stores_no_account(cast: Cast, visitor: Visitor) -> None:
    visitor.as_person(cast.member)
    phone = Phone(visitor, cast, language="en")
    phone.go(words=WORDS)
    phone.go()
    phone.go()
    phone.go(status=303)
    concern = db.session.scalars(select(Concern)).one()
    assert concern.logged_by_id is None
    assert concern.raiser is None


@pytest.mark.parametrize(
    "language", ["en", "es", "ar", "zh-Hans", "zh-Hant", "vi", "so", "ht", "pt", "ru", "uk", "fa"]
)
def test_the_pages_are_shown_in_each_language_of_families(
    cast: Cast, visitor: Visitor, language: str
) -> None:
    page = visitor.get(f"{door(cast)}/concern?lang={language}")
    assert page.soup.html["lang"] == language
    assert page.value_of("language") == language
