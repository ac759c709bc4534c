"""What stands on the way of a concern: themes, rounds, agendas, recommendations and answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from council.concerns.models import Concern, ConcernInTheme, Theme
from council.concerns.summary_queries import approved_summaries
from council.database import db
from council.languages.registry import Language
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.states import MeetingState
from council.recommendations.models import Recommendation, RecommendationTheme, StaffResponse
from council.recommendations.states import Disposition, RecommendationState
from council.rounds.models import BallotDots, PriorityRound, RoundOption
from council.rounds.states import RoundState
from council.texts.passages import Passage, PassageStanding, passages_by_language


@dataclass(frozen=True)
class ThemeOnWay:
    """A theme that a concern stands under, with its summary once a coordinator has approved it."""

    id: str
    council_id: str
    title: Passage
    summary: Passage | None


@dataclass(frozen=True)
class RoundOnWay:
    """A vote on a theme: still open, or with the place that it took among how many."""

    id: str
    theme_id: str
    council_id: str
    state: RoundState
    place: int | None = None
    of: int | None = None
    tied: bool = False


@dataclass(frozen=True)
class ItemOnWay:
    """A theme, its recommendation or both on the agenda of a meeting."""

    id: str
    meeting_id: str
    council_id: str
    titles: tuple[Passage, ...]
    starts_at: datetime
    time_zone: str
    place: str
    state: MeetingState
    posted: bool


@dataclass(frozen=True)
class StepOnWay:
    """One thing that the school promised to do."""

    words: Passage
    owner: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True)
class AnswerOnWay:
    """What the school wrote back: what it will do, why, and by when."""

    disposition: Disposition
    reasons: Passage
    answer_by: date | None
    signed_on: date  # in the council's time zone
    signed_by: str
    steps: list[StepOnWay]


@dataclass(frozen=True)
class RecommendationOnWay:
    """What the council asks the school to do, and what came of it."""

    id: str
    council_id: str
    number: int
    title: Passage
    body: Passage
    state: RecommendationState
    due_on: date | None
    answers: list[AnswerOnWay]

    @property
    def answer(self) -> AnswerOnWay | None:
        """What the school has said last, if it has said anything."""
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True)
class Way:
    """All that stands on the way of some themes, each in its order."""

    themes: list[ThemeOnWay] = field(default_factory=list)
    rounds: list[RoundOnWay] = field(default_factory=list)
    items: list[ItemOnWay] = field(default_factory=list)
    recommendations: list[RecommendationOnWay] = field(default_factory=list)
    # Why the council closed the concern, on the way of a concern that it closed.
    closed_reason: Passage | None = None


# What is put before the council is public; a draft, and one taken back before a vote, is not.
_NOT_YET_PUBLIC = (RecommendationState.DRAFT, RecommendationState.WITHDRAWN)


def way_of_concern(
    concern: Concern, languages: Sequence[Language], *, prepares: bool = False
) -> Way:
    """The whole way of one concern, for a reader of these languages.

    `prepares` adds agendas and recommendations that are still being prepared.
    """
    theme_ids = db.session.scalars(
        select(ConcernInTheme.theme_id).where(ConcernInTheme.concern_id == concern.id)
    ).all()
    return way_of_themes(
        theme_ids, languages, prepares=prepares, closed_reason_id=concern.closed_reason_id
    )


def way_of_themes(
    theme_ids: Iterable[str],
    languages: Sequence[Language],
    *,
    prepares: bool = False,
    closed_reason_id: str | None = None,
    recommendation: Recommendation | None = None,
) -> Way:
    """The way of these themes; of one recommendation alone, if it is named."""
    wanted = list(theme_ids)
    themes = list(
        db.session.scalars(
            select(Theme).where(Theme.id.in_(wanted)).order_by(Theme.started_at, Theme.id)
        )
    )
    recommendations = _recommendations(wanted, prepares, recommendation)
    items = _items(wanted, [each.id for each in recommendations], prepares, recommendation)
    text_ids = [theme.title_id for theme in themes]
    text_ids += [item.title_id for item, _posted in items]
    for each in recommendations:
        text_ids += [each.title_id, each.body_id]
        for response in each.responses:
            text_ids += [response.reasons_id, *(step.text_id for step in response.steps)]
    if closed_reason_id is not None:
        text_ids.append(closed_reason_id)
    tags = [language.tag for language in languages]
    words = _first_that_can_be_read(passages_by_language(text_ids, tags), tags)
    summaries = _first_that_can_be_read(
        {tag: approved_summaries(wanted, tag) for tag in tags}, tags
    )
    return Way(
        themes=[
            ThemeOnWay(theme.id, theme.council_id, words[theme.title_id], summaries.get(theme.id))
            for theme in themes
        ],
        rounds=_rounds(wanted),
        items=[
            ItemOnWay(
                item.id,
                item.meeting_id,
                item.meeting.council_id,
                tuple(words[each.title_id] for each in together),
                item.meeting.starts_at,
                item.meeting.time_zone,
                item.meeting.place or item.meeting.online_link,
                item.meeting.state,
                posted,
            )
            for item, together, posted in _by_meeting(items)
        ],
        recommendations=[
            RecommendationOnWay(
                each.id,
                each.council_id,
                each.number,
                words[each.title_id],
                words[each.body_id],
                each.state,
                each.due_on,
                [
                    _answer(response, words, ZoneInfo(each.council.time_zone))
                    for response in each.responses
                ],
            )
            for each in recommendations
        ],
        closed_reason=words[closed_reason_id] if closed_reason_id is not None else None,
    )


def _answer(response: StaffResponse, words: dict[str, Passage], zone: ZoneInfo) -> AnswerOnWay:
    return AnswerOnWay(
        response.disposition,
        words[response.reasons_id],
        response.answer_by,
        response.signed_at.astimezone(zone).date(),
        response.signed_by.name,
        [
            StepOnWay(words[step.text_id], step.owner_name, step.due_on, step.done_on)
            for step in response.steps
        ],
    )


def _first_that_can_be_read(
    by_language: dict[str, dict[str, Passage]], tags: Sequence[str]
) -> dict[str, Passage]:
    """For each text its words in the first of these languages; else the original, marked so."""
    best: dict[str, Passage] = {}
    for tag in reversed(tags):
        for text_id, passage in by_language[tag].items():
            if passage.standing is not PassageStanding.MISSING or text_id not in best:
                best[text_id] = passage
    return best


def _rounds(theme_ids: Sequence[str]) -> list[RoundOnWay]:
    """The rounds in which families vote or voted on these themes; no dots before one is closed."""
    rounds = db.session.execute(
        select(PriorityRound, RoundOption.theme_id)
        .join(RoundOption, RoundOption.round_id == PriorityRound.id)
        .where(RoundOption.theme_id.in_(theme_ids), PriorityRound.state != RoundState.DRAFT)
        .order_by(PriorityRound.opened_at, PriorityRound.id)
    )
    on_way = list(rounds)
    closed = {each.id for each, _theme in on_way if each.state is RoundState.CLOSED}
    dots: dict[str, dict[str, int]] = defaultdict(dict)
    for round_id, theme_id, count in db.session.execute(
        select(
            RoundOption.round_id,
            RoundOption.theme_id,
            func.coalesce(func.sum(BallotDots.dots), 0),
        )
        .outerjoin(BallotDots, BallotDots.option_id == RoundOption.id)
        .where(RoundOption.round_id.in_(closed))
        .group_by(RoundOption.round_id, RoundOption.theme_id)
    ):
        dots[round_id][theme_id] = int(count)
    found = []
    for each, theme_id in on_way:
        counts = list(dots[each.id].values())
        mine = dots[each.id].get(theme_id)
        found.append(
            RoundOnWay(
                each.id,
                theme_id,
                each.council_id,
                each.state,
                place=None if mine is None else 1 + sum(count > mine for count in counts),
                of=len(counts) or None,
                tied=mine is not None and counts.count(mine) > 1,
            )
        )
    return found


def _items(
    theme_ids: Sequence[str],
    recommendation_ids: Sequence[str],
    prepares: bool,
    recommendation: Recommendation | None,
) -> list[tuple[AgendaItem, bool]]:
    """Items on agendas, each with whether it stands on the agenda as it was last posted."""
    query = (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaItem.theme_id.in_(theme_ids)
            | AgendaItem.recommendation_id.in_(recommendation_ids)
        )
        .options(joinedload(AgendaItem.meeting))
        .order_by(Meeting.starts_at, Meeting.id, AgendaItem.position)
    )
    if recommendation is not None:
        # A theme's other recommendations have agendas of their own.
        query = query.where(
            AgendaItem.recommendation_id.is_(None)
            | (AgendaItem.recommendation_id == recommendation.id)
        )
    items = list(db.session.scalars(query))
    posted = _item_ids_last_posted({item.meeting_id for item in items})
    marked = [(item, item.id in posted) for item in items]
    return [(item, is_posted) for item, is_posted in marked if is_posted or prepares]


def _by_meeting(
    items: Iterable[tuple[AgendaItem, bool]],
) -> Iterator[tuple[AgendaItem, list[AgendaItem], bool]]:
    """One place on the way for each meeting, however many of its items belong to the way."""
    for _meeting_id, group in groupby(items, key=lambda marked: marked[0].meeting_id):
        together = list(group)
        yield (
            together[0][0],
            [item for item, _posted in together],
            any(posted for _item, posted in together),
        )


def _item_ids_last_posted(meeting_ids: Iterable[str]) -> set[str]:
    newest: dict[str, Posting] = {}
    for posting in db.session.scalars(
        select(Posting).where(Posting.meeting_id.in_(list(meeting_ids))).order_by(Posting.version)
    ):
        newest[posting.meeting_id] = posting
    return {item["id"] for posting in newest.values() for item in posting.snapshot["items"]}


def _recommendations(
    theme_ids: Sequence[str], prepares: bool, recommendation: Recommendation | None
) -> list[Recommendation]:
    query = (
        select(Recommendation)
        .options(
            joinedload(Recommendation.council),
            selectinload(Recommendation.responses).options(
                joinedload(StaffResponse.signed_by), selectinload(StaffResponse.steps)
            ),
        )
        .order_by(Recommendation.number)
    )
    if recommendation is not None:
        return list(db.session.scalars(query.where(Recommendation.id == recommendation.id)))
    query = query.where(
        Recommendation.id.in_(
            select(RecommendationTheme.recommendation_id).where(
                RecommendationTheme.theme_id.in_(theme_ids)
            )
        )
    )
    if not prepares:
        query = query.where(
            Recommendation.state.not_in(_NOT_YET_PUBLIC)
            | (
                (Recommendation.state == RecommendationState.WITHDRAWN)
                & Recommendation.motions.any()
            )
        )
    return list(db.session.scalars(query))
