"""The guard: every page is refused unless it declares its action and the visitor may do it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from council.access.actions import Action, Role, may
from council.access.queries import council_by_id, roles_of
from council.people.models import Person

View = TypeVar("View", bound=Callable[..., Any])

# Pages of the sign-in library and of Flask itself, which carry no decorator of ours. They are
# open to everyone by nature: each checks for itself who is there.
OPEN_ELSEWHERE = frozenset({"static"})
OPEN_BLUEPRINTS = frozenset({"security"})


def declares(action: Action) -> Callable[[View], View]:
    """The page does this; the visitor needs a role that may."""

    def mark(view: View) -> View:
        view.declared_action = action  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """The page is for anyone who is signed in and shows only what is theirs."""
    view.for_signed_in = True  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """The page is open to everyone, or checks a ticket or code by itself."""
    view.open_to_everyone = True  # type: ignore[attr-defined]
    return view


def is_declared(app: Flask, endpoint: str) -> bool:
    """Whether the guard knows what this page does."""
    if endpoint in OPEN_ELSEWHERE or endpoint.split(".")[0] in OPEN_BLUEPRINTS:
        return True
    view = app.view_functions[endpoint]
    return any(
        hasattr(view, mark) for mark in ("declared_action", "for_signed_in", "open_to_everyone")
    )


def refuse_what_is_not_declared() -> Response | None:
    """Before each request: load the council and the roles, then let pass or refuse.

    Someone without any role in a council gets 404, so that its ids say nothing.
    """
    g.council = None
    g.roles = frozenset[Role]()
    endpoint = request.endpoint
    if endpoint is None:
        return None  # no such page: routing answers 404
    view = current_app.view_functions[endpoint]
    if endpoint in OPEN_ELSEWHERE or request.blueprint in OPEN_BLUEPRINTS:
        return None
    if hasattr(view, "open_to_everyone"):
        return None
    person: Person | None = g.person
    if not is_declared(current_app, endpoint):
        abort(403)
    if person is None:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if hasattr(view, "for_signed_in"):
        return None
    action: Action = view.declared_action  # type: ignore[attr-defined]
    council_id = (request.view_args or {}).get("council_id")
    g.roles = roles_of(person, council_id)
    if council_id is not None:
        g.council = council_by_id(council_id)
        if g.council is None or not g.roles:
            abort(404)
    if not may(g.roles, action):
        abort(403)
    return None


def visitor_may(action: Action) -> bool:
    """Whether the visitor may do this in the council whose page is shown."""
    return may(g.get("roles", frozenset()), action)
