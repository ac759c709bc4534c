"""What a printer does with a job: only the printer's own process imports this."""

from council.printing.engine import render
from council.printing.wire import pack_printed, unpack_job


def print_job(job: bytes) -> bytes:
    """Print a document."""
    document, _, _ = unpack_job(job)
    return pack_printed(render(document))
