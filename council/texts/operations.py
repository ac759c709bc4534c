"""Writing, translating and approving the council's texts."""

from flask_babel import lazy_gettext as _l

from council import clock
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.moves import apply_move
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import Text, TextRevision, Translation
from council.texts.passages import newest_revisions
from council.texts.states import MOVES, Standing, TranslationMove


def write_text(words: str, *, kind: str, language: str, council: Council, by: Person) -> Text:
    """Write a new text of the council, in the language that its author wrote it in."""
    text = Text(council_id=council.id, kind=kind, source_language=language)
    db.session.add(text)
    db.session.flush()
    _add_revision(text, 1, words, by)
    return text


def revise_text(text: Text, words: str, *, by: Person) -> TextRevision:
    """Give a text other words; translations of the old ones stay in use, marked as stale."""
    newest = newest_revisions([text.id])[text.id]
    if newest.words == words:
        return newest
    revision = _add_revision(text, newest.number + 1, words, by)
    record("text_revised", text, council_id=text.council_id, by_id=by.id)
    return revision


def _add_revision(text: Text, number: int, words: str, by: Person) -> TextRevision:
    revision = TextRevision(
        text_id=text.id, number=number, words=words, author_id=by.id, written_at=clock.now()
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def add_translation(
    revision: TextRevision, language: str, words: str, *, by: Person | None
) -> Translation:
    """Put a revision into another language, as a draft; without a person it is machine text."""
    if language == revision.text.source_language:
        raise Refusal(_l("The original is in this language already."), field="language")
    translation = Translation(
        revision_id=revision.id,
        language=language,
        words=words,
        standing=Standing.DRAFT if by else Standing.MACHINE,
        written_by_id=by.id if by else None,
        written_at=clock.now(),
    )
    db.session.add(translation)
    db.session.flush()
    record(
        "translation_added",
        translation,
        council_id=revision.text.council_id,
        by_id=by.id if by else None,
        detail={"text": revision.text_id, "language": language},
    )
    return translation


def approve_translation(translation: Translation, *, by: Person) -> None:
    """Approve a translation that somebody else wrote; from now on families get it."""
    if translation.written_by_id == by.id:
        raise Refusal(_l("Another person approves a translation than the one who wrote it."))
    translation.standing = apply_move(MOVES, translation.standing, TranslationMove.APPROVE)
    translation.approved_by_id = by.id
    translation.approved_at = clock.now()
    db.session.flush()
    record(
        "translation_approved",
        translation,
        council_id=translation.revision.text.council_id,
        by_id=by.id,
        detail={"text": translation.revision.text_id, "language": translation.language},
    )
