"""Which language a page is read in, and what to say if that is not the one asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import flask_babel
from flask import current_app, g, has_app_context, has_request_context, request

from council.languages.registry import (
    Area,
    Language,
    UnknownLanguage,
    find,
    nearest,
    reading_chain,
    reading_language,
)

View = TypeVar("View", bound=Callable[..., Any])

COOKIE = "language"


@dataclass(frozen=True, slots=True)
class Interface:
    """The language that a reader asked for and the one that the page is really in."""

    asked: Language
    shown: Language
    unknown_tag: str | None = None

    @property
    def is_as_asked(self) -> bool:
        """Nothing has to be said: the page is in the language that the reader asked for."""
        return self.asked == self.shown

    @property
    def formatting_locale(self) -> str:
        """The CLDR locale for dates and numbers between this page's words.

        A Dari reader of the Persian pages gets the months as Dari has them, but a Mam reader of
        the Spanish ones gets Spanish months.
        """
        kin = self.asked.tag.partition("-")[0] == self.shown.tag.partition("-")[0]
        return (self.asked if kin else self.shown).formatting_locale


def interface_language(asked: Language, area: Area, *, unknown_tag: str | None = None) -> Interface:
    """The catalog used for a reader of this language in this area, found by visible fallback."""
    asked = reading_language(asked)
    shown = next(language for language in reading_chain(asked) if language.has_catalog(area))
    return Interface(asked, shown, unknown_tag)


def family_page(view: View) -> View:
    """Marks a view whose page families read, and which so exists in every family language."""
    view.area = Area.FAMILY  # type: ignore[attr-defined]
    return view


def page_area() -> Area:
    """The area of the page being made; an address that leads nowhere is met by families too."""
    if not has_request_context() or request.endpoint is None:
        return Area.FAMILY
    area: Area = getattr(current_app.view_functions[request.endpoint], "area", Area.STAFF)
    return area


def current_interface() -> Interface:
    """The language of the page or message being made.

    A request decides it once, when its first sentence is asked for.
    """
    if not has_app_context():
        return interface_language(find("en"), Area.STAFF)
    if "interface" not in g:
        g.interface = _choose()
    chosen: Interface = g.interface
    return chosen


@contextmanager
def in_language(language: Language, area: Area = Area.FAMILY) -> Iterator[Interface]:
    """Makes the messages inside the block in this language, or the one that stands in for it."""
    before = g.get("interface")
    g.interface = interface = interface_language(language, area)
    try:
        with flask_babel.force_locale(interface.formatting_locale):
            yield interface
    finally:
        if before is None:
            g.pop("interface")
        else:
            g.interface = before


def _choose() -> Interface:
    """By address, cookie, the person's profile, the browser, the council, and English last."""
    if not has_request_context():
        return interface_language(find("en"), page_area())
    wanted = request.args.get("lang")
    asked = (
        _known(wanted)
        or _known(request.cookies.get(COOKIE))
        or _known(getattr(g.get("person"), "language", None))
        or _accepted()
        or _known(getattr(g.get("council"), "language", None))
        or find("en")
    )
    unknown_tag = wanted if wanted and _known(wanted) is None else None
    return interface_language(asked, page_area(), unknown_tag=unknown_tag)


def _known(tag: str | None) -> Language | None:
    if not tag:
        return None
    try:
        return nearest(tag)
    except UnknownLanguage:
        return None


def _accepted() -> Language | None:
    for tag, quality in request.accept_languages:
        if quality > 0 and (language := _known(tag)) is not None:
            return language
    return None
