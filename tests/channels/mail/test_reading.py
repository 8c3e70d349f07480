"""Mails as they come, and as nobody should send them: each is read, or set aside and visible."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from channels.mail.parsing import DEEPEST, MOST_OF_A_HEAD, MOST_PARTS
from domain.channels import Unreadable
from tests.channels.mail.mails import AT, MAILBOX, OURS, REPLY_ADDRESS, TICKET, mail, read, written


@pytest.mark.channel("email", "in")
def test_a_plain_mail_is_a_message_of_whoever_wrote_it() -> None:
    one = written(
        mail(
            "Message-ID: <first@mail.example.com>",
            "Date: Tue, 03 Nov 2026 16:05:00 +0700",
            sender="=?utf-8?q?Ana_L=C3=BAcia?= <Ana@Example.COM>",
            body="Olá,\r\nnão funciona.\r\n",
        )
    )
    assert one.message_id == "<first@mail.example.com>"
    assert one.thread == one.message_id
    assert (one.sender.id, one.sender.email) == ("ana@example.com", "ana@example.com")
    assert one.sender.name == "Ana Lúcia"
    assert one.text == "Olá,\nnão funciona."
    assert one.sent_at == datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
    assert one.extra["subject"] == "Router"
    assert not one.automatic


def test_a_mail_without_an_id_is_named_by_its_bytes_and_without_a_date_by_its_coming() -> None:
    raw = mail("Message-ID: ", body="x")
    one = written(raw)
    assert one.message_id == f"<{sha256(raw).hexdigest()}@unnamed.invalid>"
    assert one.sent_at == AT
    assert written(raw + b" y").message_id != one.message_id


@pytest.mark.channel("email", "reorder")
@pytest.mark.parametrize(
    ("date", "sent"),
    [
        ("Tue, 03 Nov 2026 08:00:00 +0000", AT - timedelta(hours=1, minutes=12)),
        ("Tue, 03 Nov 2037 08:00:00 +0000", AT),
        ("Thu, 01 Jan 1970 00:00:00 +0000", AT),
        ("yesterday", AT),
        ("Tue, 99 Nov 99999 99:99:99 +9999", AT),
        ("", AT),
    ],
)
def test_a_date_is_believed_where_it_can_be(date: str, sent: datetime) -> None:
    assert written(mail(f"Date: {date}")).sent_at == sent


@pytest.mark.parametrize("sender", [None, "", "<>", "nobody", "@", "\x00"])
def test_a_mail_without_a_sender_is_set_aside(sender: str | None) -> None:
    raw = mail(sender=sender)
    assert read(raw) == [Unreadable("no_sender", raw)]


@pytest.mark.parametrize("field", ["Sender", "Reply-To", "Return-Path"])
def test_without_from_another_field_may_say_who_wrote(field: str) -> None:
    assert written(mail(f"{field}: <ana@example.com>", sender=None)).sender.id == "ana@example.com"


def test_a_token_among_ten_thousand_recipients_is_found() -> None:
    others = ",\r\n ".join(f'"N. {n}" <person.{n}@example.net>' for n in range(10_000))
    one = written(mail(f"To: {others},\r\n {REPLY_ADDRESS}"))
    assert one.ticket == TICKET
    suggested = one.extra["suggested_participants"]
    assert isinstance(suggested, list)
    assert len(suggested) == 20


@pytest.mark.attack(21)
def test_line_breaks_in_a_subject_are_spaces_and_name_no_field() -> None:
    subject = "=?utf-8?q?Router=0D=0ABcc:_all@example.com=0D=0A=0D=0AHello?="
    one = written(mail(f"Subject: {subject}"))
    assert one.extra["subject"] == "Router Bcc: all@example.com Hello"


def test_no_text_holds_nul_or_half_a_letter() -> None:
    one = written(
        mail(
            "Subject: a\x00b \udce9",
            sender='"N\x00l \udcff" <ana@example.com>',
            body=b"one\x00two \xff\xfe three",
            kind="text/plain; charset=utf-8",
        )
    )
    assert "\x00" not in f"{one.text}{one.extra}{one.sender}"
    assert "one" in one.text
    assert "three" in one.text


@pytest.mark.parametrize(
    ("written_as", "meant"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=", "Grüße"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-2022-jp?b?GyRCJEgkRiRiGyhC?=", "とても"),
        ("Gr\udcfc\udcdfe", "Grüße"),
        ("=?nonsense-99?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?broken?=", None),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("plain =?utf-8?q?and=20?= =?utf-8?q?more?= text", "plain and more text"),
    ],
)
def test_encoded_words_are_read(written_as: str, meant: str | None) -> None:
    subject = written(mail(f"Subject: {written_as}")).extra["subject"]
    assert subject
    if meant is not None:
        assert subject == meant


def test_what_is_too_much_is_set_aside_whole() -> None:
    raw = mail(body="x" * 2000)
    [one] = read(raw, replace(MAILBOX, largest=1000))
    assert one == Unreadable("too_large", raw)


@pytest.mark.attack(10)
@pytest.mark.parametrize(
    ("reason", "raw"),
    [
        (
            "too_many_parts",
            mail("Content-Type: multipart/mixed; boundary=x", body="--x\r\n\r\n" * MOST_PARTS * 2),
        ),
        (
            "too_deep",
            mail(
                "Content-Type: multipart/mixed; boundary=x0",
                body="".join(
                    f"--x{n}\r\nContent-Type: multipart/mixed; boundary=x{n + 1}\r\n\r\n"
                    for n in range(DEEPEST + 5)
                ),
            ),
        ),
        (
            "too_deep",
            mail("Content-Type: message/rfc822", body="Content-Type: message/rfc822\r\n\r\n" * 450),
        ),
        ("head_too_long", b"X: y\r\n" * (MOST_OF_A_HEAD // 5)),
        ("too_many_lines", mail(body=b"\n" * 4_000_000)),
        ("empty", b""),
        ("empty", b"\r\n \r\n"),
    ],
)
def test_a_bomb_is_not_looked_into(reason: str, raw: bytes) -> None:
    assert read(raw) == [Unreadable(reason, raw)]


def test_text_is_the_subject_where_there_is_nothing_else() -> None:
    assert written(mail("Subject: Please call me", body=" \r\n")).text == "Please call me"


@pytest.mark.parametrize("raw", [b"no mail at all", b"\xff" * 500, b"From: x\nFrom: y\n\n", b"a:b"])
def test_what_is_no_mail_is_set_aside(raw: bytes) -> None:
    assert read(raw) == [Unreadable("no_sender", raw)]


def test_a_mail_from_an_mbox_is_read_without_its_first_line() -> None:
    raw = b"From ana@example.com Tue Nov  3 09:00:00 2026\n" + mail(body="Hello").replace(
        b"\r\n", b"\n"
    )
    assert written(raw).text == "Hello"


def test_what_we_sent_ourselves_is_nobodys_message() -> None:
    ours = f"Message-ID: {OURS}"
    assert read(mail(ours, sender="support@example.org")) == []


@pytest.mark.attack(1)
@pytest.mark.parametrize("sender", ["support@example.org", "Help <HELP+x@example.org>"])
def test_who_writes_in_our_name_is_set_aside(sender: str) -> None:
    raw = mail(sender=sender)
    assert read(raw) == [Unreadable("from_ourselves", raw)]


def test_paragraphs_that_flow_are_put_together() -> None:
    one = written(
        mail(
            kind="text/plain; charset=utf-8; format=flowed",
            body="This is one \r\nparagraph of \r\nthree lines.\r\n\r\n From is stuffed\r\n",
        )
    )
    assert one.text == "This is one paragraph of three lines.\n\nFrom is stuffed"


def test_paragraphs_that_flow_without_spaces_are_put_together_too() -> None:
    one = written(
        mail(
            kind="text/plain; charset=utf-8; format=flowed; delsp=yes",
            body="ルーターが \r\n動きません。\r\n",
        )
    )
    assert one.text == "ルーターが動きません。"


@pytest.mark.parametrize(
    ("fields", "kind", "locale"),
    [
        (["Content-Language: pt-BR"], "text/plain", "pt-BR"),
        (["Accept-Language: th-TH, en-US;q=0.8"], "text/plain", "th-TH"),
        (["Content-Language: not a tag"], "text/plain", None),
        ([], "text/plain; charset=iso-2022-jp", "ja"),
        ([], "text/plain; charset=utf-8", None),
    ],
)
def test_what_a_mail_gives_away_of_its_language_is_a_prior(
    fields: list[str], kind: str, locale: str | None
) -> None:
    one = written(mail(*fields, "Date: Tue, 03 Nov 2026 16:05:00 +0700", kind=kind, body="x"))
    assert one.sender.locale == locale
    hints = one.extra["hints"]
    assert isinstance(hints, dict)
    assert hints["offset"] == "+0700"


@pytest.mark.parametrize(
    ("domain", "locale"),
    [("example.jp", "ja-JP"), ("example.co.uk", "en-GB"), ("example.io", None)],
)
def test_a_country_in_an_address_is_the_weakest_prior(domain: str, locale: str | None) -> None:
    assert written(mail(sender=f"ana@{domain}", body="x")).sender.locale == locale
