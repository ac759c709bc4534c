"""A packet in a few words, for a phone: whole facts, never a part of one."""

from council.packets.content import PacketContent, in_one_language
from council.texts.passages import PassageStanding
from council.texts.printed import Passage

SHORT = 160
LONG = 480

# Words that families may be sent for their own.
_THEIRS = (PassageStanding.ORIGINAL, PassageStanding.APPROVED, PassageStanding.STALE)


def short_message(content: PacketContent, language: str, limit: int = SHORT) -> str:
    """The meeting in so many characters at most, in one of the packet's languages.

    When it is comes first to be kept, then the address that opens the packet, then where it is,
    whose and which meeting it is, who interprets, and as much of the agenda as there is room for.
    What nobody has translated yet is left to the packet, which says so.
    """
    place = content.languages.index(language)
    told = in_one_language(content, place)
    cover = told.cover
    when = f"{cover.day[0]}, {cover.hours[0]}"
    address = f"{told.edition.address}?lang={language}" if told.edition else ""
    title = _own_words(cover.title)
    interpreters = (
        f"{told.phrases['interpreters_here'][0]}: {told.interpreters[0]}"
        if told.interpreters
        else ""
    )
    # In the order in which they stand, each with its rank among what there is room for.
    facts = [
        (4, cover.council),
        (5, title),
        (0, when),
        (2, cover.place),
        (3, "" if cover.place else cover.online_link),
        (6, interpreters),
        *(
            (7 + number, f"{line.begins[0]} {words}")
            for number, line in enumerate(told.agenda)
            if (words := _own_words(line.title))
        ),
        (1, address),
    ]
    kept: set[int] = set()
    for rank, fact in sorted(facts):
        if fact and len(_joined(facts, kept | {rank})) <= limit:
            kept.add(rank)
        elif fact and rank >= 7:
            break  # an agenda is told from its beginning, without gaps
    return _joined(facts, kept)


def _joined(facts: list[tuple[int, str]], kept: set[int]) -> str:
    return "\n".join(fact for rank, fact in facts if fact and rank in kept)


def _own_words(passage: Passage) -> str:
    reading = passage.readings[0]
    return reading.words if reading.standing in _THEIRS else ""
