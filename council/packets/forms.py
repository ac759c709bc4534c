"""Choosing the languages of a packet."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from council.forms import CouncilForm
from council.languages.formatting import language_name
from council.languages.registry import find


class ChooseLanguagesForm(CouncilForm):
    """A packet's first language and its second, if it has one."""

    class Meta(CouncilForm.Meta):
        """The choice is part of the address, so that it changes nothing."""

        csrf = False

    first = SelectField(_l("First language"), [InputRequired()])
    second = SelectField(_l("Second language"))

    def offer(self, tags: Sequence[str]) -> None:
        """The languages to choose from, those of most families first."""
        offered = [(tag, _both_names(tag)) for tag in tags]
        self.first.choices = offered
        self.second.choices = [("", _l("None: one language alone")), *offered]


class IssuePacketForm(CouncilForm):
    """The last step before a packet is frozen."""

    sign_in_sheet = BooleanField(_l("Add a sign-in sheet; signing is optional for the public"))


def _both_names(tag: str) -> str:
    own, name = find(tag).own_name, language_name(tag)
    return own if own == name else f"{own} ({name})"
