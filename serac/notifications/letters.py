"""A notice as a message that says nothing (domain 5.6): one recipient, neutral words, a link that tells as little."""

import datetime as dt
import hashlib
import uuid
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

SENDER = "Notices"


def message_id(notice_id: uuid.UUID, mail_from: str) -> str:
    """The same for every attempt, so that a server or reader that gets it twice can tell. It does not show the id."""
    name = hashlib.sha256(b"notice " + notice_id.bytes).hexdigest()[:32]
    return f"<{name}@{mail_from.rpartition('@')[2]}>"


def compose(
    *, notice_id: uuid.UUID, subject: str, body: str, link: str, address: str, mail_from: str, at: dt.datetime,
    count: int = 1,
) -> EmailMessage:  # fmt: skip
    """The message as it leaves. `at`: aware; `count`: of how many things it tells, where it says so.

    Raises:
        ValueError: the address cannot stand in a header.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=SENDER, addr_spec=mail_from)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(notice_id, mail_from)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body.replace("{link}", link).replace("{count}", str(count)))
    return message
