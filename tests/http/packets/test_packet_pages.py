"""The pages of packets: who may open them, what they say, and what a printed code leads to."""

import pytest

from council.database import db
from council.meetings.operations import MeetingFacts, cancel_meeting, edit_meeting
from council.packets import tasks
from council.packets.content import Section
from council.packets.models import Packet
from council.packets.operations import issue_packet, withdraw_packet
from council.printing.document import Printed
from tests.factories.packets import (
    a_meeting_next_week,
    a_scene,
    a_small_meeting,
    translate,
    translate_scene,
)
from tests.factories.school import Cast
from tests.pages import Visitor
from tests.queries import count_queries


@pytest.fixture(autouse=True)
def printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints nothing, in no time; what is printed has tests of its own."""
    monkeypatch.setattr(tasks, "printed_of", lambda *_: Printed(b"%PDF demo", 8, (), {}))


COUNCIL_ROLES = ("leader", "coordinator", "administrator", "member")


def packets_of(cast: Cast, meeting_id: str, council_id: str = "") -> str:
    return f"/councils/{council_id or cast.council.id}/meetings/{meeting_id}/packets"


def one_packet(cast: Cast, packet_id: str, what: str, council_id: str = "") -> str:
    return f"/councils/{council_id or cast.council.id}/packets/{packet_id}{what}"


@pytest.mark.parametrize("name", COUNCIL_ROLES)
def test_everyone_in_the_council_sees_and_opens_what_was_issued(
    cast: Cast, visitor: Visitor, name: str
) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    page = visitor.as_person(getattr(cast, name)).get(packets_of(cast, meeting.id))
    assert "Version 1" in page.text
    assert "Español" in page.text
    waits = visitor.get(one_packet(cast, packet.id, ".pdf"), status=303)
    assert waits.location and waits.location.startswith(one_packet(cast, packet.id, ""))
    tasks.print_what_waits()
    answer = visitor.get(one_packet(cast, packet.id, ".pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("method", "what"),
    [
        ("get", "/prepare?first=en&second=es"),
        ("post", "/preview?first=en&second=es"),
        ("post", "/issue?first=en&second=es"),
    ],
)
@pytest.mark.parametrize(
    ("name", "status"),
    [("leader", 403), ("administrator", 403), ("member", 403), ("district_admin", 403)],
)
def test_only_a_coordinator_prepares_and_issues(
    cast: Cast, visitor: Visitor, method: str, what: str, name: str, status: int
) -> None:
    meeting = a_small_meeting(cast)
    visitor.as_person(getattr(cast, name))
    getattr(visitor, method)(packets_of(cast, meeting.id) + what, status=status)
    assert db.session.query(Packet).count() == 0


@pytest.mark.parametrize("what", ["/withdraw", "/tell"])
@pytest.mark.parametrize("name", ["leader", "administrator", "member", "district_admin"])
def test_only_a_coordinator_withdraws_and_tells(
    cast: Cast, visitor: Visitor, what: str, name: str
) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", "es", by=cast.coordinator)
    visitor.as_person(getattr(cast, name)).post(one_packet(cast, packet.id, what), status=403)
    assert packet.withdrawn_at is None


def test_another_councils_packets_are_not_there(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    other = cast.other_council.id
    visitor.as_person(cast.other_coordinator)
    for council_id in (cast.council.id, other):
        visitor.get(packets_of(cast, meeting.id, council_id), status=404)
        visitor.get(
            packets_of(cast, meeting.id, council_id) + "/prepare?first=en&second=es", status=404
        )
        visitor.post(packets_of(cast, meeting.id, council_id) + "/preview?first=en", status=404)
        visitor.post(packets_of(cast, meeting.id, council_id) + "/issue?first=en", status=404)
        visitor.get(one_packet(cast, packet.id, "", council_id), status=404)
        visitor.get(one_packet(cast, packet.id, ".pdf", council_id), status=404)
        visitor.get(one_packet(cast, packet.id, "/pages/1.png", council_id), status=404)
        visitor.post(one_packet(cast, packet.id, "/print", council_id), status=404)
        visitor.post(one_packet(cast, packet.id, "/withdraw", council_id), status=404)
        visitor.post(one_packet(cast, packet.id, "/tell", council_id), status=404)
    assert packet.withdrawn_at is None


def test_the_packets_of_a_meeting_that_is_not_posted_are_for_those_who_prepare_it(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_meeting_next_week(cast)
    visitor.as_person(cast.member).get(packets_of(cast, meeting.id), status=404)
    page = visitor.as_person(cast.coordinator).get(packets_of(cast, meeting.id))
    assert "The agenda is not posted yet" in page.text


def test_preparing_names_what_is_missing_and_leads_to_its_translation(
    cast: Cast, visitor: Visitor
) -> None:
    scene = a_scene(cast)
    translate(cast, scene.buses.title_id, "es", "Autobuses que llegan tarde")
    page = visitor.as_person(cast.coordinator).get(
        packets_of(cast, scene.meeting.id) + "/prepare?first=en&second=es"
    )
    assert "English: all in the original words" in page.text
    assert "Spanish: 1 of 13 passages approved" in page.text
    links = {link["href"] for link in page.soup.find_all("a", href=True)}
    base = f"/councils/{cast.council.id}/translations"
    assert f"{base}/{scene.buses.summary_id}/es" in links
    assert f"{base}/{scene.buses.title_id}/es" not in links


def test_a_complete_packet_says_that_all_is_approved(cast: Cast, visitor: Visitor) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    page = visitor.as_person(cast.coordinator).get(
        packets_of(cast, scene.meeting.id) + "/prepare?first=en&second=es"
    )
    assert "Spanish: all 13 passages approved" in page.text
    assert "Not translated yet" not in page.text


def test_the_same_language_twice_is_refused_beside_the_field(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    page = visitor.as_person(cast.coordinator).get(
        packets_of(cast, meeting.id) + "/prepare?first=es&second=es", status=422
    )
    assert "two different languages" in page.error_of("second")
    assert page.value_of("first") == "es"
    visitor.post(packets_of(cast, meeting.id) + "/issue?first=es&second=es", status=422)
    assert db.session.query(Packet).count() == 0


def test_before_a_choice_nothing_is_wrong(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    page = visitor.as_person(cast.coordinator).get(
        packets_of(cast, meeting.id) + "/prepare?lang=en"
    )
    assert page.soup.select_one(".form-errors") is None
    visitor.post(packets_of(cast, meeting.id) + "/issue", status=422)


@pytest.mark.parametrize("query", ["?first=", "?first=tlh", "?first=en&second=%01", "?first=cmn"])
def test_a_language_that_is_none_is_refused(cast: Cast, visitor: Visitor, query: str) -> None:
    meeting = a_small_meeting(cast)
    visitor.as_person(cast.coordinator).get(
        packets_of(cast, meeting.id) + "/prepare" + query, status=422
    )
    visitor.post(packets_of(cast, meeting.id) + "/issue" + query, status=422)


def test_a_coordinator_issues_a_packet_and_tells_the_families(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    visitor.as_person(cast.coordinator)
    page = visitor.follow(
        visitor.post(
            packets_of(cast, meeting.id)
            + "/issue?first=en&second=es&chosen=1&section=sign_in&section=agenda"
        )
    )
    assert "Version 1 is issued" in page.text
    packet = db.session.query(Packet).one()
    assert packet.snapshot["sections"] == ["sign_in", "agenda"]
    page = visitor.follow(visitor.post(one_packet(cast, packet.id, "/tell")))
    assert "1 family is told" in page.text
    page = visitor.follow(visitor.post(one_packet(cast, packet.id, "/withdraw")))
    assert "Withdrawn" in page.text
    visitor.post(one_packet(cast, packet.id, "/tell"), status=409)


def test_a_refused_issue_says_why_on_the_page(cast: Cast, visitor: Visitor) -> None:
    meeting = a_meeting_next_week(cast)
    page = visitor.as_person(cast.coordinator).post(
        packets_of(cast, meeting.id) + "/issue?first=en&second=es", status=422
    )
    assert "Post the agenda first" in page.text


# ---- the page behind the code


def test_a_printed_code_opens_the_packet_in_the_readers_language(
    cast: Cast, visitor: Visitor
) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    packet = issue_packet(scene.meeting, "en", "es", by=cast.coordinator)
    page = visitor.get(f"/packet/{packet.id}", language="es")
    assert page.title == "Reunión del consejo"
    assert "Autobuses que llegan tarde" in page.text
    page = visitor.get(f"/packet/{packet.id}", language="en")
    assert page.title == "Council meeting"
    assert "Your copy is the newest version." in page.text


def test_an_old_copy_is_told_so_and_shown_the_newest(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    old = issue_packet(meeting, "en", "es", by=cast.coordinator)
    new = issue_packet(meeting, "en", "es", by=cast.coordinator)
    tasks.print_what_waits()
    page = visitor.get(f"/packet/{old.id}")
    assert "Your copy is old" in page.text
    links = {link["href"] for link in page.soup.find_all("a", href=True)}
    assert f"/packet/{new.id}.pdf?paper=letter" in links
    assert f"/packet/{old.id}.pdf?paper=letter" not in links


def test_a_withdrawn_copy_is_not_to_be_relied_on(cast: Cast, visitor: Visitor) -> None:
    packet = issue_packet(a_small_meeting(cast), "en", "es", by=cast.coordinator)
    withdraw_packet(packet, by=cast.coordinator)
    page = visitor.get(f"/packet/{packet.id}")
    assert "Do not rely on your copy" in page.text
    assert "Welcome" not in page.text
    leads = visitor.get(f"/packet/{packet.id}.pdf", status=303)
    assert leads.location == f"/packet/{packet.id}"


def test_a_copy_of_a_meeting_that_moved_shows_the_new_time(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    facts = MeetingFacts(
        "Council meeting", meeting.held_on, meeting.from_time, meeting.minutes, "Gym", ""
    )
    edit_meeting(meeting, facts, version=meeting.version, by=cast.coordinator)
    page = visitor.get(f"/packet/{packet.id}")
    assert "another time or place" in page.text
    assert "Gym" in page.text
    cancel_meeting(meeting, "Snow", by=cast.coordinator)
    assert "The meeting is cancelled" in visitor.get(f"/packet/{packet.id}").text


def test_a_reader_of_another_language_is_shown_a_packet_in_it(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    translate(cast, meeting.title_id, "ar", "اجتماع المجلس")
    spanish = issue_packet(meeting, "en", "es", by=cast.coordinator)
    arabic = issue_packet(meeting, "en", "ar", by=cast.coordinator)
    tasks.print_what_waits()
    page = visitor.get(f"/packet/{spanish.id}?lang=ar")
    assert page.title == "اجتماع المجلس"
    assert page.soup.find("html")["dir"] == "rtl"
    links = {link["href"] for link in page.soup.find_all("a", href=True)}
    assert f"/packet/{arabic.id}.pdf?paper=letter" in links


def test_a_code_that_leads_nowhere_is_not_found(visitor: Visitor, cast: Cast) -> None:
    visitor.get("/packet/0123456789ab", status=404)
    visitor.get("/packet/0123456789ab.pdf", status=404)
    visitor.get("/packet/%00", status=404)


def test_html_in_a_title_is_words(cast: Cast, visitor: Visitor) -> None:
    scene = a_scene(cast, title="<script>alert(1)</script> & <b>bold</b>")
    packet = issue_packet(scene.meeting, "en", "es", by=cast.coordinator)
    page = visitor.get(f"/packet/{packet.id}")
    assert page.title == "<script>alert(1)</script> & <b>bold</b>"


def test_the_list_asks_the_database_no_more_for_more_packets(cast: Cast, visitor: Visitor) -> None:
    meeting = a_small_meeting(cast)
    visitor.as_person(cast.coordinator)
    counts = []
    for number in (3, 27):
        for _ in range(number):
            issue_packet(meeting, "en", "es", by=cast.coordinator)
        with count_queries() as queries:
            visitor.get(packets_of(cast, meeting.id))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_signs_without_a_font_are_named_before_a_packet_is_issued(
    cast: Cast, visitor: Visitor
) -> None:
    meeting = a_small_meeting(cast, "A bus \U0001f68c on time")
    page = visitor.as_person(cast.coordinator).post(
        packets_of(cast, meeting.id) + "/issue?first=en&second=", status=422
    )
    assert "\U0001f68c (U+1F68C)" in page.text and "fonts folder" in page.text
    assert db.session.query(Packet).count() == 0


def test_the_page_says_what_the_packet_says_in_its_order(cast: Cast, visitor: Visitor) -> None:
    scene = a_scene(cast)
    translate_scene(cast, scene, "es")
    chosen = (Section.ANSWERS, Section.SAID_AND_DONE, Section.PRIORITIES, Section.AGENDA)
    packet = issue_packet(
        scene.meeting, "en", "es", sections=(*chosen, Section.COMMENT_CARD), by=cast.coordinator
    )
    page = visitor.get(f"/packet/{packet.id}", language="es")
    shown = [section.h2["id"] for section in page.soup.select("section[aria-labelledby]")]
    assert shown == [section.value for section in chosen]
    for words in ("Un autobús que llegue a tiempo", "¿De qué debe ocuparse primero la escuela?"):
        assert words in page.text
    assert all(bdi["lang"] == "es" for bdi in page.soup.select("section h2 bdi"))
