"""What is read from the left within a text that is read from the right."""

import re

_FROM_LEFT, _END = "\u2066", "\u2069"

# Groups of digits with nothing but a space, a point or a hyphen between them. By Unicode's rules
# (UAX #9) each group is read from the left, but the first one stands furthest to the right.
_GROUPS = re.compile(
    r"(?<![\w+(/:])(?:\+\d{1,4}[-. ]?)?\(?\d{1,5}\)?(?:[-. ]\(?\d{2,5}\)?)+(?![\w/:])"
)
_FEWEST_DIGITS = 9


def keep_phone_numbers(text: str) -> str:
    """The text with its phone numbers as they are dialled: the first digits on the left."""
    return _GROUPS.sub(_isolated, text)


def _isolated(match: re.Match[str]) -> str:
    groups = match[0]
    is_phone_number = sum(map(str.isdigit, groups)) >= _FEWEST_DIGITS
    return f"{_FROM_LEFT}{groups}{_END}" if is_phone_number else groups
