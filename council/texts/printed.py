"""Texts as printed sheets hold them: plain values, once for each language that a sheet is read in.

Nothing in them changes when the council's records do, so a sheet can be kept as it was.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from council.database import db
from council.forms import tidy
from council.languages.choice import in_language, interface_language
from council.languages.formatting import language_name
from council.languages.registry import Area, Language, find
from council.languages.translations import is_draft
from council.texts import passages as texts
from council.texts.models import TextRevision, Translation
from council.texts.passages import PassageStanding, newest_revisions, passages_by_language

# A fixed phrase, once in each of the sheet's languages and in their order.
Said = tuple[str, ...]

# A reader gets these words in place of the author's, or the author's for want of others.
NOT_APPROVED = (PassageStanding.MISSING, PassageStanding.DRAFT, PassageStanding.MACHINE)


@dataclass(frozen=True, slots=True)
class Voice:
    """A language that a sheet is read in, and the one that its fixed phrases had to be in."""

    language: str
    phrases_in: str
    reviewed: bool  # a native speaker has checked the fixed phrases


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader of one language gets: words, the language they are in, their standing."""

    words: str
    language: str
    standing: PassageStanding


@dataclass(frozen=True, slots=True)
class Passage:
    """The council's own words, and what each of the sheet's readers gets for them."""

    text_id: str
    revision_id: str
    words: str
    language: str
    readings: tuple[Reading, ...]


def voice_of(language: Language) -> Voice:
    """How a sheet speaks to the reader of a language."""
    shown = interface_language(language, Area.FAMILY).shown
    return Voice(language.tag, shown.tag, reviewed=not is_draft(shown))


def said_by(voices: Sequence[Voice], phrase: Callable[..., str], *values: object) -> Said:
    """The phrase in each of the sheet's languages."""
    said = []
    for voice in voices:
        with in_language(find(voice.language)):
            said.append(str(phrase(*values)))
    return tuple(said)


def passages_on_paper(text_ids: Iterable[str], languages: Sequence[str]) -> dict[str, Passage]:
    """The newest words of each text, and for each language the original or an approved reading."""
    ids = list(dict.fromkeys(text_ids))
    found = passages_by_language(ids, languages)
    originals = revisions_by_id(each.id for each in newest_revisions(ids).values())
    return {
        each.text_id: passage_on_paper(
            each, [found[language][each.text_id] for language in languages]
        )
        for each in originals.values()
    }


def passage_on_paper(original: TextRevision, readings: Iterable[texts.Passage]) -> Passage:
    """These words of a text, with what the reader of each of the sheet's languages gets."""
    return Passage(
        original.text_id,
        original.id,
        cleaned(original.words),
        original.text.source_language,
        tuple(
            Reading(cleaned(reading.words), reading.language, reading.standing)
            for reading in readings
        ),
    )


def revisions_by_id(revision_ids: Iterable[str]) -> dict[str, TextRevision]:
    """These words of texts, each with the text that it belongs to."""
    found = db.session.scalars(
        select(TextRevision)
        .where(TextRevision.id.in_(list(revision_ids)))
        .options(joinedload(TextRevision.text))
    )
    return {revision.id: revision for revision in found}


def newest_translations(
    revision_ids: Iterable[str], languages: Iterable[str]
) -> dict[tuple[str, str], Translation]:
    """The newest translation, whatever its standing, of each of these words into each language."""
    found = db.session.scalars(
        select(Translation)
        .where(
            Translation.revision_id.in_(list(revision_ids)),
            Translation.language.in_(list(languages)),
        )
        .order_by(Translation.number)
    )
    return {(each.revision_id, each.language): each for each in found}


def cleaned(words: str) -> str:
    """Words as every form leaves them: nothing in them turns or breaks what stands around them."""
    return str(tidy(words))


# ---- fixed phrases that every sheet needs


def standing_phrases(voices: Sequence[Voice], sources: Iterable[str]) -> dict[str, Said]:
    """What sheets say of how far a passage can be relied on, and of languages that are missing.

    `sources` are the languages that the sheet's texts were written in.
    """
    phrases: dict[str, list[str]] = {}
    sources = sorted(set(sources))
    for voice in voices:
        with in_language(find(voice.language)):
            for key, words in _phrases_for(voice, sources).items():
                phrases.setdefault(key, []).append(str(words))
    return {key: tuple(said) for key, said in phrases.items()}


def _phrases_for(voice: Voice, sources: Sequence[str]) -> dict[str, str]:
    phrases = {
        "mark_approved": _("Approved translation"),
        "mark_stale": _("The original has changed since this was approved"),
        "mark_draft": _("Draft translation, not yet approved"),
        "mark_machine": _("Machine translation, not checked by a person"),
        "mark_missing": _("Not translated yet"),
        "ask_school": _(
            "Ask the school to have it explained to you: show this page at the office, or to an"
            " interpreter at the meeting. It costs you nothing."
        ),
        "unreviewed": _(
            "The fixed headings here were translated without a check by a native speaker."
        ),
        "phrases_in": "",
    }
    if voice.language != voice.phrases_in:
        phrases["phrases_in"] = _(
            "The headings are in %(shown)s. We cannot write them in %(asked)s yet.",
            shown=language_name(voice.phrases_in),
            asked=language_name(voice.language),
        )
    for source in sources:
        phrases[f"not_translated:{source}"] = _(
            "Important: this part is in %(source)s. It has not been translated into %(language)s"
            " yet.",
            source=language_name(source),
            language=language_name(voice.language),
        )
        phrases[f"words_in:{source}"] = _(
            "Not translated yet. In %(source)s.", source=language_name(source)
        )
    return phrases
