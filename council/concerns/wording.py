"""What states and choices are called on the pages of those who work on concerns."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from council.concerns.count_queries import PublicCounts
from council.concerns.states import Arrival, ConcernState, Consent, ReadingState
from council.languages.formatting import format_number, language_name


class Badge(NamedTuple):
    """A state as a word with a sign, in one of the tones of the look."""

    sign: str
    word: str
    tone: str


def state_words(state: ConcernState) -> str:
    """The state as a word."""
    words: dict[ConcernState, str] = {
        ConcernState.RECEIVED: _("Received"),
        ConcernState.GROUPED: _("Under a theme"),
        ConcernState.ON_AGENDA: _("On an agenda"),
        ConcernState.IN_RECOMMENDATION: _("In a recommendation"),
        ConcernState.ANSWERED: _("Answered"),
        ConcernState.CLOSED: _("Closed"),
        ConcernState.WITHDRAWN: _("Withdrawn"),
    }
    return words[state]


_SIGNS = {
    ConcernState.RECEIVED: ("mailbox", "attention"),
    ConcernState.GROUPED: ("tags", "thread"),
    ConcernState.ON_AGENDA: ("calendar-event", "thread"),
    ConcernState.IN_RECOMMENDATION: ("gavel", "thread"),
    ConcernState.ANSWERED: ("circle-check", "approved"),
    ConcernState.CLOSED: ("archive", "quiet"),
    ConcernState.WITHDRAWN: ("arrow-back-up", "quiet"),
}


def state_badge(state: ConcernState) -> Badge:
    """The state as a word with a sign."""
    sign, tone = _SIGNS[state]
    return Badge(sign, state_words(state), tone)


def reading_badge(reading: ReadingState) -> Badge | None:
    """What the coordinator still has to do so that others can read of a concern."""
    if reading is ReadingState.MISSING:
        return Badge("hourglass", _("Waits for a short summary"), "attention")
    if reading is ReadingState.TO_APPROVE:
        return Badge("hourglass", _("Short summary to approve"), "attention")
    return None


def arrival_words(arrival: Arrival) -> str:
    """How a concern reached the council."""
    words: dict[Arrival, str] = {
        Arrival.LINK: _("Written by the family itself"),
        Arrival.SPOKEN: _("Said aloud"),
        Arrival.PHONE: _("By phone"),
        Arrival.PAPER: _("On paper"),
        Arrival.GATHERING: _("At a gathering"),
    }
    return words[arrival]


def consent_words(consent: Consent) -> str:
    """How far the family lets its concern go."""
    words: dict[Consent, str] = {
        Consent.PRIVATE: _("Only the coordinator reads it"),
        Consent.SUMMARY: _("The council hears of it in a summary"),
        Consent.PUBLIC: _("The summary may be posted for everyone"),
    }
    return words[consent]


# In this order families are asked how far their concern may go, on screens and on paper.
ASKED_IN_ORDER = (Consent.SUMMARY, Consent.PUBLIC, Consent.PRIVATE)


def consent_title(consent: Consent) -> str:
    """How far a concern may go, as a family is asked."""
    words: dict[Consent, str] = {
        Consent.SUMMARY: _("In a summary"),
        Consent.PUBLIC: _("In a summary that everyone can read"),
        Consent.PRIVATE: _("Only the coordinator"),
    }
    return words[consent]


def consent_help(consent: Consent) -> str:
    """Who will read what, as a family is told when it chooses."""
    words: dict[Consent, str] = {
        Consent.SUMMARY: _(
            "The coordinator reads your words. The council and the school read only short"
            " summaries in other words, without your name."
        ),
        Consent.PUBLIC: _(
            "The same, and the summary may also be posted where everyone can read it."
        ),
        Consent.PRIVATE: _(
            "Nobody but the coordinator reads your words. No summary tells of them, so"
            " the council cannot work on them."
        ),
    }
    return words[consent]


def counted(counts: PublicCounts) -> str:
    """How many concerns stand behind a theme, in which languages."""
    if counts.total is None:
        return str(_("Fewer than 10 concerns"))
    parts = [ngettext("%(num)s concern", "%(num)s concerns", counts.total)]
    parts += [
        f"{language_name(tag)} {format_number(number)}"
        for tag, number in counts.by_language.items()
    ]
    if counts.others and counts.by_language:
        parts.append(_("and other languages"))
    return " · ".join(str(part) for part in parts)
