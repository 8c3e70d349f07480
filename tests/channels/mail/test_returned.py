"""What mail servers and programs report of a mail of ours reaches the message that it was."""

import pytest

from channels.mail.tokens import bounce_address, reply_address
from domain.channels import Reported
from domain.vocabulary import DeliveryState
from tests.channels.mail.mails import (
    AT,
    KEY,
    MAILBOX,
    OURS,
    TICKET,
    mail,
    mail_of,
    read,
    together,
    written,
)

DAEMON = "MAILER-DAEMON@mx.example.net"
BACK = f"To: {bounce_address(MAILBOX, KEY)}"
TEXT = b"Content-Type: text/plain\r\n\r\nYour message could not be delivered."


def status(*blocks: str) -> bytes:
    head = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n"
    return (head + "".join(f"\r\n{block}\r\n" for block in blocks)).encode()


def recipient(action: str, code: str) -> str:
    return (
        "Final-Recipient: rfc822; ana@example.com\r\n"
        f"Action: {action}\r\nStatus: {code}\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user"
    )


def original(kind: str = "message/rfc822") -> bytes:
    return f"Content-Type: {kind}\r\n\r\nMessage-ID: {OURS}\r\nSubject: Router\r\n\r\nHi".encode()


def report(*parts: bytes, kind: str = "delivery-status", to: str = "To: x@example.org") -> bytes:
    content = together(f"multipart/report; report-type={kind}", parts)
    return mail_of(content, to, "Return-Path: <>", f"From: {DAEMON}")


def mail_from_daemon(*fields: str, body: str) -> bytes:
    return mail(*fields, sender=DAEMON, body=body)


@pytest.mark.channel("email", "receipt")
@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_is_a_failure_of_the_message_that_came_back(kind: str) -> None:
    raw = report(TEXT, status(recipient("failed", "5.1.1")), original(kind))
    assert read(raw) == [Reported(DeliveryState.FAILED, AT, by_key=(KEY,), reason="bounced_5.1.1")]


@pytest.mark.channel("email", "receipt")
def test_the_address_that_it_came_back_to_tells_which_it_was() -> None:
    raw = report(TEXT, status(recipient("failed", "5.2.2 (mailbox full)")), to=BACK)
    assert read(raw) == [Reported(DeliveryState.FAILED, AT, by_key=(KEY,), reason="bounced_5.2.2")]


def test_a_delay_is_no_failure_and_nobodys_message() -> None:
    assert read(report(TEXT, status(recipient("delayed", "4.4.1")), to=BACK)) == []
    assert read(report(TEXT, status("Status: 4.2.0"), to=BACK)) == []


def test_a_server_that_gave_up_after_delays_failed() -> None:
    [one] = read(report(TEXT, status(recipient("failed", "4.4.7")), to=BACK))
    assert isinstance(one, Reported)
    assert (one.state, one.reason) == (DeliveryState.FAILED, "bounced_4.4.7")


def test_of_several_recipients_a_failure_counts() -> None:
    blocks = [recipient("delivered", "2.0.0"), recipient("failed", "5.7.1")]
    [one] = read(report(TEXT, status(*blocks), to=BACK))
    assert isinstance(one, Reported)
    assert one.reason == "bounced_5.7.1"


@pytest.mark.channel("email", "receipt")
def test_a_delivery_that_is_confirmed_is_one() -> None:
    [one] = read(report(TEXT, status(recipient("delivered", "2.0.0")), to=BACK))
    assert one == Reported(DeliveryState.DELIVERED, AT, by_key=(KEY,))
    assert read(report(TEXT, status(recipient("relayed", "2.0.0")), to=BACK)) == []


@pytest.mark.parametrize(
    "raw",
    [
        mail_from_daemon(
            BACK, body="Hi. This is the mail server.\r\n<a@x.example>: 550 5.1.1 none"
        ),
        mail_from_daemon(
            "X-Failed-Recipients: ana@example.com", body=f"5.1.1 failed\r\n\r\nMessage-ID: {OURS}"
        ),
        mail(BACK, sender="<>", body="550 5.1.1 no such user"),
    ],
)
def test_servers_that_write_no_report_are_understood(raw: bytes) -> None:
    assert read(raw) == [Reported(DeliveryState.FAILED, AT, by_key=(KEY,), reason="bounced_5.1.1")]


@pytest.mark.attack(4)
@pytest.mark.parametrize(
    "raw",
    [
        report(TEXT, status(recipient("failed", "5.1.1"))),
        report(
            TEXT,
            status(recipient("failed", "5.1.1")),
            b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx",
        ),
        report(TEXT, b"Content-Type: message/delivery-status\r\n\r\n\x00\xff nonsense", to=BACK),
        report(TEXT, kind="disposition-notification"),
        report(TEXT),
    ],
)
def test_a_report_that_names_nothing_of_ours_is_a_machines_message(raw: bytes) -> None:
    one = written(raw)
    assert one.automatic
    assert "could not be delivered" in one.text


@pytest.mark.attack(1)
@pytest.mark.parametrize(
    "told",
    [
        f"Message-ID: <t.{TICKET}.12.0.{'0' * 25}@example.org>",
        f"Message-ID: <{TICKET}:12:0@example.org>",
        f"To: {reply_address(MAILBOX, TICKET)}",
    ],
)
def test_a_report_with_a_forged_name_reports_nothing(told: str) -> None:
    inner = f"Content-Type: message/rfc822\r\n\r\n{told}\r\n\r\nx".encode()
    assert written(report(TEXT, status(recipient("failed", "5.1.1")), inner)).automatic


def read_receipt(disposition: str, named: str = OURS) -> bytes:
    told = (
        "Content-Type: message/disposition-notification\r\n\r\nReporting-UA: phone; mail\r\n"
        f"Final-Recipient: rfc822;ana@example.com\r\nOriginal-Message-ID: {named}\r\n"
        f"Disposition: {disposition}\r\n"
    )
    return report(TEXT, told.encode(), kind="disposition-notification")


@pytest.mark.channel("email", "receipt")
@pytest.mark.parametrize(
    "disposition",
    [
        "manual-action/MDN-sent-manually; displayed",
        "automatic-action/MDN-sent-automatically;displayed/x",
    ],
)
def test_a_read_receipt_says_that_somebody_read_it(disposition: str) -> None:
    assert read(read_receipt(disposition)) == [Reported(DeliveryState.READ, AT, by_key=(KEY,))]


def test_what_else_somebody_did_with_it_says_nothing() -> None:
    assert read(read_receipt("manual-action/MDN-sent-manually; deleted")) == []
    assert written(read_receipt("manual-action/x; displayed", "<1@example.net>")).automatic


def test_a_persons_answer_that_speaks_of_versions_is_no_bounce() -> None:
    one = written(mail(f"In-Reply-To: {OURS}", "Return-Path: <>", body="Since 5.1.2 it fails."))
    assert one.text == "Since 5.1.2 it fails."
    assert one.ticket == TICKET
