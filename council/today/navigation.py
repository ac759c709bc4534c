"""Where a visitor can go from here: only to pages that they may open."""

from flask import g, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from jinja2 import Environment

from council.access.actions import Action, Role
from council.access.guard import visitor_may
from council.access.queries import roles_of

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
    rows = []
    for label, endpoint, sign, action in COUNCIL_PAGES:
        if visitor_may(action):
            href = url_for(endpoint, council_id=g.council.id)
            below = endpoint != "today.council_home" and request.path.startswith(href + "/")
            current = below or request.path == href
            rows.append((label, href, sign, current))
    return rows


def person_links() -> list[tuple[str, str, str]]:
    """What somebody who is signed in finds in their own menu."""
    links = [
        (_("My councils"), url_for("today.today"), "building-community"),
        (_("My account"), url_for("access.my_account"), "settings"),
    ]
    if Role.DISTRICT_ADMIN in roles_of(g.person, None):
        links.insert(1, (_("District"), url_for("councils.show_district"), "school"))
    return links


def foot_hrefs() -> dict[str, str]:
    """What every page offers at its foot."""
    return {
        "look_up": url_for("thread.look_up"),
        "what_we_keep": url_for("today.what_we_keep"),
        "languages": url_for("languages.about"),
        "accessibility": url_for("today.accessibility"),
    }


def register(environment: Environment) -> None:
    """Give the layouts what they need for their menus."""
    environment.globals.update(
        council_nav=council_nav,
        person_links=person_links,
        foot_hrefs=foot_hrefs,
        sign_out_href=lambda: url_for("security.logout"),
        sign_in_href=lambda: url_for("security.login"),
        may=visitor_may,
        Action=Action,
    )
