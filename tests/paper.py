"""What a PDF made by the service says, page by page, as a reader of its text would have it."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.DOTALL)
_SHOWN = re.compile(
    rb"/(\w+) [\d.]+ Tf|\[((?:\((?:\\.|[^\\)])*\)|[^\]()])*)\]\s*TJ|\(((?:\\.|[^\\)])*)\)\s*Tj", re.DOTALL
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in the order it was drawn."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    found = []
    for body in objects.values():
        if re.search(rb"/Type\s*/Page\b(?!s)", body):
            fonts = {name: _letters(objects, int(ref)) for name, ref in _fonts(objects, body)}
            found.append(_text(_content(objects, body), fonts))
    return found


def _fonts(objects: dict[int, bytes], page: bytes) -> list[tuple[bytes, bytes]]:
    named = re.search(rb"/Resources\s+(\d+) 0 R", page)
    body = objects[int(named[1])] if named else page
    held = re.search(rb"/Font\s*(?:(\d+) 0 R|<<(.*?)>>)", body, re.DOTALL)
    listed = (objects[int(held[1])] if held[1] else held[2]) if held else b""
    return re.findall(rb"/(\w+)\s+(\d+) 0 R", listed)


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """From the numbers a font draws to letters."""
    to = re.search(rb"/ToUnicode\s+(\d+) 0 R", objects[font])
    table = _stream(objects[int(to[1])]) if to else b""
    pairs = re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.MULTILINE)
    return {int(one, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for one, letters in pairs}


def _content(objects: dict[int, bytes], page: bytes) -> bytes:
    refs = re.search(rb"/Contents\s*\[?([\d R]+)", page)
    return b"\n".join(_stream(objects[int(one)]) for one in re.findall(rb"(\d+) 0 R", refs[1] if refs else b""))


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    return zlib.decompressobj().decompress(found[1]) if found else b""


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, letters = [], {}
    for font, several, one in _SHOWN.findall(content):
        if font:
            letters = fonts.get(font, {})
            continue
        strings = re.findall(rb"\(((?:\\.|[^\\)])*)\)", several, re.DOTALL) or [one]
        drawn = b"".join(map(_plain, strings))
        said.append("".join(letters.get(int.from_bytes(drawn[at : at + 2]), "?") for at in range(0, len(drawn), 2)))
    return "\n".join(said)


def _plain(string: bytes) -> bytes:
    def unescaped(found: re.Match[bytes]) -> bytes:
        held = found[1]
        return bytes([int(held, 8)]) if held.isdigit() else _ESCAPES.get(held, held)

    return re.sub(rb"\\([0-7]{1,3}|.)", unescaped, string, flags=re.DOTALL)
