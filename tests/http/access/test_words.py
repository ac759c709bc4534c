"""What the sign-in library says is said in our own sentences, which our catalogs translate."""

import inspect
import re

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_security import decorators, forms, password_util, recovery_codes, tf_plugin, views
from flask_security.utils import get_message

from council.access.sign_in_messages import SENTENCES
from council.languages.choice import in_language
from council.languages.registry import find
from council.languages.translations import catalog_for

# The library's code behind the pages that are open here.
OPEN_HERE = (
    views.login,
    views.logout,
    views.verify,
    views.change_password,
    views.two_factor_setup,
    views.two_factor_setup_validate,
    views.two_factor_token_validation,
    recovery_codes.mf_recovery,
    recovery_codes.mf_recovery_codes,
    recovery_codes.MfRecoveryForm,
    forms.LoginForm,
    forms.VerifyForm,
    forms.ChangePasswordForm,
    forms.TwoFactorVerifyCodeForm,
    forms.EmailValidation,
    forms.IsString,
    forms.NextFormMixin,
    tf_plugin.tf_illegal_state,
    decorators.default_unauthn_handler,
    decorators.default_reauthn_handler,
    decorators.default_unauthz_handler,
    password_util.PasswordUtil,
)
# Named by the code above, and out of reach: there is nothing to confirm, and one kind of codes.
OUT_OF_REACH = {"CONFIRMATION_REQUIRED", "PHONE_INVALID", "FORGOT_PASSWORD"}


def _named_messages() -> set[str]:
    named: set[str] = set()
    for part in OPEN_HERE:
        words = inspect.getsource(part)
        named.update(re.findall(r'get_message\(\s*"(\w+)"', words))
        named.update(re.findall(r'message="(\w+)"', words))
        named.update(re.findall(r'replace_msg="(\w+)"', words))
    return named


def test_every_message_of_an_open_page_has_a_sentence_of_ours() -> None:
    named = _named_messages()
    assert len(named) > 15, "the library's code was read"
    assert named - OUT_OF_REACH <= set(SENTENCES)


@pytest.mark.parametrize("name", SENTENCES)
def test_the_library_says_our_sentence(app: Flask, name: str) -> None:
    with app.test_request_context():
        words, category = get_message(name, length=12)
    assert words
    assert "%(" not in words
    assert category in ("done", "late", "attention")


@pytest.mark.parametrize("tag", ["es", "ar"])
def test_the_library_speaks_the_language_of_the_page(
    app: Flask, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    language = find(tag)
    catalog = catalog_for(language)
    msgid = "This is not your password."
    monkeypatch.setitem(catalog._catalog, msgid, f"[{tag}] not yours")  # type: ignore[union-attr]
    with app.test_request_context(), force_locale(tag), in_language(language):
        assert get_message("INVALID_PASSWORD")[0] == f"[{tag}] not yours"
