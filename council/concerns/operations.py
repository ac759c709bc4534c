"""Everything that is written about concerns and themes."""

from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from council import clock
from council.access.actions import Action, may
from council.access.models import Purpose
from council.access.queries import roles_of
from council.access.tickets import issue_ticket
from council.concerns.codes import draw_code, hash_of
from council.concerns.models import (
    Concern,
    ConcernInTheme,
    ConcernRaiser,
    SummaryApproval,
    Theme,
)
from council.concerns.rules import (
    MOST_CHARACTERS,
    MOST_OF_A_READING,
    can_approve_summary,
    can_group,
    can_have_reading,
)
from council.concerns.states import CONCERN_MOVES, Arrival, ConcernMove, ConcernState, Consent
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.languages.registry import UnknownLanguage, find
from council.moves import apply_move
from council.notices.operations import owe
from council.people.models import Family, Person
from council.refusals import Refusal
from council.texts.models import Text, TextRevision
from council.texts.operations import erase_words, revise_text, write_text
from council.texts.passages import newest_revisions

EVENTS = {
    ConcernMove.GROUP: "concern_grouped",
    ConcernMove.UNGROUP: "concern_ungrouped",
    ConcernMove.PUT_ON_AGENDA: "concern_put_on_agenda",
    ConcernMove.TAKE_OFF_AGENDA: "concern_taken_off_agenda",
    ConcernMove.TAKE_INTO_RECOMMENDATION: "concern_taken_into_recommendation",
    ConcernMove.DROP_FROM_RECOMMENDATION: "concern_dropped_from_recommendation",
    ConcernMove.ANSWER: "concern_answered",
    ConcernMove.CLOSE: "concern_closed",
    ConcernMove.WITHDRAW: "concern_withdrawn",
}


# ---- raising and logging -------------------------------------------------------------------------


def raise_concern(
    council: Council,
    words: str,
    *,
    language: str,
    variant: str = "",
    consent: Consent = Consent.SUMMARY,
    name: str = "",
    email: str | None = None,
    phone: str | None = None,
    code: str | None = None,
) -> tuple[Concern, str]:
    """A family says what concerns it, without an account; gives the code to look it up with.

    With a `code` that was drawn before, a concern sent twice is written once (AlreadySent).
    """
    code = code or draw_code()
    concern = Concern(
        council_id=council.id,
        words=_checked(words),
        language=_known(language),
        variant=variant,
        arrival=Arrival.LINK,
        consent=consent,
        raised_on=clock.today(council.time_zone),
        code_hash=hash_of(code),
    )
    _add(concern, _raiser(None, name, email, phone))
    record("concern_raised", concern, council_id=council.id, by_id=None, on=concern.raised_on)
    return concern, code


def log_concern(
    council: Council,
    words: str,
    *,
    language: str,
    arrival: Arrival,
    read_back: bool,
    by: Person,
    variant: str = "",
    consent: Consent = Consent.SUMMARY,
    family: Family | None = None,
    name: str = "",
    email: str | None = None,
    phone: str | None = None,
    code: str | None = None,
) -> tuple[Concern, str]:
    """Write down what a family said aloud or on paper, read back to it and agreed.

    Gives the code to hand over. Who logged it is not who raised it.
    """
    if not read_back:
        raise Refusal(
            _l("Read it back to the family first, and write down what they agree to."),
            field="read_back",
        )
    code = code or draw_code()
    concern = Concern(
        council_id=council.id,
        words=_checked(words),
        language=_known(language),
        variant=variant,
        arrival=arrival,
        consent=consent,
        raised_on=clock.today(council.time_zone),
        code_hash=hash_of(code),
        logged_by_id=by.id,
        read_back=True,
    )
    _add(concern, _raiser(family, name, email, phone))
    record("concern_logged", concern, council_id=council.id, by_id=by.id)
    return concern, code


def _checked(words: str) -> str:
    if not words.strip():
        raise Refusal(_l("Write the concern down first."), field="words")
    return _not_too_long(words, MOST_CHARACTERS)


def _not_too_long(words: str, most: int) -> str:
    if len(words) > most:
        raise Refusal(
            _l(
                "This has %(count)s characters. Make it %(most)s or fewer.",
                count=len(words),
                most=most,
            ),
            field="words",
        )
    return words


def _known(language: str) -> str:
    try:
        return find(language).tag
    except UnknownLanguage:
        raise Refusal(_l("Choose a language from the list."), field="language") from None


def _raiser(
    family: Family | None, name: str, email: str | None, phone: str | None
) -> ConcernRaiser | None:
    if family is None and not (name or email or phone):
        return None
    return ConcernRaiser(
        family_id=family.id if family else None,
        name=name,
        email=email or None,
        phone=phone or None,
    )


class AlreadySent(Exception):
    """This very concern has been sent before: a button pressed twice, on a slow phone."""


def _add(concern: Concern, raiser: ConcernRaiser | None) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(concern)
    except IntegrityError as error:
        known = select(Concern.id).where(Concern.code_hash == concern.code_hash)
        if db.session.scalar(known) is None:
            raise
        raise AlreadySent from error
    if raiser is not None:
        raiser.concern_id = concern.id
        db.session.add(raiser)
        db.session.flush()


def show_who_raised(concern: Concern, *, by: Person) -> ConcernRaiser | None:
    """Somebody looks at who raised a concern; that they looked is written down."""
    record("raiser_shown", concern, council_id=concern.council_id, by_id=by.id)
    return concern.raiser


# ---- what others read of a concern ---------------------------------------------------------------


def write_reading(
    concern: Concern, words: str, *, by: Person, seen: str | None = None
) -> TextRevision:
    """Say in the council's language what a family means, without anything it could be known by.

    What a coordinator writes, or saves as a leader wrote it, is approved with that: they have read
    both. A leader's waits for a coordinator, and an approved one stays in use until then. Words
    that are neither in use nor waiting are erased. `seen` is as with a summary.
    """
    if not words.strip():
        raise Refusal(_l("Write the short summary first."), field="words")
    _not_too_long(words, MOST_OF_A_READING)
    _lock([concern.id])
    if not can_have_reading(concern):
        raise Refusal(_l("The family has taken this back, or it has been closed in the meantime."))
    if _repeats(words, concern.words):
        raise Refusal(
            _l("These are the family’s own words. Say it as anybody could have said it."),
            field="words",
        )
    newest = newest_reading(concern)
    if seen is not None and seen != (newest.id if newest else ""):
        raise Refusal(
            _l(
                "Somebody else has written about this concern in the meantime. Your words are still"
                " here; open the concern in another tab to compare."
            ),
            field="words",
        )
    if newest is None:
        council = concern.council
        text = write_text(
            words, kind="concern_reading", language=council.language, council=council, by=by
        )
        concern.reading_id = text.id
        db.session.flush()
        revision = newest_revisions([text.id])[text.id]
    else:
        text = newest.text
        revision = revise_text(text, words, by=by)
    if revision is not newest:
        _record_reading("reading_written", concern, revision, by)
    if may(roles_of(by, concern.council_id), Action.APPROVE_READING):
        _approve_reading(concern, revision, by)
    in_use = concern.reading_approved_revision_id
    erase_words(text, but={revision.id, in_use} if in_use else {revision.id})
    return revision


def newest_reading(concern: Concern) -> TextRevision | None:
    """What was last written for others to read, approved or not."""
    if concern.reading_id is None:
        return None
    return newest_revisions([concern.reading_id])[concern.reading_id]


def _approve_reading(concern: Concern, revision: TextRevision, by: Person) -> None:
    if concern.reading_approved_revision_id == revision.id:
        return
    concern.reading_approved_revision_id = revision.id
    concern.reading_approved_by_id = by.id
    concern.reading_approved_at = clock.now()
    db.session.flush()
    if revision.author_id != by.id:
        _record_reading("reading_approved", concern, revision, by)


def _record_reading(event: str, concern: Concern, revision: TextRevision, by: Person) -> None:
    record(
        event,
        concern,
        council_id=concern.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )


def _repeats(words: str, own: str) -> bool:
    """Whether these are a family's own words, or hold all of them where they are more than a few.

    Capitals, marks and spaces make no others of them.
    """
    said, meant = (
        "".join(letter for letter in each.casefold() if letter.isalnum()) for each in (words, own)
    )
    return said == meant or (len(meant) > 40 and meant in said)


# ---- the end of a concern ------------------------------------------------------------------------


def close_concern(concern: Concern, reason: str, *, language: str, by: Person) -> None:
    """The council does not take a concern further, and tells the family why."""
    if not reason.strip():
        raise Refusal(_l("Write the reason, so that the family learns it."), field="reason")
    _lock([concern.id])
    state = apply_move(CONCERN_MOVES, concern.state, ConcernMove.CLOSE)
    text = write_text(
        reason, kind="concern_closed_reason", language=language, council=concern.council, by=by
    )
    concern.closed_reason_id = text.id
    concern.state = state
    db.session.flush()
    record(
        EVENTS[ConcernMove.CLOSE],
        concern,
        council_id=concern.council_id,
        by_id=by.id,
        detail={"reason": text.id},
    )
    raiser = concern.raiser
    if raiser is not None and (raiser.family_id or raiser.email or raiser.phone):
        issue_ticket(Purpose.THREAD, subject_id=concern.id, council_id=concern.council_id)
        owe("concern_closed", concern, council_id=concern.council_id, to=raiser)


def withdraw_concern(concern: Concern) -> None:
    """A family takes its concern back: its words, its reading and who raised it are erased."""
    _lock([concern.id])
    concern.state = apply_move(CONCERN_MOVES, concern.state, ConcernMove.WITHDRAW)
    concern.words = ""
    concern.variant = ""
    if concern.reading_id is not None:
        concern.reading_approved_revision_id = None
        concern.reading_approved_by_id = None
        concern.reading_approved_at = None
        erase_words(db.session.get_one(Text, concern.reading_id))
    if concern.raiser is not None:
        # The row stays, empty: messages that were sent still name it.
        concern.raiser.family_id = None
        concern.raiser.name = ""
        concern.raiser.email = None
        concern.raiser.phone = None
    db.session.execute(delete(ConcernInTheme).where(ConcernInTheme.concern_id == concern.id))
    db.session.flush()
    db.session.expire(concern, ["themes"])
    record(EVENTS[ConcernMove.WITHDRAW], concern, council_id=concern.council_id, by_id=None)


# ---- themes --------------------------------------------------------------------------------------


def start_theme(council: Council, title: str, *, language: str, by: Person) -> Theme:
    """Give a name to what several concerns have in common, in the language of the writer."""
    if not title.strip():
        raise Refusal(_l("Give the theme a title."), field="title")
    text = write_text(title, kind="theme_title", language=_known(language), council=council, by=by)
    theme = Theme(council_id=council.id, title_id=text.id, started_at=clock.now())
    db.session.add(theme)
    db.session.flush()
    record("theme_started", theme, council_id=council.id, by_id=by.id)
    return theme


def rename_theme(theme: Theme, title: str, *, by: Person) -> TextRevision:
    """Give a theme another title, in the language that it was started in."""
    if not title.strip():
        raise Refusal(_l("Give the theme a title."), field="title")
    text = db.session.get_one(Text, theme.title_id)
    revision = revise_text(text, title, by=by)
    record("theme_renamed", theme, council_id=theme.council_id, by_id=by.id)
    return revision


def group_concerns(theme: Theme, concerns: Iterable[Concern], *, by: Person) -> list[Concern]:
    """Put concerns under a theme, which they may share with others; gives those that are new there.

    Private concerns stay with the coordinator and are refused.
    """
    wanted = _lock(concern.id for concern in concerns)
    there = set(
        db.session.scalars(
            select(ConcernInTheme.concern_id).where(ConcernInTheme.theme_id == theme.id)
        )
    )
    new = [concern for concern in wanted if concern.id not in there]
    for concern in new:
        if concern.council_id != theme.council_id or not can_group(concern):
            raise Refusal(
                _l(
                    "One of these concerns cannot be put under a theme: it is private, or it has"
                    " been closed or withdrawn in the meantime."
                ),
                field="concerns",
            )
        db.session.add(ConcernInTheme(concern_id=concern.id, theme_id=theme.id))
        if concern.state is ConcernState.RECEIVED:
            _move(concern, ConcernMove.GROUP, by, theme=theme.id)
        else:
            record(
                "concern_grouped",
                concern,
                council_id=concern.council_id,
                by_id=by.id,
                detail={"theme": theme.id},
            )
    db.session.flush()
    if new:
        record(
            "concerns_added",
            theme,
            council_id=theme.council_id,
            by_id=by.id,
            detail={"concerns": [concern.id for concern in new]},
        )
    db.session.expire(theme, ["concerns"])
    return new


def ungroup_concern(theme: Theme, concern: Concern, *, by: Person) -> None:
    """Take a concern out of a theme; not of its only one, once the council has taken it up."""
    _lock([concern.id])
    themes = set(
        db.session.scalars(
            select(ConcernInTheme.theme_id).where(ConcernInTheme.concern_id == concern.id)
        )
    )
    if theme.id not in themes:
        return
    if themes == {theme.id} and concern.state in (
        ConcernState.ON_AGENDA,
        ConcernState.IN_RECOMMENDATION,
        ConcernState.ANSWERED,
    ):
        raise Refusal(
            _l("The council has taken this up under this theme. Put it under another theme first.")
        )
    db.session.execute(
        delete(ConcernInTheme).where(
            ConcernInTheme.concern_id == concern.id, ConcernInTheme.theme_id == theme.id
        )
    )
    if themes == {theme.id} and concern.state is ConcernState.GROUPED:
        _move(concern, ConcernMove.UNGROUP, by, theme=theme.id)
    else:
        record(
            "concern_ungrouped",
            concern,
            council_id=concern.council_id,
            by_id=by.id,
            detail={"theme": theme.id},
        )
    record(
        "concern_removed",
        theme,
        council_id=theme.council_id,
        by_id=by.id,
        detail={"concern": concern.id},
    )
    db.session.flush()
    db.session.expire(theme, ["concerns"])
    db.session.expire(concern, ["themes"])


def write_summary(
    theme: Theme, words: str, *, language: str, by: Person, seen: str | None = None
) -> TextRevision:
    """Say what the concerns under a theme have in common, without exposing anybody.

    An approved summary stays in use until these words are approved. `seen` is the revision that
    the writer had before them ("" for none): if somebody has written since, it is refused.
    """
    if not words.strip():
        raise Refusal(_l("Write the summary first."), field="words")
    newest = newest_summary(theme)
    if seen is not None and seen != (newest.id if newest else ""):
        raise Refusal(
            _l(
                "Somebody else has changed this summary in the meantime. Your words are still here;"
                " open the theme in another tab to compare."
            ),
            field="words",
        )
    if newest is None:
        text = write_text(
            words,
            kind="theme_summary",
            language=_known(language),
            council=db.session.get_one(Council, theme.council_id),
            by=by,
        )
        theme.summary_id = text.id
        db.session.flush()
        revision = newest_revisions([text.id])[text.id]
    else:
        if language != newest.text.source_language:
            raise Refusal(
                _l("Keep to the language that the summary was first written in."),
                field="language",
            )
        revision = revise_text(newest.text, words, by=by)
        if revision is newest:
            return newest
    record(
        "summary_written",
        theme,
        council_id=theme.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )
    return revision


def newest_summary(theme: Theme) -> TextRevision | None:
    """The summary as it was last written, approved or not."""
    if theme.summary_id is None:
        return None
    return newest_revisions([theme.summary_id])[theme.summary_id]


def approve_summary(theme: Theme, *, by: Person, seen: str | None = None) -> TextRevision:
    """A coordinator approves what somebody else wrote: packets and families read it from now on.

    `seen` is the revision that the coordinator read; if it is not the newest, it is refused.
    """
    revision = newest_summary(theme)
    if revision is None:
        raise Refusal(_l("There is no summary yet."))
    if seen is not None and seen != revision.id:
        raise Refusal(
            _l("Somebody has changed this summary in the meantime. Read the new words first.")
        )
    if not can_approve_summary(by, revision):
        raise Refusal(_l("Another coordinator approves a summary than the one who wrote it."))
    if theme.summary_approved_revision_id == revision.id:
        return revision
    theme.summary_approved_revision_id = revision.id
    theme.summary_approved_by_id = by.id
    theme.summary_approved_at = clock.now()
    db.session.add(
        SummaryApproval(
            revision_id=revision.id,
            theme_id=theme.id,
            approved_by_id=by.id,
            approved_at=theme.summary_approved_at,
        )
    )
    db.session.flush()
    record(
        "summary_approved",
        theme,
        council_id=theme.council_id,
        by_id=by.id,
        detail={"revision": revision.id},
    )
    return revision


# ---- what later rooms of the house do to the concerns of their themes ---------------------------


def put_themes_on_agenda(themes: Iterable[Theme], *, by: Person) -> list[Concern]:
    """The themes are on a meeting's agenda, and so are their concerns; gives those that moved."""
    return _move_under(themes, ConcernMove.PUT_ON_AGENDA, by)


def take_off_agenda(
    themes: Iterable[Theme], *, by: Person, but_under: Collection[Theme] = ()
) -> list[Concern]:
    """The themes are on no agenda any more; gives the concerns that moved back.

    Concerns that stand under one of `but_under` as well, which still is on an agenda, stay.
    """
    return _move_under(themes, ConcernMove.TAKE_OFF_AGENDA, by, but_under)


def take_themes_into_recommendation(themes: Iterable[Theme], *, by: Person) -> list[Concern]:
    """A recommendation rests on the themes, and so on their concerns; gives those that moved."""
    return _move_under(themes, ConcernMove.TAKE_INTO_RECOMMENDATION, by)


def drop_from_recommendation(
    themes: Iterable[Theme], *, by: Person, but_under: Collection[Theme] = ()
) -> list[Concern]:
    """The recommendation came to nothing, and its themes wait again; gives the concerns that moved.

    Concerns that stand under one of `but_under` as well, in another recommendation, stay.
    """
    return _move_under(themes, ConcernMove.DROP_FROM_RECOMMENDATION, by, but_under)


def mark_answered(themes: Iterable[Theme], *, by: Person) -> list[Concern]:
    """The school has answered what the themes asked; gives the concerns answered with them.

    A concern that joined its theme while the answer was awaited is answered with the others.
    """
    answered = []
    for concern in _lock(_concerns_under(themes)):
        if concern.state in (ConcernState.GROUPED, ConcernState.ON_AGENDA):
            _move(concern, ConcernMove.TAKE_INTO_RECOMMENDATION, by)
        if _can_move(concern, ConcernMove.ANSWER):
            _move(concern, ConcernMove.ANSWER, by)
            answered.append(concern)
    db.session.flush()
    return answered


def _concerns_under(themes: Iterable[Theme]) -> set[str]:
    return set(
        db.session.scalars(
            select(ConcernInTheme.concern_id).where(
                ConcernInTheme.theme_id.in_([theme.id for theme in themes])
            )
        )
    )


def _move_under(
    themes: Iterable[Theme], move: ConcernMove, by: Person, but_under: Collection[Theme] = ()
) -> list[Concern]:
    """Move the concerns that can make this move; the others stay as they are."""
    moved = []
    for concern in _lock(_concerns_under(themes) - _concerns_under(but_under)):
        if _can_move(concern, move):
            _move(concern, move, by)
            moved.append(concern)
    db.session.flush()
    return moved


def _can_move(concern: Concern, move: ConcernMove) -> bool:
    return (concern.state, move) in CONCERN_MOVES


def _move(concern: Concern, move: ConcernMove, by: Person, **detail: str) -> None:
    concern.state = apply_move(CONCERN_MOVES, concern.state, move)
    record(EVENTS[move], concern, council_id=concern.council_id, by_id=by.id, detail={**detail})


def _lock(concern_ids: Iterable[str]) -> list[Concern]:
    """The concerns as they are at this moment, kept from others until the request is over."""
    return list(
        db.session.scalars(
            select(Concern)
            .where(Concern.id.in_(list(concern_ids)))
            .order_by(Concern.id)
            .with_for_update(of=Concern)
            .execution_options(populate_existing=True)
        )
    )
