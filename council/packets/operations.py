"""Issuing packets, taking them back, and telling families that one is there."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from council import clock
from council.access.actions import Action, may
from council.access.queries import roles_of
from council.database import db, new_id
from council.history.operations import record
from council.jobs import once_saved
from council.meetings.models import Meeting
from council.meetings.posting_queries import postings_of
from council.meetings.rules import still_tells_when_and_where
from council.meetings.states import MeetingState
from council.notices.models import OutboxMessage
from council.notices.operations import owe
from council.packets.compose import refuse_without_font
from council.packets.content import USUAL_SECTIONS, Section
from council.packets.gather import gather, readable
from council.packets.models import Packet
from council.packets.print_operations import ask_for_packet, drop_files_of
from council.packets.printed import print_content, print_packet
from council.packets.queries import (
    ISSUED_NOTICE,
    families_to_tell,
    newest_packet,
    next_version,
    sections_chosen_last,
)
from council.packets.snapshot import hash_of, to_json
from council.packets.style import PacketStyle, usual_style
from council.people.models import Person
from council.printing.document import TextSize
from council.refusals import Refusal
from council.texts.printer import extra_fonts, forget_prints


def issue_packet(
    meeting: Meeting,
    first_language: str,
    second_language: str = "",
    *,
    sections: Sequence[Section] = USUAL_SECTIONS,
    by: Person,
) -> Packet:
    """Issue a posted meeting's packet in one language or two: frozen from now on, with a number.

    It holds approved translations only; the printed copies lead to the newest version.
    """
    _refuse_unless_coordinator(meeting.council_id, by)
    languages = readable(first_language, second_language)
    # Two at once must not get one number.
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    _refuse_unless_posted(meeting)
    first, second = (*(language.tag for language in languages), "")[:2]
    packet_id, issued_at = new_id(), clock.now()
    number = next_version(meeting.id, first, second)
    content = gather(
        meeting,
        first,
        second,
        edition=(packet_id, number, issued_at),
        sections=sections,
    )
    refuse_without_font(content, extra_fonts())
    snapshot = to_json(content)
    packet = Packet(
        id=packet_id,
        meeting_id=meeting.id,
        first_language=first,
        second_language=second,
        version=number,
        snapshot=snapshot,
        snapshot_hash=hash_of(snapshot),
        issued_by_id=by.id,
        issued_at=issued_at,
    )
    db.session.add(packet)
    db.session.flush()
    _record("packet_issued", packet, meeting, by)
    ask_for_packet(packet)
    return packet


def withdraw_packet(packet: Packet, *, by: Person) -> None:
    """Take a packet back: copies of it say so when they are scanned, and the record stays.

    What was printed of it goes.
    """
    meeting = packet.meeting
    _refuse_unless_coordinator(meeting.council_id, by)
    if packet.withdrawn_at is not None:
        raise Refusal(_l("This packet was withdrawn already."))
    packet.withdrawn_at = clock.now()
    packet.withdrawn_by_id = by.id
    db.session.flush()
    drop_files_of(packet)
    once_saved(forget_prints)
    _record("packet_withdrawn", packet, meeting, by)


def tell_families(packet: Packet, *, by: Person) -> list[OutboxMessage]:
    """Tell families who read one of the packet's languages where to read it, each of them once."""
    meeting = packet.meeting
    _refuse_unless_coordinator(meeting.council_id, by)
    if packet.withdrawn_at is not None:
        raise Refusal(_l("This packet was withdrawn, so nobody is told of it."))
    families = families_to_tell(packet)
    messages = [
        owe(ISSUED_NOTICE, packet, council_id=meeting.council_id, to=family) for family in families
    ]
    if any(family.large_print for family in families):
        ask_for_packet(packet, style=usual_style(meeting.council, TextSize.LARGE))
    _record("families_told_of_packet", packet, meeting, by, families=len(messages))
    return messages


def print_meeting_packet(
    meeting: Meeting, languages: Sequence[str], style: PacketStyle | None = None
) -> bytes:
    """A meeting's packet in one language or two: as it was issued, or else a watermarked preview.

    Where no style is asked for, it is the council's usual one. Printing never issues: that is a
    coordinator's step, with a name to it.
    """
    if not 1 <= len(languages) <= 2:
        raise Refusal(_l("A packet is in one language or in two."))
    style = style or usual_style(meeting.council)
    wanted = [language.tag for language in readable(*languages)]
    packet = newest_packet(meeting.id, wanted)
    if packet is not None:
        return print_packet(packet, style=style)
    content = gather(
        meeting, *wanted, preview=True, sections=sections_chosen_last(meeting.council_id)
    )
    return print_content(content, style=style)


def _refuse_unless_coordinator(council_id: str, by: Person) -> None:
    if not may(roles_of(by, council_id), Action.ISSUE_PACKET):
        raise Refusal(_l("Only a coordinator of this council can do that."))


def _refuse_unless_posted(meeting: Meeting) -> None:
    if meeting.state not in (MeetingState.POSTED, MeetingState.HELD):
        raise Refusal(_l("Post the agenda first. A packet holds the agenda as it was posted."))
    posting = postings_of(meeting)[-1]
    if meeting.state is MeetingState.POSTED and not still_tells_when_and_where(posting, meeting):
        raise Refusal(
            _l(
                "The meeting has another time or place than the agenda that was posted. Post the"
                " agenda again first."
            )
        )


def _record(event: str, packet: Packet, meeting: Meeting, by: Person, **detail: str | int) -> None:
    record(
        event,
        packet,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"meeting": meeting.id, "version": packet.version, **detail},
    )
