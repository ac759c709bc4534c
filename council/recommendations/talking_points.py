"""Notes for whoever speaks for the council at a board: what families said, and what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from council.concerns.count_queries import public_counts_of
from council.concerns.models import Theme
from council.concerns.summary_queries import approved_summaries
from council.concerns.wording import counted
from council.councils.presets import preset_of
from council.languages.formatting import format_day
from council.printing.document import Document
from council.recommendations.models import Recommendation
from council.recommendations.wording import recommendation as called
from council.recommendations.wording import vote
from council.texts.printed import (
    Passage,
    Said,
    passage_on_paper,
    passages_on_paper,
    revisions_by_id,
)
from council.texts.sheets import Sheet, SheetStyle, today_of

# Nobody who listens keeps more than three in mind.
MOST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say: what several families said about a theme, and how many they were."""

    title: Passage
    summary: Passage
    behind: Said


def talking_points(recommendation: Recommendation, style: SheetStyle) -> Document:
    """What is said for a recommendation; only what is approved, and no count under ten."""
    council = recommendation.council
    ids = [recommendation.title_id, recommendation.body_id]
    passages = passages_on_paper(ids, style.tags)
    told = _summaries(recommendation.themes, style.tags)
    titles = passages_on_paper([theme.title_id for theme, _summary in told], style.tags)
    shown = [
        *passages.values(),
        *(passage for theme, summary in told for passage in (titles[theme.title_id], summary)),
    ]
    sheet = Sheet(council, style, _phrases, shown)
    number = sheet.says(called, recommendation.number)
    counts = public_counts_of([theme.id for theme, _summary in told])
    motion = next((each for each in recommendation.motions if each.carried), None)
    return sheet.document(
        "recommendations/printed/talking_points.html",
        title="points",
        on=today_of(council),
        about=sheet.said(number),
        number=number,
        for_whom=sheet.says(_for_whom, sheet.council),
        name=passages[recommendation.title_id],
        points=[
            Point(titles[theme.title_id], summary, sheet.says(counted, counts[theme.id]))
            for theme, summary in told
        ],
        voted=sheet.says(
            vote, motion.carried, motion.votes_for, motion.votes_against, motion.abstentions
        )
        if motion
        else (),
        asked=passages[recommendation.body_id],
        answer_by=sheet.says(_answer_by, recommendation.due_on) if recommendation.due_on else (),
        time=sheet.says(_twice_the_time, preset_of(council.preset).speaking_citation),
    )


def _summaries(themes: Sequence[Theme], tags: Sequence[str]) -> list[tuple[Theme, Passage]]:
    """The first few themes of which something was approved to be read, and what that is."""
    approved = {
        theme.id: theme.summary_approved_revision_id
        for theme in themes
        if theme.summary_approved_revision_id
    }
    readings = {tag: approved_summaries(approved, tag) for tag in tags}
    originals = revisions_by_id(approved.values())
    told = [
        (
            theme,
            passage_on_paper(
                originals[approved[theme.id]], [readings[tag][theme.id] for tag in tags]
            ),
        )
        for theme in themes
        if theme.id in approved
    ]
    return told[:MOST_POINTS]


def _for_whom(council: str) -> str:
    return str(_("I speak for %(council)s.", council=council))


def _answer_by(day: date) -> str:
    return str(_("The school has agreed to answer by %(day)s.", day=format_day(day)))


def _twice_the_time(citation: str) -> str:
    if not citation:
        return str(_("Do you speak through an interpreter? Ask for twice the time."))
    return str(
        _(
            "Do you speak through an interpreter? Then you have at least twice the time, unless"
            " interpreting is simultaneous (%(citation)s).",
            citation=citation,
        )
    )


def _phrases() -> dict[str, str]:
    return {
        "points": _("Talking points"),
        "about": _("We ask for this:"),
        "families": _("This is what families told us:"),
        "council": _("The council has voted on it:"),
        "asked": _("We ask the school:"),
        "thanks": _("Thank you for listening. Please answer us in writing, with your reasons."),
        "minutes": _("My time, in minutes:"),
    }
