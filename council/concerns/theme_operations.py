"""Everything that is written about themes, and with them about the concerns under them."""

from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from council import clock
from council.concerns.models import Concern, ConcernInTheme, Theme
from council.concerns.operations import lock, move_on
from council.concerns.rules import can_group
from council.concerns.states import CONCERN_MOVES, ConcernMove, ConcernState
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.languages.chosen import known_language
from council.people.models import Person
from council.refusals import Refusal
from council.texts.models import Text, TextRevision
from council.texts.operations import revise_text, write_text


def start_theme(council: Council, title: str, *, language: str, by: Person) -> Theme:
    """Give a name to what several concerns have in common, in the language of the writer."""
    if not title.strip():
        raise Refusal(_l("Give the theme a title."), field="title")
    text = write_text(
        title, kind="theme_title", language=known_language(language).tag, council=council, by=by
    )
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
    wanted = lock(concern.id for concern in concerns)
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
            move_on(concern, ConcernMove.GROUP, by, theme=theme.id)
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
    lock([concern.id])
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
        move_on(concern, ConcernMove.UNGROUP, by, theme=theme.id)
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
    for concern in lock(_concerns_under(themes)):
        if concern.state in (ConcernState.GROUPED, ConcernState.ON_AGENDA):
            move_on(concern, ConcernMove.TAKE_INTO_RECOMMENDATION, by)
        if _can_move(concern, ConcernMove.ANSWER):
            move_on(concern, ConcernMove.ANSWER, by)
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
    for concern in lock(_concerns_under(themes) - _concerns_under(but_under)):
        if _can_move(concern, move):
            move_on(concern, move, by)
            moved.append(concern)
    db.session.flush()
    return moved


def _can_move(concern: Concern, move: ConcernMove) -> bool:
    return (concern.state, move) in CONCERN_MOVES
