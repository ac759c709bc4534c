"""The district's glossary: terms explained once for all councils, revised and retired."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from council import clock
from council.database import db
from council.history.operations import record
from council.languages.chosen import written_language
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import GlossaryTerm
from council.texts.operations import one_at_a_time, refuse_if_changed, revise_text, write_text
from council.texts.passages import newest_revisions
from council.texts.rules import key_of_term

TERM = "glossary_term"
MEANING = "glossary_meaning"


def add_term(term: str, meaning: str, *, language: str, by: Person) -> GlossaryTerm:
    """Explain a term of the school in plain words, for all councils of the district."""
    key = _key_of(term, meaning)
    written = written_language(language)
    texts = [
        write_text(words, kind=kind, language=written.tag, council=None, by=by)
        for words, kind in ((term, TERM), (meaning, MEANING))
    ]
    explained = GlossaryTerm(term_id=texts[0].id, meaning_id=texts[1].id, language=written.tag)
    _keep_as_the_only_one(explained, key)
    record("term_added", explained, council_id=None, by_id=by.id)
    return explained


def revise_term(
    explained: GlossaryTerm, term: str, meaning: str, *, by: Person, seen: str | None = None
) -> None:
    """Give a term or its meaning other words; translations of the old ones are marked as stale.

    `seen` names the revisions that the writer had before them, as `seen_of_term` does: if somebody
    has written since, it is refused.
    """
    key = _key_of(term, meaning)
    one_at_a_time(explained.term)
    before = seen_of_term(explained)
    refuse_if_changed(before, seen)
    _keep_as_the_only_one(explained, key)
    revise_text(explained.term, term, by=by)
    revise_text(explained.meaning, meaning, by=by)
    if seen_of_term(explained) != before:
        record("term_revised", explained, council_id=None, by_id=by.id)


def seen_of_term(explained: GlossaryTerm) -> str:
    """What somebody who reads a term now has before them: the revisions of it and its meaning."""
    newest = newest_revisions([explained.term_id, explained.meaning_id])
    return f"{newest[explained.term_id].id}.{newest[explained.meaning_id].id}"


def _key_of(term: str, meaning: str) -> str:
    key = key_of_term(term)
    if not key:
        raise Refusal(_l("Write the term first."), field="term")
    if not meaning.strip():
        raise Refusal(_l("Write what it means first."), field="meaning")
    return key


def _keep_as_the_only_one(explained: GlossaryTerm, key: str) -> None:
    try:
        with db.session.begin_nested():
            explained.key = key
            db.session.add(explained)
            db.session.flush()
    except IntegrityError as error:
        raise Refusal(
            _l("This term is in the glossary already. Revise it there, or bring it back."),
            field="term",
        ) from error


def retire_term(explained: GlossaryTerm, *, by: Person) -> None:
    """No packet explains the term any more; what was issued keeps it."""
    one_at_a_time(explained.term)
    if explained.retired_at is not None:
        return
    explained.retired_at, explained.retired_by_id = clock.now(), by.id
    db.session.flush()
    record("term_retired", explained, council_id=None, by_id=by.id)


def bring_term_back(explained: GlossaryTerm, *, by: Person) -> None:
    """Packets explain a term again that was retired."""
    one_at_a_time(explained.term)
    if explained.retired_at is None:
        return
    explained.retired_at = explained.retired_by_id = None
    db.session.flush()
    record("term_brought_back", explained, council_id=None, by_id=by.id)
