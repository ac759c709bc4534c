"""Room for many calls within each other, taken from the system once.

Python keeps the frames of calls in pieces of 16 KB. Laying out a page goes through hundreds of
calls within each other, and where a loop at the edge of a piece calls something, a new piece is
mapped and unmapped each time around: up to a tenth of all the time that a page takes. A frame that
asks for much room gets a larger piece, and leaves the rest of it to the calls within it.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Slots of eight bytes: a piece of one megabyte, a good part of which is left.
_SLOTS = 80_000


def in_one_stack(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let all that a function calls run within one piece of memory for frames."""

    def call(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        return function(*arguments, **named)

    call.__code__ = call.__code__.replace(co_stacksize=_SLOTS)
    return wraps(function)(call)
