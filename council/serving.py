"""Serving pages, with or without a worker beside them."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, request
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from council import create_app

# Mostly waiting for the database, so that there are more of them than processors.
THREADS = 8
# How long what is under way may take once the server is told to stop.
GRACE = 25

_ROUTE = "council.route"


class Server(BaseApplication):  # type: ignore[misc]
    """The pages of this installation under gunicorn."""

    def __init__(self, *, host: str, port: int, workers: int) -> None:
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._options: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 90,  # a packet may take 30 seconds to set
            "graceful_timeout": GRACE,
            "logger_class": DiscreetLogger,
            "accesslog": "-",
            # The proxies that may be believed are counted by COUNCIL_PROXIES.
            "forwarded_allow_ips": "",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings; its own files and environment variables have no say."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in each worker process."""
        app = create_app()
        app.before_request(_name_route)
        return app


def _name_route() -> None:
    # Pages that are open to everyone have no line in the access log, since the time of a line
    # could tell who raised a concern; nor do files, which each of those pages asks for.
    view = current_app.view_functions.get(request.endpoint or "")
    if hasattr(view, "declared_action") or hasattr(view, "for_signed_in"):
        request.environ[_ROUTE] = request.url_rule


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log through the same gate as everything else; the access log names no visitor."""

    def setup(self, cfg: Any) -> None:
        """Hand every line to the process's own handlers."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """The page by its pattern, never by its address: no id, no token, nobody's device."""
        route = environ.get(_ROUTE)
        if route is not None:
            self.access_log.info(
                "%s %s %s %d ms",
                environ["REQUEST_METHOD"],
                route,
                resp.status_code,
                request_time.total_seconds() * 1000,
            )


def stop_with_parent() -> None:
    """Whoever started this process is gone without a word: then it ends too (Linux)."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run several council commands until one ends or this process is told to stop.

    Then all are stopped, each finishing what is under way. Answers 0 if they were told to stop,
    else what the first that ended answered, or 1.
    """
    children = [
        subprocess.Popen(  # noqa: S603 - our own command, with options that click has read
            [sys.executable, "-P", "-m", "council.cli", "--stop-with-parent", *command],
            start_new_session=True,  # an interrupt from the keyboard is this process's to pass on
        )
        for command in commands
    ]
    told = False

    def stop(*_args: object) -> None:
        nonlocal told
        told = True
        for child in children:
            child.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    ended, status = os.wait()
    code = 0 if told else (os.waitstatus_to_exitcode(status) or 1)
    if not told:
        logging.getLogger(__name__).error("A part of the server ended; the rest is stopped")
    for child in children:
        if child.pid == ended:
            child.returncode = code
        else:
            child.terminate()
    for child in children:
        child.wait()
    return code
