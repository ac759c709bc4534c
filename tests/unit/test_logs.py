"""No line of the log opens anything or leads to anybody."""

import io
import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from council.access.models import Purpose
from council.access.tickets import issue_ticket, ticket_token
from council.concerns.codes import draw_code, written
from council.database import db
from council.logs import Discreet, withhold


@pytest.mark.parametrize(
    "secret",
    [
        "amina@example.org",
        "Amina.Demo+school@mail.example.org",
        "أمينة@example.org",
        "+14155550112",
        "+1 (415) 555-0112",
        "203.0.113.77",
        "2001:db8::8a2e:370:7334",
        "::ffff:203.0.113.77",
        "7K3F-9QXM-2DBT-4",
        "7K3F 9QXM 2DBT 4",
        "7K3F9QXM2DBT4",
    ],
)
@pytest.mark.parametrize(
    "line", ["{}", "refused {}: later", "('{}', 450)", "to=<{}>", "GET /x/{}?y"]
)
def test_log_withholds(secret: str, line: str) -> None:
    assert secret not in withhold(line.format(secret))


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24 07:47:00,387 INFO gunicorn.access GET /councils/<council_id>/messages 200 8 ms",
        "Listening at: http://127.0.0.1:5000 (6745)",
        "message 7k3f9qxm2dbt failed",
        "UNIQUE constraint failed: person.email",
        "2026-11-24T07:47:00+00:00",
    ],
)
def test_log_keeps_what_leads_to_nobody(line: str) -> None:
    assert withhold(line) == line


def test_log_withholds_tickets(app: Flask) -> None:
    token = ticket_token(issue_ticket(Purpose.VOTE))
    line = withhold(f"Exception on /vote/{token} [GET]")
    assert token not in line
    assert token.split(".")[1] not in line


def test_log_withholds_codes_however_they_are_written() -> None:
    for _draw in range(200):
        code = draw_code()
        for shape in (code, written(code), written(code).replace("-", " ")):
            assert shape not in withhold(f"looked up {shape}, unknown")


def test_log_withholds_the_password_of_a_server() -> None:
    line = withhold("smtp://council:hunter2@mail.example.org:587 and postgresql://u:p@db/council")
    assert "hunter2" not in line
    assert ":p@" not in line


def test_traceback_of_a_statement_shows_no_values(app: Flask) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet("%(message)s"))
    log = logging.getLogger("tests.discreet")
    log.addHandler(handler)
    log.propagate = False
    try:
        db.session.execute(
            text("INSERT INTO nowhere VALUES (:words)"), {"words": "The bus never comes.\nEver."}
        )
    except SQLAlchemyError:
        log.exception("A statement failed")
    finally:
        log.removeHandler(handler)
    assert "nowhere" in out.getvalue()
    assert "bus" not in out.getvalue()
    assert "Ever" not in out.getvalue()
