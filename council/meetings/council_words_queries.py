"""What a council says in every packet."""

from sqlalchemy import select

from council.database import db
from council.meetings.models import CouncilWords
from council.meetings.states import WordsAbout


def words_of_council(council_id: str) -> dict[WordsAbout, CouncilWords]:
    """What the council says in every packet, by what it is about."""
    found = db.session.scalars(select(CouncilWords).where(CouncilWords.council_id == council_id))
    return {words.about: words for words in found}
