"""Writing a concern down for a family, and handing over the code to look it up with."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from council.access.actions import Action
from council.access.guard import declares, visitor_may
from council.concerns import handover, operations, queries
from council.concerns.codes import written
from council.concerns.forms import LogConcernForm
from council.concerns.loading import bp, concern_or_404, page_of
from council.concerns.models import Concern
from council.concerns.operations import AlreadySent
from council.concerns.rules import MOST_CHARACTERS
from council.concerns.states import Arrival, Consent
from council.councils.models import Council
from council.councils.queries import families_of
from council.database import db
from council.languages.choice import in_language
from council.languages.registry import all_languages, find
from council.people.models import Family
from council.refusals import Refusal


@bp.route("/councils/<council_id>/concerns/log", methods=["GET", "POST"])
@declares(Action.LOG_CONCERN)
def log_concern(council_id: str) -> ResponseReturnValue:
    """Write down what a family said, while they are there."""
    families = _families_to_pick()
    form = LogConcernForm(_frequent_languages(g.council), families.values())
    if form.validate_on_submit():
        code = handover.code_on(form.slip.data)
        try:
            concern, code = operations.log_concern(
                g.council,
                form.words.data,
                language=form.chosen_language,
                variant=form.variant.data or "",
                arrival=Arrival(form.arrival.data),
                consent=Consent(form.consent.data),
                read_back=form.read_back.data,
                family=families.get(form.family.data or ""),
                name=form.name.data or "",
                email=form.email.data or None,
                phone=form.phone.data or None,
                code=code,
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        except AlreadySent:
            return _hand_over(queries.concern_by_code(code), code)
        else:
            flash(_("Written down. Hand over the code."), "done")
            return _hand_over(concern, code)
    if not form.slip.data:
        form.slip.data = handover.draw_slip()
    page = render_template("concerns/log_concern.html", form=form, most=MOST_CHARACTERS)
    return page, 422 if form.errors else 200


def _families_to_pick() -> dict[str, Family]:
    """Only a coordinator sees the council's list of families."""
    if not visitor_may(Action.SEE_FAMILIES):
        return {}
    return {each.id: each for each in db.session.scalars(families_of(g.council.id))}


def _frequent_languages(council: Council) -> list[str]:
    """The languages of the council's own families as large choices; the registry's first else."""
    most = 6
    tags = queries.frequent_languages(council, most)
    return tags or [language.tag for language in all_languages()[:most]]


def _hand_over(concern: Concern | None, code: str) -> ResponseReturnValue:
    if concern is None:
        abort(404)
    handover.keep_code(code, concern.id)
    return redirect(
        url_for("concerns.show_code", council_id=concern.council_id, concern_id=concern.id), 303
    )


@bp.get("/councils/<council_id>/concerns/<concern_id>/code")
@declares(Action.LOG_CONCERN)
def show_code(council_id: str, concern_id: str) -> ResponseReturnValue:
    """The code on a slip in the family's language, to print and hand over."""
    concern = concern_or_404(concern_id)
    code = handover.code_kept(concern.id)
    if code is None:
        return redirect(page_of(concern), 303)
    return render_template(
        "concerns/show_code.html",
        concern=concern,
        slip=_slip(concern, code),
        page=page_of(concern),
    )


def _slip(concern: Concern, code: str) -> Markup:
    """The slip in the family's language, or in the one that stands in for it."""
    asked = find(concern.language)
    with in_language(asked) as interface:
        words = render_template(
            "family/slip.html",
            council=concern.council,
            code=written(code),
            look_up=handover.look_up_address(asked),
            slip_language=interface.shown,
        )
    return Markup(words)  # noqa: S704 (a template of ours has escaped it)


@bp.post("/councils/<council_id>/concerns/<concern_id>/code/close")
@declares(Action.LOG_CONCERN)
def put_code_away(council_id: str, concern_id: str) -> ResponseReturnValue:
    """The code has been handed over; this device shows it no more."""
    concern = concern_or_404(concern_id)
    handover.put_code_away()
    flash(_("The code is no longer shown. Nobody can show it again."), "done")
    return redirect(page_of(concern), 303)
