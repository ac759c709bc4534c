"""How often something may be tried, counted exactly across processes, without anybody's address."""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request, session
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from council import clock
from council.access.models import LimitCounter
from council.database import SAFE_METHODS, db

View = TypeVar("View", bound=Callable[..., Any])

# Schools share one address, and an evening at the library may bring forty families behind it:
# limits for each source are generous, and a code or password is too long to be guessed anyway.
LOOK_UPS = ("60 per hour", "1000 per hour")
INTAKE = ("300 per hour", "6000 per hour")
SIGN_IN = ("60 per 15 minutes", "2000 per hour")
SIGN_IN_OF_ONE_NAME = "10 per 15 minutes"
CODES_OF_ONE_ACCOUNT = "5 per 5 minutes"
LINKS = ("20 per hour", "500 per hour")
LINKS_TO_ONE_NAME = "5 per hour"
INVITATIONS = "60 per day"

HOUR = 60 * 60
GRAIN = 15 * 60


def _salted(words: str) -> str:
    """A hash that means nothing tomorrow, since its salt is of the day."""
    day = clock.now().date().isoformat()
    key = hmac.digest(current_app.config["SECRET_KEY"].encode(), f"limits {day}".encode(), "sha256")
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


class TableStorage(Storage):
    """Counters in the database, each step one statement in a short transaction of its own.

    The request's own transaction may hold SQLite's one lock for writing, so counting comes before
    it begins; what the request rolls back afterwards was counted all the same.
    """

    STORAGE_SCHEME = ["council"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database may raise."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count one more, and say how many that makes."""
        moment = _moment()
        insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        ends = _end_of_window(moment, expiry)
        new = insert(LimitCounter).values(key=_salted(key), count=amount, expires_at=ends)
        over = LimitCounter.expires_at <= moment
        statement = new.on_conflict_do_update(
            index_elements=[LimitCounter.key],
            set_={
                "count": case((over, amount), else_=LimitCounter.count + amount),
                "expires_at": case((over, ends), else_=LimitCounter.expires_at),
            },
        ).returning(LimitCounter.count)
        with Session(db.engine) as counting, counting.begin():
            return cast("int", counting.scalar(statement))

    def get(self, key: str) -> int:
        """How many were counted so far."""
        return self._read(key)[0]

    def get_expiry(self, key: str) -> float:
        """When the counter starts again."""
        return self._read(key)[1]

    def _read(self, key: str) -> tuple[int, int]:
        moment = _moment()
        wanted = select(LimitCounter.count, LimitCounter.expires_at).where(
            LimitCounter.key == _salted(key), LimitCounter.expires_at > moment
        )
        with Session(db.engine) as counting:
            row = counting.execute(wanted).one_or_none()
        return (row[0], row[1]) if row else (0, moment)

    def check(self) -> bool:
        """Whether the counters can be read."""
        with Session(db.engine) as counting:
            counting.scalar(select(LimitCounter.key).limit(1))
        return True

    def reset(self) -> int:
        """Forget every counter."""
        return self._forget(delete(LimitCounter))

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._forget(delete(LimitCounter).where(LimitCounter.key == _salted(key)))

    def _forget(self, statement: Any) -> int:
        with Session(db.engine) as counting, counting.begin():
            return int(cast("Any", counting.execute(statement)).rowcount)


def _moment() -> int:
    return int(time.time())


def _end_of_window(moment: int, expiry: int) -> int:
    """When a counter that begins now starts again.

    The counters of families' pages, which last an hour, end at full quarters of an hour: what is
    kept must not tell when somebody raised a concern.
    """
    if expiry < HOUR:
        return moment + expiry
    return -(-(moment + expiry) // GRAIN) * GRAIN


def source() -> str:
    """Where a request comes from, as a hash that lasts a day."""
    return _salted(f"source {request.remote_addr}")


def everybody() -> str:
    """One counter for all sources together."""
    return "everybody"


def _name() -> str:
    """The name that is typed, so that one account is not tried from many places."""
    return _salted(f"name {request.form.get('email', '').strip().lower()}")


def _account() -> str:
    return _salted(f"account {session.get('tf_user_id') or session.get('_user_id') or source()}")


counters = FixedWindowRateLimiter(TableStorage())


@dataclass(frozen=True)
class Limit:
    """So many tries in a while, counted apart for each key."""

    item: RateLimitItem
    key: Callable[[], str]


def _limits(words: str, key: Callable[[], str]) -> Limit:
    return Limit(parse(words), key)


def _by_source_and_in_all(words: tuple[str, str]) -> tuple[Limit, Limit]:
    return _limits(words[0], source), _limits(words[1], everybody)


_SIGN_IN = (_limits(SIGN_IN_OF_ONE_NAME, _name), *_by_source_and_in_all(SIGN_IN))
_CODES = (_limits(CODES_OF_ONE_ACCOUNT, _account),)

# The library's pages on which something can be guessed.
ELSEWHERE: Mapping[str, tuple[Limit, ...]] = {
    "security.login": _SIGN_IN,
    "security.verify": _CODES,
    "security.change_password": _CODES,
    "security.two_factor_token_validation": _CODES,
    "security.two_factor_setup_validate": _CODES,
    "security.mf_recovery": _CODES,
}


def _limited(*limits: Limit) -> Callable[[View], View]:
    """Marks a page with limits on what is sent to it; looking is free."""

    def mark(view: View) -> View:
        view.limits = limits  # type: ignore[attr-defined]
        return view

    return mark


# Codes can be tried so often from one source, and so often in all.
limit_look_ups = _limited(*_by_source_and_in_all(LOOK_UPS))
# Concerns can be sent so often from one source, and so often in all.
limit_intake = _limited(*_by_source_and_in_all(INTAKE))
# Links can be asked for so often from one source, in all, and for one address.
limit_links = _limited(_limits(LINKS_TO_ONE_NAME, _name), *_by_source_and_in_all(LINKS))
# Links can be opened so often from one source, and so often in all.
limit_opening = _limited(*_by_source_and_in_all(SIGN_IN))
# One person can invite so many people a day.
limit_invitations = _limited(_limits(INVITATIONS, _account))


def init_app(app: Flask) -> None:
    """Count before anything else is done with a request."""
    app.before_request(_count)


def _count() -> None:
    # Not inside the view, as Flask-Limiter does it: by then the request has looked who is there,
    # and holds the one lock that SQLite has for writing, for which counting would wait in vain.
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    limits: tuple[Limit, ...] = getattr(view, "limits", ELSEWHERE.get(request.endpoint, ()))
    for limit in limits:
        if not counters.hit(limit.item, request.endpoint, limit.key()):
            abort(429)
