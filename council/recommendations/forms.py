"""What is typed about recommendations, votes and answers."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import CouncilForm
from council.recommendations.states import Disposition
from council.texts.forms import SeenNumber, language_choices

LONGEST_TITLE = 160
LONGEST_TEXT = 6000
LONGEST_STEP = 400
MOST_STEPS = 12


class DraftRecommendationForm(CouncilForm):
    """What the school is asked to do, and the themes that it rests on."""

    title = StringField(
        _l("What the school is asked to do, in one line"),
        validators=[DataRequired(_l("Give it a title.")), Length(max=LONGEST_TITLE)],
    )
    body = TextAreaField(
        _l("The recommendation"),
        validators=[
            DataRequired(_l("Write what the school is asked to do, and why.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    language = SelectField(
        _l("The language that you are writing in"),
        choices=language_choices,
        validators=[InputRequired(_l("Choose a language."))],
    )
    themes = SelectMultipleField(
        _l("Themes that it rests on"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_l("Choose at least one theme that it rests on."))],
    )


class EditRecommendationForm(DraftRecommendationForm):
    """The same, for a draft that stands already; its language stays."""

    language = None
    version = SeenNumber("", validators=[InputRequired()])


class PutOnAgendaForm(CouncilForm):
    """The coming meeting at which the council is to vote."""

    meeting_id = SelectField(_l("Meeting"), validators=[DataRequired(_l("Choose a meeting."))])
    minutes = IntegerField(
        _l("Minutes"),
        default=15,
        validators=[
            InputRequired(_l("Say how many minutes it takes.")),
            NumberRange(min=1, max=240),
        ],
    )


class RecordMotionForm(CouncilForm):
    """How the council voted."""

    place = SelectField(
        _l("Meeting and agenda item"),
        validators=[DataRequired(_l("Choose where the council voted."))],
    )
    moved_by_id = SelectField(
        _l("Moved by"), validators=[DataRequired(_l("Choose who made the motion."))]
    )
    seconded_by_id = SelectField(
        _l("Seconded by"), validators=[DataRequired(_l("Choose who seconded it."))]
    )
    votes_for = IntegerField(
        _l("For"),
        validators=[InputRequired(_l("Count the votes for it.")), NumberRange(min=0, max=500)],
    )
    votes_against = IntegerField(
        _l("Against"),
        validators=[
            InputRequired(_l("Count the votes against it.")),
            NumberRange(min=0, max=500),
        ],
    )
    abstentions = IntegerField(
        _l("Abstained"),
        validators=[
            InputRequired(_l("Count those who abstained.")),
            NumberRange(min=0, max=500),
        ],
    )
    finding_of_need = TextAreaField(
        _l("Finding of need"), validators=[Optional(), Length(max=LONGEST_TEXT)]
    )


class SendRecommendationForm(CouncilForm):
    """Who is to answer, and by when."""

    addressee_id = SelectField(
        _l("Who answers for the school"), validators=[DataRequired(_l("Choose who answers."))]
    )
    due_on = DateField(
        _l("Answer due on"), validators=[InputRequired(_l("Choose by when the answer is due."))]
    )


class HandOnRecommendationForm(CouncilForm):
    """The administrator who answers instead."""

    addressee_id = SelectField(
        _l("Who answers instead of you"), validators=[DataRequired(_l("Choose who answers."))]
    )


class StepForm(CouncilForm):
    """One step that the school will take; a row left empty is none."""

    class Meta(CouncilForm.Meta):
        """Part of a form that has the token already."""

        csrf = False

    words = TextAreaField(_l("What will be done"), validators=[Length(max=LONGEST_STEP)])
    owner_name = StringField(_l("Who does it"), validators=[Length(max=120)])
    due_on = DateField(_l("By when"), validators=[Optional()])

    @property
    def is_empty(self) -> bool:
        """Nothing was promised here; a name alone is what the page itself filled in."""
        return not (self.words.data or any(self.due_on.raw_data or ()))

    def validate(self, extra_validators: object = None) -> bool:
        """A step that was begun needs its words, its person and its day."""
        if self.is_empty:
            return True
        good: bool = super().validate(extra_validators)
        for field, sentence in (
            (self.words, _l("Say what will be done.")),
            (self.owner_name, _l("Say who does it.")),
            (self.due_on, _l("Say by when.")),
        ):
            if not field.data and not field.errors:
                field.errors = [str(sentence)]
                good = False
        return good


class AnswerRecommendationForm(CouncilForm):
    """The school's written answer."""

    disposition = RadioField(
        _l("What will the school do?"),
        choices=lambda: [
            (
                Disposition.ACCEPTED.value,
                _l("Accept it"),
                {"icon": "circle-check", "help": _l("The school will do what was asked.")},
            ),
            (
                Disposition.PARTLY_ACCEPTED.value,
                _l("Accept part of it"),
                {
                    "icon": "circle-dot",
                    "help": _l("The school will do some of it. Say which, and why not the rest."),
                },
            ),
            (
                Disposition.DECLINED.value,
                _l("Decline it"),
                {"icon": "circle-x", "help": _l("The school will not do it. Say why.")},
            ),
            (
                Disposition.NEEDS_MORE_TIME.value,
                _l("Ask for more time"),
                {
                    "icon": "hourglass",
                    "help": _l("Not the answer yet: say what it needs, and by when it comes."),
                },
            ),
        ],
        validators=[InputRequired(_l("Choose what the school will do."))],
    )
    reasons = TextAreaField(
        _l("Reasons"),
        validators=[
            DataRequired(_l("Give your reasons; the families read them.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    language = SelectField(
        _l("The language that you are writing in"),
        choices=language_choices,
        validators=[InputRequired(_l("Choose a language."))],
    )
    answer_by = DateField(_l("The full answer comes by"), validators=[Optional()])
    steps = FieldList(
        FormField(StepForm, ""), _l("Action steps"), min_entries=1, max_entries=MOST_STEPS
    )

    def promised(self) -> list[StepForm]:
        """The steps that were filled in."""
        return [entry.form for entry in self.steps if not entry.form.is_empty]
