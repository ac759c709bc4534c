"""Printing packets from the page: who may, what is shown meanwhile, and what families get."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from council import clock
from council.councils.operations import choose_paper
from council.database import db
from council.meetings.models import Meeting
from council.meetings.reply_operations import Answer, record_reply
from council.packets import tasks
from council.packets.content import USUAL_SECTIONS, Section
from council.packets.models import Packet, PrintedFile
from council.packets.operations import issue_packet, withdraw_packet
from council.packets.print_operations import ask_for_packet, take_file
from council.packets.progress import SOMEBODY_WORKS
from council.packets.states import PrintKind, PrintState
from council.packets.style import style_in_address, usual_style
from council.printing.document import Paper, Printed, TextSize
from council.printing.errors import PrintingTookTooLong
from tests.factories.packets import LARGE_PRINT, a_pdf, a_small_meeting, translate
from tests.factories.school import Cast, a_family
from tests.pages import Visitor

LARGE = "?size=large&paper=letter"
ALL_ROLES = ("leader", "administrator", "member", "district_admin")


@pytest.fixture(autouse=True)
def printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints three white pages in no time; what is printed has tests of its own."""
    monkeypatch.setattr(tasks, "printed_of", lambda *_: Printed(a_pdf(3), 3, (), {}))


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A posted meeting."""
    return a_small_meeting(cast)


@pytest.fixture
def packet(cast: Cast, meeting: Meeting) -> Packet:
    """Its packet in English and Spanish."""
    return issue_packet(meeting, "en", "es", by=cast.coordinator)


def of_meeting(cast: Cast, meeting: Meeting, rest: str = "") -> str:
    """An address of the meeting's packets."""
    return f"/councils/{cast.council.id}/meetings/{meeting.id}/packets{rest}"


def of_packet(cast: Cast, packet: Packet, rest: str = "") -> str:
    """An address of one packet."""
    return f"/councils/{cast.council.id}/packets/{packet.id}{rest}"


def the_file() -> PrintedFile:
    """The file that was asked for last."""
    return db.session.scalars(
        select(PrintedFile).order_by(PrintedFile.asked_at.desc()).limit(1)
    ).one()


def failing(*_: object) -> Printed:
    """A document that is too long."""
    raise PrintingTookTooLong(30)


# ---- an issued packet


@pytest.mark.parametrize("name", ["leader", "coordinator", "administrator", "member"])
def test_everyone_in_the_council_has_a_packet_printed_as_they_need_it(
    cast: Cast, visitor: Visitor, packet: Packet, name: str
) -> None:
    visitor.as_person(getattr(cast, name))
    tasks.print_what_waits()
    page = visitor.get(of_packet(cast, packet, LARGE))
    assert "It is not printed this way yet." in page.text
    answer = visitor.post(of_packet(cast, packet, "/print"), {"size": "large", "what": "packet"})
    assert answer.location == of_packet(cast, packet, LARGE)
    page = visitor.follow(answer)
    assert "It will be printed in a moment." in page.text
    assert page.value_of("size") == "large"
    tasks.print_what_waits()
    page = visitor.follow(answer)
    pictures = page.soup.select(".printed-pages img")
    assert [each["alt"] for each in pictures] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert all(each["loading"] == "lazy" for each in pictures)
    picture = visitor.client.get(str(pictures[2]["src"]))
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert len(picture.data) < 200_000
    pdf = visitor.client.get(of_packet(cast, packet, f".pdf{LARGE}"))
    assert pdf.mimetype == "application/pdf"
    assert "-large-v1.pdf" in pdf.headers["Content-Disposition"]


def test_a_packet_is_printed_on_the_council_s_paper(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    choose_paper(cast.council, Paper.A4, by=cast.coordinator)
    visitor.as_person(cast.coordinator)
    assert visitor.get(of_packet(cast, packet)).value_of("paper") == "a4"
    families = visitor.get(f"/packet/{packet.id}")
    for link in families.soup.select('a[href*="comment-card.pdf"]'):
        assert "paper=a4" in str(link["href"])
    assert ask_for_packet(packet).paper is Paper.A4
    answer = visitor.post(of_packet(cast, packet, "/print"), {"what": "packet", "paper": "letter"})
    assert visitor.follow(answer).value_of("paper") == "letter"


def test_what_was_sent_stays_on_its_paper(cast: Cast, visitor: Visitor, packet: Packet) -> None:
    sent = style_in_address(PrintKind.PACKET, usual_style(cast.council, TextSize.LARGE))
    assert sent == {"size": "large", "paper": "letter"}
    ask_for_packet(packet, style=LARGE_PRINT)
    tasks.print_what_waits()
    choose_paper(cast.council, Paper.A4, by=cast.coordinator)
    pdf = visitor.client.get(f"/packet/{packet.id}.pdf?size=large&paper=letter")
    assert pdf.mimetype == "application/pdf"
    waits = visitor.client.get(f"/packet/{packet.id}.pdf?size=large")
    assert waits.location == f"/packet/{packet.id}/print?size=large&paper=a4"


def test_a_page_without_a_script_looks_again_by_itself(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    page = visitor.as_person(cast.member).get(of_packet(cast, packet))
    refresh = page.soup.select_one('noscript meta[http-equiv="refresh"]')
    assert refresh is not None and refresh["content"] == "2"
    tasks.print_what_waits()
    page = visitor.get(of_packet(cast, packet))
    assert page.soup.select_one('meta[http-equiv="refresh"]') is None


def test_the_page_says_how_many_parts_are_printed(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    taken = take_file(the_file().id)
    assert taken is not None
    tasks.print_operations.note_progress(taken, 4, 11)
    page = visitor.as_person(cast.member).get(of_packet(cast, packet))
    assert "4 of 11 parts are ready" in page.text
    bar = page.soup.find("progress")
    assert bar is not None and (bar["value"], bar["max"]) == ("4", "11")


def test_the_page_says_so_where_nobody_prints(cast: Cast, visitor: Visitor, packet: Packet) -> None:
    visitor.as_person(cast.member)
    with clock.at(clock.now() + timedelta(seconds=20)):
        assert "which can take a minute" in visitor.get(of_packet(cast, packet)).text
    with clock.at(clock.now() + SOMEBODY_WORKS + timedelta(seconds=1)):
        page = visitor.get(of_packet(cast, packet))
        assert "the background work of this installation does not answer" in page.text
        page = visitor.get(f"/packet/{packet.id}/print")
        assert "Come back later" in page.text


def test_what_could_not_be_printed_says_why_and_is_tried_again(
    cast: Cast, visitor: Visitor, packet: Packet, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "printed_of", failing)
        tasks.print_what_waits()
    page = visitor.as_person(cast.member).get(of_packet(cast, packet))
    assert "30 seconds" in page.text
    page = visitor.follow(visitor.post(of_packet(cast, packet, "/print")))
    assert "in a moment" in page.text
    tasks.print_what_waits()
    assert the_file().state is PrintState.DONE


@pytest.mark.parametrize(
    "query",
    ["?size=huge", "?paper=%00x", "?what=all", "?layout=", "?layout=facing&layout=x&size=-"],
)
def test_a_layout_that_is_none_is_refused(
    cast: Cast, visitor: Visitor, packet: Packet, query: str
) -> None:
    visitor.as_person(cast.coordinator)
    wrong = 404 if "%00" in query else 422
    visitor.get(of_packet(cast, packet, query), status=wrong)
    visitor.get(of_packet(cast, packet, f".pdf{query}"), status=404)
    visitor.get(of_packet(cast, packet, f"/pages/1.png{query}"), status=404)
    visitor.get(f"/packet/{packet.id}.pdf{query}", status=404)
    visitor.get(f"/packet/{packet.id}/print{query}", status=404)
    form = {name: values[-1] for name, values in parse_qs(query[1:], True).items()}
    visitor.post(of_packet(cast, packet, "/print"), form, status=422)
    visitor.post(f"/packet/{packet.id}/print", form, status=404)
    assert db.session.query(PrintedFile).count() == 1


@pytest.mark.parametrize("number", ["0", "4", "99999999999999999999"])
def test_a_page_that_there_is_not_has_no_picture(
    cast: Cast, visitor: Visitor, packet: Packet, number: str
) -> None:
    tasks.print_what_waits()
    visitor.as_person(cast.member).get(of_packet(cast, packet, f"/pages/{number}.png"), status=404)


def test_what_is_printed_is_for_the_council_alone(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    """Whoever belongs to another council gets nothing by an address that they have seen."""
    tasks.print_what_waits()
    visitor.as_person(cast.other_coordinator)
    for rest in ("", ".pdf", "/pages/1.png"):
        visitor.get(of_packet(cast, packet, rest), status=404)
        address = f"/councils/{cast.other_council.id}/packets/{packet.id}{rest}"
        visitor.get(address, status=404)


# ---- a preview


def a_preview(cast: Cast, visitor: Visitor, meeting: Meeting, query: str = "") -> str:
    """The page of a preview that the coordinator has asked for."""
    visitor.as_person(cast.coordinator)
    answer = visitor.post(of_meeting(cast, meeting, f"/preview?first=en&second=es{query}"))
    assert answer.location
    return answer.location


def test_a_preview_is_asked_for_shown_and_leads_back(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    address = a_preview(cast, visitor, meeting, "&chosen=1&section=voices&section=agenda")
    assert "It will be printed in a moment." in visitor.get(address).text
    visitor.get(f"{address}.pdf", status=303)
    visitor.get(f"{address}/1.png", status=404)
    tasks.print_what_waits()
    page = visitor.get(address)
    assert len(page.soup.select(".printed-pages img")) == 3
    assert visitor.client.get(f"{address}/3.png").mimetype == "image/png"
    visitor.get(f"{address}/4.png", status=404)
    pdf = visitor.client.get(f"{address}.pdf")
    assert pdf.mimetype == "application/pdf"
    assert "preview-" in pdf.headers["Content-Disposition"]
    back = page.soup.select_one(".page-back a")
    assert back is not None
    leads = parse_qs(urlsplit(str(back["href"])).query)
    assert leads["section"] == ["voices", "agenda"]
    assert (leads["first"], leads["second"]) == (["en"], ["es"])


def test_drafts_are_shown_to_coordinators_of_the_council_alone(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    address = a_preview(cast, visitor, meeting)
    tasks.print_what_waits()
    others = [getattr(cast, name) for name in ALL_ROLES]
    for person in others:
        visitor.as_person(person)
        for rest in ("", ".pdf", "/1.png"):
            visitor.get(address + rest, status=403)
        visitor.post(f"{address}/again", status=403)
    visitor.as_person(cast.other_coordinator)
    elsewhere = address.replace(cast.council.id, cast.other_council.id)
    for place in (address, elsewhere):
        for rest in ("", ".pdf", "/1.png"):
            visitor.get(place + rest, status=404)
        visitor.post(f"{place}/again", status=404)


def test_an_issued_packets_file_is_no_preview(cast: Cast, visitor: Visitor, packet: Packet) -> None:
    visitor.as_person(cast.coordinator).get(
        f"/councils/{cast.council.id}/packets/previews/{the_file().id}", status=404
    )


def test_a_preview_that_failed_is_tried_again(
    cast: Cast, visitor: Visitor, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = a_preview(cast, visitor, meeting)
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "printed_of", failing)
        tasks.print_what_waits()
    assert "30 seconds" in visitor.get(address).text
    visitor.post(f"{address}/again")
    visitor.post(f"{address}/again", status=409)
    tasks.print_what_waits()
    assert "Page 1 of 3" in visitor.get(address).html


@pytest.mark.parametrize(
    "query",
    ["?first=es&second=es", "?first=tlh", "?first=en&chosen=1", "?first=en&section=x&chosen=1"],
)
def test_a_preview_of_nothing_is_refused(
    cast: Cast, visitor: Visitor, meeting: Meeting, query: str
) -> None:
    visitor.as_person(cast.coordinator)
    visitor.post(of_meeting(cast, meeting, f"/preview{query}"), status=422)
    visitor.post(of_meeting(cast, meeting, "/preview?first=en"), {"paper": "papyrus"}, status=422)
    assert db.session.query(PrintedFile).count() == 0


# ---- what it holds


def chosen_on(page: object) -> list[str]:
    """The sections that are ticked, in their order."""
    boxes = page.soup.select('input[name="section"]')  # type: ignore[attr-defined]
    return [box["value"] for box in boxes if box.has_attr("checked")]


def test_a_packet_holds_what_it_usually_holds_until_somebody_chooses(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    visitor.as_person(cast.coordinator)
    page = visitor.get(of_meeting(cast, meeting, "/prepare?first=en&second=es"))
    assert chosen_on(page) == [section.value for section in USUAL_SECTIONS]
    assert len(page.soup.select('input[name="section"]')) == len(Section)


def test_what_was_chosen_last_is_chosen_the_next_time(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    chosen = (Section.COMMENT_CARD, Section.AGENDA)
    issue_packet(meeting, "en", "es", sections=chosen, by=cast.coordinator)
    page = visitor.as_person(cast.coordinator).get(of_meeting(cast, meeting, "/prepare?first=en"))
    assert chosen_on(page) == ["comment_card", "agenda"]


def test_sections_are_moved_without_a_script(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    visitor.as_person(cast.coordinator)
    query = "/prepare?first=en&second=es&chosen=1&section=agenda&section=voices&section=norms"
    answer = visitor.get(of_meeting(cast, meeting, f"{query}&up=norms"), status=303)
    page = visitor.follow(answer)
    assert chosen_on(page) == ["agenda", "norms", "voices"]
    answer = visitor.get(of_meeting(cast, meeting, f"{query}&down=agenda"), status=303)
    assert chosen_on(visitor.follow(answer)) == ["voices", "agenda", "norms"]
    for beyond in ("up=agenda", "down=norms"):
        answer = visitor.get(of_meeting(cast, meeting, f"{query}&{beyond}"), status=303)
        assert chosen_on(visitor.follow(answer)) == ["agenda", "voices", "norms"]
    visitor.get(of_meeting(cast, meeting, f"{query}&up=minutes&down=%F0"))


def test_a_section_without_anything_to_say_is_named_beforehand(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    page = visitor.as_person(cast.coordinator).get(
        of_meeting(cast, meeting, "/prepare?first=en&chosen=1&section=agenda&section=norms")
    )
    said = {
        str(line.select_one("input")["value"]): "Nothing to tell yet" in line.get_text()
        for line in page.soup.select(".packet-section")
    }
    assert [name for name, is_empty in said.items() if is_empty] == ["norms"]


def test_a_packet_of_nothing_is_not_issued(cast: Cast, visitor: Visitor, meeting: Meeting) -> None:
    page = visitor.as_person(cast.coordinator).post(
        of_meeting(cast, meeting, "/issue?first=en&second=es&chosen=1"), status=422
    )
    assert "Choose at least one thing" in page.error_of("section")
    assert db.session.query(Packet).count() == 0


# ---- what families get


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_family_gets_a_packet_that_is_not_printed_yet(
    cast: Cast, visitor: Visitor, packet: Packet, language: str
) -> None:
    tasks.print_what_waits()
    page = visitor.get(f"/packet/{packet.id}?lang={language}")
    forms = page.soup.select('.packet-offers form[method="post"]')
    assert len(forms) == 2  # large print, and one sheet; the packet itself is there
    given = {each["name"]: each["value"] for each in forms[0].select('input[type="hidden"]')}
    given.pop("csrf_token", None)
    assert given == {"size": "large", "paper": "letter"}
    answer = visitor.post(str(forms[0]["action"]), given)
    page = visitor.follow(answer)
    assert page.soup.select_one("[data-printing]") is not None
    tasks.print_what_waits()
    page = visitor.follow(answer)
    link = page.soup.select_one('main a[href*=".pdf"]')
    assert link is not None
    assert visitor.client.get(str(link["href"])).mimetype == "application/pdf"


def test_a_link_to_what_is_not_printed_leads_to_where_it_is_asked_for(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    answer = visitor.get(f"/packet/{packet.id}.pdf?size=large&paper=a4", status=303)
    page = visitor.follow(answer)
    assert "Get it ready" in page.text
    form = page.soup.select_one("main form")
    given = {each["name"]: each["value"] for each in form.select('input[type="hidden"]')}
    assert (given["size"], given["paper"]) == ("large", "a4")


def test_a_withdrawn_packet_is_printed_for_no_family(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    withdraw_packet(packet, by=cast.coordinator)
    waiting = db.session.query(PrintedFile).count()
    for answer in (
        visitor.get(f"/packet/{packet.id}/print?size=large", status=303),
        visitor.post(f"/packet/{packet.id}/print", {"size": "large"}),
    ):
        assert answer.location == f"/packet/{packet.id}"
    assert db.session.query(PrintedFile).count() == waiting


def test_what_is_read_is_noted_so_that_it_stays(
    cast: Cast, visitor: Visitor, packet: Packet, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    tasks.print_what_waits()
    monkeypatch.setattr(
        "council.packets.print_operations.hand_over", lambda *what: told.append(what)
    )
    with clock.at(clock.now() + timedelta(days=2)):
        visitor.get(f"/packet/{packet.id}.pdf")
    assert told == [("mark_used", the_file().id)]


def test_families_who_asked_for_large_print_are_led_to_it(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    cast.family.large_print = True
    visitor.as_person(cast.coordinator).post(of_packet(cast, packet, "/tell"))
    tasks.print_what_waits()
    file = tasks.print_operations.issued_file(packet, PrintKind.PACKET, LARGE_PRINT)
    assert file is not None and file.state is PrintState.DONE


# ---- in short, and how many copies


def test_a_packet_is_told_in_a_few_words_in_each_language(
    cast: Cast, visitor: Visitor, meeting: Meeting
) -> None:
    translate(cast, meeting.title_id, "es", "Reunión del consejo")
    packet = issue_packet(meeting, "en", "es", by=cast.coordinator)
    page = visitor.as_person(cast.member).get(of_packet(cast, packet))
    words = page.soup.select(".short-words")
    assert [each["lang"] for each in words] == ["en", "en", "es", "es"]
    assert [len(each.get_text()) <= most for each, most in zip(words, (160, 480) * 2, strict=True)]
    assert f"http://council.test/packet/{packet.id}?lang=es" in words[2].get_text()
    assert "Reunión del consejo" in words[3].get_text()
    buttons = [each["data-copy"] for each in page.soup.select("[data-copy]")]
    assert buttons == [each.get_text() for each in words]
    assert "No native speaker has checked the fixed words yet" in page.text


def rows_of(page: object, caption: str) -> dict[str, list[int]]:
    """The table with this caption, by language."""
    tables = page.soup.find_all("table")  # type: ignore[attr-defined]
    (table,) = (each for each in tables if each.caption.get_text() == caption)
    return {
        row.th.find("bdi")["lang"]: [int(cell.get_text()) for cell in row.find_all("td")]
        for row in table.select("tbody tr")
    }


def test_the_coordinator_sees_how_many_copies_to_print(
    cast: Cast, visitor: Visitor, meeting: Meeting, another: Callable[..., None]
) -> None:
    for number in range(3):
        another("es", meeting, coming=True, large_print=number == 0, read_aloud=number > 0)
    another("ar", meeting, coming=True, people=4)
    another("yue", meeting, coming=True)
    another("es", meeting, coming=False)
    another("so", None)
    issue_packet(meeting, "en", "es", by=cast.coordinator)
    page = visitor.as_person(cast.coordinator).get(of_meeting(cast, meeting))
    coming = rows_of(page, "For families who said that they come")
    assert coming["es"] == [3, 1, 2, 3]
    assert coming["ar"] == [1, 0, 0, 4]
    assert coming["zh-Hant"] == [1, 0, 0, 1]  # what speakers of Cantonese read
    unanswered = rows_of(page, "For families who have not answered yet")
    assert "so" in unanswered
    arabic = next(row for row in page.soup.select("tbody tr") if row.th.bdi["lang"] == "ar")
    assert "No packet in it yet" in arabic.get_text()
    for name in ("leader", "member", "administrator"):
        page = visitor.as_person(getattr(cast, name)).get(of_meeting(cast, meeting))
        assert "How many copies" not in page.text


@pytest.fixture
def another(cast: Cast) -> Callable[..., None]:
    """Another family, and what it answered."""
    numbers = iter(range(1, 100))

    def add(
        language: str,
        meeting: Meeting | None,
        *,
        coming: bool = True,
        people: int = 1,
        large_print: bool = False,
        read_aloud: bool = False,
    ) -> None:
        family = a_family(cast.council, language, name=f"Demo family {next(numbers)}")
        family.large_print, family.read_aloud = large_print, read_aloud
        if meeting is not None:
            answer = Answer(coming=coming, people=people)
            record_reply(meeting, family, answer, by=cast.coordinator)
        db.session.flush()

    return add


def test_asking_for_a_packet_twice_prints_it_once(
    cast: Cast, visitor: Visitor, packet: Packet
) -> None:
    visitor.as_person(cast.member)
    for _ in range(2):
        visitor.post(of_packet(cast, packet, "/print"), {"layout": "facing"})
    ask_for_packet(packet)
    assert db.session.query(PrintedFile).count() == 2
