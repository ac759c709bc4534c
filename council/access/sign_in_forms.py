"""The forms of Flask-Security's pages, with our words."""

from flask_babel import lazy_gettext as _l
from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    EqualToLocalize,
    IsString,
    LoginForm,
    RequiredLocalize,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    email_required,
    password_required,
)
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired

from council.forms import tidy

SHORTEST_PASSWORD = 12


def _western_digits(words: object) -> object:
    if not isinstance(words, str):
        return words
    return "".join(
        str(int(character)) if character.isdecimal() else character
        for character in words
        if not character.isspace()
    )


class SignInForm(LoginForm):
    """E-mail and password; nobody is remembered on a device that others use too."""

    email = EmailField(
        _l("E-mail"),
        [IsString(), email_required, EmailValidation(verify=False)],
        filters=[tidy],
        render_kw={"autocomplete": "username", "dir": "ltr"},
    )
    password = PasswordField(
        _l("Password"),
        [IsString(), password_required],
        render_kw={"autocomplete": "current-password", "dir": "ltr"},
    )
    remember = None


class ConfirmPasswordForm(VerifyForm):
    """The password once more, before something about the account's safety is changed."""

    password = PasswordField(
        _l("Password"),
        [IsString(), password_required],
        render_kw={"autocomplete": "current-password", "dir": "ltr"},
    )


class NewPasswordForm(ChangePasswordForm):
    """The old password, if there is one, and the new one twice."""

    password = PasswordField(
        _l("Your password now"),
        [IsString()],
        render_kw={"autocomplete": "current-password", "dir": "ltr"},
    )
    new_password = PasswordField(
        _l("New password"),
        [IsString(), password_required],
        render_kw={"autocomplete": "new-password", "dir": "ltr"},
    )
    new_password_confirm = PasswordField(
        _l("New password, once more"),
        [
            IsString(),
            EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
            password_required,
        ],
        render_kw={"autocomplete": "new-password", "dir": "ltr"},
    )


class CodeForm(TwoFactorVerifyCodeForm):
    """Six digits of the app, whichever digits and spaces they are written with."""

    code = StringField(
        _l("Code of the app"),
        [IsString(), DataRequired(_l("Write the six digits that the app shows."))],
        filters=[_western_digits],
        render_kw={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "dir": "ltr",
            "class": "code-field",
        },
    )


class ConnectAppForm(TwoFactorSetupForm):
    """There is one kind of second factor, so that a button is enough."""

    setup = HiddenField()
    phone = HiddenField()


class NoRescueForm(TwoFactorRescueForm):
    """The library's form for its mails to a help desk, which are closed here."""

    help_setup = RadioField(choices=[])


class RecoveryCodeForm(MfRecoveryForm):
    """One of the codes that were written down for the day the phone is lost."""

    code = StringField(
        _l("Recovery code"),
        [IsString(), RequiredLocalize(message="INVALID_RECOVERY_CODE")],
        filters=[lambda words: words.strip().lower() if isinstance(words, str) else words],
        render_kw={"autocomplete": "off", "dir": "ltr", "class": "code-field"},
    )
