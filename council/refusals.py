"""How an operation says no: with a sentence for the person, never with a stack of codes."""

from typing import Protocol


class Sentence(Protocol):
    """A translated sentence, or one that is translated when it is shown."""

    def __str__(self) -> str: ...


class Refusal(Exception):
    """An operation was refused; the sentence is shown beside the field it concerns, or on top."""

    def __init__(self, sentence: Sentence, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
