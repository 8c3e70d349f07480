import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attachments import (
    LONGEST_NAME,
    MEDIA_TYPES,
    Caution,
    caution,
    media_type,
    safe_name,
)

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
# What a zip of that name begins with: nothing of it is unpacked.
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"\x00" * 16


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\x00\x01\x00", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        ("Onde está? a < b, 2 > 1\n".encode(), "text/plain"),
        (ZIP, "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"\xff\xfeO\x00l\x00", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_are(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


@pytest.mark.attack(8)
@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"\xef\xbb\xbf" + SVG,
        b"\n \t" + SVG,
        b"GIF" + SVG,
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>a</x:script>",
        b"see below\n" * 500 + b"<ScRiPt>alert(1)</script>",
        b"+ADw-script+AD4-\n</x>",
        b"\x00<html>",
    ],
)
def test_what_a_browser_might_take_for_a_page_is_of_no_type_that_is_shown(content: bytes) -> None:
    assert media_type(content) == "application/octet-stream"


@pytest.mark.attack(10)
def test_pictures_and_archives_that_explode_are_looked_at_and_not_opened() -> None:
    """They say of themselves that they are huge; here they are as many bytes as they are."""
    huge = PNG[:16] + (60_000).to_bytes(4, "big") * 2 + PNG[24:]
    assert media_type(huge) == "image/png"
    bomb = ZIP + b"\x00" * 1_000
    assert (media_type(bomb), caution(bomb)) == ("application/octet-stream", None)
    billion = b"<!DOCTYPE a [<!ENTITY b '&c;&c;'>]><a>&b;</a>"
    assert media_type(billion) == "application/octet-stream"


@pytest.mark.attack(11)
@pytest.mark.parametrize(
    ("content", "name", "feared"),
    [
        (EICAR, "", Caution.TEST_VIRUS),
        (EICAR + b"\n", "letter.txt", Caution.TEST_VIRUS),
        (ZIP + b"word/vbaProject.bin", "invoice.docm", Caution.MACROS),
        (ZIP + b"xl/macrosheets/sheet1.xml", "invoice.xlsx", Caution.MACROS),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"),
            "a.doc",
            Caution.MACROS,
        ),
        (b"MZ\x90\x00", "holiday.jpg", Caution.PROGRAM),
        (b"\x7fELF\x02", "", Caution.PROGRAM),
        (b"#!/bin/sh\n", "", Caution.PROGRAM),
        (b"WScript.Echo 1", "invoice.pdf.VBS", Caution.PROGRAM),
        (b"anything", "invoice.exe. ", Caution.PROGRAM),
        (PNG, "me.png", None),
        (b"%PDF-1.7", "invoice.pdf", None),
        (ZIP + b"word/document.xml", "letter.docx", None),
    ],
)
def test_what_may_do_harm_is_said_so(content: bytes, name: str, feared: Caution | None) -> None:
    assert caution(content, name) is feared


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("..\\..\\windows\\win.ini", "text/plain", "win.ini.txt"),
        ("a\x00b.png", "image/png", "ab.png"),
        ("CON", "text/plain", "_CON.txt"),
        ("nul.txt", "text/plain", "_nul.txt"),
        ("com1.png", "image/png", "_com1.png"),
        ("", "image/png", "file.png"),
        ("...", "application/octet-stream", "file"),
        ("/", "application/pdf", "file.pdf"),
        ("invoice.pdf.exe", "application/octet-stream", "invoice.pdf.exe.download"),
        ("photo.png.svg", "application/octet-stream", "photo.png.svg.download"),
        ("photo.jpg", "image/png", "photo.jpg.png"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("gpj.\u202efdp", "application/pdf", "gpj.fdp.pdf"),
        ("a\r\nSet-Cookie: b", "text/plain", "aSet-Cookie_ b.txt"),
        ('"; filename="x.exe', "image/png", "_; filename=_x.exe.png"),
        ("Encomenda nº 7.pdf", "application/pdf", "Encomenda nº 7.pdf"),
        ("注文書.docx", "application/octet-stream", "注文書.docx"),
    ],
)
def test_a_name_is_one_that_can_be_kept_anywhere(name: str, kind: str, shown: str) -> None:
    assert safe_name(name, kind) == shown


@pytest.mark.attack(9)
@given(name=st.text(max_size=400), kind=st.sampled_from(MEDIA_TYPES))
def test_whatever_a_file_is_called_its_name_is_short_plain_and_of_no_folder(
    name: str, kind: str
) -> None:
    made = safe_name(name, kind)
    assert 0 < len(made) <= LONGEST_NAME
    assert not {*made} & {*'/\\<>:"|?*%'}
    assert not any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in made)
    assert made not in {".", ".."}
    assert made == made.strip()


@pytest.mark.attack(9)
def test_a_name_of_10_kb_keeps_its_ending() -> None:
    made = safe_name("a" * 10_000 + ".png", "image/png")
    assert (len(made), made[-4:]) == (LONGEST_NAME, ".png")


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_of_a_known_type(content: bytes) -> None:
    assert media_type(content) in MEDIA_TYPES
    caution(content)
