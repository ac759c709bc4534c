"""Pages before a packet is issued: choose languages and sections, see what is missing, issue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.access.actions import Action
from council.access.guard import declares
from council.meetings.agenda_queries import agenda_of, agenda_snapshot
from council.meetings.loading import meeting_or_404
from council.meetings.models import Meeting
from council.meetings.posting_queries import postings_of
from council.meetings.states import MeetingState
from council.packets import operations
from council.packets.content import PacketContent, Section, VoiceCoverage
from council.packets.forms import ChoosePacketForm, IssuePacketForm, PrintForm, print_form
from council.packets.gather import gather
from council.packets.headings import fixed_phrases
from council.packets.loading import bp, languages_for, tags_to_choose, title_of
from council.packets.queries import sections_chosen_last
from council.refusals import Refusal
from council.texts.printed import Passage
from council.texts.queries import kinds_of
from council.texts.registry import TextPlace, described_kinds, places


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


def choose_packet(meeting: Meeting) -> tuple[ChoosePacketForm, Choice]:
    """What the address says; where it says nothing of sections, those of the packet before."""
    form = ChoosePacketForm(request.args)
    form.offer(tags_to_choose(languages_for(meeting)))
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
    meeting = meeting_or_404(meeting_id)
    form, choice = choose_packet(meeting)
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
    return show_prepared(meeting, form, choice, IssuePacketForm(), print_form(meeting.council))


def show_prepared(
    meeting: Meeting,
    form: ChoosePacketForm,
    choice: Choice,
    issue: IssuePacketForm,
    style: PrintForm,
) -> ResponseReturnValue:
    """The page as it was filled in, with what is wrong with it said."""
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
        title=title_of(meeting),
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
    meeting = meeting_or_404(meeting_id)
    form, choice = choose_packet(meeting)
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
    return show_prepared(meeting, form, choice, issue, print_form(meeting.council))
