"""What rounds offer to others: the words of their messages, and where their texts stand."""

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from council.access.models import Ticket
from council.access.tickets import ticket_token
from council.addresses import address_of
from council.database import db
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered, renders
from council.rounds.models import PriorityRound
from council.rounds.states import RoundState
from council.texts.passages import passage
from council.texts.registry import TextPlace, describes


def register(app: Flask) -> None:
    """Importing this file registers what is below."""


@renders("vote_invited", about=_l("An invitation to vote"))
def invitation_to_vote(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """A family's own link to vote, with the question in its language."""
    ticket = db.session.get(Ticket, subject_id)
    round_ = db.session.get(PriorityRound, ticket.subject_id) if ticket else None
    if ticket is None or round_ is None or round_.state is not RoundState.OPEN:
        return None
    return Rendered(
        _("Say what matters most"),
        [
            _("The council asks families:"),
            passage(round_.question_id, message.language),
            _("You have three dots to give. Nobody can see how you voted. Open your link:"),
            address_of("rounds.vote", token=ticket_token(ticket)),
        ],
    )


@describes("round_question")
def questions_of_rounds(text_ids: list[str]) -> dict[str, TextPlace]:
    """Where the question of a round stands; families need it while the round is open."""
    rounds = db.session.scalars(
        select(PriorityRound).where(PriorityRound.question_id.in_(text_ids))
    )
    return {
        round_.question_id: TextPlace(
            _("Question of a vote"),
            url_for("rounds.show_round", council_id=round_.council_id, round_id=round_.id),
            round_.respond_by if round_.state is not RoundState.CLOSED else None,
        )
        for round_ in rounds
    }
