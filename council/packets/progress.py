"""What a page says of a file that somebody asked for."""

from dataclasses import dataclass
from datetime import timedelta

from council import clock
from council.packets.models import PrintedFile
from council.packets.states import UNDER_WAY, PrintState

# A worker of this machine begins at once, one elsewhere looks every minute.
BEGINS_WITHIN = timedelta(seconds=10)
SOMEBODY_WORKS = timedelta(seconds=100)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is, and when to look again."""

    state: PrintState
    done: int
    of: int
    is_late: bool  # nothing has begun yet, which can take a minute
    is_stuck: bool  # nobody seems to work

    @property
    def is_under_way(self) -> bool:
        """Whether the page has to be looked at again."""
        return self.state in UNDER_WAY

    @property
    def look_again(self) -> int:
        """After how many seconds."""
        return 10 if self.is_stuck else 2


def progress_of(file: PrintedFile) -> Progress:
    """How far a file is now."""
    waited = clock.now() - file.asked_at if file.state is PrintState.WAITING else timedelta()
    return Progress(
        file.state,
        file.parts_done,
        file.parts,
        is_late=BEGINS_WITHIN < waited <= SOMEBODY_WORKS,
        is_stuck=waited > SOMEBODY_WORKS,
    )
