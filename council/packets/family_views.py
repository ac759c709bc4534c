"""The page that a printed packet's code opens: the newest version, in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from council.access.guard import public
from council.languages.choice import current_interface, family_page
from council.languages.registry import find, reading_chain
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from council.packets.content import PacketContent
from council.packets.forms import PrintForm, print_form
from council.packets.models import Packet
from council.packets.print_operations import ask_for_packet, issued_file, note_use
from council.packets.progress import progress_of
from council.packets.queries import bytes_of, current_packets, packet_on_paper
from council.packets.snapshot import from_json
from council.packets.states import PrintKind, PrintState
from council.packets.style import PacketStyle, style_in_address, usual_style
from council.printing.document import TextSize
from council.texts import passages as texts
from council.texts.passages import ShownPassage
from council.texts.printed import Passage, Said

bp = Blueprint("packet", __name__)


class Copy(StrEnum):
    """What has become of the copy that somebody holds."""

    NEWEST = "newest"
    OLD = "old"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Readable:
    """A packet as a page shows it: the newest there is, in one of its languages."""

    packet: Packet
    content: PacketContent
    place: int  # of the reader's language among those of the packet

    def words(self, passage: Passage) -> ShownPassage:
        """What the reader gets for a passage."""
        reading = passage.readings[self.place]
        return texts.Passage(
            passage.text_id, passage.revision_id, reading.words, reading.language, reading.standing
        ).shown()

    def said(self, said: Said) -> Markup:
        """A fixed phrase in the packet's own words, and in their language."""
        voice = self.content.voices[self.place]
        return Markup("<bdi{}>{}</bdi>").format(find(voice.phrases_in).attributes, said[self.place])


def _packet_or_404(packet_id: str) -> Packet:
    packet = packet_on_paper(packet_id)
    if packet is None:
        abort(404)
    return packet


def _languages(packet: Packet) -> list[str]:
    return [tag for tag in (packet.first_language, packet.second_language) if tag]


def _best(copy: Packet, current: list[Packet]) -> Readable | None:
    """The newest packet in the reader's language, or in what stands in for it; else the copy's."""
    same = [each for each in current if _languages(each) == _languages(copy)]
    for language in reading_chain(current_interface().asked):
        for packet in [*same, *current]:
            if language.tag in _languages(packet):
                place = _languages(packet).index(language.tag)
                return Readable(packet, from_json(packet.snapshot), place)
    return Readable(current[0], from_json(current[0].snapshot), 0) if current else None


def _became_of(copy: Packet, current: list[Packet]) -> Copy:
    if copy.withdrawn_at is not None:
        return Copy.WITHDRAWN
    return Copy.NEWEST if copy in current else Copy.OLD


def _moved(readable: Readable, meeting: Meeting) -> bool:
    cover = readable.content.cover
    return (cover.starts_at, cover.place, cover.online_link) != (
        meeting.starts_at,
        meeting.place,
        meeting.online_link,
    )


@bp.get("/packet/<packet_id>")
@public
@family_page
def show_packet(packet_id: str) -> str:
    """What the newest packet says, and whether the copy in the reader's hands still holds."""
    copy = _packet_or_404(packet_id)
    current = list(current_packets(copy.meeting_id))
    readable = _best(copy, current)
    return render_template(
        "packets/family_packet.html",
        copy=copy,
        became=_became_of(copy, current),
        readable=readable,
        offers=_offers(readable.packet) if readable else [],
        current=current,
        languages_of=_languages,
        meeting=copy.meeting,
        is_cancelled=copy.meeting.state is MeetingState.CANCELLED,
        has_moved=readable is not None and _moved(readable, copy.meeting),
    )


@dataclass(frozen=True)
class Offer:
    """The packet in a form that families ask for, and whether it is printed already."""

    kind: PrintKind
    style: PacketStyle
    is_ready: bool

    @property
    def in_address(self) -> dict[str, Any]:
        """The same for an address, and for a form."""
        return style_in_address(self.kind, self.style)


def _offers(packet: Packet) -> list[Offer]:
    """The whole packet, the same in large print, and what matters most on a sheet."""
    council = packet.meeting.council
    usual = usual_style(council)
    wanted = [
        (PrintKind.PACKET, usual),
        (PrintKind.PACKET, usual_style(council, TextSize.LARGE)),
        (PrintKind.HANDOUT, usual),
    ]
    offers = []
    for kind, style in wanted:
        file = issued_file(packet, kind, style)
        is_ready = file is not None and file.state is PrintState.DONE
        offers.append(Offer(kind, style, is_ready))
    return offers


def _asked(packet_id: str) -> tuple[Packet, PrintForm]:
    """The packet and the layout that an address or a form names."""
    packet = _packet_or_404(packet_id)
    form = print_form(packet.meeting.council, request.values)
    if not form.validate():
        abort(404)
    return packet, form


def _to_page_of(packet: Packet) -> ResponseReturnValue:
    return redirect(url_for("packet.show_packet", packet_id=packet.id), 303)


def _to_waiting(packet: Packet, form: PrintForm) -> ResponseReturnValue:
    in_address = style_in_address(form.kind, form.style)
    return redirect(url_for("packet.wait_for_packet", packet_id=packet.id, **in_address), 303)


@bp.get("/packet/<packet_id>.pdf")
@public
@family_page
def download_packet(packet_id: str) -> ResponseReturnValue:
    """The packet to print or keep; one that was withdrawn leads to the page that says so."""
    packet, form = _asked(packet_id)
    if packet.withdrawn_at is not None:
        return _to_page_of(packet)
    file = issued_file(packet, form.kind, form.style)
    pdf = bytes_of(file) if file else None
    if file is None or pdf is None:
        return _to_waiting(packet, form)
    note_use(file)
    return pdf_response(pdf, file_name(packet, form.kind, form.style))


@bp.get("/packet/<packet_id>/print")
@public
@family_page
def wait_for_packet(packet_id: str) -> ResponseReturnValue:
    """How far the printing of a packet is; once it is there, it opens from here."""
    packet, form = _asked(packet_id)
    if packet.withdrawn_at is not None:
        return _to_page_of(packet)
    file = issued_file(packet, form.kind, form.style)
    return render_template(
        "packets/wait_for_packet.html",
        packet=packet,
        meeting=packet.meeting,
        in_address=style_in_address(form.kind, form.style),
        progress=progress_of(file) if file else None,
    )


@bp.post("/packet/<packet_id>/print")
@public
@family_page
def ask_to_print(packet_id: str) -> ResponseReturnValue:
    """Have the packet printed in a layout, if nobody has asked for it yet."""
    packet, form = _asked(packet_id)
    if packet.withdrawn_at is not None:
        return _to_page_of(packet)
    ask_for_packet(packet, form.kind, form.style)
    return _to_waiting(packet, form)


def file_name(packet: Packet, kind: PrintKind, style: PacketStyle) -> str:
    """What a packet is called among somebody's files."""
    about = [kind.value, packet.meeting.held_on.isoformat(), *_languages(packet)]
    if style.text_size is TextSize.LARGE:
        about.append("large")
    return f"{'-'.join(about)}-v{packet.version}.pdf"


def pdf_response(pdf: bytes, name: str) -> Response:
    """A PDF to be looked at in the browser or kept under this name."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
