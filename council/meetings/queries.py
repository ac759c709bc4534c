"""Meetings and what they need, for those who may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from council import clock
from council.access.actions import Role
from council.access.models import Purpose, Ticket
from council.concerns.count_queries import working_counts
from council.concerns.models import Theme
from council.councils.models import Council, FamilyJoined, Membership
from council.councils.presets import preset_of
from council.database import db
from council.history.models import HistoryEntry
from council.history.queries import history_of
from council.meetings.models import AgendaItem, Meeting, Posting, Reply
from council.meetings.rules import (
    facts_as_posted,
    first_good_posting,
    in_time,
    posted_since,
    with_start_times,
)
from council.meetings.states import Aid, MeetingState, Support
from council.people.models import Family, Person
from council.rounds.queries import ranking_of_themes
from council.texts.models import TextRevision, Translation
from council.texts.passages import Passage, PassageStanding, newest_revisions
from council.texts.states import Standing

PAGE = 50
# Those who prepare meetings see them, and their agendas, before they are posted.
PREPARE = frozenset({Role.COORDINATOR, Role.PARENT_LEADER})


def meetings_visible_to(council_id: str, roles: frozenset[Role]) -> Select[Meeting]:
    """The council's meetings; those not yet posted only for the people who prepare them."""
    meetings = select(Meeting).where(Meeting.council_id == council_id)
    if not roles & PREPARE:
        meetings = meetings.where(Meeting.postings.any())
    return meetings


def meeting_visible_to(council_id: str, meeting_id: str, roles: frozenset[Role]) -> Meeting | None:
    """One of the council's meetings, with its council, if these roles may see it."""
    return db.session.scalars(
        meetings_visible_to(council_id, roles)
        .where(Meeting.id == meeting_id)
        .options(joinedload(Meeting.council))
    ).one_or_none()


def upcoming_meetings(council_id: str, roles: frozenset[Role], now: datetime) -> Select[Meeting]:
    """Meetings that are not over, the next one first."""
    return (
        meetings_visible_to(council_id, roles)
        .where(Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def past_meetings(
    council_id: str,
    roles: frozenset[Role],
    now: datetime,
    before: tuple[datetime, str] | None = None,
) -> Sequence[Meeting]:
    """Meetings that are over, the latest first: a page, and one more to tell if there are more."""
    meetings = meetings_visible_to(council_id, roles).where(Meeting.ends_at <= now)
    if before is not None:
        meetings = meetings.where(
            or_(
                Meeting.starts_at < before[0],
                and_(Meeting.starts_at == before[0], Meeting.id < before[1]),
            )
        )
    return db.session.scalars(
        meetings.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(PAGE + 1)
    ).all()


def next_meeting(council_id: str, now: datetime) -> Meeting | None:
    """The council's next meeting that was not cancelled."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.ends_at > now,
            Meeting.state.in_((MeetingState.DRAFT, MeetingState.POSTED)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(1)
    ).one_or_none()


def meetings_to_post(council_id: str, until: datetime) -> Sequence[Meeting]:
    """Meetings before this moment whose agenda was not posted yet, the next one first."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state == MeetingState.DRAFT,
            Meeting.starts_at > clock.now(),
            Meeting.starts_at <= until,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def meetings_to_mark_as_held(council_id: str, now: datetime) -> Sequence[Meeting]:
    """Posted meetings that are over and of which nobody has said yet that they took place."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id == council_id,
            Meeting.state == MeetingState.POSTED,
            Meeting.ends_at <= now,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def agenda_of(meeting: Meeting) -> Sequence[AgendaItem]:
    """The meeting's agenda as it is being worked on, in order."""
    return db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    ).all()


def agenda_item_of(meeting: Meeting, item_id: str) -> AgendaItem | None:
    """One item of this meeting's agenda."""
    return db.session.scalars(
        select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id)
    ).one_or_none()


def agenda_snapshot(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """What a posting keeps: date, time, place and each item, with the revision of its words."""
    revisions = newest_revisions([meeting.title_id, *(item.title_id for item in items)])
    return facts_as_posted(meeting) | {
        "title_revision_id": revisions[meeting.title_id].id,
        "items": [
            {
                "id": item.id,
                "kind": item.kind.value,
                "title_id": item.title_id,
                "title_revision_id": revisions[item.title_id].id,
                "minutes": item.minutes,
                "starts_at": begins.isoformat(),
                "theme_id": item.theme_id,
                "recommendation_id": item.recommendation_id,
                "topic": item.topic,
            }
            for begins, item in with_start_times(meeting.starts_at, items)
        ],
    }


def postings_of(meeting: Meeting) -> Sequence[Posting]:
    """Every version of the agenda that was posted, the first one first."""
    return db.session.scalars(
        select(Posting).where(Posting.meeting_id == meeting.id).order_by(Posting.version)
    ).all()


def posting_hours(council: Council) -> int | None:
    """The hours for which this council's agendas must stand posted; None where no rule is known."""
    return preset_of(council.preset).posting_hours


def was_posted_in_time(meeting: Meeting) -> bool:
    """Whether date, time and place stood posted, as they are now, for the hours asked for."""
    good = first_good_posting(postings_of(meeting), meeting)
    return in_time(
        good.posted_at if good else None, meeting.starts_at, posting_hours(meeting.council)
    )


def items_posted_since(meeting: Meeting, items: Iterable[AgendaItem]) -> dict[str, datetime | None]:
    """Since when each item has stood posted as it is (kind, words, date, time and place)."""
    wanted = list(items)
    postings = postings_of(meeting)
    revisions = _revisions_at({item.title_id for item in wanted}, meeting.starts_at)
    return {
        item.id: posted_since(item, revisions.get(item.title_id, ""), postings, meeting)
        for item in wanted
    }


def item_was_posted_in_time(item: AgendaItem) -> bool:
    """Whether the council may act on this item: it stood posted for the hours asked for.

    A motion on another one needs a finding of need (Cal. Ed. Code 35147).
    """
    since = items_posted_since(item.meeting, [item])[item.id]
    return in_time(since, item.meeting.starts_at, posting_hours(item.meeting.council))


def _revisions_at(text_ids: Iterable[str], moment: datetime) -> dict[str, str]:
    """The revision that was the newest at this moment, by text; later corrections do not count."""
    numbered = (
        select(TextRevision.text_id, func.max(TextRevision.number))
        .where(TextRevision.text_id.in_(list(text_ids)), TextRevision.written_at <= moment)
        .group_by(TextRevision.text_id)
    )
    found = db.session.execute(
        select(TextRevision.text_id, TextRevision.id).where(
            tuple_(TextRevision.text_id, TextRevision.number).in_(numbered)
        )
    )
    return dict(found.all())


@dataclass(frozen=True)
class ThemeForAgenda:
    """A theme that could go on an agenda, with what speaks for it."""

    theme_id: str
    title_id: str
    concerns: int
    dots: int | None  # of the latest priority round that closed, if there was one


def themes_for_agenda(meeting: Meeting) -> list[ThemeForAgenda]:
    """The council's themes that are not on this agenda, those that matter most to families first.

    What matters is the dots of the latest priority round, or the number of concerns before one.
    """
    on_it = select(AgendaItem.theme_id).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.theme_id.is_not(None)
    )
    titles = dict(
        db.session.execute(
            select(Theme.id, Theme.title_id).where(
                Theme.council_id == meeting.council_id, Theme.id.not_in(on_it)
            )
        ).all()
    )
    dots = dict(ranking_of_themes(meeting.council_id))
    concerns = working_counts(titles)
    themes = [
        ThemeForAgenda(theme_id, title_id, sum(concerns[theme_id].values()), dots.get(theme_id))
        for theme_id, title_id in titles.items()
    ]
    return sorted(themes, key=lambda each: (-(each.dots or 0), -each.concerns, each.theme_id))


def replies_to(meeting: Meeting) -> Sequence[Reply]:
    """What families answered to the invitation, those who come first, with their families."""
    return db.session.scalars(
        select(Reply)
        .join(Family, Family.id == Reply.family_id)
        .where(Reply.meeting_id == meeting.id)
        .options(joinedload(Reply.family))
        .order_by(Reply.coming.desc(), Family.name, Reply.id)
    ).all()


def reply_of(meeting: Meeting, family_id: str) -> Reply | None:
    """What this family answered."""
    return db.session.scalars(
        select(Reply).where(Reply.meeting_id == meeting.id, Reply.family_id == family_id)
    ).one_or_none()


def families_of(council_id: str) -> Sequence[Family]:
    """The families that belong to the council, by name."""
    return db.session.scalars(
        select(Family)
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council_id)
        .order_by(Family.name, Family.id)
    ).all()


def invited_families(meeting: Meeting) -> Sequence[Family]:
    """The families that were sent a link to answer the invitation."""
    return db.session.scalars(
        select(Family)
        .join(Ticket, Ticket.family_id == Family.id)
        .where(Ticket.purpose == Purpose.REPLY, Ticket.subject_id == meeting.id)
        .distinct()
        .order_by(Family.id)
    ).all()


def reply_ticket(meeting_id: str, family_id: str) -> Ticket | None:
    """The newest link by which this family answers this invitation."""
    return db.session.scalars(
        select(Ticket)
        .where(
            Ticket.purpose == Purpose.REPLY,
            Ticket.subject_id == meeting_id,
            Ticket.family_id == family_id,
        )
        .order_by(Ticket.expires_at.desc(), Ticket.id)
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class ReplyTotals:
    """Who comes to a meeting and what they need there, counted for the coordinator."""

    coming: int  # families
    not_coming: int
    people: int
    aids: dict[Aid, int]
    supports: dict[Support, int]


def reply_totals(replies: Sequence[Reply]) -> ReplyTotals:
    """Count replies; a coordinator's working counts are never hidden from the coordinator."""
    coming = [reply for reply in replies if reply.coming]
    aids = {aid: sum(aid.value in reply.aids for reply in coming) for aid in Aid}
    supports = {
        support: sum(support.value in reply.supports for reply in coming) for support in Support
    }
    return ReplyTotals(
        coming=len(coming),
        not_coming=len(replies) - len(coming),
        people=sum(reply.people for reply in coming),
        aids={aid: count for aid, count in aids.items() if count},
        supports={support: count for support, count in supports.items() if count},
    )


@dataclass(frozen=True)
class LanguageWanted:
    """How many families may need one language at a meeting, and how many said that they do."""

    language: str
    families: int  # of the council, that speak or sign it
    asked: int  # that come and asked for an interpreter


def languages_needed(
    council: Council, meetings: Sequence[Meeting]
) -> dict[str, list[LanguageWanted]]:
    """The languages that families need at each of the council's meetings, by the meeting's id.

    From what families answered and from the languages that they speak or sign; the council's own
    language needs no interpreter. Languages that were asked for come first.
    """
    speakers = _families_by_language(council)
    asked: dict[str, dict[str, int]] = {meeting.id: {} for meeting in meetings}
    for meeting_id, language, aids, signed in db.session.execute(
        select(Reply.meeting_id, Reply.interpreter_language, Reply.aids, Family.signed_language)
        .join(Family, Family.id == Reply.family_id)
        .where(Reply.meeting_id.in_(list(asked)), Reply.coming)
    ):
        wanted = {language} if language else set()
        if Aid.SIGN_LANGUAGE.value in aids:
            # American Sign Language is what most families who only tick the box mean.
            wanted.add(signed or "ase")
        for tag in wanted:
            asked[meeting_id][tag] = asked[meeting_id].get(tag, 0) + 1
    return {
        meeting.id: sorted(
            (
                LanguageWanted(tag, speakers.get(tag, 0), asked[meeting.id].get(tag, 0))
                for tag in speakers.keys() | asked[meeting.id].keys()
                if tag != council.language
            ),
            key=lambda wanted: (-wanted.asked, -wanted.families, wanted.language),
        )
        for meeting in meetings
    }


def _families_by_language(council: Council) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in (Family.spoken_language, Family.signed_language):
        for language, families in db.session.execute(
            select(column, func.count())
            .join(FamilyJoined, FamilyJoined.family_id == Family.id)
            .where(FamilyJoined.council_id == council.id, column.is_not(None))
            .group_by(column)
        ):
            if language:
                found[language] = found.get(language, 0) + families
    return found


def passages_as_posted(posting: Posting, language: str) -> dict[str, Passage]:
    """The words of a posted agenda, by text: the revisions that were posted, as its reader's words.

    Approved translations of those very revisions, and the original where there is none.
    """
    revision_ids = [item["title_revision_id"] for item in posting.snapshot["items"]]
    revision_ids.append(posting.snapshot["title_revision_id"])
    revisions = db.session.scalars(
        select(TextRevision)
        .where(TextRevision.id.in_(revision_ids))
        .options(joinedload(TextRevision.text))
    ).all()
    translations = {
        translation.revision_id: translation
        for translation in db.session.scalars(
            select(Translation)
            .where(
                Translation.revision_id.in_(revision_ids),
                Translation.language == language,
                Translation.standing == Standing.APPROVED,
            )
            .order_by(Translation.approved_at)
        )
    }
    found: dict[str, Passage] = {}
    for revision in revisions:
        translation = translations.get(revision.id)
        if revision.text.source_language == language:
            standing = PassageStanding.ORIGINAL
        elif translation is None:
            standing = PassageStanding.MISSING
        else:
            standing = PassageStanding.APPROVED
        found[revision.text_id] = Passage(
            revision.text_id,
            revision.id,
            translation.words if translation else revision.words,
            translation.language if translation else revision.text.source_language,
            standing,
        )
    return found


def members_without_invitation(council_id: str, on: date) -> Sequence[Person]:
    """Members seated on this day whose family the council does not invite anyway."""
    invited = select(FamilyJoined.family_id).where(FamilyJoined.council_id == council_id)
    return db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.council_id == council_id,
            Membership.started_on <= on,
            or_(Membership.ended_on.is_(None), Membership.ended_on >= on),
            or_(Person.family_id.is_(None), Person.family_id.not_in(invited)),
        )
        .distinct()
        .order_by(Person.id)
    ).all()


def history_of_meeting(meeting: Meeting) -> list[tuple[HistoryEntry, str | None]]:
    """What happened to a meeting and who did it, the latest first."""
    return list(
        db.session.execute(
            history_of("Meeting", meeting.id)
            .add_columns(Person.name)
            .outerjoin(Person, Person.id == HistoryEntry.person_id)
            .limit(PAGE)
        )
    )


def written_languages_of_families(council_id: str) -> Sequence[str]:
    """The languages that families of the council read, the most frequent first."""
    return db.session.scalars(
        select(Family.written_language)
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council_id)
        .group_by(Family.written_language)
        .order_by(func.count().desc(), Family.written_language)
    ).all()
