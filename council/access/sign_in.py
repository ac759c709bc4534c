"""Signing in: accounts of leaders and staff, and who is there in this request."""

from flask import Flask, g
from flask_security import Security, SQLAlchemyUserDatastore, current_user

from council.access.models import Account
from council.database import db


def init_app(app: Flask) -> None:
    """Set up Flask-Security for accounts with a password and, for staff, a second factor."""
    app.config.from_mapping(
        SECURITY_PASSWORD_SALT=app.config["SECRET_KEY"],
        SECURITY_TOTP_SECRETS={"1": app.config["SECRET_KEY"]},
        SECURITY_TOTP_ISSUER="Council",
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_JOIN_USER_ROLES=False,  # rights are held per council, see RoleHeld
        SECURITY_REGISTERABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_POST_LOGIN_VIEW="/today",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_URL_PREFIX="/account",
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
    )
    Security(app, SQLAlchemyUserDatastore(db, Account, None))


def look_who_is_there() -> None:
    """Before each request: `g.person` is the signed-in person, or nobody."""
    g.person = current_user.person if current_user.is_authenticated else None
