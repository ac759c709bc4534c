"""Handing over a code: shown on this device for a short while, and kept nowhere else."""

from dataclasses import dataclass
from datetime import timedelta

import segno
from flask import current_app, session
from itsdangerous import BadSignature, Signer

from council import clock
from council.addresses import address_of
from council.concerns.codes import draw_code
from council.councils.models import Council
from council.languages.registry import Language

SHOWN_FOR = timedelta(minutes=30)

_KEPT_AS = "code_to_hand_over"


def draw_slip() -> str:
    """A code for a form to carry until it is sent, signed so that nobody can choose their own."""
    return _signer().sign(draw_code()).decode()


def code_on(slip: str | None) -> str:
    """The code that a form has carried; a fresh one if it was tampered with or is missing."""
    try:
        return _signer().unsign(slip or "").decode()
    except BadSignature:
        return draw_code()


def keep_code(code: str, place: str) -> None:
    """Keep the code for the page that shows it at this place: a council's door or a concern."""
    until = clock.now() + SHOWN_FOR
    session[_KEPT_AS] = {"code": code, "place": place, "until": int(until.timestamp())}


def code_kept(place: str) -> str | None:
    """The code to show at this place, unless its time is over or it was put away."""
    kept = session.get(_KEPT_AS)
    if kept is None or kept["place"] != place or kept["until"] <= clock.now().timestamp():
        return None
    return str(kept["code"])


def put_code_away() -> None:
    """The code has been written down or photographed; this device forgets it."""
    session.pop(_KEPT_AS, None)


def _signer() -> Signer:
    # Without a time in it: the form tells nothing about when it was opened.
    return Signer(current_app.config["SECRET_KEY"], salt="council.concerns.slip")


@dataclass(frozen=True)
class Address:
    """A page's address, as people type it and as a picture that a phone's camera reads."""

    url: str
    typed: str
    picture: str


def look_up_address(language: Language) -> Address:
    """Where a code is looked up, in this language; the code is not in it, as phones are shared."""
    page = address_of("thread.look_up")
    return _address(page, f"{page}?lang={language.tag}")


def door_address(council: Council) -> Address:
    """Where families of this council begin, for posters and papers."""
    page = address_of("family.open_door", door=council.door)
    return _address(page, page)


def _address(typed: str, in_picture: str) -> Address:
    picture = segno.make(in_picture, micro=False, error="m")
    return Address(
        in_picture,
        typed.split("://", 1)[1],
        # Drawn in black on white whatever the page's colours: cameras need the contrast.
        picture.svg_data_uri(scale=4, border=3, light="#fff", dark="#000"),
    )
