"""Pages of packets: choose languages, see what is not translated, preview, issue, tell families."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.actions import Action, may
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
from council.packets import operations, print_operations
from council.packets.content import PacketContent, Section, VoiceCoverage, from_json
from council.packets.family_views import file_name, pdf_response
from council.packets.forms import (
    ChooseLanguagesForm,
    ChoosePacketForm,
    IssuePacketForm,
    PrintForm,
)
from council.packets.gather import gather
from council.packets.headings import fixed_phrases
from council.packets.messages import LONG, SHORT, short_message
from council.packets.models import Packet, PrintedFile
from council.packets.print_operations import issued_file
from council.packets.progress import progress_of
from council.packets.queries import (
    bytes_of,
    current_packets,
    families_told,
    packet_in_council,
    packets_of,
    preview_in_council,
    print_run,
    sections_chosen_last,
)
from council.packets.style import style_in_address
from council.printing.pictures import picture_of
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
    form = ChooseLanguagesForm(formdata=None)
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


@dataclass(frozen=True)
class SectionRow:
    """A section that a packet can hold, where it stands in the list to choose from."""

    section: Section
    name: str
    is_chosen: bool
    is_empty: bool


def _section_rows(chosen: Sequence[Section], content: PacketContent | None) -> list[SectionRow]:
    """All sections: those chosen in their order, the others where they usually stand."""
    names = fixed_phrases() | {Section.CONTENTS.value: _("Contents")}
    order = list(chosen)
    for before, section in pairwise([None, *Section]):
        if section not in order:
            order.insert(order.index(before) + 1 if before else 0, section)
    told = content.told if content else tuple(Section)
    return [
        SectionRow(
            section,
            names[section.value],
            section in chosen,
            section in chosen and section not in told,
        )
        for section in order
    ]


@dataclass(frozen=True)
class Choice:
    """What a coordinator has chosen for a packet so far, as the address says it."""

    first: str
    second: str
    sections: tuple[Section, ...]

    @property
    def in_address(self) -> dict[str, Any]:
        """The same for an address."""
        return {
            "first": self.first,
            "second": self.second,
            "chosen": "1",
            "section": [section.value for section in self.sections],
        }


def _choose_packet(meeting: Meeting) -> tuple[ChoosePacketForm, Choice]:
    """What the address says; where it says nothing of sections, those of the packet before."""
    form = ChoosePacketForm(request.args)
    form.offer(_tags_to_choose(_languages_for(meeting)))
    if "chosen" not in request.args:
        last = sections_chosen_last(meeting.council_id)
        form.section.data = [section.value for section in last]
        form.section.raw_data = form.section.data
    return form, Choice(form.first.data or "", form.second.data or "", form.sections)


def _moved(sections: Sequence[Section]) -> tuple[Section, ...] | None:
    """The sections after one was moved up or down; None where the address moves none."""
    order = list(sections)
    for name, by in (("up", -1), ("down", 1)):
        wanted = request.args.get(name, "")
        if wanted in order:
            place = order.index(Section(wanted))
            other = place + by
            if 0 <= other < len(order):
                order[place], order[other] = order[other], order[place]
            return tuple(order)
    return None


@bp.get("/councils/<council_id>/meetings/<meeting_id>/packets/prepare")
@declares(Action.ISSUE_PACKET)
def prepare_packet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """What a packet in these languages would hold, and what of it families could not read."""
    meeting = _meeting_or_404(meeting_id)
    form, choice = _choose_packet(meeting)
    moved = _moved(choice.sections)
    if moved is not None:
        # Else whoever opens the page again would move it once more.
        in_address = replace(choice, sections=moved).in_address
        return redirect(
            url_for(
                "packets.prepare_packet",
                council_id=council_id,
                meeting_id=meeting.id,
                _anchor="sections",
                **in_address,
            ),
            303,
        )
    return _show_prepared(meeting, form, choice, IssuePacketForm(), PrintForm(formdata=None))


def _show_prepared(
    meeting: Meeting,
    form: ChoosePacketForm,
    choice: Choice,
    issue: IssuePacketForm,
    style: PrintForm,
) -> ResponseReturnValue:
    content = None
    was_chosen = "first" in request.args or request.method == "POST"
    if was_chosen and form.validate():
        try:
            content = gather(meeting, choice.first, choice.second, sections=choice.sections)
        except Refusal as refusal:
            form.refuse(refusal)
    postings = postings_of(meeting)
    wrong = form.errors or issue.errors or style.errors
    return render_template(
        "packets/prepare_packet.html",
        meeting=meeting,
        title=_title(meeting),
        form=form,
        issue=issue,
        style=style,
        choice=choice,
        rows=_section_rows(choice.sections, content),
        content=content,
        prepared=_prepared(content) if content else [],
        is_posted=meeting.state in (MeetingState.POSTED, MeetingState.HELD),
        changed_since_posting=bool(postings)
        and postings[-1].snapshot != agenda_snapshot(meeting, agenda_of(meeting)),
    ), 422 if wrong else 200


@bp.post("/councils/<council_id>/meetings/<meeting_id>/packets/issue")
@declares(Action.ISSUE_PACKET)
def issue_packet(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Freeze the packet in these languages, and give it a number."""
    meeting = _meeting_or_404(meeting_id)
    form, choice = _choose_packet(meeting)
    issue = IssuePacketForm()
    if form.validate() and issue.validate_on_submit():
        try:
            packet = operations.issue_packet(
                meeting, choice.first, choice.second, sections=choice.sections, by=g.person
            )
        except Refusal as refusal:
            (form if refusal.field in ("first", "second") else issue).refuse(refusal)
        else:
            flash(_("Version %(number)s is issued. Tell the families now.", number=packet.version))
            return redirect(
                url_for("packets.list_packets", council_id=council_id, meeting_id=meeting.id), 303
            )
    return _show_prepared(meeting, form, choice, issue, PrintForm(formdata=None))


# ---- a preview


@bp.post("/councils/<council_id>/meetings/<meeting_id>/packets/preview")
@declares(Action.ISSUE_PACKET)
def ask_for_preview(council_id: str, meeting_id: str) -> ResponseReturnValue:
    """Have the packet printed as it would be now, drafts and machine text included."""
    meeting = _meeting_or_404(meeting_id)
    form, choice = _choose_packet(meeting)
    style = PrintForm()
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
    return _show_prepared(meeting, form, choice, IssuePacketForm(), style)


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
        title=_title(file.meeting),
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
    return _picture(_preview_or_404(file_id), number)


@bp.post("/councils/<council_id>/packets/previews/<file_id>/again")
@declares(Action.ISSUE_PACKET)
def print_preview_again(council_id: str, file_id: str) -> ResponseReturnValue:
    """Try once more what could not be printed."""
    file = _preview_or_404(file_id)
    print_operations.ask_again(file)
    return redirect(url_for("packets.show_preview", council_id=council_id, file_id=file.id), 303)


def _picture(file: PrintedFile, number: int) -> Response:
    pdf = bytes_of(file)
    png = picture_of(pdf, number) if pdf else None
    if png is None:
        abort(404)
    return Response(png, mimetype="image/png")


# ---- one packet


@bp.get("/councils/<council_id>/packets/<packet_id>")
@declares(Action.SEE_PACKETS)
def show_packet(council_id: str, packet_id: str) -> ResponseReturnValue:
    """An issued packet: its pages in the layout that was asked for, and what it says in short."""
    packet = _packet_or_404(packet_id)
    form = PrintForm(request.args)
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
        title=_title(packet.meeting),
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
    packet = _packet_or_404(packet_id)
    form = PrintForm()
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
    packet = _packet_or_404(packet_id)
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
    _form, file = _file_or_404(_packet_or_404(packet_id))
    if file is None:
        abort(404)
    return _picture(file, number)


def _file_or_404(packet: Packet) -> tuple[PrintForm, PrintedFile | None]:
    """The layout that the address names, and what is printed in it."""
    form = PrintForm(request.args)
    if not form.validate():
        abort(404)
    return form, issued_file(packet, form.kind, form.style)


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
