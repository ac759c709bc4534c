"""What families are told of packets, in the languages of families."""

from flask_babel import gettext as _

from council.addresses import address_of
from council.database import db
from council.languages.formatting import format_moment, language_name
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered
from council.packets.models import Packet
from council.packets.states import PrintKind
from council.packets.style import style_in_address, usual_style
from council.printing.document import TextSize
from council.texts.passages import passage


def render_packet_issued(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells a family where to read what the meeting is about; nothing if it was taken back."""
    packet = db.session.get(Packet, subject_id)
    if packet is None or packet.withdrawn_at is not None:
        return None
    meeting = packet.meeting
    languages = [tag for tag in (packet.first_language, packet.second_language) if tag]
    if len(languages) == 2:
        where = _(
            "What it is about is written down in %(first)s and %(second)s. Read it here:",
            first=language_name(languages[0]),
            second=language_name(languages[1]),
        )
    else:
        where = _(
            "What it is about is written down in %(language)s. Read it here:",
            language=language_name(languages[0]),
        )
    in_large_print: list[str] = []
    if message.family is not None and message.family.large_print:
        in_large_print = [
            _("In large print:"),
            address_of(
                "packet.download_packet",
                packet_id=packet.id,
                **style_in_address(PrintKind.PACKET, usual_style(meeting.council, TextSize.LARGE)),
            ),
        ]
    return Rendered(
        _("Read before the meeting"),
        [
            _(
                "The council meets on %(moment)s:",
                moment=format_moment(meeting.starts_at, meeting.time_zone),
            ),
            passage(meeting.title_id, message.language),
            where,
            address_of("packet.show_packet", packet_id=packet.id),
            *in_large_print,
            _("If you would rather have it on paper, ask the school to print it for you."),
        ],
    )
