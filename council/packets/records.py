"""The council's records that a packet tells of: of each section that was chosen, of no other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from council.concerns.count_queries import PublicCounts, public_counts_of
from council.concerns.models import Theme
from council.meetings.agenda_queries import agenda_of, agenda_snapshot
from council.meetings.council_words_queries import words_of_council
from council.meetings.minutes_queries import ApprovedMinutes, minutes_of
from council.meetings.models import CouncilWords, Meeting
from council.meetings.posting_queries import passages_as_posted, postings_of
from council.meetings.states import WordsAbout
from council.packets.content import Section
from council.packets.queries import (
    answers_since,
    last_meeting_held_before,
    recommendations_up_for_decision,
    themes_by_id,
    votes_at,
)
from council.recommendations.models import Motion, Recommendation, StaffResponse
from council.rounds.models import PriorityRound
from council.rounds.queries import Result, last_closed_round, results
from council.texts import passages as texts

# What a council says in every packet, by the section that it stands in.
_WORDS_ABOUT = {
    Section.NORMS: WordsAbout.HOW_WE_MEET,
    Section.PARTNERS: WordsAbout.ASKED_OF_PARTNERS,
}


@dataclass(frozen=True)
class Agenda:
    """The agenda as posted, or before that as it is being worked on."""

    items: Sequence[Mapping[str, Any]]
    title_revision_id: str
    posted_words: Mapping[str, Mapping[str, texts.Passage]]  # by language and text

    @property
    def theme_ids(self) -> list[str]:
        """The themes that its items are about."""
        return [item["theme_id"] for item in self.items if item["theme_id"]]

    @property
    def recommendation_ids(self) -> list[str]:
        """The recommendations that its items bring to a vote."""
        return [item["recommendation_id"] for item in self.items if item["recommendation_id"]]


@dataclass(frozen=True)
class Records:
    """What a packet tells of; a section that was not chosen, or has nothing, is empty."""

    meeting: Meeting
    since: Meeting | None  # the meeting before
    agenda: Agenda
    votes: Sequence[Motion]
    minutes: ApprovedMinutes | None
    told: Sequence[str]  # ids of the themes of which is told what families said
    themes: Mapping[str, Theme]
    counts: Mapping[str, PublicCounts]  # by theme
    round: PriorityRound | None
    ranking: Sequence[Result]
    decisions: Sequence[Recommendation]
    answers: Sequence[StaffResponse]
    answered_this_year: Sequence[StaffResponse]
    council_words: Mapping[Section, CouncilWords]

    @property
    def summaries(self) -> list[tuple[Theme, str]]:
        """The themes that are told and have an approved summary to be read, with its text."""
        return [
            (theme, theme.summary_id)
            for theme in (self.themes[theme_id] for theme_id in self.told)
            if theme.summary_id and theme.summary_approved_revision_id
        ]


def find_records(
    meeting: Meeting, sections: Collection[Section], languages: Sequence[str]
) -> Records:
    """The records of a meeting's packet with these sections, in these languages."""
    council_id = meeting.council_id
    since = last_meeting_held_before(meeting)
    agenda = _agenda(meeting, languages)
    decisions = (
        recommendations_up_for_decision(agenda.recommendation_ids)
        if Section.DECISIONS in sections
        else []
    )
    round_ = last_closed_round(council_id) if Section.PRIORITIES in sections else None
    ranking = results(round_) if round_ else []
    before = since if Section.MINUTES in sections else None
    votes = votes_at(before.id) if before else ()
    minutes = minutes_of(before) if before else None
    answers = (
        answers_since(council_id, since.starts_at if since else None)
        if Section.ANSWERS in sections
        else []
    )
    answered_this_year = (
        answers_since(council_id, _school_year_began(meeting))
        if Section.SAID_AND_DONE in sections
        else []
    )
    council_words = words_of_council(council_id)
    evidence = [theme.id for each in decisions for theme in each.themes]
    # What families said is told where it is talked about: not all that was ever voted on.
    spoken_of = [*agenda.theme_ids, *evidence]
    told = list(dict.fromkeys(spoken_of)) if Section.VOICES in sections else []
    counted = {*told, *evidence}
    return Records(
        meeting=meeting,
        since=since,
        agenda=agenda,
        votes=votes,
        minutes=minutes,
        told=told,
        themes=themes_by_id(counted | {result.theme_id for result in ranking}),
        counts=public_counts_of(counted),
        round=round_,
        ranking=ranking,
        decisions=decisions,
        answers=answers,
        answered_this_year=answered_this_year,
        council_words={
            section: council_words[about]
            for section, about in _WORDS_ABOUT.items()
            if section in sections and about in council_words
        },
    )


def _school_year_began(meeting: Meeting) -> datetime:
    """The first of July, when school years begin in every state."""
    held_on = meeting.held_on
    year = held_on.year if held_on.month >= 7 else held_on.year - 1
    return datetime(year, 7, 1, tzinfo=ZoneInfo(meeting.time_zone))


def _agenda(meeting: Meeting, languages: Sequence[str]) -> Agenda:
    postings = postings_of(meeting)
    if not postings:
        snapshot = agenda_snapshot(meeting, agenda_of(meeting))
        return Agenda(snapshot["items"], snapshot["title_revision_id"], {})
    posting = postings[-1]
    return Agenda(
        posting.snapshot["items"],
        posting.snapshot["title_revision_id"],
        {language: passages_as_posted(posting, language) for language in languages},
    )
