"""What is typed to plan a meeting, to build its agenda, and to take a reply by phone."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import URL, DataRequired, InputRequired, Length, NumberRange, Optional

from council.councils.models import Council
from council.councils.presets import preset_of
from council.forms import CouncilForm, whole_number
from council.meetings.family_forms import ReplyForm
from council.meetings.operations import MeetingFacts
from council.meetings.states import ItemKind
from council.people.models import Family
from council.texts.forms import WordsForm, language_choices

# Some pages of plain words; what a council says in every packet is a page at most.
LONGEST_MINUTES = 8000
LONGEST_WORDS = 3000

ITEM_KINDS = {
    ItemKind.INFORMATION: _l("Information"),
    ItemKind.DISCUSSION: _l("Discussion"),
    ItemKind.ACTION: _l("Action"),
}
ITEM_KIND_HELP = {
    ItemKind.INFORMATION: _l("The council hears something."),
    ItemKind.DISCUSSION: _l("The council talks about it."),
    ItemKind.ACTION: _l("The council may vote. Only what was posted in time can be voted on."),
}


class MeetingForm(CouncilForm):
    """When and where a meeting is."""

    title = StringField(_l("Title"), [DataRequired(), Length(max=160)])
    held_on = DateField(_l("Day"), [InputRequired()])
    from_time = TimeField(_l("Begins at"), [InputRequired()])
    minutes = IntegerField(
        _l("How many minutes"), [InputRequired(), NumberRange(15, 600)], default=90
    )
    place = StringField(_l("Place"), [Optional(), Length(max=240)])
    online_link = URLField(
        _l("Link to join online"),
        [
            Optional(),
            Length(max=500),
            URL(require_tld=False, message=_l("This is not a whole link. It begins with https://")),
        ],
    )
    version = HiddenField()

    def facts(self) -> MeetingFacts:
        """What was typed."""
        return MeetingFacts(
            title=self.title.data,
            held_on=self.held_on.data,
            from_time=self.from_time.data,
            minutes=self.minutes.data,
            place=self.place.data or "",
            online_link=self.online_link.data or "",
        )

    def seen_version(self) -> int:
        """The version of the meeting that the editor saw; none matches what is not a number."""
        return whole_number(self.version.data) or 0


class CancelMeetingForm(CouncilForm):
    """Why a meeting does not take place."""

    reason = TextAreaField(_l("Why is it cancelled?"), [DataRequired(), Length(max=500)])


class ItemForm(CouncilForm):
    """One thing on the agenda."""

    title = StringField(_l("Title"), [DataRequired(), Length(max=200)])
    kind = RadioField(
        _l("What the council does with it"),
        [InputRequired()],
        choices=[SelectChoice(kind.value, words) for kind, words in ITEM_KINDS.items()],
        default=ItemKind.DISCUSSION.value,
    )
    minutes = IntegerField(
        _l("How many minutes"), [InputRequired(), NumberRange(1, 240)], default=10
    )
    topic = SelectField(_l("Yearly duty that it meets"), [Optional()])

    def offer_topics(self, council: Council) -> None:
        """The yearly topics of this kind of council; without any the question is not asked."""
        topics = preset_of(council.preset).topics
        if topics:
            self.topic.choices = [
                SelectChoice("", _l("None")),
                *(SelectChoice(key, words) for key, words in topics.items()),
            ]
        else:
            del self.topic

    def chosen_topic(self) -> str | None:
        """The topic that was chosen, if the question was asked."""
        return (self.topic.data or None) if self.topic else None


class PostAgendaForm(CouncilForm):
    """Whether families are invited when the agenda is posted."""

    invite = BooleanField(_l("Invite families, each in its language"))


class EnterReplyForm(ReplyForm):
    """What a family said on the phone or at the door."""

    family = SelectField(_l("Family"), [InputRequired()])
    coming = RadioField(
        _l("Will they come?"),
        [InputRequired()],
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
    )

    def offer_families(self, families: Sequence[Family]) -> None:
        """The families of the council."""
        self.family.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(family.id, family.name) for family in families),
        ]


class WriteWordsForm(WordsForm):
    """Plain paragraphs of the council, in the language of whoever writes them."""

    words = TextAreaField(_l("Words"), [DataRequired(_l("Write something first."))])
    language = SelectField(
        _l("Language of these words"),
        choices=language_choices,
        validators=[DataRequired(_l("Choose a language."))],
    )

    def __init__(self, longest: int = LONGEST_WORDS) -> None:
        super().__init__()
        self.words.validators = [*self.words.validators, Length(max=longest)]
