"""E-mail: from a letter to a message with parts, and from there to the mail server."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

from council.config import BadSetting
from council.languages.registry import Language
from council.notices.letters import Letter, Paragraph

# A mail server that says nothing for so long is as good as gone.
TIMEOUT = 20

# They tell a reader of plain text from which side a paragraph starts (UAX #9).
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"

PORTS = {"smtp": 25, "smtps": 465}


class NotTaken(Exception):
    """The mail server will never take this message for this address."""


class NotReached(Exception):
    """No mail server took the message, but one may later."""


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed in, and in whose name."""

    host: str
    port: int
    encrypted: bool
    user: str
    password: str
    sender: str


def mail_server() -> MailServer:
    """The mail server that the settings name; BadSetting if they name none, or wrongly."""
    url = current_app.config["MAIL_URL"]
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadSetting(
            "COUNCIL_MAIL_URL should look like smtp://user:password@mail.example.org:587"
            " or smtps://user:password@mail.example.org"
        )
    sender = current_app.config["MAIL_FROM"]
    if "@" not in sender:
        raise BadSetting(
            "COUNCIL_MAIL_FROM should be the address that messages come from, such as"
            " council@example.org, since COUNCIL_MAIL_URL is set."
        )
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        encrypted=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def message_id(outbox_id: str) -> str:
    """The same for each try, so that a mailbox knows a message that it gets twice."""
    return f"<{outbox_id}@{urlsplit(current_app.config['COUNCIL_URL']).hostname}>"


def build_email(letter: Letter, *, to: str, sender: str, at: datetime) -> EmailMessage:
    """The e-mail for a letter: plain text, the same as a page, and what goes with it."""
    email = EmailMessage(policy=SMTP)
    email["Message-ID"] = message_id(letter.message_id)
    email["Date"] = format_datetime(at.astimezone(UTC))
    email["From"] = Address(display_name=letter.sender.words, addr_spec=sender)
    email["To"] = Address(addr_spec=to)
    email["Subject"] = letter.subject
    email["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    email.set_content(plain_text(letter), cte="base64")
    email.add_alternative(
        render_template("notices/email.html", letter=letter), subtype="html", cte="base64"
    )
    for attachment in letter.attachments:
        main, sub = attachment.kind.split("/", 1)
        if main == "text":
            # Within the alternatives: that is where mail programs look for an invite to answer.
            email.add_alternative(
                attachment.content.decode(),
                subtype=sub,
                params=dict(attachment.parameters),
                cte="base64",
            )
    for attachment in letter.attachments:
        main, sub = attachment.kind.split("/", 1)
        if main == "text":
            main = "application"  # the same as a file to keep, which is no second invite
            sub = {"calendar": "ics"}.get(sub, "octet-stream")
        email.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    email["Content-Language"] = letter.language.tag  # last: until then it would move to a part
    return email


def plain_text(letter: Letter) -> str:
    """The letter for a reader of plain text, each paragraph starting from its own side."""
    paragraphs = [*letter.paragraphs, letter.sender]
    return (
        "\n\n".join(_from_its_side(paragraph, letter.language) for paragraph in paragraphs) + "\n"
    )


def _from_its_side(paragraph: Paragraph, around: Language) -> str:
    if paragraph.language.is_rtl:
        mark = RIGHT_TO_LEFT_MARK
    elif around.is_rtl:
        mark = LEFT_TO_RIGHT_MARK
    else:
        return paragraph.words
    # An address stays as it is, to be copied.
    return "\n".join(
        line if line.startswith(("http://", "https://")) else mark + line
        for line in paragraph.words.splitlines()
    )


@contextmanager
def connection_to(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A conversation with the mail server; NotReached if there is none to be had.

    The password is only ever said over an encrypted line.
    """
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    try:
        if server.encrypted:
            connection = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
            elif server.user:
                connection.close()
                raise NotReached("the mail server offers no encryption for the password")
        if server.user:
            connection.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as error:
        raise NotReached(type(error).__name__) from error
    try:
        yield connection
    finally:
        with suppress(OSError, smtplib.SMTPException):  # it has already taken what it took
            connection.quit()


def send_email(connection: smtplib.SMTP, email: EmailMessage) -> None:
    """Hand the e-mail to the mail server; NotTaken if it is refused for good, else NotReached.

    What a server says is kept out of the reasons, since it says whose address it is.
    """
    try:
        connection.send_message(email)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise _refusal(max(codes)) from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as error:
        # That is about this installation, not about whom it writes to.
        raise NotReached(f"{type(error).__name__} {error.smtp_code}") from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotTaken(type(error).__name__) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotReached(type(error).__name__) from error


def _refusal(code: int) -> NotTaken | NotReached:
    # RFC 5321, 4.2.1: 5xx is for good, 4xx for now.
    return NotTaken(str(code)) if code >= 500 else NotReached(str(code))
