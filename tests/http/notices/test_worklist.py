"""The worklist: what a coordinator says, writes and sends by hand, and ticks off."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from council.access.actions import Role
from council.database import db
from council.history.models import HistoryEntry
from council.notices.models import OutboxMessage
from council.notices.states import Failure, MessageState
from council.people.models import ContactChannel
from tests.factories.notices import GONE, a_message, a_raiser, an_interpreter
from tests.factories.school import Cast, a_family, a_person
from tests.pages import Visitor
from tests.queries import count_queries


def worklist(cast: Cast, **filters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"/councils/{cast.council.id}/messages" + (f"?{query}" if query else "")


def page_of(cast: Cast, message: OutboxMessage, rest: str = "") -> str:
    return f"/councils/{cast.council.id}/messages/{message.id}{rest}"


def failed(message: OutboxMessage, failure: Failure = Failure.UNREACHED) -> OutboxMessage:
    message.state, message.failure = MessageState.FAILED, failure
    db.session.flush()
    return message


def test_empty_worklist_says_that_everybody_has_been_told(visitor: Visitor, cast: Cast) -> None:
    page = visitor.as_person(cast.coordinator).get(worklist(cast))
    assert "Everybody has been told" in page.text


def test_call_stands_on_the_worklist_with_its_language(visitor: Visitor, cast: Cast) -> None:
    a_message(cast, cast.somali_family)
    page = visitor.as_person(cast.coordinator).get(worklist(cast))
    assert "Demo family so" in page.text
    assert "A lit lantern, in Somali" in page.text
    assert "Make the call" in page.text


def test_email_stands_on_the_worklist_where_no_mail_server_is_set(
    visitor: Visitor, cast: Cast
) -> None:
    a_message(cast)
    page = visitor.as_person(cast.coordinator).get(worklist(cast))
    assert "No mail server is set" in page.text
    assert "Write the e-mail" in page.text


def test_email_that_the_program_sends_is_on_its_way(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://mail.example.org")
    a_message(cast)
    page = visitor.as_person(cast.coordinator).get(worklist(cast))
    assert "Everybody has been told" in page.text
    assert "On the way: 1" in page.text
    page = visitor.get(worklist(cast, shelf="on_the_way"))
    assert "Going out" in page.text


def test_message_that_the_program_gave_up_stands_there_with_the_reason(
    visitor: Visitor, cast: Cast
) -> None:
    failed(a_message(cast), Failure.REFUSED)
    page = visitor.as_person(cast.coordinator).get(worklist(cast))
    assert "The mail server refuses this address" in page.text


def test_worklist_can_be_narrowed_to_one_way(visitor: Visitor, cast: Cast) -> None:
    a_message(cast, cast.somali_family)
    a_message(cast, a_family(cast.council, name="Demo letters", channel=ContactChannel.LETTER))
    page = visitor.as_person(cast.coordinator).get(worklist(cast, channel="letter"))
    assert "Demo letters" in page.text
    assert "Demo family so" not in page.text


def test_worklist_of_another_council_stays_there(visitor: Visitor, cast: Cast) -> None:
    message = a_message(cast, cast.somali_family)
    visitor.as_person(cast.other_coordinator)
    visitor.get(worklist(cast), status=404)
    there = f"/councils/{cast.other_council.id}/messages"
    assert "Demo family so" not in visitor.get(there).text
    visitor.get(f"{there}/{message.id}", status=404)
    visitor.post(f"{there}/{message.id}/tick-off", status=404)
    assert message.state is MessageState.WAITING


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.COORDINATOR, Role.DISTRICT_ADMIN)]
)
@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("get", ""),
        ("get", "/letter"),
        ("post", "/tick-off"),
        ("post", "/put-back"),
        ("post", "/try-again"),
    ],
)
def test_messages_are_the_coordinators(
    visitor: Visitor, cast: Cast, role: Role, method: str, rest: str
) -> None:
    message = a_message(cast, cast.somali_family)
    visitor.as_person(a_person("Riya", cast.council, role))
    visitor.get(worklist(cast), status=403)
    getattr(visitor, method)(page_of(cast, message, rest), status=403)
    assert message.state is MessageState.WAITING


def test_district_admin_reads_no_messages_of_families(visitor: Visitor, cast: Cast) -> None:
    visitor.as_person(cast.district_admin).get(worklist(cast), status=403)


def test_script_stands_beside_its_english(visitor: Visitor, cast: Cast) -> None:
    family = a_family(
        cast.council, "ar", channel=ContactChannel.CALL, email=None, phone="+14155550108"
    )
    page = visitor.as_person(cast.coordinator).get(page_of(cast, a_message(cast, family)))
    scripts = page.soup.select(".pair .passage h2")
    assert [(heading["lang"], heading["dir"]) for heading in scripts] == [
        ("ar", "rtl"),
        ("en", "ltr"),
    ]
    assert page.soup.find("a", href="tel:+14155550108")


def test_english_script_stands_alone(visitor: Visitor, cast: Cast) -> None:
    message = a_message(cast, an_interpreter())
    page = visitor.as_person(cast.coordinator).get(page_of(cast, message))
    assert len(page.soup.select(".passage")) == 1


def test_call_that_was_made_is_ticked_off(visitor: Visitor, cast: Cast) -> None:
    message = a_message(cast, cast.somali_family)
    answer = visitor.as_person(cast.coordinator).post(page_of(cast, message, "/tick-off"))
    assert message.state is MessageState.DONE
    assert message.done_by_id == cast.coordinator.id
    assert "Everybody has been told" in visitor.follow(answer).text
    page = visitor.get(worklist(cast, shelf="done"))
    assert "Ticked off by Carmen Coordinator" in page.text
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "message_ticked_off")
    ).one()
    assert (entry.subject_id, entry.person_id) == (message.id, cast.coordinator.id)


def test_tick_by_mistake_is_taken_back(visitor: Visitor, cast: Cast) -> None:
    message = a_message(cast, cast.somali_family)
    visitor.as_person(cast.coordinator).post(page_of(cast, message, "/tick-off"))
    answer = visitor.post(page_of(cast, message, "/put-back"))
    assert message.state is MessageState.WAITING
    assert message.done_by_id is None
    assert "It stands on the list again" in visitor.follow(answer).text


def test_message_ticked_off_by_two_is_ticked_off_once(visitor: Visitor, cast: Cast) -> None:
    message = a_message(cast, cast.somali_family)
    visitor.as_person(cast.coordinator).post(page_of(cast, message, "/tick-off"))
    visitor.as_person(cast.second_coordinator)
    page = visitor.post(page_of(cast, message, "/tick-off"), status=409)
    assert "has changed in the meantime" in page.text
    assert message.done_by_id == cast.coordinator.id


def test_message_that_the_program_sends_is_not_ticked_off(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://mail.example.org")
    message = a_message(cast)
    page = visitor.as_person(cast.coordinator).post(page_of(cast, message, "/tick-off"), status=409)
    assert "sent by the program" in page.text
    assert message.state is MessageState.WAITING


def test_message_that_failed_is_tried_again(
    app: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://mail.example.org")
    message = failed(a_message(cast))
    page = visitor.as_person(cast.coordinator).get(page_of(cast, message))
    assert "Send it once more" in page.text
    visitor.post(page_of(cast, message, "/try-again"))
    assert (message.state, message.failure, message.attempts) == (MessageState.WAITING, None, 0)


def test_who_raised_a_concern_is_shown_only_to_whoever_asks_and_is_written_down(
    visitor: Visitor, cast: Cast
) -> None:
    raiser = a_raiser(cast.council, "so", phone="+14155550109")
    message = a_message(cast, raiser)
    visitor.as_person(cast.coordinator)
    assert "4155550109" not in visitor.get(worklist(cast)).html
    assert "4155550109" not in visitor.get(page_of(cast, message)).html
    page = visitor.post(page_of(cast, message, "/contact"), status=200)
    assert "4155550109" in page.html
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.event == "raiser_looked_at")
    ).one()
    assert entry.person_id == cast.coordinator.id
    assert entry.detail == {"concern_id": raiser.concern_id}
    assert "4155550109" not in str(entry.detail)


def test_letter_is_printed_in_the_language_of_the_family_alone(
    visitor: Visitor, cast: Cast
) -> None:
    family = a_family(cast.council, "ar", channel=ContactChannel.LETTER, email=None)
    message = a_message(cast, family)
    page = visitor.as_person(cast.coordinator).get(page_of(cast, message, "/letter"))
    letter = page.soup.select_one("article.letter")
    assert letter is not None
    assert (letter["lang"], letter["dir"]) == ("ar", "rtl")
    assert cast.council.name in letter.get_text()


def test_message_about_something_gone_says_so(visitor: Visitor, cast: Cast) -> None:
    message = a_message(cast, cast.somali_family, kind=GONE)
    page = visitor.as_person(cast.coordinator).get(page_of(cast, message))
    assert "no longer there" in page.text
    visitor.get(page_of(cast, message, "/letter"), status=404)


def test_worklist_is_paged_by_key_and_loses_none(visitor: Visitor, cast: Cast) -> None:
    names = set()
    for number in range(55):
        family = a_family(
            cast.council, name=f"Demo {number:02}", channel=ContactChannel.LETTER, email=None
        )
        a_message(cast, family).written_on = date(2026, 11, 1) + timedelta(days=number // 10)
        names.add(family.name)
    db.session.flush()
    visitor.as_person(cast.coordinator)
    first = visitor.get(worklist(cast))
    more = first.soup.find("a", rel="next")
    assert more is not None
    second = visitor.get(str(more["href"]))
    shown = [
        [what.get_text() for what in page.soup.select(".today-what")] for page in (first, second)
    ]
    assert len(shown[0]) == 50
    assert set(shown[0]) | set(shown[1]) == names
    assert not set(shown[0]) & set(shown[1])
    assert second.soup.find("a", rel="next") is None


@pytest.mark.parametrize("shelf", ["to_do", "done"])
def test_cost_of_the_worklist_does_not_grow_with_it(
    visitor: Visitor, cast: Cast, shelf: str
) -> None:
    coordinator_id = cast.coordinator.id

    def add(count: int) -> None:
        for _number in range(count):
            family = a_family(cast.council, channel=ContactChannel.LETTER, email=None)
            message = a_message(cast, family)
            if shelf == "done":
                message.state = MessageState.DONE
                message.done_by_id, message.done_on = coordinator_id, date(2026, 11, 2)
        a_message(cast, an_interpreter(email=None, phone="+14155550110"))
        db.session.commit()

    visitor.as_person(cast.coordinator)
    counts = []
    for count in (3, 27):
        add(count)
        db.session.expire_all()
        with count_queries() as counted:
            visitor.get(worklist(cast, shelf=shelf))
        counts.append(len(counted))
    assert counts[0] == counts[1]
