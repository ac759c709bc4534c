"""What the worker does about links that were asked for, and about counters of limits."""

from council.access import operations
from council.access.models import LinkAsked
from council.access.queries import links_asked
from council.database import db
from council.jobs import every, job


@job
def answer_link_asked(asked_id: str) -> None:
    """Send the link that somebody asked for, if it was not sent yet."""
    asked = db.session.get(LinkAsked, asked_id, with_for_update=True)
    if asked is not None:
        operations.answer_link_asked(asked)
    db.session.commit()


@every(minutes=1)
def answer_links_asked() -> None:
    """Send every link that was asked for and that the queue has lost."""
    for asked in db.session.scalars(links_asked().with_for_update(skip_locked=True)).all():
        operations.answer_link_asked(asked)


@every(minutes=15)
def forget_old_counters() -> None:
    """Forget counters of limits whose time is over."""
    operations.forget_old_counters()
