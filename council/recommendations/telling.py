"""Who is told of an answer: counted by language and channel, never by name."""

from dataclasses import dataclass

from council.notices.operations import way_to
from council.recommendations import queries
from council.recommendations.models import Recommendation
from council.texts.passages import Coverage, coverage
from council.texts.queries import kinds_of
from council.texts.registry import TextPlace, places


@dataclass(frozen=True)
class ToldInOneLanguage:
    """Families who asked and read this language: how they are reached, and what is not ready."""

    language: str
    channels: list[tuple[str, int]]
    number: int
    missing: list[tuple[TextPlace, str, Coverage]]


@dataclass(frozen=True)
class Telling:
    """Who is still to be told of an answer, by language, and how many have been."""

    languages: list[ToldInOneLanguage]
    to_tell: int
    told: int


def telling_of(recommendation: Recommendation) -> Telling:
    """Who would be told now, and in which languages something is not translated yet."""
    ways: dict[str, dict[str, int]] = {}
    raisers = queries.families_to_tell(recommendation)
    for raiser in raisers:
        way = way_to(raiser)
        channels = ways.setdefault(way.language, {})
        channels[way.channel.value] = channels.get(way.channel.value, 0) + 1
    ids = queries.text_ids_of_answer(recommendation)
    where = places(kinds_of(ids)) if ways else {}
    cells = coverage(ids, list(ways))
    return Telling(
        [
            ToldInOneLanguage(
                language,
                sorted(channels.items()),
                sum(channels.values()),
                [
                    (where[text_id], text_id, cells[text_id][language])
                    for text_id in ids
                    if text_id in where and not cells[text_id][language].is_current
                ],
            )
            for language, channels in sorted(
                ways.items(), key=lambda each: (-sum(each[1].values()), each[0])
            )
        ],
        len(raisers),
        queries.families_told(recommendation),
    )
