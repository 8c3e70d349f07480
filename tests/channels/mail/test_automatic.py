"""Which mails machines wrote: they are kept, and no machine of ours answers them."""

from dataclasses import replace

import pytest

from channels.mail.tokens import bounce_address
from domain.channels import Unreadable
from tests.channels.mail.mails import KEY, MAILBOX, PASSED, TICKET, mail, read, written


@pytest.mark.attack(4)
@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "AUTO-SUBMITTED: Auto-Notified; owner-email=x",
        "X-Autoreply: yes",
        "X-Autorespond: Out of office",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: list",
        "Precedence: auto_reply",
        "List-Id: News <news.example.net>",
        "List-Unsubscribe: <https://example.net/u>",
        "Feedback-ID: 1:campaign",
        "Return-Path: <>",
        "X-Loop: support@example.org",
        "X-Loop: <Support+anything@EXAMPLE.org>",
    ],
)
def test_a_mail_that_a_machine_wrote_is_kept_and_not_answered(field: str) -> None:
    one = written(mail(field))
    assert one.automatic
    assert one.text == "It does not work."


@pytest.mark.attack(4)
@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@example.net", "Postmaster <postmaster@x.example>"]
)
def test_a_mail_of_a_server_is_not_answered(sender: str) -> None:
    assert all(item for item in read(mail(sender=sender)))
    one = replace(MAILBOX, machines=("example.net", "x.example"))
    assert written(mail(sender=sender), one).automatic


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: None",
        "Precedence: normal",
        "X-Loop: somebody@example.net",
        "Return-Path: <ana@example.com>",
        "Importance: high",
    ],
)
def test_a_persons_mail_is_answered(field: str) -> None:
    assert not written(mail(field)).automatic


def test_what_comes_by_a_group_that_stands_for_our_address_is_a_persons() -> None:
    fields = ["List-Id: <support.example.org>", "Precedence: list", "List-Unsubscribe: <mailto:x>"]
    assert not written(mail(*fields)).automatic
    assert written(mail(*fields, "Auto-Submitted: auto-replied")).automatic


@pytest.mark.attack(4)
def test_who_is_on_holiday_answers_the_envelope_and_stays_in_the_ticket() -> None:
    one = written(
        mail(PASSED, f"To: {bounce_address(MAILBOX, KEY)}", "Auto-Submitted: auto-replied")
    )
    assert (one.ticket, one.automatic) == (TICKET, True)


@pytest.mark.attack(5)
@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("no-reply@slack.example", "Hello"),
        ("noreply@slack.example", "Confirm your e-mail"),
        ("Slack <do-not-reply@slack.example>", "Bestätigen Sie Ihre Adresse"),
        ("feedback-noreply@slack.example", "確認コード"),
        ("noreply+abc123@slack.example", "Hello"),
        ("verify@service.example", "Hello"),
        ("account-verification@service.example", "Hello"),
        ("email.confirmation@service.example", "Hello"),
        ("otp@bank.example", "Hello"),
        ("accounts-security@service.example", "Hello"),
    ],
)
def test_another_services_proof_is_set_aside(sender: str, subject: str) -> None:
    raw = mail(PASSED, f"Subject: {subject}", sender=sender)
    assert read(raw) == [Unreadable("verification_code", raw)]


@pytest.mark.attack(5)
@pytest.mark.parametrize(
    "subject",
    ["482913 is your code", "Ihr Code: 4829", "認証コード：482913", "رمزك 482 913", "code 482-913"],
)
def test_a_code_that_a_machine_sends_is_set_aside(subject: str) -> None:
    raw = mail("Auto-Submitted: auto-generated", f"Subject: {subject}", sender="hi@service.example")
    assert read(raw) == [Unreadable("verification_code", raw)]


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        (["Subject: 482913 is my order"], "ana@example.com"),
        (["Subject: Out of office until 2027", "Auto-Submitted: auto-replied"], "ana@example.com"),
        (["Subject: Re: A-482913", "Auto-Submitted: auto-replied"], "ana@example.com"),
        (["Subject: Hello"], "noreen@example.com"),
        (["Subject: Hello"], "verity@example.com"),
    ],
)
def test_a_persons_mail_is_no_proof(fields: list[str], sender: str) -> None:
    assert written(mail(*fields, sender=sender)).text


def test_a_machine_that_the_account_names_is_read() -> None:
    raw = mail(sender="no-reply@shop.example")
    assert written(raw, replace(MAILBOX, machines=("no-reply@shop.example",))).automatic
    assert written(raw, replace(MAILBOX, machines=("Shop.example",))).automatic
    assert read(raw, replace(MAILBOX, machines=("other.example",))) != []


def test_each_of_our_addresses_is_ours() -> None:
    for one in ("support@example.org", "HELP@example.org"):
        assert read(mail(sender=one))[0] == Unreadable("from_ourselves", mail(sender=one))
