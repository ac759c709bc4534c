"""Packets that were issued, and the records that one is gathered from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from council.concerns.models import Theme
from council.councils.queries import families_of
from council.database import db
from council.history.models import HistoryEntry
from council.languages.registry import find, reading_language
from council.meetings.models import Meeting
from council.meetings.reply_queries import replies_to
from council.meetings.states import Aid, MeetingState
from council.notices.models import OutboxMessage
from council.packets.content import USUAL_SECTIONS, Section
from council.packets.models import Packet, PrintedFile
from council.packets.snapshot import from_json
from council.packets.states import PrintState
from council.people.models import Family
from council.recommendations.models import ActionStep, Motion, Recommendation, StaffResponse
from council.recommendations.states import RecommendationState

ISSUED_NOTICE = "packet_issued"


# ---- packets


def packets_of(meeting_id: str) -> Sequence[Packet]:
    """Every packet that was issued for a meeting, the latest first, withdrawn ones too."""
    return db.session.scalars(
        select(Packet)
        .where(Packet.meeting_id == meeting_id)
        .options(joinedload(Packet.issued_by))
        .order_by(Packet.issued_at.desc(), Packet.id)
    ).all()


def current_packets(meeting_id: str) -> Sequence[Packet]:
    """The newest packet of each pair of languages that was not withdrawn, the latest first."""
    newest: dict[tuple[str, str], Packet] = {}
    for packet in packets_of(meeting_id):
        if packet.withdrawn_at is None:
            pair = (packet.first_language, packet.second_language)
            if pair not in newest or packet.version > newest[pair].version:
                newest[pair] = packet
    return list(newest.values())


def packet_in_council(packet_id: str, council_id: str) -> Packet | None:
    """A packet of one of this council's meetings."""
    return db.session.scalars(
        select(Packet)
        .join(Meeting, Meeting.id == Packet.meeting_id)
        .where(Packet.id == packet_id, Meeting.council_id == council_id)
        .options(joinedload(Packet.meeting).joinedload(Meeting.council))
    ).one_or_none()


def packet_on_paper(packet_id: str) -> Packet | None:
    """The packet whose printed copy somebody holds, with its meeting."""
    return db.session.scalars(
        select(Packet)
        .where(Packet.id == packet_id)
        .options(joinedload(Packet.meeting).joinedload(Meeting.council))
    ).one_or_none()


def newest_packet(meeting_id: str, languages: Sequence[str]) -> Packet | None:
    """The packet that families hold in exactly these languages, whichever comes first."""
    wanted = {*languages, *([""] if len(languages) == 1 else [])}
    for packet in current_packets(meeting_id):
        if wanted == {packet.first_language, packet.second_language}:
            return packet
    return None


def next_version(meeting_id: str, first_language: str, second_language: str) -> int:
    """The number that the next packet of this meeting in these languages gets."""
    last = db.session.scalar(
        select(func.max(Packet.version)).where(
            Packet.meeting_id == meeting_id,
            Packet.first_language == first_language,
            Packet.second_language == second_language,
        )
    )
    return (last or 0) + 1


def families_to_tell(packet: Packet) -> list[Family]:
    """Families who read one of the packet's languages and hold no news of a current packet yet."""
    current = [each.id for each in current_packets(packet.meeting_id)]
    told = set(
        db.session.scalars(
            select(OutboxMessage.family_id).where(
                OutboxMessage.kind == ISSUED_NOTICE,
                OutboxMessage.subject_id.in_(current),
                OutboxMessage.family_id.is_not(None),
            )
        )
    )
    languages = {packet.first_language, packet.second_language}
    return [
        family
        for family in db.session.scalars(families_of(packet.meeting.council_id))
        if family.id not in told
        and reading_language(find(family.written_language)).tag in languages
    ]


def families_told(packet_ids: Iterable[str]) -> dict[str, int]:
    """How many families were told of each packet, or stand on the worklist to be told."""
    return dict(
        db.session.execute(
            select(OutboxMessage.subject_id, func.count())
            .where(
                OutboxMessage.kind == ISSUED_NOTICE,
                OutboxMessage.subject_id.in_(list(packet_ids)),
            )
            .group_by(OutboxMessage.subject_id)
        ).all()
    )


def sections_chosen_last(council_id: str) -> tuple[Section, ...]:
    """What the last packet of a council held, in its order; what packets usually hold before."""
    snapshot = db.session.scalars(
        select(Packet.snapshot)
        .join(Meeting, Meeting.id == Packet.meeting_id)
        .where(Meeting.council_id == council_id)
        .order_by(Packet.issued_at.desc(), Packet.id)
        .limit(1)
    ).one_or_none()
    return USUAL_SECTIONS if snapshot is None else from_json(snapshot).sections


# ---- how many copies, and for whom


@dataclass(frozen=True)
class Copies:
    """How many copies families of one reading language need, and how many are read to aloud."""

    language: str
    families: int = 0
    people: int = 0
    large_print: int = 0
    read_aloud: int = 0


@dataclass(frozen=True)
class PrintRun:
    """The copies for families who have said that they come, and for those who have not answered."""

    coming: tuple[Copies, ...]
    unanswered: tuple[Copies, ...]


def print_run(meeting: Meeting) -> PrintRun:
    """What to print for a meeting, by the language that families read, most copies first.

    A copy for each family; working counts, which are never hidden from the coordinator.
    """
    replies = replies_to(meeting)
    answered = {reply.family_id for reply in replies}
    families = db.session.scalars(families_of(meeting.council_id)).all()
    return PrintRun(
        _copies(
            (reply.family, reply.people, Aid.LARGE_PRINT in reply.aids)
            for reply in replies
            if reply.coming
        ),
        _copies((family, 0, False) for family in families if family.id not in answered),
    )


def _copies(wanted: Iterable[tuple[Family, int, bool]]) -> tuple[Copies, ...]:
    lines: dict[str, Copies] = {}
    for family, people, asks_for_large in wanted:
        tag = reading_language(find(family.written_language)).tag
        line = lines.get(tag, Copies(tag))
        lines[tag] = Copies(
            tag,
            line.families + 1,
            line.people + people,
            line.large_print + (family.large_print or asks_for_large),
            line.read_aloud + family.read_aloud,
        )
    return tuple(sorted(lines.values(), key=lambda line: (-line.families, line.language)))


# ---- what was printed


def file_with_key(key: str) -> PrintedFile | None:
    """What was asked for with just these bytes."""
    return db.session.scalars(select(PrintedFile).where(PrintedFile.key == key)).one_or_none()


def preview_in_council(file_id: str, council_id: str) -> PrintedFile | None:
    """A preview that was asked for in this council, with its meeting."""
    return db.session.scalars(
        select(PrintedFile)
        .join(Meeting, Meeting.id == PrintedFile.meeting_id)
        .where(
            PrintedFile.id == file_id,
            PrintedFile.packet_id.is_(None),
            Meeting.council_id == council_id,
        )
        .options(joinedload(PrintedFile.meeting).joinedload(Meeting.council))
    ).one_or_none()


def bytes_of(file: PrintedFile) -> bytes | None:
    """The file itself, if it is printed."""
    return db.session.scalar(select(PrintedFile.pdf).where(PrintedFile.id == file.id))


def is_held_by_nobody(now: datetime) -> ColumnElement[bool]:
    """What is to be printed, and what a worker has left that is gone."""
    return or_(
        PrintedFile.state == PrintState.WAITING,
        and_(PrintedFile.state == PrintState.PRINTING, PrintedFile.held_until <= now),
    )


def files_to_print(now: datetime) -> Select[str]:
    """What waits to be printed, whoever asked first first."""
    return (
        select(PrintedFile.id)
        .where(is_held_by_nobody(now))
        .order_by(PrintedFile.asked_at, PrintedFile.id)
    )


# Longer than anything is in print.
_IN_PRINT = timedelta(minutes=10)


def words_taken_back_until() -> datetime | None:
    """Until when what was printed may hold words that were taken back since, if any ever were.

    Of a family's concern it is known on which day it was taken back, and no more.
    """
    packet = db.session.scalar(select(func.max(Packet.withdrawn_at)))
    concern = db.session.scalar(
        select(func.max(HistoryEntry.at)).where(HistoryEntry.event == "concern_withdrawn")
    )
    moments = [
        *([packet + _IN_PRINT] if packet else []),
        *([concern + timedelta(days=1) + _IN_PRINT] if concern else []),
    ]
    return max(moments, default=None)


# ---- what a packet is gathered from


def themes_by_id(theme_ids: Iterable[str]) -> dict[str, Theme]:
    """These themes."""
    found = db.session.scalars(select(Theme).where(Theme.id.in_(list(theme_ids))))
    return {theme.id: theme for theme in found}


def recommendations_up_for_decision(ids: Sequence[str]) -> list[Recommendation]:
    """These recommendations, with their themes, but for those that were taken back."""
    found = {
        each.id: each
        for each in db.session.scalars(
            select(Recommendation)
            .where(
                Recommendation.id.in_(ids),
                Recommendation.state.not_in(
                    (RecommendationState.DRAFT, RecommendationState.WITHDRAWN)
                ),
            )
            .options(selectinload(Recommendation.themes))
        )
    }
    return [found[each] for each in ids if each in found]


def last_meeting_held_before(meeting: Meeting) -> Meeting | None:
    """The council's last meeting before this one that took place."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == meeting.council_id,
            Meeting.state == MeetingState.HELD,
            Meeting.starts_at < meeting.starts_at,
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(1)
    ).one_or_none()


def votes_at(meeting_id: str) -> Sequence[Motion]:
    """The votes that a council took at a meeting, in their order."""
    return db.session.scalars(
        select(Motion)
        .join(Recommendation, Recommendation.id == Motion.recommendation_id)
        .where(Motion.meeting_id == meeting_id)
        .options(contains_eager(Motion.recommendation))
        .order_by(Motion.voted_at, Recommendation.number, Motion.id)
    ).all()


def answers_since(council_id: str, since: datetime | None) -> list[StaffResponse]:
    """What the school has answered since, or done since of what it had promised before.

    The latest answer to each recommendation, in the order of the recommendations.
    """
    later = aliased(StaffResponse)
    query = (
        select(StaffResponse)
        .join(Recommendation, Recommendation.id == StaffResponse.recommendation_id)
        .where(
            Recommendation.council_id == council_id,
            StaffResponse.signed_at
            == select(func.max(later.signed_at))
            .where(later.recommendation_id == StaffResponse.recommendation_id)
            .scalar_subquery(),
        )
        .options(
            joinedload(StaffResponse.recommendation),
            joinedload(StaffResponse.signed_by),
            selectinload(StaffResponse.steps),
        )
        .order_by(Recommendation.number)
    )
    if since is not None:
        done_since = StaffResponse.steps.any(ActionStep.done_on >= since.date())
        query = query.where(or_(StaffResponse.signed_at > since, done_since))
    return list(db.session.scalars(query))
