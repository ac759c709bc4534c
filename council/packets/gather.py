"""Gathering a packet: from the council's records, as they are now, to what the packet says."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from council.addresses import address_of
from council.councils.queries import the_district
from council.interpreting.queries import needs_of
from council.interpreting.states import NeedStanding
from council.languages.choice import in_language
from council.languages.formatting import language_name
from council.languages.registry import Language, UnknownLanguage, find
from council.meetings.models import Meeting
from council.packets import headings
from council.packets.content import USUAL_SECTIONS, Cover, Edition, PacketContent, Section
from council.packets.records import find_records
from council.packets.sections import Sections
from council.packets.words import Words, find_words
from council.refusals import Refusal
from council.texts.printed import Said, Voice, cleaned, said_by, standing_phrases, voice_of


def gather(
    meeting: Meeting,
    first_language: str,
    second_language: str = "",
    *,
    preview: bool = False,
    edition: tuple[str, int, datetime] | None = None,
    sections: Sequence[Section] = USUAL_SECTIONS,
) -> PacketContent:
    """What a meeting's packet says now in one language or two, in plain values.

    Translations are approved ones only; a preview has drafts and machine text too, marked so.
    `edition` is the id, the number and the moment of a packet that is being issued. What is in no
    section of those chosen is left out of the packet altogether.
    """
    voices = tuple(voice_of(language) for language in readable(first_language, second_language))
    languages = [voice.language for voice in voices]
    chosen = tuple(dict.fromkeys(sections))
    # First all records, then all words at once, then the sections.
    records = find_records(meeting, chosen, languages)
    words = find_words(records, chosen, languages, drafts=preview)
    told = Sections(records, words, voices)
    return PacketContent(
        voices=voices,
        phrases=_phrases(voices, words),
        preview=preview,
        edition=_edition(meeting, voices, *edition) if edition else None,
        cover=_cover(meeting, voices, words),
        interpreters=_interpreters(meeting, voices),
        sections=chosen,
        agenda=told.agenda() if Section.AGENDA in chosen else (),
        minutes=told.minutes(),
        heard=told.heard(),
        themes=told.themes(),
        priorities=told.priorities(),
        decisions=told.decisions(),
        answers_about=told.answers_about(),
        answers=told.answers(),
        said_and_done=told.said_and_done(),
        glossary=told.glossary(),
        norms=told.words_of_council(Section.NORMS),
        partners=told.words_of_council(Section.PARTNERS),
        door_address=address_of("family.open_door", door=meeting.council.door),
    )


def readable(first_language: str, second_language: str = "") -> tuple[Language, ...]:
    """The languages of a packet, one or two: written ones, and not the same one twice."""
    found = [_readable(first_language, "first")]
    if second_language:
        second = _readable(second_language, "second")
        if second == found[0]:
            raise Refusal(
                _l("Choose two different languages, or leave the second one out."), field="second"
            )
        found.append(second)
    return tuple(found)


def _readable(tag: str, field: str) -> Language:
    try:
        language = find(tag)
    except UnknownLanguage:
        raise Refusal(_l("We do not know this language."), field=field) from None
    if not language.written:
        raise Refusal(
            _l(
                "%(language)s is spoken or signed, and not written. Families who use it mostly read"
                " %(reads)s: choose that.",
                language=language_name(language.tag),
                reads=language_name(language.reads[0]),
            ),
            field=field,
        )
    return language


def _phrases(voices: tuple[Voice, ...], words: Words) -> dict[str, Said]:
    """Every fixed phrase of a packet."""
    phrases: dict[str, list[str]] = {}
    for voice in voices:
        with in_language(find(voice.language)):
            for key, phrase in headings.fixed_phrases().items():
                phrases.setdefault(key, []).append(str(phrase))
    sources = {each.language for each in words.passages.values()}
    return {key: tuple(said) for key, said in phrases.items()} | standing_phrases(voices, sources)


def _edition(
    meeting: Meeting, voices: tuple[Voice, ...], packet_id: str, version: int, issued_at: datetime
) -> Edition:
    return Edition(
        packet_id,
        version,
        issued_at,
        address_of("packet.show_packet", packet_id=packet_id),
        said_by(voices, headings.version, version, issued_at, meeting.time_zone),
    )


def _cover(meeting: Meeting, voices: tuple[Voice, ...], words: Words) -> Cover:
    council = meeting.council
    district = the_district()
    of = council.school.name if council.school else district.name if district else ""
    return Cover(
        council=cleaned(council.name),
        of=cleaned(of),
        names_in=find(council.language).tag,
        title=words.passages[meeting.title_id],
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        time_zone=meeting.time_zone,
        day=said_by(voices, headings.day, meeting.held_on),
        hours=said_by(
            voices, headings.hours, meeting.starts_at, meeting.ends_at, meeting.time_zone
        ),
        place=cleaned(meeting.place),
        online_link=cleaned(meeting.online_link),
    )


def _interpreters(meeting: Meeting, voices: tuple[Voice, ...]) -> Said:
    needs = needs_of(meeting.council, [meeting])[meeting.id]
    covered = sorted(need.language for need in needs if need.standing is NeedStanding.COVERED)
    if not covered:
        return ()
    return said_by(voices, lambda: " · ".join(language_name(tag) for tag in covered))
