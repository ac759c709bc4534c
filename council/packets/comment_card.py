"""The comment card of a packet as a file of its own, to fill in on a phone or at a desk."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _

from council.languages.formatting import format_day
from council.packets.content import PacketContent
from council.packets.pages import shorten
from council.printing.document import Document, Layout, Part, TextSize
from council.printing.figures import qr_code
from council.printing.fillable import Field
from council.printing.languages import PrintedLanguage
from council.texts.columns import Columns, printed_language
from council.texts.printed import Said, said_by
from council.texts.sheet_pages import edges_of
from council.texts.sheets import each_language_once, styles_for

# How large the letters are that are typed in.
POINTS = {TextSize.REGULAR: 12.0, TextSize.LARGE: 18.0}

# So many millimetres there are to write in at most, and so many at least: as many as fill a page.
MOST_ROOM = 120
LEAST_ROOM = 48
_STEP = 4

# What is asked, each by the phrase that asks it; the words take the most room.
ASKED = ("card_item", "card_words", "card_reach")


class CommentCard(Columns):
    """The card of an issued packet, in the packet's own words and languages."""

    def __init__(self, content: PacketContent) -> None:
        said = {**content.phrases, "fill_in": said_by(content.voices, _fill_in)}
        voices, phrases = each_language_once(content.voices, said)
        super().__init__(voices, phrases, content.cover.names_in)
        self.content = content

    def documents(self, layout: Layout) -> list[Document]:
        """The card as documents that keep a place for each field; the roomiest first."""
        return [self._document(layout, room) for room in range(MOST_ROOM, LEAST_ROOM - 1, -_STEP)]

    def _document(self, layout: Layout, room: int) -> Document:
        edition = self.content.edition
        if edition is None:
            raise ValueError("a card to fill in belongs to a packet that was issued")
        body = render_template(
            "packets/printed/fillable_card.html", sheet=self, asked=ASKED, room=room
        )
        return Document(
            parts=(Part("card", body, self._languages()),),
            title=f"{self.phrases['comment_card'][0]} – {shorten(self.content.cover.council)}",
            author=self.content.cover.council,
            made_at=edition.issued_at,
            edges=edges_of(
                self, "comment_card", self.content.cover.council, self.said(self._day())
            ),
            layout=layout,
            assets={"door.svg": qr_code(self.content.door_address)},
            styles=styles_for(layout),
        )

    def fields(self) -> list[Field]:
        """Where people write, each with its question in every language of the card."""
        return [
            Field(key, " · ".join(self.phrases[key]), multiline=key != "card_item") for key in ASKED
        ]

    def _day(self) -> Said:
        """The day of the meeting, without a name for it: there is little room on the edge."""
        cover = self.content.cover
        held_on = cover.starts_at.astimezone(ZoneInfo(cover.time_zone)).date()
        return said_by(self.content.voices[: len(self.voices)], _of_day, held_on)

    def _languages(self) -> tuple[PrintedLanguage, ...]:
        names = (printed_language(self.content.cover.names_in),)
        return tuple(dict.fromkeys((*self.readers, *self.voices, *names)))


def _of_day(day: date) -> str:
    return format_day(day, weekday=False)


def _fill_in() -> str:
    return str(_("You can type on this card, save it, and send it to anyone on the council."))
