"""How a message leaves the service: a mail server, GOV.UK Notify, or a folder that catches it in the demonstration and in tests."""

import logging
import os
import smtplib
import ssl
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from serac.settings import Settings

PATIENCE = 20.0
"""Seconds to wait for each answer of the mail server, or of Notify."""
NOBODY_THERE = 400
"""What Notify answers where the address cannot be written to: asking again would not help."""


class Refused(Exception):
    """The mail server says that there is nobody to give this to; asking again would not help."""


class NotSent(Exception):
    """The message could not be given over now."""


class Post(Protocol):
    """Takes one message; returns once it is safely in other hands. Raises Refused or NotSent."""

    def send(self, name: str, message: EmailMessage) -> None: ...


@dataclass(frozen=True)
class Folder:
    """Keeps each message in a file of its own; a second attempt writes the same file again."""

    folder: Path

    def send(self, name: str, message: EmailMessage) -> None:
        """Write beside, then rename: a reader never sees half a message."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(self.folder / f"{name}.eml")
        except OSError as fault:
            raise NotSent(type(fault).__name__) from fault


@dataclass(frozen=True)
class Smtp:
    """Hands each message to a mail server, over TLS where the settings say so."""

    settings: Settings

    def send(self, name: str, message: EmailMessage) -> None:
        """One connection, one message, one recipient."""
        host = self.settings.smtp_host or ""
        try:
            with smtplib.SMTP(host, self.settings.smtp_port, timeout=PATIENCE) as server:
                if self.settings.smtp_starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.settings.smtp_user and self.settings.smtp_password:
                    server.login(self.settings.smtp_user, self.settings.smtp_password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as fault:
            for_good = all(code >= 500 for code, _ in fault.recipients.values())
            raise (Refused if for_good else NotSent)("recipient") from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise NotSent(type(fault).__name__) from fault


@dataclass(frozen=True)
class GovukNotify:
    """Hands each message to GOV.UK Notify, where a council sends its letters through it instead of a mail server of its own.

    One template there has `((subject))` as its subject and `((body))` as its message, so that the words stay those of
    config/letters.yaml. A letter carries the same reference at every attempt, and Notify is asked for it first: a sender
    that was stopped between giving a letter over and noting it does not send it twice.
    """

    settings: Settings

    def send(self, name: str, message: EmailMessage) -> None:
        """One message, one recipient, once by its reference."""
        settings, reference = self.settings, str(message["Message-ID"])[1:33]
        client: Any = NotificationsAPIClient(settings.notify_key, base_url=settings.notify_url, timeout=PATIENCE)  # type: ignore[no-untyped-call]
        try:
            if client.get_all_notifications(reference=reference)["notifications"]:
                return
            words = {"subject": str(message["Subject"]), "body": message.get_content()}
            client.send_email_notification(str(message["To"]), settings.notify_template, words, reference)
        except APIError as fault:
            refused = fault.status_code == NOBODY_THERE and "email_address" in str(fault.message)
            raise (Refused if refused else NotSent)(f"answer {fault.status_code}") from None
        except (OSError, LookupError, TypeError) as fault:
            raise NotSent(type(fault).__name__) from fault


logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
"""What it would log quotes Notify's answers, which may quote an address; the delivery job says itself what failed."""


def post_of(settings: Settings) -> Post | None:
    """The way messages leave, or None: then notices are read in the inbox only."""
    if settings.mail_folder is not None:
        return Folder(settings.mail_folder)
    if settings.notify_key:
        return GovukNotify(settings)
    return Smtp(settings) if settings.smtp_host else None
