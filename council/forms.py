"""What every form has in common: words are tidied at the edge, and a refusal finds its field."""

import unicodedata
from collections.abc import Callable

from flask import flash
from wtforms import Field, StringField

from council.database import db
from council.languages.forms import Form
from council.refusals import Refusal

# Families write with these; every other control character is noise from copying, or mischief.
KEPT_CONTROLS = frozenset("\n\t")
# Zero-width joiner and non-joiner are letters' business in Persian, Khmer and emoji, and stay.
# What turns the direction of everything after it (RLO, LRE, isolates …) goes: pages set direction.
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(words: object) -> object:
    """Words as the database keeps them: NFC, no control characters, no lone surrogates."""
    if not isinstance(words, str):
        return words
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        character
        for character in lines
        if character in KEPT_CONTROLS
        or (
            unicodedata.category(character) not in ("Cc", "Cs")
            and character not in DIRECTION_CONTROLS
        )
    )
    return unicodedata.normalize("NFC", kept).strip()


def whole_number(typed: str | None) -> int | None:
    """A number that an address or a hidden field gives, if it is one and no longer than ours."""
    typed = typed or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


class CouncilForm(Form):
    """A form of Council; every text field is tidied before it is looked at."""

    class Meta(Form.Meta):
        """How fields are made."""

        def bind_field(self, form, unbound_field, options):  # type: ignore[no-untyped-def]
            if issubclass(unbound_field.field_class, StringField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), tidy]
            return unbound_field.bind(form=form, **options)

    def refuse(self, refusal: Refusal) -> None:
        """Show why an operation was refused, beside its field or on top; nothing was written."""
        db.session.rollback()
        field: Field | None = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal.sentence))
        else:
            field.errors = [*field.errors, str(refusal.sentence)]


def do_or_say_why_not(do: Callable[[], object], *, done: str) -> None:
    """What a button alone asks for: the next page says that it is done, or why it was refused."""
    try:
        do()
    except Refusal as refusal:
        db.session.rollback()
        flash(str(refusal), "late")
    else:
        flash(done, "done")
