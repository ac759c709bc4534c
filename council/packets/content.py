"""What a packet holds, as plain values: nothing in it changes when the council's records do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from council.meetings.states import ItemKind
from council.recommendations.states import Disposition
from council.texts.passages import PassageStanding
from council.texts.printed import NOT_APPROVED, Passage, Reading, Said, Voice


class Section(StrEnum):
    """What a packet can hold after its cover; a coordinator chooses sections and orders them."""

    INTERPRETER = "interpreter"  # how to use your interpreter, and how to read the packet
    CONTENTS = "contents"
    AGENDA = "agenda"
    MINUTES = "minutes"  # of the meeting before, its decisions first
    VOICES = "voices"  # what families said
    PRIORITIES = "priorities"
    DECISIONS = "decisions"  # recommendations to be voted on, with their evidence
    ANSWERS = "answers"  # what the school has answered since the meeting before
    SAID_AND_DONE = "said_and_done"  # you said, we did, we won't because
    GLOSSARY = "glossary"
    NORMS = "norms"
    PARTNERS = "partners"
    SPEAKERS = "speakers"
    COMMENT_CARD = "comment_card"
    SIGN_IN = "sign_in"


# What a packet holds unless somebody chooses otherwise: signing in is never asked of the public.
USUAL_SECTIONS = tuple(section for section in Section if section is not Section.SIGN_IN)


# What a packet holds once for each of its languages, in their order.
_ONCE_A_LANGUAGE = (Said, tuple[Reading, ...], tuple[Voice, ...])


@dataclass(frozen=True, slots=True)
class Edition:
    """Which packet this is: its number, when it was issued, and where the newest is found."""

    packet_id: str
    version: int
    issued_at: datetime
    address: str
    said: Said


@dataclass(frozen=True, slots=True)
class Cover:
    """The facts of the meeting, as one would pin them up; names are in `names_in`."""

    council: str
    of: str  # the school or the district
    names_in: str
    title: Passage
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    day: Said
    hours: Said
    place: str
    online_link: str


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of the agenda as it was posted."""

    item_id: str
    begins_at: datetime
    begins: Said
    kind: ItemKind
    about: Said
    title: Passage


@dataclass(frozen=True, slots=True)
class Behind:
    """How many concerns stand behind something; counts under ten are left out."""

    total: int | None
    by_language: tuple[tuple[str, int], ...]
    said: Said


@dataclass(frozen=True, slots=True)
class ThemeSaid:
    """What several families said: the approved summary, never anybody's own words."""

    theme_id: str
    title: Passage
    summary: Passage
    behind: Behind | None


@dataclass(frozen=True, slots=True)
class LanguageHeard:
    """How many of the concerns were raised in one language; in several, where none is named."""

    name: Said
    number: int
    said: Said


@dataclass(frozen=True, slots=True)
class Heard:
    """In which languages families spoke of all that the packet tells of; no count under ten."""

    total: int
    about: Said
    languages: tuple[LanguageHeard, ...]


@dataclass(frozen=True, slots=True)
class Priority:
    """A theme's place among what matters most; few dots are told as a place alone."""

    place: int
    title: Passage
    dots: int | None
    said: Said


@dataclass(frozen=True, slots=True)
class Priorities:
    """What the last vote of families came to."""

    question: Passage
    about: Said
    lines: tuple[Priority, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A theme that a recommendation rests on."""

    title: Passage
    behind: Behind | None


@dataclass(frozen=True, slots=True)
class ForDecision:
    """A recommendation that the council votes on at this meeting."""

    recommendation_id: str
    label: Said
    title: Passage
    body: Passage
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the school has done or will do."""

    words: Passage
    done_on: date | None
    said: Said


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What the school answered: we did, we will, or we won't and why."""

    recommendation_id: str
    label: Said
    title: Passage
    disposition: Disposition
    verdict: Said
    signed: Said
    reasons: Passage
    done: tuple[Step, ...]
    to_do: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class VoteTaken:
    """What the council decided on a recommendation, and by how many votes."""

    recommendation_id: str
    label: Said
    title: Passage
    carried: bool
    said: Said


@dataclass(frozen=True, slots=True)
class MinutesRead:
    """The meeting before this one: its decisions, then its minutes, if those are approved."""

    meeting_id: str
    about: Said
    votes: tuple[VoteTaken, ...]
    words: Passage | None


class Outcome(StrEnum):
    """What became of what families asked for."""

    DID = "did"
    WILL = "will"
    WONT = "wont"
    MORE_TIME = "more_time"


@dataclass(frozen=True, slots=True)
class SaidAndDone:
    """What families said, and in short what became of it, with the reasons where it will not be."""

    recommendation_id: str
    label: Said
    title: Passage
    outcome: Outcome
    verdict: Said
    steps: tuple[Step, ...]
    reasons: Passage | None


@dataclass(frozen=True, slots=True)
class TermExplained:
    """A term of the school that occurs in the packet, and what it means."""

    term: Passage
    meaning: Passage


@dataclass(frozen=True, slots=True)
class PacketContent:
    """Everything that a packet says, in the languages that it says it in.

    Sections that were not chosen or have nothing to say are empty, and printing leaves no trace of
    them. The fixed phrases are kept too, so that a packet is the same words however the catalogs
    change.
    """

    voices: tuple[Voice, ...]
    phrases: Mapping[str, Said]
    preview: bool
    edition: Edition | None
    cover: Cover
    interpreters: Said  # the languages that are interpreted; empty where none is booked
    sections: tuple[Section, ...]
    agenda: tuple[AgendaLine, ...]
    minutes: MinutesRead | None
    heard: Heard | None
    themes: tuple[ThemeSaid, ...]
    priorities: Priorities | None
    decisions: tuple[ForDecision, ...]
    answers_about: Said
    answers: tuple[AnswerGiven, ...]
    said_and_done: tuple[SaidAndDone, ...]
    glossary: tuple[TermExplained, ...]
    norms: Passage | None
    partners: Passage | None
    door_address: str

    @property
    def told(self) -> tuple[Section, ...]:
        """The chosen sections that have something to say, in their order."""
        empty = {
            Section.AGENDA: not self.agenda,
            Section.MINUTES: self.minutes is None,
            Section.VOICES: not self.themes,
            Section.PRIORITIES: self.priorities is None,
            Section.DECISIONS: not self.decisions,
            Section.ANSWERS: not self.answers,
            Section.SAID_AND_DONE: not self.said_and_done,
            Section.GLOSSARY: not self.glossary,
            Section.NORMS: self.norms is None,
            Section.PARTNERS: self.partners is None,
        }
        return tuple(section for section in self.sections if not empty.get(section, False))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the packet is read in."""
        return tuple(voice.language for voice in self.voices)

    def passages(self) -> tuple[Passage, ...]:
        """Every passage once, in the order of the packet."""
        return tuple({passage.text_id: passage for passage in _passages_in(self)}.values())

    def coverage(self) -> tuple["VoiceCoverage", ...]:
        """How far the packet speaks each of its languages."""
        every = self.passages()
        return tuple(
            VoiceCoverage(
                voice.language,
                translated=tuple(p for p in every if p.language != voice.language),
                missing=tuple(p for p in every if p.readings[place].standing in NOT_APPROVED),
                stale=tuple(
                    p for p in every if p.readings[place].standing is PassageStanding.STALE
                ),
            )
            for place, voice in enumerate(self.voices)
        )


@dataclass(frozen=True, slots=True)
class VoiceCoverage:
    """One language of a packet: what had to be translated, and what of that is not or not newly."""

    language: str
    translated: tuple[Passage, ...]
    missing: tuple[Passage, ...]
    stale: tuple[Passage, ...]

    @property
    def approved(self) -> int:
        """How many passages have an approved translation, one that is out of date included."""
        return len(self.translated) - len(self.missing)


def _passages_in(value: object) -> Iterator[Passage]:
    if isinstance(value, Passage):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _passages_in(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _passages_in(getattr(value, field.name))


def words_in(value: object) -> Iterator[str]:
    """Everything that is said in a packet's content, or in a part of it, in its order."""
    if isinstance(value, StrEnum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from words_in(each)
    elif isinstance(value, Mapping):
        yield from words_in(tuple(value.values()))
    elif is_dataclass(value):
        for field in fields(value):
            yield from words_in(getattr(value, field.name))


def in_one_language(content: PacketContent, place: int) -> PacketContent:
    """The same packet for the readers of one of its languages alone."""
    alone: PacketContent = _narrowed(PacketContent, content, place)
    return alone


def _narrowed(kind: Any, value: Any, place: int) -> Any:
    origin = get_origin(kind)
    if kind in _ONCE_A_LANGUAGE:
        return value[place : place + 1]
    if origin is UnionType and value is not None:
        (present,) = (each for each in get_args(kind) if each is not type(None))
        return _narrowed(present, value, place)
    if origin is tuple and get_args(kind)[-1] is Ellipsis:
        return tuple(_narrowed(get_args(kind)[0], each, place) for each in value)
    if isinstance(value, Mapping):
        return {key: _narrowed(get_args(kind)[1], each, place) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        hints = hints_of(type(value))
        return replace(
            value,
            **{name: _narrowed(hint, getattr(value, name), place) for name, hint in hints.items()},
        )
    return value


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """Of what each field of a kind of content is made."""
    return get_type_hints(kind)
