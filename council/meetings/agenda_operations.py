"""Building a meeting's agenda: items and themes put on it, changed, moved and taken off."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from council.concerns.models import Theme
from council.concerns.theme_operations import put_themes_on_agenda, take_off_agenda
from council.councils.presets import preset_of
from council.database import db
from council.history.operations import record
from council.meetings.agenda_queries import agenda_of
from council.meetings.models import AgendaItem, Meeting
from council.meetings.rules import can_change
from council.meetings.states import ItemKind, ItemMove, MeetingState
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import revise_text, write_text

ITEM_TITLE = "agenda_item_title"


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
    lock_agenda(meeting)
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


def lock_agenda(meeting: Meeting) -> None:
    """One at a time: two people who add an item at once must not get the same place."""
    db.session.refresh(meeting, with_for_update={"of": Meeting})
    refuse_if_settled(meeting)


def refuse_if_settled(meeting: Meeting) -> None:
    """Of a meeting that is over or called off nothing is changed any more."""
    if not can_change(meeting):
        raise Refusal(_l("This meeting is over or was cancelled, so it stays as it is."))


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
    lock_agenda(meeting)
    item.kind, item.minutes, item.topic = kind, minutes, _topic(meeting, topic)
    if title is not None and has_own_title(item):
        revise_text(db.session.get_one(Text, item.title_id), title, by=by)
    db.session.flush()
    _record_agenda("agenda_item_changed", meeting, item, by)


def move_item(item: AgendaItem, move: ItemMove, *, by: Person) -> None:
    """Let an item change places with the one before or after it."""
    meeting = item.meeting
    lock_agenda(meeting)
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
    lock_agenda(meeting)
    _record_agenda("agenda_item_removed", meeting, item, by)
    try:
        with db.session.begin_nested():
            db.session.delete(item)
            db.session.flush()
    except IntegrityError as error:
        raise Refusal(_l("The council has voted under this item, so it stays.")) from error
    if item.theme_id:
        take_off({item.theme_id}, meeting, by)


def take_off(theme_ids: set[str], meeting: Meeting, by: Person) -> None:
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
