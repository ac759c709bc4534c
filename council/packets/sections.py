"""The sections of a packet: what each tells, from the records and their words."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from council.concerns.count_queries import SMALLEST_COUNT, PublicCounts, public_counts_together
from council.concerns.models import Theme
from council.concerns.wording import counted
from council.languages.formatting import language_name
from council.meetings.states import ItemKind
from council.packets import headings
from council.packets.content import (
    AgendaLine,
    AnswerGiven,
    Behind,
    Evidence,
    ForDecision,
    Heard,
    LanguageHeard,
    MinutesRead,
    Outcome,
    Priorities,
    Priority,
    SaidAndDone,
    Section,
    Step,
    TermExplained,
    ThemeSaid,
    VoteTaken,
)
from council.packets.records import Records
from council.packets.words import Words
from council.recommendations import wording
from council.recommendations.models import ActionStep, Recommendation, StaffResponse
from council.recommendations.states import Disposition, RecommendationState
from council.rounds.queries import turnout
from council.texts.printed import Passage, Said, Voice, cleaned, said_by


def outcome_of(disposition: Disposition, *, is_done: bool) -> Outcome:
    """What became of what families asked for, told by the school's answer."""
    if disposition is Disposition.DECLINED:
        return Outcome.WONT
    if disposition is Disposition.NEEDS_MORE_TIME:
        return Outcome.MORE_TIME
    return Outcome.DID if is_done else Outcome.WILL


class Sections:
    """Every section of one packet, said in each of its languages."""

    def __init__(self, records: Records, words: Words, voices: tuple[Voice, ...]) -> None:
        self.records = records
        self.passages = words.passages
        self.terms = words.terms
        self.voices = voices
        self.zone = records.meeting.time_zone

    def _said(self, phrase: Any, *values: object) -> Said:
        return said_by(self.voices, phrase, *values)

    def agenda(self) -> tuple[AgendaLine, ...]:
        """Each item with the time at which it begins."""
        lines = []
        begins = self.records.meeting.starts_at
        for item in self.records.agenda.items:
            kind = ItemKind(item["kind"])
            lines.append(
                AgendaLine(
                    item_id=item["id"],
                    begins_at=begins,
                    begins=self._said(headings.time, begins, self.zone),
                    kind=kind,
                    about=self._said(headings.about_item, kind, item["minutes"]),
                    title=self.passages[item["title_id"]],
                )
            )
            begins += timedelta(minutes=item["minutes"])
        return tuple(lines)

    def minutes(self) -> MinutesRead | None:
        """What was decided at the meeting before, and its approved minutes."""
        before, minutes = self.records.since, self.records.minutes
        if before is None or not (self.records.votes or minutes):
            return None
        return MinutesRead(
            before.id,
            self._said(headings.met_on, before.held_on),
            tuple(
                VoteTaken(
                    vote.recommendation_id,
                    self._said(wording.recommendation, vote.recommendation.number),
                    self.passages[vote.recommendation.title_id],
                    vote.carried,
                    self._said(
                        wording.vote,
                        vote.carried,
                        vote.votes_for,
                        vote.votes_against,
                        vote.abstentions,
                    ),
                )
                for vote in self.records.votes
            ),
            self.passages[minutes.text_id] if minutes else None,
        )

    def heard(self) -> Heard | None:
        """The languages of all that is told, where that gives no small number away."""
        counts = public_counts_together(self.records.told)
        if counts.total is None or not counts.by_language:
            return None
        named = dict(counts.by_language)
        rows = [(self._said(language_name, tag), number) for tag, number in named.items()]
        if counts.others:
            rest = counts.total - sum(named.values())
            rows.append((self._said(headings.other_languages), rest))
        return Heard(
            counts.total,
            self._said(headings.heard, counts.total),
            tuple(
                LanguageHeard(name, number, self._said(headings.of_all, number, counts.total))
                for name, number in rows
            ),
        )

    def themes(self) -> tuple[ThemeSaid, ...]:
        """What families said, by theme: approved summaries only."""
        return tuple(
            ThemeSaid(
                theme.id,
                self.passages[theme.title_id],
                self.passages[summary_id],
                self._behind(self.records.counts[theme.id]),
            )
            for theme, summary_id in self.records.summaries
        )

    def _behind(self, counts: PublicCounts) -> Behind | None:
        if counts.total is None and not counts.others:
            return None
        return Behind(
            counts.total,
            tuple(counts.by_language.items()),
            self._said(counted, counts),
        )

    def priorities(self) -> Priorities | None:
        """What the last vote of families came to."""
        round_ = self.records.round
        if round_ is None:
            return None
        ballots = turnout(round_).ballots
        # Few ballots are told as an order alone; few dots too, and then nothing that would give
        # them away.
        told = {
            result.theme_id: result.dots
            for result in self.records.ranking
            if ballots >= SMALLEST_COUNT and result.dots >= SMALLEST_COUNT
        }
        all_told = len(told) == len(self.records.ranking)
        closed = round_.closed_at or self.records.meeting.starts_at
        return Priorities(
            question=self.passages[round_.question_id],
            about=self._said(
                headings.vote_closed,
                closed.astimezone(ZoneInfo(self.zone)).date(),
                ballots if all_told else None,
            ),
            lines=tuple(
                Priority(
                    result.place,
                    self.passages[self.records.themes[result.theme_id].title_id],
                    told.get(result.theme_id),
                    self._said(headings.place_in_vote, told.get(result.theme_id), result.tied),
                )
                for result in self.records.ranking
            ),
        )

    def decisions(self) -> tuple[ForDecision, ...]:
        """What the council votes on, with what it rests on."""
        return tuple(self._decision(each) for each in self.records.decisions)

    def _decision(self, recommendation: Recommendation) -> ForDecision:
        return ForDecision(
            recommendation.id,
            self._said(wording.recommendation, recommendation.number),
            self.passages[recommendation.title_id],
            self.passages[recommendation.body_id],
            tuple(self._evidence(theme) for theme in recommendation.themes),
        )

    def _evidence(self, theme: Theme) -> Evidence:
        return Evidence(self.passages[theme.title_id], self._behind(self.records.counts[theme.id]))

    def answers_about(self) -> Said:
        """Since when the school's answers are told."""
        since = self.records.since
        return self._said(headings.answers_since, since.held_on if since else None)

    def answers(self) -> tuple[AnswerGiven, ...]:
        """What the school has answered or done since."""
        return tuple(self._answer(each) for each in self.records.answers)

    def _answer(self, answer: StaffResponse) -> AnswerGiven:
        recommendation = answer.recommendation
        signed_on = answer.signed_at.astimezone(ZoneInfo(self.zone)).date()
        return AnswerGiven(
            recommendation.id,
            self._said(wording.recommendation, recommendation.number),
            self.passages[recommendation.title_id],
            answer.disposition,
            self._said(wording.verdict, answer.disposition, answer.answer_by),
            self._said(
                wording.signed,
                cleaned(answer.signed_by.name),
                cleaned(answer.signed_by.title),
                signed_on,
            ),
            self.passages[answer.reasons_id],
            done=self._steps(step for step in answer.steps if step.done_on is not None),
            to_do=self._steps(step for step in answer.steps if step.done_on is None),
        )

    def said_and_done(self) -> tuple[SaidAndDone, ...]:
        """What became of all that was answered this school year, what was done first."""
        told = [self._outcome(answer) for answer in self.records.answered_this_year]
        order = list(Outcome)
        return tuple(sorted(told, key=lambda each: order.index(each.outcome)))

    def _outcome(self, answer: StaffResponse) -> SaidAndDone:
        recommendation = answer.recommendation
        outcome = outcome_of(
            answer.disposition, is_done=recommendation.state is RecommendationState.DONE
        )
        # An answer that holds something back says why; what is being done speaks for itself.
        is_whole = answer.disposition is Disposition.ACCEPTED
        return SaidAndDone(
            recommendation.id,
            self._said(wording.recommendation, recommendation.number),
            self.passages[recommendation.title_id],
            outcome,
            self._said(wording.verdict, answer.disposition, answer.answer_by),
            self._steps(answer.steps),
            None if is_whole else self.passages[answer.reasons_id],
        )

    def _steps(self, steps: Iterable[ActionStep]) -> tuple[Step, ...]:
        return tuple(
            Step(
                self.passages[step.text_id],
                step.done_on,
                self._said(wording.step_done, step.done_on)
                if step.done_on
                else self._said(wording.step_to_do, step.due_on, cleaned(step.owner_name)),
            )
            for step in steps
        )

    def glossary(self) -> tuple[TermExplained, ...]:
        """The terms of the school that the packet uses, and what they mean."""
        return tuple(
            TermExplained(self.passages[term.term_id], self.passages[term.meaning_id])
            for term in self.terms
        )

    def words_of_council(self, section: Section) -> Passage | None:
        """What the council says in every packet in this section."""
        words = self.records.council_words.get(section)
        return self.passages[words.text_id] if words else None
