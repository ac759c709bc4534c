"""Pages about the families and people of a council."""

from flask import Blueprint, g, render_template

from council.access.actions import Action
from council.access.guard import declares
from council.access.models import RoleHeld
from council.councils.queries import families_of
from council.database import db
from sqlalchemy import select
from council.people.models import Person

bp = Blueprint("people", __name__)


@bp.get("/councils/<council_id>/families")
@declares(Action.SEE_FAMILIES)
def list_families(council_id: str) -> str:
    """The families of the council, with their languages and how they want to be reached."""
    return render_template("people/list_families.html", families=list(db.session.scalars(families_of(council_id))))


@bp.get("/councils/<council_id>/people")
@declares(Action.SEE_PEOPLE)
def list_people(council_id: str) -> str:
    """The people who hold a role in the council."""
    held = select(Person).join(RoleHeld, RoleHeld.person_id == Person.id).where(RoleHeld.council_id == council_id).distinct()
    return render_template("people/list_people.html", people=list(db.session.scalars(held)))
