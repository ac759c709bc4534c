"""The look keeps its promises: contrast, direction, weight, nothing that a browser must refuse."""

import gzip
import re
from pathlib import Path

import pytest

from council.paths import PACKAGE, TEMPLATES

STATIC = PACKAGE / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))
# Pages for a browser; letters and printed pages have their own rules.
PAGES = [
    path
    for path in TEMPLATE_FILES
    if path.parent in (TEMPLATES, TEMPLATES / "macros", TEMPLATES / "errors")
    or re.search(r'extends "(?:base|family_base)\.html"', path.read_text())
]
SPRITE = (STATIC / "icons.svg").read_text()

# What stands on what: words want 4.5, lines and knots that carry meaning 3.
WORDS = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "shade"),
    ("ink", "thread-wash"),
    ("ink", "attention-wash"),
    ("quiet", "paper"),
    ("quiet", "sheet"),
    ("quiet", "shade"),
    ("quiet", "thread-wash"),
    ("thread", "paper"),
    ("thread", "sheet"),
    ("thread", "thread-wash"),
    ("thread-deep", "thread-wash"),
    ("on-thread", "thread"),
    ("on-thread", "thread-deep"),
    ("approved", "approved-wash"),
    ("late", "paper"),
    ("late", "sheet"),
    ("late", "late-wash"),
    ("paper", "late"),
    ("paper", "quiet"),
    ("on-attention", "attention"),
]
LINES = [("edge", "paper"), ("edge", "sheet"), ("thread", "sheet"), ("late", "sheet")]


def tokens() -> dict[str, dict[str, str]]:
    """The colours of the light and of the dark look, by name."""
    css = (STATIC / "css" / "council.css").read_text()
    light, dark = re.findall(r":root \{(.*?)\n *\}", css, re.DOTALL)[:2]
    found = {
        name: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
        for name, block in (("light", light), ("dark", dark))
    }
    return {"light": found["light"], "dark": found["light"] | found["dark"]}


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_and_lines_stand_out_from_their_ground(look: str) -> None:
    colours = tokens()[look]
    weak = [
        f"{front} on {ground}: {ratio:.2f}"
        for pairs, least in ((WORDS, 4.5), (LINES, 3.0))
        for front, ground in pairs
        if (ratio := contrast(colours[front], colours[ground])) < least
    ]
    assert weak == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_know_no_side_of_the_page(path: Path) -> None:
    physical = re.findall(
        r"\b(?:left|right)\b|(?:margin|padding|border)-(?:top|bottom)|(?<![-\w])(?:top|bottom)\s*:",
        path.read_text(),
    )
    assert physical == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_nothing_that_the_browser_refuses(path: Path) -> None:
    """The content security policy knows no inline style or script, and no other address."""
    html = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    refused = re.findall(
        r"\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|(?:src|href)=[\"']https?:",
        html,
    )
    assert refused == []


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))
    named = {
        name
        for path in TEMPLATE_FILES
        for name in re.findall(
            r"\b(?:icon|drawing|badge)\(\s*[\"']([a-z0-9-]+)[\"']", path.read_text()
        )
    }
    assert named - drawn == set()


def test_the_sprite_is_what_the_list_of_icons_says() -> None:
    wanted = (STATIC / "vendor" / "icons.txt").read_text().split()
    drawings = re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "drawings.svg").read_text())
    assert re.findall(r'<symbol id="([^"]+)"', SPRITE) == wanted + drawings
    assert "MIT" in (STATIC / "vendor" / "LICENSES" / "tabler-icons.txt").read_text()


def test_what_a_page_loads_leaves_most_of_100_kilobytes_to_its_words() -> None:
    loaded = [*STYLES, *(STATIC / "js").glob("*.js"), STATIC / "icons.svg", STATIC / "favicon.svg"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) < 25_000
