"""Meetings are agreed on by the clock on the wall, and daylight saving does not move them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from council.meetings import operations
from council.meetings.rules import moment_on_wall_clock
from council.refusals import Refusal
from tests.factories.meetings import at, facts
from tests.factories.school import Cast, a_council


@pytest.mark.parametrize(
    ("zone", "before", "hour_before", "after", "hour_after"),
    [
        ("America/Los_Angeles", date(2027, 3, 13), 2, date(2027, 3, 14), 1),
        ("America/New_York", date(2027, 3, 13), 23, date(2027, 3, 14), 22),
        ("America/Chicago", date(2026, 10, 31), 23, date(2026, 11, 1), 0),
        ("America/Phoenix", date(2027, 3, 13), 1, date(2027, 3, 14), 1),
        ("Pacific/Honolulu", date(2027, 3, 13), 4, date(2027, 3, 14), 4),
        ("Europe/Berlin", date(2027, 3, 27), 17, date(2027, 3, 28), 16),
    ],
)
def test_six_in_the_evening_stays_six_across_daylight_saving(
    zone: str, before: date, hour_before: int, after: date, hour_after: int
) -> None:
    first = moment_on_wall_clock(before, time(18), zone, field="from_time").moment
    second = moment_on_wall_clock(after, time(18), zone, field="from_time").moment

    assert (first.hour, second.hour) == (hour_before, hour_after)


@pytest.mark.parametrize(
    ("zone", "day", "skipped"),
    [
        ("America/Los_Angeles", date(2027, 3, 14), time(2, 30)),
        ("America/New_York", date(2027, 3, 14), time(2, 0)),
        ("America/Adak", date(2027, 3, 14), time(2, 59)),
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30)),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15)),
    ],
)
def test_a_time_that_clocks_skip_is_refused(zone: str, day: date, skipped: time) -> None:
    with pytest.raises(Refusal, match="does not exist") as refused:
        moment_on_wall_clock(day, skipped, zone, field="from_time")
    assert refused.value.field == "from_time"


@pytest.mark.parametrize(
    ("zone", "day", "twice", "first"),
    [
        ("America/Los_Angeles", date(2026, 11, 1), time(1, 30), (8, 30)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), (5, 30)),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), (14, 45)),
    ],
)
def test_of_a_time_that_happens_twice_the_first_is_taken(
    zone: str, day: date, twice: time, first: tuple[int, int]
) -> None:
    found = moment_on_wall_clock(day, twice, zone, field="from_time")

    assert found.happens_twice
    assert (found.moment.hour, found.moment.minute) == first


def test_an_ordinary_time_happens_once() -> None:
    assert not moment_on_wall_clock(
        date(2026, 12, 1), time(17, 30), "America/Los_Angeles", field="from_time"
    ).happens_twice


def test_a_meeting_keeps_the_clock_on_the_wall_and_the_moment(cast: Cast) -> None:
    meeting = operations.schedule_meeting(cast.council, facts(), by=cast.coordinator)

    assert (meeting.held_on, meeting.from_time) == (date(2026, 12, 1), time(17, 30))
    assert meeting.starts_at == datetime(2026, 12, 2, 1, 30, tzinfo=UTC)
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
    assert meeting.time_zone == "America/Los_Angeles"


def test_a_meeting_is_in_its_own_councils_time_zone(cast: Cast) -> None:
    council = a_council("Cedar council", zone="America/New_York")

    meeting = operations.schedule_meeting(council, facts(), by=cast.coordinator)

    assert meeting.starts_at == datetime(2026, 12, 1, 22, 30, tzinfo=UTC)


def test_a_meeting_over_the_hour_that_is_skipped_keeps_its_length(cast: Cast) -> None:
    night = facts(held_on=date(2027, 3, 14), from_time=time(1, 30), minutes=60)

    meeting = operations.schedule_meeting(cast.council, night, by=cast.coordinator)

    assert meeting.ends_at == datetime(2027, 3, 14, 10, 30, tzinfo=UTC)  # 3:30 on the wall


def test_a_past_meeting_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="is over") as refused:
        operations.schedule_meeting(
            cast.council, facts(held_on=date(2026, 11, 23)), by=cast.coordinator
        )
    assert refused.value.field == "held_on"


def test_a_meeting_earlier_today_is_refused(cast: Cast) -> None:
    today = facts(held_on=date(2026, 11, 24), from_time=time(9, 0))
    with at(datetime(2026, 11, 24, 17, 0, tzinfo=UTC)), pytest.raises(Refusal):
        operations.schedule_meeting(cast.council, today, by=cast.coordinator)


def test_a_meeting_needs_a_place_or_a_link(cast: Cast) -> None:
    with pytest.raises(Refusal, match="place") as refused:
        operations.schedule_meeting(cast.council, facts(place=""), by=cast.coordinator)
    assert refused.value.field == "place"


def test_a_link_is_place_enough(cast: Cast) -> None:
    online = facts(place="", online_link="https://meet.example.org/alder")

    meeting = operations.schedule_meeting(cast.council, online, by=cast.coordinator)

    assert meeting.online_link == "https://meet.example.org/alder"
