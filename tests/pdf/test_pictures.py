"""Every script looks as it did when somebody last looked at it."""

import pytest
from PIL import Image, ImageChops

from tests.pdf import pictures
from tests.pdf.pictures import FOLDER, TAGS, kept, look_the_same, picture, sheet, words_in


@pytest.mark.parametrize("tag", TAGS)
def test_a_page_looks_as_it_did(tag: str) -> None:
    assert look_the_same(picture(sheet(tag)), kept(tag)), (
        f"{pictures.points_off(picture(sheet(tag)), kept(tag))} points are off. If it should look "
        f"otherwise now: python -m tests.pdf.pictures {tag}, and look at it."
    )


def test_each_picture_is_of_a_language_that_is_looked_at_and_small() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == sorted(TAGS)
    assert all(file.stat().st_size < 25_000 for file in FOLDER.iterdir())


# --- The comparison sees what a reader would ------------------------------------------------------


@pytest.mark.parametrize("tag", ["es", "ar", "zh-Hans", "my"])
def test_a_missing_word_is_seen(tag: str) -> None:
    words = words_in(tag)
    # Of the last line, so that no line breaks elsewhere.
    shorter = words.rsplit(" ", 1)[0] if " " in words else words[:-3] + words[-1]
    assert not look_the_same(picture(sheet(tag, words=shorter)), kept(tag))


@pytest.mark.parametrize(
    ("tag", "styles"),
    [
        ("es", '[lang="es"] { font-family: "Noto Sans Symbols", "Noto Sans Armenian" }'),
        ("ar", '[lang="ar"] { --scale: 1.05 }'),
        ("hi", "strong { font-weight: normal }"),
        ("ru", "h2 { --size: 6.5 }"),
        ("zh-Hant", '[lang="zh-Hant"] { font-family: "Noto Sans SC" }'),
        ("th", "p { letter-spacing: 0.1pt }"),
        ("ko", ".mark { background-image: none }"),
    ],
)
def test_another_face_size_or_sign_is_seen(tag: str, styles: str) -> None:
    assert not look_the_same(picture(sheet(tag, styles=styles)), kept(tag))


def test_what_another_machine_draws_otherwise_is_not_seen() -> None:
    drawn = picture(sheet("es"))
    lighter = drawn.point([min(255, shade + 6) for shade in range(256)])
    assert look_the_same(lighter, drawn)
    # A quarter of a point to the right.
    aside = Image.blend(drawn, ImageChops.offset(drawn, 1, 0), 0.25)
    assert look_the_same(aside, drawn)
    assert not look_the_same(ImageChops.offset(drawn, 2, 0), drawn)
