"""A process that delivers what waits, and may be made to die in the middle.

    python -m tests.notifications.sender never|before|after SMTP_PORT      with SERAC_... in the environment

`before`: killed with a notice claimed and not yet given over; `after`: killed once the mail server has taken it.
"""

from __future__ import annotations

import os
import signal
import sys
from email.message import EmailMessage

from serac import make_services, reference
from serac.notifications import posts
from serac.notifications.jobs import deliver
from serac.settings import Settings
from tests.notifications.telling import posting
from tests.servers import CaughtMail


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(when: str, port: int) -> None:
    settings = Settings.from_environment(os.environ)
    reference.use(reference.load(settings.config_folder))
    services = make_services(settings)
    if port:
        services = posting(services, CaughtMail(port))
    really_send = {kind: kind.send for kind in (posts.Smtp, posts.Folder)}

    def send(self: posts.Smtp | posts.Folder, name: str, message: EmailMessage) -> None:
        if when == "before":
            die()
        really_send[type(self)](self, name, message)
        if when == "after":
            die()

    posts.Smtp.send = posts.Folder.send = send
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    deliver(services, lambda: False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
