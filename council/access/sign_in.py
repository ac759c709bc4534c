"""Signing in: accounts of leaders and staff, and who is there in this request."""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, after_this_request, current_app, flash, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import user_logged_in
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    current_user,
    login_user,
    logout_user,
    tf_profile_changed,
)
from flask_security.totp import Totp
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch
from sqlalchemy import CursorResult, or_, update
from werkzeug.wrappers import Response

from council import clock
from council.access import limits, sign_in_messages
from council.access.actions import STAFF_ROLES
from council.access.models import Account
from council.access.queries import roles_held_by
from council.access.sign_in_forms import (
    SHORTEST_PASSWORD,
    CodeForm,
    ConfirmPasswordForm,
    ConnectAppForm,
    NewPasswordForm,
    NoRescueForm,
    RecoveryCodeForm,
    SignInForm,
)
from council.database import db

# A working day and the meeting after it; then one signs in again, wherever one was.
SIGNED_IN_FOR = timedelta(hours=12)
# What changes the safety of an account asks for the password once more after this.
FRESH_FOR = timedelta(hours=1)

# What a session keeps across the moment of signing in; whatever else was in it goes, so that
# nothing that somebody planted in a browser, or left behind on a shared one, is carried on.
KEPT_AT_SIGN_IN = frozenset({"_user_id", "_fresh", "_id", "_flashes", "fs_cc", "fs_paa"})
SECOND_FACTOR_PAGES = frozenset({"security.two_factor_token_validation", "security.mf_recovery"})


class CodesUsedOnce(Totp):
    """Codes of an app; each is taken once, also of two that come at the same moment."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The time step of the last code that was taken from this account."""
        return cast("Account", user).totp_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Take this code, unless another request took it, or a later one, meanwhile."""
        user = cast("Account", user)
        taken = db.session.execute(
            update(Account)
            .where(
                Account.id == user.id,
                or_(Account.totp_counter.is_(None), Account.totp_counter < tmatch.counter),
            )
            .values(totp_counter=tmatch.counter)
        )
        if cast("CursorResult[Any]", taken).rowcount != 1:
            raise UsedTokenError


def init_app(app: Flask) -> None:
    """Set up Flask-Security for accounts with a password and, for staff, a second factor."""
    limits.init_app(app)  # counts before anybody is looked up
    app.config.from_mapping(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_TOTP_SECRETS={"1": app.config["SECRET_KEY"]},
        SECURITY_TOTP_ISSUER="Council",
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=30,  # seconds that a clock may be off
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="access.my_account",
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_N=8,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_derived(app, "recovery codes")],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_LENGTH_MIN=SHORTEST_PASSWORD,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_JOIN_USER_ROLES=False,  # rights are held per council, see RoleHeld
        SECURITY_REGISTERABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_RECOVERABLE=False,  # our own ticket does it, see views.ask_for_password
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,  # through our outbox, see offers
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_FRESHNESS=FRESH_FOR,
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(minutes=10),
        SECURITY_POST_LOGIN_VIEW="/today",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CHANGE_VIEW="access.my_account",
        SECURITY_URL_PREFIX="/account",
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
    )
    app.config.update(sign_in_messages.settings())
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, Account, cast("Any", None)),  # no roles of the library
        login_form=SignInForm,
        verify_form=ConfirmPasswordForm,
        change_password_form=NewPasswordForm,
        two_factor_setup_form=ConnectAppForm,
        two_factor_rescue_form=NoRescueForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryCodeForm,
        totp_cls=CodesUsedOnce,
    )
    security.want_json(lambda request: False)  # there is no other program to talk to
    security.i18n_domain = sign_in_messages.SignInDomain()
    user_logged_in.connect(_begin_session, app)
    tf_profile_changed.connect(_note_second_factor, app)


def _derived(app: Flask, use: str) -> bytes:
    """A key for one use, from the one key of the installation."""
    secret = app.config["SECRET_KEY"].encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, f"council {use}".encode(), "sha256"))


def _begin_session(app: Flask, user: Account, **_more: object) -> None:
    """Somebody has signed in: a new session, that knows since when and how surely."""
    endpoint = request.endpoint
    surely = endpoint in SECOND_FACTOR_PAGES or (
        endpoint == "security.change_password" and bool(session.get("second_factor"))
    )
    for name in set(session) - KEPT_AT_SIGN_IN:
        del session[name]
    session["signed_in_at"] = int(clock.now().timestamp())
    session["second_factor"] = surely
    if endpoint == "security.two_factor_token_validation" and not user.mf_recovery_codes:
        after_this_request(_go_to_recovery_codes)


def _go_to_recovery_codes(response: Response) -> Response:
    # The first time with an app: codes for the day on which the phone is lost.
    if response.status_code < 400:
        response.location = url_for("security.mf_recovery_codes")
    return response


def _note_second_factor(app: Flask, user: Account, **_more: object) -> None:
    session["second_factor"] = True


def sign_in(account: Account, how: str) -> None:
    """Sign somebody in who has shown in another way than by password who they are."""
    login_user(account, remember=False, authn_via=[how])


def look_who_is_there() -> None:
    """Before each request: `g.person` is the signed-in person, or nobody.

    Who signed in too long ago, or holds a role of staff and has not shown a second factor, is
    signed out at once, whichever page is asked for.
    """
    g.person = None
    g.held = []
    if not current_user.is_authenticated:
        return
    person = current_user.person
    held = list(db.session.execute(roles_held_by(person)))
    if _is_too_long_ago():
        logout_user()
        flash(_("You were signed out, since you signed in long ago. Sign in again."), "attention")
        return
    is_staff = any(role in STAFF_ROLES for _council_id, role in held)
    asks_more = is_staff and not current_app.config["COUNCIL_DEMO"]
    if asks_more and not session.get("second_factor"):
        logout_user()
        flash(
            _("Your role asks for a password and a code of an app. Sign in with both."), "attention"
        )
        return
    g.person, g.held = person, held


def _is_too_long_ago() -> bool:
    since = session.get("signed_in_at")
    if not isinstance(since, int) or "_user_id" not in session:
        return True
    now: datetime = clock.now()
    return now.timestamp() - since > SIGNED_IN_FOR.total_seconds()
