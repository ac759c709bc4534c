"""Why something could not be printed, in a sentence for the person who asked for it."""

from flask_babel import lazy_gettext as _l

from council.refusals import Refusal


class NoFontForScript(Refusal):
    """A language cannot be printed, because no font at hand holds its script."""

    def __init__(self, language: str, script: str) -> None:
        super().__init__(
            _l(
                "“%(language)s” cannot be printed yet: no font for its script (%(script)s) is at "
                "hand. Put a TrueType font that holds the script into the fonts folder of this "
                "installation and print again.",
                language=language,
                script=script,
            )
        )
        self.language = language
        self.script = script


class PrintingFailed(Refusal):
    """A document could not be printed within its limits, or not at all."""


class PrintingTookTooLong(PrintingFailed):
    """The document was not ready in the time that a document is given."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            _l(
                "This document was not ready after %(seconds)s seconds and was stopped. Print it "
                "in parts, or shorten its longest text.",
                seconds=round(seconds),
            )
        )


class PrintingTookTooMuchMemory(PrintingFailed):
    """The document needed more memory than a document is given."""

    def __init__(self, mebibytes: int) -> None:
        super().__init__(
            _l(
                "This document needed more than %(mebibytes)s MB of memory and was stopped. Print "
                "it in parts, or use smaller images.",
                mebibytes=mebibytes,
            )
        )


class PrintingBroke(PrintingFailed):
    """The printer ended on a fault of its own; the log holds the details."""

    def __init__(self) -> None:
        super().__init__(
            _l(
                "This document could not be printed. Nothing was lost; the server's log says what "
                "went wrong."
            )
        )
