"""Every page of the demonstration that somebody can reach, found by following links.

Pages of one view that are made of the same elements, classes and roles look alike; each such look
is kept once, with the first visitor who can reach it.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from lxml.html import HtmlElement, document_fromstring
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from council.access.actions import Role
from council.access.models import Purpose, Ticket
from council.access.queries import role_holders
from council.access.tickets import ticket_token
from council.councils.models import Council
from council.database import db
from council.people.models import Person
from tests.pages import Visitor

# Pages of one view that show nothing new; then what else that view shows is taken to be known.
TIRED_AFTER = 4

# Where the links of messages lead.
OPENED_BY = {
    Purpose.SIGN_IN: "/sign-in-link/{}",
    Purpose.INVITATION: "/invitation/{}",
    Purpose.NEW_PASSWORD: "/new-password/{}",
    Purpose.FIRST_ADMIN: "/first-admin/{}",
    Purpose.VOTE: "/vote/{}",
    Purpose.BOOKING: "/booking/{}",
    Purpose.THREAD: "/thread/{}",
    Purpose.REPLY: "/reply/{}",
}

BEGINNINGS = ("/", "/today", "/account/verify")


@dataclass(frozen=True)
class Look:
    """A page to look at: which view made it, and where it is."""

    endpoint: str
    path: str


@dataclass(frozen=True)
class Passerby:
    """Somebody who goes through all pages: their persona, or nobody with links of messages."""

    name: str
    person_id: str | None
    begins_at: Sequence[str]


def passersby() -> Iterator[Passerby]:
    """One for each role in each council, and one without an account."""
    yield Passerby("nobody", None, ["/", "/link-is-on-its-way", *_doors(), *_links()])
    for council in db.session.scalars(select(Council).order_by(Council.name)):
        for role in Role:
            person_id = _somebody(role, council.id)
            if person_id is not None:
                place = "school" if council.school_id else "district"
                yield Passerby(f"{place} {role.value}", person_id, BEGINNINGS)
    yield Passerby("district admin", _somebody(Role.DISTRICT_ADMIN, None), BEGINNINGS)


def _somebody(role: Role, council_id: str | None) -> str | None:
    """The first with this role, who is the first that the demonstration offers to step into."""
    holders = db.session.scalars(role_holders())
    return next(
        (held.person_id for held in holders if (held.role, held.council_id) == (role, council_id)),
        None,
    )


def _doors() -> list[str]:
    return [f"/f/{door}" for door in db.session.scalars(select(Council.door))]


def _links() -> list[str]:
    """Some links for each purpose, of whatever state what they open is in."""
    found = []
    for purpose, path in OPENED_BY.items():
        tickets = db.session.scalars(
            select(Ticket).where(Ticket.purpose == purpose, Ticket.used_on.is_(None)).limit(12)
        )
        found += [path.format(ticket_token(ticket)) for ticket in tickets]
    return found


class Explorer:
    """Follows every link, and keeps the looks that it has not seen before."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.routes = app.url_map.bind("council.test")
        self.known: set[tuple[str, object]] = set()
        self.visited: set[str] = set()

    def explore(self, passerby: Passerby) -> list[Look]:
        """The looks that this passerby is the first to see."""
        visitor = Visitor(self.app)
        if passerby.person_id is not None:
            visitor.as_person(db.session.get_one(Person, passerby.person_id))
        waiting = deque(passerby.begins_at)
        seen = set(waiting)
        tired: Counter[str] = Counter()
        found = []
        while waiting:
            path = waiting.popleft()
            endpoint = self._endpoint(path)
            if endpoint is None or tired[endpoint] >= TIRED_AFTER:
                continue
            # A context of its own, as a server would give it.
            with self.app.app_context():
                answer = visitor.client.get(path)
            self.visited.add(endpoint)
            # 410 is the page that says why a link opens nothing any more.
            good = answer.status_code in (200, 302, 303, 308, 410)
            assert good, f"{passerby.name}: {path} answered {answer.status}"
            if answer.location:
                new = [answer.location]
            elif answer.mimetype == "text/html":
                page = document_fromstring(answer.get_data(as_text=True))
                if self._is_new(endpoint, _look_of(page)):
                    found.append(Look(endpoint, path))
                else:
                    tired[endpoint] += 1
                new = list(_ways_on(page))
            else:
                tired[endpoint] = TIRED_AFTER  # a PDF or an invite: one is as good as another
                new = []
            for way in (self._path(urljoin(path, href)) for href in new):
                if way is not None and way not in seen:
                    seen.add(way)
                    waiting.append(way)
        return found

    def _is_new(self, endpoint: str, look: object) -> bool:
        if (endpoint, look) in self.known:
            return False
        self.known.add((endpoint, look))
        return True

    def _endpoint(self, path: str) -> str | None:
        try:
            endpoint, _arguments = self.routes.match(urlsplit(path).path, method="GET")
        except (HTTPException, RequestRedirect) as error:
            raise AssertionError(f"a link leads to {path}, where nothing is") from error
        return None if endpoint == "static" else str(endpoint)

    def _path(self, href: str) -> str | None:
        """Where a link leads, if that is one of our pages."""
        parts = urlsplit(href)
        ours = urlsplit(self.app.config["COUNCIL_URL"]).netloc
        if parts.scheme in ("mailto", "tel", "sms") or parts.netloc not in ("", ours):
            return None
        return parts._replace(scheme="", netloc="", fragment="").geturl()


def _look_of(page: HtmlElement) -> object:
    return frozenset(
        (tag.tag, *sorted(tag.classes), tag.get("role", ""), tag.get("type", ""))
        for tag in page.iter("*")
    )


def _ways_on(page: HtmlElement) -> Iterator[str]:
    """Links, and forms that only ask for another page."""
    yield from page.xpath("//a/@href")
    for form in page.xpath("//form[@method='get'][@action]"):
        chosen = [
            (option.xpath("string(ancestor::select/@name)"), option.get("value"))
            for option in form.xpath(".//option[@selected]")
        ]
        yield f"{form.get('action')}?{urlencode(chosen)}"
