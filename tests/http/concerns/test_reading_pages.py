"""Short summaries of concerns: written beside the words, and read by the others."""

import pytest

from council.concerns.models import Concern
from council.concerns.operations import withdraw_concern
from council.concerns.reading_operations import write_reading
from council.concerns.states import ConcernState, Consent
from council.database import db
from council.texts.operations import add_translation, approve_translation
from tests.factories.concerns import READING, WORDS, a_theme, in_state, logged, raised, with_reading
from tests.factories.school import Cast
from tests.pages import Page, Visitor
from tests.queries import count_queries


def here(cast: Cast, path: str = "") -> str:
    return f"/councils/{cast.council.id}/concerns{path}"


def writing(cast: Cast, concern: Concern, *, one_by_one: bool = False) -> str:
    return here(cast, f"/{concern.id}/summary{'?one_by_one=yes' if one_by_one else ''}")


# ---- the coordinator writes ----------------------------------------------------------------------


def test_the_coordinator_writes_beside_the_words(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast, "الحافلة تتأخر", language="ar")
    visitor.as_person(cast.coordinator)
    assert "Write a short summary" in visitor.get(here(cast, f"/{concern.id}")).text
    page = visitor.get(writing(cast, concern))
    words = page.soup.select_one(".pair .words")
    assert (words["lang"], words.text) == ("ar", "الحافلة تتأخر")
    assert page.soup.select_one(".pair textarea")["lang"] == "en"
    answer = visitor.post(writing(cast, concern), {"words": READING, "seen": ""})
    page = visitor.follow(answer)
    assert READING in page.text
    assert "Wrote its short summary" in page.text


def test_concerns_are_written_about_one_by_one(cast: Cast, visitor: Visitor) -> None:
    first, second = sorted((raised(cast), raised(cast)), key=lambda each: each.id)
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast))
    assert "2 concerns wait for a short summary" in page.text
    assert page.soup.find("a", href=here(cast, "/summaries")) is not None
    page = visitor.get(here(cast, "/summaries"), status=303)
    assert page.location == writing(cast, first, one_by_one=True)
    page = visitor.follow(page)
    assert "2 concerns wait." in page.text
    assert page.soup.select_one("textarea").has_attr("data-desk-first")
    later = page.soup.find("a", string="Later")["href"]
    assert visitor.get(later, status=303).location == writing(cast, second, one_by_one=True)

    def save(page: Page) -> Page:
        form = {"words": READING, "seen": ""}
        return visitor.get(visitor.post(page.location or "", form).location or "", status=303)

    on = save(visitor.get(here(cast, "/summaries"), status=303))
    assert on.location == writing(cast, second, one_by_one=True)
    done = save(on)
    assert "Every concern that the council works on" in visitor.follow(done).text
    assert "for a short summary" not in visitor.get(here(cast)).text


def test_what_was_left_for_later_still_waits(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast, f"/summaries?after={concern.id}"), status=303)
    assert "Those that you left for later still wait" in visitor.follow(page).text
    visitor.get(here(cast, "/summaries?after=nowhere"), status=404)


def test_a_leader_s_is_approved_as_it_stands_or_put_better(cast: Cast, visitor: Visitor) -> None:
    concern = logged(cast)
    answer = visitor.as_person(cast.leader).post(
        writing(cast, concern), {"words": READING, "seen": ""}
    )
    page = visitor.follow(answer)
    assert "The coordinator approves it." in page.text
    assert "Waits to be approved" in page.text
    visitor.as_person(cast.coordinator)
    assert "Short summary to approve" in visitor.get(here(cast)).text
    page = visitor.get(writing(cast, concern))
    assert page.value_of("words") == READING
    assert "Written by Leyla Leader" in page.text.replace("\u2068", "").replace("\u2069", "")
    form = {"words": READING, "seen": page.value_of("seen")}
    page = visitor.follow(visitor.post(writing(cast, concern), form))
    assert "Waits to be approved" not in page.text
    assert concern.reading_approved_by_id == cast.coordinator.id


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Write the short summary first."),
        ("x" * 401, "This has 401 characters."),
        (WORDS.upper(), "These are the family’s own words."),
    ],
)
def test_what_cannot_be_saved_gets_a_message_and_stays(
    cast: Cast, visitor: Visitor, words: str, sentence: str
) -> None:
    concern = raised(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(writing(cast, concern), {"words": words, "seen": ""}, status=422)
    assert sentence in page.error_of("words")
    assert page.value_of("words") == words
    assert concern.reading_id is None


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast)
    visitor.as_person(cast.coordinator)
    seen = visitor.get(writing(cast, concern)).value_of("seen")
    write_reading(concern, "By Devi.", by=cast.second_coordinator)
    form = {"words": READING, "seen": seen}
    page = visitor.post(writing(cast, concern), form, status=422)
    assert "Somebody else has changed this" in page.error_of("words")
    assert page.value_of("words") == READING


def test_words_about_immigration_status_are_pointed_out(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast)
    visitor.as_person(cast.coordinator)
    sentence = "[data-careful-sentence]"
    page = visitor.get(writing(cast, concern))
    assert page.soup.select_one(sentence).has_attr("hidden")
    write_reading(concern, "A family asks about its visa.", by=cast.coordinator)
    page = visitor.get(writing(cast, concern))
    assert not page.soup.select_one(sentence).has_attr("hidden")


@pytest.mark.parametrize("state", [ConcernState.CLOSED, ConcernState.WITHDRAWN])
def test_what_nobody_reads_needs_no_summary(
    cast: Cast, visitor: Visitor, state: ConcernState
) -> None:
    concern, _theme = in_state(cast, state)
    private = raised(cast, consent=Consent.PRIVATE)
    visitor.as_person(cast.coordinator)
    for each in (concern, private):
        assert "Write a short summary" not in visitor.get(here(cast, f"/{each.id}")).text
        page = visitor.get(writing(cast, each), status=303)
        assert "it needs no short summary" in visitor.follow(page).text
        page = visitor.post(writing(cast, each), {"words": READING, "seen": ""})
        assert "it needs no short summary" in visitor.follow(page).text
        assert each.reading_id is None


# ---- others read ---------------------------------------------------------------------------------


def test_a_leader_reads_it_in_the_list_and_on_a_page_of_its_own(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast, name="Demo Mother")
    visitor.as_person(cast.leader)
    assert "For the coordinator to read" in visitor.get(here(cast)).text
    visitor.get(here(cast, f"/{concern.id}"), status=404)
    with_reading(concern, by=cast.coordinator)
    page = visitor.get(here(cast))
    assert READING in page.text and "Short summary by the coordinator" in page.text
    page = visitor.get(here(cast, f"/{concern.id}"))
    assert READING in page.text
    for secret in (WORDS, "Demo Mother", "Show who raised it", "Looked at", "Close with"):
        assert secret not in page.html
    for path in ("summary", "code"):
        visitor.get(here(cast, f"/{concern.id}/{path}"), status=404)
    visitor.post(here(cast, f"/{concern.id}/who"), status=404)
    withdraw_concern(concern)
    visitor.get(here(cast, f"/{concern.id}"), status=404)


def test_a_leader_groups_what_a_family_wrote_itself(cast: Cast, visitor: Visitor) -> None:
    mine = logged(cast, "Mine.")
    by_link = with_reading(raised(cast), by=cast.coordinator)
    theme = a_theme(cast)
    grouping = f"/councils/{cast.council.id}/themes/{theme.id}/concerns"
    visitor.as_person(cast.leader)
    page = visitor.get(grouping)
    offered = {box["value"] for box in page.soup.find_all("input", attrs={"name": "concerns"})}
    assert offered == {mine.id, by_link.id}
    assert READING in page.text and WORDS not in page.html
    label = page.soup.find("label", string=lambda _: True, attrs={"lang": "en"})
    assert label is not None and READING in label.get_text()
    visitor.post(grouping, {"concerns": [mine.id, by_link.id]})
    assert {mine.state, by_link.state} == {ConcernState.GROUPED}
    summary = visitor.get(f"/councils/{cast.council.id}/themes/{theme.id}/summary")
    assert READING in summary.text and "Mine." in summary.text and WORDS not in summary.html


def test_a_leader_puts_it_under_a_theme_from_its_page(cast: Cast, visitor: Visitor) -> None:
    concern = with_reading(raised(cast), by=cast.coordinator)
    other = with_reading(raised(cast), "Another.", by=cast.coordinator)
    theme = a_theme(cast)
    visitor.as_person(cast.leader)
    page = visitor.post(here(cast, f"/{concern.id}/theme"), {"theme": ""}, status=422)
    assert "Choose a theme." in page.error_of("theme")
    assert READING in page.text and WORDS not in page.html
    visitor.post(here(cast, f"/{concern.id}/theme"), {"theme": theme.id})
    assert concern.state is ConcernState.GROUPED
    start = f"/councils/{cast.council.id}/themes/start?concern={other.id}"
    page = visitor.get(start)
    assert "Another." in page.text and WORDS not in page.html
    visitor.post(start, {"title": "Lunch", "language": "en"})
    assert other.state is ConcernState.GROUPED


@pytest.mark.parametrize("who", ["member", "administrator"])
def test_the_council_reads_it_under_its_theme_without_language_and_day(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    read = with_reading(raised(cast, language="so"), by=cast.coordinator)
    draft = with_reading(logged(cast), "Only a draft.", by=cast.leader)
    theme = a_theme(cast, read, draft)
    page = visitor.as_person(getattr(cast, who)).get(
        f"/councils/{cast.council.id}/themes/{theme.id}"
    )
    assert READING in page.text
    for secret in (WORDS, "Only a draft.", "Somali", read.id):
        assert secret not in page.html
    assert "Fewer than 10 concerns" in page.text


def test_it_is_read_in_the_reader_s_language_where_it_is_translated(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast, language="so")
    revision = write_reading(concern, READING, by=cast.coordinator)
    translation = add_translation(revision, "es", "Llegan tarde.", by=cast.leader)
    approve_translation(translation, by=cast.coordinator)
    cast.leader.language = "es"
    visitor.as_person(cast.leader)
    page = visitor.get(here(cast))
    assert page.soup.find("bdi", string="Llegan tarde.")["lang"] == "es"
    cast.leader.language = "ar"
    page = visitor.get(here(cast, f"/{concern.id}"))
    assert page.soup.find(class_="words", string=READING)["lang"] == "en"


def test_a_stranger_reads_nothing_of_it(cast: Cast, visitor: Visitor) -> None:
    concern = with_reading(raised(cast, consent=Consent.PUBLIC), by=cast.coordinator)
    for path in (here(cast), here(cast, f"/{concern.id}"), writing(cast, concern)):
        assert "/account/login" in (visitor.get(path, status=302).location or "")
    for path in (f"/f/{cast.council.door}", "/code"):
        assert READING not in visitor.get(path).html


@pytest.mark.parametrize(
    ("who", "path"), [("coordinator", ""), ("coordinator", "/{}/summary"), ("leader", "")]
)
def test_the_pages_ask_no_more_of_the_database_for_more_summaries(
    cast: Cast, visitor: Visitor, who: str, path: str
) -> None:
    concern = raised(cast)
    visitor.as_person(getattr(cast, who))

    def asked(many: int) -> int:
        for _ in range(many):
            with_reading(raised(cast), by=cast.coordinator)
            with_reading(logged(cast), by=cast.leader)
        db.session.flush()
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(here(cast, path.format(concern.id)))
        return len(counted)

    assert asked(3) == asked(20)


def test_today_says_how_many_wait(cast: Cast, visitor: Visitor) -> None:
    raised(cast)
    home = f"/councils/{cast.council.id}"
    page = visitor.as_person(cast.coordinator).get(home)
    assert "1 concern waits for a short summary" in page.text
    assert page.soup.find("a", href=here(cast, "/summaries")) is not None
    assert "short summary" not in visitor.as_person(cast.leader).get(home).text


def test_who_translates_it_is_told_that_the_council_reads_it_and_not_families(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast)
    revision = write_reading(concern, READING, by=cast.coordinator)
    translation = add_translation(revision, "es", "Llegan tarde.", by=cast.leader)
    here_it_is = f"/councils/{cast.council.id}/translations/{concern.reading_id}/es"
    visitor.as_person(cast.coordinator)
    assert "the council reads this translation" in visitor.get(here_it_is).text
    page = visitor.post(f"{here_it_is}/approve", {"translation_id": translation.id})
    assert "From now on the council reads this in Spanish." in visitor.follow(page).text
    withdraw_concern(concern)
    visitor.get(here_it_is, status=404)
