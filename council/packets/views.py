"""Pages of packets: what was issued for a meeting; see, print, withdraw, tell families."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.actions import Action, may
from council.access.guard import declares
from council.languages.registry import Language, find
from council.meetings.loading import meeting_or_404
from council.meetings.states import MeetingState
from council.packets import operations, prepare_views, preview_views, print_operations
from council.packets.content import VoiceCoverage
from council.packets.family_views import file_name, pdf_response
from council.packets.forms import ChooseLanguagesForm, PrintForm, print_form
from council.packets.loading import (
    bp,
    languages_for,
    packet_or_404,
    picture,
    tags_to_choose,
    title_of,
)
from council.packets.messages import LONG, SHORT, short_message
from council.packets.models import Packet, PrintedFile
from council.packets.print_operations import issued_file
from council.packets.progress import progress_of
from council.packets.queries import (
    bytes_of,
    current_packets,
    families_told,
    packets_of,
    print_run,
)
from council.packets.snapshot import from_json
from council.packets.style import style_in_address

# The pages before a packet is issued, and of previews, belong to the same blueprint.
__all__ = ["bp", "prepare_views", "preview_views"]

# ---- the packets of a meeting


@dataclass(frozen=True)
class IssuedRow:
    """A packet in the list, with what stands in it and what can be done with it."""

    packet: Packet
    is_newest: bool
    told: int
    coverage: tuple[VoiceCoverage, ...]


@bp.get("/councils/<council_id>/meetings/<meeting_id>/packets")
@declares(Action.SEE_PACKETS)
def list_packets(council_id: str, meeting_id: str) -> str:
    """Every packet that was issued for a meeting, and for coordinators the way to another."""
    meeting = meeting_or_404(meeting_id)
    packets = packets_of(meeting.id)
    newest = {packet.id for packet in current_packets(meeting.id)}
    told = families_told([packet.id for packet in packets])
    offered = languages_for(meeting)
    form = ChooseLanguagesForm(formdata=None)
    form.offer(tags_to_choose(offered))
    form.first.data = meeting.council.language
    issued_in = _languages_issued(packets, newest)
    tags = [
        tag for tag in (each.language.tag for each in offered) if tag != meeting.council.language
    ]
    form.second.data = next((tag for tag in tags if tag not in issued_in), tags[0] if tags else "")
    return render_template(
        "packets/list_packets.html",
        meeting=meeting,
        title=title_of(meeting),
        rows=[
            IssuedRow(
                packet,
                packet.id in newest,
                told.get(packet.id, 0),
                from_json(packet.snapshot).coverage(),
            )
            for packet in packets
        ],
        form=form,
        offered=offered,
        issued_in=issued_in,
        print_run=print_run(meeting) if may(g.roles, Action.ISSUE_PACKET) else None,
        can_issue=meeting.state in (MeetingState.POSTED, MeetingState.HELD),
    )


def _languages_issued(packets: Sequence[Packet], newest: set[str]) -> set[str]:
    """The languages in which a packet is there to be read."""
    return {
        tag
        for packet in packets
        if packet.id in newest
        for tag in (packet.first_language, packet.second_language)
        if tag
    }


# ---- one packet


@bp.get("/councils/<council_id>/packets/<packet_id>")
@declares(Action.SEE_PACKETS)
def show_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """An issued packet: its pages in the layout that was asked for, and what it says in short."""
    packet = packet_or_404(packet_id)
    form = print_form(packet.meeting.council, request.args)
    return _show_packet(packet, form)


def _show_packet(packet: Packet, form: PrintForm) -> ResponseReturnValue:
    content = from_json(packet.snapshot)
    file = issued_file(packet, form.kind, form.style) if form.validate() else None
    if file is not None:
        print_operations.note_use(file)
    return render_template(
        "packets/show_packet.html",
        packet=packet,
        meeting=packet.meeting,
        title=title_of(packet.meeting),
        is_newest=packet in current_packets(packet.meeting_id),
        coverage=content.coverage(),
        form=form,
        file=file,
        progress=progress_of(file) if file else None,
        in_address=style_in_address(file.kind, file.style) if file else {},
        short=[
            ShortMessages(
                find(voice.language),
                voice.phrases_in,
                voice.reviewed,
                tuple(short_message(content, voice.language, limit) for limit in (SHORT, LONG)),
            )
            for voice in content.voices
        ],
    ), 422 if form.errors else 200


@dataclass(frozen=True)
class ShortMessages:
    """What a packet says in a few words, in one of its languages."""

    language: Language
    phrases_in: str
    reviewed: bool
    words: tuple[str, ...]


@bp.post("/councils/<council_id>/packets/<packet_id>/print")
@declares(Action.SEE_PACKETS)
def print_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """Have an issued packet printed in a layout, if it is not there in it."""
    packet = packet_or_404(packet_id)
    form = PrintForm(paper=g.council.paper.value)
    if not form.validate():
        return _show_packet(packet, form)
    print_operations.ask_for_packet(packet, form.kind, form.style)
    return redirect(
        url_for(
            "packets.show_packet",
            council_id=council_id,
            packet_id=packet.id,
            **style_in_address(form.kind, form.style),
        ),
        303,
    )


@bp.get("/councils/<council_id>/packets/<packet_id>.pdf")
@declares(Action.SEE_PACKETS)
def download_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """An issued packet as a file; where there is none yet, the page on which it is asked for."""
    packet = packet_or_404(packet_id)
    form, file = _file_or_404(packet)
    pdf = bytes_of(file) if file else None
    if file is None or pdf is None:
        in_address = style_in_address(form.kind, form.style)
        return redirect(
            url_for(
                "packets.show_packet", council_id=council_id, packet_id=packet.id, **in_address
            ),
            303,
        )
    print_operations.note_use(file)
    return pdf_response(pdf, file_name(packet, form.kind, form.style))


@bp.get("/councils/<council_id>/packets/<packet_id>/pages/<int:number>.png")
@declares(Action.SEE_PACKETS)
def show_packet_page(council_id: str, packet_id: str, number: int) -> Response:
    """One page of an issued packet as a picture."""
    _form, file = _file_or_404(packet_or_404(packet_id))
    if file is None:
        abort(404)
    return picture(file, number)


def _file_or_404(packet: Packet) -> tuple[PrintForm, PrintedFile | None]:
    """The layout that the address names, and what is printed in it."""
    form = print_form(packet.meeting.council, request.args)
    if not form.validate():
        abort(404)
    return form, issued_file(packet, form.kind, form.style)


@bp.post("/councils/<council_id>/packets/<packet_id>/withdraw")
@declares(Action.ISSUE_PACKET)
def withdraw_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """Take a packet back."""
    packet = packet_or_404(packet_id)
    operations.withdraw_packet(packet, by=g.person)
    flash(_("The packet is withdrawn. Whoever scans a copy reads so."))
    return _back_to(packet)


@bp.post("/councils/<council_id>/packets/<packet_id>/tell")
@declares(Action.ISSUE_PACKET)
def tell_families(council_id: str, packet_id: str) -> ResponseReturnValue:
    """Tell the families who read one of its languages."""
    packet = packet_or_404(packet_id)
    told = len(operations.tell_families(packet, by=g.person))
    if told:
        flash(
            ngettext(
                "%(num)s family is told, by the way it chose.",
                "%(num)s families are told, each by the way it chose.",
                told,
            )
        )
    else:
        flash(_("Every family who reads these languages has been told already."))
    return _back_to(packet)


def _back_to(packet: Packet) -> ResponseReturnValue:
    return redirect(
        url_for("packets.list_packets", council_id=g.council.id, meeting_id=packet.meeting_id),
        303,
    )
