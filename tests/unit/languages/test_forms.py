"""What forms say by themselves is in the language of the page."""

from pathlib import Path

import polib
import pytest
import wtforms
from babel.messages.extract import extract_from_dir
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from council.languages.catalogs import POT, interface_catalogs
from council.languages.forms import Form
from council.languages.translations import catalog_path


class FormOfAll(Form):
    """A field for each kind of message: plain, filled in by WTForms, counted."""

    words = StringField(validators=[DataRequired()])
    short = StringField(validators=[Length(max=3)])
    number = IntegerField()
    choices = SelectMultipleField(choices=[SelectChoice("a", "A")])


@pytest.mark.parametrize(
    ("tag", "errors"),
    [
        (
            "en",
            [
                "This field is required.",
                "Field cannot be longer than 3 characters.",
                "Not a valid integer value.",
                "'b' is not a valid choice for this field.",
            ],
        ),
        (
            "es",
            [
                "Este campo es obligatorio.",
                "Este campo no puede tener más de 3 caracteres.",
                "No es un número entero válido.",
                "«b» no es una opción válida para este campo.",
            ],
        ),
        (
            "ar",
            [
                "هذا الحقل مطلوب.",
                "يجب ألا يزيد هذا الحقل على 3 أحرف.",
                "ليس عددًا صحيحًا صالحًا.",
                "'b' ليس اختيارًا صالحًا لهذا الحقل.",
            ],
        ),
    ],
)
def test_messages_are_in_the_language_of_the_page(
    small_app: Flask, tag: str, errors: list[str]
) -> None:
    with small_app.test_request_context(f"/family/1?lang={tag}", method="POST"):
        form = FormOfAll(MultiDict([("short", "abcd"), ("number", "x"), ("choices", "b")]))
        assert not form.validate()
        assert [str(form.errors[name][0]) for name in form.data] == errors


def wtforms_messages() -> set[str]:
    """Every message that the installed WTForms can say."""
    folder = Path(wtforms.__file__).parent
    return {
        message if isinstance(message, str) else message[0]
        for _file, _line, message, _comments, _context in extract_from_dir(folder)
    }


def test_every_message_of_wtforms_is_listed_for_the_catalogs() -> None:
    listed = {
        entry.msgid
        for entry in polib.pofile(str(POT))
        if ("council/languages/form_messages.py", "") in entry.occurrences
    }
    assert listed == wtforms_messages()


def test_every_message_of_wtforms_is_translated_in_every_catalog() -> None:
    for language in interface_catalogs():
        translated = {
            entry.msgid for entry in polib.pofile(str(catalog_path(language))).translated_entries()
        }
        assert wtforms_messages() <= translated, language.tag
