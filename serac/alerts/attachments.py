"""What may be sent with an alert, found out by content, and made harmless before any database work begins.

Pure and slow: decoding and encoding a photograph takes a good part of a second, which no transaction should wait for.
"""

import io
import threading
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from serac.core.problems import Invalid

MOST_PIXELS = 25_000_000
"""The largest picture that is decoded: about 100 MB as pixels. A photograph of up to twice this is read at half its width."""
MOST_NAMES = 1_000_000
TOO_LARGE: Final = "The picture is too large. Choose a smaller one."
_ONE_AT_A_TIME = threading.Lock()
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
    """A Word document without macros, by the names of its parts in any letter case and by what they are said to be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
                return False
            with parts.open("[Content_Types].xml") as part:
                types = part.read(MOST_NAMES).replace(b"\0", b"").lower()
                too_long = bool(part.read(1))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return False
    lowered = [name.lower() for name in names]
    twice = len(set(lowered)) < len(lowered)
    macros = any(name.endswith("vbaproject.bin") for name in lowered)
    said = any(word in types for word in (b"macroenabled", b"vbaproject", b"&#"))
    return not (too_long or twice or macros or said)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(c) < 32 and c not in "\t\n\r\f" for c in text) and text.lstrip()[:1] != "<"


def _encoded_afresh(content: bytes, kind: str) -> bytes:
    """The same picture with nothing beside its pixels. One at a time: each takes a good part of the memory."""
    with _ONE_AT_A_TIME:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(content), formats=[kind]) as opened:
                    return _bare(opened, kind)
        except Invalid:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _refused(TOO_LARGE) from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning):
            raise _refused("The picture cannot be read. It may be damaged: choose another one.") from None


def _bare(opened: Image.Image, kind: str) -> bytes:
    """The picture upright, encoded without anything that was written beside it. Its pixels are not copied on the way."""
    if opened.width * opened.height > MOST_PIXELS and kind == "JPEG":
        opened.draft(None, (opened.width // 2, opened.height // 2))
    if opened.width * opened.height > MOST_PIXELS:
        raise _refused(TOO_LARGE)
    ImageOps.exif_transpose(opened, in_place=True)
    mode = "RGBA" if kind == "PNG" and opened.mode in {"RGBA", "LA", "P", "PA"} else "RGB"
    plain = opened if opened.mode == mode else opened.convert(mode)
    plain.info.clear()
    out = io.BytesIO()
    plain.save(out, kind, **({"quality": 88} if kind == "JPEG" else {"optimize": False}))
    return out.getvalue()


def _refused(sentence: str) -> Invalid:
    return Invalid({"attachment": sentence})
