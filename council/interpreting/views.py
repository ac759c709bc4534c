"""The pages of interpreting: needs, bookings, the directory, and the interpreter's own link."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council import clock
from council.access.actions import Action
from council.access.guard import declares, public
from council.access.models import Purpose
from council.access.tickets import TicketRefused, look_at_ticket
from council.councils.presets import preset_of
from council.interpreting import operations
from council.interpreting.forms import (
    CREDENTIALS,
    MODALITIES,
    MODES,
    MOST_PAIRS,
    SPARE_PAIRS,
    AnswerOfferForm,
    InterpreterForm,
    OfferBookingForm,
    ReasonForm,
    RequestInterpreterForm,
    SettleBookingForm,
    language_choices,
    pairs_typed,
)
from council.interpreting.models import Booking, Interpreter
from council.interpreting.queries import (
    PAGE,
    booking_of,
    candidates_for,
    interpreter_by_id,
    interpreters,
    needs_of,
    request_of,
    tries_for,
)
from council.interpreting.rules import LADDER, next_on_ladder
from council.interpreting.states import (
    BookingState,
    Credential,
    Modality,
    Mode,
    NeedStanding,
)
from council.languages.registry import UnknownLanguage, find
from council.meetings.loading import language_of_page, meeting_or_404
from council.meetings.models import Meeting
from council.meetings.posting_queries import passages_as_posted, postings_of
from council.meetings.rules import can_change
from council.refusals import Refusal
from council.texts.passages import passage

bp = Blueprint("interpreting", __name__)

# How long an interpreter has to answer, unless the coordinator says otherwise.
DAYS_TO_ANSWER = 3
TRAVEL_ON_SITE = 30

STATES: Mapping[BookingState, tuple[str, Any, str]] = {
    BookingState.REQUESTED: ("circle-dashed", _l("Not offered yet"), "attention"),
    BookingState.OFFERED: ("hourglass", _l("Waiting for an answer"), "thread"),
    BookingState.CONFIRMED: ("circle-check", _l("Confirmed"), "approved"),
    BookingState.FULFILLED: ("checks", _l("Interpreted"), "approved"),
    BookingState.DECLINED: ("user-x", _l("Declined"), "quiet"),
    BookingState.WITHDRAWN: ("arrow-back-up", _l("Taken back"), "quiet"),
    BookingState.CANCELLED: ("calendar-x", _l("Cancelled"), "late"),
    BookingState.EXPIRED: ("clock-exclamation", _l("Not answered in time"), "quiet"),
    BookingState.NO_SHOW: ("user-x", _l("Did not come"), "late"),
}


def _booking_or_404(booking_id: str) -> Booking:
    booking = booking_of(g.council.id, booking_id)
    if booking is None:
        abort(404)
    return booking


def _interpreter_or_404(interpreter_id: str) -> Interpreter:
    interpreter = interpreter_by_id(interpreter_id)
    if interpreter is None:
        abort(404)
    return interpreter


def _to_needs(meeting: Meeting) -> ResponseReturnValue:
    return redirect(
        url_for("interpreting.show_needs", council_id=meeting.council_id, meeting_id=meeting.id),
        303,
    )


def _to_booking(booking: Booking) -> ResponseReturnValue:
    return redirect(
        url_for("interpreting.show_booking", council_id=g.council.id, booking_id=booking.id), 303
    )


# ---- what a meeting needs


@bp.get("/councils/<council_id>/meetings/<meeting_id>/needs")
@declares(Action.SEE_NEEDS)
def show_needs(council_id: str, meeting_id: str) -> str:
    """Languages and families: who asked, who covers it, and what is missing."""
    meeting = meeting_or_404(meeting_id)
    return render_template(
        "interpreting/show_needs.html",
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        needs=needs_of(g.council, [meeting])[meeting.id],
        standing=NeedStanding,
        states=STATES,
        modalities=MODALITIES,
        lead_days=preset_of(g.council.preset).interpreter_lead_days,
        days_left=(meeting.starts_at - clock.now()).days,
        is_open=can_change(meeting) and meeting.ends_at > clock.now(),
    )


@bp.route("/councils/<council_id>/meetings/<meeting_id>/needs/ask", methods=["GET", "POST"])
@declares(Action.BOOK_INTERPRETER)
def request_interpreter(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Ask for an interpreter into one language of the families."""
    meeting = meeting_or_404(meeting_id)
    form = RequestInterpreterForm(language=_known(request.args.get("language")))
    form.offer_languages(g.council.language)
    if form.validate_on_submit():
        try:
            operations.request_interpreter(
                meeting,
                form.language.data,
                mode=Mode(form.mode.data),
                modality=Modality(form.modality.data),
                relay_language=form.relay_language.data or None,
                note=form.note.data or "",
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            made = request_of(meeting, form.language.data)
            flash(_("The need is written down. Choose whom to offer it to."), "done")
            legs = (
                [each for each in made.bookings if each.state is BookingState.REQUESTED]
                if made
                else []
            )
            return _to_booking(min(legs, key=lambda leg: leg.leg)) if legs else _to_needs(meeting)
    page = render_template(
        "interpreting/request_interpreter.html",
        form=form,
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
    )
    return page, 422 if form.errors else 200


def _known(tag: str | None) -> str:
    try:
        return find(tag).tag if tag else ""
    except UnknownLanguage:
        return ""


@bp.post("/councils/<council_id>/meetings/<meeting_id>/needs/<language>/withdraw")
@declares(Action.BOOK_INTERPRETER)
def withdraw_request(council_id: str, meeting_id: str, language: str) -> ResponseReturnValue:
    """Take a request for an interpreter back."""
    meeting = meeting_or_404(meeting_id)
    asked = request_of(meeting, language)
    if asked is None:
        abort(404)
    operations.withdraw_request(asked, by=g.person)
    flash(_("The request is taken back."), "done")
    return _to_needs(meeting)


# ---- one booking


@bp.get("/councils/<council_id>/bookings/<booking_id>")
@declares(Action.BOOK_INTERPRETER)
def show_booking(council_id: str, booking_id: str) -> str:
    """A booking: where it stands, whom it can be offered to, and why not to the others."""
    booking = _booking_or_404(booking_id)
    meeting = booking.request.meeting
    open_for_offers = (
        booking.state is BookingState.REQUESTED
        and can_change(meeting)
        and meeting.starts_at > clock.now()
    )
    travel = _travel(booking)
    candidates = candidates_for(booking, travel) if open_for_offers else []
    return render_template(
        "interpreting/show_booking.html",
        booking=booking,
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        fitting=[each for each in candidates if not each.obstacles],
        others=[each for each in candidates if each.obstacles],
        open_for_offers=open_for_offers,
        travel=travel,
        next_modality=next_on_ladder(booking.modality),
        ladder=LADDER,
        tries=tries_for(booking),
        states=STATES,
        modes=MODES,
        modalities=MODALITIES,
        credentials=CREDENTIALS,
        has_begun=meeting.starts_at <= clock.now(),
        moment=_moment,
    )


def _travel(booking: Booking) -> int:
    return TRAVEL_ON_SITE if booking.modality is Modality.ON_SITE else 0


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=clock.now().tzinfo)


@bp.route(
    "/councils/<council_id>/bookings/<booking_id>/offer/<interpreter_id>", methods=["GET", "POST"]
)
@declares(Action.BOOK_INTERPRETER)
def offer_booking(council_id: str, booking_id: str, interpreter_id: str) -> ResponseReturnValue:
    """Offer a booking to an interpreter, who answers by a link of their own."""
    booking = _booking_or_404(booking_id)
    interpreter = _interpreter_or_404(interpreter_id)
    meeting = booking.request.meeting
    form = OfferBookingForm(data=_usual_offer(booking))
    if form.validate_on_submit():
        try:
            operations.offer_booking(
                booking,
                interpreter,
                travel_minutes=form.travel_minutes.data,
                answer_by=form.answer_by(meeting.time_zone),
                by=g.person,
            )
        except Refusal as refusal:
            if refusal.field == "answer_by":
                refusal.field = "answer_on"
            form.refuse(refusal)
        else:
            flash(_("The booking is offered. %(name)s is told.", name=interpreter.name), "done")
            return _to_booking(booking)
    page = render_template(
        "interpreting/offer_booking.html",
        form=form,
        booking=booking,
        meeting=meeting,
        interpreter=interpreter,
        title=passage(meeting.title_id, language_of_page()),
        modes=MODES,
        modalities=MODALITIES,
        credentials=CREDENTIALS,
    )
    return page, 422 if form.errors else 200


def _usual_offer(booking: Booking) -> dict[str, Any]:
    """Three days to answer, but no longer than until the day before the meeting."""
    meeting = booking.request.meeting
    zone = ZoneInfo(meeting.time_zone)
    answer_by = min(
        clock.now() + timedelta(days=DAYS_TO_ANSWER),
        max(meeting.starts_at - timedelta(days=1), clock.now() + timedelta(hours=2)),
        meeting.starts_at,
    ).astimezone(zone)
    return {
        "answer_on": answer_by.date(),
        "answer_at": answer_by.replace(minute=0, second=0, microsecond=0).time(),
        "travel_minutes": _travel(booking),
    }


@bp.post("/councils/<council_id>/bookings/<booking_id>/withdraw")
@declares(Action.BOOK_INTERPRETER)
def withdraw_offer(council_id: str, booking_id: str) -> ResponseReturnValue:
    """Take an offer back before it is answered."""
    booking = _booking_or_404(booking_id)
    operations.withdraw_offer(booking, by=g.person)
    flash(_("The offer is taken back, and the interpreter is told."), "done")
    return _to_needs(booking.request.meeting)


@bp.post("/councils/<council_id>/bookings/<booking_id>/another-way")
@declares(Action.BOOK_INTERPRETER)
def step_down_ladder(council_id: str, booking_id: str) -> ResponseReturnValue:
    """Nobody can come this way: try the next one."""
    booking = _booking_or_404(booking_id)
    return _to_booking(operations.step_down_ladder(booking, by=g.person))


@bp.route("/councils/<council_id>/bookings/<booking_id>/cancel", methods=["GET", "POST"])
@declares(Action.BOOK_INTERPRETER)
def cancel_booking(council_id: str, booking_id: str) -> ResponseReturnValue:
    """Cancel a confirmed booking, with the reason that the interpreter is told."""
    booking = _booking_or_404(booking_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            operations.cancel_booking(booking, form.reason.data, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The booking is cancelled, and the interpreter is told."), "done")
            return _to_needs(booking.request.meeting)
    page = render_template(
        "interpreting/cancel_booking.html",
        form=form,
        booking=booking,
        meeting=booking.request.meeting,
        title=passage(booking.request.meeting.title_id, language_of_page()),
    )
    return page, 422 if form.errors else 200


@bp.route("/councils/<council_id>/bookings/<booking_id>/settle", methods=["GET", "POST"])
@declares(Action.BOOK_INTERPRETER)
def settle_booking(council_id: str, booking_id: str) -> ResponseReturnValue:
    """After the meeting: did the interpreter come, and for how long?"""
    booking = _booking_or_404(booking_id)
    form = SettleBookingForm(minutes_served=booking.request.meeting.minutes)
    if form.validate_on_submit():
        try:
            if form.came.data == "yes":
                operations.fulfil_booking(booking, form.minutes_served.data or 0, by=g.person)
            else:
                operations.miss_booking(booking, by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("It is written down."), "done")
            return _to_booking(booking)
    page = render_template(
        "interpreting/settle_booking.html",
        form=form,
        booking=booking,
        meeting=booking.request.meeting,
        title=passage(booking.request.meeting.title_id, language_of_page()),
    )
    return page, 422 if form.errors else 200


# ---- the district's directory


@bp.get("/councils/<council_id>/interpreters")
@declares(Action.SEE_INTERPRETERS)
def list_interpreters(council_id: str) -> str:
    """The district's interpreters, by name, and who of them works with one language."""
    language = _known(request.args.get("language"))
    name, _dash, interpreter_id = request.args.get("after", "").rpartition("|")
    found = interpreters(
        language=language or None, after=(name, interpreter_id) if interpreter_id else None
    )
    shown = found[:PAGE]
    return render_template(
        "interpreting/list_interpreters.html",
        interpreters=shown,
        pairs={each.id: pairs_typed(each, g.council.language) for each in shown},
        chosen=language,
        languages=language_choices(),
        credentials=CREDENTIALS,
        not_an_interpreter=Credential.BILINGUAL_STAFF,
        modalities=MODALITIES,
        next_key=f"{shown[-1].name}|{shown[-1].id}" if len(found) > PAGE else None,
        is_first_page=not interpreter_id,
    )


@bp.route("/councils/<council_id>/interpreters/add", methods=["GET", "POST"])
@declares(Action.KEEP_INTERPRETERS)
def add_interpreter(council_id: str) -> ResponseReturnValue:
    """Take somebody into the district's directory."""
    form = InterpreterForm()
    form.offer_choices()
    if form.validate_on_submit():
        try:
            interpreter = operations.add_interpreter(form.facts(), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s is in the directory.", name=interpreter.name), "done")
            return redirect(url_for("interpreting.list_interpreters", council_id=council_id), 303)
    page = render_template("interpreting/keep_interpreter.html", form=form, interpreter=None)
    return page, 422 if form.errors else 200


@bp.route("/councils/<council_id>/interpreters/<interpreter_id>", methods=["GET", "POST"])
@declares(Action.KEEP_INTERPRETERS)
def edit_interpreter(council_id: str, interpreter_id: str) -> ResponseReturnValue:
    """Change what the directory says of somebody."""
    interpreter = _interpreter_or_404(interpreter_id)
    rows = pairs_typed(interpreter, g.council.language)
    spare = min(SPARE_PAIRS, MOST_PAIRS - len(rows))
    form = InterpreterForm(
        data={
            name: getattr(interpreter, name)
            for name in ("name", "email", "phone", "credential", "modalities", "pay", "active")
        }
        | {
            "attested_adult_and_unrelated": interpreter.attested_adult_and_unrelated,
            "pairs": [*rows, *({} for _row in range(max(spare, 0)))],
        }
    )
    form.offer_choices()
    if form.validate_on_submit():
        try:
            operations.edit_interpreter(
                interpreter, form.facts(), active=bool(form.active.data), by=g.person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s has been changed.", name=interpreter.name), "done")
            return redirect(url_for("interpreting.list_interpreters", council_id=council_id), 303)
    page = render_template("interpreting/keep_interpreter.html", form=form, interpreter=interpreter)
    return page, 422 if form.errors else 200


# ---- the interpreter's own link


@bp.get("/booking/<token>")
@public
def show_offer(token: str) -> ResponseReturnValue:
    """An offer as the interpreter sees it; looking answers nothing."""
    try:
        booking = _offered(token)
    except TicketRefused as refusal:
        return _refused(refusal)
    return _offer_page(token, booking, AnswerOfferForm())


@bp.post("/booking/<token>/accept")
@public
def accept_offer(token: str) -> ResponseReturnValue:
    """The interpreter takes the booking."""
    try:
        booking = _offered(token)
    except TicketRefused as refusal:
        return _refused(refusal)
    if booking.state is not BookingState.CONFIRMED:  # a second tap on the button changes nothing
        operations.accept_booking(booking)
    return redirect(url_for("interpreting.show_offer", token=token), 303)


@bp.post("/booking/<token>/decline")
@public
def decline_offer(token: str) -> ResponseReturnValue:
    """The interpreter does not take the booking, or gives it back after all, and says why."""
    try:
        booking = _offered(token)
    except TicketRefused as refusal:
        return _refused(refusal)
    form = AnswerOfferForm()
    if form.validate_on_submit():
        reason = form.reason.data or ""
        try:
            if booking.state is BookingState.CONFIRMED:
                operations.give_booking_back(booking, reason)
            else:
                operations.decline_booking(booking, reason)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("interpreting.show_offer", token=token), 303)
    return _offer_page(token, booking, form), 422


def _offered(token: str) -> Booking:
    ticket = look_at_ticket(token, Purpose.BOOKING)
    booking = booking_of(ticket.council_id or "", ticket.subject_id or "")
    if booking is None:
        raise TicketRefused(_l("This booking does not exist any more."))
    return booking


def _refused(refusal: TicketRefused) -> ResponseReturnValue:
    return render_template("interpreting/offer_refused.html", sentence=refusal.sentence), 410


def _offer_page(token: str, booking: Booking, form: AnswerOfferForm) -> str:
    meeting = booking.request.meeting
    postings = postings_of(meeting)
    posting = postings[-1] if postings else None
    return render_template(
        "interpreting/show_offer.html",
        token=token,
        form=form,
        booking=booking,
        meeting=meeting,
        title=passage(meeting.title_id, language_of_page()),
        # The brief: what will be talked about, and never which families come.
        items=posting.snapshot["items"] if posting else [],
        words_of=passages_as_posted(posting, language_of_page()) if posting else {},
        is_open=booking.state is BookingState.OFFERED
        and (booking.answer_by is None or booking.answer_by > clock.now()),
        can_give_back=booking.state is BookingState.CONFIRMED and meeting.starts_at > clock.now(),
        modes=MODES,
        modalities=MODALITIES,
        states=STATES,
        schools=_school_of(meeting),
    )


def _school_of(meeting: Meeting) -> str:
    return meeting.council.school.name if meeting.council.school else meeting.council.name
