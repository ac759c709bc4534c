"""Both columns look equally large and equally dark, whatever they are written in."""

import pytest

from tests.pdf.evenness import TAGS, greys, language, sizes

# All letters fill a square, or the height of a capital: they look equally large when they are
# higher than Latin's by this much, as they were judged by eye.
SQUARE = {"Hans": 1.32, "Hant": 1.32, "Kore": 1.32, "Jpan": 1.22, "Ethi": 1.14, "Sinh": 1.22}
# Written with a pen whose strokes are thin: larger type would touch the next line.
LIGHT = {"Arab": 0.82, "Syrc": 0.72}
DENSE = {"Hans": 1.15, "Hant": 1.15}


@pytest.mark.parametrize("tag", TAGS)
def test_a_script_looks_as_large_as_latin(tag: str) -> None:
    wanted = SQUARE.get(language(tag).script, 1)
    assert sizes()[tag] / wanted == pytest.approx(1, abs=0.125)


@pytest.mark.parametrize("tag", TAGS)
def test_a_column_looks_as_dark_as_latin(tag: str) -> None:
    script = language(tag).script
    wanted = LIGHT.get(script, DENSE.get(script, 1))
    assert greys()[tag] / wanted == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("tag", [tag for tag in TAGS if language(tag).script not in LIGHT])
def test_a_bold_column_looks_as_dark_as_bold_latin(tag: str) -> None:
    wanted = DENSE.get(language(tag).script, 1)
    assert greys("bold")[tag] / wanted == pytest.approx(1, abs=0.1)
