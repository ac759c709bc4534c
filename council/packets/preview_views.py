"""Pages of a preview: ask for one, see how far its printing is, look at it, open it."""

from flask import Response, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from council.access.actions import Action
from council.access.guard import declares
from council.meetings.loading import meeting_or_404
from council.packets import print_operations
from council.packets.family_views import pdf_response
from council.packets.forms import IssuePacketForm, PrintForm
from council.packets.loading import bp, picture, title_of
from council.packets.models import PrintedFile
from council.packets.prepare_views import Choice, choose_packet, show_prepared
from council.packets.progress import progress_of
from council.packets.queries import bytes_of, preview_in_council
from council.packets.snapshot import from_json
from council.refusals import Refusal


@bp.post("/councils/<council_id>/meetings/<meeting_id>/packets/preview")
@declares(Action.ISSUE_PACKET)
def ask_for_preview(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Have the packet printed as it would be now, drafts and machine text included."""
    meeting = meeting_or_404(meeting_id)
    form, choice = choose_packet(meeting)
    style = PrintForm(paper=g.council.paper.value)
    if form.validate() and style.validate():
        try:
            file = print_operations.ask_for_preview(
                meeting,
                (choice.first, choice.second),
                choice.sections,
                style.kind,
                style.style,
                by=g.person,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(
                url_for("packets.show_preview", council_id=council_id, file_id=file.id), 303
            )
    return show_prepared(meeting, form, choice, IssuePacketForm(), style)


def _preview_or_404(file_id: str) -> PrintedFile:
    file = preview_in_council(file_id, g.council.id)
    if file is None:
        abort(404)
    return file


@bp.get("/councils/<council_id>/packets/previews/<file_id>")
@declares(Action.ISSUE_PACKET)
def show_preview(council_id: str, file_id: str) -> str:
    """The pages of a preview, or how far its printing is."""
    file = _preview_or_404(file_id)
    content = from_json(file.content or {})
    return render_template(
        "packets/show_preview.html",
        file=file,
        progress=progress_of(file),
        meeting=file.meeting,
        title=title_of(file.meeting),
        languages=content.languages,
        choice=Choice(content.languages[0], ("", *content.languages[1:])[-1], content.sections),
    )


@bp.get("/councils/<council_id>/packets/previews/<file_id>.pdf")
@declares(Action.ISSUE_PACKET)
def download_preview(council_id: str, file_id: str) -> ResponseReturnValue:
    """The watermarked preview as a file."""
    file = _preview_or_404(file_id)
    pdf = bytes_of(file)
    if pdf is None:
        return redirect(
            url_for("packets.show_preview", council_id=council_id, file_id=file.id), 303
        )
    languages = "-".join(from_json(file.content or {}).languages)
    return pdf_response(pdf, f"preview-{file.meeting.held_on.isoformat()}-{languages}.pdf")


@bp.get("/councils/<council_id>/packets/previews/<file_id>/<int:number>.png")
@declares(Action.ISSUE_PACKET)
def show_preview_page(council_id: str, file_id: str, number: int) -> Response:
    """One page of a preview as a picture."""
    return picture(_preview_or_404(file_id), number)


@bp.post("/councils/<council_id>/packets/previews/<file_id>/again")
@declares(Action.ISSUE_PACKET)
def print_preview_again(council_id: str, file_id: str) -> ResponseReturnValue:
    """Try once more what could not be printed."""
    file = _preview_or_404(file_id)
    print_operations.ask_again(file)
    return redirect(url_for("packets.show_preview", council_id=council_id, file_id=file.id), 303)
