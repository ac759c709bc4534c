"""Writing what the concerns under a theme have in common, and approving it."""

from flask_babel import lazy_gettext as _l

from council import clock
from council.concerns.models import SummaryApproval, Theme
from council.concerns.operations import known_language
from council.concerns.rules import can_approve_summary
from council.concerns.summary_queries import newest_summary
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import revise_text, write_text
from council.texts.passages import newest_revisions


def write_summary(
    theme: Theme, words: str, *, language: str, by: Person, seen: str | None = None
) -> TextRevision:
    """Say what the concerns under a theme have in common, without exposing anybody.

    An approved summary stays in use until these words are approved. `seen` is the revision that
    the writer had before them ("" for none): if somebody has written since, it is refused.
    """
    if not words.strip():
        raise Refusal(_l("Write the summary first."), field="words")
    newest = newest_summary(theme)
    if seen is not None and seen != (newest.id if newest else ""):
        raise Refusal(
            _l(
                "Somebody else has changed this summary in the meantime. Your words are still here;"
                " open the theme in another tab to compare."
            ),
            field="words",
        )
    if newest is None:
        text = write_text(
            words,
            kind="theme_summary",
            language=known_language(language),
            council=db.session.get_one(Council, theme.council_id),
            by=by,
        )
        theme.summary_id = text.id
        db.session.flush()
        revision = newest_revisions([text.id])[text.id]
    else:
        if language != newest.text.source_language:
            raise Refusal(
                _l("Keep to the language that the summary was first written in."),
                field="language",
            )
        revision = revise_text(newest.text, words, by=by)
        if revision is newest:
            return newest
    record(
        "summary_written",
        theme,
        council_id=theme.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )
    return revision


def approve_summary(theme: Theme, *, by: Person, seen: str | None = None) -> TextRevision:
    """A coordinator approves what somebody else wrote: packets and families read it from now on.

    `seen` is the revision that the coordinator read; if it is not the newest, it is refused.
    """
    revision = newest_summary(theme)
    if revision is None:
        raise Refusal(_l("There is no summary yet."))
    if seen is not None and seen != revision.id:
        raise Refusal(
            _l("Somebody has changed this summary in the meantime. Read the new words first.")
        )
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
    record(
        "summary_approved",
        theme,
        council_id=theme.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )
    return revision
