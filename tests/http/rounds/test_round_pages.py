"""The pages of priority rounds, by whoever may open them."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select

from council import clock
from council.access.models import Purpose, Ticket
from council.access.tickets import issue_ticket, ticket_token
from council.database import db
from council.rounds.models import Ballot, PriorityRound
from council.rounds.operations import close_round
from council.rounds.queries import turnout
from council.rounds.states import RoundState
from tests.factories.rounds import a_round, a_theme
from tests.factories.school import Cast
from tests.pages import Visitor

PEOPLE = ("leader", "coordinator", "administrator", "member", "district_admin")
READERS = {"leader", "coordinator", "administrator", "member"}
RUNNERS = {"leader", "coordinator"}


def a_link(round_: PriorityRound) -> str:
    ticket = issue_ticket(Purpose.VOTE, subject_id=round_.id, council_id=round_.council_id)
    return f"/vote/{ticket_token(ticket)}"


@pytest.mark.parametrize("who", PEOPLE)
def test_rounds_open_for_those_whose_step_they_are(cast: Cast, visitor: Visitor, who: str) -> None:
    round_ = a_round(cast)
    here = f"/councils/{cast.council.id}/rounds"
    visitor.as_person(getattr(cast, who))
    reading = 200 if who in READERS else 403
    running = 200 if who in RUNNERS else 403
    visitor.get(here, status=reading)
    visitor.get(f"{here}/{round_.id}", status=reading)
    visitor.get(f"{here}/new", status=running)
    visitor.get(f"{here}/{round_.id}/paper", status=200 if who == "coordinator" else 403)
    sent = 303 if who in RUNNERS else 403
    visitor.post(f"{here}/{round_.id}/invite", status=sent)
    visitor.post(f"{here}/{round_.id}/close", status=sent)


def test_another_councils_round_is_not_there(cast: Cast, visitor: Visitor) -> None:
    round_ = a_round(cast)
    visitor.as_person(cast.other_coordinator)
    visitor.get(f"/councils/{cast.council.id}/rounds/{round_.id}", status=404)
    visitor.get(f"/councils/{cast.other_council.id}/rounds/{round_.id}", status=404)
    visitor.post(f"/councils/{cast.other_council.id}/rounds/{round_.id}/close", status=404)
    assert round_.state is RoundState.OPEN


def test_a_leader_prepares_and_opens_a_vote(cast: Cast, visitor: Visitor) -> None:
    themes = [a_theme(cast, "Buses"), a_theme(cast, "Lunch")]
    visitor.as_person(cast.leader)
    form = {
        "question": "What first?",
        "themes": [theme.id for theme in themes],
        "responder": cast.administrator.id,
        "respond_by": (clock.today("UTC") + timedelta(days=20)).isoformat(),
        "within_power": "Times, not the contract.",
    }
    made = visitor.post(f"/councils/{cast.council.id}/rounds/new", form)
    page = visitor.follow(made)
    assert page.title == "What first?"
    visitor.post(made.location + "/open")
    assert "Families are voting" in visitor.get(made.location).text


def test_a_vote_with_one_theme_is_refused_with_everything_typed_kept(
    cast: Cast, visitor: Visitor
) -> None:
    themes = [a_theme(cast, "Buses"), a_theme(cast, "Lunch")]
    visitor.as_person(cast.leader)
    page = visitor.post(
        f"/councils/{cast.council.id}/rounds/new",
        {
            "question": "What first?",
            "themes": [themes[0].id],
            "responder": cast.administrator.id,
            "respond_by": (clock.today("UTC") + timedelta(days=20)).isoformat(),
            "within_power": "Times",
        },
        status=422,
    )
    assert "at least two themes" in page.text
    assert page.value_of("question") == "What first?"
    assert db.session.scalar(select(PriorityRound)) is None


def test_a_family_votes_from_its_link_once(cast: Cast, visitor: Visitor) -> None:
    round_ = a_round(cast)
    link = a_link(round_)
    first = round_.options[0].id
    page = visitor.get(link)
    assert page.title == "What should the school take up first?"
    assert visitor.get(link).status == 200  # looking uses nothing up
    refused = visitor.post(
        link, {f"dots_{first}": "3", f"dots_{round_.options[1].id}": "1"}, status=422
    )
    assert "one dot too many" in refused.text
    assert refused.soup.find(id=f"dots_{first}-3").has_attr("checked")
    visitor.post(link, {f"dots_{first}": "3"})
    visitor.post(link, {f"dots_{first}": "3"}, status=410)
    assert turnout(round_).ballots == 1


def test_a_family_reads_the_result_from_its_used_link(cast: Cast, visitor: Visitor) -> None:
    round_ = a_round(cast)
    link = a_link(round_)
    visitor.post(link, {f"dots_{round_.options[1].id}": "2"})
    close_round(round_, by=cast.leader)
    page = visitor.get(link)
    assert page.title == "What families want most"
    # One ballot is too few to tell in numbers.
    assert "2 dots" not in page.text and "Lunch" in page.text


def test_a_vote_page_speaks_the_familys_language(cast: Cast, visitor: Visitor) -> None:
    page = visitor.get(a_link(a_round(cast)), language="ar")
    assert page.soup.html["dir"] == "rtl"
    question = page.soup.find("h1").find(attrs={"lang": "en"})
    assert question is not None and question["dir"] == "ltr"


def test_a_mistyped_link_says_so(cast: Cast, visitor: Visitor) -> None:
    a_round(cast)
    page = visitor.get("/vote/nothing.at-all", status=410)
    assert "not complete" in page.text


def test_paper_ballots_are_printed_and_counted_in(cast: Cast, visitor: Visitor) -> None:
    round_ = a_round(cast)
    visitor.as_person(cast.coordinator)
    here = f"/councils/{cast.council.id}/rounds/{round_.id}"
    sheet = visitor.post(f"{here}/paper-ballots", {"count": "2", "first": "en"}, status=200)
    pages = sheet.printed
    numbers = [re.findall(r"\b\w{4}-\w{4}-\w{4}\b", page) for page in pages]
    assert [len(each) for each in numbers] == [1, 1]
    assert numbers[0] != numbers[1]
    for page in pages:
        assert "What should the school take up first?" in page
        assert "Families speak of buses." in page
    form = {"number": numbers[0][0].lower(), f"dots_{round_.options[2].id}": "3"}
    visitor.post(f"{here}/paper", form)
    again = visitor.post(f"{here}/paper", form, status=422)
    assert "used already" in again.error_of("number")
    assert db.session.scalars(select(Ballot)).one().entered_by_id == cast.coordinator.id


@pytest.mark.parametrize("count", ["0", "101", "many", ""])
def test_too_many_or_no_paper_ballots_are_refused(cast: Cast, visitor: Visitor, count: str) -> None:
    round_ = a_round(cast)
    visitor.as_person(cast.leader)
    here = f"/councils/{cast.council.id}/rounds/{round_.id}"
    visitor.post(f"{here}/paper-ballots", {"count": count, "first": "en"})
    assert db.session.scalar(select(Ticket)) is None


def test_paper_ballots_are_in_the_languages_that_were_chosen(cast: Cast, visitor: Visitor) -> None:
    round_ = a_round(cast)
    visitor.as_person(cast.leader)
    here = f"/councils/{cast.council.id}/rounds/{round_.id}"
    assert visitor.get(here).value_of("first") == "en"
    wanted = {"count": "1", "first": "en", "second": "es", "paper": "a4", "size": "large"}
    sheet = visitor.post(f"{here}/paper-ballots", wanted, status=200)
    assert "What should the school" in " ".join(sheet.printed)
    assert "Paula Principal responderá" in " ".join(sheet.printed)
    width, _height = pypdfium2.PdfDocument(sheet.pdf)[0].get_size()
    assert round(width) == 595


@pytest.mark.parametrize(
    "wanted",
    [
        {"first": "tlh"},
        {"first": "cmn"},
        {"first": "en", "second": "en"},
        {"first": "en", "paper": "napkin"},
        {"first": "en", "size": "\x01"},
    ],
)
def test_paper_ballots_that_cannot_be_printed_are_refused(
    cast: Cast, visitor: Visitor, wanted: dict[str, str]
) -> None:
    round_ = a_round(cast)
    visitor.as_person(cast.leader)
    here = f"/councils/{cast.council.id}/rounds/{round_.id}/paper-ballots"
    visitor.post(here, {"count": "1"} | wanted)
    assert db.session.scalar(select(Ticket)) is None


def test_ballots_that_cannot_be_printed_leave_no_tickets(cast: Cast, visitor: Visitor) -> None:
    round_ = a_round(cast, "Buses \U0001f9ab", "Lunch")
    page = visitor.as_person(cast.leader).post(
        f"/councils/{cast.council.id}/rounds/{round_.id}/paper-ballots",
        {"count": "3", "first": "en"},
        status=409,
    )
    assert "U+1F9AB" in page.text
    assert db.session.scalar(select(Ticket)) is None
