"""Serving pages, with or without a worker beside them."""

import ctypes
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from typing import Any

from flask import Flask, current_app, request
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

log = logging.getLogger(__name__)

# Mostly waiting for the database, so that there are more of them than processors.
THREADS = 8
# How long what is under way may take once the server is told to stop.
GRACE = 25

STOP = frozenset({signal.SIGINT, signal.SIGTERM})

_ROUTE = "council.route"


class Server(BaseApplication):  # type: ignore[misc]
    """The pages of this installation under gunicorn."""

    def __init__(self, app: Flask, *, host: str, port: int, workers: int) -> None:
        self._app = app
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._options: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "preload_app": True,  # made once, so that workers start at once and share its memory
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
        """The application; each worker process opens the database for itself."""
        # First of all, so that it is named too when somebody is sent to sign in.
        self._app.before_request_funcs.setdefault(None, []).insert(0, _name_route)
        return self._app


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


def run_together(parts: Sequence[Callable[[], None]]) -> int:
    """Run several parts, each in a process of its own, until one ends or all are told to stop.

    Then all are stopped, each finishing what is under way. Answers 0 if they were told to stop.
    """
    # Forked, since everything is imported by now: a second start of Python takes seconds.
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_run_apart, args=(part,)) for part in parts]
    told = False

    def stop(*_args: object) -> None:
        nonlocal told
        told = True
        for child in children:
            child.terminate()

    # Whoever says stop while the parts are being started is heard once they are.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    for child in children:
        child.start()
    for number in STOP:
        signal.signal(number, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
    wait([child.sentinel for child in children])
    if not told:
        log.error("A part of the server ended by itself, so the rest is stopped")
        for child in children:
            child.terminate()
    # Told once each: a worker that is told twice drops what is under way.
    for child in children:
        child.join()
    return 0 if told else max([1, *(child.exitcode or 0 for child in children)])


def _run_apart(part: Callable[[], None]) -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)
    os.setsid()  # an interrupt from the keyboard is the first process's to pass on
    # If that one is killed without a word, this one ends too (Linux).
    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)
    part()
