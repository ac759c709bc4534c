"""The sheet on which a family writes a concern down, in its own language and without a name."""

from flask_babel import gettext as _

from council.addresses import address_of
from council.concerns.wording import ASKED_IN_ORDER, consent_help, consent_title
from council.councils.models import Council
from council.printing.document import Document, TextSize
from council.texts.sheets import Sheet, SheetStyle, today_of

# So many lines to write on at most, and so many at least: as many as fill the last page. There is
# more room overleaf.
MOST_LINES = 24
FEWEST_LINES = {TextSize.REGULAR: 2, TextSize.LARGE: 6}


def concern_sheets(council: Council, style: SheetStyle) -> list[Document]:
    """An empty sheet of this council, with the code that opens its door; the roomiest first."""
    sheet = Sheet(council, style, _phrases)
    address = address_of("family.open_door", door=council.door)
    return [
        sheet.document(
            "concerns/printed/sheet.html",
            title="title",
            on=today_of(council),
            choices=ASKED_IN_ORDER,
            lines=lines,
            door=sheet.code("door.svg", address),
            address=address,
        )
        for lines in range(MOST_LINES, FEWEST_LINES[style.layout.text_size] - 1, -1)
    ]


def _phrases() -> dict[str, str]:
    phrases = {
        "title": _("Tell your council what concerns you"),
        "about": _(
            "Write in any language, and go on overleaf if you like. You need not give your name."
        ),
        "words": _("What concerns you?"),
        "leave_out": _(
            "Please leave out immigration status and the names of children. Nobody here needs them."
        ),
        "language": _("The language you write in"),
        "consent": _("Who may read it?"),
        "mark_one": _("Mark one. If you mark none, only the coordinator reads it."),
        "tell": _("Shall we tell you what becomes of it?"),
        "tell_help": _(
            "Only if you like: your name, and a phone number or an e-mail address. Or ask for a"
            " code, and look for yourself."
        ),
        "door": _("Hand this sheet to anyone on the council, or leave it at the school’s office.")
        + "\n\n"
        + _("You can also tell us by phone: scan this code."),
    }
    for consent in ASKED_IN_ORDER:
        phrases[consent] = consent_title(consent)
        phrases[f"{consent}_help"] = consent_help(consent)
    return phrases
