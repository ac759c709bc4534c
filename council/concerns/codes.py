"""Look-up codes: twelve symbols and one that checks them, easy to read aloud and to copy."""

import hashlib
import hmac
import secrets
import unicodedata

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from council.refusals import Refusal

# Douglas Crockford's base 32 (www.crockford.com/base32.html) and the five symbols that only its
# check, the number modulo 37, can need.
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = SYMBOLS + "*~$=U"
READ_AS = str.maketrans("OIL", "011")

LENGTH = 12
GROUP = 4

_KEY_FOR = b"council.concerns.codes"


class CodeRefused(Refusal):
    """What was typed cannot be a code; the sentence says what to look for."""


def draw_code() -> str:
    """A fresh code of 60 random bits, drawn again until its check symbol is a letter or a digit."""
    while True:
        drawn = "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))
        check = check_symbol(drawn)
        if check.isalnum():
            return drawn + check


def check_symbol(drawn: str) -> str:
    """The symbol that finds any one mistyped symbol, and any two neighbours swapped."""
    number = 0
    for symbol in drawn:
        number = number * len(SYMBOLS) + SYMBOLS.index(symbol)
    return CHECK_SYMBOLS[number % len(CHECK_SYMBOLS)]


def written(code: str) -> str:
    """The code in groups of four, as it stands on paper."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code that was typed, in whatever way it was; raises CodeRefused with the kind of mistake.

    Small letters, spaces, hyphens, look-alike letters and the digits of any script are all taken.
    """
    code = "".join(
        _plain(character)
        for character in unicodedata.normalize("NFKC", typed)
        if unicodedata.category(character) not in ("Zs", "Cc", "Cf", "Pd", "Pc")
    ).upper()
    # An U is only ever a check symbol, and a check symbol is never an O, I or L.
    code = code.translate(READ_AS)
    strange = next((symbol for symbol in code if symbol not in CHECK_SYMBOLS), None)
    if not code:
        raise CodeRefused(_l("Type the code from your paper or photo."), field="code")
    if strange is not None:
        raise CodeRefused(
            _l("A code has only letters and digits. Look at “%(symbol)s” again.", symbol=strange),
            field="code",
        )
    if len(code) != LENGTH + 1:
        raise CodeRefused(
            lazy_ngettext(
                "A code has 13 letters and digits. This one has %(num)s.",
                "A code has 13 letters and digits. This one has %(num)s.",
                len(code),
            ),
            field="code",
        )
    drawn, check = code[:LENGTH], code[LENGTH]
    if any(symbol not in SYMBOLS for symbol in drawn) or check_symbol(drawn) != check:
        raise CodeRefused(
            _l("One letter or digit is mistyped. Compare the code with your paper or photo."),
            field="code",
        )
    return code


def _plain(character: str) -> str:
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def hash_of(code: str) -> str:
    """What is stored of a code: whoever reads the database cannot look anything up with it.

    HMAC-SHA-256 with a key derived from the installation's own for nothing but this.
    """
    secret = current_app.config["SECRET_KEY"].encode()
    key = hmac.digest(secret, _KEY_FOR, hashlib.sha256)
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()
