"""No page, packet, message or log line holds what its reader may not see (domain.md's table)."""

import json
import logging
import re
from collections.abc import Iterable
from html import unescape
from io import BytesIO, StringIO

import pikepdf
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from council.database import db
from council.logs import Discreet
from council.meetings.models import Posting
from council.notices.letters import compose
from council.notices.models import OutboxMessage
from council.packets.content import Section
from council.packets.models import Packet
from council.packets.operations import issue_packet
from council.packets.print_operations import ask_for_preview
from council.packets.printed import print_packet
from council.packets.states import PrintKind
from council.packets.style import USUAL_STYLE
from tests.crawl import Address, addresses
from tests.factories.canaries import Planted, planted
from tests.factories.school import Cast
from tests.pages import Visitor
from tests.sheets import sheets_as_words

AT_WORK = (
    "member",
    "leader",
    "coordinator",
    "administrator",
    "district_admin",
    "other_coordinator",
)

# A file; and a page on which the library ends the session of whoever opens it out of turn.
ELSEWHERE = frozenset({"static", "security.two_factor_token_validation"})


@pytest.fixture
def scene(cast: Cast) -> Planted:
    """Everything is planted, and a packet is issued."""
    scene = planted(cast)
    issue_packet(scene.scene.meeting, "en", "es", by=cast.coordinator)
    issue_packet(scene.scene.meeting, "ar", by=cast.coordinator)
    ask_for_preview(
        scene.scene.meeting,
        ("en", "es"),
        tuple(Section),
        PrintKind.PACKET,
        USUAL_STYLE,
        by=cast.coordinator,
    )
    db.session.commit()
    return scene


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packets are not printed for each reader; what they hold is looked at once, by itself.

    What sheets say is looked at each time.
    """
    sheets_as_words(monkeypatch)


def found_in(words: dict[str, frozenset[str]], text: str) -> set[str]:
    """The planted words that stand in a text, however it writes them."""
    plain = unescape(text)
    digits = re.sub(r"[\s().\u2066-\u2069-]", "", plain)
    return {word for word in words if word in plain or word in digits}


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def read(visitor: Visitor, pages: Iterable[Address | str]) -> dict[str, str]:
    """What answers at these addresses, by address; none of them fails.

    What a role may not do to one thing it may do to none, so one refusal stands for all.
    """
    answers: dict[str, str] = {}
    refused: set[str] = set()
    for page in pages:
        path, endpoint = (page, "") if isinstance(page, str) else (page.path, page.rule.endpoint)
        if endpoint in refused:
            continue
        answer = visitor._send("GET", path)
        if answer.status_code == 422:  # a sheet, of which nobody has said in which languages
            answer = visitor._send("GET", f"{path}?first=en&second=es")
        assert answer.status_code < 500, path
        if answer.status_code == 403:
            refused.add(endpoint)
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
        answers[path] = f"{head}\n{answer.get_data(as_text=True)}"
    return answers


@pytest.mark.usefixtures("unprinted")
def test_no_page_shows_anybody_what_is_not_theirs(app: Flask, scene: Planted) -> None:
    """Each page of the council with each id of both councils, to each who works there."""
    before = rows()
    leaks: list[str] = []
    all_seen: dict[str, set[str]] = {word: set() for word in scene.words}
    for who in AT_WORK:
        council = scene.cast.other_council if who == "other_coordinator" else scene.cast.council
        visitor = Visitor(app).as_person(getattr(scene.cast, who))
        pages = [
            address
            for address in addresses(app, "GET", instead={"concern_id": scene.concerns})
            if address.rule.endpoint not in ELSEWHERE
            and "token" not in address.rule.arguments
            and ("council_id" not in address.rule.arguments or council.id in address.path)
        ]
        for path, text in read(visitor, pages).items():
            for word in found_in(scene.words, text):
                all_seen[word].add(who)
                if who not in scene.words[word]:
                    leaks.append(f"{who} reads {word} at {path}")
    assert not leaks, "\n".join(leaks)
    for word, readers in scene.words.items():
        missed = readers & set(AT_WORK) - all_seen[word]
        assert not missed, f"{word} is nowhere to be read by {missed}"
    assert rows() == before, "looking has written something"


def _families_pages(scene: Planted) -> dict[str, tuple[str, ...]]:
    links, door = scene.links, scene.cast.council.door
    return {
        "family_by_link": tuple(
            f"/thread/{links['family_by_link']}{page}" for page in ("", "/withdraw")
        ),
        "reply": (f"/reply/{links['reply']}", f"/reply/{links['reply']}/coming"),
        "voter": (f"/vote/{links['voter']}", "/voted"),
        "interpreter": (f"/booking/{links['interpreter']}",),
        "stranger": (f"/f/{door}", f"/f/{door}/concern?step=words", f"/f/{door}/code"),
    }


@pytest.mark.usefixtures("unprinted")
def test_families_and_interpreters_read_by_their_links_what_is_theirs(
    app: Flask, scene: Planted
) -> None:
    before = rows()
    seen: dict[str, set[str]] = {}
    for who, paths in _families_pages(scene).items():
        for path, text in read(Visitor(app), paths).items():
            # A page names its own address, and with it the link that opened it.
            own = set(scene.links.get(who, "").split())
            seen.setdefault(who, set()).update(found_in(scene.words, text) - own)
            assert path
    by_code = Visitor(app)
    by_code.post("/code", {"code": scene.code})
    texts = read(by_code, ("/thread", "/thread/withdraw", "/code")).values()
    seen["family_by_code"] = found_in(scene.words, "\n".join(texts))
    for who, words in seen.items():
        theirs = {word for word, readers in scene.words.items() if who in readers}
        assert words <= theirs, f"{who} reads {words - theirs}"
    assert "zqwordssummaryqz" in seen["family_by_code"]
    assert "zqwordsofleaderqz" in seen["family_by_link"]
    assert "zqnoteforinterpreterqz" in seen["interpreter"]
    after = rows()
    assert after.pop("limit_counter") > before.pop("limit_counter"), "looking a code up is counted"
    assert after == before, "looking has written something"


@pytest.mark.usefixtures("unprinted")
def test_strangers_find_nothing_on_any_address(app: Flask, scene: Planted) -> None:
    """Each page of the application, but for those that a link opens, to who is nobody."""
    pages = [
        address
        for address in addresses(app, "GET", most=2)
        if address.rule.endpoint not in ELSEWHERE and "token" not in address.rule.arguments
    ]
    for path, text in read(Visitor(app), pages).items():
        assert not found_in(scene.words, text), path


def test_who_raised_a_concern_is_shown_to_those_who_may_ask(app: Flask, scene: Planted) -> None:
    """Once they ask, and to nobody else."""
    concerns = f"/councils/{scene.cast.council.id}/concerns"
    for who, name, status in (
        ("coordinator", "summary", 200),
        ("coordinator", "private", 200),
        ("leader", "logged", 200),
        ("leader", "summary", 404),
        ("member", "summary", 403),
        ("administrator", "summary", 403),
        ("district_admin", "summary", 403),
        ("other_coordinator", "summary", 404),
    ):
        visitor = Visitor(app).as_person(getattr(scene.cast, who))
        page = visitor.post(f"{concerns}/{scene.ids[name]}/who", status=status)
        raisers = {word for word in found_in(scene.words, page.html) if "raiser" in word}
        told = {word for word in found_in(scene.words, page.html) if "told" in word}
        own = {f"zqraiser{name}qz", f"zq.raiser.{name}@example.org"}
        assert raisers == (own if status == 200 and name != "logged" else set()), who
        assert told == ({"zqtoldtoleaderqz"} if status == 200 and name == "logged" else set()), who


def test_packets_hold_what_the_whole_town_may_read(scene: Planted) -> None:
    """Of each issued packet: its text, what the file says of itself, and what is kept of it."""
    packets = db.session.scalars(select(Packet)).all()
    assert len(packets) == 2
    for packet in packets:
        pdf = print_packet(packet)
        with pypdfium2.PdfDocument(pdf) as document:
            text = "\n".join(page.get_textpage().get_text_range() for page in document)
        with pikepdf.open(BytesIO(pdf)) as file:
            about = [str(value) for value in file.docinfo.values()]
            about.append(file.Root.Metadata.read_bytes().decode())
            assert not file.attachments
        kept = json.dumps(packet.snapshot, ensure_ascii=False)
        assert "Alder Elementary council" in text and "Alder Elementary council" in kept
        for part in (text, *about, kept):
            assert not found_in(scene.words, "".join(part.split())), packet.first_language


def test_posted_agendas_hold_what_the_whole_town_may_read(scene: Planted) -> None:
    postings = db.session.scalars(select(Posting.snapshot)).all()
    assert postings
    assert not found_in(scene.words, json.dumps(list(postings)))


def test_messages_say_to_each_what_is_theirs(app: Flask, scene: Planted) -> None:
    """Each message as it is sent, with what goes with it, holds nobody else's words or links."""
    messages = db.session.scalars(select(OutboxMessage)).all()
    kinds = set()
    for message in messages:
        letter = compose(message)
        if letter is None:
            continue
        kinds.add(message.kind)
        said = [letter.subject, *(each.words for each in letter.paragraphs)]
        said += [each.content.decode().replace("\r\n ", "") for each in letter.attachments]
        found = found_in(scene.words, "\n".join(said))
        if message.interpreter is not None:
            theirs = {scene.links["interpreter"], message.interpreter.email, "zqpaycomingqz"}
            theirs |= {"zqnoteforinterpreterqz"}
        elif message.person is not None:
            theirs = {word for word in scene.words if "." in word and len(word) > 40}
        else:
            theirs = set()
        assert found <= theirs, f"{message.kind} holds {found - theirs}"
    assert {"booking_confirmed", "vote_invited", "sign_in_link_asked", "person_invited"} <= kinds


def test_the_log_holds_no_one_s_words(
    app: Flask, scene: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pages, a fault with all its values, and careless lines leave behind in the log."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Discreet("%(message)s"))
    for name in ("", "council", "sqlalchemy.engine"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    Visitor(app).as_person(scene.cast.coordinator).get(
        f"/councils/{scene.cast.council.id}/concerns"
    )
    Visitor(app).get(f"/thread/{scene.links['family_by_link']}")
    log = logging.getLogger("council.test")
    careless = [word for word in scene.words if re.search(r"@|^\+|^[0-9a-z]{12}\.", word)]
    for word in (*careless, scene.code):
        log.error("%s was here", word)
    broken = insert(OutboxMessage).values(id="0", kind=None, subject_id="zqwordssummaryqz")
    with pytest.raises(IntegrityError) as fault, db.session.begin_nested():
        db.session.execute(broken)
    log.error("it broke", exc_info=fault.value)
    said = lines.getvalue()
    assert "it broke" in said and "[values]" in said and said.count("was here") > 20
    assert not found_in(scene.words, said)


def test_what_was_withdrawn_or_replaced_is_nowhere_in_the_database(scene: Planted) -> None:
    withdrawn = [word for word in scene.words if "withdrawn" in word or "replaced" in word]
    assert len(withdrawn) == 10
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for word in withdrawn:
                assert word not in str(tuple(row)), table.name
