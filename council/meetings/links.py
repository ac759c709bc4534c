"""Addresses in messages, which the worker writes too, where no page is being asked for."""

from flask import current_app


def address_of(endpoint: str, **values: str) -> str:
    """The whole address of a page, as links and printed codes say it."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["COUNCIL_URL"]) + path
