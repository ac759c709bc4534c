"""What is typed to prepare a round, and what a ballot looks like."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import CouncilForm
from council.rounds.operations import MOST_PAPER_TICKETS
from council.rounds.rules import DOTS
from council.texts.sheet_forms import StyleForm


class DraftRoundForm(CouncilForm):
    """A vote in preparation: the question, the themes, and who is ready to listen."""

    question = StringField(_l("What do you ask families?"), [InputRequired(), Length(max=300)])
    language = HiddenField()
    themes = SelectMultipleField(
        _l("Themes to choose from"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    responder = SelectField(_l("Who will answer?"), [InputRequired()])
    respond_by = DateField(_l("By when?"), [InputRequired()])
    within_power = TextAreaField(
        _l("What they can change, and what they cannot"), [InputRequired(), Length(max=2000)]
    )


class PaperTicketsForm(StyleForm):
    """How many paper ballots to print, and how."""

    count = IntegerField(
        _l("How many?"),
        [InputRequired(), NumberRange(min=1, max=MOST_PAPER_TICKETS)],
        default=30,
    )


class BallotForm(CouncilForm):
    """Dots for each option; the fields are the options of one round."""

    def given(self) -> Mapping[str, int]:
        """The dots by option id."""
        return {
            name.removeprefix("dots_"): field.data
            for name, field in self._fields.items()
            if name.startswith("dots_")
        }

    def line(self, option_id: str) -> RadioField:
        """The field of one option."""
        return self._fields[f"dots_{option_id}"]


class PaperBallotForm(BallotForm):
    """A ballot that came back on paper, with the number that is printed on it."""

    number = StringField(_l("Number printed on the ballot"), [InputRequired(), Length(max=40)])


def form_with_options(kind: type[BallotForm], options: Mapping[str, str]) -> BallotForm:
    """The ballot of one round: its options by id, each with the title of its theme."""
    fields = {
        f"dots_{option_id}": RadioField(
            title,
            choices=[SelectChoice(count, str(count)) for count in range(DOTS + 1)],
            coerce=int,
            default=0,
            validate_choice=False,
        )
        for option_id, title in options.items()
    }
    form: BallotForm = type(kind.__name__, (kind,), fields)()
    return form
