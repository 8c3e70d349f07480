"""Mails as no program would write them: real shapes with something done to them, from a seed."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Final

Change = Callable[[random.Random, bytes], bytes]

_HOSTILE: Final = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"\n\n", b"\r\n\r\n", b"--", b"=?utf-8?b?"),
    *(b"=?x?q?=ZZ?=", b'"', b"(", b"((((", b"<", b"<<>>", b"@", b";", b"*0*=", b"''%ff", b"\\"),
    *(b": ", b"\t", b"\xe2\x80\xae", b"&#0;", b"<div>", b"</", b"cid:", b">" * 50, b"boundary="),
    *(b"-- \n", b"\x1b$B", b"+ADw-", b"begin 644 x\n", b"=\n", b"%00", b"9" * 400, b"From "),
)
_FIELDS: Final = (
    *(b"Content-Type", b"Content-Transfer-Encoding", b"From", b"Subject", b"Date", b"Message-ID"),
    *(b"References", b"In-Reply-To", b"Content-Disposition", b"Authentication-Results", b"To"),
    *(b"Return-Path", b"Auto-Submitted", b"Content-ID", b"Content-Language", b"Status", b"Action"),
)
_KINDS: Final = (
    *(b"multipart/mixed", b"multipart/report", b"message/rfc822", b"message/delivery-status"),
    *(
        b"text/html; charset=utf-7",
        b"text/plain; format=flowed",
        b"multipart/alternative;boundary=",
    ),
    *(b"message/disposition-notification", b"text/plain; charset=hz", b"a/b/c", b"", b"text"),
    *(b"message/partial", b"message/external-body", b"multipart/signed; boundary=\x00"),
)
_ENCODINGS: Final = (b"base64", b"quoted-printable", b"x-uuencode", b"7bit", b"binary", b"\xff")


def mutated(mails: Sequence[bytes], times: int, seed: int) -> Iterator[bytes]:
    """So many mails, each one of those given with one to five things done to it."""
    chance = random.Random(seed)
    for _ in range(times):
        raw = chance.choice(mails)
        for _ in range(chance.randint(1, 5)):
            raw = chance.choice(_CHANGES)(chance, raw)
        yield raw[:300_000]


def _place(chance: random.Random, raw: bytes) -> int:
    """Mostly in the head, where most can be broken."""
    head = max(raw.find(b"\r\n\r\n"), 1)
    return chance.randint(0, head if chance.random() < 0.5 else max(len(raw), 1))


def _insert(chance: random.Random, raw: bytes) -> bytes:
    at = _place(chance, raw)
    return raw[:at] + chance.choice(_HOSTILE) * chance.choice((1, 1, 1, 30)) + raw[at:]


def _flip(chance: random.Random, raw: bytes) -> bytes:
    content = bytearray(raw)
    for _ in range(chance.choice((1, 5, 50))):
        if content:
            content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _cut(chance: random.Random, raw: bytes) -> bytes:
    start, end = sorted((_place(chance, raw), _place(chance, raw)))
    return raw[:start] + raw[end:]


def _repeat(chance: random.Random, raw: bytes) -> bytes:
    start, end = sorted((_place(chance, raw), _place(chance, raw)))
    return raw[:end] + raw[start:end][:2000] * chance.choice((1, 3, 20)) + raw[end:]


def _lines(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\r\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return chance.choice((b"\r\n", b"\r\n", b"\n", b"\r")).join(lines)


def _without_field(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.split(b"\r\n")
    del lines[chance.randrange(min(len(lines), 12))]
    return b"\r\n".join(lines)


def _another_field(chance: random.Random, raw: bytes) -> bytes:
    value = chance.choice(_HOSTILE) + chance.choice(_HOSTILE)
    return chance.choice(_FIELDS) + b": " + value + b"\r\n" + raw


def _another_kind(chance: random.Random, raw: bytes) -> bytes:
    kind = chance.choice(_KINDS)
    return raw.replace(b"text/plain", kind, 1).replace(b"text/html", chance.choice(_KINDS), 1)


def _another_encoding(chance: random.Random, raw: bytes) -> bytes:
    return raw.replace(b"base64", chance.choice(_ENCODINGS), chance.choice((1, 9)))


def _boundary(chance: random.Random, raw: bytes) -> bytes:
    return raw.replace(b"--one", chance.choice((b"--one--", b"-one", b"--two", b"")), 1)


def _within_itself(chance: random.Random, raw: bytes) -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=one\r\n\r\n--one\r\n"
    kind = chance.choice((b"", b"Content-Type: message/rfc822\r\n\r\n"))
    return b"From: a@example.com\r\n" + head + kind + raw[:20_000]


_CHANGES: Final[Sequence[Change]] = (
    *(_insert, _insert, _flip, _cut, _repeat, _lines, _without_field, _another_field),
    *(_another_kind, _another_encoding, _boundary, _within_itself),
)
