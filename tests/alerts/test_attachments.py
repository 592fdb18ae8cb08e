"""What may be sent with an alert, by its content, and what is taken out of it."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD

from serac.alerts.attachments import DOCX, clean_file, media_type_of
from serac.core.problems import Invalid


def photograph(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that carries where it was taken, by what, and a comment."""
    image = Image.new("RGB", size, (10, 90, 40))
    exif = Image.Exif()
    exif[0x010F] = "PlantedCameraMaker"
    exif[0x0112] = 6  # to be turned on its side
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "PlantedNorth"
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **({"comment": b"PlantedComment"} if kind == "JPEG" else {}))
    return out.getvalue()


def word_document(*more: str, types: str = "<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            parts.writestr(name, types if name == "[Content_Types].xml" else "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (photograph(), "image/jpeg"),
        (photograph("PNG"), "image/png"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF", "application/pdf"),
        ("Zwei Männer, 6 Uhr.\n".encode(), "text/plain"),
        (word_document(), DOCX),
    ],
)
def test_a_file_is_what_its_content_is(content, expected):
    assert media_type_of(content) == expected
    assert clean_file("holiday.exe", content).media_type == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00\x03program",
        b"<html><script>alert(1)</script></html>",
        b"\x00\x01\x02",
        word_document("word/vbaProject.bin"),
        word_document("word/VBAPROJECT.BIN"),
        word_document("word/Other.bin", types="application/vnd.ms-office.VbaProject"),
        word_document(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        word_document(types="application/vnd.ms-word.document.macro&#69;nabled.main+xml"),
        word_document("WORD/document.xml"),
        b"PK\x03\x04rubbish",
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00broken",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_anything_else_is_refused_in_words(content):
    with pytest.raises(Invalid) as refused:
        clean_file("photo.jpg", content)
    assert set(refused.value.errors) == {"attachment"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_loses_where_when_and_by_what_it_was_taken_and_stands_upright(kind):
    before = photograph(kind)
    assert b"Planted" in before
    clean = clean_file("photo", before)
    assert b"Planted" not in clean.content
    with Image.open(io.BytesIO(clean.content)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (30, 40)


def test_a_file_over_the_size_is_refused():
    with pytest.raises(Invalid, match="smaller than 1 MB"):
        clean_file("notes.txt", b"a" * (1024 * 1024 + 1), most=1024 * 1024)


def test_a_picture_that_would_fill_the_memory_is_refused():
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(Invalid):
        clean_file("bomb.png", bomb.getvalue())


def test_a_small_file_that_is_a_huge_picture_is_refused_before_it_is_decoded(monkeypatch):
    bomb = io.BytesIO()
    Image.new("P", (7000, 8500)).save(bomb, "PNG")
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("decoded"))
    with pytest.raises(Invalid, match="too large"):
        clean_file("bomb.png", bomb.getvalue())


def test_a_large_photograph_is_kept_at_half_its_width_and_a_larger_one_is_refused():
    with Image.open(io.BytesIO(clean_file("photo.jpg", photograph(size=(6001, 5000))).content)) as picture:
        assert picture.size == (2500, 3001)
        assert dict(picture.getexif()) == {}
    with pytest.raises(Invalid, match="too large"):
        clean_file("photo.jpg", photograph(size=(12000, 9000)))


def test_a_transparent_picture_stays_transparent():
    before = io.BytesIO()
    Image.new("RGBA", (4, 3), (1, 2, 3, 40)).save(before, "PNG")
    with Image.open(io.BytesIO(clean_file("picture.png", before.getvalue()).content)) as picture:
        assert picture.getpixel((0, 0)) == (1, 2, 3, 40)
