"""Pages about the families and people of a council."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.access.queries import people_after, people_without_password, roles_in
from council.access.wording import ROLE_NAMES
from council.councils.operations import join_council, leave_council
from council.councils.queries import families_after, family_of, seats_of
from council.database import db
from council.forms import whole_number
from council.people import operations
from council.people.forms import CHANNELS, FamilyForm
from council.people.models import Family
from council.refusals import Refusal

bp = Blueprint("people", __name__)

PAGE = 50


@bp.get("/councils/<council_id>/families")
@declares(Action.SEE_FAMILIES)
def list_families(council_id: str) -> str:
    """The families of the council, with their languages and how they want to be reached."""
    after = request.args.get("after")
    families = list(db.session.scalars(families_after(council_id, after, PAGE)))
    return render_template(
        "people/list_families.html",
        families=families[:PAGE],
        channels=CHANNELS,
        next_key=families[PAGE - 1].id if len(families) > PAGE else None,
        is_first_page=after is None,
    )


@bp.route("/councils/<council_id>/families/add", methods=["GET", "POST"])
@declares(Action.KEEP_FAMILIES)
def add_family(council_id: str) -> ResponseReturnValue:
    """Write down a family that joins the council."""
    form = FamilyForm()
    if form.validate_on_submit():
        try:
            family = operations.add_family(form.facts(), council_id=council_id, by=g.person)
            join_council(family, g.council, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s belongs to the council now.", name=family.name), "done")
            return redirect(url_for("people.list_families", council_id=council_id), 303)
    return render_template("people/keep_family.html", form=form), 422 if form.errors else 200


@bp.route("/councils/<council_id>/families/<family_id>", methods=["GET", "POST"])
@declares(Action.KEEP_FAMILIES)
def change_family(council_id: str, family_id: str) -> ResponseReturnValue:
    """What is known of a family, to be brought up to date."""
    family = _family_or_404(family_id)
    name = family.name
    form = FamilyForm(family)
    if form.validate_on_submit():
        try:
            operations.change_family(
                family,
                form.facts(),
                version=whole_number(form.version.data) or 0,
                council_id=council_id,
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("What is known of %(name)s is saved.", name=family.name), "done")
            return redirect(url_for("people.list_families", council_id=council_id), 303)
    page = render_template("people/keep_family.html", form=form, family_id=family_id, name=name)
    return page, 422 if form.errors else 200


@bp.post("/councils/<council_id>/families/<family_id>/leave")
@declares(Action.KEEP_FAMILIES)
def leave(council_id: str, family_id: str) -> ResponseReturnValue:
    """The family leaves the council."""
    family = _family_or_404(family_id)
    leave_council(family, g.council, by=g.person)
    flash(_("%(name)s no longer belongs to the council.", name=family.name), "done")
    return redirect(url_for("people.list_families", council_id=council_id), 303)


def _family_or_404(family_id: str) -> Family:
    family = family_of(g.council.id, family_id)
    if family is None:
        abort(404)
    return family


@bp.get("/councils/<council_id>/people")
@declares(Action.SEE_PEOPLE)
def list_people(council_id: str) -> str:
    """The people who hold a role in the council, with their roles and seats."""
    after = request.args.get("after")
    found = list(db.session.scalars(people_after(council_id, after, PAGE)))
    people = found[:PAGE]
    ids = [person.id for person in people]
    return render_template(
        "people/list_people.html",
        people=people,
        roles=roles_in(council_id, ids),
        seats=seats_of(council_id, ids),
        invited=people_without_password(ids),
        role_names=ROLE_NAMES,
        next_key=ids[-1] if len(found) > PAGE else None,
        is_first_page=after is None,
    )
