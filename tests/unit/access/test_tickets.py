"""Tickets open one thing, once, for a while."""

from datetime import timedelta

import pytest
import time_machine

from council import clock
from council.access.models import Purpose
from council.access.tickets import (
    TicketRefused,
    issue_ticket,
    look_at_ticket,
    ticket_token,
    use_up_ticket,
)
from tests.factories.school import Cast


def test_a_ticket_opens_what_it_was_made_for(cast: Cast) -> None:
    ticket = issue_ticket(Purpose.VOTE, subject_id="0" * 12, council_id=cast.council.id)
    assert look_at_ticket(ticket_token(ticket), Purpose.VOTE) == ticket


def test_a_ticket_opens_nothing_else(cast: Cast) -> None:
    ticket = issue_ticket(Purpose.VOTE, council_id=cast.council.id)
    with pytest.raises(TicketRefused):
        look_at_ticket(ticket_token(ticket), Purpose.BOOKING)


def test_a_mistyped_link_opens_nothing(cast: Cast) -> None:
    token = ticket_token(issue_ticket(Purpose.VOTE))
    with pytest.raises(TicketRefused):
        look_at_ticket(token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), Purpose.VOTE)


def test_a_ticket_works_once(cast: Cast) -> None:
    ticket = issue_ticket(Purpose.VOTE)
    use_up_ticket(ticket)
    with pytest.raises(TicketRefused, match="used already"):
        use_up_ticket(ticket)
    with pytest.raises(TicketRefused, match="used already"):
        look_at_ticket(ticket_token(ticket), Purpose.VOTE)


def test_a_ticket_expires(cast: Cast) -> None:
    token = ticket_token(issue_ticket(Purpose.SIGN_IN))
    with (
        time_machine.travel(clock.now() + timedelta(hours=1)),
        pytest.raises(TicketRefused, match="too old"),
    ):
        look_at_ticket(token, Purpose.SIGN_IN)
