"""Writing what the concerns under a theme have in common, and approving it."""

from flask_babel import lazy_gettext as _l

from council import clock
from council.concerns.models import SummaryApproval, Theme
from council.concerns.rules import can_approve_summary
from council.concerns.summary_queries import newest_summary
from council.councils.models import Council
from council.database import db
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import (
    record_words,
    words_to_approve,
    write_words,
)


def write_summary(
    theme: Theme, words: str, *, language: str, by: Person, seen: str | None = None
) -> TextRevision:
    """Say what the concerns under a theme have in common, without exposing anybody.

    An approved summary stays in use until these words are approved. `seen` is as in `write_words`.
    """
    if not words.strip():
        raise Refusal(_l("Write the summary first."), field="words")
    newest = newest_summary(theme)
    revision = write_words(
        newest,
        words,
        kind="theme_summary",
        language=language,
        council=db.session.get_one(Council, theme.council_id),
        by=by,
        seen=seen,
    )
    if newest is None:
        theme.summary_id = revision.text_id
        db.session.flush()
    if revision is not newest:
        record_words("summary_written", theme, revision, by=by)
    return revision


def approve_summary(theme: Theme, *, by: Person, seen: str | None = None) -> TextRevision:
    """A coordinator approves what somebody else wrote: packets and families read it from now on.

    `seen` is as in `words_to_approve`.
    """
    revision = words_to_approve(newest_summary(theme), seen)
    if not can_approve_summary(by, revision):
        raise Refusal(_l("Another coordinator approves a summary than the one who wrote it."))
    if theme.summary_approved_revision_id == revision.id:
        return revision
    theme.summary_approved_revision_id = revision.id
    theme.summary_approved_by_id = by.id
    theme.summary_approved_at = clock.now()
    db.session.add(
        SummaryApproval(
            revision_id=revision.id,
            theme_id=theme.id,
            approved_by_id=by.id,
            approved_at=theme.summary_approved_at,
        )
    )
    db.session.flush()
    record_words("summary_approved", theme, revision, by=by)
    return revision
