"""Phone numbers are read from the left, also in a text that is read from the right."""

import pytest

from council.printing.directions import keep_phone_numbers


@pytest.mark.parametrize(
    "number",
    [
        "+1 (555) 010-4477",
        "(555) 010-4477",
        "555-010-4477",
        "555 010 4477",
        "555.010.4477",
        "+93 70 123 4567",
        "۰۲۱ ۵۵۵ ۱۲۳۴",
    ],
)
def test_a_phone_number_is_set_from_the_left(number: str) -> None:
    assert keep_phone_numbers(f"اتصلوا على {number}.") == f"اتصلوا على \u2066{number}\u2069."


@pytest.mark.parametrize(
    "text",
    [
        "من 6:00–7:30",
        "في 12/3/2026",
        "العام 2025-2026",
        "الصفوف 10 11 12",
        "1,240 عائلة",
        "الرمز K7-4QX",
        "البند 1.2.3",
    ],
)
def test_times_dates_years_and_lists_keep_the_direction_of_their_text(text: str) -> None:
    assert keep_phone_numbers(text) == text
