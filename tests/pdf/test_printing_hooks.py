"""The functions that replace WeasyPrint's are for the version that they were read in."""

import io
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version

import pikepdf
import pytest

from tests.pdf.printing_support import document, read, render, text_in, weasyprint_hooks
from tests.pdf.samples import Style, sample


def test_another_weasyprint_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    with pytest.raises(
        weasyprint_hooks.OtherWeasyPrint, match=r"WeasyPrint 70\.0 and version 71\.0 is installed"
    ):
        weasyprint_hooks.install()


def test_the_installed_weasyprint_is_the_one() -> None:
    assert version("weasyprint") == weasyprint_hooks.WRITTEN_FOR


def test_the_style_sheet_is_understood_whole(caplog: pytest.LogCaptureFixture) -> None:
    from council.printing import engine

    # It is read once a process, and another test may have come first.
    engine._sheet.cache_clear()
    printed = render(document("<h1>Title</h1><p>Words</p>"))
    assert "Words" in read(printed.pdf)
    assert [record.getMessage() for record in caplog.records] == []


def test_a_line_cut_short_is_left_to_weasyprint() -> None:
    style = "width: 60mm; max-lines: 1; block-ellipsis: auto; continue: discard"
    body = f"<h1>T</h1><p style='{style}'>A line that is much too long to stand in here whole</p>"
    words = read(render(document(body)).pdf)
    assert "…" in words
    assert "whole" not in words


# Two languages, links within, a table, and a row that finds no room at the foot of its page.
MIXED = """
<h1>Title</h1><p lang="ar" dir="rtl" style="font-weight: bold">سلام</p>
<p><a href="#second">On</a> <em style="color: red">red</em> <em style="color: blue">blue</em></p>
<div class="pairs">{rows}</div>
<h2 id="second">Second</h2><p style="text-align: justify">{words}</p>
<table class="data"><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>
""".format(
    rows="".join(
        f'<div class="pair"><div class="side" id="row-{n}">{"word " * 9 * n}</div>'
        f'<div class="side" lang="ar" dir="rtl">{"كلمة " * 7 * n}</div></div>'
        for n in range(1, 24)
    ),
    words="a longer word " * 60,
)
WITHOUT_SPEED = """
import sys
from council.printing import fonts

use_fonts = fonts.use_fonts

def use_fonts_and_take_time(*arguments):
    use_fonts(*arguments)
    from council.printing import weasyprint_boxes, weasyprint_lines, weasyprint_styles
    for each in (weasyprint_boxes, weasyprint_lines, weasyprint_styles):
        each.install = lambda: None

fonts.use_fonts = use_fonts_and_take_time
from tests.pdf.test_printing_hooks import content_of, mixed
for pdf in mixed():
    sys.stdout.buffer.write(content_of(pdf))
"""


def mixed() -> Iterator[bytes]:
    """Much of what a packet has, printed; lines that are broken in all kinds of ways."""
    yield render(document(MIXED, text_in("en").language, text_in("ar").language)).pdf
    for tags, style in (
        (("en", "es"), Style.COLUMNS),
        (("en", "pt-BR"), Style.STACKED),
        (("fa", "en"), Style.FACING),
        (("zh-Hans", "en"), Style.COLUMNS),
        (("my", "km"), Style.COLUMNS),
        (("hi", "vi"), Style.STACKED),
    ):
        yield render(sample(*tags, style=style)[0]).pdf


def content_of(pdf: bytes) -> bytes:
    """What is painted on all pages."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        painted = []
        for page in opened.pages:
            page.contents_coalesce()
            painted.append(page.obj.Contents.read_bytes())
    return b"\n".join(painted)


def test_what_makes_printing_faster_changes_nothing() -> None:
    slow = subprocess.run([sys.executable, "-c", WITHOUT_SPEED], capture_output=True, check=True)
    assert b"".join(map(content_of, mixed())) == slow.stdout
    assert slow.stdout.count(b"BDC") > 100
