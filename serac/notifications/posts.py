"""How a message leaves the service: a mail server, or a folder that catches it in the demonstration and in tests."""

import os
import smtplib
import ssl
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from serac.settings import Settings

PATIENCE = 20.0
"""Seconds to wait for each answer of the mail server."""


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


def post_of(settings: Settings) -> Post | None:
    """The way messages leave, or None: then notices are read in the inbox only."""
    if settings.mail_folder is not None:
        return Folder(settings.mail_folder)
    return Smtp(settings) if settings.smtp_host else None
