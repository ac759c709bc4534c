"""Links by mail: a look changes nothing, the button uses them up, nobody learns who is here."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from council import clock
from council.access import operations
from council.access.models import LinkAsked, Purpose, Ticket
from council.access.queries import links_asked
from council.access.tasks import answer_links_asked
from council.access.tickets import ticket_token
from council.database import db
from council.jobs import periodic_operations
from council.notices.letters import compose
from council.notices.models import OutboxMessage
from council.people.models import Person
from tests.factories.people import PASSWORD, account_of, sign_in, with_app, with_password
from tests.factories.school import Cast
from tests.pages import Visitor


def _asked_for(purpose: Purpose, person: Person) -> str:
    """The token of the link that the person is sent."""
    operations.ask_for_link(purpose, person.email or "")
    ticket = operations.answer_link_asked(db.session.scalars(links_asked()).one())
    assert ticket is not None
    return ticket_token(ticket)


@pytest.mark.parametrize("page", ["/sign-in-link", "/new-password"])
def test_the_answer_is_the_same_for_every_address(visitor: Visitor, cast: Cast, page: str) -> None:
    with_password(cast.leader)
    answers = [
        visitor.follow(visitor.post(page, {"email": email})).html
        for email in (cast.leader.email, "nobody@example.org")
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("page", ["/sign-in-link", "/new-password"])
def test_the_page_never_looks_whose_address_it_is(visitor: Visitor, cast: Cast, page: str) -> None:
    visitor.post(page, {"email": cast.leader.email})
    visitor.post(page, {"email": "nobody@example.org"})
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 2
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_the_worker_answers_known_addresses_and_forgets_all(visitor: Visitor, cast: Cast) -> None:
    visitor.post("/sign-in-link", {"email": f" {cast.leader.email.upper()} "})
    visitor.post("/sign-in-link", {"email": "nobody@example.org"})
    answer_links_asked()
    assert db.session.scalar(select(func.count()).select_from(LinkAsked)) == 0
    owed = db.session.scalars(select(OutboxMessage)).one()
    assert (owed.kind, owed.person_id) == ("sign_in_link_asked", cast.leader.id)
    assert owed.council_id is None, "a coordinator's worklist never shows somebody else's link"


def test_the_worker_knows_that_it_has_to() -> None:
    names = {periodic.name for periodic in periodic_operations()}
    assert {"access.tasks.answer_links_asked", "access.tasks.forget_old_counters"} <= names


def test_the_message_holds_the_link_that_works(visitor: Visitor, cast: Cast) -> None:
    visitor.post("/sign-in-link", {"email": cast.leader.email})
    answer_links_asked()
    letter = compose(db.session.scalars(select(OutboxMessage)).one())
    assert letter is not None
    link = next(p.words for p in letter.paragraphs if p.words.startswith("http://council.test/"))
    visitor.post(link.removeprefix("http://council.test"))
    visitor.get(f"/councils/{cast.council.id}")


def test_looking_at_a_link_signs_nobody_in(visitor: Visitor, cast: Cast) -> None:
    token = _asked_for(Purpose.SIGN_IN, cast.leader)
    for _scanner in range(3):
        visitor.get(f"/sign-in-link/{token}")
    visitor.get("/my-account", status=302)
    visitor.post(f"/sign-in-link/{token}")
    visitor.get("/my-account")


def test_a_link_works_once(visitor: Visitor, cast: Cast) -> None:
    token = _asked_for(Purpose.SIGN_IN, cast.leader)
    visitor.post(f"/sign-in-link/{token}")
    for page in (
        visitor.get(f"/sign-in-link/{token}", status=410),
        visitor.post(f"/sign-in-link/{token}", status=410),
    ):
        assert "used already" in page.text


def test_a_newer_link_takes_the_place_of_an_older_one(visitor: Visitor, cast: Cast) -> None:
    older = _asked_for(Purpose.SIGN_IN, cast.leader)
    newer = _asked_for(Purpose.SIGN_IN, cast.leader)
    visitor.post(f"/sign-in-link/{older}", status=410)
    visitor.post(f"/sign-in-link/{newer}")


def test_a_link_is_good_for_half_an_hour(visitor: Visitor, cast: Cast) -> None:
    token = _asked_for(Purpose.SIGN_IN, cast.leader)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        assert "too old" in visitor.post(f"/sign-in-link/{token}", status=410).text


def test_a_link_is_not_enough_for_staff(visitor: Visitor, cast: Cast) -> None:
    token = _asked_for(Purpose.SIGN_IN, cast.coordinator)
    page = visitor.post(f"/sign-in-link/{token}", status=409)
    assert "asks for a password and a code" in page.text
    visitor.get("/my-account", status=302)


def test_a_link_is_not_enough_for_who_has_connected_an_app(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.leader)
    token = _asked_for(Purpose.SIGN_IN, cast.leader)
    visitor.post(f"/sign-in-link/{token}", status=409)


def test_a_mistyped_link_opens_nothing(visitor: Visitor, cast: Cast) -> None:
    for url in ("/sign-in-link/x", "/new-password/x", "/invitation/x", "/first-admin/x"):
        assert "not complete" in visitor.get(url, status=410).text
        visitor.post(url, status=410)


def test_a_link_of_one_kind_opens_nothing_of_another(visitor: Visitor, cast: Cast) -> None:
    token = _asked_for(Purpose.SIGN_IN, cast.leader)
    visitor.get(f"/new-password/{token}", status=410)
    visitor.get(f"/invitation/{token}", status=410)


def test_a_forgotten_password_is_replaced_by_a_link(visitor: Visitor, cast: Cast) -> None:
    with_password(cast.leader, "the one that is forgotten")
    before = account_of(cast.leader).fs_uniquifier
    token = _asked_for(Purpose.NEW_PASSWORD, cast.leader)
    page = visitor.post(
        f"/new-password/{token}", {"password": "short", "password_confirm": "short"}, status=422
    )
    assert "at least 12 characters" in page.error_of("password")
    visitor.post(f"/new-password/{token}", {"password": PASSWORD, "password_confirm": PASSWORD})
    visitor.get("/my-account", status=302)
    assert sign_in(visitor, cast.leader).location == "/today"
    assert account_of(cast.leader).fs_uniquifier != before, "other devices are signed out"
    visitor.get(f"/new-password/{token}", status=410)


def test_a_new_password_does_not_pass_the_second_factor_by(visitor: Visitor, cast: Cast) -> None:
    with_app(cast.coordinator)
    token = _asked_for(Purpose.NEW_PASSWORD, cast.coordinator)
    new = {"password": "a second good one", "password_confirm": "a second good one"}
    visitor.post(f"/new-password/{token}", new)
    page = sign_in(visitor, cast.coordinator, "a second good one")
    assert page.location.startswith("/account/tf-validate")
    visitor.get("/my-account", status=302)


def test_five_links_an_hour_go_to_one_address(visitor: Visitor, cast: Cast) -> None:
    for _time in range(5):
        visitor.post("/sign-in-link", {"email": cast.leader.email})
    visitor.post("/sign-in-link", {"email": cast.leader.email}, status=429)
    visitor.post("/sign-in-link", {"email": cast.member.email})


def test_tickets_keep_no_address(cast: Cast) -> None:
    _asked_for(Purpose.SIGN_IN, cast.leader)
    assert "email" not in Ticket.__table__.columns


def test_who_signs_in_by_link_alone_has_no_password_to_confirm(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.as_person(cast.leader)
    page = visitor.post("/account/verify", {"password": "a guess that is long"}, status=200)
    assert page.soup.find(id="form-errors")
