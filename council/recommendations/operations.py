"""Writing recommendations and bringing them before the council."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from council import clock
from council.concerns.models import Theme
from council.concerns.theme_operations import (
    drop_from_recommendation,
    take_themes_into_recommendation,
)
from council.councils.models import Council
from council.database import db
from council.history.operations import record
from council.languages.chosen import known_language
from council.meetings import agenda_operations as agendas
from council.meetings.models import AgendaItem, Meeting
from council.moves import apply_move
from council.people.models import Person
from council.recommendations.models import Recommendation
from council.recommendations.queries import (
    themes_taken_up_elsewhere,
)
from council.recommendations.states import (
    MOVES,
    TAKES_UP_THEMES,
    RecommendationMove,
    RecommendationState,
)
from council.refusals import Refusal
from council.texts.models import Text
from council.texts.operations import revise_text, write_text

EVENTS = {
    RecommendationMove.PROPOSE: "recommendation_proposed",
    RecommendationMove.RETURN_TO_DRAFT: "recommendation_returned_to_draft",
    RecommendationMove.ADOPT: "recommendation_adopted",
    RecommendationMove.REJECT: "recommendation_rejected",
    RecommendationMove.SEND: "recommendation_sent",
    RecommendationMove.HAND_ON: "recommendation_handed_on",
    RecommendationMove.ASK_FOR_TIME: "more_time_asked",
    RecommendationMove.ANSWER: "recommendation_answered",
    RecommendationMove.START: "recommendation_started",
    RecommendationMove.FINISH: "recommendation_finished",
    RecommendationMove.WITHDRAW: "recommendation_withdrawn",
}


def move_on(
    recommendation: Recommendation,
    move: RecommendationMove,
    by: Person,
    **detail: str | int | None,
) -> None:
    """Make a move that the table of states allows, and keep who made it."""
    recommendation.state = apply_move(MOVES, recommendation.state, move)
    # A move that leads back to the same state is a change all the same, for whoever comes second.
    flag_modified(recommendation, "state")
    db.session.flush()
    record(
        EVENTS[move],
        recommendation,
        council_id=recommendation.council_id,
        by_id=by.id,
        detail={**detail},
    )


# ---- drafting ------------------------------------------------------------------------------------


def draft_recommendation(
    council: Council,
    *,
    title: str,
    body: str,
    language: str,
    themes: Sequence[Theme],
    by: Person,
) -> Recommendation:
    """Write down what the school is asked to do, resting on themes that families' concerns made."""
    _check_themes(council.id, themes)
    tag = known_language(language).tag
    # One at a time, so that two drafts never get the same number.
    db.session.execute(select(Council.id).where(Council.id == council.id).with_for_update())
    last = db.session.scalar(
        select(func.max(Recommendation.number)).where(Recommendation.council_id == council.id)
    )
    recommendation = Recommendation(
        council_id=council.id,
        number=(last or 0) + 1,
        title_id=write_text(
            title, kind="recommendation_title", language=tag, council=council, by=by
        ).id,
        body_id=write_text(
            body, kind="recommendation_body", language=tag, council=council, by=by
        ).id,
        state=RecommendationState.DRAFT,
        drafted_by_id=by.id,
        drafted_at=clock.now(),
        themes=list(themes),
    )
    db.session.add(recommendation)
    db.session.flush()
    record(
        "recommendation_drafted",
        recommendation,
        council_id=council.id,
        by_id=by.id,
        detail={"themes": [theme.id for theme in themes]},
    )
    return recommendation


def edit_recommendation(
    recommendation: Recommendation,
    *,
    title: str,
    body: str,
    themes: Sequence[Theme],
    version: int,
    by: Person,
) -> None:
    """Write on at a draft; refused if somebody else has changed it since `version` was read."""
    _refuse_unless_current(recommendation, version)
    if recommendation.state is not RecommendationState.DRAFT:
        raise Refusal(
            _l("It has been proposed already. Take it back to a draft to change its words.")
        )
    _check_themes(recommendation.council_id, themes)
    revise_text(db.session.get_one(Text, recommendation.title_id), title, by=by)
    revise_text(db.session.get_one(Text, recommendation.body_id), body, by=by)
    recommendation.themes = list(themes)
    # Words and themes stand in other tables; the version counts here.
    flag_modified(recommendation, "state")
    db.session.flush()
    record(
        "recommendation_edited",
        recommendation,
        council_id=recommendation.council_id,
        by_id=by.id,
        detail={"themes": [theme.id for theme in themes]},
    )


def _refuse_unless_current(recommendation: Recommendation, version: int) -> None:
    if recommendation.version != version:
        raise Refusal(
            _l(
                "Somebody else has changed this in the meantime. What you typed is still here;"
                " compare it with what stands there now, then save again."
            )
        )


def _check_themes(council_id: str, themes: Sequence[Theme]) -> None:
    if not themes:
        raise Refusal(_l("Choose at least one theme that it rests on."), field="themes")
    for theme in themes:
        if theme.council_id != council_id or theme.summary_approved_revision_id is None:
            raise Refusal(
                _l("A recommendation rests on themes with an approved summary only."),
                field="themes",
            )


# ---- before the council --------------------------------------------------------------------------


def propose_recommendation(recommendation: Recommendation, *, by: Person) -> None:
    """Put a draft before the council; the concerns behind it are in a recommendation now."""
    move_on(recommendation, RecommendationMove.PROPOSE, by)
    take_themes_into_recommendation(recommendation.themes, by=by)


def return_to_draft(recommendation: Recommendation, *, by: Person) -> None:
    """Take a proposal back, to write on at it."""
    move_on(recommendation, RecommendationMove.RETURN_TO_DRAFT, by)
    let_go_of_themes(recommendation, by)


def withdraw_recommendation(recommendation: Recommendation, *, by: Person) -> None:
    """Give a recommendation up for good; its themes wait for another one."""
    taken_up = recommendation.state in TAKES_UP_THEMES
    move_on(recommendation, RecommendationMove.WITHDRAW, by)
    if taken_up:
        let_go_of_themes(recommendation, by)


def let_go_of_themes(recommendation: Recommendation, by: Person) -> None:
    """Its themes wait for another recommendation, but for those that one has taken up."""
    drop_from_recommendation(
        recommendation.themes, by=by, but_under=themes_taken_up_elsewhere(recommendation)
    )


def put_on_agenda(
    recommendation: Recommendation, meeting: Meeting, *, minutes: int = 15, by: Person
) -> AgendaItem:
    """Put a proposal on a coming meeting's agenda for action, so that the council can vote."""
    if recommendation.state is not RecommendationState.PROPOSED:
        raise Refusal(_l("The council votes on what has been proposed to it."))
    if meeting.council_id != recommendation.council_id or meeting.starts_at <= clock.now():
        raise Refusal(_l("Choose a coming meeting of this council."), field="meeting_id")
    return agendas.add_recommendation(
        meeting, recommendation.id, recommendation.title_id, minutes=minutes, by=by
    )
