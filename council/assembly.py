"""Putting the application together: every room's part in the way of a request."""

from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from council import edge, headers
from council.access import guard, sign_in
from council.database import db
from council.languages import integration as languages
from council.paths import PACKAGE
from council.rooms import WITH_MODELS, WITH_OFFERS, WITH_PAGES, rooms

migrate = Migrate(directory=str(PACKAGE / "migrations"), render_as_batch=True)
csrf = CSRFProtect()


def assemble(app: Flask) -> None:
    """Connect database, languages, sign-in, guard and the pages of every package."""
    if app.config["COUNCIL_PROXIES"]:
        hops = app.config["COUNCIL_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    import_models()
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    # First registered runs last on the way out: headers after the commit.
    headers.init_app(app)
    edge.init_app(app)
    sign_in.init_app(app)
    app.before_request(sign_in.look_who_is_there)
    app.before_request(guard.refuse_what_is_not_declared)
    languages.init_app(app)
    for package in rooms(WITH_PAGES):
        app.register_blueprint(import_module(f"council.{package}.views").bp)
    for package in rooms(WITH_OFFERS):
        import_module(f"council.{package}.offers").register(app)


def import_models() -> None:
    """Make every table known, for the mappers and the migrations."""
    for package in rooms(WITH_MODELS):
        import_module(f"council.{package}.models")
    import_module("council.jobs")  # what was run when is a table too
