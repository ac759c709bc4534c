"""Where lines may break in scripts that are written without spaces between words."""

import re

from icu4py.breakers import LineBreaker

ZERO_WIDTH_SPACE = "\u200b"

# Khmer, Lao and Burmese: Pango knows no words in them, so a line would run over its column. Thai it
# knows by itself. Other languages in Burmese script part their words with spaces.
_RUNS = {
    "km": re.compile("[\u1780-\u17ff]{2,}"),
    "lo": re.compile("[\u0e80-\u0eff]{2,}"),
    "my": re.compile("[\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]{2,}"),
}


def primary_subtag(tag: str) -> str:
    """The language of a tag, without script, region or variant."""
    return tag.split("-", 1)[0].lower()


def has_hidden_breaks(tag: str) -> bool:
    """Whether the lines of a language can only be broken with a dictionary."""
    return primary_subtag(tag) in _RUNS


def show_breaks(text: str, tag: str) -> str:
    """The text with a zero-width space wherever a line may break (Unicode, UAX #14 with ICU)."""
    language = primary_subtag(tag)
    return _RUNS[language].sub(
        lambda run: ZERO_WIDTH_SPACE.join(LineBreaker(run[0], language)), text
    )
