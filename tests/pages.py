"""Visiting pages as a person does; every page is checked on every visit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
from bs4 import BeautifulSoup
from flask import Flask
from lxml.html import HtmlElement, document_fromstring
from sqlalchemy import select

from council import clock
from council.access.models import Account
from council.database import db
from council.people.models import Person

REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Page:
    """One answer: its status, its text, and the page when somebody looks at it."""

    status: int
    html: str
    location: str | None
    headers: dict[str, str]
    pdf: bytes = b""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed page."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def tree(self) -> HtmlElement:
        """The same in a tenth of the time, for whoever looks through many pages."""
        return document_fromstring(self.html)

    @property
    def title(self) -> str:
        """What the main heading says."""
        heading = self.soup.find("h1")
        return heading.get_text(" ", strip=True) if heading else ""

    @property
    def problems(self) -> str:
        """What is wrong with a form that was sent, as it is summed up on top."""
        found = self.soup.find(id="form-errors")
        return found.get_text(" ", strip=True) if found else ""

    @property
    def text(self) -> str:
        """What a person reads on it."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def printed(self) -> list[str]:
        """What a person reads on each page of a printed answer, with all spaces as one."""
        return [
            " ".join(page.get_textpage().get_text_bounded().split())
            for page in pypdfium2.PdfDocument(self.pdf)
        ]

    def error_of(self, field: str) -> str:
        """What stands beside a field that was filled in wrongly."""
        control = self.soup.find(attrs={"name": field})
        assert control is not None, f"no field {field!r} on the page"
        described = str(control.get("aria-describedby") or "").split()
        # What is wrong with a group of choices is said of the group, not of each choice.
        group = control.find_parent("fieldset", attrs={"aria-describedby": True})
        described += str(group["aria-describedby"]).split() if group else []
        parts = [self.soup.find(id=name) for name in described]
        return " ".join(part.get_text(" ", strip=True) for part in parts if part)

    def value_of(self, field: str) -> str:
        """What a field holds."""
        control = self.soup.find(attrs={"name": field})
        assert control is not None, f"no field {field!r} on the page"
        if control.name == "textarea":
            return control.get_text().replace("\r\n", "\n").removeprefix("\n")
        if control.name == "select":
            chosen = control.find("option", selected=True)
            return str(chosen["value"]) if chosen else ""
        return str(control.get("value") or "")


class Visitor:
    """Somebody with a browser; `as_person` signs them in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def as_person(self, person: Person) -> Visitor:
        """The same browser, with this person signed in."""
        account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
        with self.client.session_transaction() as session:
            session.clear()
            session["_user_id"] = account.fs_uniquifier
            session["_fresh"] = True
            session["fs_paa"] = session["signed_in_at"] = int(clock.now().timestamp())
            session["second_factor"] = True
        return self

    def get(self, url: str, *, status: int = 200, language: str | None = None) -> Page:
        """Open a page and check it."""
        headers = {"Accept-Language": language} if language else {}
        return self._page(self._send("GET", url, headers=headers), status)

    def post(self, url: str, data: dict[str, Any] | None = None, *, status: int = 303) -> Page:
        """Send a form; a good one is answered by going on to another page (303)."""
        return self._page(self._send("POST", url, data=data or {}), status)

    def follow(self, page: Page) -> Page:
        """Go where an answer leads."""
        assert page.location, f"the answer {page.status} leads nowhere"
        return self.get(page.location)

    def _send(self, method: str, url: str, **more: Any) -> Any:
        db.session.commit()  # what the test has set up stands, whatever the request rolls back
        # A context of its own, as a server would give it, and not the one that the test runs in.
        with self.app.app_context():
            response = self.client.open(url, method=method, **more)
        db.session.expire_all()
        return response

    def _page(self, response: Any, status: int) -> Page:
        html = response.get_data(as_text=True) if "html" in response.content_type else ""
        page = Page(
            response.status_code,
            html,
            response.headers.get("Location"),
            dict(response.headers),
            response.data if response.content_type == "application/pdf" else b"",
        )
        assert page.status == status, (
            f"{response.request.method} {response.request.path} answered {page.status}, not"
            f" {status}: {page.problems or page.title}"
        )
        if html and page.status not in REDIRECTS:
            check_page(page)
        return page


def check_page(page: Page) -> None:
    """What holds for every page of Council."""
    root = page.tree
    assert root.get("lang") and root.get("dir") in ("ltr", "rtl")
    assert "".join(root.xpath("//title//text()")).strip(), "a page needs a title"
    assert len(root.xpath("//h1")) == 1, "a page has one main heading"
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    targets = set(root.xpath("//label/@for"))
    for control in root.xpath("//input | //select | //textarea"):
        labelled = (
            control.get("type") in ("hidden", "submit")
            or control.get("aria-label")
            or control.get("aria-labelledby")
            or next(control.iterancestors("label"), None) is not None
            or control.get("id") in targets
        )
        assert labelled, f"nothing says what {control.get('name')!r} is"
    for tag in root.xpath("//*[@style]"):
        raise AssertionError(f"a style attribute on <{tag.tag}> is refused by our own policy")
    for tag in root.xpath("//*[@lang='' or @lang='None']"):
        raise AssertionError(f"no language of <{tag.tag}>")
    for link in root.xpath("//a[@href='' or @href='#']"):
        raise AssertionError(f"a link that leads nowhere: {link.text_content()}")
    assert "default-src 'none'" in page.headers.get("Content-Security-Policy", "")
