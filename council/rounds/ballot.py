"""Ballots on paper: what several families said, dots to fill in, a number that counts once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.models import Ticket
from council.access.tickets import ticket_number, ticket_token
from council.addresses import address_of
from council.concerns.queries import approved_summaries
from council.councils.models import Council
from council.languages.formatting import format_day
from council.printing.document import Document
from council.rounds.models import PriorityRound
from council.rounds.rules import DOTS
from council.texts.printed import (
    Passage,
    passage_on_paper,
    passages_on_paper,
    revisions_by_id,
)
from council.texts.sheets import Sheet, SheetStyle, today_of


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A theme that can be given dots, with its summary as a coordinator approved it."""

    title: Passage
    summary: Passage | None


@dataclass(frozen=True, slots=True)
class PaperTicket:
    """What one ballot has for itself: its number, and a code to vote by phone instead."""

    number: str
    code: str


def paper_ballots(
    council: Council, round_: PriorityRound, tickets: Sequence[Ticket], style: SheetStyle
) -> Document:
    """A page for each ticket; families read what is approved, never anybody's own words."""
    lines = _lines(round_, style)
    (question,) = passages_on_paper([round_.question_id], style.tags).values()
    texts = [question]
    for line in lines:
        texts += [line.title, *([line.summary] if line.summary else [])]
    sheet = Sheet(council, style, _phrases, texts)
    return sheet.document(
        "rounds/printed/ballot.html",
        title="ballot",
        on=today_of(council),
        question=question,
        lines=lines,
        dots=DOTS,
        by=sheet.says(_answered_by, round_),
        tickets=[
            PaperTicket(
                ticket_number(ticket),
                sheet.code(
                    f"vote-{place}.svg", address_of("rounds.vote", token=ticket_token(ticket))
                ),
            )
            for place, ticket in enumerate(tickets)
        ],
    )


def _lines(round_: PriorityRound, style: SheetStyle) -> list[BallotLine]:
    themes = [option.theme for option in round_.options]
    titles = passages_on_paper([theme.title_id for theme in themes], style.tags)
    readings = {tag: approved_summaries([theme.id for theme in themes], tag) for tag in style.tags}
    originals = revisions_by_id(
        theme.summary_approved_revision_id for theme in themes if theme.summary_approved_revision_id
    )
    return [
        BallotLine(
            titles[theme.title_id],
            passage_on_paper(
                originals[theme.summary_approved_revision_id],
                [readings[tag][theme.id] for tag in style.tags],
            )
            if theme.summary_approved_revision_id
            else None,
        )
        for theme in themes
    ]


def _answered_by(round_: PriorityRound) -> str:
    if round_.responder is None or round_.respond_by is None:
        return ""
    return str(
        _(
            "%(name)s will answer by %(day)s.",
            name=round_.responder.name,
            day=format_day(round_.respond_by),
        )
    )


def _phrases() -> dict[str, str]:
    return {
        "ballot": _("Ballot"),
        "how": ngettext(
            "Fill in %(num)s dot in all.",
            "Fill in %(num)s dots in all: all for one, or some for each.",
            DOTS,
        ),
        "secret": _(
            "You need not give your name. Nobody can see how you voted. Hand this sheet to anyone"
            " on the council."
        ),
        "by_phone": _("Or vote by phone: scan this code. Each number counts once."),
    }
