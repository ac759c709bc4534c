"""Look-up codes survive how people copy them, and say what is wrong when they do not."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from council.concerns.codes import (
    CHECK_SYMBOLS,
    LENGTH,
    SYMBOLS,
    CodeRefused,
    check_symbol,
    draw_code,
    hash_of,
    read_code,
    written,
)

codes = st.builds(draw_code)


@given(codes)
def test_a_code_has_twelve_symbols_and_a_letter_or_digit_that_checks_them(code: str) -> None:
    assert len(code) == LENGTH + 1
    assert set(code[:LENGTH]) <= set(SYMBOLS)
    assert code[LENGTH].isalnum()
    assert check_symbol(code[:LENGTH]) == code[LENGTH]


def test_the_check_symbol_is_the_number_modulo_37() -> None:
    # 1 is 1, 10 in base 32 is 32, 11 is 33, and so on, by hand.
    assert check_symbol("000000000001") == "1"
    assert check_symbol("000000000010") == CHECK_SYMBOLS[32]
    assert check_symbol("000000000012") == CHECK_SYMBOLS[34]
    assert check_symbol("000000000015") == "0"


@given(codes)
def test_a_code_is_read_as_it_is_written(code: str) -> None:
    assert read_code(written(code)) == code
    assert written(code).count("-") == 3


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FULL_WIDTH = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})


@given(
    codes, st.sampled_from(["lower", "spaces", "arabic", "persian", "full width", "O", "I", "l"])
)
def test_a_code_is_read_however_it_was_typed(code: str, way: str) -> None:
    typed = {
        "lower": written(code).lower(),
        "spaces": "  " + " ".join(code) + "\u00a0\u200f ",
        "arabic": code.translate(ARABIC),
        "persian": written(code).translate(PERSIAN),
        "full width": written(code).translate(FULL_WIDTH),
        "O": written(code).replace("0", "O"),
        "I": written(code).replace("1", "I").replace("-", "\u2013"),
        "l": written(code).lower().replace("1", "l"),
    }[way]
    assert read_code(typed) == code


@given(codes, st.integers(0, LENGTH), st.sampled_from(SYMBOLS))
def test_any_one_mistyped_symbol_is_found(code: str, place: int, symbol: str) -> None:
    wrong = code[:place] + symbol + code[place + 1 :]
    if wrong == code:
        assert read_code(wrong) == code
    else:
        with pytest.raises(CodeRefused, match="mistyped"):
            read_code(wrong)


@given(codes, st.integers(0, LENGTH - 1))
def test_two_swapped_neighbours_are_found(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(CodeRefused, match="mistyped"):
            read_code(swapped)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_refused_with_a_sentence(typed: str) -> None:
    code = read_or_refuse(typed)
    if code is not None:
        assert check_symbol(code[:LENGTH]) == code[LENGTH]


def read_or_refuse(typed: str) -> str | None:
    """The code, or None where a sentence was said; anything else that is raised fails the test."""
    try:
        return read_code(typed)
    except CodeRefused:
        return None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the code"),
        ("---", "Type the code"),
        ("0000-0000-000", "13 letters and digits"),
        ("0000-0000-0000-00", "13 letters and digits"),
        ("0000-0000-0000-?", "letters and digits"),
        ("0000-0000-0000-1", "mistyped"),
        ("U000-0000-0000-0", "mistyped"),
    ],
)
def test_a_code_that_cannot_be_one_is_refused_by_its_kind_of_mistake(
    typed: str, sentence: str
) -> None:
    with pytest.raises(CodeRefused, match=sentence):
        read_code(typed)


def test_what_is_stored_of_a_code_depends_on_the_installations_key(app: Flask) -> None:
    code = draw_code()
    before = hash_of(code)
    assert code not in before
    assert before == hash_of(code)
    key = app.config["SECRET_KEY"]
    try:
        app.config["SECRET_KEY"] = "another key"
        assert hash_of(code) != before
    finally:
        app.config["SECRET_KEY"] = key
