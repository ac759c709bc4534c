"""How each kind of message is written: owners of a kind register a renderer for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from council.notices.models import OutboxMessage
from council.refusals import Sentence


class Words(Protocol):
    """Words in a language of their own, such as a passage of a text."""

    @property
    def words(self) -> str:
        """What is said."""

    @property
    def language(self) -> str:
        """The tag of the language that it is said in."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message; a calendar invite is text/calendar, method REQUEST."""

    name: str
    content: bytes
    kind: str  # "text/calendar", "application/pdf"
    parameters: Mapping[str, str] = field(default_factory=dict)  # {"method": "REQUEST"}


@dataclass(frozen=True)
class Rendered:
    """A message as its recipient reads it: a subject, and paragraphs of plain text.

    `body` is one string, with blank lines between its paragraphs, or a sequence of paragraphs, of
    which some may be in a language of their own. A paragraph that is an address becomes a link.
    """

    subject: str
    body: str | Sequence[str | Words]
    attachments: Sequence[Attachment] = ()


Renderer = Callable[[str, OutboxMessage], Rendered | None]


@dataclass(frozen=True)
class _Kind:
    renderer: Renderer
    about: Sentence


_kinds: dict[str, _Kind] = {}


def renders(kind: str, *, about: Sentence) -> Callable[[Renderer], Renderer]:
    """The function writes messages of this kind, or answers None if the subject is gone.

    `about` is what they are called in lists: "An invitation to a meeting". The function is called
    with the message's language in force, often only to show the message, so it writes nothing to
    the database: a link's ticket is issued when the message is owed.
    """

    def register(renderer: Renderer) -> Renderer:
        registered = _kinds.setdefault(kind, _Kind(renderer, about))
        if registered.renderer is not renderer:
            raise ValueError(f"two renderers for messages of kind {kind}")
        return renderer

    return register


def renderer_of(kind: str) -> Renderer:
    """What writes messages of this kind."""
    return _kinds[kind].renderer


def about(kind: str) -> Sentence:
    """What messages of this kind tell, in a few words."""
    return _kinds[kind].about


def rendered_kinds() -> frozenset[str]:
    """The kinds of messages that somebody registered."""
    return frozenset(_kinds)
