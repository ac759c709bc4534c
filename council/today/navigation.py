"""Where a visitor can go from here: only to pages that they may open."""

from flask import current_app, g, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from jinja2 import Environment

from council.access.actions import Action
from council.access.guard import visitor_may

# Label, page, sign, and the action that the page declares.
COUNCIL_PAGES: tuple[tuple[LazyString, str, str, Action], ...] = (
    (_l("Today"), "today.council_home", "home", Action.SEE_COUNCIL),
    (_l("Concerns"), "concerns.list_concerns", "message-circle", Action.SEE_CONCERNS),
    (_l("Themes"), "concerns.list_themes", "tags", Action.SEE_THEMES),
    (_l("Priorities"), "rounds.list_rounds", "chart-bar", Action.SEE_ROUNDS),
    (_l("Meetings"), "meetings.list_meetings", "calendar-event", Action.SEE_MEETINGS),
    (
        _l("Recommendations"),
        "recommendations.list_recommendations",
        "gavel",
        Action.SEE_RECOMMENDATIONS,
    ),
    (_l("Translations"), "texts.review_queue", "language", Action.SEE_TEXTS),
    (_l("Messages"), "notices.worklist", "mail", Action.SEE_MESSAGES),
    (_l("Interpreters"), "interpreting.list_interpreters", "ear", Action.SEE_INTERPRETERS),
    (_l("Families"), "people.list_families", "users", Action.SEE_FAMILIES),
    (_l("People"), "people.list_people", "users-group", Action.SEE_PEOPLE),
)


def council_nav() -> list[tuple[LazyString, str, str, bool]]:
    """The council's pages that the visitor may open: label, address, sign, whether it is here."""
    here = (request.blueprint or "", request.path)
    rows = []
    for label, endpoint, sign, action in COUNCIL_PAGES:
        if visitor_may(action) and endpoint in current_app.view_functions:  # TODO strict
            href = url_for(endpoint, council_id=g.council.id)
            current = here[1] == href or (
                endpoint != "today.council_home" and here[1].startswith(href + "/")
            )
            rows.append((label, href, sign, current))
    return rows


def person_links() -> list[tuple[str, str, str]]:
    """What somebody who is signed in finds in their own menu."""
    return [
        (_("My councils"), url_for("today.today"), "building-community"),
        (_("My account"), url_for("access.my_account"), "settings"),
    ]


def foot_links() -> list[tuple[str, str]]:
    """What every page offers at its foot."""
    return [
        (label, url_for(endpoint))
        for label, endpoint in (
            (_("Look up a code"), "thread.look_up"),
            (_("What we keep about you"), "today.what_we_keep"),
            (_("Languages"), "languages.about"),
            (_("Accessibility"), "today.accessibility"),
        )
        if endpoint in current_app.view_functions  # TODO strict
    ]


def register(environment: Environment) -> None:
    """Give the layouts what they need for their menus."""
    environment.globals.update(
        council_nav=council_nav,
        person_links=person_links,
        foot_links=foot_links,
        sign_out_href=lambda: url_for("security.logout"),
        sign_in_href=lambda: url_for("security.login"),
        may=visitor_may,
        Action=Action,
    )
