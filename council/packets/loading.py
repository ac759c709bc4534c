"""What all pages of packets share: the meeting, the packet, the languages to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, g

from council.languages.choice import current_interface
from council.languages.registry import Language, find, reading_language, written_languages
from council.meetings.models import Meeting
from council.meetings.reply_queries import languages_needed
from council.packets.models import Packet, PrintedFile
from council.packets.queries import bytes_of, packet_in_council
from council.printing.pictures import picture_of
from council.texts import passages as texts
from council.texts.queries import languages_to_translate_into

bp = Blueprint("packets", __name__)


def packet_or_404(packet_id: str) -> Packet:
    """The packet that is asked for, if it is this council's."""
    packet = packet_in_council(packet_id, g.council.id)
    if packet is None:
        abort(404)
    return packet


def title_of(meeting: Meeting) -> texts.ShownPassage:
    """A meeting's title for the reader of this page."""
    return texts.passage(meeting.title_id, current_interface().asked.tag).shown()


@dataclass(frozen=True)
class Offered:
    """A language that families of this meeting read, and how much it is needed."""

    language: Language
    for_spoken: tuple[str, ...]  # languages that are not written, whose families read this one


def languages_for(meeting: Meeting) -> list[Offered]:
    """The written languages that families of the meeting need, those of most families first."""
    wanted = languages_to_translate_into(meeting.council_id)
    spoken_for: dict[str, list[str]] = {}
    for need in languages_needed(meeting.council, [meeting])[meeting.id]:
        language = find(need.language)
        reading = reading_language(language).tag
        if reading not in wanted:
            wanted.append(reading)
        if not language.written:
            spoken_for.setdefault(reading, []).append(language.tag)
    return [Offered(find(tag), tuple(spoken_for.get(tag, ()))) for tag in wanted]


def tags_to_choose(offered: Sequence[Offered]) -> list[str]:
    """Every written language, those that families of the meeting need first."""
    first = [each.language.tag for each in offered]
    return [*first, *(each.tag for each in written_languages() if each.tag not in first)]


def picture(file: PrintedFile, number: int) -> Response:
    """One page of a printed file as a picture."""
    pdf = bytes_of(file)
    png = picture_of(pdf, number) if pdf else None
    if png is None:
        abort(404)
    return Response(png, mimetype="image/png")
