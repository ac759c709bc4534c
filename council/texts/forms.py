"""What is typed about translations."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from council.forms import CouncilForm
from council.languages.formatting import isolate_in_text, language_name
from council.languages.registry import written_languages
from council.texts.models import TextRevision

LONGEST = 8000
LONGEST_TERM = 120
LONGEST_MEANING = 1000


def language_choices() -> list[tuple[str, str]]:
    """Every written language by its name in the page's language, its own name beside it."""
    choices = []
    for language in written_languages():
        name = label = language_name(language.tag)
        if name != language.own_name:
            own_name = isolate_in_text(language.own_name)
            label = _("%(name)s (%(own_name)s)", name=name, own_name=own_name)
        choices.append((language.tag, label))
    return choices


class SeenNumber(IntegerField):  # type: ignore[misc]
    """The number of what a person had before them when they began to type."""

    widget = HiddenInput()

    def now_sees(self, number: int) -> None:
        """From now on the person has this one before them, whatever was sent."""
        self.data = number
        self.raw_data = None


class WordsForm(CouncilForm):
    """Words that are written at again: whoever does so has those that stand there before them."""

    seen = HiddenField("")

    def now_sees(self, newest: TextRevision | None, language: str) -> None:
        """What stands there before anything is typed; where nothing does, in this language."""
        self.words.data = newest.words if newest else ""
        self.seen.data = newest.id if newest else ""
        if "language" in self:
            self.language.data = newest.text.source_language if newest else language


class TranslateForm(CouncilForm):
    """Words in another language; the hidden fields say what they were written beside."""

    words = TextAreaField(
        _l("Translation"),
        validators=[DataRequired(_l("Write the translation.")), Length(max=LONGEST)],
    )
    machine = BooleanField(_l("This text came from a machine"))
    revision_id = HiddenField("", validators=[InputRequired()])
    after = SeenNumber("", validators=[InputRequired()])


class NameReviewerForm(CouncilForm):
    """A leader and the language that they are trusted with."""

    person_id = SelectField(
        _l("Parent leader"), validators=[DataRequired(_l("Choose a parent leader."))]
    )
    language = SelectField(
        _l("Language"),
        choices=language_choices,
        validators=[DataRequired(_l("Choose a language."))],
    )


class ReviseTermForm(CouncilForm):
    """A term of the school, and what it means in plain words."""

    term = StringField(_l("Term"), [DataRequired(_l("Write the term.")), Length(max=LONGEST_TERM)])
    meaning = TextAreaField(
        _l("What it means"),
        [DataRequired(_l("Write what it means.")), Length(max=LONGEST_MEANING)],
    )
    seen = HiddenField("")


class TermForm(ReviseTermForm):
    """The same with the language that both are written in."""

    language = SelectField(
        _l("Language of the term and its meaning"),
        choices=language_choices,
        validators=[DataRequired(_l("Choose a language."))],
    )
