"""Files that customers send: what they are by their bytes, what they may be called, what to fear.

Nothing is unpacked or decoded: a file is looked at as bytes, and what is said of it is said of
these. Pure.
"""

import re
import unicodedata
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

LARGEST: Final = 25 * 1024 * 1024  # bytes of one file, as mail usually takes them
LONGEST_NAME: Final = 200
UNKNOWN: Final = "application/octet-stream"
PLAIN: Final = "text/plain"
# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern, and PDF 32000-1 §7.5.2
_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_WEBP: Final = re.compile(rb"RIFF....WEBPVP", re.DOTALL)
MARKUP: Final = re.compile(rb"<[a-z!/?]", re.IGNORECASE)  # a browser might read it as a page
NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "image/gif": ".gif",
        "image/webp": ".webp",
        "application/pdf": ".pdf",
        PLAIN: ".txt",
    }
)
MEDIA_TYPES: Final = (*ENDINGS, UNKNOWN)
_ALSO: Final = frozenset(
    {"image/jpeg .jpeg", "text/plain .csv", "text/plain .log", "text/plain .md"}
)

# Written so that this file is not itself taken for it: https://www.eicar.org
_EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] §2.2: Office before 2007
_ZIP: Final = b"PK\x03\x04"
_MACROS_IN_OLE: Final = ("_VBA_PROJECT".encode("utf-16-le"), b"Attribut")
_MACROS_IN_ZIP: Final = (b"vbaProject.bin", b"xl/macrosheets/")  # names are not packed in a ZIP
MARKS: Final = (*_MACROS_IN_OLE, *_MACROS_IN_ZIP)  # of macros, anywhere in a file
_PROGRAMS: Final = (  # Windows, Linux, scripts, and three of macOS and Java
    *(b"MZ", b"\x7fELF", b"#!"),
    *(b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"),
)
_RUNS: Final = re.compile(
    "bat|cmd|com|cpl|dll|exe|hta|jar|js|jse|lnk|msi|msp|pif|ps1|reg|scr|sh|vb|vbe|vbs|wsf|wsh"
)
_OPENS_AS_A_PAGE: Final = re.compile("html?|m?html?|shtml|svgz?|xht|xhtml|xml|xsl|xslt")

_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?=\.|$)", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[<>:"|?*%]')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


class Caution(StrEnum):
    """Why whoever wants a file has to say that they want it all the same."""

    TEST_VIRUS = "test_virus"
    MACROS = "macros"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file of a message that is being accepted; `id` is a random name of ours."""

    id: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came along with a message of a channel, or goes along with one of ours."""

    name: str
    content: bytes = field(repr=False)
    inline: str = ""  # the Content-ID by which a mail shows it, if it does
    media_type: str = ""  # of what goes out, by its bytes; of what came in nobody is believed


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that is kept. What it was called stands with the message that it came with."""

    id: str
    customer_id: str
    ticket_id: str
    message_id: str
    size: int = 0  # bytes


class TooLarge(Exception):
    """A file has more bytes than one may have."""


class Blobs(Protocol):
    """The files of one region's customers, each under its customer's key."""

    async def put(self, blob: Blob, content: AsyncIterable[bytes]) -> Blob:
        """Keep a file as it comes, and say how large it is.

        Raises TooLarge beyond LARGEST, Conflict for an id that is taken, and Erased.
        """
        ...

    async def find(self, ticket_id: str, blob_id: str) -> Blob:
        """The file, if it belongs to that ticket and can be read; or Missing."""
        ...

    async def message_of(self, blob_id: str) -> str:
        """The message that a file came with; or Missing."""
        ...

    def read(self, blob: Blob) -> AsyncIterator[bytes]:
        """Its bytes in their order. Raises Missing where they are gone."""
        ...

    async def of_customer(self, customer_id: str) -> Sequence[Blob]:
        """All that a customer sent."""
        ...


def media_type(content: bytes) -> str:
    """What a file is by its bytes: a picture, PDF, plain text, or nothing that is shown.

    SVG, HTML and XML are nothing that is shown, and neither is text that a browser might take for
    them.
    """
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    if _WEBP.match(content):
        return "image/webp"
    return PLAIN if content and _is_plain(content) else UNKNOWN


def caution(content: bytes, name: str = "") -> Caution | None:
    """What to fear of a file, by its bytes and its name."""
    if _EICAR in content[:1_024]:
        return Caution.TEST_VIRUS
    marks: Sequence[bytes] = ()
    if content.startswith(_OLE):
        marks = _MACROS_IN_OLE
    elif content.startswith(_ZIP):
        marks = _MACROS_IN_ZIP
    if any(mark in content for mark in marks):
        return Caution.MACROS
    if content.startswith(_PROGRAMS) or _RUNS.fullmatch(_ending(name)):
        return Caution.PROGRAM
    return None


def safe_name(name: str, kind: str) -> str:
    """A name under which a file of that media type can be kept anywhere: at most 200 characters.

    No folder, nothing invisible, no name that Windows keeps for itself, and an ending that says
    what the bytes are: what a system would run or open as a page ends in `.download`.
    """
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    shown = "".join(one for one in plain if unicodedata.category(one) not in _INVISIBLE)
    shown = " ".join(_FORBIDDEN.sub("_", shown).split()).strip(". ")
    if _RESERVED.match(shown):
        shown = f"_{shown}"
    ending = _right_ending(shown, kind)
    return f"{(shown or 'file')[: LONGEST_NAME - len(ending)]}{ending}"


def _right_ending(name: str, kind: str) -> str:
    """What is to be added to a name."""
    had = _ending(name)
    if kind in ENDINGS:
        fits = f".{had}" == ENDINGS[kind] or f"{kind} .{had}" in _ALSO
        return "" if fits and len(name) <= LONGEST_NAME else ENDINGS[kind]
    return ".download" if _RUNS.fullmatch(had) or _OPENS_AS_A_PAGE.fullmatch(had) else ""


def _ending(name: str) -> str:
    return name.rstrip(". ").rpartition(".")[2].lower() if "." in name else ""


def _is_plain(content: bytes) -> bool:
    if NO_TEXT.search(content) or MARKUP.search(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
