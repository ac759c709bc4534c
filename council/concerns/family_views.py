"""A family raises a concern, without an account, on whatever phone it has."""

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.guard import public
from council.access.limits import limit_intake
from council.concerns import handover, operations
from council.concerns.careful import BEGINNINGS, sounds_like_status
from council.concerns.codes import written
from council.concerns.family_forms import STEPS, RaiseConcernForm, Step
from council.concerns.operations import AlreadySent
from council.concerns.rules import MOST_CHARACTERS
from council.concerns.states import Consent
from council.councils.models import Council
from council.councils.queries import council_at_door
from council.languages.choice import current_interface, family_page
from council.languages.registry import Area, interface_languages
from council.refusals import Refusal

bp = Blueprint("family", __name__)

FIRST, LAST = STEPS[0], STEPS[-1]


def _council_at(door: str) -> Council:
    council = council_at_door(door)
    if council is None:
        abort(404)
    return council


@bp.get("/f/<door>")
@public
@family_page
def open_door(door: str) -> str:
    """Where the code on a poster leads: choose a language, by its own name."""
    shown = current_interface().shown
    return render_template(
        "family/open_door.html",
        council=_council_at(door),
        offered=shown,
        others=[each for each in interface_languages(Area.FAMILY) if each != shown],
    )


@bp.route("/f/<door>/concern", methods=["GET", "POST"])
@public
@family_page
@limit_intake
def raise_concern(door: str) -> ResponseReturnValue:
    """One question a page; nothing is written before the family sends it."""
    council = _council_at(door)
    form = RaiseConcernForm()
    if request.method == "GET":
        form.language.data = current_interface().asked.tag
        return _question(council, form, FIRST)
    go = request.form.get("go", "")
    if go in STEPS:
        return _question(council, form, Step(go))
    if go == "back":
        return _question(council, form, STEPS[max(STEPS.index(form.here) - 1, 0)])
    wrong = form.first_wrong_step(form.here)
    if wrong is not None:
        return _question(council, form, wrong)
    if form.here is not LAST:
        return _question(council, form, STEPS[STEPS.index(form.here) + 1])
    return _send(council, form)


def _question(council: Council, form: RaiseConcernForm, step: Step) -> ResponseReturnValue:
    if step is LAST and not form.slip.data:
        form.slip.data = handover.draw_slip()
    page = render_template(
        "family/raise_concern.html",
        council=council,
        form=form,
        shown=step,
        step=STEPS.index(step) + 1,
        steps=len(STEPS),
        most=MOST_CHARACTERS,
        beginnings=BEGINNINGS,
        careful=sounds_like_status(form.words.data or ""),
    )
    return page, 422 if form.errors else 200


def _send(council: Council, form: RaiseConcernForm) -> ResponseReturnValue:
    code = handover.code_on(form.slip.data)
    try:
        operations.raise_concern(
            council,
            form.words.data,
            language=form.language.data,
            variant=form.variant.data or "",
            consent=Consent(form.consent.data),
            name=form.name.data or "",
            email=form.email.data or None,
            phone=form.phone.data or None,
            code=code,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _question(council, form, form.step_of(refusal.field))
    except AlreadySent:
        # The button was pressed twice, and the first press wrote it: its code is shown again.
        pass
    handover.keep_code(code, council.door)
    return redirect(url_for("family.show_code", door=council.door), 303)


@bp.get("/f/<door>/code")
@public
@family_page
def show_code(door: str) -> ResponseReturnValue:
    """The code by which the family learns what became of its concern, to keep and not to lose."""
    council = _council_at(door)
    code = handover.code_kept(council.door)
    if code is None:
        return redirect(url_for("family.open_door", door=council.door), 303)
    return render_template(
        "family/show_code.html",
        council=council,
        code=written(code),
        look_up=handover.look_up_address(current_interface().asked),
    )


@bp.post("/f/<door>/code/close")
@public
@family_page
def put_code_away(door: str) -> ResponseReturnValue:
    """The family has kept its code; this phone shows it no more."""
    council = _council_at(door)
    handover.put_code_away()
    flash(_("Thank you. Your code is no longer shown on this device."), "done")
    return redirect(url_for("family.open_door", door=council.door), 303)
