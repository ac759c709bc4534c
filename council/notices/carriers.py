"""Who carries a message: the mail server, the mailbox of the demo, or a person with a worklist."""

from enum import StrEnum

from flask import current_app

from council.people.models import ContactChannel


class Carrier(StrEnum):
    """What a message is carried by."""

    MAIL_SERVER = "mail_server"
    DEMO_MAILBOX = "demo_mailbox"  # where each message can be read that would have gone out
    WORKLIST = "worklist"


def carrier_of(channel: ContactChannel) -> Carrier:
    """What carries messages of this channel in this installation.

    The program sends e-mail where a mail server is set; in demo mode without one the mailbox
    stands in for it. Calls, letters, text messages and talks are always a person's.
    """
    if channel is not ContactChannel.EMAIL:
        return Carrier.WORKLIST
    if current_app.config["MAIL_URL"]:
        return Carrier.MAIL_SERVER
    return Carrier.DEMO_MAILBOX if current_app.config["COUNCIL_DEMO"] else Carrier.WORKLIST


def program_sends_email() -> bool:
    """Whether e-mail needs nobody's hands here."""
    return carrier_of(ContactChannel.EMAIL) is not Carrier.WORKLIST
