"""Whole addresses of pages: what messages, posters and printed codes say.

The worker writes messages too, where no page is being asked for, so nothing here leans on a
request; COUNCIL_URL alone says where the installation is.
"""

from flask import current_app


def address_of(endpoint: str, **values: str) -> str:
    """The whole address of a page."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["COUNCIL_URL"]) + path
