"""A family looks up what became of its concern, by its code or by a link from a message."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from council import clock
from council.access.guard import public
from council.access.limits import limit_look_ups
from council.access.models import Purpose
from council.access.tickets import look_at_ticket
from council.concerns import operations
from council.concerns.codes import read_code
from council.concerns.handover import SHOWN_FOR
from council.concerns.models import Concern
from council.concerns.queries import concern_by_code, concern_of_ticket
from council.concerns.rules import can_withdraw
from council.languages.choice import current_interface, family_page
from council.languages.formatting import language_name
from council.languages.registry import Language
from council.refusals import Refusal
from council.texts.passages import Passage, PassageStanding, ShownPassage
from council.thread.forms import LookUpForm
from council.thread.knots import concern_knots
from council.thread.queries import way_of_concern

bp = Blueprint("thread", __name__)

_LOOKED_UP = "looked_up"


@bp.route("/code", methods=["GET", "POST"])
@public
@family_page
@limit_look_ups
def look_up() -> ResponseReturnValue:
    """Type a code; what is wrong with it is said, and nothing about anybody else's."""
    form = LookUpForm()
    if form.validate_on_submit():
        try:
            concern = _concern_with(form.code.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _remember(concern)
            return redirect(url_for("thread.show_thread"), 303)
    return render_template("thread/look_up.html", form=form), 422 if form.errors else 200


def _concern_with(typed: str) -> Concern:
    concern = concern_by_code(read_code(typed))
    if concern is None:
        raise Refusal(
            _l("We do not know this code. Compare it with your paper or photo."), field="code"
        )
    return concern


def _remember(concern: Concern) -> None:
    """Keep open, on this device and for a short while, what was looked up; never the code."""
    until = clock.now() + SHOWN_FOR
    session[_LOOKED_UP] = {"concern": concern.id, "until": int(until.timestamp())}


@dataclass(frozen=True)
class _Looked:
    """A concern as this family has opened it: by its code, or by the link with this token."""

    concern: Concern
    token: str | None

    @property
    def page(self) -> str:
        """Where its thread is shown, for whoever has opened it in the same way."""
        if self.token is None:
            return url_for("thread.show_thread")
        return url_for("thread.open_thread", token=self.token)

    @property
    def withdrawal(self) -> str:
        """Where it can be taken back."""
        if self.token is None:
            return url_for("thread.withdraw_concern")
        return url_for("thread.withdraw_concern_by_link", token=self.token)


def _by_code() -> _Looked | None:
    kept = session.get(_LOOKED_UP)
    if kept is None or kept["until"] <= clock.now().timestamp():
        session.pop(_LOOKED_UP, None)
        return None
    concern = concern_of_ticket(kept["concern"])
    return None if concern is None else _Looked(concern, None)


def _by_link(token: str) -> _Looked:
    ticket = look_at_ticket(token, Purpose.THREAD)
    concern = concern_of_ticket(ticket.subject_id)
    if concern is None:
        raise NotFound
    return _Looked(concern, token)


def _ask_again() -> ResponseReturnValue:
    flash(_("Type your code to see your concern. It is shown for half an hour."), "attention")
    return redirect(url_for("thread.look_up"), 303)


@bp.get("/thread")
@public
@family_page
def show_thread() -> ResponseReturnValue:
    """The whole thread of a concern whose code was typed, in the family's language."""
    looked = _by_code()
    return _ask_again() if looked is None else _thread_page(looked)


@bp.get("/thread/<token>")
@public
@family_page
def open_thread(token: str) -> ResponseReturnValue:
    """The same from a message's own link, which works as often as it is opened."""
    return _thread_page(_by_link(token))


@bp.post("/code/close")
@public
@family_page
def close_thread() -> ResponseReturnValue:
    """This device forgets what was looked up: phones are shared."""
    session.pop(_LOOKED_UP, None)
    flash(_("Closed. Nobody can see your concern on this device now."), "done")
    return redirect(url_for("thread.look_up"), 303)


def _thread_page(looked: _Looked) -> ResponseReturnValue:
    concern = looked.concern
    reader = _reader()
    way = way_of_concern(concern, reader)
    today = clock.today(concern.council.time_zone)
    return render_template(
        "thread/show_thread.html",
        concern=concern,
        knots=concern_knots(concern, way, today, linked=False),
        today=today,
        shown=lambda passage: _shown(passage, reader),
        by_code=looked.token is None,
        withdraw=looked.withdrawal if can_withdraw(concern) else None,
    )


def _reader() -> list[Language]:
    """What this family reads: the language that it asked for, and the one that the page is in."""
    interface = current_interface()
    return list(dict.fromkeys([interface.asked, interface.shown]))


def _shown(passage: Passage, reader: list[Language]) -> ShownPassage:
    """The words with, where they are not what the family reads, a sentence that says why."""
    if passage.standing is PassageStanding.MISSING:
        return passage.shown(
            _(
                "This is in %(language)s. Its translation into %(wanted)s is not yet approved.",
                language=language_name(passage.language),
                wanted=language_name(reader[0].tag),
            )
        )
    if passage.standing is PassageStanding.STALE:
        return passage.shown(
            _("The original was changed after this translation. The new one is not yet approved.")
        )
    return passage.shown()


@bp.route("/thread/withdraw", methods=["GET", "POST"])
@public
@family_page
def withdraw_concern() -> ResponseReturnValue:
    """Ask whether the family means it, and then take the concern back."""
    looked = _by_code()
    return _ask_again() if looked is None else _withdraw(looked)


@bp.route("/thread/<token>/withdraw", methods=["GET", "POST"])
@public
@family_page
def withdraw_concern_by_link(token: str) -> ResponseReturnValue:
    """The same from a message's own link."""
    return _withdraw(_by_link(token))


def _withdraw(looked: _Looked) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template(
            "thread/withdraw_concern.html",
            concern=looked.concern,
            page=looked.page,
            possible=can_withdraw(looked.concern),
        )
    operations.withdraw_concern(looked.concern)
    flash(_("Your concern is taken back, and your words are erased."), "done")
    return redirect(looked.page, 303)
