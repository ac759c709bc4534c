"""The worklist of a council, and the mailbox of the demo."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from council.access.actions import Action
from council.access.guard import declares, public
from council.councils.models import District
from council.database import db
from council.notices import operations, queries
from council.notices.carriers import Carrier, carrier_of, program_sends_email
from council.notices.letters import STAFF_LANGUAGE, compose, compose_for_staff
from council.notices.models import OutboxMessage, Raiser
from council.notices.queries import PAGE, Shelf
from council.notices.registry import about
from council.notices.states import MessageState
from council.people.models import ContactChannel

bp = Blueprint("notices", __name__)

Kind = TypeVar("Kind", bound=StrEnum)

bp.add_app_template_global(about, "about_message")


@bp.get("/councils/<council_id>/messages")
@declares(Action.SEE_MESSAGES)
def worklist(council_id: str) -> str:
    """What the council owes somebody: to do by hand, on its way, sent, and done."""
    shelf = _one_of(Shelf, request.args.get("shelf")) or Shelf.TO_DO
    channel = _one_of(ContactChannel, request.args.get("channel"))
    found = db.session.scalars(
        queries.messages_on(shelf, council_id, channel=channel, after=_day_key())
    ).all()
    shown = found[:PAGE]
    counts = db.session.execute(queries.shelf_counts(council_id)).one()
    return render_template(
        "notices/worklist.html",
        shelf=shelf,
        channel=channel,
        channels=ContactChannel,
        counts=dict(zip(Shelf, counts, strict=True)),
        messages=shown,
        next_after=f"{shown[-1].written_on}_{shown[-1].id}" if len(found) > PAGE else None,
        by_program=program_sends_email(),
    )


@bp.get("/councils/<council_id>/messages/<message_id>")
@declares(Action.SEE_MESSAGES)
def show_message(council_id: str, message_id: str) -> str:
    """One message: who is told, how, and the words, with what staff read beside them."""
    return _show(_message(council_id, message_id))


@bp.post("/councils/<council_id>/messages/<message_id>/contact")
@declares(Action.SEE_WHO_RAISED)
def look_at_contact(council_id: str, message_id: str) -> str:
    """How to reach somebody who left a number or an address with a concern; the look is logged."""
    message = _message(council_id, message_id)
    return _show(message, raiser=operations.look_at_contact(message, by=g.person))


@bp.get("/councils/<council_id>/messages/<message_id>/letter")
@declares(Action.SEE_MESSAGES)
def print_letter(council_id: str, message_id: str) -> str:
    """The message as a letter to print and hand over, in its recipient's language alone."""
    message = _message(council_id, message_id)
    letter = compose(message) or abort(404)
    return render_template("notices/print_letter.html", message=message, letter=letter)


@bp.post("/councils/<council_id>/messages/<message_id>/tick-off")
@declares(Action.SEE_MESSAGES)
def tick_off_message(council_id: str, message_id: str) -> ResponseReturnValue:
    """The recipient has been told by hand."""
    operations.tick_off_message(_message(council_id, message_id), by=g.person)
    flash(_("Ticked off. They have been told."), "done")
    return redirect(url_for("notices.worklist", council_id=council_id), 303)


@bp.post("/councils/<council_id>/messages/<message_id>/put-back")
@declares(Action.SEE_MESSAGES)
def put_back_message(council_id: str, message_id: str) -> ResponseReturnValue:
    """It was ticked off by mistake."""
    operations.put_back_message(_message(council_id, message_id), by=g.person)
    flash(_("It stands on the list again."), "done")
    return _back_to(council_id, message_id)


@bp.post("/councils/<council_id>/messages/<message_id>/try-again")
@declares(Action.SEE_MESSAGES)
def try_again(council_id: str, message_id: str) -> ResponseReturnValue:
    """The program is to send a message that it had given up."""
    operations.try_again(_message(council_id, message_id), by=g.person)
    flash(_("It will be sent within a minute or two."), "done")
    return _back_to(council_id, message_id)


@bp.get("/demo/mailbox")
@public
def mailbox() -> str:
    """Every message of the demo that would have gone out, whoever it is to, the newest first."""
    _only_in_demo()
    found = db.session.scalars(queries.demo_messages(after=_moment_key())).all()
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    return render_template(
        "notices/mailbox.html",
        messages=shown,
        zone=db.session.scalars(select(District.time_zone)).first() or "UTC",
        next_after=(
            f"{last.demo_written_at.isoformat()}_{last.id}"
            if last is not None and last.demo_written_at is not None
            else None
        ),
    )


@bp.get("/demo/mailbox/<message_id>")
@public
def open_message(message_id: str) -> str:
    """One message of the demo as its recipient reads it, with links that work."""
    _only_in_demo()
    message = db.session.get(OutboxMessage, message_id) or abort(404)
    return render_template("notices/open_message.html", message=message, letter=compose(message))


@bp.get("/demo/mailbox/<message_id>/<int:number>")
@public
def download_attachment(message_id: str, number: int) -> Response:
    """What goes with a message of the demo, such as an invite for a calendar."""
    _only_in_demo()
    message = db.session.get(OutboxMessage, message_id) or abort(404)
    letter = compose(message) or abort(404)
    if number >= len(letter.attachments):
        abort(404)
    attachment = letter.attachments[number]
    response = Response(attachment.content, mimetype=attachment.kind)
    response.headers.set("Content-Disposition", "attachment", filename=attachment.name)
    return response


def _show(message: OutboxMessage, *, raiser: Raiser | None = None) -> str:
    letter = compose(message)
    in_english = letter is None or letter.language.tag == STAFF_LANGUAGE
    by_hand = message.state is MessageState.FAILED or (
        message.state is MessageState.WAITING and carrier_of(message.channel) is Carrier.WORKLIST
    )
    return render_template(
        "notices/show_message.html",
        message=message,
        letter=letter,
        for_staff=None if in_english else compose_for_staff(message),
        by_hand=by_hand,
        can_try_again=message.state is MessageState.FAILED and program_sends_email(),
        # Of somebody who raised a concern without a profile, nothing is shown before it is asked.
        contact=message.family or message.person or message.interpreter or raiser,
        raiser=raiser,
    )


def _one_of(kind: type[Kind], value: str | None) -> Kind | None:
    return next((member for member in kind if member.value == value), None)


def _message(council_id: str, message_id: str) -> OutboxMessage:
    return db.session.scalar(queries.message_of(council_id, message_id)) or abort(404)


def _back_to(council_id: str, message_id: str) -> ResponseReturnValue:
    return redirect(
        url_for("notices.show_message", council_id=council_id, message_id=message_id), 303
    )


def _only_in_demo() -> None:
    if not current_app.config["COUNCIL_DEMO"]:
        abort(404)


def _day_key() -> tuple[date, str] | None:
    day, _line, message_id = request.args.get("after", "").partition("_")
    try:
        return (date.fromisoformat(day), message_id) if message_id else None
    except ValueError:
        return None  # a mistyped address shows the first page


def _moment_key() -> tuple[datetime, str] | None:
    moment, _line, message_id = request.args.get("after", "").partition("_")
    try:
        return (datetime.fromisoformat(moment).astimezone(UTC), message_id) if message_id else None
    except (ValueError, OverflowError):  # the last hours of the calendar are no hours elsewhere
        return None
