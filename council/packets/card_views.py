"""The comment card of a packet, for whoever would rather type than write."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from council.access.guard import public
from council.councils.models import Council
from council.languages.choice import family_page
from council.packets.comment_card import POINTS, CommentCard
from council.packets.queries import packet_on_paper
from council.packets.snapshot import from_json
from council.printing.document import Layout, Paper, TextSize
from council.printing.fillable import make_fillable
from council.texts.sheet_pages import print_sheet, sheet_response

bp = Blueprint("card", __name__)


def _layout_or_404(council: Council) -> Layout:
    """The paper and the size of letters that the address names, or the council's usual ones."""
    try:
        return Layout(
            Paper(request.args.get("paper", council.paper)),
            TextSize(request.args.get("size", TextSize.REGULAR)),
        )
    except ValueError:
        abort(404)


@bp.get("/packet/<packet_id>/comment-card.pdf")
@public
@family_page
def download_card(packet_id: str) -> ResponseReturnValue:
    """The card to fill in; of a packet that was withdrawn, the page that says so."""
    packet = packet_on_paper(packet_id)
    if packet is None:
        abort(404)
    layout = _layout_or_404(packet.meeting.council)
    if packet.withdrawn_at is not None:
        return redirect(url_for("packet.show_packet", packet_id=packet.id), 303)
    card = CommentCard(from_json(packet.snapshot))
    pdf = make_fillable(
        print_sheet(*card.documents(layout)), card.fields(), points=POINTS[layout.text_size]
    )
    languages = [tag for tag in (packet.first_language, packet.second_language) if tag]
    return sheet_response(pdf, "comment-card", *languages)
