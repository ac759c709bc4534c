"""What Flask-Security says to people, in our own sentences, so that our catalogs hold them."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from council.languages.integration import CatalogDomain

# By the names that the library has for them: every message of the pages that are open here.
SENTENCES: Mapping[str, tuple[LazyString, str]] = {
    "API_ERROR": (_l("This was not sent in a way that we understand. Try again."), "late"),
    "GENERIC_AUTHN_FAILED": (
        _l("E-mail and password do not belong together. Check both and try again."),
        "late",
    ),
    "USER_DOES_NOT_EXIST": (
        _l("E-mail and password do not belong together. Check both and try again."),
        "late",
    ),
    "INVALID_PASSWORD": (_l("This is not your password."), "late"),
    "DISABLED_ACCOUNT": (_l("This account is closed. Ask your coordinator."), "late"),
    "EMAIL_NOT_PROVIDED": (_l("Write your e-mail address."), "late"),
    "INVALID_EMAIL_ADDRESS": (_l("This is no e-mail address."), "late"),
    "PASSWORD_NOT_PROVIDED": (_l("Write a password."), "late"),
    "PASSWORD_MISMATCH": (_l("The two passwords are not the same."), "late"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords are not the same."), "late"),
    "PASSWORD_INVALID_LENGTH": (
        _l("A password needs at least %(length)s characters. A short sentence is a good one."),
        "late",
    ),
    "PASSWORD_TOO_SIMPLE": (_l("This password is easy to guess. Choose another."), "late"),
    "PASSWORD_IS_THE_SAME": (_l("The new password is the old one. Choose another."), "late"),
    "PASSWORD_CHANGE": (
        _l("Your password is changed. On other devices you are signed out."),
        "done",
    ),
    "UNAUTHENTICATED": (_l("Sign in to see this page."), "attention"),
    "UNAUTHORIZED": (_l("You have no right to see this page."), "late"),
    "REAUTHENTICATION_REQUIRED": (
        _l("This is about the safety of your account. Write your password once more."),
        "attention",
    ),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. Go on."), "done"),
    "INVALID_CODE": (
        _l("This code is wrong or too old. Write the one that the app shows now."),
        "late",
    ),
    "TWO_FACTOR_INVALID_TOKEN": (
        _l("This code is wrong or too old. Write the one that the app shows now."),
        "late",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "done"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("The app is connected to your account."), "done"),
    "INVALID_REDIRECT": (_l("That link leads away from here, so it is not followed."), "late"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Sign in first."), "attention"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of these."), "late"),
    "TWO_FACTOR_DISABLED": (_l("Codes of an app are no longer asked for."), "done"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("This took too long. Start again."), "late"),
    "INVALID_RECOVERY_CODE": (
        _l("This is none of your recovery codes, or it was used already."),
        "late",
    ),
    "NO_RECOVERY_CODES_SETUP": (_l("You have no recovery codes yet."), "attention"),
}


class SignInDomain(CatalogDomain):
    """Flask-Security's domain of messages: ours, whose sentences may be translated already."""

    def gettext(self, string: str | LazyString, **variables: object) -> str:
        """The sentence in the page's language, its placeholders filled."""
        if isinstance(string, LazyString):
            words = str(string)
            return words % variables if variables else words
        return str(super().gettext(string, **variables))


def settings() -> dict[str, tuple[LazyString, str]]:
    """The library's settings for its messages."""
    return {f"SECURITY_MSG_{name}": sentence for name, sentence in SENTENCES.items()}
