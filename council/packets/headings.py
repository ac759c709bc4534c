"""Every fixed phrase of a packet, in one place: each is translated into all family languages."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from council.languages.formatting import (
    format_day,
    format_moment,
    format_number,
    format_time,
)
from council.meetings.sheets import sign_in_phrases, speaker_phrases
from council.meetings.states import ItemKind


def fixed_phrases() -> dict[str, str]:
    """Headings, labels, marks and instructions, in the language in force."""
    return {
        "packet": _("Meeting packet"),
        "welcome": _("Families are welcome. Interpreting is free."),
        "when": _("When"),
        "where": _("Where"),
        "online": _("Online"),
        "interpreters_here": _("Interpreters at this meeting"),
        "newest": _("Scan for the newest version of this packet"),
        "whole_packet": _("Scan to read the whole packet in your language"),
        "and_more": _("More of this is in the packet."),
        "other_side": _("There is more on the other side."),
        "preview": _("Preview, not issued"),
        # how to read it
        "about": _("How to read this packet"),
        "about_sides": _("Both sides of each page say the same, each in its own language."),
        "about_facing": _("Pages that lie side by side say the same, each in its own language."),
        "about_stacked": _("Each part is said in one language, and under it in the other."),
        "about_marks": _("A small mark under a passage says how far you can rely on it:"),
        # how to use your interpreter
        "interpreter": _("How to use your interpreter"),
        "interpreter_1": _(
            "Interpreting is free. When you come in, say which language you speak or sign."
        ),
        "interpreter_2": _("Sit where you can hear or see your interpreter well."),
        "interpreter_3": _(
            "Speak in your own language, a few sentences at a time. Look at the people you are"
            " talking to."
        ),
        "interpreter_4": _(
            "Everything that is said is interpreted. The interpreter adds nothing and leaves"
            " nothing out."
        ),
        "interpreter_5": _(
            "If you did not understand, raise your hand and say so. Please do not ask a child to"
            " interpret."
        ),
        # sections, each by its name
        "contents": _("In this packet"),
        "agenda": _("Agenda"),
        "minutes": _("What the council decided last time"),
        "minutes_words": _("What was said and agreed"),
        "voices": _("What families said"),
        "voices_about": _(
            "A summary of concerns that families raised. It tells what was said, not who said it."
        ),
        "heard": _("In which languages families spoke"),
        "heard_language": _("Language"),
        "heard_number": _("Concerns"),
        "priorities": _("What matters most to families"),
        "decisions": _("To be decided at this meeting"),
        "evidence": _("What stands behind it"),
        "answers": _("What the school answered"),
        "reasons": _("The reasons"),
        "done": _("The school has done this"),
        "to_do": _("The school will do this by the day that is named"),
        "said_and_done": _("You said, we did, we won’t because"),
        "said_and_done_about": _(
            "What families asked for, and what became of it, this school year."
        ),
        "you_said": _("You said"),
        "did": _("We did"),
        "will": _("We will"),
        "wont": _("We won’t, because"),
        "more_time": _("We need more time"),
        "reasons_on": _("The reasons are in this packet, on page"),
        "glossary": _("School words"),
        "glossary_about": _("What words in this packet mean:"),
        "norms": _("How we meet"),
        "partners": _("What we ask partners for"),
        # comment card
        "comment_card": _("Comment card"),
        "card_about": _(
            "Write in any language. You need not give your name. Hand this card to anyone on the"
            " council."
        ),
        "card_item": _("Which item of the agenda is it about?"),
        "card_words": _("What do you want to say?"),
        "card_reach": _("If you want an answer: how can we reach you?"),
        "card_phone": _("You can also say it by phone: scan this code."),
        # sheets to write on
        **sign_in_phrases(),
        **speaker_phrases(),
    }


def version(number: int, issued_at: datetime, zone: str) -> str:
    """Which packet this is."""
    return str(
        _(
            "Version %(number)s, issued on %(moment)s",
            number=number,
            moment=format_moment(issued_at, zone, weekday=False),
        )
    )


def day(day: date) -> str:
    """The day of the meeting, as it stands by itself on a cover."""
    words = format_day(day)
    return words[:1].upper() + words[1:]


def hours(begins: datetime, ends: datetime, zone: str) -> str:
    """From when to when."""
    return str(
        _(
            "%(begins)s to %(ends)s",
            begins=format_time(begins, zone),
            ends=format_time(ends, zone),
        )
    )


def time(moment: datetime, zone: str) -> str:
    """When an item begins."""
    return format_time(moment, zone)


def kind(kind: ItemKind) -> str:
    """What the council does with an item."""
    words: dict[ItemKind, str] = {
        ItemKind.INFORMATION: _("For information"),
        ItemKind.DISCUSSION: _("For discussion"),
        ItemKind.ACTION: _("For a decision"),
    }
    return str(words[kind])


def about_item(item_kind: ItemKind, minutes: int) -> str:
    """What the council does with an item, and how long it takes."""
    length = ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return f"{kind(item_kind)} · {length}"


def other_languages() -> str:
    """The concerns that no language is named for."""
    return str(_("Other languages"))


def heard(total: int) -> str:
    """How many concerns a chart of languages counts."""
    return str(
        ngettext(
            "%(num)s concern, by the language that it was raised in",
            "%(num)s concerns, by the language that they were raised in",
            total,
        )
    )


def of_all(number: int, total: int) -> str:
    """A bar of a chart, in words."""
    return str(
        _("%(number)s of %(total)s", number=format_number(number), total=format_number(total))
    )


def met_on(day: date) -> str:
    """Which meeting the minutes are of."""
    return str(_("The council met on %(day)s.", day=format_day(day)))


def vote_closed(closed_on: date, ballots: int | None) -> str:
    """When families voted, and how many did."""
    when = _("Families voted until %(day)s.", day=format_day(closed_on, weekday=False))
    if ballots is None:
        return str(when)
    counted = ngettext("%(num)s ballot was counted.", "%(num)s ballots were counted.", ballots)
    return f"{when} {counted}"


def place_in_vote(dots: int | None, tied: bool) -> str:
    """How a theme fared in a vote."""
    parts = [ngettext("%(num)s dot", "%(num)s dots", dots)] if dots is not None else []
    if tied:
        parts.append(_("Shares its place with another theme"))
    return " · ".join(str(part) for part in parts)


def answers_since(since: date | None) -> str:
    """From which day on answers are told."""
    if since is None:
        return str(_("So far this is what the school has answered to the council."))
    return str(_("Since the meeting on %(day)s the school has answered:", day=format_day(since)))
