"""The first page, each person's today, and what everybody may know about Council."""

from flask import Blueprint, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from council import clock
from council.access.actions import Action, Role
from council.access.guard import declares, public, signed_in
from council.access.personas import personas_on_offer
from council.access.queries import councils_of, roles_of
from council.councils.presets import preset_of
from council.database import db
from council.languages.choice import family_page
from council.meetings.page import days_until, leaf
from council.people.queries import is_empty_installation
from council.today import navigation
from council.today.queries import matters_for, meeting_ahead

bp = Blueprint("today", __name__)
bp.record_once(lambda setup: navigation.register(setup.app.jinja_env))


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """The first page: sign in, look up a code, or in a demonstration step into a persona."""
    if current_app.config["COUNCIL_DEMO"]:
        return render_template("today/demo_start.html", personas=personas_on_offer())
    if g.person is not None:
        return redirect(url_for("today.today"), 303)
    return render_template("today/start.html", empty=is_empty_installation())


@bp.get("/today")
@signed_in
def today() -> ResponseReturnValue:
    """What needs this person, council by council; straight there where it is only one."""
    councils = list(db.session.scalars(councils_of(g.person)))
    if len(councils) == 1:
        return redirect(url_for("today.council_home", council_id=councils[0].id), 303)
    places = [
        (council, matters_for(g.person, roles_of(g.person, council.id), council))
        for council in councils
    ]
    return render_template(
        "today/today.html",
        places=places,
        district=Role.DISTRICT_ADMIN in roles_of(g.person, None),
    )


@bp.get("/councils/<council_id>")
@declares(Action.SEE_COUNCIL)
def council_home(council_id: str) -> str:
    """What needs this person in this council, its next meeting, and the kind of council it is."""
    return render_template(
        "today/council_home.html",
        matters=matters_for(g.person, g.roles, g.council),
        ahead=meeting_ahead(g.roles, g.council),
        today=clock.today(g.council.time_zone),
        days_until=days_until,
        format_leaf=leaf,
        preset=preset_of(g.council.preset),
    )


@bp.get("/what-we-keep")
@public
@family_page
def what_we_keep() -> str:
    """What Council keeps about families, who sees it, and what is never asked."""
    return render_template("today/what_we_keep.html")


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """How Council can be used with assistive technology, and whom to tell when it can't."""
    return render_template("today/accessibility.html")
