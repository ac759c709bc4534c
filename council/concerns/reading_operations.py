"""Writing what others read of a concern, and approving it."""

from flask_babel import lazy_gettext as _l

from council import clock
from council.access.actions import Action, may
from council.access.queries import roles_of
from council.concerns.models import Concern
from council.concerns.operations import lock, not_too_long
from council.concerns.reading_queries import newest_reading
from council.concerns.rules import MOST_OF_A_READING, can_have_reading
from council.database import db
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import erase_words, record_words, write_words


def write_reading(
    concern: Concern, words: str, *, by: Person, seen: str | None = None
) -> TextRevision:
    """Say in the council's language what a family means, without anything it could be known by.

    What a coordinator writes, or saves as a leader wrote it, is approved with that: they have read
    both. A leader's waits for a coordinator, and an approved one stays in use until then. Words
    that are neither in use nor waiting are erased. `seen` is as in `write_words`.
    """
    if not words.strip():
        raise Refusal(_l("Write the short summary first."), field="words")
    not_too_long(words, MOST_OF_A_READING)
    lock([concern.id])
    if not can_have_reading(concern):
        raise Refusal(_l("The family has taken this back, or it has been closed in the meantime."))
    if _repeats(words, concern.words):
        raise Refusal(
            _l("These are the family’s own words. Say it as anybody could have said it."),
            field="words",
        )
    newest = newest_reading(concern)
    revision = write_words(
        newest,
        words,
        kind="concern_reading",
        language=newest.text.source_language if newest else concern.council.language,
        council=concern.council,
        by=by,
        seen=seen,
    )
    if newest is None:
        concern.reading_id = revision.text_id
        db.session.flush()
    if revision is not newest:
        record_words("reading_written", concern, revision, by=by)
    if may(roles_of(by, concern.council_id), Action.APPROVE_READING):
        _approve_reading(concern, revision, by)
    in_use = concern.reading_approved_revision_id
    erase_words(revision.text, but={revision.id, in_use} if in_use else {revision.id})
    return revision


def _approve_reading(concern: Concern, revision: TextRevision, by: Person) -> None:
    if concern.reading_approved_revision_id == revision.id:
        return
    concern.reading_approved_revision_id = revision.id
    concern.reading_approved_by_id = by.id
    concern.reading_approved_at = clock.now()
    db.session.flush()
    if revision.author_id != by.id:
        record_words("reading_approved", concern, revision, by=by)


def _repeats(words: str, own: str) -> bool:
    """Whether these are a family's own words, or hold all of them where they are more than a few.

    Capitals, marks and spaces make no others of them.
    """
    said, meant = (
        "".join(letter for letter in each.casefold() if letter.isalnum()) for each in (words, own)
    )
    return said == meant or (len(meant) > 40 and meant in said)
