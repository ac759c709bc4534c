"""What owners of texts tell about them, so that one review queue can serve every kind of text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from council.refusals import Sentence


@dataclass(frozen=True)
class TextPlace:
    """Where a text stands: what to call it, the page that shows it, and when it is needed."""

    label: Sentence
    url: str
    due_on: date | None = None
    # Whether families get it, or the council's own people alone.
    for_families: bool = True


Describer = Callable[[list[str]], dict[str, TextPlace]]
LanguageSource = Callable[[str], Iterable[str]]

_describers: dict[str, Describer] = {}
_language_sources: list[LanguageSource] = []


def describes(*kinds: str) -> Callable[[Describer], Describer]:
    """The function tells, for texts of these kinds by id, where each stands.

    A text that it leaves out (withdrawn, never to be shown) is not asked to be translated. It is
    called once for all texts of a kind, and its queries must not grow with their number.
    """

    def register(describer: Describer) -> Describer:
        for kind in kinds:
            _describers[kind] = describer
        return describer

    return register


def names_languages(source: LanguageSource) -> LanguageSource:
    """The function names, for a council by id, languages that its texts are needed in."""
    if source not in _language_sources:
        _language_sources.append(source)
    return source


def described_kinds() -> frozenset[str]:
    """The kinds of text that somebody answers for."""
    return frozenset(_describers)


def places(texts: Mapping[str, Sequence[str]]) -> dict[str, TextPlace]:
    """Where texts stand, by id; they are given by kind. LookupError if nobody describes a kind."""
    found: dict[str, TextPlace] = {}
    by_describer: dict[Describer, list[str]] = {}
    for kind, ids in texts.items():
        by_describer.setdefault(_describers[kind], []).extend(ids)
    for describer, ids in by_describer.items():
        found |= describer(ids)
    return found


def named_languages(council_id: str) -> set[str]:
    """The languages that other packages ask for in this council."""
    return {tag for source in _language_sources for tag in source(council_id)}
