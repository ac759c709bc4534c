"""One worked school year, told by the same operations that people use, relative to today."""

from council.councils.models import Council
from council.demo.district import tell_district_year
from council.demo.school import tell_school_year
from council.demo.year import WORDS, Year
from council.meetings.council_words_operations import write_council_words
from council.meetings.states import WordsAbout
from council.texts.glossary_operations import add_term

# The terms of the glossary, with the languages that each is approved in and those it waits in.
TERMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "english_learner": (("es", "ar"), ()),
    "reclassification": (("es",), ("ar",)),
    "elac": (("es",), ("ar",)),
    "delac": (("es",), ()),
    "iep": (("es", "ar"), ()),
    "title_i": ((), ("es", "ar")),
    "lcap": ((), ("es",)),
    "interpreter": (("es", "ar"), ()),
    "attendance": (("es", "ar"), ()),
    "census": (("es", "ar"), ()),
    "elpac": ((), ()),
}


def tell_the_year() -> None:
    """Fill an empty database with the demonstration's district, councils, families and year."""
    year = Year()
    explain_terms(year)
    say_in_every_packet(year, year.cast.school_council, "es", "ar")
    say_in_every_packet(year, year.cast.district_council, "es")
    tell_school_year(year)
    tell_district_year(year)


def explain_terms(year: Year) -> None:
    """The school's coordinator explains terms; some translations wait, one has none yet."""
    with year.days_ago(72):
        for key, (approved, waiting) in TERMS.items():
            term = add_term(
                WORDS[f"term_{key}"]["en"],
                WORDS[f"meaning_{key}"]["en"],
                language="en",
                by=year.cast.coordinator,
            )
            for text_id, words in (
                (term.term_id, f"term_{key}"),
                (term.meaning_id, f"meaning_{key}"),
            ):
                year.translate(text_id, words, *approved)
                year.translate(text_id, words, *waiting, approved=False)


def say_in_every_packet(year: Year, council: Council, *languages: str) -> None:
    """How the council meets, and what it asks partners for."""
    with year.days_ago(71):
        for about in WordsAbout:
            revision = write_council_words(
                council,
                about,
                WORDS[about.value]["en"],
                language="en",
                by=year.cast.coordinator_of(council),
            )
            year.translate(revision.text_id, about.value, *languages)
