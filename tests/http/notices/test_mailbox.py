"""The mailbox of the demo: every message that would have gone out."""

import pytest
from flask import Flask

from council.database import db
from tests.factories.notices import GONE, INVITE, a_message, a_raiser, an_interpreter
from tests.factories.school import Cast
from tests.pages import Visitor
from tests.queries import count_queries


@pytest.fixture
def demo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation is a demonstration."""
    monkeypatch.setitem(app.config, "COUNCIL_DEMO", True)


@pytest.mark.parametrize("rest", ["", "/{id}", "/{id}/0"])
def test_mailbox_is_there_in_the_demo_alone(visitor: Visitor, cast: Cast, rest: str) -> None:
    message = a_message(cast)
    visitor.get("/demo/mailbox" + rest.format(id=message.id), status=404)


def test_empty_mailbox_says_what_fills_it(visitor: Visitor, demo: None, cast: Cast) -> None:
    assert "Nothing has been sent yet" in visitor.get("/demo/mailbox").text


def test_mailbox_shows_every_message_whatever_carries_it(
    visitor: Visitor, demo: None, cast: Cast
) -> None:
    for to in (
        cast.family,
        cast.somali_family,
        cast.leader,
        an_interpreter(),
        a_raiser(cast.council, email="someone@example.org"),
    ):
        a_message(cast, to)
    page = visitor.get("/demo/mailbox")
    assert len(page.soup.select(".row")) == 5
    assert page.soup.select(".row")[-1].get_text().count("Demo family") == 1


def test_message_in_the_mailbox_has_links_that_work(
    visitor: Visitor, demo: None, cast: Cast
) -> None:
    message = a_message(cast)
    page = visitor.get(f"/demo/mailbox/{message.id}")
    assert page.soup.find("a", href=f"http://council.test/lanterns/{cast.council.id}")
    assert page.soup.select_one("h1 [lang=es], h1[lang=es]")


def test_invite_in_the_mailbox_can_be_downloaded(visitor: Visitor, demo: None, cast: Cast) -> None:
    message = a_message(cast, an_interpreter())
    response = visitor.client.get(f"/demo/mailbox/{message.id}/0")
    assert response.data == INVITE
    assert response.mimetype == "text/calendar"
    assert "invite.ics" in response.headers["Content-Disposition"]
    visitor.get(f"/demo/mailbox/{message.id}/1", status=404)


def test_message_about_something_gone_says_so(visitor: Visitor, demo: None, cast: Cast) -> None:
    message = a_message(cast, kind=GONE)
    assert "no longer there" in visitor.get(f"/demo/mailbox/{message.id}").text


def test_cost_of_the_mailbox_does_not_grow_with_it(
    visitor: Visitor, demo: None, cast: Cast
) -> None:
    counts = []
    for count in (3, 27):
        for _number in range(count):
            a_message(cast, a_raiser(cast.council, email="someone@example.org"))
            a_message(cast)
        db.session.commit()
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get("/demo/mailbox")
        counts.append(len(counted))
    assert counts[0] == counts[1]
