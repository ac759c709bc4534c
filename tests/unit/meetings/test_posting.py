"""The clock of posting: elapsed hours between an agenda as it stands and the meeting."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from council import clock
from council.councils.models import Council
from council.database import db
from council.meetings import agenda_operations, operations, posting_operations
from council.meetings.agenda_queries import agenda_of
from council.meetings.models import AgendaItem, Meeting, Posting
from council.meetings.posting_queries import (
    item_was_posted_in_time,
    passages_as_posted,
    postings_of,
    was_posted_in_time,
)
from council.meetings.queries import meetings_to_post, next_meeting
from council.meetings.rules import PostingStanding, posting_clock, with_start_times
from council.meetings.states import ItemKind
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import add_translation, approve_translation, revise_text
from council.texts.passages import PassageStanding, newest_revisions
from tests.factories.meetings import NOW, a_meeting, a_posted_meeting, an_item, at, facts
from tests.factories.school import Cast, a_council


def the_vote(meeting: Meeting) -> AgendaItem:
    """The item on which the council may vote."""
    return next(item for item in agenda_of(meeting) if item.kind is ItemKind.ACTION)


START = datetime(2026, 12, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "standing"),
    [
        (96, PostingStanding.IN_TIME),
        (72, PostingStanding.IN_TIME),
        (71.99, PostingStanding.LATE),
        (1, PostingStanding.LATE),
    ],
)
def test_a_posted_agenda_is_in_time_from_seventy_two_hours_on(
    hours: float, standing: PostingStanding
) -> None:
    posted_at = START - timedelta(hours=hours)

    found = posting_clock(START, posted_at, 72, posted_at)

    assert found.standing is standing
    assert found.hours_before == int(hours)


@pytest.mark.parametrize(
    ("hours", "standing"),
    [(73, PostingStanding.TO_DO), (72, PostingStanding.TO_DO), (71, PostingStanding.TOO_LATE)],
)
def test_an_agenda_not_posted_is_late_once_the_hours_are_gone(
    hours: float, standing: PostingStanding
) -> None:
    found = posting_clock(START, None, 72, START - timedelta(hours=hours))

    assert found.standing is standing
    assert found.due_at == START - timedelta(hours=72)


def test_a_council_without_a_rule_has_no_hours_to_keep() -> None:
    found = posting_clock(START, START - timedelta(hours=2), None, START)

    assert found.standing is PostingStanding.NO_RULE
    assert found.due_at is None
    assert found.hours_before == 2


def test_the_hours_are_elapsed_ones_across_daylight_saving(cast: Cast) -> None:
    # Clocks go forward on 14 March 2027: Thursday 17:30 to Sunday 17:30 is 71 hours.
    spring = {"held_on": date(2027, 3, 14), "from_time": time(17, 30)}
    with at(datetime(2027, 3, 12, 1, 30, tzinfo=UTC)):
        late = a_posted_meeting(cast, **spring)
    with at(datetime(2027, 3, 12, 0, 30, tzinfo=UTC)):
        in_time = a_posted_meeting(cast, **spring)

    assert not was_posted_in_time(late)
    assert was_posted_in_time(in_time)


def test_an_item_posted_in_time_can_be_voted_on(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    assert item_was_posted_in_time(the_vote(meeting))


def test_an_item_posted_late_cannot_be_voted_on(cast: Cast) -> None:
    meeting = a_posted_meeting(cast, hours=71)

    assert not item_was_posted_in_time(the_vote(meeting))


def test_an_item_never_posted_cannot_be_voted_on(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    late_item = an_item(cast, meeting, "A surprise", kind=ItemKind.ACTION)

    assert not item_was_posted_in_time(late_item)
    assert item_was_posted_in_time(the_vote(meeting))


def test_an_item_added_later_is_in_time_if_it_was_posted_again_early_enough(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    with at(meeting.starts_at - timedelta(hours=80)):
        early = an_item(cast, meeting, "Early", kind=ItemKind.ACTION)
        posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)
    with at(meeting.starts_at - timedelta(hours=40)):
        late = an_item(cast, meeting, "Late", kind=ItemKind.ACTION)
        posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)

    assert item_was_posted_in_time(the_vote(meeting))
    assert item_was_posted_in_time(early)
    assert not item_was_posted_in_time(late)


def test_an_item_that_was_posted_for_information_cannot_be_voted_on(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    item = agenda_of(meeting)[0]
    agenda_operations.edit_item(
        item, title=None, kind=ItemKind.ACTION, minutes=10, topic=None, by=cast.coordinator
    )

    assert not item_was_posted_in_time(item)


def test_an_item_with_other_words_is_not_the_one_that_was_posted(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    item = the_vote(meeting)
    revise_text(db.session.get_one(Text, item.title_id), "Closing the library", by=cast.coordinator)

    assert not item_was_posted_in_time(item)


def test_words_corrected_after_the_meeting_do_not_undo_its_posting(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    item = the_vote(meeting)
    with at(meeting.ends_at + timedelta(days=1)):
        text = db.session.get_one(Text, item.title_id)
        revise_text(text, "Buses that came late", by=cast.coordinator)

    assert item_was_posted_in_time(item)


def test_a_meeting_that_moved_has_to_be_posted_again(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    operations.edit_meeting(
        meeting, facts(from_time=time(18, 0)), version=meeting.version, by=cast.coordinator
    )
    assert not was_posted_in_time(meeting)
    assert not item_was_posted_in_time(the_vote(meeting))

    posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)
    assert was_posted_in_time(meeting)
    assert item_was_posted_in_time(the_vote(meeting))


def test_a_meeting_at_another_place_has_to_be_posted_again(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    operations.edit_meeting(
        meeting, facts(place="Gym"), version=meeting.version, by=cast.coordinator
    )

    assert not was_posted_in_time(meeting)


def test_a_council_without_a_rule_may_vote_on_what_was_posted_at_all(cast: Cast) -> None:
    council: Council = a_council("Dogwood council", preset="own_rules")
    meeting = operations.schedule_meeting(council, facts(), by=cast.coordinator)
    item = agenda_operations.add_item(
        meeting, "Vote", kind=ItemKind.ACTION, minutes=5, by=cast.coordinator
    )
    assert not item_was_posted_in_time(item)

    with at(meeting.starts_at - timedelta(minutes=5)):
        posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)

    assert item_was_posted_in_time(item)


def test_each_posted_version_is_kept_word_for_word(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    item = the_vote(meeting)
    agenda_operations.edit_item(
        item,
        title="Trains that come late",
        kind=ItemKind.ACTION,
        minutes=45,
        topic=None,
        by=cast.coordinator,
    )
    posting_operations.post_agenda(meeting, invite=False, by=cast.second_coordinator)

    first, second = postings_of(meeting)

    def words(posting: Posting) -> str:
        return passages_as_posted(posting, "en")[item.title_id].words

    assert (words(first), words(second)) == ("Buses that come late", "Trains that come late")
    assert [i["minutes"] for i in first.snapshot["items"]] == [10, 30]
    assert [i["minutes"] for i in second.snapshot["items"]] == [10, 45]
    assert second.posted_by_id == cast.second_coordinator.id


def test_a_posted_version_shows_approved_translations_of_its_own_words_only(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)
    item = the_vote(meeting)
    revision = newest_revisions([item.title_id])[item.title_id]
    translation = add_translation(revision, "es", "Autobuses tarde", by=cast.coordinator)
    posting = postings_of(meeting)[0]
    assert passages_as_posted(posting, "es")[item.title_id].standing is PassageStanding.MISSING

    approve_translation(translation, by=cast.second_coordinator)

    found = passages_as_posted(posting, "es")[item.title_id]
    assert (found.words, found.standing) == ("Autobuses tarde", PassageStanding.APPROVED)


def test_an_empty_agenda_is_not_posted(cast: Cast) -> None:
    with pytest.raises(Refusal, match="nothing on the agenda"):
        posting_operations.post_agenda(a_meeting(cast), invite=False, by=cast.coordinator)


def test_an_agenda_is_not_posted_once_the_meeting_has_begun(cast: Cast) -> None:
    meeting = a_meeting(cast)
    an_item(cast, meeting)

    with at(meeting.starts_at), pytest.raises(Refusal, match="has begun"):
        posting_operations.post_agenda(meeting, invite=False, by=cast.coordinator)


def test_each_item_begins_when_those_before_it_are_done(cast: Cast) -> None:
    meeting = a_posted_meeting(cast)

    begins = [moment for moment, _item in with_start_times(meeting.starts_at, agenda_of(meeting))]

    assert begins == [meeting.starts_at, meeting.starts_at + timedelta(minutes=10)]


def test_drafts_wait_to_be_posted_until_they_are(cast: Cast) -> None:
    draft = a_meeting(cast)
    a_posted_meeting(cast)
    far = a_meeting(cast, hours=24 * 60)

    soon = meetings_to_post(cast.council.id, NOW + timedelta(days=30))

    assert [meeting.id for meeting in soon] == [draft.id]
    assert far.id in {m.id for m in meetings_to_post(cast.council.id, NOW + timedelta(days=90))}


def test_the_next_meeting_is_neither_over_nor_cancelled(cast: Cast) -> None:
    cancelled = a_posted_meeting(cast, hours=100)
    operations.cancel_meeting(cancelled, "The library is flooded.", by=cast.coordinator)
    coming = a_meeting(cast, hours=200)
    a_meeting(cast, hours=300)

    assert next_meeting(cast.council.id, clock.now()) == coming
    assert next_meeting(cast.other_council.id, clock.now()) is None
