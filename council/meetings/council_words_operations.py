"""Writing what a council says in every packet."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.councils.models import Council
from council.database import db
from council.meetings.council_words_queries import words_of_council
from council.meetings.models import CouncilWords
from council.meetings.states import WordsAbout
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
from council.texts.operations import record_words, write_words
from council.texts.passages import newest_revisions

# By what the council says in each packet: the kind of the text.
COUNCIL_WORDS = {
    WordsAbout.HOW_WE_MEET: "how_we_meet",
    WordsAbout.ASKED_OF_PARTNERS: "asked_of_partners",
}


def write_council_words(
    council: Council,
    about: WordsAbout,
    words: str,
    *,
    language: str,
    by: Person,
    seen: str | None = None,
) -> TextRevision:
    """Say how the council meets, or what it asks partners for, in every packet from now on.

    `seen` is as in `write_words`.
    """
    if not words.strip():
        raise Refusal(_l("Write something first."), field="words")
    db.session.execute(select(Council.id).where(Council.id == council.id).with_for_update())
    said = words_of_council(council.id).get(about)
    newest = newest_revisions([said.text_id])[said.text_id] if said else None
    revision = write_words(
        newest,
        words,
        kind=COUNCIL_WORDS[about],
        language=language,
        council=council,
        by=by,
        seen=seen,
    )
    if said is None:
        said = CouncilWords(council_id=council.id, about=about, text_id=revision.text_id)
        db.session.add(said)
        db.session.flush()
    if revision is not newest:
        record_words("council_words_written", said, revision, by=by)
    return revision
