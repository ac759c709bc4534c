"""Writing what a council says in every packet."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.meetings.council_words_queries import words_of_council
from council.meetings.minutes_operations import refuse_if_changed, write_again, write_first
from council.meetings.models import CouncilWords
from council.meetings.states import WordsAbout
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import TextRevision
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

    `seen` is the revision that the writer had before them ("" for none): if somebody has written
    since, it is refused.
    """
    if not words.strip():
        raise Refusal(_l("Write something first."), field="words")
    db.session.execute(select(Council.id).where(Council.id == council.id).with_for_update())
    said = words_of_council(council.id).get(about)
    newest = newest_revisions([said.text_id])[said.text_id] if said else None
    refuse_if_changed(newest, seen)
    if said is None or newest is None:
        revision = write_first(council, words, COUNCIL_WORDS[about], language, by)
        said = CouncilWords(council_id=council.id, about=about, text_id=revision.text_id)
        db.session.add(said)
    else:
        revision = write_again(newest, words, language, by)
        if revision is newest:
            return newest
    db.session.flush()
    record(
        "council_words_written",
        said,
        council_id=council.id,
        by_id=by.id,
        detail={"revision": revision.id},
    )
    return revision
