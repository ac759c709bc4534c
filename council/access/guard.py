"""The guard: every page is refused unless it declares its action and the visitor may do it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from council.access.actions import Action, Role, may
from council.access.queries import council_by_id
from council.people.models import Person

View = TypeVar("View", bound=Callable[..., Any])

# Pages of Flask itself and of the sign-in library, which carry no decorator of ours: each checks
# for itself who is there. They are named one by one, so that an update of the library opens none.
OPEN_ELSEWHERE = frozenset(
    {
        "static",
        "security.login",
        "security.logout",
        "security.verify",
        "security.change_password",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "security.mf_recovery_codes",
    }
)
# What the library has besides and cannot be told to leave out; nobody needs it here.
CLOSED_ELSEWHERE = frozenset({"security.two_factor_rescue", "security.tf_select"})


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
    if endpoint in OPEN_ELSEWHERE or endpoint in CLOSED_ELSEWHERE:
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
    if endpoint in CLOSED_ELSEWHERE:
        abort(404)
    if endpoint in OPEN_ELSEWHERE:
        if request.is_json:
            abort(415)  # the library would take it for a form
        return None
    view = current_app.view_functions[endpoint]
    if hasattr(view, "open_to_everyone"):
        return None
    person: Person | None = g.person
    if not is_declared(current_app, endpoint):
        abort(403)
    if person is None:
        if request.method == "GET":
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        return redirect(url_for("security.login"), 303)
    if hasattr(view, "for_signed_in"):
        return None
    action: Action = getattr(view, "declared_action")  # noqa: B009
    council_id = (request.view_args or {}).get("council_id")
    # A district admin is that to every council.
    g.roles = frozenset(role for held_in, role in g.held if held_in in (council_id, None))
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
