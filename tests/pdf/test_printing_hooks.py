"""The functions that replace WeasyPrint's are for the version that they were read in."""

from importlib.metadata import version

import pytest

from tests.pdf.printing_support import document, read, render, weasyprint_hooks


def test_another_weasyprint_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    with pytest.raises(
        weasyprint_hooks.OtherWeasyPrint, match=r"WeasyPrint 70\.0 and version 71\.0 is installed"
    ):
        weasyprint_hooks.install()


def test_the_installed_weasyprint_is_the_one() -> None:
    assert version("weasyprint") == weasyprint_hooks.WRITTEN_FOR


def test_the_style_sheet_is_understood_whole(caplog: pytest.LogCaptureFixture) -> None:
    printed = render(document("<h1>Title</h1><p>Words</p>"))
    assert "Words" in read(printed.pdf)
    assert [record.getMessage() for record in caplog.records] == []


def test_a_line_cut_short_is_left_to_weasyprint() -> None:
    style = "width: 60mm; max-lines: 1; block-ellipsis: auto; continue: discard"
    body = f"<h1>T</h1><p style='{style}'>A line that is much too long to stand in here whole"
    words = read(render(document(body)).pdf)
    assert "…" in words
    assert "whole" not in words
