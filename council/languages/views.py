"""Choosing a language, by its own name, and saying what has been translated."""

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from council.access.guard import public
from council.languages.choice import family_page
from council.languages.integration import remember
from council.languages.registry import (
    Area,
    Language,
    UnknownLanguage,
    interface_languages,
    nearest,
    written_languages,
)
from council.languages.translations import is_draft

bp = Blueprint("languages", __name__)

# Scripts with more than a few languages each; the others share one group.
LARGE_SCRIPTS = ("Latn", "Arab", "Cyrl")


@bp.get("/language")
@public
@family_page
def choose() -> str | tuple[str, int] | Response:
    """All languages by their own names; with `to`, the choice, and back to where one was."""
    back = _inside(request.args.get("next", ""))
    unknown = None
    if wanted := request.args.get("to"):
        try:
            language = nearest(wanted)
        except UnknownLanguage:
            unknown = wanted
        else:
            response = redirect(back, 303)
            remember(response, language)
            return response
    page = render_template(
        "languages/choose.html",
        back=back,
        unknown=unknown,
        with_pages=interface_languages(Area.FAMILY),
        by_script=_without_pages(),
    )
    return (page, 400) if unknown else page


@bp.get("/languages")
@public
@family_page
def about() -> str:
    """Which languages the pages can be read in, how much of them, and who has reviewed that."""
    return render_template(
        "languages/about.html",
        standing=[
            (language, language.has_catalog(Area.STAFF), is_draft(language))
            for language in interface_languages(Area.FAMILY)
        ],
    )


@bp.app_template_global()
def switch_href(language: Language) -> str:
    """The address that shows this very page in another language."""
    return url_for("languages.choose", to=language.tag, next=_here())


@bp.app_template_global()
def choose_href() -> str:
    """The address of the list of all languages, from which one comes back to this page."""
    return url_for("languages.choose", next=_here())


def _here() -> str:
    # The chooser itself is not where a reader wants to come back to.
    if request.endpoint == "languages.choose":
        return _inside(request.args.get("next", ""))
    return request.full_path.rstrip("?")


def _without_pages() -> dict[str, list[Language]]:
    """Languages that have no pages of their own, by the letters they are written in."""
    groups: dict[str, list[Language]] = {script: [] for script in (*LARGE_SCRIPTS, "other")}
    for language in written_languages():
        if not language.has_catalog(Area.FAMILY):
            script = language.script if language.script in LARGE_SCRIPTS else "other"
            groups[script].append(language)
    groups["Latn"].sort(key=lambda language: language.own_name.casefold())
    return groups


def _inside(address: str) -> str:
    """The address if it is a page of ours that can be opened, without its `lang`; else the start.

    A choice in the address would win over the one just made.
    """
    # One slash and no second one, in either direction: browsers take both for another host.
    if not address.startswith("/") or address[1:2] in ("/", "\\") or not address.isprintable():
        return "/"
    parts = urlsplit(address)
    try:
        current_app.url_map.bind("").match(unquote(parts.path), method="GET")
    except (HTTPException, RequestRedirect):
        return "/"
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != "lang"
    ]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")
