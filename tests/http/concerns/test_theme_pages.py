"""The pages of themes, by whoever may open them."""

import pytest
from sqlalchemy import select

from council.concerns.models import Concern, Theme
from council.concerns.states import ConcernState, Consent
from council.concerns.summary_operations import write_summary
from council.concerns.summary_queries import newest_summary
from council.concerns.theme_operations import group_concerns
from council.database import db
from tests.factories.concerns import (
    READING,
    a_theme,
    in_state,
    logged,
    raised,
    summed_up,
    with_reading,
)
from tests.factories.school import Cast
from tests.pages import Visitor
from tests.queries import count_queries

PEOPLE = ("leader", "coordinator", "administrator", "member", "district_admin")
READS = {"leader", "coordinator", "administrator", "member"}
WORKS = {"leader", "coordinator"}


def here(cast: Cast, path: str = "") -> str:
    return f"/councils/{cast.council.id}/themes{path}"


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_open_for_those_whose_step_they_are(cast: Cast, visitor: Visitor, who: str) -> None:
    concern = logged(cast)
    theme = summed_up(cast, concern, approved=False)
    further = logged(cast, "Another.")
    visitor.as_person(getattr(cast, who))
    reads = 200 if who in READS else 403
    works = 200 if who in WORKS else 403
    sends = 303 if who in WORKS else 403
    visitor.get(here(cast), status=reads)
    visitor.get(here(cast, f"/{theme.id}"), status=reads)
    visitor.get(here(cast, "/start"), status=works)
    for page in ("rename", "concerns", "summary"):
        visitor.get(here(cast, f"/{theme.id}/{page}"), status=works)
    visitor.post(here(cast, "/start"), {"title": "Lunch", "language": "en"}, status=sends)
    visitor.post(here(cast, f"/{theme.id}/rename"), {"title": "Late buses"}, status=sends)
    visitor.post(here(cast, f"/{theme.id}/concerns"), {"concerns": [further.id]}, status=sends)
    visitor.post(here(cast, f"/{theme.id}/concerns/{further.id}/remove"), status=sends)
    newest = newest_summary(theme)
    assert newest is not None
    visitor.post(
        here(cast, f"/{theme.id}/summary"),
        {"words": "Buses are late.", "language": "en", "seen": newest.id},
        status=sends,
    )
    visitor.post(
        here(cast, f"/{theme.id}/summary/approve"),
        {"seen": newest.id},
        status=303 if who == "coordinator" else 403,
    )


def test_another_councils_themes_are_not_there(cast: Cast, visitor: Visitor) -> None:
    theme = summed_up(cast, logged(cast), approved=False)
    concern = theme.concerns[0]
    visitor.as_person(cast.other_coordinator)
    elsewhere = f"/councils/{cast.other_council.id}/themes"
    for base in (here(cast), elsewhere):
        for page in ("", "/rename", "/concerns", "/summary"):
            visitor.get(f"{base}/{theme.id}{page}", status=404)
            if page:
                visitor.post(f"{base}/{theme.id}{page}", status=404)
        visitor.post(f"{base}/{theme.id}/summary/approve", status=404)
        visitor.post(f"{base}/{theme.id}/concerns/{concern.id}/remove", status=404)
    visitor.get(f"{elsewhere}/start?concern={concern.id}", status=404)
    assert theme.summary_approved_revision_id is None


def test_those_who_only_look_on_read_approved_summaries_and_no_small_counts(
    cast: Cast, visitor: Visitor
) -> None:
    theme = summed_up(cast, *[logged(cast, "A family's own words.") for _ in range(3)])
    write_summary(theme, "Not yet approved.", language="en", by=cast.leader)
    for who in ("member", "administrator"):
        page = visitor.as_person(getattr(cast, who)).get(here(cast, f"/{theme.id}"))
        assert "Several families say that buses are late." in page.text
        assert "Not yet approved." not in page.html
        assert "A family's own words." not in page.html
        assert "Fewer than 10 concerns" in page.text
        assert "3 concerns" not in page.text
        page = visitor.get(here(cast))
        assert "Fewer than 10 concerns" in page.text
    page = visitor.as_person(cast.leader).get(here(cast, f"/{theme.id}"))
    assert "3 concerns" in page.text
    assert "Not yet approved." in page.text


def test_a_theme_is_started_and_concerns_put_under_it(cast: Cast, visitor: Visitor) -> None:
    first, second = logged(cast, "One."), logged(cast, "Two.")
    private = logged(cast, "Three.", consent=Consent.PRIVATE)
    visitor.as_person(cast.leader)
    answer = visitor.post(here(cast, "/start"), {"title": "Buses", "language": "en"})
    page = visitor.follow(answer)
    boxes = page.soup.find_all("input", attrs={"name": "concerns"})
    assert {box["type"] for box in boxes} == {"checkbox"}
    offered = {box["value"] for box in boxes}
    assert offered == {first.id, second.id}
    page = visitor.post(answer.location or "", {}, status=422)
    assert "Choose at least one concern." in page.error_of("concerns")
    visitor.post(answer.location or "", {"concerns": [first.id, private.id]}, status=422)
    assert first.state is ConcernState.RECEIVED
    visitor.post(answer.location or "", {"concerns": [first.id, second.id]})
    assert {first.state, second.state} == {ConcernState.GROUPED}


def test_a_theme_is_started_with_a_concern_from_its_page(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast)
    visitor.as_person(cast.coordinator)
    url = here(cast, f"/start?concern={concern.id}")
    assert concern.words in visitor.get(url).text
    visitor.post(url, {"title": "Buses", "language": "en"})
    assert concern.state is ConcernState.GROUPED
    visitor.as_person(cast.leader).get(url, status=404)  # words that Leyla may not read


def test_concerns_are_offered_in_one_language(cast: Cast, visitor: Visitor) -> None:
    logged(cast, "Spanish."), logged(cast, "Arabic.", language="ar")
    theme = a_theme(cast)
    page = visitor.as_person(cast.leader).get(here(cast, f"/{theme.id}/concerns?language=ar"))
    assert "Arabic." in page.text
    assert "Spanish." not in page.text


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("", "Give the theme a title."), ("t" * 161, "This has 161 characters.")],
)
def test_a_title_that_cannot_be_used_gets_a_message(
    cast: Cast, visitor: Visitor, title: str, sentence: str
) -> None:
    theme = a_theme(cast)
    visitor.as_person(cast.leader)
    page = visitor.post(here(cast, "/start"), {"title": title, "language": "es"}, status=422)
    assert sentence in page.error_of("title")
    assert page.value_of("title") == title
    assert page.value_of("language") == "es"
    page = visitor.post(here(cast, f"/{theme.id}/rename"), {"title": title}, status=422)
    assert sentence in page.error_of("title")
    assert len(db.session.scalars(select(Theme)).all()) == 1


def test_a_summary_is_written_and_approved_by_another(cast: Cast, visitor: Visitor) -> None:
    theme = a_theme(cast, logged(cast))
    url = here(cast, f"/{theme.id}/summary")
    visitor.as_person(cast.coordinator)
    visitor.post(url, {"words": "Buses are late.", "language": "en", "seen": ""})
    page = visitor.get(here(cast, f"/{theme.id}"))
    assert "Approve the summary" not in page.text
    newest = newest_summary(theme)
    assert newest is not None
    refused = visitor.post(f"{url}/approve", {"seen": newest.id})
    assert "Another coordinator approves a summary" in visitor.follow(refused).text
    assert theme.summary_approved_revision_id is None
    visitor.as_person(cast.second_coordinator)
    page = visitor.get(here(cast, f"/{theme.id}"))
    assert "Approve the summary" in page.text
    visitor.post(f"{url}/approve", {"seen": newest.id})
    assert theme.summary_approved_revision_id == newest.id


def test_a_summary_that_somebody_changed_meanwhile_is_refused_with_the_words_kept(
    cast: Cast, visitor: Visitor
) -> None:
    theme = summed_up(cast)
    url = here(cast, f"/{theme.id}/summary")
    visitor.as_person(cast.leader)
    seen = visitor.get(url).value_of("seen")
    write_summary(theme, "Somebody else's words.", language="en", by=cast.coordinator)
    page = visitor.post(url, {"words": "Mine.", "language": "en", "seen": seen}, status=422)
    assert "Somebody else has changed this" in page.error_of("words")
    assert page.value_of("words") == "Mine."
    page = visitor.post(url, {"words": "Mine.", "language": "en"}, status=422)
    assert newest_summary(theme).words == "Somebody else's words."  # type: ignore[union-attr]


def test_approving_words_that_one_has_not_read_is_refused(cast: Cast, visitor: Visitor) -> None:
    theme = summed_up(cast, approved=False)
    read = newest_summary(theme)
    assert read is not None
    write_summary(theme, "Other words.", language="en", by=cast.leader)
    visitor.as_person(cast.coordinator)
    refused = visitor.post(here(cast, f"/{theme.id}/summary/approve"), {"seen": read.id})
    assert "Read the new words first." in visitor.follow(refused).text
    assert theme.summary_approved_revision_id is None


def test_a_concern_is_taken_out_of_a_theme_until_the_council_has_taken_it_up(
    cast: Cast, visitor: Visitor
) -> None:
    visitor.as_person(cast.coordinator)
    concern, theme = in_state(cast, ConcernState.ON_AGENDA)
    url = here(cast, f"/{theme.id}/concerns/{concern.id}/remove")
    assert "The council has taken this up" in visitor.follow(visitor.post(url)).text
    assert concern in theme.concerns
    concern, theme = in_state(cast, ConcernState.GROUPED)
    url = here(cast, f"/{theme.id}/concerns/{concern.id}/remove")
    visitor.post(url)
    assert concern.state is ConcernState.RECEIVED


def test_a_leader_takes_out_only_what_they_know_of(cast: Cast, visitor: Visitor) -> None:
    concern, theme = in_state(cast, ConcernState.GROUPED)
    url = here(cast, f"/{theme.id}/concerns/{concern.id}/remove")
    visitor.as_person(cast.leader)
    page = visitor.get(here(cast, f"/{theme.id}"))
    assert "Take it out" not in page.text
    visitor.post(url, status=404)
    with_reading(concern, by=cast.coordinator)
    page = visitor.get(here(cast, f"/{theme.id}"))
    assert "Take it out" in page.text and READING in page.text
    visitor.post(url)
    assert concern.state is ConcernState.RECEIVED


@pytest.mark.parametrize("who", ["leader", "member"])
def test_the_pages_ask_no_more_of_the_database_for_more_to_list(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    visitor.as_person(getattr(cast, who))
    theme = summed_up(cast)

    def asked(many: int) -> tuple[int, int]:
        known = [with_reading(raised(cast), by=cast.coordinator) for _ in range(many)]
        group_concerns(theme, [*known, *(logged(cast) for _ in range(many))], by=cast.leader)
        for number in range(many):
            summed_up(cast, logged(cast), title=f"Theme {number}")
        db.session.flush()
        db.session.expire_all()
        with count_queries() as one:
            visitor.get(here(cast, f"/{theme.id}"))
        with count_queries() as all_of_them:
            visitor.get(here(cast))
        return len(one), len(all_of_them)

    assert asked(3) == asked(27)


def test_many_themes_go_on_to_the_next_page(cast: Cast, visitor: Visitor) -> None:
    for number in range(52):
        a_theme(cast, title=f"Theme {number}")
    visitor.as_person(cast.member)
    page = visitor.get(here(cast))
    assert len(page.soup.select(".rows .row")) == 50
    page = visitor.get(page.soup.find("a", rel="next")["href"])
    assert len(page.soup.select(".rows .row")) == 2


def test_no_themes_yet_says_what_to_do(cast: Cast, visitor: Visitor) -> None:
    assert "start a theme" in visitor.as_person(cast.leader).get(here(cast)).text
    assert "No themes yet" in visitor.as_person(cast.member).get(here(cast)).text
    assert db.session.scalar(select(Concern)) is None
