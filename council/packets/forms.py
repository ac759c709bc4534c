"""Choosing what a packet holds and in which languages, and how it is laid out on paper."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectChoice, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput

from council.councils.models import Council
from council.forms import CouncilForm
from council.packets.content import Section
from council.packets.states import PrintKind
from council.packets.style import PacketArrangement, PacketStyle
from council.printing.document import Paper, TextSize
from council.texts.sheet_forms import PAPERS, TEXT_SIZES, both_names


class _AsAddress(CouncilForm):
    """A form that is part of an address, so that it changes nothing."""

    class Meta(CouncilForm.Meta):
        """Nothing is sent that somebody else could send in a visitor's name."""

        csrf = False


class ChooseLanguagesForm(_AsAddress):
    """A packet's first language and its second, if it has one."""

    first = SelectField(_l("First language"), [InputRequired()])
    second = SelectField(_l("Second language"), default="")

    def offer(self, tags: Sequence[str]) -> None:
        """The languages to choose from, those of most families first."""
        offered = [SelectChoice(tag, both_names(tag)) for tag in tags]
        self.first.choices = offered
        self.second.choices = [SelectChoice("", _l("None: one language alone")), *offered]


class ChoosePacketForm(ChooseLanguagesForm):
    """A packet's languages, and what it holds in which order."""

    section = SelectMultipleField(
        _l("What it holds"),
        [InputRequired(_l("Choose at least one thing that the packet holds."))],
        choices=[SelectChoice(section.value, section.value) for section in Section],
        option_widget=CheckboxInput(),
    )

    @property
    def sections(self) -> tuple[Section, ...]:
        """What was chosen, in its order, each once."""
        known = [each for each in self.section.data or () if each in tuple(Section)]
        return tuple(Section(each) for each in dict.fromkeys(known))


class IssuePacketForm(CouncilForm):
    """The last step before a packet is frozen."""


class _Given:
    """A choice that always has an answer, so that nobody is told that it is optional."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Nothing more is asked of it."""


class PrintForm(_AsAddress):
    """What of a packet is printed, and how it is laid out."""

    what = SelectField(
        _l("What to print"),
        [_Given()],
        choices=[
            SelectChoice(PrintKind.PACKET.value, _l("The whole packet")),
            SelectChoice(PrintKind.HANDOUT.value, _l("A short handout")),
        ],
        default=PrintKind.PACKET.value,
    )
    layout = SelectField(
        _l("Two languages"),
        [_Given()],
        choices=[
            SelectChoice(PacketArrangement.SIDE_BY_SIDE.value, _l("Side by side")),
            SelectChoice(PacketArrangement.FACING.value, _l("On facing pages")),
            SelectChoice(PacketArrangement.FLIP.value, _l("One after the other")),
        ],
        default=PacketArrangement.SIDE_BY_SIDE.value,
    )
    paper = SelectField(
        _l("Paper"),
        [_Given()],
        choices=PAPERS,
    )
    size = SelectField(
        _l("Size of letters"),
        [_Given()],
        choices=TEXT_SIZES,
        default=TextSize.REGULAR.value,
    )

    @property
    def kind(self) -> PrintKind:
        """What was chosen to be printed."""
        return PrintKind(self.what.data)

    @property
    def style(self) -> PacketStyle:
        """How it is laid out."""
        return PacketStyle(
            PacketArrangement(self.layout.data), Paper(self.paper.data), TextSize(self.size.data)
        )


def print_form(council: Council, said: MultiDict[str, str] | None = None) -> PrintForm:
    """The form as an address fills it in; the paper is the council's, where none is said."""
    return PrintForm(said, paper=council.paper.value)
