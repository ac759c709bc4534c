"""How jobs and answers follow each other through a pipe: a head of fixed length, then bytes."""

import struct
from typing import BinaryIO

# A number that the sender adds, and how many bytes follow.
_HEAD = struct.Struct(">II")


class PipeEnded(EOFError):
    """The other side ended in the middle of a frame, or before it."""


def write_frame(pipe: BinaryIO, number: int, content: bytes) -> None:
    """Send some bytes and a number."""
    for each in (_HEAD.pack(number, len(content)), content):
        left = memoryview(each)
        while left:
            left = left[pipe.write(left) :]
    pipe.flush()


def read_frame(pipe: BinaryIO, *, longest: int) -> tuple[int, bytes]:
    """The next number and its bytes; raises PipeEnded, and ValueError where there are too many."""
    number, length = _HEAD.unpack(_read(pipe, _HEAD.size))
    if length > longest:
        raise ValueError(f"{length} bytes are more than the {longest} that are awaited")
    return number, _read(pipe, length)


def _read(pipe: BinaryIO, length: int) -> bytes:
    read: list[bytes] = []
    while length:
        some = pipe.read(length)
        if not some:
            raise PipeEnded
        read.append(some)
        length -= len(some)
    return b"".join(read)
