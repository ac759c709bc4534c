"""A family looks up what became of its concern, in its language, on a phone that it may share."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from council import clock
from council.access.models import Purpose
from council.access.tickets import issue_ticket, ticket_token
from council.concerns.codes import CHECK_SYMBOLS, draw_code, written
from council.concerns.models import Concern
from council.concerns.operations import close_concern, raise_concern
from council.concerns.states import ConcernState
from council.concerns.theme_operations import group_concerns
from council.database import db
from council.history.models import HistoryEntry
from council.languages.registry import find
from council.notices.letters import compose
from council.notices.models import OutboxMessage
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import newest_revisions
from tests.factories import recommendations as made
from tests.factories.concerns import WORDS, in_state, summed_up
from tests.factories.school import Cast
from tests.pages import Page, Visitor
from tests.queries import count_queries


def raised_with_code(cast: Cast) -> tuple[Concern, str]:
    return raise_concern(cast.council, WORDS, language="es")


def look_up(visitor: Visitor, code: str) -> Page:
    return visitor.follow(visitor.post("/code", {"code": code}))


def link_to(concern: Concern, purpose: Purpose = Purpose.THREAD) -> str:
    ticket = issue_ticket(purpose, subject_id=concern.id, council_id=concern.council_id)
    return f"/thread/{ticket_token(ticket)}"


# ---- codes ---------------------------------------------------------------------------------------


def test_a_code_opens_the_thread_with_the_familys_own_words(cast: Cast, visitor: Visitor) -> None:
    _concern, code = raised_with_code(cast)
    page = look_up(visitor, written(code).lower().replace("1", "l").replace("-", " "))
    words = page.soup.select_one(".passage .words")
    assert (words.text, words["lang"]) == (WORDS, "es")
    assert page.soup.select_one("nav.thread-large") is not None


def test_the_code_is_in_no_address_and_in_no_cookie(cast: Cast, visitor: Visitor) -> None:
    _concern, code = raised_with_code(cast)
    answer = visitor.post("/code", {"code": code})
    assert answer.location == "/thread"
    with visitor.client.session_transaction() as session:
        assert code not in str(dict(session))


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_each_kind_of_mistake_gets_its_own_answer_beside_the_field(
    cast: Cast, visitor: Visitor, language: str
) -> None:
    _concern, code = raised_with_code(cast)
    wrong = code[:-1] + next(s for s in CHECK_SYMBOLS[:32] if s != code[-1])
    visitor.get(f"/code?lang={language}")
    answers = set()
    for typed in ("", code[:-2], code + "0", code[:-1] + "?", wrong, draw_code()):
        page = visitor.post("/code", {"code": typed}, status=422)
        assert page.soup.html["lang"] == language
        assert page.error_of("code")
        assert page.value_of("code") == typed
        answers.add(page.error_of("code").split("  ")[-1])
    # Two of them have a length that is wrong.
    assert len(answers) >= 5


def test_a_mistyped_code_is_told_from_an_unknown_one(cast: Cast, visitor: Visitor) -> None:
    _concern, code = raised_with_code(cast)
    wrong = code[:-1] + next(s for s in CHECK_SYMBOLS[:32] if s != code[-1])
    page = visitor.post("/code", {"code": wrong}, status=422)
    assert "One letter or digit is mistyped." in page.error_of("code")
    page = visitor.post("/code", {"code": draw_code()}, status=422)
    assert "We do not know this code." in page.error_of("code")


@pytest.mark.parametrize("typed", ["\x00", "'; DROP TABLE concern; --", "😀" * 50, "a" * 9999])
def test_nonsense_is_answered_like_any_mistake(cast: Cast, visitor: Visitor, typed: str) -> None:
    page = visitor.post("/code", {"code": typed}, status=422)
    assert page.error_of("code")


def test_what_was_looked_up_is_closed_by_a_button(cast: Cast, visitor: Visitor) -> None:
    _concern, code = raised_with_code(cast)
    look_up(visitor, code)
    page = visitor.follow(visitor.post("/code/close"))
    assert "Closed." in page.text
    gone = visitor.get("/thread", status=303)
    assert WORDS not in visitor.follow(gone).html


def test_what_was_looked_up_closes_by_itself_after_half_an_hour(
    cast: Cast, visitor: Visitor
) -> None:
    _concern, code = raised_with_code(cast)
    look_up(visitor, code)
    with time_machine.travel(clock.now() + timedelta(minutes=29), tick=False):
        visitor.get("/thread")
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert visitor.get("/thread", status=303).location == "/code"


def test_nothing_is_shown_to_somebody_who_typed_no_code(cast: Cast, visitor: Visitor) -> None:
    raised_with_code(cast)
    assert visitor.get("/thread", status=303).location == "/code"
    assert visitor.get("/thread/withdraw", status=303).location == "/code"
    assert visitor.post("/thread/withdraw").location == "/code"


# ---- links ---------------------------------------------------------------------------------------


def test_a_link_opens_the_thread_as_often_as_one_looks(cast: Cast, visitor: Visitor) -> None:
    concern, _code = raised_with_code(cast)
    link = link_to(concern)
    for _ in range(3):
        assert WORDS in visitor.get(link).text


def test_a_link_that_opens_something_else_or_is_too_old_says_so(
    cast: Cast, visitor: Visitor
) -> None:
    concern, _code = raised_with_code(cast)
    other = link_to(concern, Purpose.VOTE)
    assert WORDS not in visitor.get(other, status=409).html
    assert WORDS not in visitor.get(link_to(concern)[:-3], status=409).html
    assert "not complete" in visitor.get("/thread/nonsense", status=409).text
    old = link_to(concern)
    with time_machine.travel(clock.now() + timedelta(days=401), tick=False):
        page = visitor.get(old, status=409)
    assert "too old" in page.text
    assert WORDS not in page.html


def test_a_message_about_a_closed_concern_leads_to_its_thread(cast: Cast, visitor: Visitor) -> None:
    concern, _code = raise_concern(cast.council, WORDS, language="es", email="demo@example.org")
    close_concern(concern, "La calle es de la ciudad.", language="es", by=cast.coordinator)
    message = db.session.scalars(select(OutboxMessage)).one()
    letter = compose(message)
    assert letter is not None
    said = [paragraph.words for paragraph in letter.paragraphs]
    assert "La calle es de la ciudad." in said
    address = next(words for words in said if words.startswith("http://council.test/thread/"))
    page = visitor.get(address.removeprefix("http://council.test"))
    assert page.soup.html["lang"] == "es"
    assert "La calle es de la ciudad." in page.text


# ---- what the page says --------------------------------------------------------------------------


def an_answered(cast: Cast) -> tuple[str, str]:
    """A code, and the id of the text of the reasons why the school will not do it."""
    concern, code = raised_with_code(cast)
    theme = summed_up(cast)
    group_concerns(theme, [concern], by=cast.coordinator)
    recommendation = made.answered_by_paula(cast, theme, answer=made.declining())
    return code, recommendation.responses[-1].reasons_id


REASONS = "The contract runs until June."


def test_an_answer_whose_translation_is_not_approved_is_shown_in_its_own_language_and_says_so(
    cast: Cast, visitor: Visitor
) -> None:
    code, reasons_id = an_answered(cast)
    revision = newest_revisions([reasons_id])[reasons_id]
    draft = add_translation(revision, "es", "El contrato dura hasta junio.", by=cast.leader)
    visitor.get("/code?lang=es")
    page = look_up(visitor, code)
    assert page.soup.html["lang"] == "es"
    words = page.soup.find(class_="words", string=REASONS)
    assert (words["lang"], words["dir"]) == ("en", "ltr")
    passage = words.find_parent(class_="passage")
    assert passage.select_one("strong[lang=en]").text == "English"
    assert passage.select_one(".passage-note").text.strip()
    assert "El contrato" not in page.html
    approve_translation(draft, by=cast.coordinator)
    page = visitor.get("/thread")
    words = page.soup.find(class_="words", string="El contrato dura hasta junio.")
    assert words["lang"] == "es"
    assert words.find_parent(class_="passage").select_one(".passage-note") is None
    assert REASONS not in page.text


def test_no_passage_is_blank_and_each_carries_its_language(cast: Cast, visitor: Visitor) -> None:
    code, _reasons_id = an_answered(cast)
    visitor.get("/code?lang=ar")
    page = look_up(visitor, code)
    passages = page.soup.select(".passage .words")
    assert len(passages) >= 6  # own words, title, summary, agenda, recommendation, answer
    for words in passages:
        assert words.get_text(strip=True)
        assert find(words["lang"]).direction == words["dir"]


def test_what_will_not_be_done_is_said_plainly_with_the_reasons(
    cast: Cast, visitor: Visitor
) -> None:
    code, _reasons_id = an_answered(cast)
    page = look_up(visitor, code)
    assert "The school will not do this." in page.text
    assert REASONS in page.text
    assert "Still to come" not in page.text


def test_promised_steps_are_shown_with_their_days(cast: Cast, visitor: Visitor) -> None:
    concern, code = raised_with_code(cast)
    theme = summed_up(cast)
    group_concerns(theme, [concern], by=cast.coordinator)
    made.answered_by_paula(cast, theme)
    page = look_up(visitor, code)
    assert len(page.soup.select(".steps > li")) == 2
    assert "To be done by" in page.text


def test_the_page_shows_no_link_into_the_pages_of_staff(cast: Cast, visitor: Visitor) -> None:
    code, _reasons_id = an_answered(cast)
    page = look_up(visitor, code)
    assert not [link for link in page.soup.find_all("a", href=True) if "/councils/" in link["href"]]
    assert cast.leader.name not in page.text


@pytest.mark.parametrize("state", ConcernState)
def test_there_is_a_page_for_a_concern_in_every_state(
    cast: Cast, visitor: Visitor, state: ConcernState
) -> None:
    concern, _theme = in_state(cast, state)
    page = visitor.get(link_to(concern))
    takes_back = page.soup.find("a", href=lambda href: href and href.endswith("/withdraw"))
    assert (takes_back is not None) == (
        state not in (ConcernState.ANSWERED, ConcernState.CLOSED, ConcernState.WITHDRAWN)
    )


@pytest.mark.parametrize(
    "language", ["en", "es", "ar", "zh-Hans", "zh-Hant", "vi", "so", "ht", "pt", "ru", "uk", "fa"]
)
def test_the_pages_are_shown_in_each_language_of_families(
    cast: Cast, visitor: Visitor, language: str
) -> None:
    code, _reasons_id = an_answered(cast)
    page = visitor.get(f"/code?lang={language}")
    assert page.soup.html["lang"] == language
    page = look_up(visitor, code)
    assert page.soup.html["lang"] == language


def test_the_page_asks_no_more_of_the_database_for_a_longer_thread(
    cast: Cast, visitor: Visitor
) -> None:
    concern, _code = raised_with_code(cast)
    link = link_to(concern)

    def asked(many: int) -> int:
        for number in range(many):
            theme = summed_up(cast, title=f"Theme {number}")
            group_concerns(theme, [concern], by=cast.coordinator)
            made.answered_by_paula(cast, theme)
        db.session.flush()
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(link)
        return len(counted)

    assert asked(1) == asked(4)


# ---- taking it back ------------------------------------------------------------------------------


def test_a_family_takes_its_concern_back_after_being_asked(cast: Cast, visitor: Visitor) -> None:
    concern, code = raised_with_code(cast)
    page = look_up(visitor, code)
    ask = page.soup.find("a", href="/thread/withdraw")["href"]
    page = visitor.get(ask)
    assert "This cannot be undone." in page.text
    assert concern.state is ConcernState.RECEIVED
    page = visitor.follow(visitor.post(ask))
    assert concern.state is ConcernState.WITHDRAWN
    assert WORDS not in page.html
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "concern_withdrawn")
    ).one()
    assert entry.person_id is None


def test_a_family_takes_its_concern_back_by_its_link(cast: Cast, visitor: Visitor) -> None:
    concern, _code = raised_with_code(cast)
    link = link_to(concern)
    page = visitor.get(f"{link}/withdraw")
    assert page.soup.find("a", href=link) is not None
    assert visitor.post(f"{link}/withdraw").location == link
    assert concern.state is ConcernState.WITHDRAWN
    visitor.post("/thread/nonsense/withdraw", status=409)


@pytest.mark.parametrize(
    "state", [ConcernState.ANSWERED, ConcernState.CLOSED, ConcernState.WITHDRAWN]
)
def test_what_has_ended_cannot_be_taken_back(
    cast: Cast, visitor: Visitor, state: ConcernState
) -> None:
    concern, _theme = in_state(cast, state)
    link = link_to(concern)
    page = visitor.get(f"{link}/withdraw")
    assert page.soup.find("form", class_="question") is None
    visitor.post(f"{link}/withdraw", status=409)
    assert concern.state is state
