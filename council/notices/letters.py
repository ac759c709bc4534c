"""A message as its recipient reads it, whichever way it is carried."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from flask import current_app, has_request_context
from flask_babel import gettext as _
from sqlalchemy import select

from council.councils.models import Council, District
from council.database import db
from council.languages.choice import Interface, in_language
from council.languages.formatting import language_name
from council.languages.registry import Area, Language, find
from council.notices.models import OutboxMessage
from council.notices.registry import Attachment, Rendered, renderer_of
from council.people.models import ContactChannel

# Staff and interpreters of the district work in it.
STAFF_LANGUAGE = "en"

# These are spoken: what is to be said is written for whoever speaks, in the spoken language.
SPOKEN_CHANNELS = frozenset({ContactChannel.CALL, ContactChannel.IN_PERSON})

BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True)
class Paragraph:
    """A few lines in one language."""

    words: str
    language: Language


@dataclass(frozen=True)
class Letter:
    """A message with everything that goes on paper, into an e-mail, or is said aloud."""

    message_id: str
    language: Language
    subject: str
    paragraphs: Sequence[Paragraph]
    sender: Paragraph
    attachments: Sequence[Attachment]


def compose(message: OutboxMessage) -> Letter | None:
    """The message in its recipient's language, or None if what it tells of is gone.

    Where the interface has no words in that language, the one that the registry names stands in,
    and the first paragraph says so.
    """
    area = Area.FAMILY if message.family_id or message.concern_id else Area.STAFF
    with _addresses(), in_language(find(message.language), area) as interface:
        rendered = renderer_of(message.kind)(message.subject_id, message)
        return None if rendered is None else _letter(message, rendered, interface)


def _addresses() -> AbstractContextManager[object]:
    # The worker answers no request, and yet its links are made as those on pages are.
    if has_request_context():
        return nullcontext()
    return current_app.test_request_context(base_url=current_app.config["COUNCIL_URL"])


def compose_for_staff(message: OutboxMessage) -> Letter | None:
    """The same message in the language of the district's staff, to know what is being said."""
    copy = OutboxMessage(
        id=message.id,
        council_id=message.council_id,
        kind=message.kind,
        subject_id=message.subject_id,
        family_id=message.family_id,
        person_id=message.person_id,
        interpreter_id=message.interpreter_id,
        concern_id=message.concern_id,
        language=STAFF_LANGUAGE,
        channel=message.channel,
        written_on=message.written_on,
        # Their own links, so that they have them without being in the session.
        family=message.family,
        person=message.person,
        interpreter=message.interpreter,
        raiser=message.raiser,
    )
    return compose(copy)


def _letter(message: OutboxMessage, rendered: Rendered, interface: Interface) -> Letter:
    shown = interface.shown
    if isinstance(rendered.body, str):
        body = [Paragraph(words, shown) for words in _paragraphs(rendered.body)]
    else:
        body = [
            Paragraph(words, language)
            for words, language in (
                (part, shown) if isinstance(part, str) else (part.words, find(part.language))
                for part in rendered.body
            )
            for words in _paragraphs(words)
        ]
    if not interface.is_as_asked and message.channel not in SPOKEN_CHANNELS:
        body.insert(0, Paragraph(_why_another_language(interface), shown))
    return Letter(
        message_id=message.id,
        language=shown,
        subject=" ".join(rendered.subject.split()),
        paragraphs=tuple(body),
        sender=_sender(message),
        attachments=tuple(rendered.attachments),
    )


def _why_another_language(interface: Interface) -> str:
    return str(
        _(
            "This message is in %(shown)s. We cannot write it in %(asked)s yet.",
            shown=language_name(interface.shown.tag),
            asked=language_name(interface.asked.tag),
        )
    )


def _paragraphs(words: str) -> list[str]:
    return [part.strip() for part in BLANK_LINES.split(words) if part.strip()]


def _sender(message: OutboxMessage) -> Paragraph:
    council = None if message.council_id is None else db.session.get(Council, message.council_id)
    if council is not None:
        return Paragraph(council.name, find(council.language))
    district = db.session.scalars(select(District)).one()
    return Paragraph(district.name, find(STAFF_LANGUAGE))
