"""The files of an alert."""

import uuid
from dataclasses import dataclass

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from serac.alerts import policy
from serac.alerts.attachments import ENDINGS, WORDS
from serac.alerts.models import Alert, Attachment
from serac.alerts.queries import find_attachment
from serac.alerts.views.blueprint import bp
from serac.core.clock import moment_in_words
from serac.core.events import Event
from serac.core.web import current_unit, needs


@dataclass(frozen=True)
class ShownFile:
    """A file as components/attachment.html draws it."""

    id: uuid.UUID
    name: str
    kind: str
    size: str
    url: str
    added: str
    state: None = None


def shown_file(alert: Alert, file: Attachment) -> ShownFile:
    """A file in plain data."""
    size = f"{max(1, file.size // 1024)} KB" if file.size < 1024 * 1024 else f"{file.size / 1024 / 1024:.1f} MB"
    url = url_for("alerts.file", reference=alert.reference, attachment_id=file.id)
    return ShownFile(file.id, file.name, WORDS[file.media_type], size, url, f"sent {moment_in_words(file.added_at)}")


@bp.route("/alerts/<reference>/files/<uuid:attachment_id>")
@needs(policy.read, on=find_attachment)
def file(attachment: Attachment) -> ResponseReturnValue:
    """A file, to keep: under a name that says nothing, as what its content is, never shown in the browser."""
    unit = current_unit()
    content: bytes = attachment.content
    ending = ENDINGS[attachment.media_type]
    unit.record(Event.FILE_READ, attachment, shown=[attachment.id], page=request.endpoint)
    unit.commit()
    unit.finish()
    answer = Response(content, mimetype=attachment.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="file.{ending}"'
    return answer
