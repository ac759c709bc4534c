"""Settings: defaults for one small machine, overridden by COUNCIL_* in the environment."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from council.database import engine_options


class BadSetting(Exception):
    """A setting cannot be used; the sentence says which and how to mend it."""


def read_settings(instance: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings of this installation.

    COUNCIL_URL             what links and QR codes say
    COUNCIL_DATABASE_URL    sqlite:///… or postgresql+psycopg://…
    COUNCIL_SECRET_KEY      signs and hashes; made once into the instance folder if absent
    COUNCIL_MAIL_URL        smtp://user:password@host:port or smtps://…; without it every message
                            goes on the worklist
    COUNCIL_MAIL_FROM       the sender of every message
    COUNCIL_ENV             production (default) or development
    COUNCIL_DEMO            1 opens the demo doors (personas, mailbox); refused in production
    COUNCIL_PROXIES         how many proxies stand in front and may name the visitor's address
    """
    environ = {key: value.strip() for key, value in environment.items() if value.strip()}
    env = environ.get("COUNCIL_ENV", "production")
    if env not in ("production", "development"):
        raise BadSetting(f"COUNCIL_ENV is {env!r}; it can be production or development.")
    demo = environ.get("COUNCIL_DEMO") == "1"
    if demo and environ.get("COUNCIL_ENV") == "production":
        raise BadSetting(
            "COUNCIL_DEMO=1 lets anyone in as anybody, so it is refused with"
            " COUNCIL_ENV=production. Unset one of the two."
        )
    url = environ.get("COUNCIL_URL", f"http://127.0.0.1:{environ.get('PORT', '5000')}").rstrip("/")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise BadSetting(f"COUNCIL_URL is {url!r}; it should look like https://council.example.org")
    database = environ.get("COUNCIL_DATABASE_URL", f"sqlite:///{instance / 'council.sqlite'}")
    if database.startswith(("postgres://", "postgresql://")):
        database = "postgresql+psycopg://" + database.split("://", 1)[1]
    if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting(
            "COUNCIL_DATABASE_URL should begin with sqlite:/// or postgresql+psycopg://"
        )
    key = environ.get("COUNCIL_SECRET_KEY") or _kept_secret(instance)
    secure = url.startswith("https://")
    return {
        "COUNCIL_URL": url,
        "COUNCIL_DEMO": demo,
        "COUNCIL_ENV": env,
        "COUNCIL_PROXIES": int(environ.get("COUNCIL_PROXIES", "0")),
        "MAIL_URL": environ.get("COUNCIL_MAIL_URL", ""),
        "MAIL_FROM": environ.get("COUNCIL_MAIL_FROM", ""),
        "SECRET_KEY": key,
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(database),
        "SESSION_COOKIE_NAME": "council_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": secure,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over a long call must still save
        "MAX_CONTENT_LENGTH": 10 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    }


def _kept_secret(instance: Path) -> str:
    """The key of this installation, made once and readable by its owner alone."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
