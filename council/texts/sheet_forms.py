"""Choosing how a printed sheet is made: its languages, its paper, the size of its letters."""

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, InputRequired

from council.councils.models import Council
from council.forms import CouncilForm
from council.languages.formatting import language_name
from council.languages.registry import find, reading_language, written_languages
from council.printing.document import Layout, Paper, TextSize
from council.texts.queries import languages_to_translate_into
from council.texts.sheets import SheetStyle

# What everything that is printed can be printed on, and how large.
PAPERS = [
    SelectChoice(Paper.LETTER.value, _l("US Letter")),
    SelectChoice(Paper.A4.value, _l("A4")),
]
TEXT_SIZES = [
    SelectChoice(TextSize.REGULAR.value, _l("Regular")),
    SelectChoice(TextSize.LARGE.value, _l("Large print")),
]


class StyleForm(CouncilForm):
    """A sheet's first language and its second, if it has one; paper and size of letters."""

    first = SelectField(_l("First language"), [InputRequired()])
    second = SelectField(_l("Second language"), default="")
    paper = SelectField(
        _l("Paper"),
        [DataRequired()],
        choices=PAPERS,
    )
    size = SelectField(
        _l("Size of letters"),
        [DataRequired()],
        choices=TEXT_SIZES,
        default=TextSize.REGULAR.value,
    )

    def offer(self, council: Council) -> None:
        """The languages to choose from: first those that families of the council read."""
        needed = languages_to_translate_into(council.id)
        tags = [*needed, *(each.tag for each in written_languages() if each.tag not in needed)]
        offered = [SelectChoice(tag, both_names(tag)) for tag in tags]
        self.first.choices = offered
        self.second.choices = [SelectChoice("", _l("None: one language alone")), *offered]

    def suggest(self, council: Council) -> None:
        """Before anybody has chosen: the council's language and paper, and what most read."""
        own = reading_language(find(council.language)).tag
        needed = [tag for tag in languages_to_translate_into(council.id) if tag != own]
        self.first.data = own
        self.second.data = needed[0] if needed else ""
        self.paper.data = council.paper.value

    def chosen(self) -> SheetStyle | None:
        """What was chosen; None if something is wrong with it, which the form then says."""
        if not self.validate():
            return None
        if self.first.data == self.second.data:
            self.second.errors = [
                _l("Choose two different languages, or leave the second one out.")
            ]
            return None
        tags = [tag for tag in (self.first.data, self.second.data) if tag]
        return SheetStyle(
            tuple(find(tag) for tag in tags),
            Layout(Paper(self.paper.data), TextSize(self.size.data)),
        )


class SheetForm(StyleForm):
    """The same as part of an address: looking at a sheet changes nothing."""

    class Meta(StyleForm.Meta):
        """Nothing is sent that somebody else could send in a visitor's name."""

        csrf = False


def both_names(tag: str) -> str:
    """A language by its own name, and by its name in the language of the page."""
    own, name = find(tag).own_name, language_name(tag)
    return own if own == name else f"{own} ({name})"


def offered(council: Council) -> SheetForm:
    """The form before anybody has chosen."""
    form = SheetForm(formdata=None)
    form.offer(council)
    form.suggest(council)
    return form


def asked(council: Council) -> SheetForm:
    """The form as the address of a sheet fills it in."""
    form = SheetForm(request.args, paper=council.paper.value)
    form.offer(council)
    return form


def sheet_page(form: SheetForm, sheets: Mapping[str, str], **words: object) -> ResponseReturnValue:
    """The page on which sheets are chosen: what each button says, and the sheet that it opens."""
    page = render_template("texts/choose_sheet.html", form=form, sheets=sheets, **words)
    return page, 422 if form.errors else 200
