"""Looking up what became of a concern."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from council.forms import CouncilForm


class LookUpForm(CouncilForm):
    """The code that a family was given, typed however it comes."""

    code = StringField(
        _l("Your code"), [DataRequired(_l("Type the code from your paper or photo."))]
    )
