"""The pages of concerns, by whoever may open them."""

import pytest
from sqlalchemy import select

from council.concerns.operations import close_concern
from council.concerns.states import ConcernState, Consent
from council.concerns.theme_operations import group_concerns
from council.database import db
from council.history.models import HistoryEntry
from tests.factories.concerns import a_theme, in_state, logged, raised, typed_down
from tests.factories.school import Cast
from tests.pages import Visitor
from tests.queries import count_queries

PEOPLE = ("leader", "coordinator", "administrator", "member", "district_admin")


def here(cast: Cast, path: str = "") -> str:
    return f"/councils/{cast.council.id}/concerns{path}"


# ---- who may open what ---------------------------------------------------------------------------

READS_LIST = {"leader", "coordinator", "member"}
LOGS = {"leader", "coordinator"}


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_open_for_those_whose_step_they_are(cast: Cast, visitor: Visitor, who: str) -> None:
    mine, by_link = logged(cast, name="Demo Mother"), raised(cast, name="Demo Father")
    theme = a_theme(cast)
    visitor.as_person(getattr(cast, who))

    def opens(*people: str, no: int = 403) -> int:
        return 200 if who in people else no

    visitor.get(here(cast), status=opens(*READS_LIST))
    visitor.get(here(cast, "/log"), status=opens(*LOGS))
    visitor.get(here(cast, "/door"), status=opens(*LOGS))
    # A member opens the list, and no concern in it.
    no = 404 if who == "member" else 403
    visitor.get(here(cast, f"/{mine.id}"), status=opens("leader", "coordinator", no=no))
    visitor.get(
        here(cast, f"/{by_link.id}"),
        status=opens("coordinator", no=404 if who in ("member", "leader") else 403),
    )
    visitor.post(here(cast, f"/{mine.id}/who"), status=opens("leader", "coordinator"))
    visitor.post(
        here(cast, f"/{by_link.id}/who"),
        status=opens("coordinator", no=404 if who == "leader" else 403),
    )
    visitor.get(here(cast, f"/{mine.id}/close"), status=opens("coordinator"))
    visitor.get(here(cast, "/summaries"), status=303 if who == "coordinator" else 403)
    visitor.get(here(cast, f"/{mine.id}/summary"), status=opens("leader", "coordinator"))
    visitor.get(
        here(cast, f"/{by_link.id}/summary"),
        status=opens("coordinator", no=404 if who == "leader" else 403),
    )
    visitor.post(
        here(cast, f"/{mine.id}/summary"),
        {"words": "Buses are late.", "seen": ""},
        status=303 if who in LOGS else 403,
    )
    visitor.get(here(cast, f"/{mine.id}/code"), status=303 if who in LOGS else 403)
    visitor.post(here(cast, f"/{mine.id}/code/close"), status=303 if who in LOGS else 403)
    visitor.post(
        here(cast, f"/{mine.id}/theme"),
        {"theme": theme.id},
        status=303 if who in LOGS else 403,
    )
    visitor.post(here(cast, "/log"), typed_down(), status=303 if who in LOGS else 403)
    visitor.post(
        here(cast, f"/{by_link.id}/close"),
        {"reason": "It is the city's.", "language": "en"},
        status=303 if who == "coordinator" else 403,
    )


PATHS = ("", "/log", "/door", "/summaries")
OF_A_CONCERN = ("/{}", "/{}/close", "/{}/code", "/{}/summary")
POSTS = ("/{}/who", "/{}/theme", "/{}/close", "/{}/code/close", "/{}/summary")


def test_another_councils_concerns_are_not_there(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast, name="Demo Mother")
    visitor.as_person(cast.other_coordinator)
    elsewhere = f"/councils/{cast.other_council.id}/concerns"
    for path in (*PATHS, *OF_A_CONCERN):
        visitor.get(here(cast, path.format(concern.id)), status=404)
    for path in OF_A_CONCERN:
        visitor.get(elsewhere + path.format(concern.id), status=404)
    for path in POSTS:
        visitor.post(here(cast, path.format(concern.id)), status=404)
        visitor.post(elsewhere + path.format(concern.id), status=404)
    assert concern.state is ConcernState.RECEIVED
    theme = a_theme(cast)
    visitor.get(f"{elsewhere}?theme={theme.id}", status=404)


def test_nobody_opens_them_without_signing_in(cast: Cast, visitor: Visitor) -> None:
    assert "/account/login" in (visitor.get(here(cast), status=302).location or "")


# ---- the list ------------------------------------------------------------------------------------


def test_a_leader_reads_their_own_and_of_others_that_they_are_there(
    cast: Cast, visitor: Visitor
) -> None:
    logged(cast, "Mine to read.")
    raised(cast, "Not for Leyla.")
    raised(cast, "For Carmen alone.", consent=Consent.PRIVATE)
    page = visitor.as_person(cast.leader).get(here(cast))
    assert "Mine to read." in page.text
    assert "For the coordinator to read" in page.text
    for secret in ("Not for Leyla.", "For Carmen alone."):
        assert secret not in page.html
    assert len(page.soup.select(".rows .row")) == 2
    page = visitor.as_person(cast.coordinator).get(here(cast))
    for words in ("Mine to read.", "Not for Leyla.", "For Carmen alone."):
        assert words in page.text


def test_a_member_is_told_where_families_words_are(cast: Cast, visitor: Visitor) -> None:
    raised(cast, "Not for Mei.")
    page = visitor.as_person(cast.member).get(here(cast))
    assert "Not for Mei." not in page.html
    assert "Families’ own words stay with the coordinator" in page.text


def test_words_in_a_list_carry_their_language(cast: Cast, visitor: Visitor) -> None:
    raised(cast, "الحافلة تتأخر", language="ar")
    page = visitor.as_person(cast.coordinator).get(here(cast))
    words = page.soup.find("bdi", string="الحافلة تتأخر")
    assert (words["lang"], words["dir"]) == ("ar", "rtl")


def test_the_list_shows_one_state_or_language(cast: Cast, visitor: Visitor) -> None:
    raised(cast, "Spanish words.")
    raised(cast, "Arabic words.", language="ar")
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast, "?language=ar"))
    assert "Arabic words." in page.text
    assert "Spanish words." not in page.text
    page = visitor.get(here(cast, "?state=closed"))
    assert "No concern like this" in page.text
    for nonsense in ("?state=sleeping", "?language=klingon", "?after=yesterday", "?after=_"):
        assert "Spanish words." in visitor.get(here(cast, nonsense)).text


def test_a_long_list_goes_on_to_the_next_page(cast: Cast, visitor: Visitor) -> None:
    for number in range(52):
        raised(cast, f"Concern number {number}.")
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast, "?language=es"))
    assert len(page.soup.select(".rows .row")) == 50
    following = page.soup.find("a", rel="next")["href"]
    page = visitor.get(following)
    assert len(page.soup.select(".rows .row")) == 2
    assert "language=es" in following


def test_an_empty_list_says_what_to_do(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(here(cast))
    assert "No concerns yet" in page.text
    assert page.soup.select_one(".empty a")["href"] == here(cast, "/door")


@pytest.mark.parametrize("who", ["leader", "coordinator"])
def test_the_list_asks_no_more_of_the_database_for_more_concerns(
    cast: Cast, visitor: Visitor, who: str
) -> None:
    visitor.as_person(getattr(cast, who))
    theme = a_theme(cast)

    def asked(many: int) -> int:
        group_concerns(theme, [logged(cast) for _ in range(many)], by=cast.leader)
        db.session.flush()
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(here(cast))
        return len(counted)

    assert asked(3) == asked(27)


# ---- one concern ---------------------------------------------------------------------------------


def test_a_concern_shows_its_words_in_their_language_and_its_thread(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast, "الحافلة تتأخر", language="ar")
    page = visitor.as_person(cast.coordinator).get(here(cast, f"/{concern.id}"))
    words = page.soup.select_one(".passage .words")
    assert (words["lang"], words["dir"], words.text) == ("ar", "rtl", "الحافلة تتأخر")
    assert page.soup.select_one("nav.thread [aria-current=step]") is not None
    assert "The family raised it" in page.text


def test_who_raised_it_is_shown_once_asked_for_and_that_is_written_down(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast, name="Demo Mother", phone="+14155550100")
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast, f"/{concern.id}"))
    assert "Demo Mother" not in page.html
    assert "Show who raised it" in page.text
    page = visitor.post(here(cast, f"/{concern.id}/who"), status=200)
    assert "Demo Mother" in page.text
    assert "+14155550100" in page.text
    assert "Looked at who raised it" in page.text
    assert "Demo Mother" not in visitor.get(here(cast, f"/{concern.id}")).html
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "raiser_shown")
    ).all()
    assert [entry.person_id for entry in entries] == [cast.coordinator.id]


def test_nothing_is_offered_where_the_family_did_not_say_who_it_is(
    cast: Cast, visitor: Visitor
) -> None:
    concern = raised(cast)
    page = visitor.as_person(cast.coordinator).get(here(cast, f"/{concern.id}"))
    assert "Show who raised it" not in page.text


def test_a_concern_is_put_under_a_theme_from_its_page(cast: Cast, visitor: Visitor) -> None:
    concern, theme = raised(cast), a_theme(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(here(cast, f"/{concern.id}/theme"), {"theme": ""}, status=422)
    assert "Choose a theme." in page.error_of("theme")
    visitor.post(here(cast, f"/{concern.id}/theme"), {"theme": "nowhere"}, status=422)
    visitor.post(here(cast, f"/{concern.id}/theme"), {"theme": theme.id})
    assert concern.state is ConcernState.GROUPED


def test_a_private_concern_is_not_offered_a_theme_and_refuses_one(
    cast: Cast, visitor: Visitor
) -> None:
    concern, theme = raised(cast, consent=Consent.PRIVATE), a_theme(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.get(here(cast, f"/{concern.id}"))
    assert "Put it under a theme" not in page.text
    assert "Answer this family" in page.text
    page = visitor.post(here(cast, f"/{concern.id}/theme"), {"theme": theme.id}, status=422)
    assert concern.state is ConcernState.RECEIVED


def test_a_concern_is_closed_with_a_reason(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.post(
        here(cast, f"/{concern.id}/close"), {"reason": "", "language": "en"}, status=422
    )
    assert "Write the reason" in page.error_of("reason")
    page = visitor.post(
        here(cast, f"/{concern.id}/close"),
        {"reason": "It is the city's.", "language": "klingon"},
        status=422,
    )
    assert "Choose a language from the list." in page.error_of("language")
    assert page.value_of("reason") == "It is the city's."
    answer = visitor.post(
        here(cast, f"/{concern.id}/close"), {"reason": "It is the city's.", "language": "en"}
    )
    page = visitor.follow(answer)
    assert "It is the city's." in page.text
    assert concern.state is ConcernState.CLOSED


@pytest.mark.parametrize(
    "state",
    [
        ConcernState.IN_RECOMMENDATION,
        ConcernState.ANSWERED,
        ConcernState.CLOSED,
        ConcernState.WITHDRAWN,
    ],
)
def test_closing_what_has_moved_on_is_refused_with_the_reason_kept(
    cast: Cast, visitor: Visitor, state: ConcernState
) -> None:
    concern, _theme = in_state(cast, state)
    visitor.as_person(cast.coordinator)
    page = visitor.post(
        here(cast, f"/{concern.id}/close"),
        {"reason": "It is the city's.", "language": "en"},
        status=422,
    )
    assert "This has changed in the meantime" in page.text
    assert page.value_of("reason") == "It is the city's."


@pytest.mark.parametrize("state", ConcernState)
def test_a_concern_has_a_page_in_every_state(
    cast: Cast, visitor: Visitor, state: ConcernState
) -> None:
    concern, _theme = in_state(cast, state)
    page = visitor.as_person(cast.coordinator).get(here(cast, f"/{concern.id}"))
    closes = page.soup.find("a", href=here(cast, f"/{concern.id}/close")) is not None
    assert closes == (
        state in (ConcernState.RECEIVED, ConcernState.GROUPED, ConcernState.ON_AGENDA)
    )


def test_the_reason_is_shown_with_its_standing(cast: Cast, visitor: Visitor) -> None:
    concern = raised(cast)
    close_concern(concern, "La calle es de la ciudad.", language="es", by=cast.coordinator)
    page = visitor.as_person(cast.coordinator).get(here(cast, f"/{concern.id}"))
    assert page.soup.find(class_="words", string="La calle es de la ciudad.")["lang"] == "es"
