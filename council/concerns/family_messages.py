"""What families are told of their concerns, in the languages of families."""

from flask_babel import gettext as _

from council.concerns.links import thread_address
from council.concerns.models import Concern
from council.database import db
from council.notices.models import OutboxMessage
from council.notices.registry import Rendered
from council.texts.passages import passages


def render_concern_closed(subject_id: str, message: OutboxMessage) -> Rendered | None:
    """Tells a family that the council does not take its concern further, and why."""
    concern = db.session.get(Concern, subject_id)
    if concern is None or concern.closed_reason_id is None:
        return None
    reason = passages([concern.closed_reason_id], message.language)[concern.closed_reason_id]
    body = [
        _("The council has closed the concern that you raised. This is the reason:"),
        reason,
    ]
    address = thread_address(concern.id, message.language)
    if address is not None:
        body += [_("You can look at what became of it here:"), address]
    return Rendered(subject=_("What became of your concern"), body=body)
