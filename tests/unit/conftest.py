"""What the database is asked to do is tried on both engines."""

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each test that uses the database runs once on each engine."""
    return str(request.param)
