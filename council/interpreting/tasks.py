"""What the worker does about bookings."""

from council import clock
from council.interpreting import operations
from council.jobs import every


@every(minutes=10)
def expire_offers() -> None:
    """Open the legs again whose offers nobody answered in time."""
    operations.expire_offers(clock.now())
