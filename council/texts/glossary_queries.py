"""The district's glossary: its terms, and which of them stand in what somebody is about to read."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from council.database import db
from council.languages.registry import find
from council.texts.models import GlossaryTerm
from council.texts.passages import newest_revisions
from council.texts.rules import key_of_term

# Scripts that put no space between words, so that a term can begin and end anywhere.
_WITHOUT_SPACES = frozenset({"Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr"})


@dataclass(frozen=True)
class GlossaryEntry:
    """A term and what it means, in the words and the language of whoever wrote them."""

    id: str
    term_id: str
    meaning_id: str
    language: str
    term: str
    meaning: str


def glossary_terms() -> list[GlossaryEntry]:
    """All terms of the district that are in use, in the order of their letters; two queries."""
    return _entries(GlossaryTerm.retired_at.is_(None))


def glossary_terms_in(words: Iterable[str]) -> list[GlossaryEntry]:
    """The terms that occur in these words, in the order of their letters; two queries.

    Whole words count, whatever their capitals, in the language that the term was written in; of
    two terms at one place only the longer one. An s at the end, and a short form that the term
    gives in brackets, are the same term.
    """
    entries = glossary_terms()
    by_form: dict[str, GlossaryEntry] = {}
    for entry in entries:
        for form in _forms_of(entry.term):
            by_form.setdefault(form, entry)
    if not by_form:
        return []
    longest_first = sorted(by_form, key=lambda form: (-len(form), form))
    named = {f"t{place}": form for place, form in enumerate(longest_first)}
    pattern = re.compile(
        "|".join(
            f"(?P<{name}>{_whole_words(form, by_form[form].language)})"
            for name, form in named.items()
        )
    )
    found = {
        by_form[named[match.lastgroup]].id
        for each in words
        for match in pattern.finditer(_folded(each))
        if match.lastgroup
    }
    return [entry for entry in entries if entry.id in found]


def retired_terms() -> list[GlossaryEntry]:
    """The terms that packets explain no more, in the order of their letters."""
    return _entries(GlossaryTerm.retired_at.is_not(None))


def terms_of_texts(text_ids: Sequence[str]) -> Sequence[GlossaryTerm]:
    """The terms in use to which these texts belong, as the term or as its meaning."""
    return db.session.scalars(
        select(GlossaryTerm).where(
            GlossaryTerm.retired_at.is_(None),
            GlossaryTerm.term_id.in_(text_ids) | GlossaryTerm.meaning_id.in_(text_ids),
        )
    ).all()


def term_by_id(term_id: str) -> GlossaryTerm | None:
    """This term, retired or not."""
    return db.session.get(GlossaryTerm, term_id)


def _entries(wanted: ColumnElement[bool]) -> list[GlossaryEntry]:
    # In an order that is the same on both engines, whatever each holds of letters.
    terms = sorted(
        db.session.scalars(select(GlossaryTerm).where(wanted)),
        key=lambda term: (term.key, term.id),
    )
    words = newest_revisions(
        text_id for each in terms for text_id in (each.term_id, each.meaning_id)
    )
    return [
        GlossaryEntry(
            each.id,
            each.term_id,
            each.meaning_id,
            each.language,
            words[each.term_id].words,
            words[each.meaning_id].words,
        )
        for each in terms
    ]


def _folded(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()


def _forms_of(term: str) -> list[str]:
    """How a term is written: "ELAC (English Learner Advisory Committee)" is each of the two.

    What stands in brackets counts where one of both is a short form; "Title I (one)" is not "one".
    """
    forms = [term]
    if match := re.fullmatch(r"(.+?)\s*\((.+)\)", term.strip(), re.DOTALL):
        forms.append(match[1])
        if any(_is_short_form(part) for part in match.groups()):
            forms.append(match[2])
    return list(dict.fromkeys(key for form in forms if (key := key_of_term(form))))


def _is_short_form(words: str) -> bool:
    return len(words) > 1 and words.isalnum() and words.isupper()


def _whole_words(form: str, language: str) -> str:
    """A pattern of the term as whole words, with one s more or less where it ends in letters."""
    ending = ""
    if re.search(r"[a-z]s$", form) and not form.endswith("ss") and len(form) > 3:
        form, ending = form[:-1], "s?"
    elif re.search(r"[a-z]$", form):
        ending = "s?"
    words = r"\s+".join(re.escape(word) for word in form.split())
    if find(language).script in _WITHOUT_SPACES:
        return words
    return rf"(?<!\w){words}{ending}(?!\w)"
