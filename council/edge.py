"""The edge of a request: one commit when all went well, nothing half written when it did not."""

from flask import Flask, abort, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from council.database import db
from council.refusals import Refusal

# What a person typed is given back on an error page, but for what must not be shown.
NEVER_SHOWN = frozenset(
    {"csrf_token", "password", "password_confirm", "new_password", "new_password_confirm", "code"}
)

# What SQLite says when trying again later can help (sqlite.org/rescode.html).
SQLITE_PASSING = ("locked", "busy", "full", "disk I/O", "unable to open", "readonly")


def init_app(app: Flask) -> None:
    """Commit at the end of each request, and answer what goes wrong in the person's language."""
    app.before_request(_refuse_what_no_address_holds)
    app.after_request(_commit_or_roll_back)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(CSRFError, _explain_old_form)
    app.register_error_handler(Refusal, _explain_refusal)
    app.register_error_handler(StaleDataError, _explain_stale)
    app.register_error_handler(OperationalError, _explain_busy)


def _refuse_what_no_address_holds() -> None:
    """No address of ours holds a NUL, which PostgreSQL would refuse as a fault of ours.

    A ticket's own page says in words that it is mistyped: its signature is checked first.
    """
    ids = [str(value) for name, value in (request.view_args or {}).items() if name != "token"]
    asked = (*ids, *(each for pair in request.args.items(multi=True) for each in pair))
    if any("\0" in each for each in asked):
        abort(404)


def _commit_or_roll_back(response: Response) -> Response:
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def typed() -> list[tuple[str, str]]:
    """What the person typed into the form that failed, to be copied from the error page."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER_SHOWN and value.strip()
    ]


def _page(template: str, status: int, **values: object) -> tuple[str, int]:
    db.session.rollback()
    return render_template(f"errors/{template}.html", typed=typed(), **values), status


def _explain(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    name = str(code) if code in (403, 404, 413, 429, 500, 503) else "400"
    return _page(name, code)


def _explain_old_form(error: CSRFError) -> tuple[str, int]:
    return _page("expired_form", 400)


def _explain_refusal(refusal: Refusal) -> tuple[str, int]:
    return _page("refused", 409, sentence=refusal.sentence)


def _explain_stale(error: StaleDataError) -> tuple[str, int]:
    return _page("stale_form", 409)


def _explain_busy(error: OperationalError) -> tuple[str, int]:
    """The database is locked, full or away: say so, and give back what was typed.

    SQLite reports a fault of ours, such as a missing column, as the same kind of error; that one
    is not passed off as a busy moment.
    """
    current_app.logger.error("the database refused: %s", type(error.orig).__name__)
    said = str(error.orig)
    if db.engine.dialect.name == "sqlite" and not any(sign in said for sign in SQLITE_PASSING):
        return _page("500", 500)
    return _page("503", 503)
