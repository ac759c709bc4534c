"""Pages of packets: choose languages, see what is not translated, preview, issue, tell families."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.actions import Action
from council.access.guard import declares
from council.languages.choice import current_interface
from council.languages.registry import Language, find, reading_language, written_languages
from council.meetings.models import Meeting
from council.meetings.queries import (
    agenda_of,
    agenda_snapshot,
    languages_needed,
    meeting_visible_to,
    postings_of,
)
from council.meetings.states import MeetingState
from council.packets import operations
from council.packets.content import USUAL_SECTIONS, PacketContent, Section, VoiceCoverage, from_json
from council.packets.family_views import file_name, pdf_response
from council.packets.forms import ChooseLanguagesForm, IssuePacketForm
from council.packets.gather import gather
from council.packets.models import Packet
from council.packets.printed import print_content, print_packet
from council.packets.queries import (
    current_packets,
    families_told,
    packet_in_council,
    packets_of,
)
from council.refusals import Refusal
from council.texts import passages as texts
from council.texts.printed import Passage
from council.texts.queries import kinds_of, languages_to_translate_into
from council.texts.registry import TextPlace, described_kinds, places

bp = Blueprint("packets", __name__)


def _meeting_or_404(meeting_id: str) -> Meeting:
    meeting = meeting_visible_to(g.council.id, meeting_id, g.roles)
    if meeting is None:
        abort(404)
    return meeting


def _packet_or_404(packet_id: str) -> Packet:
    packet = packet_in_council(packet_id, g.council.id)
    if packet is None:
        abort(404)
    return packet


def _title(meeting: Meeting) -> texts.ShownPassage:
    return texts.passage(meeting.title_id, current_interface().asked.tag).shown()


@dataclass(frozen=True)
class Offered:
    """A language that families of this meeting read, and how much it is needed."""

    language: Language
    for_spoken: tuple[str, ...]  # languages that are not written, whose families read this one


def _languages_for(meeting: Meeting) -> list[Offered]:
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


def _tags_to_choose(offered: Sequence[Offered]) -> list[str]:
    first = [each.language.tag for each in offered]
    return [*first, *(each.tag for each in written_languages() if each.tag not in first)]


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
    meeting = _meeting_or_404(meeting_id)
    packets = packets_of(meeting.id)
    newest = {packet.id for packet in current_packets(meeting.id)}
    told = families_told([packet.id for packet in packets])
    offered = _languages_for(meeting)
    form = ChooseLanguagesForm()
    form.offer(_tags_to_choose(offered))
    form.first.data = meeting.council.language
    issued_in = _languages_issued(packets, newest)
    tags = [
        tag for tag in (each.language.tag for each in offered) if tag != meeting.council.language
    ]
    form.second.data = next((tag for tag in tags if tag not in issued_in), tags[0] if tags else "")
    return render_template(
        "packets/list_packets.html",
        meeting=meeting,
        title=_title(meeting),
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
        can_issue=meeting.state in (MeetingState.POSTED, MeetingState.HELD),
    )


def _languages_issued(packets: Sequence[Packet], newest: set[str]) -> set[str]:
    """The languages in which a packet is there to be read."""
    return {
        tag
        for packet in packets
        if packet.id in newest
        for tag in (packet.first_language, packet.second_language)
    }


# ---- before it is issued


@dataclass(frozen=True)
class Untranslated:
    """A passage that readers of a language would get in another one."""

    passage: Passage
    place: TextPlace | None
    is_stale: bool


@dataclass(frozen=True)
class Prepared:
    """One language of a packet to be issued, and what is not translated into it."""

    coverage: VoiceCoverage
    phrases_in: str
    reviewed: bool
    open: tuple[Untranslated, ...]

    @property
    def language(self) -> str:
        """The language."""
        return self.coverage.language


def _prepared(content: PacketContent) -> list[Prepared]:
    every = content.coverage()
    ids = [p.text_id for each in every for p in (*each.missing, *each.stale)]
    known = described_kinds()
    where = places({kind: ids for kind, ids in kinds_of(ids).items() if kind in known})
    return [
        Prepared(
            coverage,
            voice.phrases_in,
            voice.reviewed,
            tuple(
                Untranslated(passage, where.get(passage.text_id), passage in coverage.stale)
                for passage in (*coverage.missing, *coverage.stale)
            ),
        )
        for voice, coverage in zip(content.voices, every, strict=True)
    ]


def _wanted() -> tuple[str, str]:
    return request.args.get("first", ""), request.args.get("second", "")


@bp.get("/councils/<council_id>/meetings/<meeting_id>/packets/prepare")
@declares(Action.ISSUE_PACKET)
def prepare_packet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """What a packet in these languages would hold, and what of it families could not read."""
    meeting = _meeting_or_404(meeting_id)
    return _show_prepared(meeting, IssuePacketForm())


def _show_prepared(meeting: Meeting, issue: IssuePacketForm) -> ResponseReturnValue:
    offered = _languages_for(meeting)
    form = ChooseLanguagesForm(request.args)
    form.offer(_tags_to_choose(offered))
    content = None
    was_chosen = "first" in request.args or request.method == "POST"
    if was_chosen and form.validate():
        try:
            content = gather(meeting, *_wanted())
        except Refusal as refusal:
            form.refuse(refusal)
    postings = postings_of(meeting)
    wrong = form.errors or issue.errors
    return render_template(
        "packets/prepare_packet.html",
        meeting=meeting,
        title=_title(meeting),
        form=form,
        issue=issue,
        content=content,
        prepared=_prepared(content) if content else [],
        chosen=content.languages if content else (),
        is_posted=meeting.state in (MeetingState.POSTED, MeetingState.HELD),
        changed_since_posting=bool(postings)
        and postings[-1].snapshot != agenda_snapshot(meeting, agenda_of(meeting)),
    ), 422 if wrong else 200


@bp.get("/councils/<council_id>/meetings/<meeting_id>/packets/preview.pdf")
@declares(Action.ISSUE_PACKET)
def preview_packet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """The packet as it would be now, drafts and machine text included, watermarked on each page."""
    meeting = _meeting_or_404(meeting_id)
    content = gather(meeting, *_wanted(), preview=True)
    name = f"preview-{meeting.held_on.isoformat()}-{'-'.join(content.languages)}.pdf"
    return pdf_response(print_content(content), name)


@bp.post("/councils/<council_id>/meetings/<meeting_id>/packets/issue")
@declares(Action.ISSUE_PACKET)
def issue_packet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Freeze the packet in these languages, and give it a number."""
    meeting = _meeting_or_404(meeting_id)
    issue = IssuePacketForm()
    if issue.validate_on_submit():
        try:
            packet = operations.issue_packet(
                meeting,
                *_wanted(),
                sections=tuple(Section) if issue.sign_in_sheet.data else USUAL_SECTIONS,
                by=g.person,
            )
        except Refusal as refusal:
            issue.refuse(refusal)
        else:
            flash(_("Version %(number)s is issued. Tell the families now.", number=packet.version))
            return redirect(
                url_for("packets.list_packets", council_id=council_id, meeting_id=meeting.id), 303
            )
    return _show_prepared(meeting, issue)


# ---- one packet


@bp.get("/councils/<council_id>/packets/<packet_id>.pdf")
@declares(Action.SEE_PACKETS)
def download_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """The packet as it was issued."""
    packet = _packet_or_404(packet_id)
    return pdf_response(print_packet(packet), file_name(packet))


@bp.post("/councils/<council_id>/packets/<packet_id>/withdraw")
@declares(Action.ISSUE_PACKET)
def withdraw_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """Take a packet back."""
    packet = _packet_or_404(packet_id)
    operations.withdraw_packet(packet, by=g.person)
    flash(_("The packet is withdrawn. Whoever scans a copy reads so."))
    return _back_to(packet)


@bp.post("/councils/<council_id>/packets/<packet_id>/tell")
@declares(Action.ISSUE_PACKET)
def tell_families(council_id: str, packet_id: str) -> ResponseReturnValue:
    """Tell the families who read one of its languages."""
    packet = _packet_or_404(packet_id)
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
