"""Why something could not be printed, in a sentence for the person who asked for it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from council.refusals import Refusal


class NoFontForScript(Refusal):
    """A language cannot be printed, because no font at hand holds its script."""

    def __init__(self, language: str, script: str) -> None:
        super().__init__(
            _l(
                "“%(language)s” cannot be printed yet: there is no font for its script. Put a "
                "TrueType font into the fonts folder of this installation, under a name that "
                "begins with “%(script)s-”, and print again.",
                language=language,
                script=script,
            )
        )
        self.language = language
        self.script = script


class CharactersWithoutFont(Refusal):
    """Some characters cannot be printed, because no font at hand holds them."""

    def __init__(self, characters: Sequence[str], words: str) -> None:
        super().__init__(
            _l(
                "These characters cannot be printed, because there is no font for them: "
                "%(characters)s. Take them out of “%(words)s”, or put a TrueType font that holds "
                "them into the fonts folder of this installation.",
                characters=" ".join(f"{each} (U+{ord(each):04X})" for each in characters),
                words=words,
            )
        )
        self.characters = tuple(characters)


class ExtraFontUnusable(Refusal):
    """A face in the installation's folder cannot be printed with."""

    def __init__(self, file: str) -> None:
        super().__init__(
            _l(
                "The font “%(file)s” cannot be used. A font in the fonts folder is a TrueType "
                "file of one weight (not variable), and its name begins with the four letters of "
                "its script: “Mong-NotoSansMongolian-Regular.ttf”.",
                file=file,
            )
        )
        self.file = file


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
                "This document could not be printed. Nothing was lost; the server’s log says what "
                "went wrong."
            )
        )
