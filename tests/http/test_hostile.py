"""Whatever somebody types, sends or makes up, the answer is a page, and nothing is half done."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from lxml.html import HtmlElement
from sqlalchemy import Connection, select

from council.database import db
from council.forms import tidy
from council.notices.letters import compose
from council.notices.models import OutboxMessage
from council.packets.operations import issue_packet
from tests.crawl import Address, addresses
from tests.factories.canaries import Planted, planted
from tests.factories.school import Cast
from tests.pages import Page, Visitor
from tests.sheets import sheets_as_words

NAUGHTY: list[str] = json.loads((Path(__file__).parents[1] / "data" / "blns.json").read_text())

# Half a character: three bytes that are no UTF-8, and are taken as they were sent.
HALF = "\ud800"
# The worst of them, which every field of every form gets.
WORST = (
    "\x00",
    "a\x00b\x1b[2J\x07\x7f\x85",
    HALF,
    "\u202eevil\u2066\u200f\u200e\ufeff",
    "%(name)s %s %d {0} {name} {{ 7*7 }} {% for x in y %} ${7*7} \\u0000",
    "</textarea></script><script>document.title='zq'</script><zq-x onload=a>\"'`",
    "Robert'); DROP TABLE concern;-- \\",
    "99999999999999999999999999",
    "9" * 5000,
    "-1",
    "x" * 100_000,
    "👩‍👩‍👧‍👦" * 50 + "Z̷̢̛͔͓" * 50 + "ﷺ",
    "\n\r\t \u3000\u200b",
)
PRESENT = ("coordinator", "leader", "administrator", "member", "district_admin")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine has its own idea of what is too much."""
    return str(request.param)


@pytest.fixture
def scene(cast: Cast) -> Planted:
    """A council with something at each place of the chain."""
    return planted(cast)


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is printed."""
    sheets_as_words(monkeypatch)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen, so that each form meets the same council."""
    db.session.commit()
    connection = db.engines[None]
    assert isinstance(connection, Connection)
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.rollback()
        savepoint.rollback()
        db.session.expire_all()


@dataclass
class Form:
    """A form as it stands on a page, and who found it there."""

    who: str
    action: str
    given: dict[str, list[str]] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)  # what one can type into, with its type
    stands: dict[str, list[str]] = field(default_factory=dict)  # what stands there already

    def filled(self, words: Iterator[str], only: str | None = None) -> dict[str, list[str]]:
        """The form with something typed into each field, or into one; the rest as it stands."""
        typed = {name: [next(words)] for name in self.free if only in (None, name)}
        return self.given | self.stands | typed


def _forms_on(page: Page, path: str, who: str) -> Iterator[Form]:
    for tag in page.tree.xpath("//form[@method='post']"):
        form = Form(who, urlsplit(tag.get("action") or path).path or path)
        for control in tag.iter("input", "textarea", "select", "button"):
            if control.get("name") not in (None, "csrf_token"):
                _take(form, control)
        yield form


def _take(form: Form, control: HtmlElement) -> None:
    name, kind = control.get("name"), control.get("type") or control.tag
    value = control.get("value") or ""
    if kind in ("radio", "checkbox"):
        if "checked" in control.attrib or name not in form.given:
            form.given.setdefault(name, []).append(value)
    elif kind == "select":
        options = [option.get("value") or "" for option in control.iter("option")]
        form.given[name] = [next(filter(None, options), "")]
    elif kind in ("submit", "button"):
        form.given.setdefault(name, [value])
    else:
        form.free[name] = kind
        # A browser takes the first line break in a textarea for none of its words.
        words = (control.text or "").removeprefix("\n")
        form.stands[name] = [words if control.tag == "textarea" else value]


def _all_forms(app: Flask, scene: Planted) -> list[Form]:
    """Each form of each page once, as those who work there and families find them."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    opened: set[str] = set()

    def keep(visitor: Visitor, path: str, who: str) -> None:
        if path in opened:
            return
        answer = visitor._send("GET", path)
        if answer.status_code != 200:
            return
        opened.add(path)
        if b'method="post"' in answer.data:
            for form in _forms_on(visitor._page(answer, 200), path, who):
                leads, _values = app.url_map.bind("").match(form.action, method="POST")
                found.setdefault((leads, tuple(sorted(form.free | form.given))), form)

    for who in PRESENT:
        visitor = Visitor(app).as_person(getattr(scene.cast, who))
        for address in _sample(app, scene):
            keep(visitor, address.path, who)
    opened.clear()
    for address in _sample(app, scene):
        if "council_id" not in address.rule.arguments:
            keep(Visitor(app), address.path, "")
    return list(found.values())


def _never_offered(app: Flask, scene: Planted, forms: list[Form]) -> Iterator[Form]:
    """What no page offers just now: each such address, with all that any form ever asked for."""
    names = {name: kind for form in forms for name, kind in form.free.items()}
    match = app.url_map.bind("").match
    offered = {match(form.action, method="POST")[0] for form in forms}
    mine = {"council_id": [scene.cast.council.id], "concern_id": scene.concerns[:1]}
    for address in addresses(app, "POST", most=2, instead=mine):
        if address.rule.endpoint not in offered:
            inside = "council_id" in address.rule.arguments
            for who in ("coordinator", "administrator") if inside else ("",):
                yield Form(who, address.path, free=names)


def _sample(app: Flask, scene: Planted) -> Iterator[Address]:
    mine = {"council_id": [scene.cast.council.id], "concern_id": scene.concerns[:4]}
    for address in addresses(app, "GET", most=3, instead=mine):
        if address.rule.endpoint not in ("static", "security.two_factor_token_validation"):
            yield address


def _send(
    app: Flask, scene: Planted, form: Form, words: Iterator[str], only: str | None = None
) -> None:
    visitor = Visitor(app)
    if form.who:
        visitor.as_person(getattr(scene.cast, form.who))
    typed = form.filled(words, only)
    sent = "&".join(
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, values in typed.items()
        for value in values
    )
    with undone():
        answer = visitor._send(
            "POST", form.action, data=sent, content_type="application/x-www-form-urlencoded"
        )
    told = f"{form.action} answered {answer.status_code} to {str(typed)[:300]}"
    assert answer.status_code < 500, told
    if "html" not in answer.content_type or answer.status_code < 400:
        return
    page = visitor._page(answer, answer.status_code)
    assert "<zq-x" not in page.html.lower(), f"not escaped: {told}"
    if answer.status_code == 422:
        for name in form.stands:
            if form.free[name] in ("text", "textarea", "search") and page.soup.find(
                attrs={"name": name}
            ):
                value = typed[name][0].replace(HALF, quote(HALF.encode("utf-8", "surrogatepass")))
                assert page.value_of(name) in (tidy(value), value), f"{name} is lost: {told}"


@pytest.mark.usefixtures("unprinted")
def test_every_form_takes_whatever_is_typed(app: Flask, scene: Planted) -> None:
    """The worst in all fields at once, then a long list of mischief, one field after the other.

    Each form gets a few of both in turn; there are forms enough for all of them.
    """
    forms = _all_forms(app, scene)
    assert len(forms) > 60
    worst, hidden, naughty = cycle(WORST), cycle(WORST), cycle(NAUGHTY)
    typed = 0
    for form in forms:
        for words in islice(worst, 3 if form.free else 1):
            _send(app, scene, form, cycle([words]))
        for name, kind in form.free.items():
            # What is hidden is read by the program itself, which trusts it no more for that.
            for words in islice(hidden, 2) if kind == "hidden" else islice(naughty, 1):
                _send(app, scene, form, cycle([words]), only=name)
                typed += 1
    assert typed > 120
    for form in _never_offered(app, scene, forms):
        _send(app, scene, form, cycle([next(worst)]))


# The pages that read what stands after the question mark, and everything that one of them reads.
READING = (
    "concerns",
    "concerns/sheet.pdf",
    "concerns/summaries",
    "families",
    "glossary",
    "interpreters",
    "meetings",
    "messages",
    "people",
    "recommendations",
    "recommendations/new",
    "themes",
    "themes/start",
    "translations",
)
READ = (
    *("after", "before", "channel", "concern", "first", "lang", "language", "next", "q"),
    *("chosen", "down", "layout", "section", "up", "what"),
    *("paper", "second", "shelf", "show", "size", "state", "step", "theme", "to"),
)
ODD_DAYS = (
    *("0001-01-01_", "0001-01-01.x", "9999-12-31_x", "9999-12-31.x", "2026-11-24_%00"),
    *(
        "9999-12-31T23:59:59-14:00_x",
        "0001-01-01T00:00:00%2b14:00_x",
        "|",
        "x|%00",
        "99999999999999999999-x",
        "1e400",
    ),
)


def _made_up() -> list[str]:
    return [quote(each.encode("utf-8", "surrogatepass"), safe="") for each in WORST]


@pytest.mark.usefixtures("unprinted")
def test_every_address_takes_ids_that_no_link_of_ours_has(app: Flask, scene: Planted) -> None:
    visitor = Visitor(app).as_person(scene.cast.coordinator)
    made_up = cycle(each for each in _made_up() if len(each) < 1000)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint.startswith("security."):
            continue
        path = "".join(
            part if stands else (scene.cast.council.id if part == "council_id" else next(made_up))
            for stands, part in _parts(rule.rule)
        )
        assert visitor._send("GET", path).status_code < 500, path
    meeting = f"/councils/{scene.cast.council.id}/meetings/{scene.scene.meeting.id}"
    visitor.get(f"{meeting}/postings/{'9' * 30}", status=404)


@pytest.mark.usefixtures("unprinted")
def test_pages_take_whatever_stands_behind_their_address(
    app: Flask, scene: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "COUNCIL_DEMO", True)
    visitor = Visitor(app).as_person(scene.cast.coordinator)
    here, meeting = f"/councils/{scene.cast.council.id}", scene.scene.meeting.id
    paths = [f"{here}/{page}" for page in READING]
    paths += [f"{here}/meetings/{meeting}/packets/prepare", f"{here}/meetings/{meeting}/needs/ask"]
    packet = issue_packet(scene.scene.meeting, "en", "es", by=scene.cast.coordinator)
    paths += [f"{here}/packets/{packet.id}", f"{here}/packets/{packet.id}.pdf"]
    paths += [f"/packet/{packet.id}.pdf", f"/packet/{packet.id}/print"]
    paths += ["/language", "/demo/mailbox", f"/f/{scene.cast.council.door}/concern", "/code"]
    for path in paths:
        for words in (*_made_up(), *ODD_DAYS):
            query = "&".join(f"{name}={words[:3000]}" for name in READ)
            answer = visitor._send("GET", f"{path}?{query}")
            assert answer.status_code < 500, f"{path}?{query[:300]}"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_headers_and_cookies_can_say_anything(app: Flask, scene: Planted) -> None:
    for words in (
        "*;q=nan, es;q=9, \xff",
        "x" * 3000,
        "%(x)s{{ 7*7 }}",
        "en-u-" + "a-" * 400,
        "\x01",
    ):
        visitor = Visitor(app)
        for name in ("council_session", "language"):
            visitor.client.set_cookie(name, words)
        headers = {"Accept-Language": words, "Referer": words, "User-Agent": words}
        for path in ("/", "/code", f"/f/{scene.cast.council.door}", "/account/login"):
            answer = visitor._send("GET", path, headers=headers)
            assert answer.status_code < 500, (path, words)
            assert words not in answer.get_data(as_text=True)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_false_host_changes_no_link_that_leaves_the_house(app: Flask, scene: Planted) -> None:
    answer = Visitor(app)._send("GET", "/", headers={"Host": "evil.example.net"})
    assert "evil.example.net" not in answer.get_data(as_text=True)
    for message in db.session.scalars(select(OutboxMessage)):
        with app.test_request_context("/", headers={"Host": "evil.example.net"}):
            letter = compose(message)
        said = "\n".join(each.words for each in letter.paragraphs) if letter else ""
        assert "evil" not in said and ("http" not in said or "http://council.test/" in said)


def _parts(rule: str) -> Iterator[tuple[bool, str]]:
    """The parts of a rule: whether each stands there as it is, and else what it is called."""
    for part in re.split(r"(<[^>]+>)", rule):
        if part.startswith("<int:"):
            yield True, "99999999999999999999"
        elif part.startswith("<"):
            yield False, part[1:-1].rpartition(":")[2]
        else:
            yield True, part
