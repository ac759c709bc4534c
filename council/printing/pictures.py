"""Pictures of printed pages, to look at before anything is put on paper."""

from io import BytesIO
from threading import Lock

import pypdfium2
from PIL import Image

# Wide enough to read on a desk, and light enough for a phone.
WIDTH = 900
COLOURS = 64

# PDFium is not safe with several threads.
_one_at_a_time = Lock()


def picture_of(pdf: bytes, number: int) -> bytes | None:
    """A page of a printed document as a PNG, counted from one; None if there is no such page."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                return None
            page = document[number - 1]
            # Half a dot less, as sizes are rounded up.
            scale = (WIDTH - 0.5) / page.get_width()
            drawn = page.render(scale=scale, rev_byteorder=True).to_pil()
        finally:
            document.close()
    file = BytesIO()
    drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()
