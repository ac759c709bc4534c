"""Pages of a person's own account."""

from flask import Blueprint, g, render_template

from council.access.guard import signed_in
from council.access.queries import councils_of
from council.database import db

bp = Blueprint("access", __name__)


@bp.get("/my-account")
@signed_in
def my_account() -> str:
    """Who one is here, and in which councils."""
    return render_template(
        "access/my_account.html", person=g.person, councils=list(db.session.scalars(councils_of(g.person)))
    )
