"""What time it is. Everything asks here, so that a test or the demo year can set the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day it is in a council's time zone."""
    return now().astimezone(ZoneInfo(zone)).date()
