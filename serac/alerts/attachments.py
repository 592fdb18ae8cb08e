"""What may be sent with an alert, found out by content, and made harmless before any database work begins.

Pure and slow: decoding and encoding a photograph takes a good part of a second, which no transaction should wait for.
"""

import io
import warnings
import zipfile
from dataclasses import dataclass
from typing import Final

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from serac.core.problems import Invalid

MOST_PIXELS = 60_000_000
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "text/plain": "txt", DOCX: "docx"}
WORDS: Final = {
    "image/jpeg": "Photograph (JPEG)",
    "image/png": "Picture (PNG)",
    "application/pdf": "PDF",
    "text/plain": "Plain text",
    DOCX: "Word document",
}
ALLOWED: Final = "a photograph or picture (JPEG or PNG), a PDF, a Word document (docx) or plain text"
_IMAGES: Final = {"image/jpeg": "JPEG", "image/png": "PNG"}


@dataclass(frozen=True)
class CleanFile:
    """A file that may be kept: what it was called, what it is, and its content without what a camera wrote into it."""

    name: str
    media_type: str
    content: bytes


def clean_file(name: str, content: bytes, *, most: int | None = None) -> CleanFile:
    """Check a file and take out what it should not carry. Images are encoded afresh: place, time and device are gone.

    Args:
        most: the largest size allowed, in bytes.

    Raises:
        Invalid: empty, too large, not of a kind that is allowed, or an image that cannot be read.
    """
    if not content:
        raise _refused("The file is empty. Choose another one.")
    if most is not None and len(content) > most:
        raise _refused(f"The file must be smaller than {most // (1024 * 1024)} MB")
    media_type = media_type_of(content)
    if media_type in {"image/heic", "image/heif"}:
        raise _refused("Photographs in Apple’s HEIC format cannot be kept. Save it as JPEG, then choose it again.")
    if media_type not in ENDINGS:
        raise _refused(f"Choose {ALLOWED}")
    cleaned = _encoded_afresh(content, _IMAGES[media_type]) if media_type in _IMAGES else content
    return CleanFile(name[:200], media_type, cleaned)


def media_type_of(content: bytes) -> str:
    """What a file is by its content, whatever it is called; "" where that is nothing we know."""
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        return "image/heic"
    try:
        found = [match.mime_type for match in puremagic.magic_string(content)]
    except (puremagic.PureError, ValueError):
        found = []
    for known in ("image/jpeg", "image/png", "application/pdf"):
        if known in found[:3]:
            return known
    if content[:4] == b"PK\x03\x04":
        return DOCX if _is_plain_docx(content) else ""
    return "text/plain" if _is_text(content) else ""


def _is_plain_docx(content: bytes) -> bool:
    """A Word document without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
    except zipfile.BadZipFile:
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any(
        n.endswith("vbaProject.bin") for n in names
    )


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(c) < 32 and c not in "\t\n\r\f" for c in text) and text.lstrip()[:1] != "<"


def _encoded_afresh(content: bytes, kind: str) -> bytes:
    """The same picture with nothing beside its pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _refused("The picture is too large. Choose a smaller one.")
                upright = ImageOps.exif_transpose(opened)
                mode = "RGB" if kind == "JPEG" else ("RGBA" if upright.mode in {"RGBA", "LA", "P", "PA"} else "RGB")
                plain = upright.convert(mode)
    except Invalid:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        raise _refused("The picture cannot be read. It may be damaged: choose another one.") from None
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 88} if kind == "JPEG" else {"optimize": False}))
    return out.getvalue()


def _refused(sentence: str) -> Invalid:
    return Invalid({"attachment": sentence})
