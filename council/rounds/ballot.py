"""Ballots on paper: what several families said, dots to fill in, a number that counts once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from council.access.models import Ticket
from council.access.tickets import ticket_number, ticket_token
from council.addresses import address_of
from council.concerns.summary_queries import approved_summaries
from council.councils.models import Council
from council.languages.formatting import format_day
from council.printing.document import Document, TextSize
from council.printing.passages import Words
from council.rounds.models import PriorityRound
from council.rounds.rules import DOTS
from council.texts.columns import Line
from council.texts.passages import PassageStanding
from council.texts.printed import (
    Passage,
    passage_on_paper,
    passages_on_paper,
    revisions_by_id,
)
from council.texts.sheet_pages import closer, pages_of
from council.texts.sheets import Sheet, SheetStyle, today_of

# So many ballots are printed at a time, so that several printers share them.
AT_A_TIME = 5


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A theme that can be given dots, with its summary as a coordinator approved it."""

    title: Passage
    summary: Passage | None

    @property
    def is_alike(self) -> bool:
        """Whether title and summary can be relied on as far, so that this is said only once."""
        return self.summary is not None and all(
            title.standing is summary.standing
            for title, summary in zip(self.title.readings, self.summary.readings, strict=True)
        )


@dataclass(frozen=True, slots=True)
class PaperTicket:
    """What one ballot has for itself: its number, and a code to vote by phone instead."""

    number: str
    code: str


def paper_ballots(
    council: Council, round_: PriorityRound, tickets: Sequence[Ticket], style: SheetStyle
) -> Document:
    """A ballot for each ticket; families read what is approved, never anybody's own words.

    In regular print a ballot is one page: where summaries would not fit it, it has titles alone.
    In large print it may be several, which have no page numbers: in a pile, those would tell in
    which order ballots were handed out.
    """
    lines = _lines(round_, style)
    alone = _composed(council, round_, tickets[:1], style, lines)
    if style.layout.text_size is TextSize.LARGE:
        ballots = _composed(council, round_, tickets, style, lines)
        return closer(ballots) if pages_of(closer(alone)) < pages_of(alone) else ballots
    if pages_of(alone) > 1:
        lines = [BallotLine(line.title, None) for line in lines]
    return _composed(council, round_, tickets, style, lines)


def _composed(
    council: Council,
    round_: PriorityRound,
    tickets: Sequence[Ticket],
    style: SheetStyle,
    lines: Sequence[BallotLine],
) -> Document:
    (question,) = passages_on_paper([round_.question_id], style.tags).values()
    texts = [question]
    for line in lines:
        texts += [line.title, *([line.summary] if line.summary else [])]
    sheet = Sheet(council, style, _phrases, texts)
    printed = [
        PaperTicket(
            ticket_number(ticket),
            sheet.code(f"vote-{place}.svg", address_of("rounds.vote", token=ticket_token(ticket))),
        )
        for place, ticket in enumerate(tickets)
    ]
    return sheet.document(
        "rounds/printed/ballot.html",
        title="ballot",
        on=today_of(council),
        question=question,
        lines=lines,
        dots=DOTS,
        is_long=style.layout.text_size is TextSize.LARGE,
        by=sheet.says(_answered_by, round_),
        ask=_ask_the_school(sheet, texts),
        parts=[
            {"tickets": printed[begin : begin + AT_A_TIME], "begin": begin}
            for begin in range(0, len(printed), AT_A_TIME)
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


def _ask_the_school(sheet: Sheet, texts: Sequence[Passage]) -> Line | None:
    """What a reader can do about words that are not translated: said once, to whom it concerns."""
    lacking = [
        any(text.readings[place].standing is PassageStanding.MISSING for text in texts)
        for place, _voice in enumerate(sheet.voices)
    ]
    if not any(lacking):
        return None
    asked = sheet.phrase("ask_school")
    return Line(
        "small",
        tuple(
            words if lacks else Words("", words.language)
            for words, lacks in zip(asked, lacking, strict=True)
        ),
    )


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
