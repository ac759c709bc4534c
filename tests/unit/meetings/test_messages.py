"""What families read of meetings: in their own language, with the agenda and a link."""

from council.database import db
from council.meetings import operations, posting_operations
from council.notices.letters import Letter, compose
from council.notices.models import OutboxMessage
from council.texts.operations import add_translation, approve_translation
from council.texts.passages import newest_revisions
from tests.factories.meetings import a_posted_meeting, facts
from tests.factories.school import Cast


def letter_to(kind: str, recipient: str) -> Letter | None:
    message = db.session.scalars(
        db.select(OutboxMessage).where(
            OutboxMessage.kind == kind,
            db.or_(
                OutboxMessage.family_id == recipient,
                OutboxMessage.person_id == recipient,
            ),
        )
    ).one()
    return compose(message)


def words_of(letter: Letter | None) -> str:
    assert letter is not None
    return "\n".join(paragraph.words for paragraph in letter.paragraphs)


def test_an_invitation_has_the_agenda_and_a_link_though_no_page_is_asked_for(cast: Cast) -> None:
    a_posted_meeting(cast, invite=True)

    words = words_of(letter_to("meeting_posted", cast.family.id))

    assert "Buses that come late" in words
    assert "http://council.test/reply/" in words
    assert "lang=es" in words


def test_each_passage_of_an_invitation_says_its_own_language(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    item = operations.agenda_of(meeting)[1]
    revision = newest_revisions([item.title_id])[item.title_id]
    approve_translation(
        add_translation(revision, "es", "Autobuses que llegan tarde", by=cast.coordinator),
        by=cast.second_coordinator,
    )
    posting_operations.post_agenda(meeting, invite=True, by=cast.coordinator)

    letter = letter_to("meeting_posted", cast.family.id)

    assert letter is not None
    tongues = {paragraph.words: paragraph.language.tag for paragraph in letter.paragraphs}
    assert tongues["Autobuses que llegan tarde"] == "es"
    assert tongues["Welcome"] == "en"  # not translated yet, and marked so
    assert tongues["Library"] == "en"


def test_a_member_is_invited_without_a_link_of_a_family(cast: Cast) -> None:
    a_posted_meeting(cast, invite=True)

    assert "/reply/" not in words_of(letter_to("meeting_posted", cast.member.id))


def test_a_move_tells_the_new_place(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True)
    operations.edit_meeting(
        meeting, facts(place="Gym"), version=meeting.version, by=cast.coordinator
    )

    assert "Gym" in words_of(letter_to("meeting_moved", cast.family.id))


def test_a_cancelled_meeting_is_no_longer_invited_to(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, invite=True)

    operations.cancel_meeting(meeting, "The library is flooded.", by=cast.coordinator)

    assert letter_to("meeting_posted", cast.family.id) is None
    assert "The library is flooded." in words_of(letter_to("meeting_cancelled", cast.family.id))
