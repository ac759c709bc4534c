"""What people do on the pages of recommendations, and what becomes of what they typed."""

from datetime import timedelta

import pytest
from bs4 import Tag

from council import clock
from council.database import db
from council.recommendations.models import Recommendation
from council.recommendations.states import Disposition, RecommendationState
from council.texts.passages import newest_revisions
from tests.factories.recommendations import (
    a_concern,
    a_draft,
    a_meeting_that_was,
    a_meeting_to_come,
    a_proposal,
    a_second_administrator,
    a_theme,
    an_old_proposal,
    answered_by_paula,
    declining,
    in_days,
    in_state,
    sent_to_paula,
    voted_on,
)
from tests.factories.school import Cast
from tests.pages import Page, Visitor
from tests.queries import count_queries

S = RecommendationState


def home(cast: Cast, recommendation: Recommendation | None = None, path: str = "") -> str:
    db.session.commit()
    one = f"/{recommendation.id}" if recommendation else ""
    return f"/councils/{cast.council.id}/recommendations{one}{path}"


def again(recommendation: Recommendation) -> Recommendation:
    return db.session.get_one(Recommendation, recommendation.id, populate_existing=True)


# ---- writing -------------------------------------------------------------------------------------


def test_a_leader_writes_one_from_a_theme(cast: Cast, visitor: Visitor) -> None:
    theme = a_theme(cast)
    visitor.as_person(cast.leader)
    form = visitor.get(home(cast, path=f"/new?theme={theme.id}"))
    box = form.soup.find("input", attrs={"name": "themes", "value": theme.id})
    assert isinstance(box, Tag)
    assert box.has_attr("checked")
    page = visitor.post(
        home(cast, path="/new"),
        {
            "title": "Un autobús puntual",
            "body": "Acordar un horario.",
            "language": "es",
            "themes": [theme.id],
        },
    )
    shown = visitor.follow(page)
    assert shown.title == "Un autobús puntual"
    heading = shown.soup.find("h1")
    assert isinstance(heading, Tag)
    marked = heading if heading.get("lang") else heading.find(attrs={"lang": True})
    assert isinstance(marked, Tag)
    assert (marked["lang"], marked["dir"]) == ("es", "ltr")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Give it a title."),
        ("title", "x" * 161, "160"),
        ("body", "   ", "Write what the school is asked to do"),
        ("body", "x" * 6001, "6000"),
        ("language", "xx", ""),
        ("themes", "", "Choose at least one theme"),
        ("themes", "0123456789ab", ""),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    cast: Cast, visitor: Visitor, field: str, value: str, says: str
) -> None:
    theme = a_theme(cast)
    data = {
        "title": "A roof at the stop",
        "body": "Build\u0007 one.\u202e",
        "language": "en",
        "themes": theme.id,
    }
    page = visitor.as_person(cast.leader).post(
        home(cast, path="/new"), data | {field: value}, status=422
    )
    if field != "themes":
        assert page.error_of(field)
        assert says in page.error_of(field)
    assert page.value_of("title") == ("A roof at the stop" if field != "title" else value)
    if field != "body":
        assert page.value_of("body") == "Build one."
    assert db.session.query(Recommendation).count() == 0


def test_a_theme_without_an_approved_summary_cannot_be_taken(cast: Cast, visitor: Visitor) -> None:
    a_theme(cast)
    theme = a_theme(cast, "Lunch", approved=False)
    visitor.as_person(cast.leader)
    page = visitor.get(home(cast, path="/new"))
    box = page.soup.find("input", attrs={"name": "themes", "value": theme.id})
    assert isinstance(box, Tag)
    assert box.has_attr("disabled")
    data = {"title": "A", "body": "B", "language": "en", "themes": theme.id}
    refused = visitor.post(home(cast, path="/new"), data, status=422)
    assert "approved summary only" in refused.text


def test_without_themes_the_page_says_what_to_do(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(home(cast, path="/new"))
    assert "There is no theme to rest on yet" in page.text
    assert page.soup.find("textarea") is None


def test_editing_a_stale_form_keeps_what_was_typed_and_shows_what_stands_there(
    cast: Cast, visitor: Visitor
) -> None:
    recommendation = a_draft(cast)
    theme = recommendation.themes[0].id
    visitor.as_person(cast.leader)
    form = visitor.get(home(cast, recommendation, "/edit"))
    version = form.value_of("version")
    mine = {"title": "Mine", "body": "My words.", "themes": theme, "version": version}
    theirs = {"title": "Theirs", "body": "Their words.", "themes": theme, "version": version}
    visitor.post(home(cast, recommendation, "/edit"), theirs)
    page = visitor.post(home(cast, recommendation, "/edit"), mine, status=422)
    assert page.value_of("title") == "Mine"
    assert "Their words." in page.text
    mine["version"] = page.value_of("version")
    visitor.post(home(cast, recommendation, "/edit"), mine)
    assert newest_revisions([recommendation.title_id])[recommendation.title_id].words == "Mine"


# ---- before the council --------------------------------------------------------------------------


def test_a_coordinator_puts_a_proposal_on_an_agenda(cast: Cast, visitor: Visitor) -> None:
    recommendation, meeting = a_proposal(cast), a_meeting_to_come(cast)
    visitor.as_person(cast.coordinator)
    url = home(cast, recommendation, "/agenda")
    refused = visitor.post(url, {"meeting_id": meeting.id, "minutes": "0"}, status=422)
    assert refused.error_of("minutes")
    page = visitor.post(url, {"meeting_id": meeting.id, "minutes": "20"})
    assert page.location
    assert meeting.id in page.location
    twice = visitor.post(url, {"meeting_id": meeting.id, "minutes": "20"}, status=422)
    assert "already" in twice.text


def vote(cast: Cast, place: str) -> dict[str, str]:
    return {
        "place": place,
        "moved_by_id": cast.member.id,
        "seconded_by_id": cast.leader.id,
        "votes_for": "7",
        "votes_against": "2",
        "abstentions": "1",
        "finding_of_need": "",
    }


def test_a_coordinator_records_the_vote(cast: Cast, visitor: Visitor) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation)
    place = f"{meeting.id}.{meeting.items[0].id}"
    url = home(cast, recommendation, "/vote")
    visitor.as_person(cast.coordinator)
    assert "Council meeting" in visitor.get(url).html
    page = visitor.follow(visitor.post(url, vote(cast, place)))
    assert "7 for, 2 against, 1 abstained" in page.text
    assert again(recommendation).state is S.ADOPTED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("place", ""),
        ("place", "0123456789ab."),
        ("moved_by_id", ""),
        ("seconded_by_id", "0123456789ab"),
        ("votes_for", "seven"),
        ("votes_for", "-1"),
        ("votes_against", ""),
        ("abstentions", "501"),
    ],
)
def test_a_vote_that_cannot_be_stays_on_the_page(
    cast: Cast, visitor: Visitor, field: str, value: str
) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast, recommendation)
    data = vote(cast, f"{meeting.id}.{meeting.items[0].id}") | {field: value}
    page = visitor.as_person(cast.coordinator).post(
        home(cast, recommendation, "/vote"), data, status=422
    )
    assert page.error_of(field)
    if field != "votes_for":
        assert page.value_of("votes_for") == "7"
    assert again(recommendation).state is S.PROPOSED


def test_a_vote_on_what_was_not_posted_asks_for_the_finding_beside_its_field(
    cast: Cast, visitor: Visitor
) -> None:
    recommendation = an_old_proposal(cast)
    meeting = a_meeting_that_was(cast)
    url = home(cast, recommendation, "/vote")
    data = vote(cast, f"{meeting.id}.")
    page = visitor.as_person(cast.coordinator).post(url, data, status=422)
    assert "did not stand posted for action in time" in page.error_of("finding_of_need")
    assert page.value_of("place") == f"{meeting.id}."
    visitor.post(url, data | {"finding_of_need": "The contract ends on Monday."})
    assert again(recommendation).motions[0].finding_of_need == "The contract ends on Monday."


# ---- to the school -------------------------------------------------------------------------------


def test_sending_suggests_the_days_of_the_preset(cast: Cast, visitor: Visitor) -> None:
    recommendation = voted_on(cast)
    page = visitor.as_person(cast.coordinator).get(home(cast, recommendation, "/send"))
    assert page.value_of("due_on") == in_days(cast.council, 30).isoformat()


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01", "2199-01-01"])
def test_a_due_date_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, visitor: Visitor, day: str
) -> None:
    recommendation = voted_on(cast)
    page = visitor.as_person(cast.coordinator).post(
        home(cast, recommendation, "/send"),
        {"addressee_id": cast.administrator.id, "due_on": day},
        status=422,
    )
    assert page.error_of("due_on")
    assert again(recommendation).state is S.ADOPTED


def test_a_recommendation_is_sent_and_handed_on(cast: Cast, visitor: Visitor) -> None:
    recommendation, ada = voted_on(cast), a_second_administrator(cast)
    due_on = in_days(cast.council, 20).isoformat()
    visitor.as_person(cast.coordinator).post(
        home(cast, recommendation, "/send"),
        {"addressee_id": cast.administrator.id, "due_on": due_on},
    )
    assert again(recommendation).addressee_id == cast.administrator.id
    visitor.as_person(cast.administrator).post(
        home(cast, recommendation, "/hand-on"), {"addressee_id": ada.id}
    )
    assert again(recommendation).addressee_id == ada.id
    visitor.get(home(cast, recommendation, "/answer"), status=403)
    visitor.as_person(ada).get(home(cast, recommendation, "/answer"))


# ---- the answer ----------------------------------------------------------------------------------


def answer(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "disposition": Disposition.ACCEPTED.value,
        "reasons": "The company has agreed.",
        "language": "en",
        "answer_by": "",
        "steps-0-words": "Post the timetable.",
        "steps-0-owner_name": "Paula Principal",
        "steps-0-due_on": in_days(cast.council, 10).isoformat(),
    } | more


def test_the_administrator_sees_what_families_said_and_since_when_it_waits(
    cast: Cast, visitor: Visitor
) -> None:
    theme = a_theme(cast, concerns=11)
    recommendation = sent_to_paula(cast, theme, due_in=-3)
    page = visitor.as_person(cast.administrator).get(home(cast, recommendation, "/answer"))
    assert "Families speak of buses." in page.text
    assert "11 concerns" in page.text
    assert "Spanish: 11" in page.text
    assert "Waiting since" in page.text
    assert "days ago" in page.text
    assert "El autobús llega tarde." not in page.text


def test_the_administrator_answers(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    visitor.as_person(cast.administrator)
    page = visitor.follow(visitor.post(home(cast, recommendation, "/answer"), answer(cast)))
    assert "Signed by Paula Principal" in page.text
    assert "Post the timetable." in page.text
    assert again(recommendation).state is S.ANSWERED


def test_a_step_is_added_without_a_script_and_nothing_is_lost(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    visitor.as_person(cast.administrator)
    page = visitor.post(
        home(cast, recommendation, "/answer"), answer(cast, add_step="1"), status=200
    )
    assert page.value_of("reasons") == "The company has agreed."
    assert page.value_of("steps-0-words") == "Post the timetable."
    assert page.value_of("steps-1-words") == ""
    assert page.value_of("steps-1-owner_name") == "Paula Principal"
    assert page.soup.find(id="form-errors") is None
    button = page.soup.find("button", attrs={"name": "add_step"})
    assert isinstance(button, Tag)
    assert str(button["formaction"]).endswith("#steps-2")
    assert again(recommendation).state is S.SENT


def test_there_are_no_more_rows_than_twelve(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    rows = {f"steps-{number}-words": "Do it." for number in range(12)}
    page = visitor.as_person(cast.administrator).post(
        home(cast, recommendation, "/answer"), answer(cast, add_step="1", **rows), status=200
    )
    assert page.soup.find(attrs={"name": "steps-11-words"})
    assert page.soup.find(attrs={"name": "steps-12-words"}) is None
    assert page.soup.find("button", attrs={"name": "add_step"}) is None


def test_rows_left_empty_do_not_count(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    more = {"steps-1-words": "", "steps-1-owner_name": "Paula Principal", "steps-1-due_on": ""}
    visitor.as_person(cast.administrator).post(
        home(cast, recommendation, "/answer"), answer(cast, **more)
    )
    assert len(again(recommendation).responses[-1].steps) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("disposition", ""),
        ("disposition", "maybe"),
        ("reasons", " "),
        ("reasons", "x" * 6001),
        ("language", "xx"),
        ("answer_by", "soon"),
        ("steps-0-words", ""),
        ("steps-0-words", "x" * 401),
        ("steps-0-owner_name", ""),
        ("steps-0-due_on", ""),
        ("steps-0-due_on", "31/31/2026"),
    ],
)
def test_an_answer_with_something_wrong_keeps_all_that_was_typed(
    cast: Cast, visitor: Visitor, field: str, value: str
) -> None:
    recommendation = sent_to_paula(cast)
    page = visitor.as_person(cast.administrator).post(
        home(cast, recommendation, "/answer"), answer(cast, **{field: value}), status=422
    )
    assert page.error_of(field)
    if field != "reasons":
        assert page.value_of("reasons") == "The company has agreed."
    if not field.startswith("steps-0-words"):
        assert page.value_of("steps-0-words") == "Post the timetable."
    assert again(recommendation).state is S.SENT
    assert again(recommendation).responses == []


def test_accepting_without_a_step_says_so_at_the_steps(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    empty = {"steps-0-words": "", "steps-0-due_on": ""}
    page = visitor.as_person(cast.administrator).post(
        home(cast, recommendation, "/answer"), answer(cast, **empty), status=422
    )
    error = page.soup.find(id="steps-error")
    assert isinstance(error, Tag)
    assert "Name at least one step" in error.get_text()


def test_a_decline_without_steps_is_taken(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    data = answer(cast, disposition="declined", **{"steps-0-words": "", "steps-0-due_on": ""})
    page = visitor.as_person(cast.administrator).post(home(cast, recommendation, "/answer"), data)
    assert "Declined" in visitor.follow(page).text


def test_more_time_is_asked_for_from_the_same_page(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    visitor.as_person(cast.administrator)
    url = home(cast, recommendation, "/answer")
    data = answer(
        cast, disposition="needs_more_time", **{"steps-0-words": "", "steps-0-due_on": ""}
    )
    refused = visitor.post(url, data, status=422)
    assert "Say by when" in refused.error_of("answer_by")
    day = in_days(cast.council, 45)
    page = visitor.follow(visitor.post(url, data | {"answer_by": day.isoformat()}))
    assert "More time needed" in page.text
    assert again(recommendation).due_on == day
    assert "What you have told the council so far" in visitor.get(url).text


def test_an_answer_sent_twice_is_refused_with_its_words_kept(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    visitor.as_person(cast.administrator)
    url = home(cast, recommendation, "/answer")
    visitor.post(url, answer(cast))
    page = visitor.post(url, answer(cast, reasons="On second thought"), status=422)
    assert page.value_of("reasons") == "On second thought"
    assert len(again(recommendation).responses) == 1
    visitor.get(url, status=303)


# ---- what follows it -----------------------------------------------------------------------------


def test_the_administrator_marks_steps_done(cast: Cast, visitor: Visitor) -> None:
    recommendation = answered_by_paula(cast)
    visitor.as_person(cast.administrator)
    visitor.post(home(cast, recommendation, "/start"))
    assert again(recommendation).state is S.IN_PROGRESS
    for step in again(recommendation).responses[-1].steps:
        visitor.post(home(cast, recommendation, f"/steps/{step.id}/done"))
    page = visitor.get(home(cast, recommendation))
    assert "Done on" in page.text
    assert again(recommendation).state is S.DONE


def test_a_coordinator_closes_what_left_nothing_to_do(cast: Cast, visitor: Visitor) -> None:
    recommendation = answered_by_paula(cast, answer=declining())
    visitor.as_person(cast.coordinator).post(home(cast, recommendation, "/finish"))
    assert again(recommendation).state is S.DONE


def test_the_coordinator_sees_who_will_be_told_without_names(cast: Cast, visitor: Visitor) -> None:
    theme = a_theme(cast)
    a_concern(cast, "es", theme=theme, email="secret@example.org")
    a_concern(cast, "so", theme=theme, phone="+14155550199")
    recommendation = answered_by_paula(cast, theme)
    visitor.as_person(cast.coordinator)
    page = visitor.get(home(cast, recommendation))
    assert "2 families have not been told" in page.text
    assert "1 by e-mail" in page.text
    assert "1 call to make" in page.text
    assert "Not ready" in page.text
    assert "secret@example.org" not in page.html
    assert "4155550199" not in page.html
    told = visitor.follow(visitor.post(home(cast, recommendation, "/tell")))
    assert "2 messages are on their way or on the worklist." in told.text
    assert "have not been told" not in told.text


@pytest.mark.parametrize("who", ["leader", "member", "administrator"])
def test_others_do_not_see_who_is_to_be_told(cast: Cast, visitor: Visitor, who: str) -> None:
    theme = a_theme(cast)
    a_concern(cast, theme=theme, email="one@example.org")
    recommendation = answered_by_paula(cast, theme)
    page = visitor.as_person(getattr(cast, who)).get(home(cast, recommendation))
    assert "have not been told" not in page.text
    assert page.soup.find("form", attrs={"action": home(cast, recommendation, "/tell")}) is None


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("who", ["leader", "coordinator", "administrator"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_recommendation_shows_in_every_state(
    cast: Cast, visitor: Visitor, state: S, who: str, language: str
) -> None:
    recommendation = in_state(cast, state)
    hidden = who == "administrator" and state in (S.DRAFT, S.WITHDRAWN)
    page = visitor.as_person(getattr(cast, who)).get(
        home(cast, recommendation, f"?lang={language}"), status=404 if hidden else 200
    )
    root = page.soup.find("html")
    assert isinstance(root, Tag)
    assert root["dir"] == ("rtl" if language == "ar" else "ltr")


# ---- lists ---------------------------------------------------------------------------------------


def test_the_list_is_sorted_by_where_they_stand(cast: Cast, visitor: Visitor) -> None:
    a_draft(cast)
    sent_to_paula(cast, due_in=-3)
    visitor.as_person(cast.coordinator)
    everything = visitor.get(home(cast))
    assert "Draft" in everything.text
    assert "Answer overdue" in everything.text
    waiting = visitor.get(home(cast, path="?show=waiting"))
    assert "Answer overdue" in waiting.text
    assert len(waiting.soup.select(".rows .row")) == 1
    assert "None stand here now" in visitor.get(home(cast, path="?show=closed")).text
    assert len(visitor.get(home(cast, path="?show=nonsense")).soup.select(".rows .row")) == 2


def test_an_empty_list_says_what_to_do(cast: Cast, visitor: Visitor) -> None:
    page = visitor.as_person(cast.leader).get(home(cast))
    assert "No recommendations yet" in page.text
    assert "Write a recommendation" in page.text
    member = visitor.as_person(cast.member).get(home(cast))
    assert "Write a recommendation" not in member.text


def test_a_long_list_goes_on(cast: Cast, visitor: Visitor) -> None:
    theme = a_theme(cast)
    for _each in range(52):
        a_draft(cast, theme)
    first = visitor.as_person(cast.leader).get(home(cast))
    more = first.soup.find("a", attrs={"rel": "next"})
    assert isinstance(more, Tag)
    rest = visitor.get(str(more["href"]))
    assert len(first.soup.select(".rows .row")) + len(rest.soup.select(".rows .row")) == 52


def _counted(visitor: Visitor, url: str) -> tuple[int, Page]:
    visitor.get(url)
    with count_queries() as counted:
        page = visitor.get(url)
    return len(counted), page


def test_a_list_of_thirty_costs_as_many_queries_as_one_of_three(
    cast: Cast, visitor: Visitor
) -> None:
    theme = a_theme(cast)
    for _each in range(3):
        a_draft(cast, theme)
    visitor.as_person(cast.coordinator)
    few, _page = _counted(visitor, home(cast))
    for _each in range(27):
        a_draft(cast, theme)
    many, page = _counted(visitor, home(cast))
    assert len(page.soup.select(".rows .row")) == 30
    assert many == few


def test_a_recommendation_with_thirty_concerns_costs_no_more(cast: Cast, visitor: Visitor) -> None:
    theme = a_theme(cast)
    for number in range(3):
        a_concern(cast, theme=theme, email=f"{number}@example.org")
    recommendation = answered_by_paula(cast, theme)
    visitor.as_person(cast.coordinator)
    few, _page = _counted(visitor, home(cast, recommendation))
    for number in range(27):
        a_concern(cast, theme=theme, email=f"more{number}@example.org")
    many, page = _counted(visitor, home(cast, recommendation))
    assert "30 families have not been told" in page.text
    assert many == few


def test_words_in_another_language_carry_their_language(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast)
    page = visitor.as_person(cast.administrator).get(home(cast, recommendation, "/answer?lang=ar"))
    words = page.soup.find(string=lambda text: bool(text) and "Agree on a timetable" in text)
    assert words is not None
    holder = words.find_parent(attrs={"lang": True})
    assert isinstance(holder, Tag)
    assert (holder["lang"], holder["dir"]) == ("en", "ltr")


def test_the_page_counts_days_where_the_council_is(cast: Cast, visitor: Visitor) -> None:
    recommendation = sent_to_paula(cast, due_in=1)
    assert recommendation.due_on == clock.today(cast.council.time_zone) + timedelta(days=1)
    page = visitor.as_person(cast.administrator).get(home(cast, recommendation))
    assert "in 1 day" in page.text
