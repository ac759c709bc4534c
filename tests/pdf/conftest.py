"""What all tests of printed documents share."""

from collections.abc import Iterator

import pytest

from tests.pdf.verapdf import Validator, running_validator


@pytest.fixture(scope="session")
def validator() -> Iterator[Validator]:
    """veraPDF, started once for all files."""
    with running_validator() as validator:
        yield validator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """WeasyPrint leaves the file of its colour profile for the garbage collector to close."""
    for item in items:
        if "pdf" in item.path.parts:
            item.add_marker(
                pytest.mark.filterwarnings(
                    "ignore:.*sRGB2014[.]icc:pytest.PytestUnraisableExceptionWarning"
                )
            )
