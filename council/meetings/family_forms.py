"""What a family fills in to answer an invitation, with every word in the languages of families."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import CouncilForm
from council.languages.registry import Language, signed_languages, spoken_languages
from council.meetings.reply_operations import Answer
from council.meetings.states import Aid, Support

AIDS = {
    Aid.SIGN_LANGUAGE: _l("Sign language"),
    Aid.CAPTIONING: _l("Live captions"),
    Aid.BRAILLE: _l("Braille"),
    Aid.LARGE_PRINT: _l("Large print"),
    Aid.AUDIO: _l("Help to hear: headphones"),
}
SUPPORTS = {
    Support.CHILDCARE: _l("Childcare"),
    Support.TRANSPORT: _l("A ride"),
    Support.FOOD: _l("A meal"),
}
SUPPORT_ICONS = {
    Support.CHILDCARE: "users",
    Support.TRANSPORT: "route",
    Support.FOOD: "heart-handshake",
}
MOST_PEOPLE = 20


class ReplyForm(CouncilForm):
    """Who comes, and what they need to take part."""

    people = IntegerField(
        _l("How many of you will come?"),
        [
            Optional(),
            NumberRange(1, MOST_PEOPLE, message=_l("Write a number from 1 to 20.")),
        ],
        default=1,
    )
    interpreter_language = SelectField(_l("Do you need an interpreter?"), [Optional()])
    aids = SelectMultipleField(
        _l("What helps you take part?"),
        choices=[SelectChoice(aid.value, words) for aid, words in AIDS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    supports = SelectMultipleField(
        _l("What would make it easier to come?"),
        choices=[SelectChoice(support.value, words) for support, words in SUPPORTS.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def offer_languages(self, meeting_language: str, first: Sequence[str]) -> None:
        """Every language that can be spoken or signed, the family's own ones first."""
        known = [*spoken_languages(), *signed_languages()]
        own = [language for tag in first for language in known if language.tag == tag]
        rest = [language for language in known if language not in own]
        self.interpreter_language.choices = [
            SelectChoice("", _("No, we do not need one")),
            *(
                SelectChoice(language.tag, language.own_name, _tongue(language))
                for language in [*own, *rest]
                if language.tag != meeting_language
            ),
        ]

    def answer(self, *, coming: bool) -> Answer:
        """What the family answers."""
        return Answer(
            coming=coming,
            people=self.people.data or 1,
            interpreter_language=self.interpreter_language.data or None,
            aids=[Aid(aid) for aid in self.aids.data or []],
            supports=[Support(support) for support in self.supports.data or []],
        )


def _tongue(language: Language) -> dict[str, str]:
    return {"lang": language.tag, "dir": language.direction.value}
