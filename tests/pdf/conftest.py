"""What all tests of printed documents share."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """WeasyPrint leaves the file of its colour profile for the garbage collector to close."""
    for item in items:
        if "pdf" in item.path.parts:
            item.add_marker(
                pytest.mark.filterwarnings(
                    "ignore:.*sRGB2014[.]icc:pytest.PytestUnraisableExceptionWarning"
                )
            )
