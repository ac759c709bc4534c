"""The page that a printed packet's code opens: the newest version, in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from council.access.guard import public
from council.languages.choice import current_interface, family_page
from council.languages.registry import find, reading_chain
from council.meetings.models import Meeting
from council.meetings.states import MeetingState
from council.packets.content import PacketContent, from_json
from council.packets.models import Packet
from council.packets.printed import print_packet
from council.packets.queries import current_packets, packet_on_paper
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
        current=current,
        languages_of=_languages,
        meeting=copy.meeting,
        is_cancelled=copy.meeting.state is MeetingState.CANCELLED,
        has_moved=readable is not None and _moved(readable, copy.meeting),
    )


@bp.get("/packet/<packet_id>.pdf")
@public
@family_page
def download_packet(packet_id: str) -> ResponseReturnValue:
    """The packet to print or keep; one that was withdrawn leads to the page that says so."""
    packet = _packet_or_404(packet_id)
    if packet.withdrawn_at is not None:
        return redirect(url_for("packet.show_packet", packet_id=packet.id), 303)
    return pdf_response(print_packet(packet), file_name(packet))


def file_name(packet: Packet) -> str:
    """What a packet is called among somebody's files."""
    languages = "-".join(_languages(packet))
    return f"packet-{packet.meeting.held_on.isoformat()}-{languages}-v{packet.version}.pdf"


def pdf_response(pdf: bytes, name: str) -> Response:
    """A PDF to be looked at in the browser or kept under this name."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
