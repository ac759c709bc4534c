"""What a printer does with a job: only the printer's own process imports this."""

from council.printing.document import Manuscript
from council.printing.engine import render_part
from council.printing.fonts import fonts_in_use
from council.printing.joining import join
from council.printing.wire import pack_printed, pack_printed_part, unpack_job


def print_job(job: bytes) -> bytes:
    """Print a manuscript, or join what was printed."""
    work = unpack_job(job)
    if isinstance(work, Manuscript):
        return pack_printed_part(render_part(work))
    return pack_printed(join(work, fonts_in_use()))
