"""The clock stands still, a week before the meetings of these tests."""

from collections.abc import Iterator

import pytest

from tests.factories.meetings import NOW, at


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    """Nine in the morning in Los Angeles, on a Tuesday."""
    with at(NOW):
        yield
