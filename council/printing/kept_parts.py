"""Parts that were printed before, kept on the disk for as long as they are in use.

What is kept is what families said, so it does not stay: a part that nobody has printed for a week
goes, and all of them go when words are taken back. Several processes share the folder. A file is
put in place whole, and one that is not as it was written is printed anew. Its times say when it was
written (modified), and when it was last used (accessed).
"""

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 200 << 20
SECONDS_KEPT = 7 * 24 * 3600.0

# The folder is looked through again after so many seconds, or when so much was added.
_LOOKED_AFTER = 3600.0
_ADDED = 10 << 20

# How the names of files begin that are being written.
_UNFINISHED = "."

_SUM = hashlib.sha256().digest_size


@dataclass(slots=True)
class _Added:
    """What this process has added to a folder since it last looked through it."""

    size: int = 0
    looked_at: float = float("-inf")


_added: dict[Path, _Added] = {}


@dataclass(frozen=True, slots=True)
class KeptParts:
    """A folder of parts, each under the key of all that decides about it."""

    folder: Path
    most_bytes: int = MOST_BYTES
    seconds_kept: float = SECONDS_KEPT

    def get(self, key: str) -> bytes | None:
        """What was kept under a key; it is in use, and so stays for longer."""
        file = self._file(key)
        try:
            content = file.read_bytes()
            os.utime(file, ns=(time.time_ns(), file.stat().st_mtime_ns))
        except OSError:
            # There is none, or another process has just let go of it.
            return None
        if hashlib.sha256(content[_SUM:]).digest() != content[:_SUM]:
            file.unlink(missing_ok=True)
            return None
        return content[_SUM:]

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key, and let go of what is too old or too much."""
        file = self._file(key)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=file.parent, prefix=_UNFINISHED, delete=False
        ) as written:
            written.write(hashlib.sha256(content).digest() + content)
        Path(written.name).replace(file)
        added = _added.setdefault(self.folder, _Added())
        added.size += len(content)
        if added.size > _ADDED or time.monotonic() - added.looked_at > _LOOKED_AFTER:
            self.sweep()

    def forget(self) -> None:
        """Let go of everything; what is wanted again is printed again."""
        self.sweep(written_before=float("inf"))

    def sweep(self, written_before: float = 0.0) -> None:
        """Let go of what nobody has used for a week, and of the oldest where there is too much.

        What was written before a moment goes in any case.
        """
        _added[self.folder] = _Added(looked_at=time.monotonic())
        now = time.time()
        files = []
        for file in self.folder.glob("*"):
            # Another process may sweep at the same time.
            with suppress(FileNotFoundError):
                status = file.stat()
                files.append((status.st_atime, status.st_mtime, status.st_size, file))
        room = self.most_bytes
        for used_at, written_at, size, file in sorted(files, reverse=True):
            if file.name.startswith(_UNFINISHED):
                # Another process is writing it, unless it has been for very long.
                is_over = now - written_at > _LOOKED_AFTER
            else:
                room -= size
                is_over = (
                    room < 0 or now - used_at > self.seconds_kept or written_at < written_before
                )
            if is_over:
                file.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / key
