"""The school's answer as a letter to families: signed and dated, with reasons and steps."""

from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from council.addresses import address_of
from council.languages.formatting import format_day
from council.printing.document import Document
from council.recommendations.models import StaffResponse
from council.recommendations.wording import recommendation as called
from council.recommendations.wording import signed, step_done, step_to_do, verdict
from council.texts.printed import cleaned, passages_on_paper
from council.texts.sheets import Sheet, SheetStyle


def response_letter(response: StaffResponse, style: SheetStyle) -> Document:
    """What was answered, in the reader's language beside another: approved translations only."""
    recommendation = response.recommendation
    council = recommendation.council
    steps = [step.text_id for step in response.steps]
    ids = [recommendation.title_id, response.reasons_id, *steps]
    passages = passages_on_paper(ids, style.tags)
    sheet = Sheet(council, style, _phrases, passages.values())
    day = response.signed_at.astimezone(ZoneInfo(council.time_zone)).date()
    look_up = address_of("thread.look_up")
    by = response.signed_by
    number = sheet.says(called, recommendation.number)
    return sheet.document(
        "recommendations/printed/letter.html",
        title="letter",
        on=day,
        about=sheet.said(number),
        day=sheet.says(format_day, day),
        to=sheet.says(_to_families_of, sheet.council),
        number=number,
        asked=passages[recommendation.title_id],
        disposition=response.disposition,
        verdict=sheet.says(verdict, response.disposition, response.answer_by),
        reasons=passages[response.reasons_id],
        steps=[
            (
                passages[step.text_id],
                sheet.says(step_done, step.done_on)
                if step.done_on
                else sheet.says(step_to_do, step.due_on, cleaned(step.owner_name)),
            )
            for step in response.steps
        ],
        signed=sheet.says(signed, cleaned(by.name), cleaned(by.title), day),
        look_up=sheet.code("look-up.svg", look_up),
        address=look_up,
    )


def _to_families_of(council: str) -> str:
    return str(_("To the families of %(council)s", council=council))


def _phrases() -> dict[str, str]:
    return {
        "letter": _("The school’s answer"),
        "reasons": _("The reasons"),
        "steps": _("What the school does"),
        "look_up": _(
            "If you told the council of a concern: scan this code, and look with your own code"
            " what became of it."
        ),
    }
