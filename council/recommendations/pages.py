"""What pages show of a recommendation: its state in a word, and what stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from council.access.actions import Action, Role, may
from council.concerns.count_queries import counts_together, public_counts_together
from council.concerns.models import Theme
from council.concerns.summary_queries import approved_summaries
from council.languages.formatting import format_day, format_moment, language_name
from council.people.queries import history_with_names
from council.recommendations.models import Recommendation
from council.recommendations.states import HAS_ANSWER, Disposition, RecommendationState
from council.texts.passages import Passage

_S = RecommendationState

# Sign, word and tone of each state.
STATES: Mapping[RecommendationState, tuple[str, LazyString, str]] = {
    _S.DRAFT: ("pencil", _l("Draft"), "quiet"),
    _S.PROPOSED: ("gavel", _l("Proposed to the council"), "thread"),
    _S.ADOPTED: ("circle-check", _l("Adopted, not sent yet"), "attention"),
    _S.SENT: ("hourglass", _l("Waiting for an answer"), "thread"),
    _S.ANSWERED: ("message-circle", _l("Answered"), "approved"),
    _S.IN_PROGRESS: ("list-check", _l("Under way"), "thread"),
    _S.DONE: ("checks", _l("Done"), "approved"),
    _S.REJECTED: ("circle-x", _l("Not adopted"), "quiet"),
    _S.WITHDRAWN: ("arrow-back-up", _l("Withdrawn"), "quiet"),
}

DISPOSITIONS: Mapping[Disposition, tuple[str, LazyString, str]] = {
    Disposition.ACCEPTED: ("circle-check", _l("Accepted"), "approved"),
    Disposition.PARTLY_ACCEPTED: ("circle-dot", _l("Accepted in part"), "approved"),
    Disposition.DECLINED: ("circle-x", _l("Declined"), "late"),
    Disposition.NEEDS_MORE_TIME: ("hourglass", _l("More time needed"), "attention"),
}

GROUPS: Mapping[str, tuple[LazyString, tuple[RecommendationState, ...]]] = {
    "preparing": (_l("In preparation"), (_S.DRAFT, _S.PROPOSED, _S.ADOPTED)),
    "waiting": (_l("Waiting for an answer"), (_S.SENT,)),
    "answered": (_l("Answered"), HAS_ANSWER),
    "closed": (_l("Closed"), (_S.REJECTED, _S.WITHDRAWN)),
}

EVENTS: Mapping[str, LazyString] = {
    "recommendation_drafted": _l("Drafted"),
    "recommendation_edited": _l("Changed"),
    "recommendation_proposed": _l("Proposed to the council"),
    "recommendation_returned_to_draft": _l("Taken back to a draft"),
    "recommendation_adopted": _l("Adopted by the council"),
    "recommendation_rejected": _l("Not adopted by the council"),
    "recommendation_sent": _l("Sent to the school"),
    "recommendation_handed_on": _l("Handed on"),
    "more_time_asked": _l("More time asked for"),
    "recommendation_answered": _l("Answered"),
    "recommendation_started": _l("Work begun"),
    "step_done": _l("A step is done"),
    "recommendation_finished": _l("Finished"),
    "recommendation_withdrawn": _l("Withdrawn"),
    "families_told": _l("Families told"),
}


def is_overdue(recommendation: Recommendation, today: date) -> bool:
    """Whether the school should have answered by now."""
    return (
        recommendation.state is _S.SENT
        and recommendation.due_on is not None
        and recommendation.due_on < today
    )


def state_of(recommendation: Recommendation, today: date) -> tuple[str, str, str]:
    """Sign, word and tone of where it stands; an answer that is late is named as such."""
    if is_overdue(recommendation, today):
        return ("clock-exclamation", _("Answer overdue"), "late")
    sign, word, tone = STATES[recommendation.state]
    return (sign, str(word), tone)


def due_words(recommendation: Recommendation, today: date) -> str:
    """By when the answer is due, or for how long it has been."""
    if recommendation.due_on is None:
        return ""
    late = (today - recommendation.due_on).days
    day = format_day(recommendation.due_on, weekday=False)
    if late > 0:
        return str(
            ngettext(
                "Due on %(day)s, %(num)s day ago", "Due on %(day)s, %(num)s days ago", late, day=day
            )
        )
    if late == 0:
        return str(_("Due today"))
    return str(
        ngettext(
            "Due on %(day)s, in %(num)s day", "Due on %(day)s, in %(num)s days", -late, day=day
        )
    )


@dataclass(frozen=True)
class Evidence:
    """What families said under a theme, as the coordinator has approved it."""

    theme_id: str
    title: Passage
    summary: Passage | None


def evidence_for(
    themes: Sequence[Theme], titles: Mapping[str, Passage], language: str
) -> list[Evidence]:
    """What stands behind a recommendation, theme by theme."""
    summaries = approved_summaries([theme.id for theme in themes], language)
    return [Evidence(theme.id, titles[theme.title_id], summaries.get(theme.id)) for theme in themes]


@dataclass(frozen=True)
class Weight:
    """How many concerns stand behind it, and in which languages they were raised."""

    total: str
    languages: list[str]


def weight_of(theme_ids: Sequence[str], roles: frozenset[Role]) -> Weight:
    """A concern under several themes counts once; small counts only for those who work on them."""
    if may(roles, Action.GROUP_CONCERNS):
        counts = counts_together(theme_ids)
        return Weight(_concerns(sum(counts.values())), _by_language(counts))
    shown = public_counts_together(theme_ids)
    if shown.total is not None:
        total = _concerns(shown.total)
    else:
        total = _("10 concerns or more") if shown.many else _("Fewer than 10 concerns")
    languages = _by_language(shown.by_language)
    if shown.others and shown.total is not None:
        languages.append(_("and other languages") if languages else _("in several languages"))
    return Weight(total, languages)


def _concerns(number: int) -> str:
    return str(ngettext("%(num)s concern", "%(num)s concerns", number))


def _by_language(counts: Mapping[str, int]) -> list[str]:
    return [
        str(_("%(language)s: %(count)s", language=language_name(tag), count=count))
        for tag, count in counts.items()
    ]


def history_lines(recommendation: Recommendation, zone: str) -> list[dict[str, str | None]]:
    """What happened to it and who did it, the latest first."""
    return [
        {
            "what": str(EVENTS[entry.event]),
            "who": name,
            "when": format_moment(entry.at, zone, weekday=False),
            "iso": entry.at.isoformat(),
        }
        for entry, name in history_with_names("Recommendation", recommendation.id)
    ]
