"""Scheduling meetings, building and posting their agendas, and taking families' replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access.models import Purpose
from council.access.tickets import issue_ticket
from council.concerns.models import Theme
from council.concerns.theme_operations import put_themes_on_agenda, take_off_agenda
from council.councils.models import Council
from council.councils.presets import preset_of
from council.database import db
from council.history.operations import record
from council.languages.registry import UnknownLanguage, find
from council.meetings.minutes import newest_minutes, words_of_council
from council.meetings.models import (
    AgendaItem,
    CouncilWords,
    Meeting,
    Minutes,
    MinutesApproval,
    Posting,
    Reply,
)
from council.meetings.queries import (
    agenda_of,
    agenda_snapshot,
    families_of,
    invited_families,
    members_without_invitation,
    reply_of,
    reply_ticket,
)
from council.meetings.registry import tell_of_change
from council.meetings.rules import (
    can_change,
    moment_on_wall_clock,
)
from council.meetings.states import (
    CHANGEABLE,
    MOVES,
    Aid,
    ItemKind,
    ItemMove,
    MeetingChange,
    MeetingMove,
    MeetingState,
    Support,
    WordsAbout,
)
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Family, Person
from council.refusals import Refusal
from council.texts.models import Text, TextRevision
from council.texts.operations import revise_text, write_text
from council.texts.passages import newest_revisions

MEETING_TITLE = "meeting_title"
ITEM_TITLE = "agenda_item_title"
MINUTES = "minutes"
# By what the council says in each packet: the kind of the text.
COUNCIL_WORDS = {
    WordsAbout.HOW_WE_MEET: "how_we_meet",
    WordsAbout.ASKED_OF_PARTNERS: "asked_of_partners",
}


@dataclass(frozen=True)
class MeetingFacts:
    """When and where a meeting is, as the coordinator types it: the clock on the wall."""

    title: str
    held_on: date
    from_time: time
    minutes: int
    place: str
    online_link: str


def schedule_meeting(council: Council, facts: MeetingFacts, *, by: Person) -> Meeting:
    """Plan a meeting by the council's own clocks; families hear of it when it is posted."""
    title = write_text(
        facts.title, kind=MEETING_TITLE, language=council.language, council=council, by=by
    )
    meeting = Meeting(council_id=council.id, title_id=title.id, time_zone=council.time_zone)
    meeting.council = council
    _set_time_and_place(meeting, facts)
    db.session.add(meeting)
    db.session.flush()
    record("meeting_scheduled", meeting, council_id=council.id, by_id=by.id)
    return meeting


def _set_time_and_place(meeting: Meeting, facts: MeetingFacts) -> None:
    if not facts.place and not facts.online_link:
        raise Refusal(_l("Say where the meeting is: a place, a link, or both."), field="place")
    begins = moment_on_wall_clock(
        facts.held_on, facts.from_time, meeting.time_zone, field="from_time"
    ).moment
    if begins != meeting.starts_at and begins <= clock.now():
        raise Refusal(_l("This time is over. Choose one that is still to come."), field="held_on")
    meeting.held_on, meeting.from_time = facts.held_on, facts.from_time
    meeting.minutes = facts.minutes
    meeting.starts_at, meeting.ends_at = begins, begins + timedelta(minutes=facts.minutes)
    meeting.place, meeting.online_link = facts.place, facts.online_link


def edit_meeting(meeting: Meeting, facts: MeetingFacts, *, version: int, by: Person) -> None:
    """Change when or where a meeting is, or its title; whoever planned for it is told.

    `version` is that of the meeting as the editor saw it: another one since is not overwritten.
    """
    _refuse_if_settled(meeting)
    if meeting.version != version:
        raise Refusal(
            _l(
                "Someone else changed this meeting while you were editing it. Compare what it says"
                " now with what you typed, then save again to keep yours."
            ),
            field="version",
        )
    before = (meeting.starts_at, meeting.ends_at), (meeting.place, meeting.online_link)
    _set_time_and_place(meeting, facts)
    after = (meeting.starts_at, meeting.ends_at), (meeting.place, meeting.online_link)
    title = db.session.get_one(Text, meeting.title_id)
    retitled = newest_revisions([title.id])[title.id].words != facts.title
    if retitled:
        revise_text(title, facts.title, by=by)
    if before == after:
        if retitled:
            record("meeting_renamed", meeting, council_id=meeting.council_id, by_id=by.id)
        return
    db.session.flush()
    change = MeetingChange.MOVED if before[0] != after[0] else MeetingChange.RELOCATED
    record(
        f"meeting_{change.value}",
        meeting,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"from": before[0][0].isoformat(), "to": after[0][0].isoformat()},
    )
    tell_of_change(meeting, change, by)
    _tell_invited(meeting, "meeting_moved")


def cancel_meeting(meeting: Meeting, reason: str, *, by: Person) -> None:
    """Call a meeting off; interpreters and invited families are told, and themes come off it."""
    meeting.state = apply_move(MOVES, meeting.state, MeetingMove.CANCEL)
    meeting.cancelled_reason = reason
    db.session.flush()
    record("meeting_cancelled", meeting, council_id=meeting.council_id, by_id=by.id)
    tell_of_change(meeting, MeetingChange.CANCELLED, by)
    _tell_invited(meeting, "meeting_cancelled")
    _take_off({item.theme_id for item in agenda_of(meeting) if item.theme_id}, meeting, by)


def hold_meeting(meeting: Meeting, *, by: Person) -> None:
    """Say that a meeting took place."""
    state = apply_move(MOVES, meeting.state, MeetingMove.HOLD)
    if clock.now() < meeting.starts_at:
        raise Refusal(_l("The meeting has not begun yet."))
    meeting.state = state
    db.session.flush()
    record("meeting_held", meeting, council_id=meeting.council_id, by_id=by.id)


def _tell_invited(meeting: Meeting, kind: str) -> None:
    if meeting.state is MeetingState.DRAFT or meeting.ends_at <= clock.now():
        return
    for family in invited_families(meeting):
        owe(kind, meeting, council_id=meeting.council_id, to=family)


def _refuse_if_settled(meeting: Meeting) -> None:
    if not can_change(meeting):
        raise Refusal(_l("This meeting is over or was cancelled, so it stays as it is."))


# ---- the agenda


def add_item(
    meeting: Meeting,
    title: str,
    *,
    kind: ItemKind,
    minutes: int,
    topic: str | None = None,
    by: Person,
) -> AgendaItem:
    """Put something on the agenda, at its end."""
    text = write_text(
        title,
        kind=ITEM_TITLE,
        language=meeting.council.language,
        council=meeting.council,
        by=by,
    )
    return _add(meeting, text.id, kind, minutes, topic, by)


def add_theme(
    meeting: Meeting,
    theme: Theme,
    *,
    kind: ItemKind = ItemKind.DISCUSSION,
    minutes: int = 15,
    topic: str | None = None,
    by: Person,
) -> AgendaItem:
    """Put a theme on the agenda under its own title; its concerns move on with it."""
    if any(item.theme_id == theme.id for item in agenda_of(meeting)):
        raise Refusal(_l("This theme is on the agenda already."))
    item = _add(meeting, theme.title_id, kind, minutes, topic, by, theme_id=theme.id)
    put_themes_on_agenda([theme], by=by)
    return item


def add_recommendation(
    meeting: Meeting,
    recommendation_id: str,
    title_id: str,
    *,
    minutes: int = 15,
    by: Person,
) -> AgendaItem:
    """Put a recommendation on the agenda for action, so that the council may vote on it."""
    if any(item.recommendation_id == recommendation_id for item in agenda_of(meeting)):
        raise Refusal(_l("This recommendation is on the agenda already."))
    return _add(
        meeting, title_id, ItemKind.ACTION, minutes, None, by, recommendation_id=recommendation_id
    )


def _add(
    meeting: Meeting,
    title_id: str,
    kind: ItemKind,
    minutes: int,
    topic: str | None,
    by: Person,
    *,
    theme_id: str | None = None,
    recommendation_id: str | None = None,
) -> AgendaItem:
    _lock_agenda(meeting)
    last = db.session.scalar(
        select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    )
    item = AgendaItem(
        meeting_id=meeting.id,
        position=(last or 0) + 1,
        kind=kind,
        title_id=title_id,
        minutes=minutes,
        theme_id=theme_id,
        recommendation_id=recommendation_id,
        topic=_topic(meeting, topic),
    )
    db.session.add(item)
    db.session.flush()
    _record_agenda("agenda_item_added", meeting, item, by)
    return item


def _lock_agenda(meeting: Meeting) -> None:
    """One at a time: two people who add an item at once must not get the same place."""
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    _refuse_if_settled(meeting)


def _topic(meeting: Meeting, topic: str | None) -> str | None:
    if topic and topic not in preset_of(meeting.council.preset).topics:
        raise Refusal(_l("This is not a topic of this kind of council."), field="topic")
    return topic or None


def _record_agenda(event: str, meeting: Meeting, item: AgendaItem, by: Person) -> None:
    record(event, meeting, council_id=meeting.council_id, by_id=by.id, detail={"item": item.id})


def has_own_title(item: AgendaItem) -> bool:
    """Whether the title is the item's own, and not that of its theme or recommendation."""
    return item.theme_id is None and item.recommendation_id is None


def edit_item(
    item: AgendaItem,
    *,
    title: str | None,
    kind: ItemKind,
    minutes: int,
    topic: str | None,
    by: Person,
) -> None:
    """Change an agenda item; the title of a theme or recommendation is changed where it is kept."""
    meeting = item.meeting
    _lock_agenda(meeting)
    item.kind, item.minutes, item.topic = kind, minutes, _topic(meeting, topic)
    if title is not None and has_own_title(item):
        revise_text(db.session.get_one(Text, item.title_id), title, by=by)
    db.session.flush()
    _record_agenda("agenda_item_changed", meeting, item, by)


def move_item(item: AgendaItem, move: ItemMove, *, by: Person) -> None:
    """Let an item change places with the one before or after it."""
    meeting = item.meeting
    _lock_agenda(meeting)
    items = list(agenda_of(meeting))
    place = items.index(item)
    other_place = place - 1 if move is ItemMove.UP else place + 1
    if not 0 <= other_place < len(items):
        return
    other = items[other_place]
    mine, its = item.position, other.position
    item.position = 0  # a place that no item has, since two cannot have the same even for a moment
    db.session.flush()
    other.position = mine
    db.session.flush()
    item.position = its
    db.session.flush()
    _record_agenda("agenda_item_moved", meeting, item, by)


def remove_item(item: AgendaItem, *, by: Person) -> None:
    """Take an item off the agenda; a theme that is on no other agenda goes back to the others."""
    meeting = item.meeting
    _lock_agenda(meeting)
    _record_agenda("agenda_item_removed", meeting, item, by)
    try:
        with db.session.begin_nested():
            db.session.delete(item)
            db.session.flush()
    except IntegrityError as error:
        raise Refusal(_l("The council has voted under this item, so it stays.")) from error
    if item.theme_id:
        _take_off({item.theme_id}, meeting, by)


def _take_off(theme_ids: set[str], meeting: Meeting, by: Person) -> None:
    """Concerns go back to where they were, unless another meeting still has a theme of theirs."""
    elsewhere = (
        select(AgendaItem.theme_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Meeting.council_id == meeting.council_id,
            Meeting.id != meeting.id,
            Meeting.state != MeetingState.CANCELLED,
            AgendaItem.theme_id.is_not(None),
        )
    )
    still = db.session.scalars(select(Theme).where(Theme.id.in_(elsewhere))).all()
    left = theme_ids - {theme.id for theme in still}
    if left:
        themes = db.session.scalars(select(Theme).where(Theme.id.in_(left))).all()
        take_off_agenda(themes, by=by, but_under=still)


# ---- posting


def post_agenda(meeting: Meeting, *, invite: bool, by: Person) -> Posting:
    """Post the agenda as it is now: kept word for word as a version, from which the clock counts.

    With `invite` each family of the council is owed an invitation in its own language, with a
    link to answer it.
    """
    _lock_agenda(meeting)
    state = apply_move(MOVES, meeting.state, MeetingMove.POST)
    if meeting.starts_at <= clock.now():
        raise Refusal(_l("The meeting has begun, so its agenda cannot be posted any more."))
    items = agenda_of(meeting)
    if not items:
        raise Refusal(_l("There is nothing on the agenda yet. Add at least one item."))
    last = db.session.scalar(
        select(func.max(Posting.version)).where(Posting.meeting_id == meeting.id)
    )
    posting = Posting(
        meeting_id=meeting.id,
        version=(last or 0) + 1,
        posted_at=clock.now(),
        posted_by_id=by.id,
        snapshot=agenda_snapshot(meeting, items),
    )
    db.session.add(posting)
    meeting.state = state
    db.session.flush()
    record(
        "agenda_posted",
        meeting,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"version": posting.version},
    )
    if invite:
        _invite(meeting)
    return posting


def _invite(meeting: Meeting) -> None:
    for family in families_of(meeting.council_id):
        ticket = reply_ticket(meeting.id, family.id)
        if ticket is None or ticket.expires_at < meeting.ends_at:
            ticket = issue_ticket(
                Purpose.REPLY,
                subject_id=meeting.id,
                council_id=meeting.council_id,
                family_id=family.id,
            )
            # However early the invitation, it can be answered until the meeting.
            ticket.expires_at = max(ticket.expires_at, meeting.ends_at)
        owe("meeting_posted", meeting, council_id=meeting.council_id, to=family)
    for member in members_without_invitation(meeting.council_id, meeting.held_on):
        owe("meeting_posted", meeting, council_id=meeting.council_id, to=member)


# ---- replies


@dataclass(frozen=True)
class Answer:
    """What a family answers to an invitation."""

    coming: bool
    people: int = 1
    interpreter_language: str | None = None
    aids: Sequence[Aid] = ()
    supports: Sequence[Support] = ()


def record_reply(meeting: Meeting, family: Family, answer: Answer, *, by: Person | None) -> Reply:
    """Write down whether a family comes and what it needs; a later answer replaces an earlier one.

    `by` is the coordinator whom the family told, or nobody when it answered by its own link.
    """
    if meeting.state is MeetingState.CANCELLED:
        raise Refusal(_l("This meeting was cancelled."))
    if meeting.state not in CHANGEABLE or meeting.ends_at <= clock.now():
        raise Refusal(_l("This meeting is over."))
    reply = reply_of(meeting, family.id)
    if reply is None:
        reply = Reply(meeting_id=meeting.id, family_id=family.id)
        db.session.add(reply)
    language = answer.interpreter_language if answer.coming else None
    if language:
        language = find(language).tag
    reply.coming = answer.coming
    reply.people = answer.people if answer.coming else 0
    reply.interpreter_language = language
    reply.aids = [aid.value for aid in answer.aids] if answer.coming else []
    reply.supports = [support.value for support in answer.supports] if answer.coming else []
    reply.replied_on = clock.today(meeting.time_zone)
    db.session.flush()
    record(
        "reply_recorded",
        reply,
        council_id=meeting.council_id,
        by_id=by.id if by else None,
        detail={"meeting": meeting.id},
    )
    return reply


# ---- minutes


def write_minutes(
    meeting: Meeting, words: str, *, language: str, by: Person, seen: str | None = None
) -> TextRevision:
    """Write down what was said and agreed at a meeting that was held.

    Approved minutes stay in use until these words are approved. `seen` is the revision that the
    writer had before them ("" for none): if somebody has written since, it is refused.
    """
    if not words.strip():
        raise Refusal(_l("Write the minutes first."), field="words")
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    if meeting.state is not MeetingState.HELD:
        raise Refusal(_l("Minutes are written of meetings that were held."))
    newest = newest_minutes(meeting)
    _refuse_if_changed(newest, seen)
    if newest is None:
        revision = _write(meeting.council, words, MINUTES, language, by)
        db.session.add(Minutes(meeting_id=meeting.id, text_id=revision.text_id))
        db.session.flush()
    else:
        revision = _revise(newest, words, language, by)
        if revision is newest:
            return newest
    _record_minutes("minutes_written", meeting, revision, by)
    return revision


def approve_minutes(meeting: Meeting, *, by: Person, seen: str | None = None) -> TextRevision:
    """A coordinator approves the minutes, their own too: members and packets read them from now on.

    `seen` is the revision that the coordinator read; if it is not the newest, it is refused.
    """
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    revision = newest_minutes(meeting)
    if revision is None:
        raise Refusal(_l("There are no minutes yet."))
    if seen is not None and seen != revision.id:
        raise Refusal(
            _l("Somebody has changed these minutes in the meantime. Read the new words first.")
        )
    if db.session.get(MinutesApproval, revision.id) is None:
        db.session.add(
            MinutesApproval(
                revision_id=revision.id,
                meeting_id=meeting.id,
                approved_by_id=by.id,
                approved_at=clock.now(),
            )
        )
        db.session.flush()
        _record_minutes("minutes_approved", meeting, revision, by)
    return revision


def _record_minutes(event: str, meeting: Meeting, revision: TextRevision, by: Person) -> None:
    record(
        event,
        meeting,
        council_id=meeting.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )


def _refuse_if_changed(newest: TextRevision | None, seen: str | None) -> None:
    if seen is not None and seen != (newest.id if newest else ""):
        raise Refusal(
            _l(
                "Somebody else has changed this in the meantime. Your words are still here; open"
                " the page in another tab to compare."
            ),
            field="words",
        )


def _write(council: Council, words: str, kind: str, language: str, by: Person) -> TextRevision:
    try:
        written = find(language)
    except UnknownLanguage:
        written = None
    if written is None or not written.written:
        raise Refusal(_l("Choose a written language of the list."), field="language")
    text = write_text(words, kind=kind, language=written.tag, council=council, by=by)
    return newest_revisions([text.id])[text.id]


def _revise(newest: TextRevision, words: str, language: str, by: Person) -> TextRevision:
    if language != newest.text.source_language:
        raise Refusal(_l("Keep to the language that this was first written in."), field="language")
    return revise_text(newest.text, words, by=by)


# ---- what the council says in every packet


def write_council_words(
    council: Council,
    about: WordsAbout,
    words: str,
    *,
    language: str,
    by: Person,
    seen: str | None = None,
) -> TextRevision:
    """Say how the council meets, or what it asks partners for, in every packet from now on.

    `seen` is the revision that the writer had before them ("" for none): if somebody has written
    since, it is refused.
    """
    if not words.strip():
        raise Refusal(_l("Write something first."), field="words")
    db.session.execute(select(Council.id).where(Council.id == council.id).with_for_update())
    said = words_of_council(council.id).get(about)
    newest = newest_revisions([said.text_id])[said.text_id] if said else None
    _refuse_if_changed(newest, seen)
    if said is None or newest is None:
        revision = _write(council, words, COUNCIL_WORDS[about], language, by)
        said = CouncilWords(council_id=council.id, about=about, text_id=revision.text_id)
        db.session.add(said)
    else:
        revision = _revise(newest, words, language, by)
        if revision is newest:
            return newest
    db.session.flush()
    record(
        "council_words_written",
        said,
        council_id=council.id,
        by_id=by.id,
        detail={"revision": revision.id},
    )
    return revision
