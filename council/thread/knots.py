"""The thread as pages show it: a knot for each thing on the way and each still to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from council import clock
from council.access.actions import Action, Role, may
from council.concerns.count_queries import counts_together, public_counts_together
from council.concerns.models import Concern, Theme
from council.concerns.states import ConcernState, Consent
from council.councils.models import Council
from council.database import db
from council.languages.formatting import format_day, format_moment
from council.languages.registry import Language, find
from council.meetings.states import MeetingState
from council.recommendations.models import Recommendation
from council.recommendations.states import Disposition, RecommendationState
from council.rounds.states import RoundState
from council.texts.passages import Passage
from council.thread.queries import (
    AnswerOnWay,
    ItemOnWay,
    RecommendationOnWay,
    RoundOnWay,
    ThemeOnWay,
    Way,
    way_of_concern,
    way_of_themes,
)


class Stage(StrEnum):
    """The places that a concern passes, in their order."""

    CONCERN = "concern"
    THEME = "theme"
    PRIORITY = "priority"
    AGENDA = "agenda"
    RECOMMENDATION = "recommendation"
    ANSWER = "answer"
    STEPS = "steps"
    END = "end"


class KnotState(StrEnum):
    """How far a knot is tied."""

    DONE = "done"
    HERE = "here"
    NEXT = "next"
    LATE = "late"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Knot:
    """One place on the thread, as the macro `thread` shows it; `thing` is what stands there."""

    stage: Stage
    label: str
    state: KnotState
    href: str | None = None
    detail: str | None = None
    thing: Any = None


def labels() -> dict[Stage, str]:
    """What each place is called, for families and staff alike."""
    return {
        Stage.CONCERN: _("Concern"),
        Stage.THEME: _("What several families said"),
        Stage.PRIORITY: _("Families say what matters most"),
        Stage.AGENDA: _("On the council’s agenda"),
        Stage.RECOMMENDATION: _("Recommendation to the school"),
        Stage.ANSWER: _("The school’s answer"),
        Stage.STEPS: _("What the school does"),
        Stage.END: _("The end of this thread"),
    }


def disposition_words(disposition: Disposition) -> str:
    """What the school will do, said plainly."""
    words: dict[Disposition, str] = {
        Disposition.ACCEPTED: _("The school will do this."),
        Disposition.PARTLY_ACCEPTED: _("The school will do a part of this."),
        Disposition.DECLINED: _("The school will not do this."),
        Disposition.NEEDS_MORE_TIME: _("The school needs more time to answer."),
    }
    return words[disposition]


def thread_of_concern(
    concern: Concern, language: Language, *, roles: frozenset[Role]
) -> list[Knot]:
    """The thread of one concern for those who work on it, in one of the languages of the pages."""
    way = way_of_concern(concern, [language], prepares=_prepares(roles))
    return concern_knots(concern, way, clock.today(concern.council.time_zone), linked=True)


def thread_of_theme(theme: Theme, language: Language, *, roles: frozenset[Role]) -> list[Knot]:
    """The thread of one theme, from the concerns behind it."""
    way = way_of_themes([theme.id], [language], prepares=_prepares(roles))
    today = clock.today(_zone_of(theme.council_id))
    return [_behind([theme.id], roles, theme.council_id), *_knots(way, today, True, theme.id)]


def thread_of_recommendation(
    recommendation: Recommendation, language: Language, *, roles: frozenset[Role]
) -> list[Knot]:
    """The thread of one recommendation, from the concerns behind it to what the school does."""
    theme_ids = [theme.id for theme in recommendation.themes]
    way = way_of_themes(
        theme_ids, [language], prepares=_prepares(roles), recommendation=recommendation
    )
    today = clock.today(recommendation.council.time_zone)
    return [
        _behind(theme_ids, roles, recommendation.council_id),
        *_knots(way, today, True, recommendation.id),
    ]


def concern_knots(concern: Concern, way: Way, today: date, *, linked: bool) -> list[Knot]:
    """The knots of one concern; `linked` leads to the pages of staff."""
    first = Knot(
        Stage.CONCERN,
        labels()[Stage.CONCERN],
        KnotState.DONE,
        detail=format_day(concern.raised_on, weekday=False),
        thing=concern,
    )
    rest = _knots(way, today, linked)
    if concern.state is ConcernState.WITHDRAWN:
        return [first, _end(_("The family has taken this concern back."))]
    if concern.state is ConcernState.CLOSED:
        reached = [knot for knot in rest if knot.state is not KnotState.NEXT]
        done = [_done(knot) for knot in reached]
        return [first, *done, _end(_("The council has closed this concern."), way.closed_reason)]
    if concern.consent is Consent.PRIVATE:
        return [_here(first)]
    if rest[0].state is KnotState.NEXT:
        return [_here(first), *rest]
    return [first, *rest]


def _end(words: str, reason: Passage | None = None) -> Knot:
    return Knot(Stage.END, labels()[Stage.END], KnotState.STOPPED, detail=words, thing=reason)


def _here(knot: Knot) -> Knot:
    return replace(knot, state=KnotState.HERE)


def _done(knot: Knot) -> Knot:
    return replace(knot, state=KnotState.DONE) if knot.state is KnotState.HERE else knot


def _knots(way: Way, today: date, linked: bool, here_id: str = "") -> list[Knot]:
    """What follows on a concern: all that is on its way, and then what is still to come."""
    early = [
        *(_theme_knot(each) for each in way.themes),
        *(_round_knot(each) for each in way.rounds),
        *(_item_knot(each) for each in way.items),
    ]
    late: list[Knot] = []
    for each in way.recommendations:
        late += _recommendation_knots(each, today)
    if early and not late and early[-1].state is KnotState.DONE:
        early[-1] = _here(early[-1])
    reached = [*early, *late]
    reached = [_with_link(knot, here_id) if linked else knot for knot in reached]
    return reached + _still_to_come(reached)


def _still_to_come(reached: Sequence[Knot]) -> list[Knot]:
    """The places after the last that was reached; none after an end."""
    last = reached[-1] if reached else None
    if last is not None and last.state in (KnotState.STOPPED, KnotState.DONE):
        return []
    order = list(Stage)
    after = order.index(last.stage) if last is not None else order.index(Stage.CONCERN)
    coming = [stage for stage in order[after + 1 :] if stage is not Stage.END]
    return [Knot(stage, labels()[stage], KnotState.NEXT) for stage in coming]


def _theme_knot(theme: ThemeOnWay) -> Knot:
    return Knot(Stage.THEME, labels()[Stage.THEME], KnotState.DONE, thing=theme)


def _round_knot(each: RoundOnWay) -> Knot:
    if each.state is RoundState.OPEN:
        state, detail = KnotState.HERE, _("Families are voting now.")
    elif each.tied:
        state = KnotState.DONE
        detail = _("Place %(place)s of %(of)s, shared with others", place=each.place, of=each.of)
    else:
        state = KnotState.DONE
        detail = _("Place %(place)s of %(of)s", place=each.place, of=each.of)
    return Knot(Stage.PRIORITY, labels()[Stage.PRIORITY], state, detail=detail, thing=each)


def _item_knot(item: ItemOnWay) -> Knot:
    when = format_moment(item.starts_at, item.time_zone)
    if item.state is MeetingState.CANCELLED:
        when = _("%(when)s: this meeting was cancelled", when=when)
    return Knot(Stage.AGENDA, labels()[Stage.AGENDA], KnotState.DONE, detail=when, thing=item)


def _recommendation_knots(each: RecommendationOnWay, today: date) -> list[Knot]:
    state, words = _standing_of(each)
    knots = [
        Knot(
            Stage.RECOMMENDATION,
            labels()[Stage.RECOMMENDATION],
            state,
            detail=words,
            thing=each,
        )
    ]
    answer = each.answer
    if each.state is RecommendationState.SENT:
        late = each.due_on is not None and each.due_on < today
        knots.append(
            Knot(
                Stage.ANSWER,
                labels()[Stage.ANSWER],
                KnotState.LATE if late else KnotState.HERE,
                detail=disposition_words(answer.disposition)
                if answer is not None and not late
                else _due_words(each.due_on, late),
                thing=answer,
            )
        )
    elif answer is not None:
        knots.append(
            Knot(
                Stage.ANSWER,
                labels()[Stage.ANSWER],
                KnotState.DONE,
                detail=disposition_words(answer.disposition),
                thing=answer,
            )
        )
        if answer.steps:
            knots.append(_steps_knot(answer, today))
    return knots


def _standing_of(each: RecommendationOnWay) -> tuple[KnotState, str]:
    return {
        RecommendationState.DRAFT: (KnotState.HERE, _("It is being written.")),
        RecommendationState.PROPOSED: (KnotState.HERE, _("The council is going to vote on it.")),
        RecommendationState.ADOPTED: (KnotState.HERE, _("The council has voted for it.")),
        RecommendationState.REJECTED: (KnotState.STOPPED, _("The council has voted against it.")),
        RecommendationState.WITHDRAWN: (KnotState.STOPPED, _("The council has taken it back.")),
    }.get(each.state, (KnotState.DONE, _("The council has sent it to the school.")))


def _due_words(due_on: date | None, late: bool) -> str | None:
    if due_on is None:
        return None
    day = format_day(due_on, weekday=False)
    if late:
        return str(_("It was due on %(day)s.", day=day))
    return str(_("It is due on %(day)s.", day=day))


def _steps_knot(answer: AnswerOnWay, today: date) -> Knot:
    open_steps = [step for step in answer.steps if step.done_on is None]
    if not open_steps:
        state = KnotState.DONE
    elif any(step.due_on < today for step in open_steps):
        state = KnotState.LATE
    else:
        state = KnotState.HERE
    done = len(answer.steps) - len(open_steps)
    detail = ngettext(
        "%(done)s of %(num)s step done",
        "%(done)s of %(num)s steps done",
        len(answer.steps),
        done=done,
    )
    return Knot(Stage.STEPS, labels()[Stage.STEPS], state, detail=detail, thing=answer)


# ---- for the pages of staff ----------------------------------------------------------------------


def _prepares(roles: frozenset[Role]) -> bool:
    return may(roles, Action.DRAFT_RECOMMENDATION)


def _zone_of(council_id: str) -> str:
    return db.session.get_one(Council, council_id).time_zone


def _behind(theme_ids: Iterable[str], roles: frozenset[Role], council_id: str) -> Knot:
    """How many concerns stand behind: in full for those who work on them, else as published."""
    themes = list(theme_ids)
    works = may(roles, Action.GROUP_CONCERNS)
    told = None if works else public_counts_together(themes)
    total = sum(counts_together(themes).values()) if told is None else told.total
    if total is not None:
        detail = ngettext("%(num)s concern", "%(num)s concerns", total)
    elif told is not None and told.many:
        detail = _("10 concerns or more")
    else:
        detail = _("Fewer than 10 concerns")
    href = None
    if works and len(themes) == 1:
        href = url_for("concerns.list_concerns", council_id=council_id, theme=themes[0])
    return Knot(Stage.CONCERN, _("Concerns"), KnotState.DONE, href=href, detail=detail)


def _with_link(knot: Knot, here_id: str) -> Knot:
    """The knot with the page of what stands there, and its name in the language that it is in."""
    thing = knot.thing
    if isinstance(thing, ThemeOnWay):
        href = url_for("concerns.show_theme", council_id=thing.council_id, theme_id=thing.id)
        detail: str | None = _in_its_language(thing.title)
    elif isinstance(thing, RoundOnWay):
        href = url_for("rounds.show_round", council_id=thing.council_id, round_id=thing.id)
        detail = knot.detail
    elif isinstance(thing, ItemOnWay):
        href = url_for(
            "meetings.show_meeting", council_id=thing.council_id, meeting_id=thing.meeting_id
        )
        detail = knot.detail
    elif isinstance(thing, RecommendationOnWay):
        href = url_for(
            "recommendations.show_recommendation",
            council_id=thing.council_id,
            recommendation_id=thing.id,
        )
        detail = _in_its_language(thing.title)
    else:
        return knot
    return replace(knot, href=None if thing.id == here_id else href, detail=detail)


def _in_its_language(passage: Passage) -> str:
    return Markup("<span{}>{}</span>").format(find(passage.language).attributes, passage.words)
