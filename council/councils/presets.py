"""Kinds of council, as data: what each owes, with its source and the day the source was checked.

These are facts gathered from public sources to start from, not legal advice; a page that shows a
preset shows its citation and date, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

CHECKED_ON = date(2026, 11, 24)


@dataclass(frozen=True)
class Preset:
    """One kind of council."""

    key: str
    name: LazyString
    citation: str
    # Elapsed hours between posting an agenda and the meeting; None where no rule was found.
    posting_hours: int | None
    posting_citation: str
    # Days in which a written answer is due unless another date is agreed; practice, not law.
    answer_days: int
    # Days ahead that interpreters should be asked.
    interpreter_lead_days: int
    meetings_a_year: int | None
    composition: LazyString
    # What the council must treat in a year, by key.
    topics: Mapping[str, LazyString]
    checked_on: date = CHECKED_ON
    # What gives a speaker who uses an interpreter at least twice the time, unless interpreting is
    # simultaneous; empty where no such rule was found.
    speaking_citation: str = ""


_GREENE = "Cal. Ed. Code 35147"
_TWICE_THE_TIME = "Cal. AB 1787"

_ELAC_TOPICS = {
    "school_plan": _l("Advice on the school plan for English learners"),
    "needs_assessment": _l("The school’s needs assessment"),
    "language_census": _l("The yearly language census"),
    "attendance": _l("Why regular attendance matters"),
    "delac_election": _l("Choosing who speaks for us at the district council"),
}
_DELAC_TOPICS = {
    "master_plan": _l("The district’s plan for English learners"),
    "district_needs": _l("A needs assessment of the district, school by school"),
    "programs_and_goals": _l("Programs and goals for English learners"),
    "teachers_and_aides": _l("A plan for the required teachers and aides"),
    "census": _l("The yearly language census"),
    "reclassification": _l("When a student counts as fluent in English"),
    "written_notices": _l("The written notices that families get"),
}

PRESETS: Mapping[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            key="ca_elac",
            name=_l("English Learner Advisory Committee (California school)"),
            citation="Cal. Ed. Code 52176; 5 CCR 11308",
            posting_hours=72,
            posting_citation=_GREENE,
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l(
                "From 21 English learners on; parents of English learners hold at least the share"
                " of seats that English learners have in the school."
            ),
            topics=_ELAC_TOPICS,
            speaking_citation=_TWICE_THE_TIME,
        ),
        Preset(
            key="ca_delac",
            name=_l("District English Learner Advisory Committee (California district)"),
            citation="Cal. Ed. Code 52176, 52062, 52063; 5 CCR 11308",
            posting_hours=72,
            posting_citation=_GREENE,
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l(
                "From 51 English learners on; most members are parents whom the district does not"
                " employ."
            ),
            topics=_DELAC_TOPICS,
            speaking_citation=_TWICE_THE_TIME,
        ),
        Preset(
            key="ma_elpac",
            name=_l("English Learner Parent Advisory Council (Massachusetts)"),
            citation="603 CMR 14.09",
            posting_hours=None,
            posting_citation="",
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l("From 100 English learners, or 5 percent of students, on."),
            topics={},
        ),
        Preset(
            key="ma_sepac",
            name=_l("Special Education Parent Advisory Council (Massachusetts)"),
            citation="MGL 71B §3",
            posting_hours=None,
            posting_citation="",
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l("Has bylaws of its own, and holds a workshop on rights every year."),
            topics={"rights_workshop": _l("The yearly workshop on rights")},
        ),
        Preset(
            key="il_bpac",
            name=_l("Bilingual Parent Advisory Committee (Illinois)"),
            citation="ISBE, Transitional Bilingual Education rules",
            posting_hours=None,
            posting_citation="",
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=4,
            composition=_l("Most members are parents."),
            topics={},
        ),
        Preset(
            key="tx_deic",
            name=_l("District Educational Improvement Council (Texas)"),
            citation="TEC 11.251",
            posting_hours=None,
            posting_citation="",
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l("As the district’s policy says."),
            topics={},
        ),
        Preset(
            key="nyc_cec",
            name=_l("Community Education Council (New York City)"),
            citation="Chancellor's Regulation A-663",
            posting_hours=None,
            posting_citation="",
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l("As the council’s bylaws say; interpreters are asked two weeks ahead."),
            topics={},
        ),
        Preset(
            key="own_rules",
            name=_l("Family council with rules of its own"),
            citation="",
            posting_hours=None,
            posting_citation="",
            answer_days=30,
            interpreter_lead_days=14,
            meetings_a_year=None,
            composition=_l("As the council agrees."),
            topics={},
        ),
    )
}


def preset_of(key: str) -> Preset:
    """The preset that a council was made from."""
    return PRESETS[key]
