"""What families find on paper: a poster with the council's door, a sheet to write a concern on."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.concerns import handover
from council.concerns.loading import bp
from council.concerns.sheet import concern_sheets
from council.languages.choice import in_language
from council.languages.registry import Area, interface_languages
from council.texts.sheet_forms import SheetForm, asked, offered, sheet_page
from council.texts.sheet_pages import print_sheet, sheet_response


@bp.get("/councils/<council_id>/concerns/door")
@declares(Action.LOG_CONCERN)
def print_door(council_id: str) -> str:
    """A poster with the council's door, in all languages of families."""
    invitations = []
    for language in interface_languages(Area.FAMILY):
        with in_language(language):
            invitations.append((language, _("Tell your council what concerns you")))
    return render_template(
        "concerns/print_door.html",
        door=handover.door_address(g.council),
        invitations=invitations,
    )


@bp.get("/councils/<council_id>/concerns/sheet")
@declares(Action.LOG_CONCERN)
def choose_concern_sheet(council_id: str) -> ResponseReturnValue:
    """Choose the languages of a sheet on which families write a concern themselves."""
    return _concern_sheet_page(offered(g.council))


def _concern_sheet_page(form: SheetForm) -> ResponseReturnValue:
    return sheet_page(
        form,
        {
            _("Open the sheet to print"): url_for(
                "concerns.print_concern_sheet", council_id=g.council.id
            )
        },
        title=_("Sheet to write a concern on"),
        lead=_(
            "Families write on it in their own language and hand it in. You then write it down"
            " here as it came: on paper."
        ),
        back=url_for("concerns.list_concerns", council_id=g.council.id),
        back_label=_("Concerns"),
    )


@bp.get("/councils/<council_id>/concerns/sheet.pdf")
@declares(Action.LOG_CONCERN)
def print_concern_sheet(council_id: str) -> ResponseReturnValue:
    """An empty sheet on which a family writes its concern."""
    form = asked(g.council)
    style = form.chosen()
    if style is None:
        return _concern_sheet_page(form)
    pdf = print_sheet(*concern_sheets(g.council, style))
    return sheet_response(pdf, "concern-sheet", *style.tags)
