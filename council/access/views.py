"""Pages about who may do what: one's own account, links to sign in, invitations and roles."""

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user, logout_user
from flask_security.proxies import _security

from council.access import operations
from council.access.actions import Action, Role
from council.access.forms import (
    AccountForm,
    AskForLinkForm,
    ConsumeForm,
    FirstAdminForm,
    GiveRoleForm,
    InviteAdminForm,
    InvitePersonForm,
    PasswordForm,
    SeatForm,
)
from council.access.guard import declares, public, signed_in
from council.access.limits import limit_invitations, limit_links, limit_opening
from council.access.models import Account, Purpose
from council.access.personas import persona_with
from council.access.queries import (
    account_of,
    can_reset_second_factor,
    person_of,
    roles_by_council,
    roles_in,
)
from council.access.sign_in import sign_in
from council.access.tickets import TicketRefused, look_at_ticket, use_up_ticket
from council.access.wording import ROLE_NAMES, WHAT_ROLES_DO
from council.councils.models import Seat
from council.councils.operations import end_membership, seat_member
from council.councils.presets import CHECKED_ON
from council.councils.queries import seat_of, the_district
from council.database import db
from council.languages.choice import current_interface
from council.people.models import Person
from council.people.queries import is_empty_installation
from council.refusals import Refusal

bp = Blueprint("access", __name__)


# ---- one's own account --------------------------------------------------------------------------


@bp.route("/my-account", methods=["GET", "POST"])
@signed_in
def my_account() -> ResponseReturnValue:
    """Who one is here, how one signs in, and in which councils one does what."""
    person = g.person
    form = AccountForm(name=person.name, language=person.language)
    if form.validate_on_submit():
        try:
            operations.change_account(
                person, name=form.name.data, language=form.language.data, by=person
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your account is saved."), "done")
            return redirect(url_for("access.my_account"), 303)
    page = render_template(
        "access/my_account.html",
        form=form,
        person=person,
        account=account_of(person.id),
        held=list(db.session.execute(roles_by_council(person))),
        role_names=ROLE_NAMES,
    )
    return page, 422 if form.errors else 200


@bp.post("/my-account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out on every device, this one included."""
    operations.sign_out_everywhere(current_user._get_current_object())
    logout_user()
    flash(_("You are signed out on every device."), "done")
    return redirect(url_for("security.login"), 303)


# ---- links by mail ------------------------------------------------------------------------------


@bp.route("/sign-in-link", methods=["GET", "POST"])
@public
@limit_links
def ask_for_sign_in_link() -> ResponseReturnValue:
    """Ask for a link that signs in without a password; the answer is the same for every address."""
    return _ask_for_link(Purpose.SIGN_IN, "access/ask_for_sign_in_link.html")


@bp.route("/new-password", methods=["GET", "POST"])
@public
@limit_links
def ask_for_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password; the answer is the same for every address."""
    return _ask_for_link(Purpose.NEW_PASSWORD, "access/ask_for_password.html")


def _ask_for_link(purpose: Purpose, template: str) -> ResponseReturnValue:
    form = AskForLinkForm()
    if form.validate_on_submit():
        operations.ask_for_link(purpose, form.email.data)
        return redirect(url_for("access.link_is_on_its_way"), 303)
    return render_template(template, form=form), 422 if form.errors else 200


@bp.get("/link-is-on-its-way")
@public
def link_is_on_its_way() -> str:
    """What happens now, whether or not the address is known here."""
    return render_template("access/link_is_on_its_way.html")


@bp.route("/sign-in-link/<token>", methods=["GET", "POST"])
@public
@limit_opening
def open_sign_in_link(token: str) -> ResponseReturnValue:
    """Looking at the link changes nothing; its button signs in and uses it up."""
    form = ConsumeForm()
    try:
        ticket = look_at_ticket(token, Purpose.SIGN_IN)
        if form.validate_on_submit():
            sign_in(operations.sign_in_by_link(ticket), "link")
            return redirect(url_for("today.today"), 303)
    except Refusal as refusal:
        return _refused(refusal)
    return render_template("access/open_sign_in_link.html", form=form)


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public
@limit_opening
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a new password; then sign in with it."""
    form = PasswordForm()
    try:
        ticket = look_at_ticket(token, Purpose.NEW_PASSWORD)
        if form.validate_on_submit():
            operations.choose_new_password(ticket, form.chosen)
            flash(_("Your password is changed. Sign in with it."), "done")
            return redirect(url_for("security.login"), 303)
    except Refusal as refusal:
        return _refused(refusal)
    return render_template("access/choose_password.html", form=form), 422 if form.errors else 200


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
@limit_opening
def accept_invitation(token: str) -> ResponseReturnValue:
    """An invited person chooses a password, and is signed in; staff connect an app first."""
    form = PasswordForm()
    try:
        ticket = look_at_ticket(token, Purpose.INVITATION)
        person = db.session.get(Person, ticket.subject_id or "")
        if person is None:
            abort(404)
        if form.validate_on_submit():
            return _enter(operations.accept_invitation(ticket, form.chosen))
    except Refusal as refusal:
        return _refused(refusal)
    page = render_template("access/accept_invitation.html", form=form, person=person)
    return page, 422 if form.errors else 200


def _refused(refusal: Refusal) -> ResponseReturnValue:
    status = 410 if isinstance(refusal, TicketRefused) else 409
    return render_template("access/link_refused.html", sentence=refusal.sentence), status


def _enter(account: Account) -> ResponseReturnValue:
    """Go on as the sign-in page does once a password was right: staff show a second factor."""
    further: ResponseReturnValue | None = _security.two_factor_plugins.tf_enter(
        account, False, "password", next_loc=None
    )
    if further is not None:
        return further
    sign_in(account, "password")
    return redirect(url_for("today.today"), 303)


# ---- the first admin ----------------------------------------------------------------------------


@bp.route("/first-admin/<token>", methods=["GET", "POST"])
@public
@limit_opening
def first_admin(token: str) -> ResponseReturnValue:
    """An empty installation gets its district, school, council and first admin."""
    try:
        ticket = look_at_ticket(token, Purpose.FIRST_ADMIN)
    except TicketRefused as refusal:
        return _refused(refusal)
    if not is_empty_installation():
        abort(404)
    form = FirstAdminForm()
    if form.validate_on_submit():
        try:
            use_up_ticket(ticket)
            invitation = operations.set_up_installation(
                district=form.district.data,
                time_zone=form.time_zone.data,
                school=form.school.data,
                council=form.council.data,
                preset=form.preset.data,
                admin_name=form.admin_name.data,
                admin_email=form.admin_email.data,
                language=current_interface().shown.tag,
            )
            return _enter(operations.accept_invitation(invitation, form.chosen))
        except Refusal as refusal:
            form.refuse(refusal)
    page = render_template("access/first_admin.html", form=form, checked_on=CHECKED_ON)
    return page, 422 if form.errors else 200


# ---- people of a council ------------------------------------------------------------------------


@bp.route("/councils/<council_id>/people/invite", methods=["GET", "POST"])
@declares(Action.INVITE_PEOPLE)
@limit_invitations
def invite_person(council_id: str) -> ResponseReturnValue:
    """Ask somebody to join the council, with the roles that they get."""
    form = InvitePersonForm(language=g.council.language)
    if form.validate_on_submit():
        try:
            person = operations.invite_person(
                g.council,
                name=form.name.data,
                email=form.email.data or "",
                roles=[Role(role) for role in form.roles.data],
                seat=Seat(form.seat.data) if form.seat.data else None,
                language=form.language.data,
                title=form.title.data or "",
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if person.email:
                flash(_("%(name)s is invited by mail.", name=person.name), "done")
            else:
                flash(_("%(name)s is on the list.", name=person.name), "done")
            return redirect(url_for("people.list_people", council_id=council_id), 303)
    page = render_template("access/invite_person.html", form=form)
    return page, 422 if form.errors else 200


def _person_or_404(person_id: str) -> Person:
    person = person_of(g.council.id, person_id)
    if person is None:
        abort(404)
    return person


@bp.get("/councils/<council_id>/people/<person_id>")
@declares(Action.SEE_PEOPLE)
def show_person(council_id: str, person_id: str) -> str:
    """What somebody is to the council, and what can be changed about it."""
    return _person_page(_person_or_404(person_id))


def _person_page(person: Person, refused: GiveRoleForm | SeatForm | None = None) -> str:
    roles = roles_in(g.council.id, [person.id])[person.id]
    giving = refused if isinstance(refused, GiveRoleForm) else GiveRoleForm(formdata=None)
    giving.offer(roles)
    membership = seat_of(person, g.council)
    seat = (
        refused
        if isinstance(refused, SeatForm)
        else SeatForm(formdata=None, seat=membership.seat.value if membership else None)
    )
    return render_template(
        "access/show_person.html",
        person=person,
        roles=roles,
        role_names=ROLE_NAMES,
        what_roles_do=WHAT_ROLES_DO,
        membership=membership,
        account=account_of(person.id),
        giving=giving,
        seat=seat,
        resets=can_reset_second_factor(g.person, person, g.council),
    )


def _back_to(person_id: str) -> ResponseReturnValue:
    if person_of(g.council.id, person_id) is None:
        return redirect(url_for("people.list_people", council_id=g.council.id), 303)
    return redirect(
        url_for("access.show_person", council_id=g.council.id, person_id=person_id), 303
    )


@bp.post("/councils/<council_id>/people/<person_id>/invite-again")
@declares(Action.INVITE_PEOPLE)
@limit_invitations
def send_invitation(council_id: str, person_id: str) -> ResponseReturnValue:
    """Send the link to choose a password once more."""
    person = _person_or_404(person_id)
    operations.send_invitation(person, g.council, by=g.person)
    flash(_("%(name)s is invited by mail.", name=person.name), "done")
    return _back_to(person_id)


@bp.post("/councils/<council_id>/people/<person_id>/second-factor/reset")
@declares(Action.INVITE_PEOPLE)
def reset_second_factor(council_id: str, person_id: str) -> ResponseReturnValue:
    """Disconnect the app that somebody has lost, so that they connect another one."""
    person = _person_or_404(person_id)
    operations.reset_second_factor(person, g.council, by=g.person)
    flash(_("The lost app is disconnected. %(name)s is told.", name=person.name), "done")
    return _back_to(person_id)


@bp.post("/councils/<council_id>/people/<person_id>/roles")
@declares(Action.INVITE_PEOPLE)
@limit_invitations
def give_role(council_id: str, person_id: str) -> ResponseReturnValue:
    """Give somebody one more role."""
    person = _person_or_404(person_id)
    form = GiveRoleForm()
    form.offer(roles_in(council_id, [person.id])[person.id])
    if form.validate_on_submit():
        try:
            operations.give_role(person, g.council, Role(form.role.data), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The role is given."), "done")
            return _back_to(person_id)
    return _person_page(person, form), 422


@bp.post("/councils/<council_id>/people/<person_id>/roles/<role>/take")
@declares(Action.INVITE_PEOPLE)
def take_role(council_id: str, person_id: str, role: str) -> ResponseReturnValue:
    """Take a role away, which works at once."""
    person = _person_or_404(person_id)
    if role not in set(Role):
        abort(404)
    operations.take_role(person, g.council, Role(role), by=g.person)
    flash(_("The role is taken away, and with it what it opened."), "done")
    return _back_to(person_id)


@bp.post("/councils/<council_id>/people/<person_id>/seat")
@declares(Action.INVITE_PEOPLE)
def change_seat(council_id: str, person_id: str) -> ResponseReturnValue:
    """Give somebody a seat on the council, or another one."""
    person = _person_or_404(person_id)
    form = SeatForm()
    if form.validate_on_submit():
        try:
            seat_member(person, g.council, Seat(form.seat.data), by=g.person)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The seat is saved."), "done")
            return _back_to(person_id)
    return _person_page(person, form), 422


@bp.post("/councils/<council_id>/people/<person_id>/seat/end")
@declares(Action.INVITE_PEOPLE)
def end_seat(council_id: str, person_id: str) -> ResponseReturnValue:
    """End somebody's time on the council."""
    membership = seat_of(_person_or_404(person_id), g.council)
    if membership is None:
        abort(404)
    end_membership(membership, by=g.person)
    flash(_("The membership ends today."), "done")
    return _back_to(person_id)


@bp.route("/district/people/invite", methods=["GET", "POST"])
@declares(Action.KEEP_DISTRICT)
@limit_invitations
def invite_admin() -> ResponseReturnValue:
    """Ask somebody to look after the district too."""
    form = InviteAdminForm()
    if form.validate_on_submit():
        try:
            person = operations.invite_person(
                None,
                name=form.name.data,
                email=form.email.data,
                roles=[Role.DISTRICT_ADMIN],
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("%(name)s is invited by mail.", name=person.name), "done")
            return redirect(url_for("councils.show_district"), 303)
    page = render_template("access/invite_admin.html", form=form, district=the_district())
    return page, 422 if form.errors else 200


# ---- the demonstration --------------------------------------------------------------------------


@bp.post("/demo/persona/<person_id>")
@public
def become_persona(person_id: str) -> ResponseReturnValue:
    """In a demonstration alone: step into somebody's shoes."""
    account = persona_with(person_id) if current_app.config["COUNCIL_DEMO"] else None
    if account is None:
        abort(404)
    sign_in(account, "persona")
    return redirect(url_for("today.today"), 303)
