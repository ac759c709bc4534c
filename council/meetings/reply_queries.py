"""Who is invited to meetings, what families answered, and the languages that they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from council.access.models import Purpose, Ticket
from council.councils.models import Council, FamilyJoined, Membership
from council.database import db
from council.meetings.models import Meeting, Reply
from council.meetings.states import Aid, Support
from council.people.models import Family, Person


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


def invited_families(meeting: Meeting) -> Sequence[Family]:
    """The families that were sent a link to answer the invitation."""
    return db.session.scalars(
        select(Family)
        .join(Ticket, Ticket.family_id == Family.id)
        .where(Ticket.purpose == Purpose.REPLY, Ticket.subject_id == meeting.id)
        .distinct()
        .order_by(Family.id)
    ).all()


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


def written_languages_of_families(council_id: str) -> Sequence[str]:
    """The languages that families of the council read, the most frequent first."""
    return db.session.scalars(
        select(Family.written_language)
        .join(FamilyJoined, FamilyJoined.family_id == Family.id)
        .where(FamilyJoined.council_id == council_id)
        .group_by(Family.written_language)
        .order_by(func.count().desc(), Family.written_language)
    ).all()
