"""A small application with pages for families and for staff, and the pages about languages."""

import pytest
from flask import Flask, g, jsonify, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from council.languages import integration
from council.languages.choice import current_interface, family_page
from council.languages.views import bp
from council.paths import PACKAGE, TEMPLATES
from council.people.models import Person


@pytest.fixture
def small_app() -> Flask:
    """Council's languages without its database: who is there is said by the request's headers."""
    app = Flask("council", template_folder=str(TEMPLATES), static_folder=str(PACKAGE / "static"))
    app.config.from_mapping(
        TESTING=True, SECRET_KEY="for tests", WTF_CSRF_ENABLED=False, COUNCIL_DEMO=False
    )
    integration.init_app(app)
    app.register_blueprint(bp)

    @app.before_request
    def look_who_is_there() -> None:
        g.person = g.council = None
        if preferred := request.headers.get("X-Person-Language"):
            g.person = Person(name="Ana Demo", language=preferred)
        if preferred := request.headers.get("X-Council-Language"):
            g.council = type("Council", (), {"language": preferred, "name": "ELAC"})

    def page() -> ResponseReturnValue:
        interface = current_interface()
        return jsonify(
            asked=interface.asked.tag,
            shown=interface.shown.tag,
            formats=interface.formatting_locale,
            unknown=interface.unknown_tag,
            words=_("This field is required."),
        )

    app.add_url_rule("/staff", "staff", page, methods=["GET", "POST"])
    app.add_url_rule("/post-only", "post_only", page, methods=["POST"])

    @app.get("/family/<code>")
    @family_page
    def family(code: str) -> ResponseReturnValue:
        return page()

    return app


@pytest.fixture
def client(small_app: Flask) -> FlaskClient:
    """Somebody's browser."""
    return small_app.test_client()
