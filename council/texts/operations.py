"""Writing, translating and approving the council's texts."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from council import clock
from council.access.actions import Role
from council.access.queries import roles_anywhere, roles_of
from council.councils.models import Council
from council.database import Identified, db
from council.history.operations import record
from council.languages.chosen import written_language
from council.languages.registry import UnknownLanguage, find
from council.moves import apply_move
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import NamedReviewer, Text, TextRevision, Translation
from council.texts.passages import newest_revisions
from council.texts.queries import languages_named_for, newest_translation
from council.texts.rules import may_approve_into
from council.texts.states import MOVES, Standing, TranslationMove


def write_text(
    words: str, *, kind: str, language: str, council: Council | None, by: Person
) -> Text:
    """Write a new text of the council, in the language that its author wrote it in.

    Without a council it is the whole district's.
    """
    text = Text(council_id=council.id if council else None, kind=kind, source_language=language)
    db.session.add(text)
    db.session.flush()
    _add_revision(text, 1, words, by)
    return text


def revise_text(text: Text, words: str, *, by: Person) -> TextRevision:
    """Give a text other words; translations of the old ones stay in use, marked as stale."""
    one_at_a_time(text)
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


def write_words(
    newest: TextRevision | None,
    words: str,
    *,
    kind: str,
    language: str,
    council: Council,
    by: Person,
    seen: str | None = None,
) -> TextRevision:
    """Write what the council goes on writing at: the first words, or others than the `newest`.

    They stay in the language that they were begun in; the same words again are no others. `seen`
    is the revision that the writer had before them ("" for none): if somebody has written since,
    it is refused.
    """
    refuse_if_changed(newest.id if newest else "", seen, field="words")
    if newest is None:
        tag = written_language(language).tag
        text = write_text(words, kind=kind, language=tag, council=council, by=by)
        return newest_revisions([text.id])[text.id]
    if language != newest.text.source_language:
        raise Refusal(_l("Keep to the language that this was first written in."), field="language")
    return revise_text(newest.text, words, by=by)


def refuse_if_changed(newest: str, seen: str | None, field: str | None = None) -> None:
    """Nobody writes over words that they did not have before them."""
    if seen is not None and seen != newest:
        raise Refusal(
            _l(
                "Somebody else has changed this in the meantime. Your words are still here; open"
                " the page in another tab to compare."
            ),
            field=field,
        )


def words_to_approve(newest: TextRevision | None, seen: str | None = None) -> TextRevision:
    """The newest words, for whoever approves them.

    `seen` is the revision that they read; if it is not the newest, it is refused.
    """
    if newest is None:
        raise Refusal(_l("Nothing is written yet, so there is nothing to approve."))
    if seen is not None and seen != newest.id:
        raise Refusal(_l("Somebody has changed this in the meantime. Read the new words first."))
    return newest


def record_words(event: str, owner: Identified, revision: TextRevision, *, by: Person) -> None:
    """Write down that these words of something were written or approved."""
    record(
        event,
        owner,
        council_id=revision.text.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )


def erase_words(text: Text, *, but: Collection[str] = ()) -> None:
    """Erase for good what a text says and its translations, but for some revisions by their ids.

    Who wrote it, and when, stays. The database lets go the words of the kinds in `ERASABLE` alone.
    """
    one_at_a_time(text)
    gone = select(TextRevision.id).where(
        TextRevision.text_id == text.id, TextRevision.id.not_in(list(but)), TextRevision.words != ""
    )
    revisions = list(db.session.scalars(gone))
    db.session.execute(delete(Translation).where(Translation.revision_id.in_(revisions)))
    db.session.execute(update(TextRevision).where(TextRevision.id.in_(revisions)).values(words=""))


def one_at_a_time(text: Text) -> None:
    """Whoever works on a text at the same moment waits until this is written."""
    db.session.execute(select(Text.id).where(Text.id == text.id).with_for_update())


def add_translation(
    revision: TextRevision,
    language: str,
    words: str,
    *,
    by: Person,
    machine: bool = False,
    after: int | None = None,
) -> Translation:
    """Put a revision into another language, as a draft, or as machine text if it came from one.

    `after` is the number of the newest translation that the person had before them (0 for none);
    saving is refused if somebody else saved another, or changed the original, in between.
    """
    text = revision.text
    one_at_a_time(text)
    _refuse_language(text, language)
    newest = newest_revisions([text.id])[text.id]
    if not db.session.scalar(select(TextRevision.words).where(TextRevision.id == newest.id)):
        raise Refusal(_l("The original has been erased, so it is not translated any more."))
    if after is not None and newest.id != revision.id:
        raise Refusal(
            _l(
                "The original was changed while you were writing. Read the new words beside yours,"
                " then save again."
            )
        )
    latest = newest_translation(revision.id, language)
    number = latest.number if latest else 0
    if after is not None and after != number:
        raise Refusal(
            _l(
                "Somebody else saved another translation while you were writing. Read it beside"
                " yours, then save again."
            )
        )
    if machine and latest is not None and latest.standing is not Standing.MACHINE:
        raise Refusal(
            _l("A person has already worked on this translation, so machine text is not needed."),
            field="machine",
        )
    standing = Standing.MACHINE if machine else Standing.DRAFT
    if latest is not None and latest.words == words and _is_as_good(latest, standing):
        return latest
    translation = Translation(
        revision_id=revision.id,
        language=language,
        number=number + 1,
        words=words,
        standing=standing,
        written_by_id=None if machine else by.id,
        entered_by_id=by.id,
        written_at=clock.now(),
    )
    db.session.add(translation)
    db.session.flush()
    record(
        "translation_added",
        translation,
        council_id=text.council_id,
        by_id=by.id,
        detail={"text": text.id, "language": language, "machine": machine},
    )
    return translation


def _is_as_good(latest: Translation, standing: Standing) -> bool:
    """The same words change nothing, unless a person now stands behind a machine's."""
    return latest.standing is not Standing.MACHINE or standing is Standing.MACHINE


def _refuse_language(text: Text, language: str) -> None:
    try:
        written = find(language).written
    except UnknownLanguage:
        written = False
    if not written:
        raise Refusal(_l("Nobody reads this language, as far as we know."), field="language")
    if language == text.source_language:
        raise Refusal(_l("The original is in this language already."), field="language")


def approve_translation(translation: Translation, *, by: Person) -> None:
    """Approve a translation that somebody else wrote; from now on families get it."""
    text = translation.revision.text
    one_at_a_time(text)
    # What the district says is approved by whoever one of its councils trusts with that.
    roles = roles_anywhere(by) if text.council_id is None else roles_of(by, text.council_id)
    if by.id in (translation.written_by_id, translation.entered_by_id):
        raise Refusal(_l("Another person approves a translation than the one who wrote it."))
    named = languages_named_for(by.id, text.council_id)
    if not may_approve_into(translation.language, roles, named):
        raise Refusal(_l("You are not named to approve translations into this language."))
    if newest_revisions([text.id])[text.id].id != translation.revision_id:
        raise Refusal(
            _l("The original has been changed since. These words no longer say the same.")
        )
    latest = newest_translation(translation.revision_id, translation.language)
    if latest is not None and latest.id != translation.id:
        raise Refusal(_l("A newer translation has been saved since. Read that one."))
    translation.standing = apply_move(MOVES, translation.standing, TranslationMove.APPROVE)
    translation.approved_by_id = by.id
    translation.approved_at = clock.now()
    db.session.flush()
    record(
        "translation_approved",
        translation,
        council_id=text.council_id,
        by_id=by.id,
        detail={"text": text.id, "language": translation.language},
    )


def name_reviewer(council: Council, person: Person, language: str, *, by: Person) -> NamedReviewer:
    """Trust a leader of the council to approve translations into one language."""
    if Role.PARENT_LEADER not in roles_of(person, council.id):
        raise Refusal(_l("Choose a parent leader of this council."), field="person_id")
    if language in languages_named_for(person.id, council.id):
        raise Refusal(
            _l("This person is already named for this language."),
            field="language",
        )
    reviewer = NamedReviewer(council_id=council.id, person_id=person.id, language=language)
    db.session.add(reviewer)
    db.session.flush()
    record(
        "reviewer_named", person, council_id=council.id, by_id=by.id, detail={"language": language}
    )
    return reviewer


def release_reviewer(reviewer: NamedReviewer, *, by: Person) -> None:
    """End that trust; what the person approved stays approved."""
    person, council_id, language = reviewer.person, reviewer.council_id, reviewer.language
    db.session.delete(reviewer)
    db.session.flush()
    record(
        "reviewer_released",
        person,
        council_id=council_id,
        by_id=by.id,
        detail={"language": language},
    )


# ---- the district's glossary ---------------------------------------------------------------------
