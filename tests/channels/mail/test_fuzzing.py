"""Two thousand broken mails: each is read or set aside, and nothing raises."""

from collections import Counter
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.mail.reading import read_mail
from channels.mail.tokens import bounce_address
from tests.channels.mail.mails import (
    AT,
    KEY,
    MAILBOX,
    OURS,
    PASSED,
    REPLY_ADDRESS,
    mail,
    mail_of,
    part,
    read,
    together,
)
from tests.channels.mail.mutating import mutated
from tests.channels.mail.quoting import PROGRAMS, SPOKEN

TEXT = part("text/plain; charset=utf-8", "Grüße\n\n> quoted")
HTML = part("text/html; charset=utf-8", '<div class="gmail_quote">x<img src="cid:a"></div>')
PICTURE = part("image/png", b"\x89PNG", "Content-ID: <a>", "Content-Disposition: inline")
STATUS = b"Content-Type: message/delivery-status\r\n\r\n"
STATUS += b"Reporting-MTA: x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
FILE = part(
    "application/pdf",
    b"%PDF-",
    "Content-Disposition: attachment; filename*0*=utf-8''na%C3%AF; filename*1=ve",
)
MAILS = (
    mail(PASSED, "Date: Tue, 03 Nov 2026 08:00:00 +0700", f"References: <1@example.com> {OURS}"),
    mail_of(together("multipart/alternative", [TEXT, HTML]), f"To: {REPLY_ADDRESS}"),
    mail_of(together("multipart/related", [HTML, PICTURE]), "Subject: =?utf-8?b?R3LDvMOfZQ==?="),
    mail_of(
        together(
            "multipart/mixed", [together("multipart/alternative", [TEXT, HTML], boundary="b"), FILE]
        ),
        "Auto-Submitted: auto-replied",
    ),
    mail_of(
        together("multipart/report; report-type=delivery-status", [TEXT, STATUS]),
        f"To: {bounce_address(MAILBOX, KEY)}",
        "Return-Path: <>",
    ),
    mail_of(together("multipart/mixed", [TEXT, b"Content-Type: message/rfc822\r\n\r\n" + mail()])),
    *(mail(body=make(SPOKEN["he"]).plain) for make in PROGRAMS.values()),
    *(
        mail(kind="text/html; charset=utf-8", body=make(SPOKEN["th"]).html)
        for make in PROGRAMS.values()
    ),
)


@pytest.mark.channel("email", "fuzz")
@pytest.mark.parametrize("seed", range(4))
def test_no_mail_breaks_reading_and_all_that_is_read_can_be_kept(seed: int) -> None:
    found: Counter[str] = Counter()
    for raw in mutated(MAILS, 500, seed):
        before = perf_counter()
        items = read(raw)
        assert perf_counter() - before < 10
        assert repr(items) == repr(read(raw))
        found.update(type(one).__name__ for one in items)
    assert found["Written"] > 200
    assert found["Unreadable"]


@given(some.binary(max_size=600))
def test_no_bytes_break_reading(raw: bytes) -> None:
    read(raw)


@given(
    some.sampled_from(["From", "To", "Subject", "Date", "References", "Message-ID", "List-Id"]),
    some.text(
        alphabet=some.characters(exclude_characters="\r\n", exclude_categories=[]), max_size=200
    ),
)
def test_no_field_breaks_reading(name: str, value: str) -> None:
    told = f"{name}: ".encode() + value.encode("utf-8", "surrogatepass")
    rest = mail().replace(f"\r\n{name}: ".encode(), b"\r\nX-Former: ")
    for one in read_mail(told + b"\r\n" + rest, MAILBOX, AT):
        assert one
