"""What packets give to the rest of the house: the page behind their codes, and their messages."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from council.notices.registry import renders
from council.packets import card_views, family_messages, family_views
from council.packets.queries import ISSUED_NOTICE


def register(app: Flask) -> None:
    """Open the page that printed copies lead to, and write what families are told."""
    app.register_blueprint(family_views.bp)
    app.register_blueprint(card_views.bp)
    renders(ISSUED_NOTICE, about=_l("A packet is ready to read"))(
        family_messages.render_packet_issued
    )
