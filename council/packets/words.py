"""The words of what a packet tells: as posted or approved, in all its languages at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from council.concerns.summary_queries import approved_summaries
from council.meetings.minutes_queries import approved_minutes
from council.packets.content import Section
from council.packets.records import Records
from council.texts import passages as texts
from council.texts.glossary_queries import GlossaryEntry, glossary_terms_in
from council.texts.passages import PassageStanding, newest_revisions, passages_by_language
from council.texts.printed import (
    Passage,
    Reading,
    cleaned,
    newest_translations,
    passage_on_paper,
    revisions_by_id,
)


@dataclass(frozen=True)
class Words:
    """The words of a packet by text, and the terms of the school that occur in them."""

    passages: Mapping[str, Passage]
    terms: Sequence[GlossaryEntry]


def find_words(
    records: Records, sections: Collection[Section], languages: Sequence[str], *, drafts: bool
) -> Words:
    """The words of these records; where none are approved drafts and machine text, if asked for."""
    finding = _Finding(records, languages, drafts)
    passages = finding.passages_of(_text_ids(records, sections))
    terms = _terms_in(passages) if Section.GLOSSARY in sections else []
    explained = [text_id for term in terms for text_id in (term.term_id, term.meaning_id)]
    return Words(passages | finding.passages_of(explained), terms)


def _text_ids(records: Records, sections: Collection[Section]) -> list[str]:
    ids = [records.meeting.title_id]
    if Section.AGENDA in sections:
        ids += [item["title_id"] for item in records.agenda.items]
    ids += [theme.title_id for theme in records.themes.values()]
    ids += [summary_id for _theme, summary_id in records.summaries]
    if records.round:
        ids.append(records.round.question_id)
    ids += [vote.recommendation.title_id for vote in records.votes]
    if records.minutes:
        ids.append(records.minutes.text_id)
    for recommendation in records.decisions:
        ids += [recommendation.title_id, recommendation.body_id]
    for answer in (*records.answers, *records.answered_this_year):
        ids += [answer.recommendation.title_id, answer.reasons_id]
        ids += [step.text_id for step in answer.steps]
    ids += [words.text_id for words in records.council_words.values()]
    return list(dict.fromkeys(ids))


def _terms_in(passages: Mapping[str, Passage]) -> list[GlossaryEntry]:
    """The terms of the school that occur in what the packet says, in whatever language."""
    return glossary_terms_in(
        words
        for passage in passages.values()
        for words in {passage.words, *(reading.words for reading in passage.readings)}
    )


class _Finding:
    """Which revision of a text counts in this packet, and how it reads in each language."""

    def __init__(self, records: Records, languages: Sequence[str], drafts: bool) -> None:
        self.records = records
        self.languages = languages
        self.drafts = drafts

    def passages_of(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The words of these texts, by text."""
        if not ids:
            return {}
        found = passages_by_language(ids, self.languages)
        sources = {text_id: each.id for text_id, each in newest_revisions(ids).items()}
        self._as_posted(sources, found)
        self._as_approved(sources, found)
        originals = revisions_by_id(sources.values())
        unapproved = newest_translations(originals, self.languages) if self.drafts else {}
        passages = {}
        for text_id, revision_id in sources.items():
            passage = passage_on_paper(
                originals[revision_id], [found[language][text_id] for language in self.languages]
            )
            drafts = {
                language: unapproved.get((revision_id, language)) for language in self.languages
            }
            readings = tuple(
                Reading(cleaned(draft.words), language, PassageStanding(draft.standing.value))
                if reading.standing is PassageStanding.MISSING and (draft := drafts[language])
                else reading
                for language, reading in zip(self.languages, passage.readings, strict=True)
            )
            passages[text_id] = replace(passage, readings=readings)
        return passages

    def _as_posted(
        self, sources: dict[str, str], found: dict[str, dict[str, texts.Passage]]
    ) -> None:
        """What was posted stands word for word, whatever its title was changed to since."""
        agenda = self.records.agenda
        posted = {item["title_id"]: item["title_revision_id"] for item in agenda.items}
        posted[self.records.meeting.title_id] = agenda.title_revision_id
        for text_id, revision_id in posted.items():
            if text_id in sources and sources[text_id] != revision_id:
                sources[text_id] = revision_id
                for language, words in agenda.posted_words.items():
                    found[language][text_id] = words[text_id]

    def _as_approved(
        self, sources: dict[str, str], found: dict[str, dict[str, texts.Passage]]
    ) -> None:
        """Of summaries and minutes only what a coordinator approved is read, in any language."""
        records = self.records
        approved = {
            theme.summary_id: theme.summary_approved_revision_id
            for theme in records.themes.values()
            if theme.summary_id and theme.summary_approved_revision_id
        }
        if records.minutes:
            approved[records.minutes.text_id] = records.minutes.revision_id
        read = {text_id: revision for text_id, revision in approved.items() if text_id in sources}
        if not read:
            return
        sources |= read
        for language, words in found.items():
            passages = [
                *approved_summaries(records.told, language).values(),
                *approved_minutes([records.since.id] if records.since else [], language).values(),
            ]
            words.update({each.text_id: each for each in passages if each.text_id in read})
