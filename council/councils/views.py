"""Pages of the district: its schools, its councils, and the rules that they start from."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares, signed_in
from council.access.queries import district_admins
from council.councils import operations
from council.councils.forms import ChoosePaperForm, FoundCouncilForm, OpenSchoolForm
from council.councils.models import District
from council.councils.presets import CHECKED_ON, PRESETS
from council.councils.queries import councils, school_with_id, schools, the_district
from council.database import db
from council.printing.document import Paper
from council.refusals import Refusal

bp = Blueprint("councils", __name__)


def _district_or_404() -> District:
    district = the_district()
    if district is None:
        abort(404)
    return district


@bp.get("/district")
@declares(Action.KEEP_DISTRICT)
def show_district() -> str:
    """The district with its schools, councils and admins."""
    return render_template(
        "councils/show_district.html",
        district=_district_or_404(),
        schools=list(db.session.scalars(schools())),
        councils=list(db.session.scalars(councils())),
        admins=list(db.session.scalars(district_admins())),
        presets=PRESETS,
    )


@bp.route("/district/schools/open", methods=["GET", "POST"])
@declares(Action.KEEP_DISTRICT)
def open_school() -> ResponseReturnValue:
    """Add a school of the district."""
    form = OpenSchoolForm()
    if form.validate_on_submit():
        try:
            school = operations.open_school(
                form.name.data, address=form.address.data or "", by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s is added.", name=school.name), "done")
            return redirect(url_for("councils.show_district"), 303)
    page = render_template("councils/open_school.html", form=form, district=_district_or_404())
    return page, 422 if form.errors else 200


@bp.route("/district/councils/found", methods=["GET", "POST"])
@declares(Action.KEEP_DISTRICT)
def found_council() -> ResponseReturnValue:
    """Add a council with the rules of its kind, which are a start and not legal advice."""
    district = _district_or_404()
    form = FoundCouncilForm(district, list(db.session.scalars(schools())))
    if form.validate_on_submit():
        try:
            council = operations.found_council(
                form.name.data,
                preset=form.preset.data,
                school=school_with_id(form.school.data) if form.school.data else None,
                time_zone=form.time_zone.data,
                language=form.language.data,
                paper=Paper(form.paper.data),
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The council is founded. Invite its coordinator now."), "done")
            return redirect(url_for("access.invite_person", council_id=council.id), 303)
    page = render_template(
        "councils/found_council.html", form=form, district=district, checked_on=CHECKED_ON
    )
    return page, 422 if form.errors else 200


@bp.route("/councils/<council_id>/paper", methods=["GET", "POST"])
@declares(Action.CHOOSE_PAPER)
def choose_paper(council_id: str) -> ResponseReturnValue:
    """Choose what the council prints on, where nobody says otherwise."""
    form = ChoosePaperForm(paper=g.council.paper.value)
    if form.validate_on_submit():
        operations.choose_paper(g.council, Paper(form.paper.data), by=g.person)
        flash(_("From now on, printing begins with this paper."), "done")
        return redirect(url_for("people.list_people", council_id=council_id), 303)
    return render_template("councils/choose_paper.html", form=form), 422 if form.errors else 200


@bp.get("/presets")
@signed_in
def list_presets() -> str:
    """Every kind of council with its rules, their sources and when they were checked."""
    return render_template("councils/list_presets.html", presets=list(PRESETS.values()))
