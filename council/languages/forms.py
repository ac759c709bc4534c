"""The form that every form of Council is made from: its messages come from our own catalog."""

from typing import Any

from flask_babel import get_translations, gettext
from flask_wtf import FlaskForm


class CatalogMessages:
    """Gives WTForms the words for its own messages, which `form_messages` lists."""

    def gettext(self, string: str) -> str:
        """The message in the language of the page."""
        message: str = gettext(string)
        return message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The message for this count, its placeholders left for WTForms to fill."""
        # Flask-Babel fills %(num)s at once, and would trip over WTForms' own placeholders.
        message: str = get_translations().ungettext(singular, plural, n)
        return message


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose every message is in the language of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the form's own words come from."""

        def get_translations(self, form: Any) -> CatalogMessages:
            """Our one catalog, instead of the one that WTForms ships."""
            return MESSAGES


MESSAGES = CatalogMessages()
