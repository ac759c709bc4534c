"""Gathering a packet: from the council's records, as they are now, to what the packet says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from council.addresses import address_of
from council.concerns.models import Theme
from council.concerns.queries import (
    SMALLEST_COUNT,
    PublicCounts,
    approved_summaries,
    public_counts_of,
    public_counts_together,
)
from council.concerns.wording import counted
from council.councils.queries import the_district
from council.interpreting.queries import needs_of
from council.interpreting.states import NeedStanding
from council.languages.choice import in_language
from council.languages.formatting import language_name
from council.languages.registry import Language, UnknownLanguage, find
from council.meetings.minutes import (
    ApprovedMinutes,
    approved_minutes,
    minutes_of,
    words_of_council,
)
from council.meetings.models import Meeting
from council.meetings.queries import (
    agenda_of,
    agenda_snapshot,
    passages_as_posted,
    postings_of,
)
from council.meetings.states import ItemKind, WordsAbout
from council.packets import headings
from council.packets.content import (
    USUAL_SECTIONS,
    AgendaLine,
    AnswerGiven,
    Behind,
    Cover,
    Edition,
    Evidence,
    ForDecision,
    Heard,
    LanguageHeard,
    MinutesRead,
    Outcome,
    PacketContent,
    Priorities,
    Priority,
    SaidAndDone,
    Section,
    Step,
    TermExplained,
    ThemeSaid,
    VoteTaken,
)
from council.packets.queries import (
    answers_since,
    last_meeting_held_before,
    recommendations_up_for_decision,
    themes_by_id,
    votes_at,
)
from council.recommendations import wording
from council.recommendations.models import ActionStep, Motion, Recommendation, StaffResponse
from council.recommendations.states import Disposition, RecommendationState
from council.refusals import Refusal
from council.rounds.models import PriorityRound
from council.rounds.queries import last_closed_round, results, turnout
from council.texts import passages as texts
from council.texts.glossary import GlossaryEntry, glossary_terms_in
from council.texts.passages import PassageStanding, newest_revisions, passages_by_language
from council.texts.printed import (
    Passage,
    Reading,
    Said,
    Voice,
    cleaned,
    newest_translations,
    passage_on_paper,
    revisions_by_id,
    said_by,
    standing_phrases,
    voice_of,
)


def gather(
    meeting: Meeting,
    first_language: str,
    second_language: str = "",
    *,
    preview: bool = False,
    edition: tuple[str, int, datetime] | None = None,
    sections: Sequence[Section] = USUAL_SECTIONS,
) -> PacketContent:
    """What a meeting's packet says now in one language or two, in plain values.

    Translations are approved ones only; a preview has drafts and machine text too, marked so.
    `edition` is the id, the number and the moment of a packet that is being issued. What is in no
    section of those chosen is left out of the packet altogether.
    """
    voices = tuple(voice_of(language) for language in readable(first_language, second_language))
    chosen = tuple(dict.fromkeys(sections))
    return _Gathering(meeting, voices, chosen, preview).content(edition)


def readable(first_language: str, second_language: str = "") -> tuple[Language, ...]:
    """The languages of a packet, one or two: written ones, and not the same one twice."""
    found = [_readable(first_language, "first")]
    if second_language:
        second = _readable(second_language, "second")
        if second == found[0]:
            raise Refusal(
                _l("Choose two different languages, or leave the second one out."), field="second"
            )
        found.append(second)
    return tuple(found)


def _readable(tag: str, field: str) -> Language:
    try:
        language = find(tag)
    except UnknownLanguage:
        raise Refusal(_l("We do not know this language."), field=field) from None
    if not language.written:
        raise Refusal(
            _l(
                "%(language)s is spoken or signed, and not written. Families who use it mostly read"
                " %(reads)s: choose that.",
                language=language_name(language.tag),
                reads=language_name(language.reads[0]),
            ),
            field=field,
        )
    return language


@dataclass(frozen=True)
class _Agenda:
    """The agenda as posted, or before that as it is being worked on."""

    items: Sequence[Mapping[str, Any]]
    title_revision_id: str
    posted_words: Mapping[str, Mapping[str, texts.Passage]]  # by language and text

    @property
    def theme_ids(self) -> list[str]:
        return [item["theme_id"] for item in self.items if item["theme_id"]]

    @property
    def recommendation_ids(self) -> list[str]:
        return [item["recommendation_id"] for item in self.items if item["recommendation_id"]]


# What a council says in every packet, by the section that it stands in.
_COUNCIL_WORDS = {
    Section.NORMS: WordsAbout.HOW_WE_MEET,
    Section.PARTNERS: WordsAbout.ASKED_OF_PARTNERS,
}


def outcome_of(disposition: Disposition, *, is_done: bool) -> Outcome:
    """What became of what families asked for, told by the school's answer."""
    if disposition is Disposition.DECLINED:
        return Outcome.WONT
    if disposition is Disposition.NEEDS_MORE_TIME:
        return Outcome.MORE_TIME
    return Outcome.DID if is_done else Outcome.WILL


class _Gathering:
    """One packet being gathered: first all records, then all words at once, then the sections."""

    def __init__(
        self,
        meeting: Meeting,
        voices: tuple[Voice, ...],
        sections: tuple[Section, ...],
        preview: bool,
    ) -> None:
        self.meeting = meeting
        self.voices = voices
        self.sections = sections
        self.preview = preview
        self.zone = meeting.time_zone
        self.since = last_meeting_held_before(meeting)
        self.agenda = self._agenda()
        self._find_what_is_told()
        self.passages = self._passages(self._text_ids())
        self.terms = self._terms()
        self.passages |= self._passages(
            [text_id for term in self.terms for text_id in (term.term_id, term.meaning_id)]
        )

    def _find_what_is_told(self) -> None:
        """The records of each section that was chosen, and none for the others."""
        council_id = self.meeting.council_id
        self.decisions = (
            recommendations_up_for_decision(self.agenda.recommendation_ids)
            if Section.DECISIONS in self.sections
            else []
        )
        self.round = last_closed_round(council_id) if Section.PRIORITIES in self.sections else None
        self.ranking = results(self.round) if self.round else []
        self.votes: Sequence[Motion] = ()
        self.minutes: ApprovedMinutes | None = None
        if self.since and Section.MINUTES in self.sections:
            self.votes = votes_at(self.since.id)
            self.minutes = minutes_of(self.since)
        self.answers = (
            answers_since(council_id, self.since.starts_at if self.since else None)
            if Section.ANSWERS in self.sections
            else []
        )
        self.answered_this_year = (
            answers_since(council_id, self._school_year_began())
            if Section.SAID_AND_DONE in self.sections
            else []
        )
        self.council_words = words_of_council(council_id)
        evidence = [theme.id for each in self.decisions for theme in each.themes]
        # What families said is told where it is talked about: not all that was ever voted on.
        spoken_of = [*self.agenda.theme_ids, *evidence]
        self.told = list(dict.fromkeys(spoken_of)) if Section.VOICES in self.sections else []
        counted = {*self.told, *evidence}
        self.themes = themes_by_id(counted | {result.theme_id for result in self.ranking})
        self.counts = public_counts_of(counted)

    def _school_year_began(self) -> datetime:
        """The first of July, when school years begin in every state."""
        held_on = self.meeting.held_on
        year = held_on.year if held_on.month >= 7 else held_on.year - 1
        return datetime(year, 7, 1, tzinfo=ZoneInfo(self.zone))

    def _said(self, phrase: Any, *values: object) -> Said:
        return said_by(self.voices, phrase, *values)

    def _agenda(self) -> _Agenda:
        postings = postings_of(self.meeting)
        if not postings:
            snapshot = agenda_snapshot(self.meeting, agenda_of(self.meeting))
            return _Agenda(snapshot["items"], snapshot["title_revision_id"], {})
        posting = postings[-1]
        return _Agenda(
            posting.snapshot["items"],
            posting.snapshot["title_revision_id"],
            {voice.language: passages_as_posted(posting, voice.language) for voice in self.voices},
        )

    # ---- words

    def _passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The words of these texts, by text."""
        if not ids:
            return {}
        languages = [voice.language for voice in self.voices]
        found = passages_by_language(ids, languages)
        sources = {text_id: each.id for text_id, each in newest_revisions(ids).items()}
        self._as_posted(sources, found)
        self._as_approved(sources, found)
        originals = revisions_by_id(sources.values())
        unapproved = newest_translations(originals, languages) if self.preview else {}
        passages = {}
        for text_id, revision_id in sources.items():
            passage = passage_on_paper(
                originals[revision_id], [found[language][text_id] for language in languages]
            )
            drafts = {language: unapproved.get((revision_id, language)) for language in languages}
            readings = tuple(
                Reading(cleaned(draft.words), language, PassageStanding(draft.standing.value))
                if reading.standing is PassageStanding.MISSING and (draft := drafts[language])
                else reading
                for language, reading in zip(languages, passage.readings, strict=True)
            )
            passages[text_id] = replace(passage, readings=readings)
        return passages

    def _text_ids(self) -> list[str]:
        ids = [self.meeting.title_id]
        if Section.AGENDA in self.sections:
            ids += [item["title_id"] for item in self.agenda.items]
        ids += [theme.title_id for theme in self.themes.values()]
        ids += [
            theme.summary_id
            for theme in (self.themes[theme_id] for theme_id in self.told)
            if theme.summary_id and theme.summary_approved_revision_id
        ]
        if self.round:
            ids.append(self.round.question_id)
        ids += [vote.recommendation.title_id for vote in self.votes]
        if self.minutes:
            ids.append(self.minutes.text_id)
        for recommendation in self.decisions:
            ids += [recommendation.title_id, recommendation.body_id]
        for answer in (*self.answers, *self.answered_this_year):
            ids += [answer.recommendation.title_id, answer.reasons_id]
            ids += [step.text_id for step in answer.steps]
        ids += [
            self.council_words[about].text_id
            for section, about in _COUNCIL_WORDS.items()
            if section in self.sections and about in self.council_words
        ]
        return list(dict.fromkeys(ids))

    def _terms(self) -> list[GlossaryEntry]:
        """The terms of the school that occur in what the packet says, in whatever language."""
        if Section.GLOSSARY not in self.sections:
            return []
        return glossary_terms_in(
            words
            for passage in self.passages.values()
            for words in {passage.words, *(reading.words for reading in passage.readings)}
        )

    def _as_posted(
        self, sources: dict[str, str], found: dict[str, dict[str, texts.Passage]]
    ) -> None:
        """What was posted stands word for word, whatever its title was changed to since."""
        posted = {item["title_id"]: item["title_revision_id"] for item in self.agenda.items}
        posted[self.meeting.title_id] = self.agenda.title_revision_id
        for text_id, revision_id in posted.items():
            if text_id in sources and sources[text_id] != revision_id:
                sources[text_id] = revision_id
                for language, words in self.agenda.posted_words.items():
                    found[language][text_id] = words[text_id]

    def _as_approved(
        self, sources: dict[str, str], found: dict[str, dict[str, texts.Passage]]
    ) -> None:
        """Of summaries and minutes only what a coordinator approved is read, in any language."""
        approved = {
            theme.summary_id: theme.summary_approved_revision_id
            for theme in self.themes.values()
            if theme.summary_id and theme.summary_approved_revision_id
        }
        if self.minutes:
            approved[self.minutes.text_id] = self.minutes.revision_id
        read = {text_id: revision for text_id, revision in approved.items() if text_id in sources}
        if not read:
            return
        sources |= read
        for language, words in found.items():
            passages = [
                *approved_summaries(self.told, language).values(),
                *approved_minutes([self.since.id] if self.since else [], language).values(),
            ]
            words.update({each.text_id: each for each in passages if each.text_id in read})

    # ---- sections

    def content(self, edition: tuple[str, int, datetime] | None) -> PacketContent:
        """The packet."""
        return PacketContent(
            voices=self.voices,
            phrases=self._phrases(),
            preview=self.preview,
            edition=self._edition(*edition) if edition else None,
            cover=self._cover(),
            interpreters=self._interpreters(),
            sections=self.sections,
            agenda=self._agenda_lines() if Section.AGENDA in self.sections else (),
            minutes=self._minutes(self.since) if self.since else None,
            heard=self._heard(),
            themes=self._themes(),
            priorities=self._priorities(self.round) if self.round else None,
            decisions=tuple(self._decision(each) for each in self.decisions),
            answers_about=self._said(
                headings.answers_since, self.since.held_on if self.since else None
            ),
            answers=tuple(self._answer(each) for each in self.answers),
            said_and_done=self._said_and_done(),
            glossary=tuple(
                TermExplained(self.passages[term.term_id], self.passages[term.meaning_id])
                for term in self.terms
            ),
            norms=self._words_of_council(Section.NORMS),
            partners=self._words_of_council(Section.PARTNERS),
            door_address=address_of("family.open_door", door=self.meeting.council.door),
        )

    def _phrases(self) -> dict[str, Said]:
        """Every fixed phrase of a packet."""
        phrases: dict[str, list[str]] = {}
        for voice in self.voices:
            with in_language(find(voice.language)):
                for key, words in headings.fixed_phrases().items():
                    phrases.setdefault(key, []).append(str(words))
        sources = {each.language for each in self.passages.values()}
        return {key: tuple(said) for key, said in phrases.items()} | standing_phrases(
            self.voices, sources
        )

    def _edition(self, packet_id: str, version: int, issued_at: datetime) -> Edition:
        return Edition(
            packet_id,
            version,
            issued_at,
            address_of("packet.show_packet", packet_id=packet_id),
            self._said(headings.version, version, issued_at, self.zone),
        )

    def _cover(self) -> Cover:
        meeting, council = self.meeting, self.meeting.council
        district = the_district()
        of = council.school.name if council.school else district.name if district else ""
        return Cover(
            council=cleaned(council.name),
            of=cleaned(of),
            names_in=find(council.language).tag,
            title=self.passages[meeting.title_id],
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            time_zone=self.zone,
            day=self._said(headings.day, meeting.held_on),
            hours=self._said(headings.hours, meeting.starts_at, meeting.ends_at, self.zone),
            place=cleaned(meeting.place),
            online_link=cleaned(meeting.online_link),
        )

    def _interpreters(self) -> Said:
        needs = needs_of(self.meeting.council, [self.meeting])[self.meeting.id]
        covered = sorted(need.language for need in needs if need.standing is NeedStanding.COVERED)
        if not covered:
            return ()
        return self._said(lambda: " · ".join(language_name(tag) for tag in covered))

    def _agenda_lines(self) -> tuple[AgendaLine, ...]:
        lines = []
        begins = self.meeting.starts_at
        for item in self.agenda.items:
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

    def _minutes(self, before: Meeting) -> MinutesRead | None:
        if not self.votes and self.minutes is None:
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
                for vote in self.votes
            ),
            self.passages[self.minutes.text_id] if self.minutes else None,
        )

    def _heard(self) -> Heard | None:
        """The languages of all that is told, where that gives no small number away."""
        counts = public_counts_together(self.told)
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

    def _themes(self) -> tuple[ThemeSaid, ...]:
        return tuple(
            ThemeSaid(
                theme.id,
                self.passages[theme.title_id],
                self.passages[theme.summary_id],
                self._behind(self.counts[theme.id]),
            )
            for theme in (self.themes[theme_id] for theme_id in self.told)
            if theme.summary_id and theme.summary_approved_revision_id
        )

    def _behind(self, counts: PublicCounts) -> Behind | None:
        if counts.total is None and not counts.others:
            return None
        return Behind(
            counts.total,
            tuple(counts.by_language.items()),
            self._said(counted, counts),
        )

    def _priorities(self, round_: PriorityRound) -> Priorities:
        ballots = turnout(round_).ballots
        # Few ballots are told as an order alone; few dots too, and then nothing that would give
        # them away.
        told = {
            result.theme_id: result.dots
            for result in self.ranking
            if ballots >= SMALLEST_COUNT and result.dots >= SMALLEST_COUNT
        }
        all_told = len(told) == len(self.ranking)
        closed = round_.closed_at or self.meeting.starts_at
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
                    self.passages[self.themes[result.theme_id].title_id],
                    told.get(result.theme_id),
                    self._said(headings.place_in_vote, told.get(result.theme_id), result.tied),
                )
                for result in self.ranking
            ),
        )

    def _decision(self, recommendation: Recommendation) -> ForDecision:
        return ForDecision(
            recommendation.id,
            self._said(wording.recommendation, recommendation.number),
            self.passages[recommendation.title_id],
            self.passages[recommendation.body_id],
            tuple(self._evidence(theme) for theme in recommendation.themes),
        )

    def _evidence(self, theme: Theme) -> Evidence:
        return Evidence(self.passages[theme.title_id], self._behind(self.counts[theme.id]))

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

    def _said_and_done(self) -> tuple[SaidAndDone, ...]:
        """What became of all that was answered this school year, what was done first."""
        told = [self._outcome(answer) for answer in self.answered_this_year]
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

    def _words_of_council(self, section: Section) -> Passage | None:
        about = _COUNCIL_WORDS[section]
        if section not in self.sections or about not in self.council_words:
            return None
        return self.passages[self.council_words[about].text_id]

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
