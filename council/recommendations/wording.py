"""How recommendations, votes and answers are said to families, on screens and on paper."""

from datetime import date

from flask_babel import gettext as _

from council.languages.formatting import format_day, format_number
from council.recommendations.states import Disposition


def recommendation(number: int) -> str:
    """What a recommendation is called."""
    return str(_("Recommendation %(number)s", number=number))


def vote(carried: bool, votes_for: int, votes_against: int, abstentions: int) -> str:
    """What became of a motion, and by how many votes."""
    return str(
        _(
            "%(outcome)s For: %(votes_for)s. Against: %(votes_against)s. Neither: %(abstentions)s.",
            outcome=_("The council adopted it.") if carried else _("The council did not adopt it."),
            votes_for=format_number(votes_for),
            votes_against=format_number(votes_against),
            abstentions=format_number(abstentions),
        )
    )


def verdict(disposition: Disposition, answer_by: date | None) -> str:
    """What the school will do, said plainly."""
    words: dict[Disposition, str] = {
        Disposition.ACCEPTED: _("The school will do this."),
        Disposition.PARTLY_ACCEPTED: _("The school will do a part of this."),
        Disposition.DECLINED: _("The school will not do this."),
        Disposition.NEEDS_MORE_TIME: _("The school needs more time to answer."),
    }
    said = str(words[disposition])
    if answer_by is not None:
        full = _("The full answer is to come by %(day)s.", day=format_day(answer_by))
        said = f"{said} {full}"
    return said


def signed(name: str, title: str, on: date) -> str:
    """Who answered for the school, and when."""
    return str(
        _(
            "Answered by %(name)s on %(day)s",
            name=f"{name}, {title}" if title else name,
            day=format_day(on, weekday=False),
        )
    )


def step_done(on: date) -> str:
    """When a step was done."""
    return str(_("Done on %(day)s", day=format_day(on, weekday=False)))


def step_to_do(by: date, owner: str) -> str:
    """By when a step is to be done, and by whom."""
    if not owner:
        return str(_("By %(day)s", day=format_day(by, weekday=False)))
    return str(_("By %(day)s: %(name)s", day=format_day(by, weekday=False), name=owner))
