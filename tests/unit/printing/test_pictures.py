"""Pictures of printed pages: each page once, none that there is not, light enough for a phone."""

from io import BytesIO
from itertools import pairwise
from threading import Thread

import pikepdf
import pypdfium2
from PIL import Image

from council.printing.pictures import WIDTH, picture_of

LETTER, A4_LYING = (612, 792), (842, 595)


def a_pdf(*sizes: tuple[int, int]) -> bytes:
    """Pages of these sizes, each darker than the one before."""
    file = BytesIO()
    with pikepdf.new() as pdf:
        for number, size in enumerate(sizes):
            page = pdf.add_blank_page(page_size=size)
            grey = 1 - number / 10
            page.contents_add(f"{grey} g 0 0 {size[0]} {size[1]} re f".encode())
        pdf.save(file)
    return file.getvalue()


def test_each_page_has_a_picture_in_its_shape() -> None:
    pdf = a_pdf(LETTER, A4_LYING, LETTER)
    shown = [Image.open(BytesIO(picture_of(pdf, number) or b"")) for number in (1, 2, 3)]
    assert [each.size for each in shown] == [(WIDTH, 1165), (WIDTH, 636), (WIDTH, 1165)]
    tones = [each.convert("L").getpixel((9, 9)) for each in shown]
    assert all(before > after for before, after in pairwise(tones))


def test_a_page_that_is_not_there_has_none() -> None:
    pdf = a_pdf(LETTER)
    assert [picture_of(pdf, number) for number in (0, -1, 2, 10**20)] == [None] * 4


def test_many_can_look_at_once() -> None:
    pdf = a_pdf(*[LETTER] * 8)
    alone = [picture_of(pdf, number) for number in range(1, 9)]
    seen: dict[int, bytes | None] = {}

    def look(number: int) -> None:
        seen[number] = picture_of(pdf, number)

    threads = [Thread(target=look, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seen[number] for number in range(1, 9)] == alone


def test_what_is_drawn_is_what_the_page_says() -> None:
    """Small colours stay apart: a picture has few of them, and those are the page's own."""
    file = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=LETTER)
        page.contents_add(b"0.04 0.36 0.42 rg 0 0 306 792 re f 1 1 1 rg 306 0 306 792 re f")
        pdf.save(file)
    shown = Image.open(BytesIO(picture_of(file.getvalue(), 1) or b"")).convert("RGB")
    drawn = pypdfium2.PdfDocument(file.getvalue())[0].render(scale=1).to_pil().convert("RGB")
    for x in (0.1, 0.9):
        seen = shown.getpixel((round(x * shown.width), 9))
        meant = drawn.getpixel((round(x * drawn.width), 9))
        assert all(abs(a - b) <= 8 for a, b in zip(seen, meant, strict=True))
