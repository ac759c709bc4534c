"""How Flask, Jinja and Flask-Babel come to speak the language of the page."""

from contextlib import suppress
from functools import cached_property

from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, request
from flask_babel import Babel, Domain
from werkzeug.wrappers import Response as WerkzeugResponse

from council.languages import formatting
from council.languages.choice import COOKIE, Interface, current_interface, page_area
from council.languages.registry import (
    Area,
    Language,
    UnknownLanguage,
    find,
    interface_languages,
    nearest,
)
from council.languages.translations import catalog_for

A_YEAR = 365 * 24 * 60 * 60


class CatalogDomain(Domain):  # type: ignore[misc]
    """The one domain of messages, read from the catalog that the page is shown in."""

    def get_translations(self) -> NullTranslations | Translations:
        """The catalog of the page's language, which need not be that of its dates."""
        return catalog_for(current_interface().shown, watch=current_app.debug)


class CatalogBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with our domain: its own would look for compiled catalogs by locale."""

    @cached_property
    def domain_instance(self) -> CatalogDomain:
        """The domain behind gettext everywhere: views, forms and templates."""
        return CatalogDomain()


def init_app(app: Flask) -> None:
    """Gives every page its language, and templates the words to say so."""
    CatalogBabel().init_app(app, locale_selector=lambda: current_interface().formatting_locale)
    app.after_request(_say_language)
    app.after_request(_keep_choice)
    app.context_processor(_page_language)
    app.jinja_env.globals.update(
        find_language=find,
        format_day=formatting.format_day,
        format_moment=formatting.format_moment,
        format_number=formatting.format_number,
        format_time=formatting.format_time,
        interface_languages=lambda area: interface_languages(Area(area)),
        lang_attrs=formatting.lang_attrs,
        language_name=formatting.language_name,
        own_name=formatting.own_name,
    )
    app.jinja_env.filters["isolate"] = formatting.isolate


def _page_language() -> dict[str, Interface | Language | Area]:
    interface = current_interface()
    return {"interface": interface, "language": interface.shown, "area": page_area()}


def _say_language(response: Response) -> Response:
    """Tells caches and readers which language the page is in."""
    if response.mimetype == "text/html":
        response.content_language.add(current_interface().shown.tag)
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def _keep_choice(response: Response) -> Response:
    """Remembers the language of an address with `?lang=`: a link, or a code on a poster."""
    if wanted := request.args.get("lang"):
        with suppress(UnknownLanguage):  # the page itself says that it does not know it
            remember(response, nearest(wanted))
    return response


def remember(response: WerkzeugResponse, language: Language) -> None:
    """Keeps the reader's choice on their device, for a year."""
    response.set_cookie(
        COOKIE,
        language.tag,
        max_age=A_YEAR,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
